package oracle

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// bench is a store with a dataset, and the engine on it.
type bench struct {
	mode   query.DatasetMode
	quads  []rdf.Quad // as the store gives them back: it names blank nodes itself
	store  index.Store
	engine *query.Engine
}

func newBench(quads []rdf.Quad, mode query.DatasetMode) (*bench, error) {
	s, err := store.Open("", store.Options{})
	if err != nil {
		return nil, err
	}
	b := &bench{mode: mode, store: s, engine: query.New(s, query.Options{DefaultGraph: mode, Timeout: 20 * time.Second})}
	if err = indextest.Load(s, quads); err == nil {
		b.quads, err = indextest.Dump(s)
	}
	if err == nil && len(b.quads) != len(quads) {
		err = fmt.Errorf("the store holds %d quads of %d", len(b.quads), len(quads))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return b, nil
}

// ask gives the engine's rows, in its order.
func (b *bench) ask(text string, m plan.Method) ([]solution, error) {
	r, err := b.engine.Query(context.Background(), text, query.Params{Method: m})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		return nil, err
	}
	out := make([]solution, len(rows))
	for i, row := range rows {
		out[i] = solution{}
		for c, t := range row {
			if !t.IsZero() {
				out[i][sparql.Var(r.Vars()[c])] = t
			}
		}
	}
	return out, nil
}

// verdict is what came of one question.
type verdict struct {
	skipped   bool // not a query after all, or too large for the oracle
	err       error
	got, want []string
	order     string // what is wrong with the order of the rows
}

func (v verdict) differs() bool {
	return !v.skipped && (v.err != nil || v.order != "" || !slices.Equal(v.got, v.want))
}

const budget = 30000 // solutions the oracle may make

// compare asks both. Rows are compared as a multiset, and the order by the keys of ORDER BY.
func (b *bench) compare(text string, m plan.Method) verdict {
	tree, err := sparql.ParseQuery(text, sparql.Options{})
	if err != nil {
		return verdict{skipped: true, err: err}
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		return verdict{err: err}
	}
	e := newEvaluator(b.quads, b.mode, budget)
	want, ok := e.answer(q)
	if !ok {
		return verdict{skipped: true}
	}
	got, err := b.ask(text, m)
	if err != nil {
		return verdict{err: err}
	}
	v := verdict{got: texts(got), want: texts(want), order: b.disorder(q.Node, got)}
	v.skipped = v.differs() && divides.MatchString(text) && turnsToText.MatchString(text)
	return v
}

// How many digits a quotient has that does not end is open, so a text made of it is, and its length and its hash: such a
// query is left out if the two do not agree. What is left out is counted.
var (
	divides     = regexp.MustCompile(` / |AVG`)
	turnsToText = regexp.MustCompile(`STR|CONCAT|xsd:string|MD5|SHA|REPLACE|ENCODE|CASE`)
)

// disorder finds two neighbours that are the wrong way round.
func (b *bench) disorder(n algebra.Node, rows []solution) string {
	by := orderOf(n)
	if by == nil {
		return ""
	}
	e := newEvaluator(b.quads, b.mode, budget)
	for i := 1; i < len(rows); i++ {
		sc := scope{graph: e.plain}
		if e.compareKeys(by.Keys, rows[i-1], rows[i], sc) > 0 && !e.openTie(by.Keys, rows[i-1], rows[i], sc) {
			return fmt.Sprintf("row %d comes after %s but before %s", i, rows[i-1].key(), rows[i].key())
		}
	}
	return ""
}

// orderOf finds the ORDER BY of a query below its other modifiers; that of a sub-select orders nothing.
func orderOf(n algebra.Node) *algebra.OrderBy {
	switch n := n.(type) {
	case *algebra.Slice:
		return orderOf(n.Input)
	case *algebra.Distinct:
		return orderOf(n.Input)
	case *algebra.Project:
		by, _ := n.Input.(*algebra.OrderBy)
		return by
	}
	return nil
}

// texts prints rows, sorted.
func texts(rows []solution) []string {
	out := make([]string, len(rows))
	for i, m := range rows {
		plain := solution{}
		for v, t := range m {
			plain[v] = rounded(t)
		}
		out[i] = plain.key()
	}
	slices.Sort(out)
	return out
}

// rounded prints inexact numbers to as many digits as the standard lets one rely on: how far a division goes, and in
// which order floats are added, is open.
func rounded(t rdf.Term) rdf.Term {
	if !xsd.Parse(t).Kind.Numeric() {
		return t
	}
	switch t.Datatype {
	case rdf.XSDDecimal:
		if r, ok := new(big.Rat).SetString(t.Value); ok {
			t.Value = strings.TrimRight(r.FloatString(10), "0")
		}
	case rdf.XSDFloat, rdf.XSDDouble:
		f, _ := xsd.Parse(t).Float64()
		t.Value = strconv.FormatFloat(f, 'g', 6, 64)
	}
	return t
}
