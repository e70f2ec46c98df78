package text

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
)

// TestBleveSynonymsAreSingleWords shows why synonyms are not left to Bleve: a synonym of one word works, in the direction
// that is given; a phrase does not.
func TestBleveSynonymsAreSingleWords(t *testing.T) {
	directed := &bleve.SynonymDefinition{Input: []string{"advice"}, Synonyms: []string{"recommendation"}}
	for _, c := range []struct {
		query string
		want  int
	}{{"advice", 2}, {"recommendation", 1}} {
		if n, err := synonymHits(t, c.query, directed); err != nil || n != c.want {
			t.Errorf("%q finds %d texts (%v), want %d", c.query, n, err, c.want)
		}
	}
	phrase := &bleve.SynonymDefinition{Synonyms: []string{"MoU", "memorandum of understanding"}}
	if n, err := synonymHits(t, "MoU", phrase); err == nil && n > 1 {
		t.Error("Bleve takes a phrase as a synonym: harmonise could leave synonyms to it")
	} else {
		t.Logf("a phrase as a synonym: %d texts, %v", n, err)
	}
}

// synonymHits counts what a query finds in five texts with synonyms.
func synonymHits(t *testing.T, query string, defs ...*bleve.SynonymDefinition) (int, error) {
	t.Helper()
	m := bleve.NewIndexMapping()
	if err := m.AddSynonymSource("words", map[string]any{"collection": "c", "analyzer": "en"}); err != nil {
		t.Fatal(err)
	}
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.SynonymSource = "en", "words"
	m.DefaultMapping.AddFieldMappingsAt("text", f)
	ix, err := bleve.New(filepath.Join(t.TempDir(), "x"), m)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	for _, s := range []string{"Memorandum of Understanding on health", "MoU on health", "Recommendation", "Advice", "Understanding"} {
		if err := ix.Index(s, map[string]string{"text": s}); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range defs {
		if err := ix.(bleve.SynonymIndex).IndexSynonym(fmt.Sprint(d), "c", d); err != nil {
			return 0, err
		}
	}
	q := bleve.NewMatchQuery(query)
	q.SetField("text")
	r, err := ix.Search(bleve.NewSearchRequest(q))
	if err != nil {
		return 0, err
	}
	return len(r.Hits), nil
}
