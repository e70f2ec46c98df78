package catalogue

import (
	"encoding/csv"
	"io"
	"strings"
	"sync"
	"testing"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// rowsOf reads a table by other means than the loader.
func rowsOf(t *testing.T, file string) []map[string]string {
	t.Helper()
	text, err := Data.ReadFile("data/" + file)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

func quads(t *testing.T) ([]rdf.Quad, *Report) {
	t.Helper()
	b := once()
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.quads, b.report
}

type built struct {
	quads  []rdf.Quad
	report *Report
	err    error
}

var once = sync.OnceValue(func() built {
	q, report, err := Quads()
	return built{q, report, err}
})

// TestEveryRowArrives prints a table of files, rows and subjects, and looks for the subject of each row in the graph.
func TestEveryRowArrives(t *testing.T) {
	all, report := quads(t)
	typed := map[rdf.Term]bool{}
	subjects := map[rdf.Term]bool{}
	for _, q := range all {
		subjects[q.S] = true
		if q.P.Value == ontology.RDFType {
			typed[q.S] = true
		}
	}
	t.Logf("%-30s %6s %9s", "file", "rows", "subjects")
	for _, f := range report.Files {
		rows := rowsOf(t, f.File)
		if f.Derived {
			t.Logf("%-30s %6d %9s", f.File, f.Rows, "derived")
			continue
		}
		t.Logf("%-30s %6d %9d", f.File, f.Rows, f.Subjects)
		if f.Rows != len(rows) || f.Subjects != len(rows) {
			t.Errorf("%s: %d rows in the file, %d read, %d subjects", f.File, len(rows), f.Rows, f.Subjects)
		}
		for i, row := range rows {
			s := subjectOf(f.File, row)
			if !subjects[s] || f.File != "retired_ids.csv" && !typed[s] {
				t.Errorf("%s, row %d: no subject %s", f.File, i+1, s)
			}
		}
	}
	if len(report.Files) != 22 {
		t.Errorf("%d files, want 22", len(report.Files))
	}
	t.Logf("%d quads in %d graphs, version %s", len(all), len(graphsOf(all)), report.Version)
}

func subjectOf(file string, row map[string]string) rdf.Term {
	switch file {
	case "labels.csv":
		return findLabel(row)
	case "retired_ids.csv":
		return ontology.Thing("coordination", row["id"])
	case "type_neighbours.csv":
		return ontology.Thing("type", row["type_id"])
	}
	return ontology.Thing(kindOf[file], row["id"])
}

// labelIndex finds labels by what they say, not by how their address is made.
var labelIndex map[string]rdf.Term

func findLabel(row map[string]string) rdf.Term {
	if labelIndex == nil {
		labelIndex = map[string]rdf.Term{}
		all := once().quads
		form, kind := map[rdf.Term]rdf.Term{}, map[rdf.Term]rdf.Term{}
		for _, q := range all {
			switch q.P.Value {
			case ontology.XLLiteralForm:
				form[q.S] = q.O
			case ontology.IOLabelKind:
				kind[q.S] = q.O
			}
		}
		for _, q := range all {
			if q.P.Value == ontology.XLAltLabel || q.P.Value == ontology.XLHiddenLabel {
				labelIndex[q.S.Value+form[q.O].String()+kind[q.O].Value] = q.O
			}
		}
	}
	thing := ontology.Thing(row["thing_kind"], row["thing_id"])
	return labelIndex[thing.Value+rdf.NewLang(row["text"], row["lang"]).String()+ontology.Thing("label-kind", row["kind"]).Value]
}

// TestProblems: the shipped tables join without a remainder.
func TestProblems(t *testing.T) {
	_, report := quads(t)
	for _, p := range report.Problems {
		t.Error(p)
	}
}

// TestEveryColumnIsRead fails for a column that no mapping uses.
func TestEveryColumnIsRead(t *testing.T) {
	tables, err := Tables()
	if err != nil {
		t.Fatal(err)
	}
	words, err := ontology.Quads()
	if err != nil {
		t.Fatal(err)
	}
	b := newBuilder(tables, words)
	b.all()
	for file, table := range tables {
		for _, name := range table.Names() {
			if !b.used[file][name] && file != "variations.csv" && file != "near_types.csv" {
				t.Errorf("%s: the column %s becomes nothing", file, name)
			}
		}
	}
}

// TestEveryOwnTermIsDeclared: terms of the project's namespace that the catalogue uses are in the ontology.
func TestEveryOwnTermIsDeclared(t *testing.T) {
	all, _ := quads(t)
	declared := map[string]bool{}
	for _, q := range all {
		if q.G.Value == ontology.CoreGraph {
			declared[q.S.Value] = true
		}
	}
	missing := map[string]bool{}
	for _, q := range all {
		for _, term := range []rdf.Term{q.P, q.O} {
			if term.Kind == rdf.IRI && strings.HasPrefix(term.Value, ontology.IO) && !declared[term.Value] && !missing[term.Value] {
				missing[term.Value] = true
				t.Errorf("%s is used and not declared", term.Value)
			}
		}
	}
}

// TestQuadsAreReproducible: the same tables give the same graph, quad by quad.
func TestQuadsAreReproducible(t *testing.T) {
	a, _ := quads(t)
	b, _, err := Quads()
	if err != nil {
		t.Fatal(err)
	}
	if len(a) != len(b) {
		t.Fatalf("%d quads, then %d", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("quad %d is %s, then %s", i, a[i], b[i])
		}
	}
}

// TestTablesKeepTheirDatatypes reads every table as CSVW, which checks each cell against its datatype.
func TestTablesKeepTheirDatatypes(t *testing.T) {
	doc, err := Data.ReadFile("data/csv-metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	meta, err := tabular.ParseMetadata(doc, "csv-metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range meta.Tables {
		f, err := Data.Open("data/" + schema.URL)
		if err != nil {
			t.Fatal(err)
		}
		r, err := tabular.NewReader(schema.URL, f, tabular.Options{Schema: schema})
		for err == nil {
			_, err = r.Read()
		}
		if err != io.EOF {
			t.Errorf("%v", err)
		}
		f.Close()
	}
}
