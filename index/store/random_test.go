package store

import (
	"fmt"
	"io"
	"math/rand"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// machine runs random transactions, loads, rebuilds and openings on a store and keeps the quads it should hold.
type machine struct {
	fs    *vfs.Mem
	s     *Store
	quads map[rdf.Quad]bool
	ords  []string // literals by text ordinal
}

func (m *machine) reopen(t *rapid.T) {
	if m.s != nil {
		if err := m.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open("db", Options{FS: m.fs})
	if err != nil {
		t.Fatal(err)
	}
	s.rebuildRows = rapid.SampledFrom([]int{1, 10, 1000}).Draw(t, "rebuild at")
	s.inline = rapid.Bool().Draw(t, "compaction in the commit")
	s.smallLoad = rapid.SampledFrom([]uint64{0, 1 << 40}).Draw(t, "small loads")
	m.s = s
}

var someTerms = func() (list []rdf.Term) {
	for i := range 6 {
		list = append(list, term(fmt.Sprint("n", i)), rdf.NewString(fmt.Sprint("text ", i)), rdf.NewTyped(fmt.Sprint(i*i), rdf.XSDInteger),
			rdf.NewLang(fmt.Sprint("mot ", i), "fr"), rdf.NewTyped(fmt.Sprintf("0%d", i), rdf.XSDInteger), rdf.NewTyped("x", "http://example.org/dt"))
	}
	return list
}()

func drawQuads(t *rapid.T) []rdf.Quad {
	node := rapid.Custom(func(t *rapid.T) rdf.Term { return term(fmt.Sprint("n", rapid.IntRange(0, 7).Draw(t, "n"))) })
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rdf.Quad {
		q := rdf.Quad{S: node.Draw(t, "s"), P: term(fmt.Sprint("p", rapid.IntRange(0, 2).Draw(t, "p"))), O: rapid.SampledFrom(someTerms).Draw(t, "o")}
		if g := rapid.IntRange(0, 3).Draw(t, "g"); g > 0 {
			q.G = term(fmt.Sprint("g", g))
		}
		return q
	}), 1, 30).Draw(t, "quads")
}

