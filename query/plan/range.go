package plan

import (
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// RangeScan reads the rows of a pattern whose first free column lies in one of some ranges of IDs: those for which a comparison with
// a constant, or a test of the kind of term, holds. The filters that it stands for need not be asked.
type RangeScan struct {
	Scan
	Ranges []index.IDRange // ascending, apart
	conds  []sparql.Expr
}

// Kids is empty.
func (n *RangeScan) Kids() []Node { return nil }

const (
	manyRanges  = 64 // ranges beyond which a scan with a filter is preferred
	narrowRange = 4  // how many times fewer rows the ranges must leave where a join may want another order
)

var rangeOps = map[string]index.Op{"<": index.Less, "<=": index.LessEqual, "=": index.Equal, ">=": index.GreaterEqual, ">": index.Greater}

var mirrored = map[string]string{"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}

// kindTests are the ranges of the IDs of a store that a test of the kind of term is true for: kinds are the upper bits of IDs.
var kindTests = map[string][]index.IDRange{
	"ISIRI": kinds(index.KindIRI, index.KindIRI), "ISURI": kinds(index.KindIRI, index.KindIRI),
	"ISBLANK": kinds(index.KindBlank, index.KindBlank), "ISLITERAL": kinds(index.KindString, index.KindDate),
}

// kinds is the range of the IDs of some kinds.
func kinds(from, to index.Kind) []index.IDRange {
	return []index.IDRange{{From: index.MakeID(from, 0), To: index.MakeID(to+1, 0)}}
}

// stored is the range of all IDs of a store: what a test may be false for without being an error.
var stored = kinds(index.KindBlank, index.KindTripleTerm)

// Ranges gives the IDs of a store for which a condition on one variable is true: a comparison with a constant, or a test of the kind of
// term. ok is false where it is neither, or the store cannot say.
func Ranges(snap index.Snapshot, e sparql.Expr) (v Var, ranges []index.IDRange, ok bool, err error) {
	if v, ranges, ok = kindTest(e); ok {
		return v, ranges, true, nil
	}
	v, op, value, ok := comparedWith(e)
	if !ok {
		return "", nil, false, nil
	}
	ranges, ok, err = snap.Range(op, value)
	return v, ranges, ok, err
}

// kindTest takes a test of the kind of a variable's term apart, or the negation of one.
func kindTest(e sparql.Expr) (Var, []index.IDRange, bool) {
	if not, ok := e.(*sparql.Unary); ok && not.Op == "!" {
		v, ranges, ok := kindTest(not.X)
		return v, without(stored, ranges), ok
	}
	call, ok := e.(*sparql.Call)
	if !ok || kindTests[call.Name] == nil {
		return "", nil, false
	}
	x, ok := call.Args[0].(*sparql.ExprVar)
	if !ok {
		return "", nil, false
	}
	return x.Var, kindTests[call.Name], true
}

// without is what one tidy list holds and the other does not.
func without(all, but []index.IDRange) (out []index.IDRange) {
	for _, r := range all {
		for _, x := range but {
			if x.To <= r.From || x.From >= r.To {
				continue
			}
			if r.From < x.From {
				out = append(out, index.IDRange{From: r.From, To: x.From})
			}
			r.From = min(x.To, r.To)
		}
		if r.From < r.To {
			out = append(out, r)
		}
	}
	return out
}

// comparedWith takes a comparison of a variable with a constant apart.
func comparedWith(e sparql.Expr) (v Var, op index.Op, value rdf.Term, ok bool) {
	b, isBinary := e.(*sparql.Binary)
	if !isBinary {
		return
	}
	l, r, name := b.L, b.R, b.Op
	if _, constant := l.(*sparql.ExprTerm); constant {
		l, r, name = r, l, mirrored[name]
	}
	x, isVar := l.(*sparql.ExprVar)
	c, isTerm := r.(*sparql.ExprTerm)
	op, known := rangeOps[name]
	if !isVar || !isTerm || !known {
		return
	}
	return x.Var, op, c.Term, true
}

// useRanges reads patterns by the ranges that the filters of the group leave for their object, where that is less; with a forced method,
// wherever there are any.
func (j *joinGroup) useRanges() error {
	forced := j.b.Method != Auto
	for _, f := range j.factors {
		s, ok := f.alone.(*Scan)
		if !ok || f.pattern == nil || f.pattern.Graph.Active || repeated(f.pattern) || s.Rows < small && !forced {
			continue
		}
		r, err := j.ranged(s)
		if err != nil {
			return err
		}
		if r != nil && (forced || len(j.factors) == 1 || r.Rows*narrowRange < s.Rows) {
			f.alone = r
		}
	}
	return nil
}

// ranged is the scan by ranges of a pattern's object; nil if no filter gives any.
func (j *joinGroup) ranged(s *Scan) (*RangeScan, error) {
	v := s.Pattern.Slots[index.Object].Var
	r := &RangeScan{}
	for _, f := range j.filters {
		if seen := f.need; v == "" || len(seen) != 1 || !seen[v] {
			continue
		}
		x, ranges, ok, err := Ranges(j.b.Snap, f.expr)
		if err != nil {
			return nil, err
		}
		if !ok || x != v {
			continue
		}
		if ranges = tidy(ranges); r.conds != nil {
			ranges = intersection(r.Ranges, ranges)
		}
		r.Ranges, r.conds = ranges, append(r.conds, f.expr)
	}
	if r.conds == nil || len(r.Ranges) > manyRanges {
		return nil, nil
	}
	return j.b.turned(r, s, v)
}

// turned makes r read the pattern of s in the order that begins with v, and counts its rows; nil if there is no such order.
func (b *Builder) turned(r *RangeScan, s *Scan, v Var) (*RangeScan, error) {
	n, err := b.rescan(s, v)
	turned, ok := n.(*Scan)
	if err != nil || !ok || !turned.isSortedBy(v) {
		return nil, err
	}
	r.Scan = *turned
	r.Schema = turned.Schema.clone()
	r.Rows = 0
	for i := range r.Ranges {
		count, _, err := b.Snap.Count(b.Ctx, r.Part(i, r.Request(r.Pattern.Graph.Set)))
		if err != nil {
			return nil, err
		}
		r.Rows += float64(count)
	}
	r.Cost = r.Rows + float64(len(r.Ranges))
	return r, nil
}

// Part is the store's scan for one of the ranges of a request.
func (n *RangeScan) Part(i int, sc index.Scan) index.Scan {
	sc.From, sc.To = []index.ID{n.Ranges[i].From}, []index.ID{n.Ranges[i].To}
	return sc
}

// holds reports whether a filter is one of those that the ranges stand for.
func (n *RangeScan) holds(e sparql.Expr) bool { return slices.Contains(n.conds, e) }

// tidy sorts ranges and joins those that touch.
func tidy(ranges []index.IDRange) []index.IDRange {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b index.IDRange) int { return compareIDs(a.From, b.From) })
	out := ranges[:0]
	for _, r := range ranges {
		switch {
		case r.From >= r.To:
		case len(out) > 0 && r.From <= out[len(out)-1].To:
			out[len(out)-1].To = max(out[len(out)-1].To, r.To)
		default:
			out = append(out, r)
		}
	}
	return out
}

func compareIDs(a, b index.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// intersection is what two tidy lists have in common.
func intersection(a, b []index.IDRange) (out []index.IDRange) {
	for len(a) > 0 && len(b) > 0 {
		r := index.IDRange{From: max(a[0].From, b[0].From), To: min(a[0].To, b[0].To)}
		if r.From < r.To {
			out = append(out, r)
		}
		if a[0].To < b[0].To {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}
