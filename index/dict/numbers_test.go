package dict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// orderedTerm draws literals of KindOrdered: numbers of all sizes and signs, with zeros before and behind, times, and ill-typed ones.
func orderedTerm() *rapid.Generator[rdf.Term] {
	odd := rapid.SampledFrom([]string{"NaN", "INF", "-INF", "-0", "-0.0e0", "+0", "1e-400", "-1e-400", "4.9e-324", "1.7976931348623157e308", "0.1", "x", "2000-01-01T00:00:00Z", "P1D",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808", "100000000000000000000", "0.0000000", "0.000000000000000001", "0.0000000000000000001", "123456789012345678.5",
		"999999999999999999", "99999999999999999.9", "-0.999999999999999999", strings.Repeat("7", longKey+1), "0." + strings.Repeat("0", 300) + "1"})
	exact := rapid.StringMatching(`[-+]?0{0,2}[0-9]{1,22}(\.[0-9]{0,22})?`)
	binary := rapid.StringMatching(`[-+]?[0-9]{1,18}(\.[0-9]{1,18})?([eE]-?[0-9]{1,2})?`)
	types := rapid.SampledFrom([]string{"double", "float", "decimal", "integer", "long", "unsignedByte", "dateTime", "duration"})
	return rapid.Custom(func(t *rapid.T) rdf.Term {
		return rdf.NewTyped(rapid.OneOf(odd, exact, binary).Draw(t, "form"), rdf.XSD+types.Draw(t, "type"))
	})
}

// agrees reports whether a number is that of a term.
func agrees(n index.Number, t rdf.Term) bool {
	want := xsd.Parse(t)
	got, ok := NumberValue(n)
	switch {
	case n.Type == index.NoNumber:
		return !want.Kind.Numeric()
	case !ok:
		return want.Kind == xsd.Integer || want.Kind == xsd.Decimal
	}
	f, _ := want.Float64()
	g, _ := got.Float64()
	return got.Kind == want.Kind && got.Canonical() == want.Canonical() && math.Signbit(f) == math.Signbit(g)
}

// TestNumbers: the numbers read from heads of keys are those of the terms, of whatever keys of a block are asked for, and no number of 17 digits
// and places is too large.
func TestNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var keys [kinds][]string
		ordered := index.KindOrdered - firstKind
		for _, x := range rapid.SliceOfN(orderedTerm(), 1, 100).Draw(t, "terms") {
			keys[ordered] = append(keys[ordered], string(AppendKey(nil, index.KindOrdered, x)))
		}
		slices.Sort(keys[ordered])
		keys[ordered] = slices.Compact(keys[ordered])
		b := writeShifted(t, vfs.NewMem(), keys, nil, rapid.Uint8Range(0, 6).Draw(t, "block"), 2)
		defer b.Close()
		var ids []index.ID
		for i := range keys[ordered] {
			for range rapid.IntRange(0, 2).Draw(t, "times") {
				ids = append(ids, index.MakeID(index.KindOrdered, uint64(i)))
			}
		}
		got := make([]index.Number, len(ids))
		for range 3 { // more of them are in memory each time
			clear(got)
			if err := b.Numbers(ids, new(Page), got); err != nil {
				t.Fatal(err)
			}
			for i, id := range ids {
				key := keys[ordered][id.Payload()]
				x, _ := Term(index.KindOrdered, key)
				if !agrees(got[i], x) || NumberOf([]byte(key)) != got[i] {
					t.Fatalf("%v has the number %+v", x, got[i])
				}
			}
		}
		again := make([]index.Number, len(ids))
		if rest := b.Kept(ids, again, nil); len(rest) == 0 && !slices.Equal(got, again) || len(rest) > 0 && len(rest) < len(ids) {
			t.Fatalf("in memory are %v, without %v; want %v", again, rest, got)
		}
	})
	for _, form := range []string{"12345678901234567", "0.00000000000000012", "-123456789.12345678", "1234567890123456.7"} {
		if n := NumberOf(AppendKey(nil, index.KindOrdered, rdf.NewTyped(form, rdf.XSDDecimal))); n.Type != index.Decimal {
			t.Errorf("%s: %+v", form, n)
		}
	}
}

