package indextest

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

func testIsolation(t *testing.T, s index.Store) {
	add(t, s, sample[:4]...)
	before := snap(t, s)
	w := begin(t, s)
	must(t, w.Remove(intern(t, w, sample[:2])))
	must(t, w.Add(intern(t, w, sample[4:])))
	during := snap(t, s)
	seq := commit(t, w)
	after := snap(t, s)
	wantQuads(t, "a snapshot from before", all(t, before), sample[:4])
	wantQuads(t, "a snapshot taken during the transaction", all(t, during), sample[:4])
	wantQuads(t, "a snapshot from after", all(t, after), sample[2:])
	if after.Seq() != seq || before.Seq() >= seq {
		t.Fatalf("the commit is %d, the snapshots say %d and %d", seq, before.Seq(), after.Seq())
	}
}

func testRollback(t *testing.T, s index.Store) {
	add(t, s, sample[:4]...)
	w := begin(t, s)
	must(t, w.Add(intern(t, w, sample[4:])))
	must(t, w.Rollback())
	wantQuads(t, "after a rollback", all(t, snap(t, s)), sample[:4])
	add(t, s, sample[5])
	wantQuads(t, "a commit after a rollback", all(t, snap(t, s)), append(sample[:4:4], sample[5]))
}

func testOwnChanges(t *testing.T, s index.Store) {
	add(t, s, sample[:4]...)
	w := begin(t, s)
	defer w.Rollback()
	must(t, w.Remove(intern(t, w, sample[:1])))
	extra := rdf.Quad{S: iri("new"), P: iri("p"), O: rdf.NewString("new text")}
	must(t, w.Add(intern(t, w, []rdf.Quad{extra})))
	own, err := w.Snapshot()
	must(t, err)
	wantQuads(t, "the transaction's own snapshot", all(t, own), append(sample[1:4:4], extra))
	if id(t, own, rdf.NewString("new text")) == 0 {
		t.Fatal("the transaction's own term is not in its snapshot")
	}
	must(t, own.Close())
	wantQuads(t, "the committed state", all(t, snap(t, s)), sample[:4])
}

func testLastWord(t *testing.T, s index.Store) {
	add(t, s, sample[0])
	w := begin(t, s)
	rows := intern(t, w, sample[:2])
	must(t, w.Add(rows))
	must(t, w.Add(rows[1:]))
	must(t, w.Remove(rows))
	must(t, w.Add(rows[:1]))
	must(t, w.Remove(rows[1:]))
	commit(t, w)
	wantQuads(t, "add, remove, add", all(t, snap(t, s)), sample[:1])
}

func testClearGraph(t *testing.T, s index.Store) {
	add(t, s, sample...)
	w := begin(t, s)
	g := intern(t, w, []rdf.Quad{quad("g1", "g1", "g1", "")})[0][0]
	must(t, w.ClearGraph(g))
	must(t, w.Add(intern(t, w, []rdf.Quad{quad("x", "p", "y", "g1")})))
	must(t, w.ClearGraph(0))
	commit(t, w)
	want := []rdf.Quad{quad("x", "p", "y", "g1")}
	for _, q := range sample {
		if q.G == iri("g2") {
			want = append(want, q)
		}
	}
	wantQuads(t, "after clearing two graphs", all(t, snap(t, s)), want)
}

func testBlankNodes(t *testing.T, s index.Store) {
	q := rdf.Quad{S: rdf.NewBlank("x"), P: iri("p"), O: rdf.NewBlank("x")}
	add(t, s, q)
	add(t, s, q)
	sn := snap(t, s)
	got := all(t, sn)
	if len(got) != 2 || got[0].S != got[0].O || got[0].S == got[1].S {
		t.Fatalf("one label in two transactions: %v", got)
	}
	w := begin(t, s)
	given := rdf.Quad{S: got[0].S, P: iri("q"), O: got[1].S}
	must(t, w.Add(intern(t, w, []rdf.Quad{given})))
	fresh := w.NewBlank()
	p := intern(t, w, []rdf.Quad{given})[0][1]
	must(t, w.Add([][4]index.ID{{fresh, p, fresh, 0}}))
	commit(t, w)
	after := all(t, snap(t, s))
	if len(after) != 4 || !rdf.NewDataset(after...).Has(given) {
		t.Fatalf("labels that the store gave out are not its nodes: %v", after)
	}
}

