package dict

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// benchKeys is how many IRIs the benchmarks have: CONCORD_BENCH_KEYS, or a million.
func benchKeys() int {
	if n, err := strconv.Atoi(os.Getenv("CONCORD_BENCH_KEYS")); err == nil {
		return n
	}
	return 1_000_000
}

// benchKey is IRI i of those of a bibliography.
func benchKey(dst []byte, i int) []byte {
	return fmt.Appendf(dst, "http://localhost/publications/articles/Journal%d/1970/Article%07d", i/1000+100000, i)
}

func benchBase(b *testing.B, n int, blockShift, indexShift uint8) *Base {
	name := b.TempDir() + "/dict"
	w, err := create(vfs.OS, name, 1, blockShift, indexShift)
	if err != nil {
		b.Fatal(err)
	}
	var key []byte
	for i := range n {
		key = benchKey(key[:0], i)
		w.Add(index.KindIRI, key)
	}
	return finished(b, w, name)
}

// finished opens what was written.
func finished(b *testing.B, w *Writer, name string) *Base {
	if err := w.Finish(nil); err != nil {
		b.Fatal(err)
	}
	d, err := OpenBase(vfs.OS, name, 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	return d
}

// BenchmarkBase measures what a dictionary is asked, for several sizes of block (16, 32, 64 keys) and density of the index.
func BenchmarkBase(b *testing.B) {
	n := benchKeys()
	shapes := [][2]uint8{{blockShift, indexShift}}
	if os.Getenv("CONCORD_BENCH_SHAPES") != "" {
		shapes = [][2]uint8{{3, 3}, {4, 0}, {4, 2}, {4, 4}, {5, 1}, {5, 2}, {6, 1}}
	}
	for _, s := range shapes {
		d := benchBase(b, n, s[0], s[1])
		name := fmt.Sprintf("%dkeys/1of%d/", 1<<s[0], 1<<s[1])
		b.Run(name+"Sorted", func(b *testing.B) { benchSorted(b, d, n, false) })
		b.Run(name+"Reuse", func(b *testing.B) { benchSorted(b, d, n, true) })
		b.Run(name+"Random", func(b *testing.B) { benchRandom(b, d, n) })
		b.Run(name+"FindSorted", func(b *testing.B) { benchFindSorted(b, d, n) })
		b.Run(name+"Find", func(b *testing.B) { benchFind(b, d, n) })
	}
}

// report reports terms per second of the clock and of the processors (on a shared machine only the latter tells), and sizes.
func report(b *testing.B, d *Base, start time.Duration, n int) {
	b.ReportMetric(float64(b.N)*float64(n)/(indextest.ProcessorTime()-start).Seconds()/1e6, "Mterms/cpu-s")
	b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds()/1e6, "Mterms/s")
	b.ReportMetric(float64(len(d.data))/float64(d.Len(index.KindIRI)+d.Len(index.KindString)), "B/key")
	b.ReportMetric(float64(len(d.dir)+len(d.ends)+len(d.seps))/float64(d.Len(index.KindIRI)+d.Len(index.KindString)), "Bdir/key")
}

// benchSorted decodes all keys in batches, into terms.
func benchSorted(b *testing.B, d *Base, n int, reuse bool) {
	const batch = 1024
	ids, keys, terms := make([]index.ID, batch), make([]string, batch), make([]rdf.Term, batch)
	b.ReportAllocs()
	start := indextest.ProcessorTime()
	for b.Loop() {
		var p Page
		for from := 0; from < n; from += batch {
			m := min(batch, n-from)
			for i := range m {
				ids[i] = index.MakeID(index.KindIRI, uint64(from+i))
			}
			if reuse {
				p.Reuse()
			}
			if err := d.Decode(ids[:m], &p, keys); err != nil {
				b.Fatal(err)
			}
			for i, k := range keys[:m] {
				PutTerm(&terms[i], index.KindIRI, k)
			}
		}
	}
	report(b, d, start, n)
}

