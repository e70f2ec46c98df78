package oracle

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// group is Group, AggregateJoin and the aggregates of section 18.5.1. Solutions are in one group if their keys are the
// same terms; an unbound key is a key of its own.
func (e *evaluator) group(n *algebra.Group, sc scope) (out []solution) {
	var names []string
	groups := map[string][]solution{}
	for _, m := range e.eval(n.Input, sc) {
		k := only(m, n.Keys).key()
		if groups[k] == nil {
			names = append(names, k)
		}
		groups[k] = append(groups[k], m)
	}
	if len(n.Keys) == 0 && len(names) == 0 {
		names = []string{""}
	}
	for _, k := range names {
		row := solution{}
		if len(groups[k]) > 0 {
			row = only(groups[k][0], n.Keys)
		}
		for _, a := range n.Aggregates {
			if t := e.aggregate(a, groups[k], sc); !t.IsZero() {
				row[a.Var] = t
			}
		}
		out = append(out, row)
	}
	return out
}

// aggregate computes one aggregate over a group; the zero Term is an error.
func (e *evaluator) aggregate(a algebra.Aggregation, rows []solution, sc scope) rdf.Term {
	if a.X == nil {
		if a.Distinct {
			rows = distinct(visible(rows))
		}
		return integer(len(rows))
	}
	var good []rdf.Term
	failed := false
	for _, m := range rows {
		t := e.value(a.X, m, sc)
		if t.IsZero() {
			failed = true
		} else if !a.Distinct || !slices.Contains(good, t) {
			good = append(good, t)
		}
	}
	switch a.Name {
	case "COUNT":
		return integer(len(good))
	case "SUM":
		return sum(good, failed)
	case "AVG":
		if len(good) == 0 && !failed {
			return integer(0)
		}
		return arithmetic("/", sum(good, failed), integer(len(good)))
	case "MIN":
		return extreme(good, -1)
	case "MAX":
		return extreme(good, 1)
	case "GROUP_CONCAT":
		return concat(good, a.Separator)
	case "SAMPLE":
		return extreme(good, -1)
	}
	panic("the oracle does not know the aggregate " + a.Name)
}

// visible leaves out blank nodes of patterns and nodes within paths, which no solution has by the text of the standard.
func visible(rows []solution) []solution {
	out := make([]solution, len(rows))
	for i, m := range rows {
		out[i] = solution{}
		for v, t := range m {
			if !v.IsBlank() {
				out[i][v] = t
			}
		}
	}
	return out
}

func integer(n int) rdf.Term { return xsd.NewInteger(int64(n)).Term() }

// sum adds; one error, or one thing that is no number, makes it an error.
func sum(terms []rdf.Term, failed bool) rdf.Term {
	total := integer(0)
	for _, t := range terms {
		total = arithmetic("+", total, t)
	}
	if failed {
		return rdf.Term{}
	}
	return total
}

// extreme is the first or last in the order of ORDER BY.
func extreme(terms []rdf.Term, sign int) rdf.Term {
	var best rdf.Term
	for _, t := range terms {
		if best.IsZero() || xsd.Order(t, best)*sign > 0 {
			best = t
		}
	}
	return best
}

// concat joins the texts; a blank node has none, which makes it an error.
func concat(terms []rdf.Term, separator string) rdf.Term {
	parts := make([]string, len(terms))
	for i, t := range terms {
		if t.Kind == rdf.Blank {
			return rdf.Term{}
		}
		parts[i] = t.Value
	}
	return rdf.NewString(strings.Join(parts, separator))
}

// orderBy sorts by the keys one after the other; where they are alike, as it was.
func (e *evaluator) orderBy(n *algebra.OrderBy, sc scope) []solution {
	out := e.eval(n.Input, sc)
	slices.SortStableFunc(out, func(a, b solution) int { return e.compareKeys(n.Keys, a, b, sc) })
	return out
}

func (e *evaluator) compareKeys(keys []sparql.OrderKey, a, b solution, sc scope) int {
	for _, k := range keys {
		c := xsd.Order(e.value(k.Expr, a, sc), e.value(k.Expr, b, sc))
		if k.Desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// openTie reports whether the first keys that are not the same are one moment in two zones: their order is open (15.1), and
// what comes after them in the keys is not asked.
func (e *evaluator) openTie(keys []sparql.OrderKey, a, b solution, sc scope) bool {
	for _, k := range keys {
		x, y := e.value(k.Expr, a, sc), e.value(k.Expr, b, sc)
		if x != y {
			return x.Datatype == rdf.XSDDateTime && y.Datatype == rdf.XSDDateTime && equal(x, y) == yes
		}
	}
	return false
}
