package expr

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// node is a compiled expression. Each method computes the rows it is given, in one call per batch, and returns a whole
// column, of which the other rows mean nothing. A column stays valid until the batch ends and must not be changed.
type node interface {
	values(e *env, rows []int32) ([]xsd.Value, error)
	terms(e *env, rows []int32) ([]rdf.Term, error)
	test(e *env, rows []int32) ([]truth, error)
}

// valueNode, termNode and testNode are nodes that compute one of the three; the others follow from it.
type (
	valueNode func(e *env, rows []int32) ([]xsd.Value, error)
	termNode  func(e *env, rows []int32) ([]rdf.Term, error)
	testNode  func(e *env, rows []int32) ([]truth, error)
)

func (n valueNode) values(e *env, rows []int32) ([]xsd.Value, error) { return n(e, rows) }

func (n valueNode) terms(e *env, rows []int32) ([]rdf.Term, error) {
	m := e.mark()
	vals, err := n(e, rows)
	if err != nil {
		return nil, err
	}
	e.reset(m)
	out := e.termColumn()
	for _, r := range rows {
		out[r] = vals[r].Term()
	}
	return out, nil
}

func (n valueNode) test(e *env, rows []int32) ([]truth, error) {
	m := e.mark()
	vals, err := n(e, rows)
	e.reset(m)
	return e.testValues(vals, rows), err
}

func (e *env) testValues(vals []xsd.Value, rows []int32) []truth {
	if vals == nil {
		return nil
	}
	out := e.truths()
	for _, r := range rows {
		out[r] = ebv(vals[r])
	}
	return out
}

func (n termNode) terms(e *env, rows []int32) ([]rdf.Term, error) { return n(e, rows) }

func (n termNode) values(e *env, rows []int32) ([]xsd.Value, error) {
	m := e.mark()
	terms, err := n(e, rows)
	if err != nil {
		return nil, err
	}
	e.reset(m)
	out := e.values()
	for _, r := range rows {
		out[r] = xsd.Parse(terms[r])
	}
	return out, nil
}

func (n termNode) test(e *env, rows []int32) ([]truth, error) {
	vals, err := n.values(e, rows)
	return e.testValues(vals, rows), err
}

func (n testNode) test(e *env, rows []int32) ([]truth, error) { return n(e, rows) }

func (n testNode) values(e *env, rows []int32) ([]xsd.Value, error) {
	m := e.mark()
	verdicts, err := n(e, rows)
	if err != nil {
		return nil, err
	}
	e.reset(m)
	out := e.values()
	for _, r := range rows {
		out[r] = verdicts[r].value()
	}
	return out, nil
}

var truthTerms = [...]rdf.Term{no: xsd.NewBoolean(false).Term(), yes: xsd.NewBoolean(true).Term(), failed: {}}

func (n testNode) terms(e *env, rows []int32) ([]rdf.Term, error) {
	m := e.mark()
	verdicts, err := n(e, rows)
	if err != nil {
		return nil, err
	}
	e.reset(m)
	out := e.termColumn()
	for _, r := range rows {
		out[r] = truthTerms[verdicts[r]]
	}
	return out, nil
}

// varNode reads a column of the batch.
type varNode struct{ slot int }

func (n *varNode) values(e *env, rows []int32) ([]xsd.Value, error) {
	return e.fetchValues(n.slot, rows)
}

func (n *varNode) terms(e *env, rows []int32) ([]rdf.Term, error) { return e.fetchTerms(n.slot, rows) }

func (n *varNode) test(e *env, rows []int32) ([]truth, error) {
	vals, err := e.fetchValues(n.slot, rows)
	return e.testValues(vals, rows), err
}

// constNode is a constant, the zero Term an error.
type constNode struct {
	term  rdf.Term
	val   xsd.Value
	truth truth
	slot  int
	id    index.ID // where the value can be inlined
}

func newConst(t rdf.Term, slot int) *constNode {
	n := &constNode{term: t, val: xsd.Parse(t), slot: slot}
	n.truth = ebv(n.val)
	if id, ok := dict.Inline(t); ok {
		n.id = id
	}
	return n
}

func (n *constNode) values(e *env, rows []int32) ([]xsd.Value, error) {
	c := &e.consts[n.slot]
	c.vals = repeated(c.vals, n.val, e.b.N)
	return c.vals, nil
}

func (n *constNode) terms(e *env, rows []int32) ([]rdf.Term, error) {
	c := &e.consts[n.slot]
	c.terms = repeated(c.terms, n.term, e.b.N)
	return c.terms, nil
}

func (n *constNode) test(e *env, rows []int32) ([]truth, error) {
	c := &e.consts[n.slot]
	c.truths = repeated(c.truths, n.truth, e.b.N)
	return c.truths, nil
}

func repeated[T any](col []T, v T, n int) []T {
	for len(col) < n {
		col = append(col, v)
	}
	return col
}
