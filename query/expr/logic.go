package expr

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

var unaries = map[string]builder{"!": buildNot, "-": buildNegate, "+": buildPlus}

var binaries map[string]builder

func init() {
	binaries = map[string]builder{
		"&&": buildAnd, "||": buildOr, "=": buildComparison(opEqual), "!=": buildComparison(opNotEqual), "<": buildComparison(opLess),
		">": buildComparison(opGreater), "<=": buildComparison(opLessEqual), ">=": buildComparison(opGreaterEqual),
		"+": buildArithmetic(xsd.Add), "-": buildArithmetic(xsd.Sub), "*": buildArithmetic(xsd.Mul), "/": buildArithmetic(xsd.Div),
	}
}

func buildNot(args []node) node {
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		m := e.mark()
		in, err := args[0].test(e, rows)
		if err != nil {
			return nil, err
		}
		e.reset(m)
		out := e.truths()
		for _, r := range rows {
			out[r] = negated[in[r]]
		}
		return out, nil
	})
}

var negated = [...]truth{no: yes, yes: no, failed: failed}

func buildAnd(args []node) node { return connective(args, no) }

func buildOr(args []node) node { return connective(args, yes) }

// connective is && or || of any number of operands: a row that one operand decides needs no further ones; after an error a
// later operand may still decide.
func connective(args []node, deciding truth) node {
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		out, open := e.truths(), append(e.rows(), rows...)
		for _, r := range rows {
			out[r] = negated[deciding]
		}
		for _, arg := range args {
			m := e.mark()
			in, err := arg.test(e, open)
			if err != nil {
				return nil, err
			}
			next := open[:0]
			for _, r := range open {
				if in[r] != negated[deciding] {
					out[r] = in[r]
				}
				if in[r] != deciding {
					next = append(next, r)
				}
			}
			e.reset(m)
			if open = next; len(open) == 0 {
				break
			}
		}
		return out, nil
	})
}

// chain lists the operands of a && b && c, however it is bracketed.
func chain(op string, e sparql.Expr, list []sparql.Expr) []sparql.Expr {
	b, ok := e.(*sparql.Binary)
	if !ok || b.Op != op {
		return append(list, e)
	}
	return chain(op, b.R, chain(op, b.L, list))
}

// in compiles IN as the disjunction of comparisons that it abbreviates, with one look-up where the list holds only IRIs.
func (c *compiler) in(x *sparql.In) (node, bool, error) {
	args, constant, err := c.compileAll(append([]sparql.Expr{x.X}, x.List...))
	if err != nil {
		return nil, false, err
	}
	n := inSet(args[0], args[1:])
	if n == nil {
		n = inList(args[0], args[1:])
	}
	if x.Not {
		n = buildNot([]node{n})
	}
	return c.fold(n, constant)
}

func inList(x node, list []node) node {
	equal, members := buildComparison(opEqual), make([]node, len(list))
	for i, member := range list {
		members[i] = equal([]node{x, member})
	}
	return buildOr(members)
}

const smallSet = 4 // members below which comparing one by one is as fast

// inSet looks IDs up in a set; nil where it cannot. An IRI is equal to nothing but itself, so no errors arise but that of an
// unbound row.
func inSet(x node, list []node) node {
	v, ok := x.(*varNode)
	if !ok || len(list) < smallSet {
		return nil
	}
	members := make([]*constNode, len(list))
	for i, n := range list {
		if members[i], ok = n.(*constNode); !ok || members[i].term.Kind != rdf.IRI {
			return nil
		}
	}
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		set := make(map[index.ID]struct{}, len(members))
		for _, k := range members {
			id, err := e.constID(k)
			if err != nil {
				return nil, err
			}
			set[id] = struct{}{}
		}
		out, col := e.truths(), e.column(v.slot)
		for _, r := range rows {
			if col == nil || col[r] == 0 {
				out[r] = failed
				continue
			}
			_, found := set[col[r]]
			out[r] = truthOf(found)
		}
		return out, nil
	})
}

func bound(v *varNode) node {
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		out, col := e.truths(), e.column(v.slot)
		for _, r := range rows {
			out[r] = truthOf(col != nil && col[r] != 0)
		}
		return out, nil
	})
}

// ifNode is IF: a row is evaluated in one branch only.
type ifNode struct{ cond, then, otherwise node }

// split divides the rows by the condition; rows where it failed are in neither part.
func (n *ifNode) split(e *env, rows []int32) (then, otherwise []int32, verdicts []truth, err error) {
	verdicts, err = n.cond.test(e, rows)
	if err != nil {
		return nil, nil, nil, err
	}
	then, otherwise = e.rows(), e.rows()
	for _, r := range rows {
		switch verdicts[r] {
		case yes:
			then = append(then, r)
		case no:
			otherwise = append(otherwise, r)
		}
	}
	return then, otherwise, verdicts, nil
}

func choose[T any](n *ifNode, e *env, rows []int32, out []T, fail T, get func(n node, e *env, rows []int32) ([]T, error)) ([]T, error) {
	then, otherwise, _, err := n.split(e, rows)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		out[r] = fail
	}
	for _, part := range [...]struct {
		n    node
		rows []int32
	}{{n.then, then}, {n.otherwise, otherwise}} {
		if len(part.rows) == 0 {
			continue
		}
		col, err := get(part.n, e, part.rows)
		if err != nil {
			return nil, err
		}
		for _, r := range part.rows {
			out[r] = col[r]
		}
	}
	return out, nil
}

func (n *ifNode) values(e *env, rows []int32) ([]xsd.Value, error) {
	return choose(n, e, rows, e.values(), xsd.Value{}, node.values)
}

func (n *ifNode) terms(e *env, rows []int32) ([]rdf.Term, error) {
	return choose(n, e, rows, e.termColumn(), rdf.Term{}, node.terms)
}

func (n *ifNode) test(e *env, rows []int32) ([]truth, error) {
	return choose(n, e, rows, e.truths(), failed, node.test)
}

// coalesce is COALESCE: rows go to the next argument until one has a value.
func coalesce(args []node) node {
	return termNode(func(e *env, rows []int32) ([]rdf.Term, error) {
		out, open := e.termColumn(), rows
		spare := [2][]int32{e.rows(), e.rows()}
		for _, r := range rows {
			out[r] = rdf.Term{}
		}
		for i, arg := range args {
			if len(open) == 0 {
				break
			}
			m := e.mark()
			col, err := arg.terms(e, open)
			if err != nil {
				return nil, err
			}
			still := spare[i%2][:0]
			for _, r := range open {
				if out[r] = col[r]; col[r].IsZero() {
					still = append(still, r)
				}
			}
			e.reset(m)
			open = still
		}
		return out, nil
	})
}