// TestDamagedNumbers: of a block with another byte no number is read, however often it is asked for; the others of its page still are.
func TestDamagedNumbers(t *testing.T) {
	var keys [kinds][]string
	for i := range 64 {
		keys[index.KindOrdered-firstKind] = append(keys[index.KindOrdered-firstKind], string(AppendKey(nil, index.KindOrdered, rdf.NewTyped(fmt.Sprint(1.5+float64(i), "e300"), rdf.XSDDouble))))
	}
	b := writeBase(t, vfs.NewMem(), keys, nil)
	defer b.Close()
	damaged := *b
	damaged.data, damaged.numbers = slices.Clone(b.data), &numberColumn{}
	damaged.data[b.offset(b.first[index.KindOrdered-firstKind]+1)+20] ^= 1
	for range 5 {
		got := make([]index.Number, 64)
		for _, from := range []uint64{0, 1, 2, 3} {
			ids := make([]index.ID, 16)
			for i := range ids {
				ids[i] = index.MakeID(index.KindOrdered, 16*from+uint64(i))
			}
			if err := damaged.Numbers(ids, new(Page), got); index.IsCorrupt(err) != (from == 1) || err != nil && from != 1 {
				t.Fatalf("of block %d: %v", from, err)
			}
			for i, id := range ids {
				if from != 1 && got[i] != NumberOf([]byte(keys[index.KindOrdered-firstKind][id.Payload()])) {
					t.Errorf("number %d is %+v", id.Payload(), got[i])
				}
			}
		}
		if rest := damaged.Kept([]index.ID{index.MakeID(index.KindOrdered, 20)}, got, nil); len(rest) != 1 {
			t.Error("a damaged number is kept")
		}
	}
}

// TestNumbersInMemory: many readers get the numbers of pages that are read meanwhile, in any sequence; what is kept has a bound; other IDs have no
// number there.
func TestNumbersInMemory(t *testing.T) {
	const n = 3*pageNumbers + 100
	var keys [kinds][]string
	for i := range n {
		keys[index.KindOrdered-firstKind] = append(keys[index.KindOrdered-firstKind], string(AppendKey(nil, index.KindOrdered, rdf.NewTyped(fmt.Sprintf("%d.1234567", i+100_000), rdf.XSDDecimal))))
	}
	b := writeBase(t, vfs.NewMem(), keys, nil)
	defer b.Close()
	b.column().bytes.Store(mostNumbers - 3*numberBytes*pageNumbers) // room for three of four pages, or one or two more for readers at once
	var readers sync.WaitGroup
	for r := range 4 {
		readers.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(r)))
			var p Page
			ids, dst := make([]index.ID, 700), make([]index.Number, 700)
			for range 60 {
				for i := range ids {
					ids[i] = index.MakeID(index.KindOrdered, random.Uint64N(n))
				}
				slices.Sort(ids)
				if err := b.Numbers(ids, &p, dst); err != nil {
					t.Error(err)
				}
				for i, id := range ids {
					if want := (index.Number{N: int64(id.Payload()+100_000)*10_000_000 + 1_234_567, Places: 7, Type: index.Decimal}); dst[i] != want {
						t.Errorf("number %d is %+v", id.Payload(), dst[i])
					}
				}
			}
		})
	}
	readers.Wait()
	kept := 0
	for i := range b.column().pages {
		if b.column().pages[i].page.Load() != nil {
			kept++
		}
	}
	if kept < 3 || b.column().bytes.Load() < mostNumbers {
		t.Errorf("%d pages are kept", kept)
	}
	for _, id := range []index.ID{0, index.MakeID(index.KindOrdered, n), index.MakeID(index.KindOrdered, 1<<40), index.MakeID(index.KindIRI, 1), index.MakeID(index.KindInteger, 1)} {
		if rest := b.Kept([]index.ID{id}, make([]index.Number, 1), nil); len(rest) != 1 {
			t.Errorf("%x has a number", id)
		}
	}
}

// BenchmarkNumbers reads different numbers in the order of their IDs, and one in sixty of them; "first" has none in memory at the beginning.
func BenchmarkNumbers(b *testing.B) {
	for _, x := range []struct{ name, datatype, format string }{
		{"doubles", rdf.XSDDouble, "%d.123456789%d"}, {"decimals", rdf.XSDDecimal, "%d.123456789%d"}, {"times", rdf.XSDDateTime, "2%03d-01-01T00:00:00.1234%dZ"},
	} {
		n := benchKeys()
		list := make([]string, n)
		for i := range list {
			list[i] = string(AppendKey(nil, index.KindOrdered, rdf.NewTyped(fmt.Sprintf(x.format, i%1000, i), x.datatype)))
		}
		slices.Sort(list)
		var keys [kinds][]string
		keys[index.KindOrdered-firstKind] = list
		d := writeBase(b, vfs.NewMem(), keys, nil)
		for _, how := range []string{"first", "1", "60"} {
			step := 1
			if how == "60" {
				step = 60
			}
			b.Run(fmt.Sprint(x.name, "/", how), func(b *testing.B) {
				var p Page
				ids, dst := make([]index.ID, 1024), make([]index.Number, 1024)
				start, from := indextest.ProcessorTime(), 0
				for b.Loop() {
					if from+step*len(ids) > n {
						from = 0
						if how == "first" {
							d.numbers = &numberColumn{}
						}
					}
					for i := range ids {
						ids[i] = index.MakeID(index.KindOrdered, uint64(from+step*i))
					}
					if err := d.Numbers(ids, &p, dst); err != nil {
						b.Fatal(err)
					}
					from += step * len(ids)
				}
				report(b, d, start, len(ids))
			})
		}
		d.Close()
	}
}
