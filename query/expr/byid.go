package expr

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// Taken stands in a column of results for a row whose result the IDs of the operands do not tell, or that has been taken as a value. It is the
// ID of nothing.
const Taken = index.MaxID

// idNode is a node whose result the IDs of its operands may tell, without values and terms: numbers, times and booleans that are inlined,
// and texts that are looked at where they lie.
type idNode interface {
	node
	// ids computes rows: the ID of the result, 0 for an error, Taken where the IDs do not tell.
	ids(e *env, rows []int32) ([]index.ID, error)
}

// fastNode adds to a node a way to its result by IDs; the node itself computes the rows that are left.
type fastNode struct {
	node
	fast func(e *env, rows []int32) ([]index.ID, error)
}

func (n *fastNode) ids(e *env, rows []int32) ([]index.ID, error) { return n.fast(e, rows) }

func (n *fastNode) values(e *env, rows []int32) ([]xsd.Value, error) {
	ids, err := n.fast(e, rows)
	if err != nil {
		return nil, err
	}
	out, open := e.values(), e.rows()
	for _, r := range rows {
		var ok bool
		if out[r], ok = inlined(ids[r]); !ok {
			open = append(open, r)
		}
	}
	return out, finish(e, open, out, n.node.values)
}

func (n *fastNode) test(e *env, rows []int32) ([]truth, error) {
	ids, err := n.fast(e, rows)
	if err != nil {
		return nil, err
	}
	out, open := e.truths(), e.rows()
	for _, r := range rows {
		switch id := ids[r]; {
		case id == 0:
			out[r] = failed
		case id.Kind() == index.KindBoolean:
			out[r] = truthOf(dict.Boolean(id))
		default:
			open = append(open, r)
		}
	}
	return out, finish(e, open, out, n.node.test)
}

// finish computes the rows that are left.
func finish[T any](e *env, open []int32, out []T, get func(*env, []int32) ([]T, error)) error {
	if len(open) == 0 {
		return nil
	}
	rest, err := get(e, open)
	if err != nil {
		return err
	}
	for _, r := range open {
		out[r] = rest[r]
	}
	return nil
}

// ids gives the column as it is.
func (n *varNode) ids(e *env, rows []int32) ([]index.ID, error) {
	if col := e.column(n.slot); col != nil {
		return col, nil
	}
	out := e.idColumns()
	for _, r := range rows {
		out[r] = 0
	}
	return out, nil
}

func (n *constNode) ids(e *env, rows []int32) ([]index.ID, error) {
	id := index.ID(0)
	if !n.term.IsZero() {
		var err error
		if id, err = e.constID(n); err != nil {
			return nil, err
		}
	}
	c := &e.consts[n.slot]
	c.ids = repeated(c.ids, id, e.b.N)
	return c.ids, nil
}

// ids of a test are booleans, where the store has IDs that hold them.
func (n testNode) ids(e *env, rows []int32) ([]index.ID, error) {
	out := e.idColumns()
	if inlines, err := e.inlines(); !inlines || err != nil {
		for _, r := range rows {
			out[r] = Taken
		}
		return out, err
	}
	verdicts, err := n(e, rows)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		out[r] = truthIDs[verdicts[r]]
	}
	return out, nil
}

var truthIDs = [...]index.ID{no: dict.False, yes: dict.True, failed: 0}

// ifIDs is IF where both branches may have IDs.
func ifIDs(n *ifNode) node {
	then, ok1 := n.then.(idNode)
	otherwise, ok2 := n.otherwise.(idNode)
	if !ok1 || !ok2 {
		return n
	}
	branches := &ifNode{n.cond, then, otherwise}
	return &fastNode{n, func(e *env, rows []int32) ([]index.ID, error) {
		return choose(branches, e, rows, e.idColumns(), 0, func(branch node, e *env, rows []int32) ([]index.ID, error) {
			return branch.(idNode).ids(e, rows)
		})
	}}
}

// coalesceIDs is COALESCE where all arguments may have IDs: a row goes on while the ID is 0 and stays where it is not known.
func coalesceIDs(n node, args []node) node {
	list := make([]idNode, len(args))
	for i, a := range args {
		var ok bool
		if list[i], ok = a.(idNode); !ok {
			return n
		}
	}
	return &fastNode{n, func(e *env, rows []int32) ([]index.ID, error) {
		out, open := e.idColumns(), append(e.rows(), rows...)
		for _, r := range rows {
			out[r] = 0
		}
		for _, arg := range list {
			if len(open) == 0 {
				break
			}
			m := e.mark()
			col, err := arg.ids(e, open)
			if err != nil {
				return nil, err
			}
			still := open[:0]
			for _, r := range open {
				if out[r] = col[r]; col[r] == 0 {
					still = append(still, r)
				}
			}
			e.reset(m)
			open = still
		}
		return out, nil
	}}
}

// inlines reports whether the IDs of the query hold values themselves. A store that has such IDs has all of them.
func (e *env) inlines() (bool, error) {
	if !e.asked {
		want, _ := dict.Integer(1)
		var got [1]index.ID
		if err := e.c.Intern([]rdf.Term{xsd.NewInteger(1).Term()}, got[:]); err != nil {
			return false, err
		}
		e.asked, e.inline = true, got[0] == want
	}
	return e.inline, nil
}

// mapIDs is a function of one operand on IDs; n computes what it leaves.
func mapIDs(n node, arg node, f func(index.ID) index.ID) node {
	in, ok := arg.(idNode)
	if !ok {
		return n
	}
	return &fastNode{n, func(e *env, rows []int32) ([]index.ID, error) {
		m := e.mark()
		col, err := in.ids(e, rows)
		if err != nil {
			return nil, err
		}
		e.reset(m)
		out := e.idColumns()
		for _, r := range rows {
			out[r] = f(col[r])
		}
		return out, nil
	}}
}

// joinIDs is mapIDs for two operands.
func joinIDs(n node, args []node, f func(a, b index.ID) index.ID) node {
	l, okL := args[0].(idNode)
	r, okR := args[1].(idNode)
	if !okL || !okR {
		return n
	}
	return &fastNode{n, func(e *env, rows []int32) ([]index.ID, error) {
		m := e.mark()
		left, err := l.ids(e, rows)
		if err != nil {
			return nil, err
		}
		right, err := r.ids(e, rows)
		if err != nil {
			return nil, err
		}
		e.reset(m)
		out := e.idColumns()
		for _, r := range rows {
			out[r] = f(left[r], right[r])
		}
		return out, nil
	}}
}
