package decide

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// readAnswers checks every row against the graph.
func readAnswers(ctx context.Context, s index.Store, now time.Time, f Filled) (*Answers, error) {
	snap, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	sheet, err := NewSheet(ctx, snap, f.Organisation, now)
	if err != nil {
		return nil, err
	}
	log, err := Read(ctx, snap)
	if err != nil {
		return nil, err
	}
	a := &answers{checker: checker{view: newView(ctx, snap), log: log, now: now.UTC().Truncate(time.Second)}, filled: f, org: sheet.Organisation.IRI, rows: map[string]Row{}, seen: map[string]int{},
		out: &Answers{Organisation: sheet.Organisation.IRI, Sheet: f.ID, Recorded: []Decision{}, Counts: map[string]int{}}}
	for _, r := range sheet.Statements {
		a.rows[r.ID] = r
	}
	for _, r := range sheet.Cells {
		a.rows["cell "+r.ID] = r
	}
	for i := range f.Rows {
		if err := a.read(&f.Rows[i]); err != nil {
			return nil, err
		}
	}
	if len(a.problems) > 0 {
		return nil, &SheetError{a.problems}
	}
	return a.out, nil
}

// answers turns rows into decisions.
type answers struct {
	checker
	filled   Filled
	org      string
	rows     map[string]Row // of the sheet as it would be made now
	seen     map[string]int
	out      *Answers
	problems []Problem
}

func (a *answers) problem(f *FilledRow, column, format string, args ...any) {
	a.problems = append(a.problems, Problem{f.Page, f.Line, column, fmt.Sprintf(format, args...)})
}

func (a *answers) read(f *FilledRow) error {
	if !f.answered() {
		a.out.Open++
		return nil
	}
	before := len(a.problems)
	row, ok := a.row(f)
	d := Decision{Reviewer: f.Name, Reason: f.Reason, Sheet: a.filled.ID}
	if d.Date = a.dateOf(f); !ok {
		return nil
	}
	a.fill(&d, f, row)
	if d.Outcome == Corrected {
		if err := a.code(&d, row); err != nil {
			return err
		}
	}
	if len(a.problems) > before {
		return nil
	}
	if a.known(&d, f.Date != "") {
		a.out.Known++
		return nil
	}
	if err := a.check(&d); err != nil {
		refused, ok := err.(*RefusedError)
		if !ok {
			return err
		}
		a.problem(f, "answer", "%s", refused.Error())
		return nil
	}
	a.out.Recorded = append(a.out.Recorded, d)
	a.out.Counts[string(d.Outcome)]++
	return nil
}

// row finds what a row is about. A value that is not the graph's was answered on another state, or written over.
func (a *answers) row(f *FilledRow) (Row, bool) {
	key := f.ID
	if f.Cell {
		key = "cell " + f.ID
	}
	row, ok := a.rows[key]
	switch {
	case f.ID == "":
		a.problem(f, "id", "the id is missing; leave that column as it came")
	case !ok && f.Cell:
		a.problem(f, "id", "%q is no type without a term of this organisation; make a new sheet", f.ID)
	case !ok:
		a.problem(f, "id", "%q is no statement on this organisation; make a new sheet", f.ID)
	case a.seen[key] > 0:
		a.problem(f, "id", "%q was answered in row %d already", f.ID, a.seen[key])
	case !sameText(f.Value, row.Value):
		a.problem(f, "value", "the value is not the one in the graph, %q; write what it should be into the column correction, or make a new sheet", clip(row.Value))
	default:
		a.seen[key] = f.Line
		return row, true
	}
	return row, false
}

func sameText(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(clipCell(b)), " ")
}

// clipCell is a text as far as the cell of a workbook holds it.
func clipCell(s string) string {
	if r := []rune(s); len(r) > 32_767 {
		return string(r[:32_767-4]) + " ..."
	}
	return s
}

func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + " ..."
	}
	return s
}

func (a *answers) dateOf(f *FilledRow) time.Time {
	if f.Date == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, f.Date)
	if err != nil {
		a.problem(f, "date", "%q is no day like 2026-03-31", f.Date)
	}
	return t
}

// fill says what an answer means for a row.
func (a *answers) fill(d *Decision, f *FilledRow, row Row) {
	outcomes, choice := statementOutcome, StatementAnswers
	if f.Cell {
		outcomes, choice = cellOutcome, CellAnswers
	}
	answer := strings.ToLower(strings.TrimSpace(f.Answer))
	switch d.Outcome = outcomes[answer]; {
	case answer == "":
		a.problem(f, "answer", "the row has a correction, reason or date and no answer; choose one of: %s", strings.Join(choice, ", "))
	case d.Outcome == "":
		a.problem(f, "answer", "%q is none of: %s", f.Answer, strings.Join(choice, ", "))
	case answer == AnswerCorrect && f.Correction == "":
		a.problem(f, "correction", "the answer is correct, meaning \"to be corrected\": write what it should be, or choose confirm if it is right")
	case answer != AnswerCorrect && f.Correction != "":
		a.problem(f, "correction", "there is a correction, and the answer is %q; choose correct", f.Answer)
	}
	if slug(f.Name) == "" {
		a.problem(f, "name", "write the name of who answers")
	}
	if f.Cell {
		d.Subject, d.Object = a.org, row.iri
	} else {
		d.Subject = row.iri
	}
	switch d.Outcome {
	case Corrected:
		d.Object, d.Feature, d.Value = row.about, ontology.Thing("feature", row.what).Value, f.Correction
	case Reported:
		d.Value = f.Correction
	case Confirmed:
		d.Before = row.check
	}
}

// code finds the coded value that a correction names, where the statement has one: by its label or the end of its address.
func (a *answers) code(d *Decision, row Row) error {
	if row.scheme == "" {
		return nil
	}
	scheme := row.scheme
	if scheme == "hub" {
		scheme = ontology.Thing("scheme", "hub").Value
	}
	members, err := a.subjects(ontology.SKOSInScheme, rdf.NewIRI(scheme))
	if err != nil {
		return err
	}
	for _, iri := range members {
		n, err := a.node(iri)
		if err != nil {
			return err
		}
		if fold(end(iri)) == fold(d.Value) || slices.ContainsFunc(n[ontology.SKOSPrefLabel], func(t rdf.Term) bool { return fold(t.Value) == fold(d.Value) }) {
			d.Code = iri
			return nil
		}
	}
	return nil
}

// known reports whether the log has this answer of this sheet already. Without a date in the sheet any date is the same.
func (a *answers) known(d *Decision, dated bool) bool {
	return slices.ContainsFunc(a.log.Decisions, func(x Decision) bool {
		return x.Sheet == d.Sheet && x.Outcome == d.Outcome && x.Subject == d.Subject && (x.Object == d.Object || d.Object == "") && x.Value == tidy(d.Value) &&
			x.Reason == tidy(d.Reason) && agent(x.Reviewer) == agent(d.Reviewer) && (!dated || sameDay(x.Date, d.Date))
	})
}
