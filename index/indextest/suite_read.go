package indextest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// lexicals are literals that stores are tempted to rewrite.
func lexicals() (out []rdf.Term) {
	for _, dt := range []string{"integer", "int", "long", "byte", "nonNegativeInteger", "unsignedLong", "decimal", "double", "float"} {
		for _, lex := range []string{"0", "1", "01", "+1", "-0", "-7", "127", "9223372036854775807", "36028797018963968",
			"123456789012345678901234567890", "1.0", "1.50", ".5", "12.", "0.000001", "0.0000001", "-12.345678", "1e0", "1E0",
			"1.5e3", "-0.0", "INF", "-INF", "NaN", "abc", "", " 1"} {
			out = append(out, rdf.NewTyped(lex, rdf.XSD+dt))
		}
	}
	for _, lex := range []string{"true", "false", "1", "0", "TRUE", ""} {
		out = append(out, rdf.NewTyped(lex, rdf.XSDBoolean))
	}
	for _, lex := range []string{"2026-11-25T10:00:00Z", "2026-11-25T10:00:00", "2026-11-25T10:00:00.000Z", "2026-11-25T10:00:00.1+05:30",
		"2026-11-25T24:00:00Z", "2026-11-25T10:00:00.123456789Z", "2026-11-25T10:00:00-00:00", "2026-11-25T10:00:00+14:00",
		"0001-01-01T00:00:00", "-0044-03-15T12:00:00Z", "12026-01-01T00:00:00Z", "2026-02-30T00:00:00", "x"} {
		out = append(out, rdf.NewTyped(lex, rdf.XSDDateTime))
	}
	for _, dt := range []string{"date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "duration"} {
		for _, lex := range []string{"2026-11-25", "2026-11-25Z", "2026-02-29", "2026", "-0044", "12026", "2026Z", "2026-11",
			"--11", "--11-25", "---25", "10:00:00", "P1Y", "0000", "02026"} {
			out = append(out, rdf.NewTyped(lex, rdf.XSD+dt))
		}
	}
	return out
}

// manyTerms lists terms of every sort, odd ones above all.
func manyTerms() []rdf.Term {
	long := strings.Repeat("long text é ", 2000)
	return append(lexicals(),
		rdf.NewString(""), rdf.NewString("plain"), rdf.NewString("with \"quotes\" and \\ and \n\t\r\x00\x01"), rdf.NewString(long),
		rdf.NewString("é"), rdf.NewString("e\u0301"), rdf.NewString("日本語 \U0001F600"), rdf.NewString("1"),
		rdf.NewLang("chat", "en"), rdf.NewLang("chat", "EN"), rdf.NewLang("chat", "en-GB"), rdf.NewLang("", "fr"), rdf.NewLang(long, "es"),
		rdf.NewTyped("x", "http://example.org/type"), rdf.NewTyped("", "http://example.org/type"), rdf.NewTyped("<p/>", rdf.NS+"XMLLiteral"),
		rdf.NewTyped(long, "http://example.org/type"), rdf.NewTyped("a\x00b", "http://example.org/t\u00e9"),
		rdf.NewIRI("http://example.org/"), rdf.NewIRI("http://example.org/é?q#f"), rdf.NewIRI("urn:x"), rdf.NewIRI("http://example.org/"+strings.Repeat("p/", 3000)))
}

func testTerms(t *testing.T, s index.Store) {
	terms := manyTerms()
	var in []rdf.Quad
	for i, term := range terms {
		in = append(in, rdf.Quad{S: iri(fmt.Sprint("s", i)), P: iri("p"), O: term})
	}
	add(t, s, in...)
	sn := snap(t, s)
	wantQuads(t, "terms read back", all(t, sn), in)
	ids := make([]index.ID, len(terms))
	must(t, sn.IDs(ctx, terms, ids))
	back := make([]rdf.Term, len(terms))
	must(t, sn.Terms(ctx, ids, back))
	seen := map[index.ID]rdf.Term{}
	for i := range terms {
		if terms[i] != back[i] {
			t.Errorf("%v came back as %v", terms[i], back[i])
		}
		if other, ok := seen[ids[i]]; ok && other != terms[i] {
			t.Errorf("%v and %v have one ID", other, terms[i])
		}
		seen[ids[i]] = terms[i]
	}
}

func testUnknownTerms(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	got := make([]index.ID, 4)
	must(t, sn.IDs(ctx, []rdf.Term{{}, iri("nowhere"), rdf.NewString("nowhere"), rdf.NewBlank("nowhere")}, got))
	if !reflect.DeepEqual(got, make([]index.ID, 4)) {
		t.Fatalf("unknown terms have IDs: %x", got)
	}
	var zero [1]rdf.Term
	must(t, sn.Terms(ctx, []index.ID{0}, zero[:]))
	if !zero[0].IsZero() {
		t.Fatalf("ID 0 is the term %v", zero[0])
	}
	if err := sn.Terms(ctx, []index.ID{index.MakeID(index.KindQuery, 1)}, zero[:]); err == nil {
		t.Fatal("a term made by a query is no error")
	}
}