func (m *machine) transact(t *rapid.T) {
	w, err := m.s.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	quads := map[rdf.Quad]bool{}
	for q := range m.quads {
		quads[q] = true
	}
	for range rapid.IntRange(1, 3).Draw(t, "steps") {
		m.step(t, w, quads)
	}
	if rapid.IntRange(0, 4).Draw(t, "end") == 0 {
		if err := w.Rollback(); err != nil {
			t.Fatal(err)
		}
		return
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	m.quads = quads
}

func (m *machine) step(t *rapid.T, w index.Writer, quads map[rdf.Quad]bool) {
	list := drawQuads(t)
	rows := make([][4]index.ID, len(list))
	for i, q := range list {
		if err := w.Intern([]rdf.Term{q.S, q.P, q.O, q.G}, rows[i][:]); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	switch op := rapid.IntRange(0, 9).Draw(t, "op"); {
	case op == 0:
		err = w.ClearGraph(rows[0][3])
		for q := range quads {
			if q.G == list[0].G {
				delete(quads, q)
			}
		}
	case op < 4:
		err = w.Remove(rows)
		for _, q := range list {
			delete(quads, q)
		}
	default:
		err = w.Add(rows)
		for _, q := range list {
			quads[q] = true
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (m *machine) load(t *rapid.T) {
	l, err := m.s.Bulk(ctx, index.BulkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Abort()
	var added []rdf.Quad
	for range rapid.IntRange(0, 2).Draw(t, "parts") {
		p, err := l.Part()
		if err != nil {
			t.Fatal(err)
		}
		list := drawQuads(t)
		for _, q := range list {
			if err := p.Add([]rdf.Term{q.S, q.P, q.O, q.G}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
				t.Fatal(err)
			}
		}
		added = append(added, list...)
		p.Close()
	}
	if rapid.Bool().Draw(t, "abort") {
		return
	}
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	for _, q := range added {
		m.quads[q] = true
	}
}

func (m *machine) compact(t *rapid.T) {
	if err := m.s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
}

// check compares all that a snapshot says with the truth.
func (m *machine) check(t *rapid.T) {
	sn, err := m.s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	rows := make([]key, 0, len(m.quads))
	for q := range m.quads {
		var k key
		if err := sn.IDs(ctx, []rdf.Term{q.S, q.P, q.O, q.G}, k[:]); err != nil {
			t.Fatal(err)
		}
		var back [4]rdf.Term
		if err := sn.Terms(ctx, k[:], back[:]); err != nil || back != [4]rdf.Term{q.S, q.P, q.O, q.G} {
			t.Fatalf("%v came back as %v, %v", q, back, err)
		}
		rows = append(rows, k)
	}
	slices.SortFunc(rows, index.CompareKeys)
	for o := index.Order(0); o < index.NumOrders; o++ {
		sc := index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}}
		checkScans(t, sn, rows, sc)
		for range 3 {
			checkScans(t, sn, rows, drawScan(t, o, rows))
		}
	}
	m.checkStats(t, sn, rows)
	m.checkOrdinals(t, sn)
}

func drawScan(t *rapid.T, o index.Order, rows []key) index.Scan {
	sc := index.Scan{Order: o, Cols: uint8(rapid.IntRange(1, 15).Draw(t, "cols")), Distinct: rapid.Bool().Draw(t, "distinct")}
	sc.Graphs.Mode = index.GraphMode(rapid.IntRange(0, 3).Draw(t, "mode"))
	pick := func(name string) key {
		if len(rows) == 0 {
			return key{1, 2, 3, 4}
		}
		return o.Key(rows[rapid.IntRange(0, len(rows)-1).Draw(t, name)])
	}
	if sc.Graphs.Mode == index.Set {
		for range rapid.SampledFrom([]int{1, 1, 0, 2, 3}).Draw(t, "graphs") {
			sc.Graphs.Graphs = append(sc.Graphs.Graphs, o.Quad(pick("graph"))[index.Graph])
		}
		slices.Sort(sc.Graphs.Graphs)
		sc.Graphs.Graphs = slices.Compact(sc.Graphs.Graphs)
	}
	k, n := pick("prefix"), rapid.IntRange(0, 4).Draw(t, "prefix length")
	sc.Prefix = append(sc.Prefix, k[:n]...)
	if rapid.Bool().Draw(t, "from") {
		k := pick("from row")
		sc.From = append([]index.ID{}, k[n:n+rapid.IntRange(0, 4-n).Draw(t, "from length")]...)
	}
	if rapid.Bool().Draw(t, "to") {
		k := pick("to row")
		sc.To = append([]index.ID{}, k[n:n+rapid.IntRange(0, 4-n).Draw(t, "to length")]...)
	}
	return sc
}

// want evaluates a scan by looking at every row.
func want(rows []key, sc *index.Scan) (out []key) {
	seen := map[key]bool{}
	lo, hi := bounds(sc)
	var keys []key
	for _, q := range rows {
		if inOrder(sc.Order, q[index.Graph]) && sc.Graphs.Has(q[index.Graph]) {
			keys = append(keys, sc.Order.Key(q))
		}
	}
	slices.SortFunc(keys, index.CompareKeys)
	for _, k := range keys {
		p := k
		for i := range p {
			if sc.Cols&(1<<i) == 0 {
				p[i] = 0
			}
		}
		in := index.CompareKeys(k, lo) >= 0 && index.CompareKeys(k, hi) < 0
		for i, id := range sc.Prefix {
			in = in && k[i] == id
		}
		if in && !(sc.Distinct && seen[p]) {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

func read(t *rapid.T, sn index.Snapshot, sc index.Scan, batch int) (out []key) {
	cur, err := sn.Scan(ctx, sc)
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	return readRest(t, cur, sc, batch)
}

func readRest(t *rapid.T, cur index.Cursor, sc index.Scan, batch int) (out []key) {
	for {
		rows, more := readBatch(t, cur, sc, batch)
		if !more {
			return out
		}
		out = append(out, rows...)
	}
}

func readBatch(t *rapid.T, cur index.Cursor, sc index.Scan, batch int) (out []key, more bool) {
	var dst [][]index.ID
	var cols []int
	for i := range 4 {
		if sc.Cols&(1<<i) != 0 {
			dst, cols = append(dst, make([]index.ID, batch)), append(cols, i)
		}
	}
	n, err := cur.Next(dst)
	if err == io.EOF {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	for r := range n {
		var k key
		for i, c := range cols {
			k[c] = dst[i][r]
			if cur.Kinds(i)&k[c].Kind().Bit() == 0 {
				t.Fatalf("Kinds of column %d does not name the kind of %x", i, k[c])
			}
		}
		out = append(out, k)
	}
	return out, true
}

func checkScans(t *rapid.T, sn index.Snapshot, rows []key, sc index.Scan) {
	expect := want(rows, &sc)
	batch := rapid.SampledFrom([]int{1, 3, 1024}).Draw(t, "batch")
	if got := read(t, sn, sc, batch); !slices.Equal(got, expect) {
		t.Fatalf("%+v:\ngot  %x\nwant %x", sc, got, expect)
	}
	n, exact, err := sn.Count(ctx, sc)
	if err != nil || !exact || n != uint64(len(expect)) {
		t.Fatalf("%+v: counts %d (exact %v), want %d, %v", sc, n, exact, len(expect), err)
	}
	parts, err := sn.Split(sc, rapid.IntRange(1, 5).Draw(t, "parts"))
	if err != nil {
		t.Fatal(err)
	}
	var all []key
	for _, p := range parts {
		all = append(all, read(t, sn, p, batch)...)
	}
	if !slices.Equal(all, expect) {
		t.Fatalf("%+v in %d parts %+v:\ngot  %x\nwant %x", sc, len(parts), parts, all, expect)
	}
	checkSeek(t, sn, rows, sc)
}

// checkSeek reads some rows, seeks, and reads the rest.
func checkSeek(t *rapid.T, sn index.Snapshot, rows []key, sc index.Scan) {
	if len(rows) == 0 || sc.Distinct {
		return
	}
	cur, err := sn.Scan(ctx, sc)
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	full := sc
	full.Cols = index.AllCols
	all := want(rows, &full)
	if len(all) == 0 {
		return
	}
	read, _ := readBatch(t, cur, sc, rapid.IntRange(1, 4).Draw(t, "read first"))
	target := sc.Order.Key(rows[rapid.IntRange(0, len(rows)-1).Draw(t, "seek row")])
	if g := run.GraphColumn(sc.Order); rapid.Bool().Draw(t, "near") { // the columns after the prefix as in a row of the scan
		target = all[rapid.IntRange(0, len(all)-1).Draw(t, "near row")]
		target[g] += index.ID(rapid.IntRange(0, 1).Draw(t, "behind"))
	}
	k := target[len(sc.Prefix) : len(sc.Prefix)+rapid.IntRange(0, 4-len(sc.Prefix)).Draw(t, "seek length")]
	if err := cur.Seek(k); err != nil {
		t.Fatal(err)
	}
	var low key
	copy(low[copy(low[:], sc.Prefix):], k)
	rest := all[min(len(read), len(all)):]
	for len(rest) > 0 && index.CompareKeys(rest[0], low) < 0 {
		rest = rest[1:]
	}
	got := readRest(t, cur, sc, 3)
	if len(got) != len(rest) {
		t.Fatalf("%+v: after %d rows, seek %x: %d rows, want %d", sc, len(read), k, len(got), len(rest))
	}
	for i := range got {
		for c := range 4 {
			if sc.Cols&(1<<c) != 0 && got[i][c] != rest[i][c] {
				t.Fatalf("%+v: seek %x: row %d is %x, want %x", sc, k, i, got[i], rest[i])
			}
		}
	}
}

func (m *machine) checkStats(t *rapid.T, sn index.Snapshot, rows []key) {
	st := sn.Stats()
	if s := sn.(*snapshot).st; s.base != nil {
		adjusted, err := s.adjustBase()
		adjusted.Terms = st.Terms
		if err != nil || !reflect.DeepEqual(adjusted, st) {
			t.Fatalf("statistics of the base with the delta are %+v, want %+v, %v", adjusted, st, err)
		}
	}
	count := func(cols ...index.Column) map[key]map[key]bool { // distinct rows per value of the first column
		out := map[key]map[key]bool{}
		for _, q := range rows {
			var k key
			for _, c := range cols {
				k[c] = q[c]
			}
			first := key{0: q[cols[0]]}
			if out[first] == nil {
				out[first] = map[key]bool{}
			}
			out[first][k] = true
		}
		return out
	}
	triples := map[[3]index.ID]bool{}
	for _, q := range rows {
		triples[[3]index.ID(q[:3])] = true
	}
	if st.Quads != uint64(len(rows)) || st.Triples != uint64(len(triples)) {
		t.Fatalf("stats say %d quads and %d triples, want %d and %d", st.Quads, st.Triples, len(rows), len(triples))
	}
	if s, o := len(count(index.Subject)), len(count(index.Object)); st.Subjects != uint64(s) || st.Objects != uint64(o) {
		t.Fatalf("stats say %d subjects and %d objects, want %d and %d", st.Subjects, st.Objects, s, o)
	}
	graphs := count(index.Graph, index.Subject, index.Predicate, index.Object)
	if st.Unnamed != uint64(len(graphs[key{}])) {
		t.Fatalf("stats say %d unnamed rows, want %d", st.Unnamed, len(graphs[key{}]))
	}
	delete(graphs, key{})
	if len(st.Graphs) != len(graphs) {
		t.Fatalf("stats name %d graphs, want %d", len(st.Graphs), len(graphs))
	}
	for _, g := range st.Graphs {
		if g.Quads != uint64(len(graphs[key{g.Graph}])) {
			t.Fatalf("stats say %+v, want %d", g, len(graphs[key{g.Graph}]))
		}
	}
	all := count(index.Predicate, index.Subject, index.Object, index.Graph)
	subjects, objects := count(index.Predicate, index.Subject), count(index.Predicate, index.Object)
	if len(st.Predicates) != len(all) {
		t.Fatalf("stats name %d predicates, want %d", len(st.Predicates), len(all))
	}
	for _, p := range st.Predicates {
		k := key{p.Predicate}
		if p.Quads != uint64(len(all[k])) || p.Subjects != uint64(len(subjects[k])) || p.Objects != uint64(len(objects[k])) {
			t.Fatalf("stats say %+v, want %d, %d, %d", p, len(all[k]), len(subjects[k]), len(objects[k]))
		}
	}
}

// checkOrdinals: an ordinal once seen keeps its literal.
func (m *machine) checkOrdinals(t *rapid.T, sn index.Snapshot) {
	cur, err := sn.LiteralsSince(0)
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	dst := [][]index.ID{make([]index.ID, 7), make([]index.ID, 7)}
	var now []string
	for {
		n, err := cur.Next(dst)
		if err == io.EOF {
			break
		}
		terms := make([]rdf.Term, 7)
		if err == nil {
			err = sn.Terms(ctx, dst[1][:n], terms[:n])
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if int(dst[0][i]) != len(now) {
				t.Fatalf("ordinal %d comes after %d", dst[0][i], len(now)-1)
			}
			now = append(now, terms[i].String())
		}
	}
	if len(now) < len(m.ords) || !slices.Equal(now[:len(m.ords)], m.ords) {
		t.Fatalf("literals by ordinal were %q and are %q", m.ords, now)
	}
	m.ords = now
}

// TestRandom compares the store with the truth after random histories.
func TestRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{fs: vfs.NewMem(), quads: map[rdf.Quad]bool{}}
		m.reopen(t)
		defer func() { m.s.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"transact": m.transact, "transact again": m.transact, "load": m.load, "compact": m.compact, "reopen": m.reopen,
			"": m.check,
		})
	})
}

// TestBlocks reads a base of several blocks with a delta spread over it, where blocks hold one graph or many.
func TestBlocks(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	rng := rand.New(rand.NewSource(3))
	quads := map[rdf.Quad]bool{}
	random := func() rdf.Quad {
		q := rdf.Quad{S: term(fmt.Sprint("s", rng.Intn(300))), P: term(fmt.Sprint("p", rng.Intn(4))), O: someTerms[rng.Intn(len(someTerms))]}
		if g := rng.Intn(40); g < 4 && q.S.Value > "http://example.org/s2" {
			q.G = term(fmt.Sprint("g", g))
		}
		return q
	}
	for range 6000 {
		quads[random()] = true
	}
	var list []rdf.Quad
	for q := range quads {
		list = append(list, q)
	}
	put(t, s, list...)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	checkBlocks(t, s, quads)
	for range 3 {
		w, err := s.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for range 150 {
			q, del := random(), rng.Intn(2) == 0
			if del {
				q = list[rng.Intn(len(list))]
			}
			var row [1][4]index.ID
			if err := w.Intern([]rdf.Term{q.S, q.P, q.O, q.G}, row[0][:]); err != nil {
				t.Fatal(err)
			}
			if del {
				err = w.Remove(row[:])
				delete(quads, q)
			} else {
				err = w.Add(row[:])
				quads[q] = true
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	checkBlocks(t, s, quads)
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
}

func checkBlocks(t *testing.T, s *Store, quads map[rdf.Quad]bool) {
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	var rows []key
	for q := range quads {
		var k key
		if err := sn.IDs(ctx, []rdf.Term{q.S, q.P, q.O, q.G}, k[:]); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, k)
	}
	slices.SortFunc(rows, index.CompareKeys)
	m := machine{}
	rapid.Check(t, func(t *rapid.T) {
		o := index.Order(rapid.IntRange(0, int(index.NumOrders)-1).Draw(t, "order"))
		checkScans(t, sn, rows, drawScan(t, o, rows))
	})
	rapid.Check(t, func(t *rapid.T) { m.checkStats(t, sn, rows) })
}