// testBulk loads two parts that use one label for different nodes and share a quad.
func testBulk(t *testing.T, s index.Store) {
	add(t, s, sample[0])
	l, err := s.Bulk(ctx, index.BulkOptions{})
	must(t, err)
	terms := []rdf.Term{{}, rdf.NewBlank("x"), iri("p"), rdf.NewString("text"), iri("g")}
	for i := 0; i < 2; i++ {
		p, err := l.Part()
		must(t, err)
		must(t, p.Add(terms, [][4]uint32{{1, 2, 3, 4}, {1, 2, 3, 4}, {4, 2, 3, 0}}))
		must(t, p.Add(terms[1:2], nil))
		must(t, p.Add([]rdf.Term{iri("q"), rdf.NewBlank("x"), {}}, [][4]uint32{{1, 0, 1, 2}}))
		must(t, p.Close())
	}
	wantQuads(t, "during the load", all(t, snap(t, s)), sample[:1])
	seq, err := l.Commit(ctx)
	must(t, err)
	must(t, l.Abort())
	sn := snap(t, s)
	if sn.Seq() != seq {
		t.Fatalf("the load is commit %d, the snapshot says %d", seq, sn.Seq())
	}
	want := []rdf.Quad{sample[0], {S: iri("g"), P: iri("p"), O: rdf.NewString("text")}}
	for _, b := range []rdf.Term{rdf.NewBlank("one"), rdf.NewBlank("two")} {
		want = append(want, rdf.Quad{S: b, P: iri("p"), O: rdf.NewString("text"), G: iri("g")}, rdf.Quad{S: b, P: iri("q"), O: b})
	}
	if got := all(t, sn); !rdf.Isomorphic(got, want) {
		t.Fatalf("loaded %v, want %v", got, want)
	}
}

func testBulkAbort(t *testing.T, s index.Store) {
	add(t, s, sample[:3]...)
	l, err := s.Bulk(ctx, index.BulkOptions{})
	must(t, err)
	p, err := l.Part()
	must(t, err)
	must(t, p.Add([]rdf.Term{iri("z"), {}}, [][4]uint32{{0, 0, 0, 1}}))
	must(t, l.Abort())
	wantQuads(t, "after an aborted load", all(t, snap(t, s)), sample[:3])
	add(t, s, sample[3])
	wantQuads(t, "a commit after it", all(t, snap(t, s)), sample[:4])
}

func testStats(t *testing.T, s index.Store) {
	add(t, s, sample...)
	add(t, s, quad("z", "z", "z", "g3"))
	w := begin(t, s)
	must(t, w.Remove(intern(t, w, []rdf.Quad{quad("z", "z", "z", "g3")})))
	commit(t, w)
	sn := snap(t, s)
	st := sn.Stats()
	if st.Quads != 9 || st.Triples != 7 || st.Unnamed != 3 {
		t.Fatalf("stats say %d quads, %d triples, %d unnamed; want 9, 7, 3", st.Quads, st.Triples, st.Unnamed)
	}
	if st.Subjects != 4 || st.Objects != 4 {
		t.Fatalf("stats say %d subjects, %d objects; want 4, 4", st.Subjects, st.Objects)
	}
	graphs := map[index.ID]uint64{}
	for _, g := range st.Graphs {
		graphs[g.Graph] = g.Quads
	}
	if want := map[index.ID]uint64{id(t, sn, iri("g1")): 3, id(t, sn, iri("g2")): 3}; !reflect.DeepEqual(graphs, want) {
		t.Fatalf("graphs %v, want %v", graphs, want)
	}
	preds := map[index.ID]index.PredicateStats{}
	for _, p := range st.Predicates {
		preds[p.Predicate] = p
	}
	p, q := id(t, sn, iri("p")), id(t, sn, iri("q"))
	want := map[index.ID]index.PredicateStats{p: {Predicate: p, Quads: 6, Subjects: 3, Objects: 3}, q: {Predicate: q, Quads: 3, Subjects: 3, Objects: 3}}
	if !reflect.DeepEqual(preds, want) {
		t.Fatalf("predicates %v, want %v", preds, want)
	}
}