func testOrders(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	for o := index.Order(0); o < index.NumOrders; o++ {
		if !sn.Caps().Has(o) {
			continue
		}
		want := sample
		if o >= index.GSPO {
			want = named(sample)
		}
		wantQuads(t, o.String(), quads(t, sn, index.Scan{Order: o, Graphs: index.GraphSet{Mode: index.Union}}), want)
	}
}

func named(in []rdf.Quad) (out []rdf.Quad) {
	for _, q := range in {
		if !q.G.IsZero() {
			out = append(out, q)
		}
	}
	return out
}

func testGraphModes(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	g1, g2 := id(t, sn, iri("g1")), id(t, sn, iri("g2"))
	for _, set := range []index.GraphSet{
		{Mode: index.Unnamed}, {Mode: index.Union}, {Mode: index.EachNamed}, {Mode: index.Set}, index.One(0), index.One(g1), index.One(g2),
		{Mode: index.Set, Graphs: []index.ID{0, min(g1, g2), max(g1, g2)}}, {Mode: index.Set, Graphs: []index.ID{min(g1, g2), max(g1, g2)}},
	} {
		for o := index.Order(0); o < index.NumOrders; o++ {
			if !sn.Caps().Has(o) {
				continue
			}
			var want []rdf.Quad
			for _, q := range sample {
				if set.Has(id(t, sn, q.G)) && (o < index.GSPO || !q.G.IsZero()) {
					want = append(want, q)
				}
			}
			wantQuads(t, fmt.Sprint(o, set), quads(t, sn, index.Scan{Order: o, Graphs: set}), want)
		}
	}
}

func testDistinct(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	for o := index.Order(0); o < index.GSPO; o++ {
		if !sn.Caps().Has(o) {
			continue
		}
		for cols := uint8(1); cols <= index.AllCols; cols++ {
			sc := index.Scan{Order: o, Cols: cols, Distinct: true, Graphs: index.GraphSet{Mode: index.Union}}
			want := map[string]bool{}
			for _, q := range read(t, sn, index.Scan{Order: o, Cols: index.AllCols, Graphs: sc.Graphs}, 5) {
				p := project([4]index.ID(q), cols)
				want[fmt.Sprint(p)] = true
			}
			got := read(t, sn, sc, 3)
			if len(got) != len(want) {
				t.Fatalf("%v, columns %04b: %d distinct rows, want %d", o, cols, len(got), len(want))
			}
			n, exact, err := sn.Count(ctx, sc)
			must(t, err)
			if exact && n != uint64(len(want)) {
				t.Fatalf("%v, columns %04b: counts %d distinct rows, want %d", o, cols, n, len(want))
			}
		}
	}
}

// testBounds tries every prefix with every From and To over the IDs that occur.
func testBounds(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	if !sn.Caps().Sorted {
		t.Skip("the store does not claim sorted scans")
	}
	for o := index.Order(0); o < index.NumOrders; o++ {
		rows := read(t, sn, index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}}, 100)
		for _, r := range rows {
			for n := 0; n <= 4; n++ {
				for m := n; m <= 4; m++ {
					checkBounds(t, sn, rows, index.Scan{Order: o, Prefix: r[:n], From: bound(r[n:m]), Graphs: index.GraphSet{Mode: index.Union}})
					checkBounds(t, sn, rows, index.Scan{Order: o, Prefix: r[:n], To: bound(r[n:m]), Graphs: index.GraphSet{Mode: index.Union}})
				}
			}
		}
	}
}

// bound makes nil, which is open, of an empty key.
func bound(key []index.ID) []index.ID {
	if len(key) == 0 {
		return nil
	}
	return key
}

func checkBounds(t *testing.T, sn index.Snapshot, rows [][]index.ID, sc index.Scan) {
	t.Helper()
	sc.Cols = index.AllCols
	var want [][]index.ID
	for _, r := range rows {
		if matches(&sc, [4]index.ID(r)) {
			want = append(want, r)
		}
	}
	got := read(t, sn, sc, 3)
	if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v:\ngot  %x\nwant %x", sc, got, want)
	}
	n, exact, err := sn.Count(ctx, sc)
	must(t, err)
	if exact && n != uint64(len(want)) {
		t.Fatalf("%+v: counts %d, want %d", sc, n, len(want))
	}
}

func testSeek(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	if !sn.Caps().Sorted {
		t.Skip("the store does not claim sorted scans")
	}
	sc := index.Scan{Order: index.POS, Cols: index.AllCols, Prefix: []index.ID{id(t, sn, iri("p"))}, Graphs: index.GraphSet{Mode: index.Union}}
	rows := read(t, sn, sc, 100)
	for start := range rows {
		for target := range rows {
			for n := 1; n <= 3; n++ {
				checkSeek(t, sn, sc, rows, start, rows[target][1:1+n])
			}
		}
	}
}

