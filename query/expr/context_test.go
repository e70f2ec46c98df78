package expr

import (
	"fmt"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// memory is a Context over a dictionary of its own. It gives inlined IDs where inline is set and the value can be, as a
// store does.
type memory struct {
	inline bool
	ids    map[rdf.Term]index.ID
	terms  map[index.ID]rdf.Term
	next   uint64
	blanks int
	calls  int // of Terms
}

func newMemory(inline bool) *memory {
	return &memory{inline: inline, ids: map[rdf.Term]index.ID{}, terms: map[index.ID]rdf.Term{0: {}}}
}

func (m *memory) id(t rdf.Term) index.ID {
	if t.IsZero() {
		return 0
	}
	if id, ok := dict.Inline(t); ok && m.inline {
		m.terms[id] = t
		return id
	}
	if id, ok := m.ids[t]; ok {
		return id
	}
	k := index.KindBlank
	if t.Kind != rdf.Blank {
		k = dict.KindOf(t)
	}
	m.next++
	if m.next%5 == 0 { // some terms are made by the query
		k = index.KindQuery
	}
	id := index.MakeID(k, m.next)
	m.ids[t], m.terms[id] = id, t
	return id
}

func (m *memory) Terms(ids []index.ID, dst []rdf.Term) error {
	m.calls++
	for i, id := range ids {
		t, ok := m.terms[id]
		if !ok && m.inline {
			t, ok = dict.Value(id)
		}
		if !ok {
			return fmt.Errorf("no term for %x", uint64(id))
		}
		dst[i] = t
	}
	return nil
}

func (m *memory) Intern(terms []rdf.Term, dst []index.ID) error {
	for i, t := range terms {
		dst[i] = m.id(t)
	}
	return nil
}

func (m *memory) Now() time.Time { return time.Date(2024, 2, 29, 12, 30, 15, 500e6, time.UTC) }
func (m *memory) Base() string   { return "http://example.org/base/" }

func (m *memory) Blank(label string, row int64) rdf.Term {
	if label != "" {
		return rdf.NewBlank(fmt.Sprintf("l%x-%d", label, row))
	}
	m.blanks++
	return rdf.NewBlank(fmt.Sprintf("f%d", m.blanks))
}

// run evaluates an expression for rows of bindings.
func run(c *memory, e sparql.Expr, rows []map[sparql.Var]rdf.Term) ([]rdf.Term, []bool, error) {
	p, err := Compile(e)
	if err != nil {
		return nil, nil, err
	}
	b := &Batch{N: len(rows), Cols: make([][]index.ID, len(p.Vars()))}
	for i, v := range p.Vars() {
		b.Cols[i] = make([]index.ID, len(rows))
		for r, row := range rows {
			b.Cols[i][r] = c.id(row[v])
		}
	}
	ids, keep := make([]index.ID, len(rows)), make([]bool, len(rows))
	if err := p.Eval(c, b, ids); err != nil {
		return nil, nil, err
	}
	if err := p.Test(c, b, keep); err != nil {
		return nil, nil, err
	}
	terms := make([]rdf.Term, len(rows))
	return terms, keep, c.Terms(ids, terms)
}
