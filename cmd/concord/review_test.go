package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

var reviewDay = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func catalogueInMemory(t *testing.T) index.Store {
	t.Helper()
	st, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := catalogue.Load(context.Background(), st, nil); err != nil {
		t.Fatal(err)
	}
	return st
}

// workbook makes the sheet of an organisation, writes it, and reads its pages as a spreadsheet program would.
func workbook(t *testing.T, st index.Store, org string) []sheet.Table {
	t.Helper()
	snap := snapshotOf(t, st)
	defer snap.Close()
	s, err := decide.NewSheet(context.Background(), snap, org, reviewDay)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := answer.Review(&buf, s); err != nil {
		t.Fatal(err)
	}
	tables, err := sheet.ReadXLSX(&buf, 1<<26)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// answerRow writes into the row with an id: answer, correction, reason, name, date.
func answerRow(t *testing.T, page *sheet.Table, id string, cells ...string) {
	t.Helper()
	for i, row := range page.Rows {
		if row[0] == id {
			for len(row) < len(page.Columns) {
				row = append(row, "")
			}
			copy(row[5:], cells)
			page.Rows[i] = row
			return
		}
	}
	t.Fatalf("%s has no row %s", page.Name, id)
}

// load writes the workbook again and loads it.
func load(t *testing.T, st index.Store, tables []sheet.Table) (*decide.Answers, error) {
	t.Helper()
	var buf bytes.Buffer
	if err := sheet.XLSX(&buf, tables...); err != nil {
		t.Fatal(err)
	}
	filled, err := answer.ReadReview(&buf)
	if err != nil {
		return nil, err
	}
	return decide.RecordSheet(context.Background(), st, reviewDay.AddDate(0, 0, 1), filled)
}

func filledSheet(t *testing.T, st index.Store) []sheet.Table {
	tables := workbook(t, st, "OECD")
	said, empty := &tables[1], &tables[2]
	answerRow(t, said, "term:oecd-decision", "confirm", "", "", "Jane Doe", "2026-02-27")
	answerRow(t, said, "claim:term-oecd-decision-legal-nature", "Confirm", "", "article 5 a", "Jane Doe", "")
	answerRow(t, said, "claim:term-oecd-declaration-legal-nature", "correct", "not legally binding", "political weight only", "Jane Doe", "")
	answerRow(t, said, "definition:term-oecd-decision", "unclear", "", "the wording is yours", "Jane Doe", "")
	answerRow(t, said, "mapping:oecd-decision", "confirm", "", "", "Jane Doe", "")
	answerRow(t, empty, "type:sarps", "we have none", "", "", "Jane Doe", "")
	answerRow(t, empty, "type:mandatory-code", "we have none", "", "", "Jane Doe", "")
	answerRow(t, empty, "type:advice-to-another-organ", "unclear", "", "practice differs", "Jane Doe", "")
	answerRow(t, empty, "type:certification-system", "correct", "Seal of Good Standing", "", "Jane Doe", "")
	return tables
}

// TestReviewSheetComesBack is the whole way: a sheet goes out for one organisation, is filled in, loads back as decisions,
// and the matrix shows the three kinds of empty.
func TestReviewSheetComesBack(t *testing.T) {
	st := catalogueInMemory(t)
	a, err := load(t, st, filledSheet(t, st))
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]int{"confirmed": 3, "corrected": 1, "questioned": 1, "has-none": 2, "unclear": 1, "reported": 1}; fmt.Sprint(a.Counts) != fmt.Sprint(want) {
		t.Errorf("recorded %v, want %v", a.Counts, want)
	}
	checkReviewedMatrix(t, st)
	log := checkReviewLog(t, st)
	again, err := load(t, st, filledSheet(t, st)) // made at the same moment: the same sheet
	if err != nil || len(again.Recorded) != 0 || again.Known != 9 {
		t.Errorf("loaded again: %v, %+v", err, again)
	}
	changed := filledSheet(t, st)
	answerRow(t, &changed[2], "type:sarps", "unclear", "", "we were too quick", "Jane Doe", "")
	if third, err := load(t, st, changed); err != nil || len(third.Recorded) != 1 || third.Recorded[0].Supersedes == "" {
		t.Errorf("one answer changed: %v, %+v", err, third)
	}
	if _, err := catalogue.Load(context.Background(), st, nil); err != nil { // as the first start of a newer program does
		t.Fatal(err)
	}
	snap := snapshotOf(t, st)
	defer snap.Close()
	after, err := decide.Read(context.Background(), snap)
	if err != nil || len(after.Decisions) != len(log.Decisions)+1 {
		t.Errorf("the catalogue was loaded again, and %d decisions are left of %d: %v", len(after.Decisions), len(log.Decisions)+1, err)
	}
	m := oecdMatrix(t, snap)
	if m.Counts.HasNone != 1 || m.Counts.Unclear != 2 {
		t.Errorf("the catalogue was loaded again, and the matrix says %+v", m.Counts)
	}
}

