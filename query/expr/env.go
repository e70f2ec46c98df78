package expr

import (
	"regexp"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// truth is the three-valued logic of SPARQL 1.1, 17.2.
type truth uint8

const (
	no truth = iota
	yes
	failed // a type error
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func ebv(v xsd.Value) truth {
	b, ok := v.Boolean()
	if !ok {
		return failed
	}
	return truthOf(b)
}

func (t truth) value() xsd.Value {
	if t == failed {
		return xsd.Value{}
	}
	return xsd.NewBoolean(t == yes)
}

// env is the state of one evaluation of one batch: the batch, what has been fetched of its columns, and scratch columns,
// which are used again for the next batch.
type env struct {
	c     Context
	b     *Batch
	all   []int32 // every row of the batch
	upTo  []int32 // 0, 1, 2 ...
	epoch uint32  // number of the batch; marks what has been fetched for it
	vars  []varState

	owner    Context    // the Context the interned constants belong to
	asked    bool       // whether inline is known
	inline   bool       // the owner's IDs hold small values
	constIDs []index.ID // 0: not interned yet
	consts   []constColumns

	valueCols scratch[xsd.Value]
	termCols  scratch[rdf.Term]
	truthCols scratch[truth]
	rowCols   scratch[int32]
	idCols    scratch[index.ID]
	texts     textScratch
	ids       []index.ID
	nums      []index.Number
	fetched   []rdf.Term
	patterns  map[[2]string]*regexp.Regexp
}

// varState is what is known of a variable's column in this batch, row by row where the epoch is right.
type varState struct {
	terms     []rdf.Term
	vals      []xsd.Value
	haveTerms []uint32
	haveVals  []uint32
}

// constColumns repeats a constant for as many rows as a batch ever had.
type constColumns struct {
	vals   []xsd.Value
	terms  []rdf.Term
	truths []truth
	ids    []index.ID
}

// scratch hands out columns that are all taken back at the end of a batch.
type scratch[T any] struct {
	cols [][]T
	used int
}

func (s *scratch[T]) take(n int) []T {
	if s.used == len(s.cols) {
		s.cols = append(s.cols, make([]T, n))
	}
	if len(s.cols[s.used]) < n {
		s.cols[s.used] = make([]T, n)
	}
	s.used++
	return s.cols[s.used-1]
}

// mark remembers which scratch columns are in use, reset gives those taken since then back. A node that reads its
// operands and writes its result row by row resets in between: the result may then overwrite an operand, and a chain of
// ten thousand operators needs no more columns than one.
func (e *env) mark() marks {
	return marks{e.valueCols.used, e.termCols.used, e.truthCols.used, e.rowCols.used, e.idCols.used}
}

func (e *env) reset(m marks) {
	e.valueCols.used, e.termCols.used, e.truthCols.used, e.rowCols.used, e.idCols.used = m[0], m[1], m[2], m[3], m[4]
}

// marks are how many scratch columns of each type are in use.
type marks [5]int

func (e *env) values() []xsd.Value    { return e.valueCols.take(e.b.N) }
func (e *env) termColumn() []rdf.Term { return e.termCols.take(e.b.N) }
func (e *env) truths() []truth        { return e.truthCols.take(e.b.N) }
func (e *env) idColumns() []index.ID  { return e.idCols.take(e.b.N) }
func (e *env) rows() []int32          { return e.rowCols.take(e.b.N)[:0] }

// env takes one from the pool and readies it for a batch.
func (p *Program) env(c Context, b *Batch) *env {
	e, _ := p.pool.Get().(*env)
	if e == nil {
		e = &env{}
	}
	e.c, e.b = c, b
	e.epoch++
	for len(e.vars) < len(p.vars) {
		e.vars = append(e.vars, varState{})
	}
	for len(e.consts) < p.consts {
		e.consts = append(e.consts, constColumns{})
	}
	if e.owner != c || len(e.constIDs) < p.consts {
		e.owner, e.constIDs, e.asked = c, make([]index.ID, p.consts), false
		for i := range e.consts {
			e.consts[i].ids = nil
		}
	}
	for len(e.upTo) < b.N {
		e.upTo = append(e.upTo, int32(len(e.upTo)))
	}
	e.all = e.upTo[:b.N]
	return e
}

func (p *Program) release(e *env) {
	e.reset(marks{})
	e.b = nil
	p.pool.Put(e)
}

// column is the variable's IDs, nil where it is never bound.
func (e *env) column(slot int) []index.ID { return e.b.Cols[slot] }

// fetchTerms fills in the terms of rows that have not been fetched yet, in one call.
func (e *env) fetchTerms(slot int, rows []int32) ([]rdf.Term, error) {
	v, col := &e.vars[slot], e.column(slot)
	v.terms = grown(v.terms, e.b.N)
	v.haveTerms = grown(v.haveTerms, e.b.N)
	missing := e.rows()
	e.ids = e.ids[:0]
	for _, r := range rows {
		if v.haveTerms[r] == e.epoch {
			continue
		}
		v.haveTerms[r] = e.epoch
		if col == nil || col[r] == 0 {
			v.terms[r] = rdf.Term{}
			continue
		}
		missing = append(missing, r)
		e.ids = append(e.ids, col[r])
	}
	if len(missing) == 0 {
		return v.terms, nil
	}
	e.fetched = grown(e.fetched, len(missing))
	if err := e.c.Terms(e.ids, e.fetched[:len(missing)]); err != nil {
		return nil, err
	}
	for i, r := range missing {
		v.terms[r] = e.fetched[i]
	}
	return v.terms, nil
}

// fetchValues fills in the values of rows: inlined numbers from the ID, numbers of the dictionary where the context reads them, others from their
// terms.
func (e *env) fetchValues(slot int, rows []int32) ([]xsd.Value, error) {
	v, col := &e.vars[slot], e.column(slot)
	v.vals = grown(v.vals, e.b.N)
	v.haveVals = grown(v.haveVals, e.b.N)
	missing := e.rows()
	for _, r := range rows {
		if v.haveVals[r] == e.epoch {
			continue
		}
		v.haveVals[r] = e.epoch
		var ok bool
		if col == nil {
			v.vals[r] = xsd.Value{}
		} else if v.vals[r], ok = inlined(col[r]); !ok {
			missing = append(missing, r)
		}
	}
	missing, err := e.fetchNumbers(v, col, missing)
	if err != nil || len(missing) == 0 {
		return v.vals, err
	}
	terms, err := e.fetchTerms(slot, missing)
	if err != nil {
		return nil, err
	}
	for _, r := range missing {
		v.vals[r] = xsd.Parse(terms[r])
	}
	return v.vals, nil
}

// fetchNumbers fills in the values of the rows that are numbers of the dictionary, where the context reads them, and gives back the others.
func (e *env) fetchNumbers(v *varState, col []index.ID, rows []int32) ([]int32, error) {
	source, ok := e.c.(numberSource)
	if !ok {
		return rows, nil
	}
	e.ids = e.ids[:0]
	for _, r := range rows {
		if col[r].Kind() == index.KindOrdered {
			e.ids = append(e.ids, col[r])
		}
	}
	if len(e.ids) == 0 {
		return rows, nil
	}
	e.nums = grown(e.nums, len(e.ids))
	if ok, err := source.Numbers(e.ids, e.nums); !ok || err != nil {
		return rows, err
	}
	next, left := e.nums, rows[:0]
	for _, r := range rows {
		if col[r].Kind() == index.KindOrdered {
			v.vals[r], ok = dict.NumberValue(next[0])
			if next = next[1:]; ok {
				continue
			}
		}
		left = append(left, r)
	}
	return left, nil
}

// inlined gives the value of an ID that holds a number or boolean itself, and the Error of 0.
func inlined(id index.ID) (v xsd.Value, ok bool) {
	switch id.Kind() {
	case index.KindNone:
		return xsd.Value{}, true
	case index.KindInteger:
		return xsd.NewInteger(dict.Number(id)), true
	case index.KindDecimal:
		return xsd.NewMillionths(dict.Number(id)), true
	case index.KindDouble:
		f := float64(dict.Number(id)) / 1e6
		if dict.IsFloat(id) {
			return xsd.NewFloat(f), true
		}
		return xsd.NewDouble(f), true
	case index.KindBoolean:
		return xsd.NewBoolean(dict.Boolean(id)), true
	}
	return xsd.Value{}, false
}

// grown lengthens a column; what was in it stays.
func grown[T any](col []T, n int) []T {
	if len(col) >= n {
		return col
	}
	longer := make([]T, n)
	copy(longer, col)
	return longer
}

// constID is the ID of a constant, interned once for a query.
func (e *env) constID(k *constNode) (index.ID, error) {
	if e.constIDs[k.slot] == 0 {
		if err := e.c.Intern([]rdf.Term{k.term}, e.constIDs[k.slot:k.slot+1]); err != nil {
			return 0, err
		}
	}
	return e.constIDs[k.slot], nil
}
