package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
)

// textTest is a condition on the text of a variable. It looks at each term once where equal ones follow each other, and once
// in a query where they do not.
type textTest struct {
	q     *Query
	test  *expr.TextTest
	col   int
	seen  verdicts
	ids   []index.ID
	terms []rdf.Term
	found []bool
}

func (q *Query) textOf(x *plan.Expr) *textTest {
	if len(x.Cols) != 1 || x.Cols[0] < 0 || len(x.Exists) > 0 {
		return nil
	}
	t := expr.AsTextTest(x.Source)
	if t == nil {
		return nil
	}
	return &textTest{q: q, test: t, col: x.Cols[0], seen: verdicts{q: q}}
}

// mark marks the rows that pass; false if the batch holds IDs that the test does not decide about.
func (t *textTest) mark(b *Batch, keep []bool) (bool, error) {
	col := b.Cols[t.col][:b.N]
	kinds, sorted := uint16(0), true
	for i, id := range col {
		kinds |= id.Kind().Bit()
		sorted = sorted && (i == 0 || col[i-1] <= id)
	}
	if !t.test.Decides(kinds) {
		return false, nil
	}
	t.ids = t.ids[:0]
	last := index.ID(0)
	for _, id := range col {
		if id == last || !t.test.Has(id.Kind()) || !sorted && t.seen.known(id) {
			continue
		}
		last = id
		t.ids = append(t.ids, id)
	}
	if err := t.match(); err != nil {
		return false, err
	}
	if sorted {
		t.spread(col, keep)
		return true, nil
	}
	for i, id := range t.ids {
		if err := t.seen.note(id, t.found[i]); err != nil {
			return false, err
		}
	}
	for i, id := range col {
		keep[i] = t.test.Has(id.Kind()) && t.seen.yes(id)
	}
	return true, nil
}

// match looks at the texts of ids.
func (t *textTest) match() error {
	t.found = resize(t.found, len(t.ids))
	if texts, ok := t.q.snap.(index.Texts); ok {
		return texts.Texts(t.q.ctx, t.ids, func(from int, texts []string) {
			for i, s := range texts {
				t.found[from+i] = t.test.Match(s)
			}
		})
	}
	t.terms = resize(t.terms, len(t.ids))
	if err := t.q.Terms(t.ids, t.terms); err != nil {
		return err
	}
	for i := range t.terms {
		t.found[i] = t.test.Match(t.terms[i].Value)
	}
	return nil
}

// spread gives the rows of a sorted column what was found for their terms.
func (t *textTest) spread(col []index.ID, keep []bool) {
	at := -1
	for i, id := range col {
		if !t.test.Has(id.Kind()) {
			keep[i] = false
			continue
		}
		if at < 0 || t.ids[at] != id {
			at++
		}
		keep[i] = t.found[at]
	}
}

// verdicts remembers yes or no for IDs: two bits each, in pages of neighbouring IDs.
type verdicts struct {
	q     *Query
	pages map[index.ID]*[2 * pageWords]uint64
	held  int64
	at    index.ID // page of the last look
	page  *[2 * pageWords]uint64
}

const (
	pageWords = 1 << 7
	pageShift = 13 // IDs of a page: 64 to a word
	pageBytes = 2*8*pageWords + 64
)

// find gives the page of an ID, nil if there is none.
func (v *verdicts) find(id index.ID) *[2 * pageWords]uint64 {
	if n := id>>pageShift + 1; n != v.at {
		v.at, v.page = n, v.pages[n]
	}
	return v.page
}

func (v *verdicts) known(id index.ID) bool {
	p := v.find(id)
	return p != nil && p[id>>6&(pageWords-1)]>>(id&63)&1 != 0
}

func (v *verdicts) yes(id index.ID) bool {
	return v.find(id)[pageWords+id>>6&(pageWords-1)]>>(id&63)&1 != 0
}

func (v *verdicts) note(id index.ID, yes bool) error {
	p := v.find(id)
	if p == nil {
		if v.pages == nil {
			v.pages = map[index.ID]*[2 * pageWords]uint64{}
		}
		p = new([2 * pageWords]uint64)
		v.pages[v.at], v.page = p, p
		v.held += pageBytes
		if err := v.q.grow(pageBytes); err != nil {
			return err
		}
	}
	p[id>>6&(pageWords-1)] |= 1 << (id & 63)
	if yes {
		p[pageWords+id>>6&(pageWords-1)] |= 1 << (id & 63)
	}
	return nil
}

func (v *verdicts) free() {
	v.q.hold(-v.held)
	v.held, v.pages, v.at, v.page = 0, nil, 0, nil
}