// testOrdinals checks that ordinals of dictionary literals stay what they are while the store grows.
func testOrdinals(t *testing.T, s index.Store) {
	add(t, s, rdf.Quad{S: iri("s"), P: iri("p"), O: rdf.NewString("one")}, rdf.Quad{S: iri("s"), P: iri("p"), O: rdf.NewLang("deux", "fr")})
	first := snap(t, s)
	old := literals(t, first, 0)
	if len(old) != 2 {
		t.Fatalf("%d literals have an ordinal, want 2: %v", len(old), old)
	}
	add(t, s, rdf.Quad{S: iri("s"), P: iri("p"), O: rdf.NewString("aaa")}, rdf.Quad{S: iri("s"), P: iri("p"), O: rdf.NewString("one")})
	now := literals(t, snap(t, s), 0)
	for o, text := range old {
		if now[o] != text {
			t.Fatalf("ordinal %d was %q and is %q", o, text, now[o])
		}
	}
	if len(now) != 3 || len(literals(t, snap(t, s), 2)) != 1 || len(literals(t, first, 0)) != 2 {
		t.Fatalf("literals are now %v", now)
	}
	ids := make([]index.ID, 2)
	must(t, first.Ordinals([]uint64{2, 99}, ids))
	if ids[0] != 0 || ids[1] != 0 {
		t.Fatalf("ordinals from the future have IDs %x", ids)
	}
}

// literals maps ordinal to lexical form and checks Ordinals against LiteralsSince.
func literals(t *testing.T, sn index.Snapshot, since uint64) map[uint64]string {
	t.Helper()
	cur, err := sn.LiteralsSince(since)
	must(t, err)
	defer cur.Close()
	rows := map[uint64]string{}
	dst := [][]index.ID{make([]index.ID, 2), make([]index.ID, 2)}
	for {
		n, err := cur.Next(dst)
		if err != nil {
			return rows
		}
		for i := 0; i < n; i++ {
			var term [1]rdf.Term
			must(t, sn.Terms(ctx, dst[1][i:i+1], term[:]))
			var back [1]index.ID
			must(t, sn.Ordinals([]uint64{uint64(dst[0][i])}, back[:]))
			if back[0] != dst[1][i] {
				t.Fatalf("ordinal %d: LiteralsSince says %x, Ordinals %x", dst[0][i], dst[1][i], back[0])
			}
			rows[uint64(dst[0][i])] = term[0].Value
		}
	}
}

// testRandom runs the same random transactions on the store and on the model and compares what they hold.
func testRandom(t *testing.T, s index.Store) {
	r := rand.New(rand.NewSource(1))
	m := NewModel()
	for round := 0; round < 40; round++ {
		ws, wm := begin(t, s), begin(t, m)
		for step := r.Intn(12); step >= 0; step-- {
			randomStep(t, r, ws, wm)
		}
		if r.Intn(4) == 0 {
			must(t, ws.Rollback())
			must(t, wm.Rollback())
		} else {
			commit(t, ws)
			commit(t, wm)
		}
		a, b := snap(t, s), snap(t, m)
		wantQuads(t, fmt.Sprint("after round ", round), all(t, a), all(t, b))
		for o := index.Order(0); o < index.NumOrders; o++ {
			if a.Caps().Has(o) {
				sc := index.Scan{Order: o, Graphs: index.GraphSet{Mode: index.EachNamed}}
				wantQuads(t, fmt.Sprintf("round %d, %v", round, o), quads(t, a, sc), quads(t, b, sc))
			}
		}
	}
}

func randomStep(t *testing.T, r *rand.Rand, ws, wm index.Writer) {
	var in []rdf.Quad
	for n := r.Intn(20); n >= 0; n-- {
		g := ""
		if r.Intn(2) == 0 {
			g = fmt.Sprint("g", r.Intn(3))
		}
		q := quad(fmt.Sprint("n", r.Intn(8)), fmt.Sprint("p", r.Intn(3)), fmt.Sprint("n", r.Intn(8)), g)
		if r.Intn(3) == 0 {
			q.O = rdf.NewTyped(fmt.Sprint(r.Intn(30)), rdf.XSDInteger)
		}
		in = append(in, q)
	}
	op := r.Intn(8)
	for _, w := range []index.Writer{ws, wm} {
		rows := intern(t, w, in)
		switch {
		case op == 0:
			must(t, w.ClearGraph(rows[0][3]))
		case op < 4:
			must(t, w.Remove(rows))
		default:
			must(t, w.Add(rows))
		}
	}
}
