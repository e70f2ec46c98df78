package plan

import "w3id.org/concord/query/algebra"

// Weighted counts what hangs on the rows of a pattern without joining it. Rows come sorted by Key, a key of a JoinTally; each row counts as
// often as the run of its value of Over in Weights is long (Inner; with LeftOut a row that meets none counts once), or it counts once if it
// meets a run (Semi) or none (Anti). Weights are runs of Over, and may be weighted themselves: so a tree of joins is counted from its leaves
// to the root, in time that grows with its inputs, however many solutions it has (Yannakakis 1981, with numbers in place of marks).
type Weighted struct {
	Schema
	Kind          JoinKind
	Key, Over     Var
	Rows, Weights Node

	Sought *Scan   // the rows sorted by Over, to be looked up where there are few weights; nil if all rows count or no order has them
	PerKey float64 // rows expected for each value of Over
}

// Kids are the rows and what hangs on them.
func (n *Weighted) Kids() []Node { return []Node{n.Rows, n.Weights} }

// weighFrom is the cost, in rows touched, of a plan beside which weights are looked for: planning them takes as long as some joins.
const weighFrom = 1 << 14

// hang makes a tree of parts of which one alone holds v: the others hang on it by one variable. Nil where they do not.
func (b *Builder) hang(parts []algebra.Node, v Var, g GraphRef) *runTree {
	var head, rest algebra.Node
	for _, p := range parts {
		switch {
		case !mentioned(p, v):
			rest = b.joinedAgain(rest, p)
		case head == nil:
			head = p
		default:
			return nil
		}
	}
	if head == nil || rest == nil {
		return nil
	}
	return b.weigh(Inner, head, rest, v, g)
}

// joinedAgain is the join of two algebras, the same node whenever it is asked for, so that what is known of it is found again: what lies beyond
// a part of a tree of joins is the same for all roots on one side of it.
func (b *Builder) joinedAgain(l, r algebra.Node) algebra.Node {
	if l == nil {
		return r
	}
	pair := [2]algebra.Node{l, r}
	n := b.joins[pair]
	if n == nil {
		n = joined(l, r)
		b.joins[pair] = n
	}
	return n
}

// weigh hangs rest on a part that holds v by the one other variable that they share.
func (b *Builder) weigh(kind JoinKind, head, rest algebra.Node, v Var, g GraphRef) *runTree {
	over, ok := sharedOne(head, rest)
	if !b.weighs || !ok || over == v || !surelyBinds(head, v) || !surelyBinds(head, over) {
		return nil
	}
	if parts, ok := b.partsBeside(head); !ok || len(parts) > 1 {
		return nil
	}
	weights := b.splitRuns(rest, over, g)
	if weights == nil {
		return nil
	}
	return &runTree{kind: kind, over: over, kids: []*runTree{{leaf: head, g: g}, weights}}
}

// sharedOne is the variable that two algebras share, if it is one alone; mentioned variables count.
func sharedOne(l, r algebra.Node) (one Var, ok bool) {
	for v := range occurs(l) {
		if !mentioned(r, v) {
			continue
		}
		if ok {
			return "", false
		}
		one, ok = v, true
	}
	return one, ok
}

// groupsBeside are the parts of a join that hang together by other variables than v, in the order of the parts.
func groupsBeside(parts []algebra.Node, v Var) (groups [][]algebra.Node) {
	up := make([]int, len(parts)) // a part before it that it hangs together with, or itself
	root := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	first := map[Var]int{} // the first part that sees a variable
	for i, p := range parts {
		up[i] = i
		for x := range occurs(p) {
			k, seen := first[x]
			if !seen {
				first[x] = i
			} else if x != v {
				k, at := root(k), root(i)
				up[max(k, at)] = min(k, at)
			}
		}
	}
	place := make([]int, len(parts)) // of the group of a root
	for i, p := range parts {
		r := root(i)
		if r == i {
			place[i] = len(groups)
			groups = append(groups, nil)
		}
		groups[place[r]] = append(groups[place[r]], p)
	}
	return groups
}

