package expr

import (
	"cmp"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// outcome is what comparing two values tells.
type outcome uint8

const (
	less outcome = iota
	equal
	greater
	unequal   // known to differ, without an order: NaN, an IRI and a literal
	typeError // not known, or not to be compared
	undecided // the IDs do not tell
)

// operatorTable says for each outcome what an operator makes of it.
type operatorTable [5]truth

var (
	opEqual        = operatorTable{less: no, equal: yes, greater: no, unequal: no, typeError: failed}
	opNotEqual     = operatorTable{less: yes, equal: no, greater: yes, unequal: yes, typeError: failed}
	opLess         = operatorTable{less: yes, equal: no, greater: no, unequal: no, typeError: failed}
	opGreater      = operatorTable{less: no, equal: no, greater: yes, unequal: no, typeError: failed}
	opLessEqual    = operatorTable{less: yes, equal: yes, greater: no, unequal: no, typeError: failed}
	opGreaterEqual = operatorTable{less: no, equal: yes, greater: yes, unequal: no, typeError: failed}
)

func outcomeOf(c int) outcome { return outcome(cmp.Compare(c, 0) + 1) }

// comparison is one of the six operators between two nodes.
type comparison struct {
	table    operatorTable
	equality bool // = or !=
	l, r     node
	li, ri   idNode     // where the side may have IDs: a variable, say
	lk, rk   *constNode // where it is a constant
}

func buildComparison(table operatorTable) builder {
	return func(args []node) node {
		c := &comparison{table: table, equality: table == opEqual || table == opNotEqual, l: args[0], r: args[1]}
		c.lk, _ = c.l.(*constNode)
		c.rk, _ = c.r.(*constNode)
		c.li, c.ri = withIDs(c.l), withIDs(c.r)
		if c.equality {
			if n := tagComparison(testNode(c.test), table, args); n != nil {
				return n
			}
		}
		return testNode(c.test)
	}
}

// withIDs is a node that may have IDs to compare: a variable or what is computed of IDs. Truths are left to values, which would be
// computed twice.
func withIDs(n node) idNode {
	switch n := n.(type) {
	case *varNode:
		return n
	case *fastNode:
		return n
	}
	return nil
}

func (c *comparison) test(e *env, rows []int32) ([]truth, error) {
	out, open := e.truths(), rows
	var err error
	if (c.li != nil || c.lk != nil) && (c.ri != nil || c.rk != nil) && (c.li != nil || c.ri != nil) {
		if open, err = c.testIDs(e, rows, out); err != nil || len(open) == 0 {
			return out, err
		}
	}
	m := e.mark()
	defer e.reset(m)
	left, err := c.l.values(e, open)
	if err != nil {
		return nil, err
	}
	right, err := c.r.values(e, open)
	if err != nil {
		return nil, err
	}
	compare := compareOrdered
	if c.equality {
		compare = compareEqual
	}
	for _, r := range open {
		out[r] = c.table[compare(&left[r], &right[r])]
	}
	return out, nil
}

func compareEqual(a, b *xsd.Value) outcome {
	same, ok := xsd.Equal(*a, *b)
	switch {
	case !ok:
		return typeError
	case same:
		return equal
	}
	return unequal
}

func compareOrdered(a, b *xsd.Value) outcome {
	n, ordered, ok := xsd.Compare(*a, *b)
	switch {
	case !ok:
		return typeError
	case !ordered:
		return unequal
	}
	return outcomeOf(n)
}

// testIDs decides what the IDs alone tell and returns the other rows.
func (c *comparison) testIDs(e *env, rows []int32, out []truth) (open []int32, err error) {
	left, lid, err := c.side(e, c.li, c.lk, rows)
	if err != nil {
		return nil, err
	}
	right, rid, err := c.side(e, c.ri, c.rk, rows)
	if err != nil {
		return nil, err
	}
	open = e.rows()
	strings := !c.equality && orderedKinds(e.c)&index.KindString.Bit() != 0
	if c.rk != nil && rid.Kind() == index.KindInteger && left != nil {
		return c.testInteger(left, dict.Number(rid), rid, rows, out, open), nil
	}
	for _, r := range rows {
		a, b := lid, rid
		if left != nil {
			a = left[r]
		}
		if right != nil {
			b = right[r]
		}
		if o := c.compareIDs(a, b, strings); o == undecided {
			open = append(open, r)
		} else {
			out[r] = c.table[o]
		}
	}
	return open, nil
}

// side is a column of IDs or the ID of a constant.
func (c *comparison) side(e *env, n idNode, k *constNode, rows []int32) (col []index.ID, id index.ID, err error) {
	switch {
	case n != nil:
		col, err = n.ids(e, rows)
		return col, 0, err
	case k.term.IsZero() || k.id != 0:
		return nil, k.id, nil
	}
	id, err = e.constID(k)
	return nil, id, err
}

// testInteger is the commonest comparison, a variable with a whole number.
func (c *comparison) testInteger(col []index.ID, n int64, id index.ID, rows []int32, out []truth, open []int32) []int32 {
	table := c.table
	for _, r := range rows {
		a := col[r]
		if a.Kind() == index.KindInteger {
			v := dict.Number(a)
			o := equal
			if v < n {
				o = less
			} else if v > n {
				o = greater
			}
			out[r] = table[o]
			continue
		}
		if o := c.compareIDs(a, id, false); o == undecided {
			open = append(open, r)
		} else {
			out[r] = table[o]
		}
	}
	return open
}

// plain are the kinds of which each ID is equal to itself only and known to differ from all others among them.
const plain = 1<<index.KindIRI | 1<<index.KindBlank | 1<<index.KindString

// compareIDs compares what the IDs tell; strings says whether those of strings are in the order of the strings.
func (c *comparison) compareIDs(a, b index.ID, strings bool) outcome {
	x, y := a.Kind(), b.Kind()
	switch {
	case a == 0 || b == 0:
		return typeError
	case x == index.KindQuery || y == index.KindQuery:
		return undecided
	case !dict.IsInline(x) || !dict.IsInline(y):
		return c.compareStored(a, b, strings)
	case x == y:
		return compareSameKind(a, b)
	case x <= index.KindDouble && y <= index.KindDouble:
		return compareMixed(a, b)
	}
	return undecided
}

func (c *comparison) compareStored(a, b index.ID, strings bool) outcome {
	x, y := a.Kind(), b.Kind()
	switch {
	case !c.equality && strings && x == index.KindString && y == index.KindString:
		return outcomeOf(cmp.Compare(a, b))
	case !c.equality:
		return undecided
	case x.Bit()&plain != 0 && y.Bit()&plain != 0:
		if a == b {
			return equal
		}
		return unequal
	case x <= index.KindIRI || y <= index.KindIRI:
		return unequal
	}
	return undecided
}

// compareSameKind compares inlined values of one kind; their IDs are ordered as the values are.
func compareSameKind(a, b index.ID) outcome {
	var x, y int64
	switch a.Kind() {
	case index.KindDateTime, index.KindDateTimeZ:
		x, y = dict.Millis(a), dict.Millis(b)
	case index.KindInteger, index.KindDecimal, index.KindDouble:
		x, y = dict.Number(a), dict.Number(b)
	case index.KindDate:
		if (a^b)>>dict.DateTypeShift != 0 {
			return undecided
		}
		x, y = int64(a.Payload()), int64(b.Payload())
	default:
		return undecided
	}
	return outcomeOf(cmp.Compare(x, y))
}

const scalable = 1 << 43 // an integer below it times a million fits

// compareMixed compares an integer with a decimal; with doubles the promotion is left to the values.
func compareMixed(a, b index.ID) outcome {
	if a.Kind() == index.KindDouble || b.Kind() == index.KindDouble {
		return undecided
	}
	x, y := dict.Number(a), dict.Number(b)
	if a.Kind() == index.KindInteger {
		x, y = y, x
	}
	if y >= scalable || y <= -scalable {
		return undecided
	}
	o := cmp.Compare(x, y*1_000_000)
	if a.Kind() == index.KindInteger {
		o = -o
	}
	return outcomeOf(o)
}

// sameTerm compares terms, by ID where both sides are columns or constants.
func sameTerm(args []node) node {

	lv, _ := args[0].(*varNode)
	rv, _ := args[1].(*varNode)
	lk, _ := args[0].(*constNode)
	rk, _ := args[1].(*constNode)
	byID := (lv != nil || lk != nil) && (rv != nil || rk != nil) && (lv != nil || rv != nil)
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		if byID {
			return e.sameIDs(lv, lk, rv, rk, rows)
		}
		left, err := args[0].terms(e, rows)
		if err != nil {
			return nil, err
		}
		right, err := args[1].terms(e, rows)
		if err != nil {
			return nil, err
		}
		out := e.truths()
		for _, r := range rows {
			out[r] = sameTerms(left[r], right[r])
		}
		return out, nil
	})
}

func sameTerms(a, b rdf.Term) truth {
	if a.IsZero() || b.IsZero() {
		return failed
	}
	return truthOf(a == b)
}

func (e *env) sameIDs(lv *varNode, lk *constNode, rv *varNode, rk *constNode, rows []int32) ([]truth, error) {
	left, err := e.idColumn(lv, lk)
	if err != nil {
		return nil, err
	}
	right, err := e.idColumn(rv, rk)
	if err != nil {
		return nil, err
	}
	out := e.truths()
	for _, r := range rows {
		a, b := left(r), right(r)
		if a == 0 || b == 0 {
			out[r] = failed
		} else {
			out[r] = truthOf(a == b)
		}
	}
	return out, nil
}

// idColumn reads the IDs of a variable or repeats that of a constant.
func (e *env) idColumn(v *varNode, k *constNode) (func(r int32) index.ID, error) {
	if v != nil {
		col := e.column(v.slot)
		if col == nil {
			return func(int32) index.ID { return 0 }, nil
		}
		return func(r int32) index.ID { return col[r] }, nil
	}
	if k.term.IsZero() {
		return func(int32) index.ID { return 0 }, nil
	}
	id, err := e.constID(k)
	return func(int32) index.ID { return id }, err
}
