package torture

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/store/storetest"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
)

// texts damages the files of the text index, which are Bleve's and not the store's: bytes flipped, files cut, emptied,
// filled with zeros or lost, and the whole folder lost. Searches must give the same hits at once, while the index is made anew, and after.
func texts(o *Options, count int) *storetest.Result {
	start := time.Now()
	t := &texter{Result: storetest.Result{Name: "text index", Seed: o.Seed}, rng: rand.New(rand.NewSource(o.Seed))}
	if err := t.run(o, count); err != nil {
		t.Found = append(t.Found, err.Error())
	}
	t.Took = time.Since(start)
	t.Note = fmt.Sprintf("%d files of %d bytes; the longest way back to a whole index took %v; Bleve complained at %d closings", len(t.files), t.size, t.longest.Round(time.Millisecond), t.complained)
	return &t.Result
}

type texter struct {
	storetest.Result
	rng     *rand.Rand
	dir     string   // of the store; the text index is in it
	image   string   // a copy of the text index as it was
	files   []string // of it, relative
	size    int64
	want    []string
	longest time.Duration

	complained int // closings with an error
}

const textDir = "text"

// searches find by every mode.
var searches = []index.TextQuery{
	{Text: "recommendation 17", Modes: index.MatchExact}, {Text: "recommend", Modes: index.MatchPrefix, Limit: 500}, {Text: "recommendations adopting", Modes: index.MatchStem, Limit: 500},
	{Text: "recomendation", Modes: index.MatchFuzzy, Limit: 500}, {Text: "protocol", Limit: 500}, {Text: "protocole", Lang: "fr", Limit: 500},
}

func (t *texter) run(o *Options, count int) error {
	dir, done, err := o.tempDir()
	if err != nil {
		return err
	}
	defer done()
	t.dir, t.image = filepath.Join(dir, "store"), filepath.Join(dir, "image")
	if err := t.prepare(); err != nil {
		return err
	}
	for t.Tried < count {
		t.Tried++
		what, err := t.damage()
		if err == nil {
			err = t.look()
		}
		if err != nil {
			t.Found = append(t.Found, fmt.Sprintf("%s: %v", what, err))
		}
		if len(t.Found) > 5 {
			break
		}
	}
	return nil
}

// prepare makes a store with a text index, keeps a copy of the index and notes what searches give.
func (t *texter) prepare() error {
	s, err := t.open()
	if err != nil {
		return err
	}
	defer s.Close()
	for i := range 4 { // several segments
		if _, err := storetest.Put(s, literals(100*i)); err != nil {
			return err
		}
		if err := text.Sync(ctx, s); err != nil {
			return err
		}
	}
	if t.want, err = hits(s); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	if err := os.CopyFS(t.image, os.DirFS(filepath.Join(t.dir, textDir))); err != nil {
		return err
	}
	return filepath.WalkDir(t.image, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			name, _ := filepath.Rel(t.image, path)
			t.files = append(t.files, name)
			if info, err := d.Info(); err == nil {
				t.size += info.Size()
			}
		}
		return err
	})
}

func literals(from int) (quads []rdf.Quad) {
	for i := from; i < from+100; i++ {
		s := iri(fmt.Sprint("item", i))
		quads = append(quads, rdf.Quad{S: s, P: iri("label"), O: rdf.NewLang(fmt.Sprint("Recommendation ", i), "en")},
			rdf.Quad{S: s, P: iri("note"), O: rdf.NewLang(fmt.Sprintf("recommends adoption of protocol %d by members", i%13), "en")},
			rdf.Quad{S: s, P: iri("label"), O: rdf.NewLang(fmt.Sprint("Protocole ", i%17, " annexe ", i), "fr")})
	}
	return quads
}

func (t *texter) open() (index.Store, error) {
	s, err := store.Open(t.dir, store.Options{})
	if err != nil {
		return nil, err
	}
	return text.Attach(s, filepath.Join(t.dir, textDir), text.Options{})
}

// hits runs all searches and writes down, sorted, what each finds.
func hits(s index.Store) (found []string, err error) {
	for _, q := range searches {
		list, err := s.Text().Search(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("search %q: %w", q.Text, err)
		}
		var lines []string
		for _, h := range list {
			lines = append(lines, fmt.Sprintf("%s@%s %d %.4f", h.Text, h.Lang, h.Mode, h.Score))
		}
		slices.Sort(lines)
		found = append(found, strings.Join(lines, "\n"))
	}
	return found, nil
}

// damage puts the index back as it was and damages one thing.
func (t *texter) damage() (what string, err error) {
	dir := filepath.Join(t.dir, textDir)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if t.rng.Intn(20) == 0 {
		return "the folder is lost", nil
	}
	if err := os.CopyFS(dir, os.DirFS(t.image)); err != nil {
		return "", err
	}
	name := t.files[t.rng.Intn(len(t.files))]
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	switch kind := t.rng.Intn(6); {
	case kind == 0 || len(data) == 0:
		return name + " is lost", os.Remove(path)
	case kind == 1:
		n := t.rng.Intn(len(data))
		return fmt.Sprintf("%s is cut to %d of %d bytes", name, n, len(data)), os.Truncate(path, int64(n))
	case kind == 2:
		at := t.rng.Intn(len(data))
		n := min(len(data)-at, 4096)
		clear(data[at : at+n])
		return fmt.Sprintf("%s has %d zeros from %d on", name, n, at), os.WriteFile(path, data, 0o600)
	default:
		at := t.rng.Intn(len(data))
		data[at] ^= 1 << t.rng.Intn(8)
		return fmt.Sprintf("%s has byte %d flipped", name, at), os.WriteFile(path, data, 0o600)
	}
}

// look searches at once and when the index is whole again.
func (t *texter) look() error {
	s, err := t.open()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, when := range []string{"at once", "in the end"} {
		got, err := hits(s)
		if err != nil {
			return fmt.Errorf("%s: %w", when, err)
		}
		for i := range got {
			if got[i] != t.want[i] {
				return fmt.Errorf("%s: the search %q finds\n%s\nand should find\n%s", when, searches[i].Text, got[i], t.want[i])
			}
		}
		if when == "in the end" {
			break
		}
		begin := time.Now()
		limit, cancel := context.WithTimeout(ctx, time.Minute)
		err = text.Sync(limit, s)
		cancel()
		if err != nil {
			return fmt.Errorf("the index does not come back: %w", err)
		}
		t.longest = max(t.longest, time.Since(begin))
	}
	if err := s.Close(); err != nil { // Bleve may complain of what was damaged; it may not keep the store from closing
		t.complained++
	}
	return nil
}
