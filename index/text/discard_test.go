package text

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

// TestEngineFailsInUse gives the engine up again and again while commits come in and searches run: every search must be
// complete, and at the end there must be a whole index.
func TestEngineFailsInUse(t *testing.T) {
	s, err := Attach(indextest.NewModel(), filepath.Join(t.TempDir(), "text"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ix := s.Text().(*Index)
	for i := range 30 {
		commit(t, s, fmt.Sprintf("recommendation %d", i))
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				hits, err := ix.Search(context.Background(), index.TextQuery{Text: "recommendation", Limit: 1000})
				if err != nil || len(hits) != i+1 {
					t.Errorf("after %d commits: %d hits, %v", i+1, len(hits), err)
				}
			})
		}
		ix.mu.RLock()
		eng := ix.eng
		ix.mu.RUnlock()
		if eng != nil && i%3 == 0 {
			ix.discard(eng)
		}
		all.Wait()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := Sync(ctx, s); err != nil {
		t.Fatal(err)
	}
	if ix.eng == nil || ix.Through() == 0 || len(ix.young.lits) != 0 {
		t.Errorf("no whole index after failures: through %d, %d young", ix.Through(), len(ix.young.lits))
	}
	hits, err := ix.Search(ctx, index.TextQuery{Text: "recommendation", Limit: 1000})
	if err != nil || len(hits) != 30 {
		t.Errorf("%d hits, %v", len(hits), err)
	}
}

func commit(t *testing.T, s index.Store, text string) {
	t.Helper()
	w, err := s.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]index.ID, 2)
	if err := w.Intern([]rdf.Term{rdf.NewIRI("http://example.org/x"), rdf.NewLang(text, "en")}, ids); err != nil {
		t.Fatal(err)
	}
	if err := w.Add([][4]index.ID{{ids[0], ids[0], ids[1], 0}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}