// weightedRuns plans a tree whose second kid hangs on the first.
func (b *Builder) weightedRuns(t *runTree, v Var) (Node, error) {
	rows, err := b.sortedBy(t.kids[0].leaf, v, t.kids[0].g)
	if rows == nil || err != nil {
		return nil, err
	}
	if _, counts := rows.(*PathTally); counts || rows.Out().Col(t.over) < 0 {
		return nil, nil
	}
	if _, none := rows.(*Empty); none {
		return rows, nil
	}
	weights, err := b.runsOf(t.kids[1], t.over)
	if weights == nil || err != nil {
		return nil, err
	}
	if e, none := weights.(*Empty); none {
		if t.kind == Inner || t.kind == Semi {
			return e, nil
		}
		return rows, nil
	}
	n := newWeighted(t.kind, rows, weights, v, t.over)
	if t.kind == Inner || t.kind == Semi {
		b.seekRows(n)
	}
	return n, nil
}

func newWeighted(kind JoinKind, rows, weights Node, v, over Var) *Weighted {
	n := &Weighted{Kind: kind, Key: v, Over: over, Rows: rows, Weights: weights}
	n.Schema.add(v, true)
	n.Sorted = []Var{v}
	in, w := rows.Out(), weights.Out()
	keys := w.distinct(over)
	n.PerKey = in.Rows / in.distinct(over)
	n.Schema.Rows = in.distinct(v)
	if kind == Inner || kind == Semi {
		n.Schema.Rows = min(n.Schema.Rows, max(1, keys*n.PerKey))
	}
	n.Cost = runCost(weights, w.Rows) + holdCost(keys) + in.Cost + 2*in.Rows // held in a table that is probed like that of a hash join
	n.spread = map[Var]drawn{v: {n.Schema.Rows, false}}
	return n
}

// What a weight that is held costs, in rows touched: a table of many no longer fits into the caches.
const (
	heldWeight = 5.0
	farWeight  = 18.0
	nearTable  = 1 << 18 // weights
)

func holdCost(weights float64) float64 {
	if weights > nearTable {
		return farWeight * weights
	}
	return heldWeight * weights
}

// seekRows lets the rows be looked up by their weights where these are expected to be few.
func (b *Builder) seekRows(n *Weighted) {
	s, ok := b.leadWith(n.Rows, n.Over).(*Scan)
	if !ok || repeated(&s.Pattern) || !s.isSortedBy(n.Over) {
		return
	}
	n.Sought = s
	keys, in := n.Weights.Out().distinct(n.Over), n.Rows.Out()
	if n.Seeks(keys) {
		n.Cost += keys*n.keyCost() - in.Cost - 2*in.Rows
	}
}

// mostSought is how many rows are expected at most of those that are looked up: their keys are held.
const mostSought = 1 << 20

// Seeks reports whether it is quicker to look the rows of so many weights up than to read all rows. The executor asks it for the true number.
func (n *Weighted) Seeks(weights float64) bool {
	in := n.Rows.Out()
	return n.Sought != nil && weights*n.PerKey <= mostSought && weights*n.keyCost() < in.Cost+2*in.Rows
}

// keyCost is the cost of looking up and hashing the rows of one weight, in rows touched.
func (n *Weighted) keyCost() float64 { return runSeek + 4*n.PerKey }

// what says how rows are weighted.
func (n *Weighted) what() string {
	kind := [...]string{Inner: "", LeftOut: "left ", Anti: "anti-", Semi: "semi-"}[n.Kind]
	how := ""
	if n.Seeks(n.Weights.Out().distinct(n.Over)) {
		how = ", by lookups"
	}
	return kind + "weighted runs of ?" + string(n.Key) + " over ?" + string(n.Over) + how
}
