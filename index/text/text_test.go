package text_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
)

func TestMain(m *testing.M) {
	// Bleve starts its analysis workers when it is imported and never ends them.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

var vocabulary = []rdf.Term{
	rdf.NewLang("Recommendation", "en"), rdf.NewLang("Recommandation", "fr"), rdf.NewLang("Recomendación", "es"),
	rdf.NewLang("Recommendations of the Council", "en"), rdf.NewLang("recommendation", "en-GB"),
	rdf.NewLang("Memorandum of Understanding", "en"), rdf.NewLang("Mémorandum d'accord", "fr"),
	rdf.NewLang("Lignes directrices", "fr"), rdf.NewLang("Ligne directrice sur la santé", "fr"), rdf.NewLang("Directrices", "es"),
	rdf.NewLang("Guidelines", "en"), rdf.NewString("ISPM"), rdf.NewString("ISPM 15"),
	rdf.NewLang("International Standards for Phytosanitary Measures", "en"),
	rdf.NewLang("Рекомендации", "ru"), rdf.NewLang("توصية", "ar"), rdf.NewLang("国际建议书", "zh"), rdf.NewLang("Empfehlung", "de"),
	rdf.NewLang("A recommendation is an act that invites its addressees to do something. "+strings.Repeat("Long words follow here. ", 40), "en"),
	rdf.NewTyped("2015", rdf.XSDGYear), rdf.NewTyped("Recommendation", "http://example.org/code"),
}

func fill(t *testing.T, s index.Store, terms ...rdf.Term) {
	t.Helper()
	w, err := s.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	all := append([]rdf.Term{rdf.NewIRI("http://example.org/s"), rdf.NewIRI("http://example.org/p")}, terms...)
	ids := make([]index.ID, len(all))
	if err := w.Intern(all, ids); err != nil {
		t.Fatal(err)
	}
	for _, o := range ids[2:] {
		if err := w.Add([][4]index.ID{{ids[0], ids[1], o, 0}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

func attach(t *testing.T, s index.Store, dir string, o text.Options) index.Store {
	t.Helper()
	a, err := text.Attach(s, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// caughtUp waits until the index holds all there is.
func caughtUp(t *testing.T, s index.Store) {
	t.Helper()
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		cur, err := sn.LiteralsSince(s.Text().Through())
		if err != nil {
			t.Fatal(err)
		}
		_, err = cur.Next([][]index.ID{make([]index.ID, 1), make([]index.ID, 1)})
		cur.Close()
		if err != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the index does not catch up")
		}
	}
}

func search(t *testing.T, s index.Store, q index.TextQuery) []index.Hit {
	t.Helper()
	hits, err := s.Text().Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		sum := 0.0
		for _, p := range h.Parts {
			sum += p.Value
		}
		if sum != h.Score {
			t.Errorf("%q: score %v is not the sum of %v", h.Text, h.Score, h.Parts)
		}
		for _, sp := range h.Spans {
			if sp[0] < 0 || sp[0] >= sp[1] || sp[1] > len(h.Text) {
				t.Errorf("%q: span %v", h.Text, sp)
			}
		}
	}
	return hits
}

func texts(hits []index.Hit, m index.TextMode) (out []string) {
	for _, h := range hits {
		if h.Mode == m {
			out = append(out, cutAt(h.Text, 40))
		}
	}
	return out
}

func cutAt(s string, n int) string { return s[:min(n, len(s))] }

var searches = []struct {
	query string
	lang  string
	mode  index.TextMode
	want  []string
}{
	{"Recomendacion", "", index.MatchExact, []string{"Recomendación"}},
	{"RECOMMENDATION", "", index.MatchExact, []string{"Recommendation", "recommendation"}},
	{"recommendation", "", index.MatchPrefix, []string{"Recommendations of the Council"}},
	{"recommendation", "", index.MatchStem, []string{"A recommendation is an act that invites "}},
	{"recommendation", "en-gb", index.MatchExact, []string{"recommendation"}},
	{"recommendation", "fr", index.MatchExact, nil},
	{"recommendation", "fr", index.MatchFuzzy, []string{"Recommandation"}},
	{"council", "", index.MatchPrefix, []string{"Recommendations of the Council"}},
	{"memorandum of under", "", index.MatchPrefix, []string{"Memorandum of Understanding"}},
	{"memorandum of understandng", "", index.MatchFuzzy, []string{"Memorandum of Understanding"}},
	{"mmeorandum", "en", index.MatchFuzzy, []string{"Memorandum of Understanding"}},
	{"memorandum d’accord", "", index.MatchExact, []string{"Mémorandum d'accord"}},
	{"lignes directrices", "", index.MatchExact, []string{"Lignes directrices"}},
	{"lignes directrices", "", index.MatchStem, []string{"Ligne directrice sur la santé"}},
	{"directriz", "es", index.MatchStem, []string{"Directrices"}},
	{"directric", "es", index.MatchPrefix, []string{"Directrices"}},
	{"guideline", "en", index.MatchPrefix, []string{"Guidelines"}},
	{"phytosanitary measure standard", "en", index.MatchStem, []string{"International Standards for Phytosanitar"}},
	{"recomendaciones", "es", index.MatchStem, []string{"Recomendación"}},
	{"ispm", "", index.MatchExact, []string{"ISPM"}},
	{"ispm", "", index.MatchPrefix, []string{"ISPM 15"}},
	{"ispm 16", "", index.MatchFuzzy, nil},
	{"рекомендация", "ru", index.MatchStem, []string{"Рекомендации"}},
	{"التوصية", "ar", index.MatchStem, []string{"توصية"}},
	{"建议", "zh", index.MatchStem, []string{"国际建议书"}},
	{"empfehlung", "", index.MatchExact, []string{"Empfehlung"}},
	{"empfelung", "de", index.MatchFuzzy, []string{"Empfehlung"}},
	{"of the", "", index.MatchStem, nil},
	{"2015", "", index.MatchExact, nil},
}

func checkSearches(t *testing.T, s index.Store) {
	t.Helper()
	for _, c := range searches {
		got := texts(search(t, s, index.TextQuery{Text: c.query, Lang: c.lang}), c.mode)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q@%s mode %d: got %q, want %q", c.query, c.lang, c.mode, got, c.want)
		}
	}
}

func TestModesAndLanguages(t *testing.T) {
	t.Run("searched directly", func(t *testing.T) {
		s := attach(t, indextest.NewModel(), "", text.Options{})
		fill(t, s, vocabulary...)
		checkSearches(t, s)
		if s.Text().Through() != 0 {
			t.Error("few literals should not be worth a segment in memory")
		}
	})
	t.Run("indexed on disk", func(t *testing.T) {
		s := attach(t, indextest.NewModel(), filepath.Join(t.TempDir(), "text"), text.Options{})
		fill(t, s, vocabulary...)
		caughtUp(t, s)
		checkSearches(t, s)
	})
}

func TestBetterModesComeFirst(t *testing.T) {
	s := attach(t, indextest.NewModel(), filepath.Join(t.TempDir(), "text"), text.Options{})
	fill(t, s, vocabulary...)
	caughtUp(t, s)
	hits := search(t, s, index.TextQuery{Text: "recommendation"})
	for i := 1; i < len(hits); i++ {
		if hits[i].Mode < hits[i-1].Mode || hits[i].Score > hits[i-1].Score {
			t.Errorf("hit %d, %q (%v), comes after %q (%v)", i, hits[i].Text, hits[i].Parts, hits[i-1].Text, hits[i-1].Parts)
		}
	}
	if hits[0].Text != "recommendation" {
		t.Errorf("the spelling that was asked for comes first, not %q", hits[0].Text)
	}
	if n := len(search(t, s, index.TextQuery{Text: "recommendation", Limit: 2})); n != 2 {
		t.Errorf("limit 2 gives %d hits", n)
	}
	for _, h := range search(t, s, index.TextQuery{Text: "recommendation", Modes: index.MatchStem}) {
		if h.Mode != index.MatchStem {
			t.Errorf("%q has mode %d", h.Text, h.Mode)
		}
	}
}

func TestFollowsCommits(t *testing.T) {
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "text")} {
		s := attach(t, indextest.NewModel(), dir, text.Options{})
		for _, term := range vocabulary[:5] {
			fill(t, s, term)
			if hits := search(t, s, index.TextQuery{Text: term.Value}); len(hits) == 0 || hits[0].Text != term.Value {
				t.Errorf("%q was committed and is not found", term.Value)
			}
		}
		l, err := s.Bulk(context.Background(), index.BulkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := l.Part()
		if err != nil {
			t.Fatal(err)
		}
		terms := []rdf.Term{rdf.NewIRI("http://example.org/s"), rdf.NewIRI("http://example.org/p"), rdf.NewLang("Bulky goods", "en"), {}}
		if err := errors.Join(p.Add(terms, [][4]uint32{{0, 1, 2, 3}}), p.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Commit(context.Background()); err != nil {
			t.Fatal(err)
		}
		if hits := search(t, s, index.TextQuery{Text: "bulky good"}); len(hits) != 1 {
			t.Errorf("a bulk load was committed and is not found: %v", hits)
		}
	}
}

// onDisk runs f over a store in a folder, with its index in dir, and closes it.
func onDisk(t *testing.T, home, dir string, o text.Options, f func(s index.Store)) {
	t.Helper()
	st, err := store.Open(home, store.Options{ReadOnly: o.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	s, err := text.Attach(st, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	f(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestReopenMissingDamagedForeign(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "text")
	onDisk(t, home, dir, text.Options{}, func(s index.Store) {
		fill(t, s, vocabulary...)
		caughtUp(t, s)
	})
	check := func(name string) {
		t.Helper()
		onDisk(t, home, dir, text.Options{}, func(s index.Store) {
			checkSearches(t, s)
			caughtUp(t, s)
			checkSearches(t, s)
		})
		if t.Failed() {
			t.Fatal("after: " + name)
		}
	}
	check("reopening")
	for _, name := range files(t, dir) {
		flip(t, name)
		check("a flipped byte in " + filepath.Base(name))
	}
	for _, name := range files(t, dir) {
		if err := os.Truncate(name, 7); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		check("cutting " + filepath.Base(name))
	}
	root := filepath.Join(dir, "store", "root.bolt") // bbolt maps it and faults on pages that are not there
	for part := range int64(6) {
		info, err := os.Stat(root)
		if err == nil {
			err = os.Truncate(root, info.Size()*(part+1)/8)
		}
		if err != nil {
			t.Fatal(err)
		}
		check("cutting a part off root.bolt")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	check("removing it")
	home = t.TempDir() // another store, with the folder of the first
	onDisk(t, home, dir, text.Options{}, func(s index.Store) { fill(t, s, append([]rdf.Term{rdf.NewString("Other")}, vocabulary...)...) })
	check("changing the store")
}

func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil || len(out) < 3 {
		t.Fatal(out, err)
	}
	return out
}

func flip(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		return // merged away meanwhile
	}
	b[len(b)/2] ^= 0x55
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestReaders(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "text")
	onDisk(t, home, dir, text.Options{}, func(s index.Store) {
		fill(t, s, vocabulary...)
		// A reader beside the writer, which has the index locked.
		onDisk(t, home, dir, text.Options{ReadOnly: true}, func(r index.Store) { checkSearches(t, r) })
		caughtUp(t, s)
	})
	onDisk(t, home, dir, text.Options{ReadOnly: true}, func(r index.Store) {
		checkSearches(t, r)
		if r.Text().Through() == 0 {
			t.Error("a reader uses the index that is there")
		}
		// A writer while a reader has the index.
		onDisk(t, home, dir, text.Options{}, func(s index.Store) { checkSearches(t, s) })
	})
	missing := filepath.Join(t.TempDir(), "none")
	onDisk(t, home, missing, text.Options{ReadOnly: true}, func(r index.Store) { checkSearches(t, r) })
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		t.Error("a reader makes no folder:", err)
	}
}

func TestClosed(t *testing.T) {
	s := attach(t, indextest.NewModel(), "", text.Options{})
	fill(t, s, vocabulary...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Text().Search(context.Background(), index.TextQuery{Text: "x"}); err == nil {
		t.Error("a closed index answers")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s = attach(t, indextest.NewModel(), "", text.Options{})
	if _, err := s.Text().Search(ctx, index.TextQuery{Text: "x"}); !errors.Is(err, context.Canceled) {
		t.Error("a cancelled search gives", err)
	}
}

func TestConformance(t *testing.T) {
	indextest.Run(t, func(t *testing.T) index.Store { return attach(t, indextest.NewModel(), "", text.Options{}) })
}
