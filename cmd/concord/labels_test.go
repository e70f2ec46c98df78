package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// namedKinds are the kinds of things whose every name is tried.
var namedKinds = []string{"organisation/", "term/", "type/", "instrument/", "mechanism/", "engagement/", "evaluation/", "coordination/"}

// labelsOfCatalogue are all names of things, each with the things that bear it: read from the statements that the files
// make, not from a store.
func labelsOfCatalogue(t *testing.T) map[string][]string {
	t.Helper()
	quads, _, err := catalogue.Quads()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{ontology.SKOSPrefLabel: true, ontology.SKOSAltLabel: true, ontology.SKOSHiddenLabel: true,
		ontology.SKOSNotation: true, ontology.DCTTitle: true, ontology.DCTIdentifier: true}
	out := map[string][]string{}
	for _, q := range quads {
		if !names[q.P.Value] || q.O.Kind != rdf.Literal {
			continue
		}
		thing := strings.TrimPrefix(q.S.Value, ontology.ID)
		of := func(kind string) bool { return strings.HasPrefix(thing, kind) }
		if slices.ContainsFunc(namedKinds, of) && !slices.Contains(out[q.O.Value], q.S.Value) {
			out[q.O.Value] = append(out[q.O.Value], q.S.Value)
		}
	}
	return out
}

func sortedKeys(m map[string][]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// lookupTest is the catalogue with its text index, and its names.
type lookupTest struct {
	store  index.Store
	snap   index.Snapshot
	labels map[string][]string
}

func newLookupTest(t *testing.T) *lookupTest {
	s, _ := catalogueWithText(t, filepath.Join(t.TempDir(), "text"))
	sn := snapshotOf(t, s)
	t.Cleanup(func() { sn.Close() })
	return &lookupTest{s, sn, labelsOfCatalogue(t)}
}

func (l *lookupTest) lookup(t *testing.T, text string, limit int) []harmonise.Match {
	got, err := harmonise.Lookup(context.Background(), l.snap, l.store.Text(), harmonise.LookupQuery{Text: text, Limit: limit})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return got
}

// ahead complains unless all things come, ahead of every inexact hit.
func (l *lookupTest) ahead(t *testing.T, text string, things []string) bool {
	left := map[string]bool{}
	for _, th := range things {
		left[th] = true
	}
	for i, m := range l.lookup(t, text, 300) {
		delete(left, m.Thing)
		if len(left) == 0 {
			return true
		}
		if m.Mode != "exact" || m.Reading != "" {
			t.Logf("%q: hit %d is %s by %s, before %v", text, i+1, m.Thing, m.Why(), left)
			return false
		}
	}
	t.Logf("%q does not find %v", text, left)
	return false
}

// TestEveryLabelFindsItsThings asks for every name of the catalogue, as it is written and without its accents: the things
// that bear it are the first hits, ahead of every inexact one.
func TestEveryLabelFindsItsThings(t *testing.T) {
	l := newLookupTest(t)
	asked, plain, wrong := 0, 0, 0
	var times []time.Duration
	for _, text := range sortedKeys(l.labels) {
		began := time.Now()
		ok := l.ahead(t, text, l.labels[text])
		times = append(times, time.Since(began))
		asked++
		if bare := withoutAccents(text); bare != text {
			plain++
			ok = l.ahead(t, bare, l.labels[text]) && ok
		}
		if !ok {
			wrong++
		}
	}
	slices.Sort(times)
	t.Logf("%d names asked, %d of them without their accents too; p50 %v, p95 %v, slowest %v", asked, plain, times[len(times)/2], times[len(times)*95/100], times[len(times)-1])
	if asked < 3500 || plain < 500 {
		t.Errorf("only %d names, %d with accents: the catalogue has more", asked, plain)
	}
	if wrong > 0 {
		t.Errorf("%d names do not come first", wrong)
	}
}

// withoutAccents drops the marks of letters.
func withoutAccents(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// everyTypo tries every name with an error instead of every third.
var everyTypo = os.Getenv("CONCORD_EVERY_TYPO") != ""

// TestOneTypo changes one letter of a word of five letters or more in every name: the right name is among the first
// five distinct ones for at least 95 in 100.
func TestOneTypo(t *testing.T) {
	l := newLookupTest(t)
	rnd := rand.New(rand.NewPCG(2026, 11))
	tried, found := 0, 0
	for i, text := range sortedKeys(l.labels) {
		if i%3 != 0 && !everyTypo {
			continue
		}
		wrong, ok := mistype(rnd, text)
		if !ok {
			continue
		}
		tried++
		var distinct []string
		for _, m := range l.lookup(t, wrong, 100) {
			for _, label := range append([]string{m.Label}, alsoTexts(m)...) {
				if !slices.Contains(distinct, label) && len(distinct) < 5 {
					distinct = append(distinct, label)
				}
			}
		}
		if slices.Contains(distinct, text) {
			found++
		} else if tried-found < 40 {
			t.Logf("%q (of %q) finds %q", wrong, text, distinct)
		}
	}
	share := float64(found) / float64(tried)
	t.Logf("%d names with one typing error, %d found: %.1f %%", tried, found, 100*share)
	if tried < 1000 || share < 0.95 {
		t.Errorf("%d of %d names with a typing error are among the first five", found, tried)
	}
}

func alsoTexts(m harmonise.Match) (out []string) {
	for _, a := range m.Also {
		out = append(out, a.Text)
	}
	return out
}

// mistype makes one typing error in a random word of five letters or more: a letter changed, left out, doubled or
// swapped with the next.
func mistype(rnd *rand.Rand, text string) (string, bool) {
	runes := []rune(text)
	var words [][2]int
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && unicode.IsLetter(runes[j]) {
			j++
		}
		if j-i >= 5 {
			words = append(words, [2]int{i, j})
		}
		i = j + 1
	}
	if len(words) == 0 {
		return "", false
	}
	w := words[rnd.IntN(len(words))]
	at := w[0] + rnd.IntN(w[1]-w[0]-1)
	switch rnd.IntN(4) {
	case 0:
		runes[at] = 'a' + (unicode.ToLower(runes[at])-'a'+1+rune(rnd.IntN(24)))%26
	case 1:
		runes = slices.Delete(runes, at, at+1)
	case 2:
		runes = slices.Insert(runes, at, runes[at])
	case 3:
		runes[at], runes[at+1] = runes[at+1], runes[at]
	}
	out := string(runes)
	return out, !strings.EqualFold(out, text)
}

// TestLookupAmongManyLabels measures lookups beside 100,000 further labels.
func TestLookupAmongManyLabels(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("it indexes 100,000 labels")
	}
	s, _ := catalogueWithText(t, filepath.Join(t.TempDir(), "text"))
	addLabels(t, s, 100_000)
	sn := snapshotOf(t, s)
	defer sn.Close()
	p50, p95 := lookupTimes(t, s, sn)
	t.Logf("100,000 labels more, processor time, best of five: p50 %v, p95 %v", p50, p95)
	if p95 > 150*time.Millisecond {
		t.Errorf("p95 is %v of processor time; 50 ms of wall time are promised, on two cores that are all its own", p95)
	}
}

