package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

// numbersOfBase gives a store of half a million numbers of a type that all differ, and their IDs in order.
func numbersOfBase(b *testing.B, datatype string) (*Store, []index.ID) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	l, err := s.Bulk(ctx, index.BulkOptions{})
	if err != nil {
		b.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		b.Fatal(err)
	}
	const n, step = 500_000, 1000
	for from := 0; from < n; from += step {
		terms, rows := []rdf.Term{term("s"), term("p"), {}}, [][4]uint32(nil)
		for i := range step {
			rows = append(rows, [4]uint32{0, 1, uint32(len(terms)), 2})
			terms = append(terms, rdf.NewTyped(fmt.Sprintf("%d.123456%06d", (from+i)*7919%1000, from+i), datatype))
		}
		if err := p.Add(terms, rows); err != nil {
			b.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	ids := make([]index.ID, n)
	for i := range ids {
		ids[i] = index.MakeID(index.KindOrdered, uint64(i))
	}
	return s, ids
}

// BenchmarkNumbers reads each of many numbers once, in the order of their IDs and in any other: in a store that was just opened, and when they are
// in memory. "few" are ten numbers, of which nothing stays.
func BenchmarkNumbers(b *testing.B) {
	for name, datatype := range map[string]string{"doubles": rdf.XSDDouble, "decimals": rdf.XSDDecimal} {
		s, ids := numbersOfBase(b, datatype)
		scattered := slices.Clone(ids)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(ids), func(i, j int) { scattered[i], scattered[j] = scattered[j], scattered[i] })
		for _, how := range []struct {
			name  string
			ids   []index.ID
			fresh bool
		}{{"few", scattered[:10], true}, {"first ordered", ids, true}, {"first scattered", scattered, true}, {"ordered", ids, false}, {"scattered", scattered, false}} {
			b.Run(name+"/"+how.name, func(b *testing.B) {
				benchmarkNumbers(b, s, how.ids, how.fresh)
			})
		}
		s.Close()
	}
}

func benchmarkNumbers(b *testing.B, s *Store, ids []index.ID, fresh bool) {
	dst, spent := make([]index.Number, 1024), int64(0)
	for b.Loop() {
		sn := snapshotFor(b, s, fresh)
		start := indextest.ProcessorTime()
		for from := 0; from < len(ids); from += len(dst) {
			if err := sn.Numbers(ctx, ids[from:min(len(ids), from+len(dst))], dst); err != nil {
				b.Fatal(err)
			}
		}
		spent += int64(indextest.ProcessorTime() - start)
		sn.Close()
	}
	b.ReportMetric(float64(b.N)*float64(len(ids))/float64(spent)*1e3, "Mnumbers/cpu-s")
}

// snapshotFor gives the newest snapshot; a fresh one opens the files once more, so that nothing of them is in memory.
func snapshotFor(b *testing.B, s *Store, fresh bool) *snapshot {
	if !fresh {
		return newSnapshot(s.now, false)
	}
	again, err := s.openBase(s.generation)
	if err != nil {
		b.Fatal(err)
	}
	sn := newSnapshot(newState(again, &manifest{}), false)
	again.release()
	return sn
}