// benchRandom decodes 65,536 random IDs, sorted beforehand.
func benchRandom(b *testing.B, d *Base, n int) {
	const batch = 1 << 16
	rng := rand.New(rand.NewPCG(1, 2))
	sets := make([][]index.ID, 8)
	for i := range sets {
		sets[i] = make([]index.ID, batch)
		for j := range sets[i] {
			sets[i][j] = index.MakeID(index.KindIRI, rng.Uint64N(uint64(n)))
		}
		slices.Sort(sets[i])
	}
	keys := make([]string, batch)
	i := 0
	start := indextest.ProcessorTime()
	for b.Loop() {
		var p Page
		if err := d.Decode(sets[i%len(sets)], &p, keys); err != nil {
			b.Fatal(err)
		}
		i++
	}
	report(b, d, start, batch)
}

func probeKeys(n, batch int) [][]byte {
	rng := rand.New(rand.NewPCG(3, 4))
	numbers := make([]int, batch)
	for i := range numbers {
		numbers[i] = rng.IntN(n)
	}
	slices.Sort(numbers)
	keys := make([][]byte, batch)
	for i, x := range numbers {
		if keys[i] = benchKey(nil, x); i%4 == 3 { // not there
			keys[i] = append(keys[i], '#')
		}
	}
	return keys
}

func benchFindSorted(b *testing.B, d *Base, n int) {
	const batch = 1 << 16
	var keys View
	for _, key := range probeKeys(n, batch) {
		keys.arena = append(append(keys.arena, byte(index.KindIRI)), key...)
		keys.ends = append(keys.ends, uint64(len(keys.arena)))
	}
	benchFindKeys(b, d, keys)
}

func benchFindKeys(b *testing.B, d *Base, keys View) {
	order, places := keys.Sorted(nil), make([]Place, keys.Len())
	start := indextest.ProcessorTime()
	for b.Loop() {
		if err := d.FindSorted(keys, order, places); err != nil {
			b.Fatal(err)
		}
	}
	report(b, d, start, keys.Len())
}

// benchDecode decodes IDs that ascend, in batches, with memory used again.
func benchDecode(b *testing.B, d *Base, ids []index.ID) {
	var p Page
	keys := make([]string, 1024)
	start := indextest.ProcessorTime()
	for b.Loop() {
		for from := 0; from < len(ids); from += len(keys) {
			p.Reuse()
			if err := d.Decode(ids[from:min(from+len(keys), len(ids))], &p, keys); err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, d, start, len(ids))
}

func benchFind(b *testing.B, d *Base, n int) {
	const batch = 1 << 14
	keys := probeKeys(n, batch)
	rand.New(rand.NewPCG(5, 6)).Shuffle(batch, func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	start := indextest.ProcessorTime()
	for b.Loop() {
		for _, key := range keys {
			if _, err := d.Find(index.KindIRI, key); err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, d, start, batch)
}

// BenchmarkLong decodes and looks up short keys: none of a block is long, or one of sixteen, or half of them.
func BenchmarkLong(b *testing.B) {
	const n = 100_000
	for _, each := range []int{0, 16, 2} {
		name := b.TempDir() + "/dict"
		w, err := Create(vfs.OS, name, 1)
		if err != nil {
			b.Fatal(err)
		}
		var probes Keys
		var ids []index.ID
		for i := range n {
			key := fmt.Sprintf("text %08d", i)
			if each > 0 && i%each == 1 {
				w.Add(index.KindString, []byte(key+strings.Repeat("long", longKey/4)))
				continue
			}
			ids = append(ids, w.Add(index.KindString, []byte(key)))
			probes.Add(index.KindString, rdf.NewString(key))
		}
		d := finished(b, w, name)
		b.Run(fmt.Sprintf("Decode/1of%d", each), func(b *testing.B) { benchDecode(b, d, ids) })
		b.Run(fmt.Sprintf("Find/1of%d", each), func(b *testing.B) { benchFindKeys(b, d, probes.View) })
	}
}

func BenchmarkWriter(b *testing.B) {
	const n = 1_000_000
	keys := make([][]byte, n)
	var arena []byte
	for i := range keys {
		from := len(arena)
		arena = benchKey(arena, i)
		keys[i] = arena[from:len(arena):len(arena)]
	}
	for b.Loop() {
		w, err := Create(vfs.OS, b.TempDir()+"/dict", 1)
		if err != nil {
			b.Fatal(err)
		}
		for _, key := range keys {
			w.Add(index.KindIRI, key)
		}
		if err := w.Finish(nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mkeys/s")
}