// lookupTimes measures the processor time of the lookups, each by the best of five: beside other tests wall time is a matter of luck.
func lookupTimes(t *testing.T, s index.Store, sn index.Snapshot) (p50, p95 time.Duration) {
	var best []time.Duration
	for _, q := range lookups {
		fastest := time.Hour
		for range 5 {
			start := indextest.ProcessorTime()
			if _, err := harmonise.Lookup(context.Background(), sn, s.Text(), harmonise.LookupQuery{Text: q}); err != nil {
				t.Fatal(err)
			}
			fastest = min(fastest, indextest.ProcessorTime()-start)
		}
		best = append(best, fastest)
	}
	slices.Sort(best)
	return best[len(best)/2], best[len(best)*95/100]
}

// addLabels names new concepts with two to four words of the names of the catalogue.
func addLabels(t *testing.T, s index.Store, n int) {
	t.Helper()
	var words []string
	for _, l := range sortedKeys(labelsOfCatalogue(t)) {
		words = append(words, strings.Fields(l)...)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	ctx := context.Background()
	w, err := s.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	terms := []rdf.Term{rdf.NewIRI(ontology.SKOSPrefLabel)}
	for i := range n {
		label := words[rnd.IntN(len(words))]
		for range 1 + rnd.IntN(3) {
			label += " " + words[rnd.IntN(len(words))]
		}
		terms = append(terms, rdf.NewIRI(fmt.Sprintf("http://example.org/concept/%d", i)), rdf.NewLang(label, "en"))
	}
	ids := make([]index.ID, len(terms))
	if err := w.Intern(terms, ids); err != nil {
		t.Fatal(err)
	}
	var quads [][4]index.ID
	for i := 1; i < len(ids); i += 2 {
		quads = append(quads, [4]index.ID{ids[i], ids[0], ids[i+1], 0})
	}
	if err := w.Add(quads); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := text.Sync(ctx, s); err != nil {
		t.Fatal(err)
	}
}
