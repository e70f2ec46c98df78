package text_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
)

var someWords = []string{"recommendation", "Recommandation", "recomendación", "decision", "Décision", "decisión", "standards",
	"standard", "normes", "norme", "of", "the", "de", "la", "l'accord", "treaty", "treaties", "measure", "measures", "ISPM", "15", "2015",
	"understanding", "understandings", "Übereinkommen", "Рекомендации", "рекомендация", "建议", "国际建议书", "œuvre", "a", "ii", "III"}

var someLangs = []string{"", "en", "en-GB", "fr", "es", "ru", "zh", "de"}

func phrase(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(someWords), 1, most).Draw(t, "words"), rapid.SampledFrom([]string{" ", " ", ", ", "-"}).Draw(t, "between"))
	})
}

// typed is a phrase as it may be typed: cut short, or with a letter gone, doubled or swapped.
func typed() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		r := []rune(phrase(3).Draw(t, "query"))
		i := rapid.IntRange(0, len(r)-1).Draw(t, "place")
		switch rapid.IntRange(0, 5).Draw(t, "error") {
		case 0:
			return string(r[:i+1])
		case 1:
			return string(r[:i]) + string(r[i+1:])
		case 2:
			return string(r[:i+1]) + string(r[i:])
		case 3:
			if i > 0 {
				r[i], r[i-1] = r[i-1], r[i]
			}
		}
		return string(r)
	})
}

// TestIndexAndDirectSearchAgree checks that Bleve finds exactly what looking at every literal finds.
func TestIndexAndDirectSearchAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lits := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rdf.Term {
			return rdf.NewLang(phrase(5).Draw(t, "text"), rapid.SampledFrom(someLangs).Draw(t, "lang"))
		}), 1, 60).Draw(rt, "literals")
		dir, err := os.MkdirTemp("", "text")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(dir)
		direct, indexed := attachAll(t, "", lits), attachAll(t, filepath.Join(dir, "text"), lits)
		defer direct.Close()
		defer indexed.Close()
		if direct.Text().Through() != 0 || indexed.Text().Through() == 0 {
			rt.Fatal("one must search directly, the other by the index")
		}
		for range 20 {
			q := index.TextQuery{Text: typed().Draw(rt, "typed"), Lang: rapid.SampledFrom([]string{"", "", "en", "fr", "en-GB"}).Draw(rt, "asked"),
				Modes: index.TextMode(rapid.IntRange(0, 15).Draw(rt, "modes")), Limit: 1000}
			want, got := find(rt, direct, q), find(rt, indexed, q)
			if d := cmp.Diff(want, got); d != "" {
				rt.Fatalf("%+v: direct - index + %s", q, d)
			}
		}
	})
}

func attachAll(t *testing.T, dir string, lits []rdf.Term) index.Store {
	t.Helper()
	s, err := text.Attach(indextest.NewModel(), dir, text.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, lits...)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := text.Sync(ctx, s); err != nil {
		t.Fatal(err)
	}
	return s
}

func find(t *rapid.T, s index.Store, q index.TextQuery) []index.Hit {
	hits, err := s.Text().Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// TestManyLiterals takes an index in memory over the number of literals that are searched directly, in several batches.
func TestManyLiterals(t *testing.T) {
	const n = 7_000
	lits := make([]rdf.Term, n)
	for i := range lits {
		lits[i] = rdf.NewLang(fmt.Sprintf("Regulation number %s of the council", spelled(i)), "en")
	}
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "text")} {
		s := attachAll(t, dir, lits)
		if through := s.Text().Through(); through < n-1_000 {
			t.Errorf("only %d of %d literals are in the index", through, n)
		}
		for _, i := range []int{0, 1, 1_999, 2_000, n - 1} {
			hits := search(t, s, index.TextQuery{Text: "number " + spelled(i), Modes: index.MatchPrefix, Limit: 3})
			if len(hits) == 0 || hits[0].Text != lits[i].Value {
				t.Errorf("literal %d is not the first of %v", i, hits)
			}
		}
		if n := len(search(t, s, index.TextQuery{Text: "regulations", Limit: 50})); n != 50 {
			t.Errorf("limit 50 gives %d hits", n)
		}
		if e := s.Text().Estimate(index.TextQuery{Text: spelled(77), Limit: 1000}); e == 0 || e > 200 {
			t.Errorf("the estimate of a rare word is %d", e)
		}
		if e := s.Text().Estimate(index.TextQuery{Text: "council", Limit: 100_000}); e < n/2 {
			t.Errorf("the estimate of a frequent word is %d", e)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// spelled writes a number in letters, so that every number is another word.
func spelled(i int) string {
	b := []byte(fmt.Sprintf("%05d", i))
	for j := range b {
		b[j] += 'b' - '0' + 3*byte(j)%7
	}
	return "x" + string(b)
}