func oecdMatrix(t *testing.T, snap index.Snapshot) *harmonise.Matrix {
	t.Helper()
	m, err := harmonise.NewMatrix(context.Background(), snap, harmonise.MatrixQuery{Orgs: []string{"oecd"}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func checkReviewedMatrix(t *testing.T, st index.Store) {
	snap := snapshotOf(t, st)
	defer snap.Close()
	m := oecdMatrix(t, snap)
	if m.Counts.HasNone != 2 || m.Counts.Unclear != 1 || m.Counts.NotResearched == 0 {
		t.Errorf("the matrix counts %+v", m.Counts)
	}
	for _, row := range m.Rows {
		cell := row.Cells[0]
		want := map[string]harmonise.Empty{"sarps": harmonise.HasNone, "mandatory-code": harmonise.HasNone, "advice-to-another-organ": harmonise.Unclear, "certification-system": harmonise.NotResearched}
		slug := row.IRI[strings.LastIndex(row.IRI, "/")+1:]
		if kind, ok := want[slug]; ok && cell.Empty != kind {
			t.Errorf("%s is %q, want %q", slug, cell.Empty, kind)
		}
		for _, term := range cell.Terms {
			if state := map[bool]string{true: "checked", false: term.Check}[strings.HasSuffix(term.IRI, "/oecd-decision")]; term.Check != state {
				t.Errorf("%s is %s, and was confirmed", term.IRI, term.Check)
			}
		}
	}
}

// checkReviewLog looks at what the log keeps: the state before, the dates, and the old claim beside the correction.
func checkReviewLog(t *testing.T, st index.Store) *decide.Log {
	snap := snapshotOf(t, st)
	defer snap.Close()
	log, err := decide.Read(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	bySubject := map[string]decide.Decision{}
	for _, d := range log.Decisions {
		bySubject[d.Subject[strings.LastIndex(d.Subject, "/")+1:]+string(d.Outcome)] = d
	}
	if d := bySubject["oecd-decisionconfirmed"]; d.Before == "" || d.Before == "checked" {
		t.Errorf("the state before the confirmation is %q", d.Before)
	}
	if d := bySubject["term-oecd-decision-legal-natureconfirmed"]; d.Reason != "article 5 a" || !d.Date.Equal(reviewDay.AddDate(0, 0, 1)) {
		t.Errorf("confirmed: %+v", d)
	}
	if d := bySubject["term-oecd-declaration-legal-naturecorrected"]; d.Code != ontology.Thing("legal-nature", "non-binding").Value || d.Value != "not legally binding" {
		t.Errorf("corrected: %+v", d)
	}
	claims := 0
	ids := make([]index.ID, 2)
	if err := snap.IDs(context.Background(), []rdf.Term{rdf.NewIRI(ontology.IOAbout), ontology.Thing("term", "oecd-declaration")}, ids); err != nil {
		t.Fatal(err)
	}
	n, _, err := snap.Count(context.Background(), index.Scan{Order: index.POS, Prefix: ids, Graphs: index.GraphSet{Mode: index.Union}})
	if claims = int(n); err != nil || claims < 8 {
		t.Errorf("%d claims on the corrected term: the old ones must stay (%v)", claims, err)
	}
	return log
}

// TestReviewSheetErrors: every error is told with its sheet, row and column, and nothing is recorded.
func TestReviewSheetErrors(t *testing.T) {
	st := catalogueInMemory(t)
	tables := filledSheet(t, st)
	said, empty := &tables[1], &tables[2]
	answerRow(t, said, "term:oecd-recommendation", "perhaps", "", "", "Jane Doe", "")
	answerRow(t, said, "mapping:oecd-recommendation", "correct", "", "", "Jane Doe", "")
	answerRow(t, said, "definition:term-oecd-recommendation", "confirm", "other words", "", "Jane Doe", "")
	answerRow(t, said, "claim:term-oecd-recommendation-addressee", "confirm", "", "", "", "")
	answerRow(t, said, "claim:term-oecd-recommendation-adoption", "confirm", "", "", "Jane Doe", "soon")
	answerRow(t, said, "claim:term-oecd-recommendation-legal-basis", "", "", "a reason alone", "Jane Doe", "")
	answerRow(t, said, "claim:term-oecd-resolution-legal-basis", "confirm", "", "", "Jane Doe", "2031-01-01")
	answerRow(t, empty, "type:resolution", "confirm", "", "", "Jane Doe", "")
	at := slices.IndexFunc(said.Rows, func(r []string) bool { return r[0] == "term:oecd-resolution" })
	said.Rows[at] = []string{"term:oecd-resolution", "", "Resolutions", "", "", "confirm", "", "", "Jane Doe", ""}
	said.Rows = append(said.Rows, []string{"term:ilo-convention", "", "x", "", "", "confirm", "", "", "Jane Doe", ""}, slices.Clone(said.Rows[slices.IndexFunc(said.Rows, func(r []string) bool { return r[0] == "term:oecd-decision" })]))
	_, err := load(t, st, tables)
	var sheetErr *decide.SheetError
	if !errors.As(err, &sheetErr) {
		t.Fatal(err)
	}
	for _, want := range []string{`"perhaps" is none of`, `column "correction": the answer is correct`, "there is a correction, and the answer", `column "name"`, `"soon" is no day`,
		"no answer; choose one of", "lies in the future", `"confirm" is none of: we have none`, `column "value": the value is not the one in the graph`, `"term:ilo-convention" is no statement`, "was answered in row"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among the errors:\n%v", want, err)
		}
	}
	if len(sheetErr.Problems) != 11 {
		t.Errorf("%d problems, want 11:\n%v", len(sheetErr.Problems), err)
	}
	for _, p := range sheetErr.Problems {
		page := said
		if p.Page == empty.Name {
			page = empty
		}
		if p.Line < 2 || p.Line > len(page.Rows)+1 || !slices.Contains(page.Columns, p.Column) {
			t.Errorf("%+v is no place in the sheet", p)
		}
	}
	snap := snapshotOf(t, st)
	defer snap.Close()
	if log, err := decide.Read(context.Background(), snap); err != nil || len(log.Decisions) != 0 {
		t.Errorf("%v: %d decisions were recorded all the same", err, len(log.Decisions))
	}
	for name, broken := range map[string][]sheet.Table{"the page is missing": tables[:2], "leave that page as it came": {{Name: "Read me", Columns: []string{"a"}}, tables[1], tables[2]},
		"the column is missing": {tables[0], {Name: "Statements", Columns: []string{"id", "answer"}}, tables[2]}} {
		if _, err := load(t, st, broken); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
