package query

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

var rewrite = flag.Bool("update", false, "write the engine's answers into the golden files")

// The golden files of testdata; README.md there describes them.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.test"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".test"), func(t *testing.T) { runGolden(t, path) })
	}
}

// part is a section of a golden file.
type part struct{ name, text string }

func splitGolden(text string) (intro string, parts []part) {
	for _, line := range strings.SplitAfter(text, "\n") {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if ok && strings.HasSuffix(name, " --") {
			parts = append(parts, part{name: strings.TrimSuffix(name, " --")})
			continue
		}
		if len(parts) == 0 {
			intro += line
			continue
		}
		parts[len(parts)-1].text += line
	}
	return intro, parts
}

func runGolden(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	intro, parts := splitGolden(string(raw))
	g := &golden{t: t, open: Union}
	out := bytes.NewBufferString(intro)
	for _, p := range parts {
		got, compared := g.step(p)
		if compared && got != p.text && !*rewrite {
			t.Errorf("%s, after\n%s\ngot\n%swant\n%s", path, g.query, got, p.text)
		}
		if compared {
			p.text = got
		}
		fmt.Fprintf(out, "-- %s --\n%s", p.name, p.text)
	}
	if *rewrite {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// golden is the state between sections.
type golden struct {
	t     *testing.T
	store *store.Store
	e     *Engine
	open  DatasetMode
	query string
}

func (g *golden) step(p part) (got string, compared bool) {
	switch p.name {
	case "data":
		g.data(p.text)
	case "unnamed":
		g.open = Unnamed
		g.e = New(g.store, Options{DefaultGraph: g.open, PlanCache: 1 << 20})
	case "query":
		g.query = "PREFIX : <" + exampleNS + ">\n" + p.text
	case "update":
		g.query = ""
		if _, err := g.e.Update(context.Background(), "PREFIX : <"+exampleNS+">\n"+p.text, Params{}); err != nil {
			g.query = "error: " + err.Error()
		}
	case "error":
		return g.failure(p.text), true
	case "dump":
		quads, err := indextest.Dump(g.store)
		if err != nil {
			g.t.Fatal(err)
		}
		return plainLines(quads), true
	case "plan":
		x, err := New(g.store, Options{DefaultGraph: g.open}).Explain(context.Background(), g.query, Params{})
		if err != nil {
			g.t.Fatal(err)
		}
		text := x.String()
		return text[strings.Index(text, "\nPlan\n")+6:], true
	case "rows", "triples", "bool":
		return g.answer(), true
	default:
		g.t.Fatalf("no section is called %q", p.name)
	}
	return "", false
}

func (g *golden) data(trig string) {
	var err error
	if g.store, err = store.Open("", store.Options{}); err != nil {
		g.t.Fatal(err)
	}
	r, err := codec.NewReader(rdf.TriG, strings.NewReader("@prefix : <"+exampleNS+"> .\n"+trig), codec.Options{})
	if err != nil {
		g.t.Fatal(err)
	}
	var quads []rdf.Quad
	for {
		q, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			g.t.Fatal(err)
		}
		quads = append(quads, q)
	}
	if err := indextest.Load(g.store, quads); err != nil {
		g.t.Fatal(err)
	}
	g.e = New(g.store, Options{DefaultGraph: g.open, PlanCache: 1 << 20})
}

// failure gives want back if the error holds it.
func (g *golden) failure(want string) string {
	got, isUpdate := strings.CutPrefix(g.query, "error: ")
	if !isUpdate {
		r, err := g.e.Query(context.Background(), g.query, Params{})
		if err == nil {
			_, err = r.Rows()
			r.Close()
		}
		if err == nil {
			return "no error\n"
		}
		got = err.Error()
	}
	if want != "" && strings.Contains(got, strings.TrimSpace(want)) {
		return want
	}
	return got + "\n"
}

// answer runs the query by every method.
func (g *golden) answer() (text string) {
	for m := plan.Auto; m <= plan.LastMethod; m++ {
		got := g.once(m)
		if m == plan.Auto {
			text = got
			if again := g.once(m); again != got {
				g.t.Errorf("by the plan that was kept\n%sbut before\n%s%s", again, got, g.query)
			}
		} else if got != text {
			g.t.Errorf("method %d gives\n%sbut the planner's choice\n%s%s", m, got, text, g.query)
		}
	}
	return text
}

func (g *golden) once(m plan.Method) string {
	r, err := g.e.Query(context.Background(), g.query, Params{Method: m})
	if err != nil {
		g.t.Fatalf("%s: %v", g.query, err)
	}
	defer r.Close()
	switch r.Form() {
	case sparql.Ask:
		return fmt.Sprintln(r.Bool())
	case sparql.Select:
		rows, err := r.Rows()
		if err != nil {
			g.t.Fatalf("%s: %v", g.query, err)
		}
		return goldenRows(r.Vars(), rows, strings.Contains(g.query, "ORDER BY"))
	}
	triples, err := r.Triples()
	if err != nil {
		g.t.Fatalf("%s: %v", g.query, err)
	}
	var quads []rdf.Quad
	for _, x := range triples {
		quads = append(quads, rdf.Quad{S: x.S, P: x.P, O: x.O})
	}
	return plainLines(quads)
}

func goldenRows(vars []string, rows [][]rdf.Term, ordered bool) string {
	var lines []string
	for _, row := range rows {
		var cells []string
		for _, x := range row {
			cells = append(cells, short(x))
		}
		lines = append(lines, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	if !ordered {
		slices.Sort(lines)
	}
	head := "?" + strings.Join(vars, "\t?")
	return strings.Join(append([]string{head}, lines...), "\n") + "\n"
}

// short prints a term as a person would write it.
func short(t rdf.Term) string {
	switch {
	case t.Kind == rdf.Blank:
		return "_:x"
	case t.Kind == rdf.IRI && strings.HasPrefix(t.Value, exampleNS):
		return ":" + t.Value[len(exampleNS):]
	case t.Datatype == rdf.XSDInteger || t.Datatype == rdf.XSDDecimal || t.Datatype == rdf.XSDBoolean:
		return t.Value
	}
	return t.String()
}

// plainLines prints quads sorted.
func plainLines(quads []rdf.Quad) string {
	var lines []string
	for _, q := range rdf.NewDataset(quads...).Quads() {
		var cells []string
		for _, x := range [4]rdf.Term{q.S, q.P, q.O, q.G} {
			if !x.IsZero() {
				cells = append(cells, short(x))
			}
		}
		lines = append(lines, strings.Join(cells, " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}
