package main

import (
	"context"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/query/harmonise"
)

// csvTerm is a row of terms.csv with all its labels.
type csvTerm struct {
	row    map[string]string
	labels map[string]bool
}

func csvTerms(t *testing.T) []csvTerm {
	t.Helper()
	var out []csvTerm
	at := map[string]int{}
	for i, row := range catalogueRows(t, "terms.csv") {
		at[row["id"]] = i
		c := csvTerm{row, map[string]bool{}}
		for _, column := range []string{"term", "term_fr", "term_es"} {
			c.labels[strings.ToLower(row[column])] = true
		}
		delete(c.labels, "")
		out = append(out, c)
	}
	for _, l := range catalogueRows(t, "labels.csv") {
		if i, ok := at[l["thing_id"]]; ok && l["thing_kind"] == "term" {
			out[i].labels[strings.ToLower(l["text"])] = true
		}
	}
	return out
}

// twinsByFile judges two rows by the columns alone.
func twinsByFile(a, b csvTerm) bool {
	kind := func(c csvTerm) bool { return c.row["fit"] == "typical" || c.row["fit"] == "special" }
	if !kind(a) || !kind(b) || a.row["instrument_type_id"] != b.row["instrument_type_id"] || a.row["organisation_id"] == b.row["organisation_id"] ||
		a.row["head_word"] != "" && a.row["head_word"] == b.row["head_word"] {
		return false
	}
	for l := range a.labels {
		if b.labels[l] {
			return false
		}
	}
	agree := 0
	for _, column := range []string{"legal_nature", "attached_duty", "addressee_code", "adoption_code", "consent_route"} {
		x, y := strings.Split(a.row[column], ";"), strings.Split(b.row[column], ";")
		sort.Strings(x)
		sort.Strings(y)
		switch {
		case slices.Contains([]string{"", "not-stated", "none-stated"}, x[0]) || slices.Contains([]string{"", "not-stated", "none-stated"}, y[0]):
		case slices.Equal(x, y):
			agree++
		default:
			return false
		}
	}
	return agree >= 3
}

// wordWithin reports whether the head word of one is in the name of the other: such a twin is not hidden.
func wordWithin(a, b csvTerm) bool {
	tokens := func(s string) (out []string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" -,()/'", r) }) {
			out = append(out, strings.TrimSuffix(w, "s"))
		}
		return out
	}
	within := func(a, b csvTerm) bool {
		word := a.row["head_word"]
		if word == "" {
			word = a.row["term"]
		}
		for _, column := range []string{"term", "term_fr", "term_es"} {
			have := tokens(b.row[column])
			if !slices.ContainsFunc(tokens(word), func(w string) bool { return !slices.Contains(have, w) }) {
				return true
			}
		}
		return false
	}
	return within(a, b) || within(b, a)
}

// TestHiddenTwinsAreThoseOfTheFile works the twins out from the CSV files, without the graph, and compares.
func TestHiddenTwinsAreThoseOfTheFile(t *testing.T) {
	sn := catalogueSnapshot(t)
	began := time.Now()
	r, err := harmonise.HiddenTwins(context.Background(), sn, harmonise.TwinQuery{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pairs of %d types in %v", r.Pairs, len(r.Types), time.Since(began))
	got := map[[2]string]bool{}
	for _, typ := range r.Types {
		for _, w := range typ.Words {
			for _, b := range w.Blocks {
				for _, x := range b.A {
					for _, y := range b.B {
						if len(x.Evidence) == 0 || len(y.Evidence) == 0 || len(b.Agree) < 3 || len(b.Agree)+len(b.Unstated) != 5 {
							t.Errorf("%s and %s: %+v without evidence or agreement", x.IRI, y.IRI, b.Agree)
						}
						pair := []string{slug(x.IRI), slug(y.IRI)}
						sort.Strings(pair)
						if got[[2]string(pair)] {
							t.Errorf("%v stand twice", pair)
						}
						got[[2]string(pair)] = true
					}
				}
			}
		}
	}
	if len(got) != r.Pairs || len(got) < 200 || r.More != 0 {
		t.Errorf("%d pairs are listed, %d counted, %d left out", len(got), r.Pairs, r.More)
	}
	terms, apparent := csvTerms(t), 0
	for i, a := range terms {
		for _, b := range terms[i+1:] {
			pair := []string{a.row["id"], b.row["id"]}
			sort.Strings(pair)
			want := twinsByFile(a, b)
			if want && wordWithin(a, b) {
				want = false
				apparent++
			}
			if got[[2]string(pair)] != want {
				t.Errorf("%v: the report says %v, the files %v", pair, !want, want)
			}
		}
	}
	t.Logf("%d more pairs have the word of one in the name of the other", apparent)
}

// TestHiddenTwinsNarrowed asks for one organisation and one type.
func TestHiddenTwinsNarrowed(t *testing.T) {
	sn := catalogueSnapshot(t)
	r, err := harmonise.HiddenTwins(context.Background(), sn, harmonise.TwinQuery{Org: "SIECA", Type: "Binding decision", Least: 4})
	if err != nil || r.Pairs != 1 || len(r.Types) != 1 {
		t.Fatalf("%v %+v", err, r)
	}
	b := r.Types[0].Words[0].Blocks[0]
	if slug(b.A[0].IRI) != "sieca-acuerdo" || slug(b.B[0].IRI) != "comesa-decision" || len(b.Agree) != 4 {
		t.Errorf("the Acuerdo of SIECA: %+v", b)
	}
}