// checkSeek reads start rows, seeks, and expects the rest from the key on, but nothing that was already read.
func checkSeek(t *testing.T, sn index.Snapshot, sc index.Scan, rows [][]index.ID, start int, key []index.ID) {
	t.Helper()
	cur, err := sn.Scan(ctx, sc)
	must(t, err)
	defer cur.Close()
	one := [][]index.ID{make([]index.ID, 1), make([]index.ID, 1), make([]index.ID, 1), make([]index.ID, 1)}
	for i := 0; i < start; i++ {
		_, err := cur.Next(one)
		must(t, err)
	}
	must(t, cur.Seek(key))
	at := start
	for at < len(rows) && compareShort(rows[at][1:], key) < 0 {
		at++
	}
	got := drain(t, cur, 4, 2)
	if len(got) != len(rows)-at || len(got) > 0 && !reflect.DeepEqual(got, rows[at:]) {
		t.Fatalf("after %d rows, seek %x:\ngot  %x\nwant %x", start, key, got, rows[at:])
	}
}

func testSmallBatches(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	sc := index.Scan{Order: index.SPO, Cols: 0b0101, Graphs: index.GraphSet{Mode: index.Union}}
	want := read(t, sn, sc, 1000)
	for batch := 1; batch <= len(sample)+1; batch++ {
		if got := read(t, sn, sc, batch); !reflect.DeepEqual(got, want) {
			t.Fatalf("batches of %d: got %x, want %x", batch, got, want)
		}
	}
}

func testCounts(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	for o := index.Order(0); o < index.NumOrders; o++ {
		if !sn.Caps().Has(o) {
			continue
		}
		for _, mode := range []index.GraphMode{index.Unnamed, index.Union, index.EachNamed} {
			sc := index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: mode}, Limit: 1}
			n, exact, err := sn.Count(ctx, sc)
			must(t, err)
			sc.Limit = 0
			want := len(read(t, sn, sc, 10))
			if exact && n != uint64(want) {
				t.Fatalf("%v, mode %d: counts %d, want %d", o, mode, n, want)
			}
			if sn.Caps().ExactCounts && !exact {
				t.Fatalf("%v, mode %d: Caps claims exact counts", o, mode)
			}
		}
	}
}

func testSplit(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	for _, distinct := range []bool{false, true} {
		sc := index.Scan{Order: index.SPO, Cols: 0b0111, Distinct: distinct, Graphs: index.GraphSet{Mode: index.Union}}
		want := read(t, sn, sc, 10)
		for parts := 1; parts <= 12; parts++ {
			pieces, err := sn.Split(sc, parts)
			must(t, err)
			if len(pieces) < 1 || len(pieces) > parts {
				t.Fatalf("split in %d gives %d pieces", parts, len(pieces))
			}
			var got [][]index.ID
			for _, p := range pieces {
				got = append(got, read(t, sn, p, 10)...)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("split in %d, distinct %v:\ngot  %x\nwant %x", parts, distinct, got, want)
			}
		}
	}
}

func testCompare(t *testing.T, s index.Store) {
	terms := manyTerms()
	var in []rdf.Quad
	for _, term := range terms {
		in = append(in, rdf.Quad{S: iri("s"), P: iri("p"), O: term})
	}
	add(t, s, in...)
	sn := snap(t, s)
	ids := make([]index.ID, len(terms))
	must(t, sn.IDs(ctx, terms, ids))
	ids = append(ids, 0, id(t, sn, iri("s")))
	n := len(ids)
	sign := make([][]int8, n)
	for i := range ids {
		sign[i] = make([]int8, n)
		left := make([]index.ID, n)
		for j := range left {
			left[j] = ids[i]
		}
		must(t, sn.Compare(left, ids, sign[i]))
	}
	for i := range ids {
		for j := range ids {
			if sign[i][j] != -sign[j][i] || (sign[i][j] == 0) != (ids[i] == ids[j]) {
				t.Fatalf("comparing %x with %x gives %d and %d", ids[i], ids[j], sign[i][j], sign[j][i])
			}
		}
		if i != n-2 && sign[n-2][i] != -1 {
			t.Fatalf("unbound does not come before %x", ids[i])
		}
	}
}

// testRange holds what Range says against the truth of a few comparisons of integers.
func testRange(t *testing.T, s index.Store) {
	var in []rdf.Quad
	for i := -3; i <= 3; i++ {
		in = append(in, rdf.Quad{S: iri("s"), P: iri("p"), O: rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)})
	}
	add(t, s, in...)
	sn := snap(t, s)
	ops := []func(a, b int) bool{index.Less: func(a, b int) bool { return a < b }, index.LessEqual: func(a, b int) bool { return a <= b },
		index.Equal: func(a, b int) bool { return a == b }, index.GreaterEqual: func(a, b int) bool { return a >= b }, index.Greater: func(a, b int) bool { return a > b }}
	for op, holds := range ops {
		for v := -4; v <= 4; v++ {
			ranges, ok, err := sn.Range(index.Op(op), rdf.NewTyped(fmt.Sprint(v), rdf.XSDInteger))
			must(t, err)
			for i := -3; ok && i <= 3; i++ {
				got := false
				x := id(t, sn, rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger))
				for _, r := range ranges {
					got = got || r.From <= x && x < r.To
				}
				if got != holds(i, v) {
					t.Fatalf("op %d: %d against %d: %v", op, i, v, got)
				}
			}
		}
	}
}
