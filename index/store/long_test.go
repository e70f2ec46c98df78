package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

// longTerms is how many literals of over 4 KiB are loaded: CONCORD_LONG_TERMS, or 20,000, or fewer in short tests.
func longTerms() int {
	if n, err := strconv.Atoi(os.Getenv("CONCORD_LONG_TERMS")); err == nil {
		return n
	}
	if testing.Short() {
		return 5_000
	}
	return 20_000
}

// longTerm is a literal of a little over 4 KiB.
func longTerm(i int) rdf.Term {
	return rdf.NewString(fmt.Sprintf("%08d %s", i*7919%1_000_003, strings.Repeat("0123456789abcdef", 256)))
}

// TestLongTerms loads many long literals with little memory, to which the collector is held: what is on the heap does not grow with them,
// and they and their neighbours are read back.
func TestLongTerms(t *testing.T) {
	const memory, beside = 48 << 20, 32 << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memory + beside))
	n := longTerms()
	s := open(t, t.TempDir(), Options{})
	l, err := s.Bulk(ctx, index.BulkOptions{Memory: memory})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	peak, stop := watchHeap()
	start, before := time.Now(), indextest.ProcessorTime()
	for i := range n {
		terms := []rdf.Term{subjectOf(i), term("text"), longTerm(i), term("number"), rdf.NewString(fmt.Sprintf("%08d", i)), {}}
		if err := p.Add(terms, [][4]uint32{{0, 1, 2, 5}, {0, 3, 4, 5}}); err != nil {
			t.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	stop()
	t.Logf("%d long literals loaded in %v, %v of the processor, at most %d MiB on the heap", n, time.Since(start).Round(time.Millisecond), (indextest.ProcessorTime() - before).Round(time.Millisecond), *peak>>20)
	if most := uint64(memory + beside); *peak > most {
		t.Errorf("at most %d MiB were on the heap, allowed %d", *peak>>20, most>>20)
	}
	readLong(t, s, n)
}

func subjectOf(i int) rdf.Term { return term(fmt.Sprint("document/", i)) }

// readLong looks terms up, long and short, and reads them back.
func readLong(t *testing.T, s *Store, n int) {
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	want := make([]rdf.Term, 200)
	for i := range want {
		x := rng.IntN(n)
		want[i] = [3]rdf.Term{longTerm(x), rdf.NewString(fmt.Sprintf("%08d", x)), subjectOf(x)}[i%3]
	}
	ids, got := make([]index.ID, len(want)), make([]rdf.Term, len(want))
	if err := sn.IDs(ctx, want, ids); err != nil {
		t.Fatal(err)
	}
	if err := sn.Terms(ctx, ids, got); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if ids[i] == 0 || got[i] != want[i] {
			t.Fatalf("%.40v has ID %x and came back as %.40v", want[i], ids[i], got[i])
		}
	}
}

// watchHeap notes the most bytes of live and dead objects on the heap, until stop.
func watchHeap() (peak *uint64, stop func()) {
	peak = new(uint64)
	runtime.GC()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*peak = max(*peak, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return peak, func() { close(done); <-ended }
}
