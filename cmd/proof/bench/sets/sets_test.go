package sets

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/proof/bench/shop"
	"w3id.org/concord/cmd/proof/bench/sp2b"
	"w3id.org/concord/cmd/proof/bench/watdiv"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/sparql"
)

var update = flag.Bool("update", false, "write testdata/answers.golden anew")

// triples of the data of each shape: in a smaller shop most of WatDiv's patterns have no answer.
var triples = map[string]int64{"sp2b": 10_000, "watdiv": 100_000, "shop": 10_000}

// data makes the data of a set.
var data = map[string]func(w io.Writer) error{
	"sp2b": func(w io.Writer) error { return sp2b.Generate(w, sp2b.Options{Triples: triples["sp2b"], Seed: 1}) },
	"watdiv": func(w io.Writer) error {
		return watdiv.Generate(w, watdiv.Options{Triples: triples["watdiv"], Seed: 1})
	},
	"shop": func(w io.Writer) error { return shop.Generate(w, shop.Options{Triples: triples["shop"], Seed: 1}) },
}

func TestCounts(t *testing.T) {
	for name, want := range map[string]int{"sp2b": 17, "watdiv": 20 + 5*6, "features-sp2b": 105 - 3, "features-watdiv": 105, "own": 45} {
		queries, err := Load(name, Options{Triples: triples[Data(name)], Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(queries) != want {
			t.Errorf("%s has %d queries, want %d", name, len(queries), want)
		}
		for _, q := range queries {
			if q.Measures == "" || !strings.HasSuffix(q.Measures, ".") {
				t.Errorf("%s %s does not say what it measures", name, q.Name)
			}
			if q.Compare != Rows && q.Compare != Count && q.Compare != Nothing {
				t.Errorf("%s %s compares %q", name, q.Name, q.Compare)
			}
		}
	}
}

// TestAnswers asks every query of some data. The golden file says how many rows each has, and what a single value is; it holds
// what the engine said when its answers were compared with those of other engines.
func TestAnswers(t *testing.T) {
	var got strings.Builder
	empty := map[string]int{}
	engines := map[string]*query.Engine{}
	for _, name := range Names() {
		shape := Data(name)
		if engines[shape] == nil {
			engines[shape] = load(t, data[shape])
		}
		queries, err := Load(name, Options{Triples: triples[Data(name)], Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range queries {
			if strings.HasPrefix(q.Name, "catalogue-") {
				continue // see TestCatalogue
			}
			answer := ask(t, engines[shape], q)
			if answer == "0 rows" || answer == "1 row: 0" {
				empty[name]++
			}
			fmt.Fprintf(&got, "%s %s: %s\n", name, q.Name, answer)
		}
	}
	for name, most := range map[string]int{"sp2b": 2, "watdiv": 35, "features-sp2b": 20, "features-watdiv": 20, "own": 3} {
		if empty[name] > most {
			t.Errorf("%d queries of %s have no answer, more than %d", empty[name], name, most)
		}
	}
	golden(t, "answers.golden", got.String())
}

// TestCatalogue asks the queries over the catalogue of the catalogue as it is.
func TestCatalogue(t *testing.T) {
	e := load(t, nil)
	queries, err := Load("own", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range queries {
		if strings.HasPrefix(q.Name, "catalogue-") {
			if answer := ask(t, e, q); answer == "0 rows" {
				t.Errorf("%s has no answer", q.Name)
			}
		}
	}
}

// load makes an engine over generated data, or over the catalogue where there is none.
func load(t *testing.T, write func(io.Writer) error) *query.Engine {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "store"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if write == nil {
		_, err = catalogue.Load(context.Background(), s, nil)
	} else {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		_, err = ingest.Load(context.Background(), s, ingest.Options{Sources: []string{"-"}, Stdin: &b, Format: rdf.NTriples})
	}
	if err != nil {
		t.Fatal(err)
	}
	return query.New(s, query.Options{Timeout: time.Minute})
}

// ask gives the number of rows, and the values where there are few.
func ask(t *testing.T, e *query.Engine, q Query) string {
	t.Helper()
	r, err := e.Query(context.Background(), q.Text, query.Params{})
	if err != nil {
		t.Errorf("%s %s: %v\n%s", q.Set, q.Name, err, q.Text)
		return "fails"
	}
	defer r.Close()
	switch r.Form() {
	case sparql.Ask:
		return fmt.Sprint(r.Bool())
	case sparql.Construct, sparql.Describe:
		triples, err := r.Triples()
		if err != nil {
			t.Errorf("%s %s: %v", q.Set, q.Name, err)
		}
		return fmt.Sprintf("%d triples", len(triples))
	}
	rows, err := r.Rows()
	if err != nil {
		t.Errorf("%s %s: %v", q.Set, q.Name, err)
		return "fails"
	}
	if len(rows) == 1 && len(rows[0]) == 1 {
		return "1 row: " + rounded(rows[0][0].Value)
	}
	return fmt.Sprintf("%d rows", len(rows))
}

// rounded gives a number with digits after the point to nine digits: in which order an engine adds doubles is open.
func rounded(value string) string {
	if v, err := strconv.ParseFloat(value, 64); err == nil && strings.ContainsAny(value, ".eE") {
		return strconv.FormatFloat(v, 'g', 9, 64)
	}
	return value
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("line %d differs from %s: %q", i+1, name, a[min(i, len(a)-1)])
		}
	}
}
