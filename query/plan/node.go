// Package plan turns algebra into a physical plan: which order of the store each pattern is read in, which pattern
// comes first, where a filter runs, how two inputs are joined. Rewrite is a list of pure passes algebra -> algebra,
// Build chooses the operators by the store's counts, String prints a plan.
//
// It runs nothing (that is package exec) and it does not change answers: every choice here must give the multiset that
// the algebra defines.
//
// The main path: Rewrite, then (*Builder).Build.
package plan

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/sparql"
)

// Var is a variable of a query.
type Var = sparql.Var

// Node is a physical operator: one of the types of this file. Its solutions are rows with one column per variable of
// its Schema; 0 is unbound.
type Node interface {
	Out() *Schema
	Kids() []Node
}

// Schema describes the rows of a Node.
type Schema struct {
	Vars    []Var
	Certain []bool  // Vars[i] is bound in every row
	Sorted  []Var   // rows come sorted by the IDs of these, all of them certain
	Rows    float64 // estimated number of rows
	Cost    float64 // estimated work of the whole subtree, in rows touched
	Start   float64 // the part of Cost that comes before the first row
	spread  map[Var]drawn
	stars   stars // of the patterns below whose subject the variable is
}

// Out makes every node that embeds a Schema a Node.
func (s *Schema) Out() *Schema { return s }

// Col is the column of a variable, -1 if it has none.
func (s *Schema) Col(v Var) int {
	for i, x := range s.Vars {
		if x == v {
			return i
		}
	}
	return -1
}

// IsCertain reports whether v is bound in every row.
func (s *Schema) IsCertain(v Var) bool {
	i := s.Col(v)
	return i >= 0 && s.Certain[i]
}

func (s *Schema) add(v Var, certain bool) {
	if i := s.Col(v); i >= 0 {
		s.Certain[i] = s.Certain[i] || certain
		return
	}
	s.Vars = append(s.Vars, v)
	s.Certain = append(s.Certain, certain)
}

// clone copies what a node above it changes: columns, not order and estimates of its own.
func (s *Schema) clone() Schema {
	c := *s
	c.Vars = append([]Var(nil), s.Vars...)
	c.Certain = append([]bool(nil), s.Certain...)
	return c
}

// drawn says from how many different values a variable takes its own.
type drawn struct {
	from    float64
	guessed bool // a guess for rows of all kinds, of which a few rows are hardly a sample
}

// domain estimates how many different values those of v are drawn from: a few rows of a pattern meet no more of another than their share
// of it.
func (s *Schema) domain(v Var) float64 {
	d, ok := s.spread[v]
	if !ok || d.guessed {
		return s.distinct(v)
	}
	return max(d.from, 1)
}

// distinct estimates the number of different values of v.
func (s *Schema) distinct(v Var) float64 {
	if d, ok := s.spread[v]; ok {
		return min(d.from, max(s.Rows, 1))
	}
	return max(s.Rows, 1)
}

// isSortedBy reports whether the rows come sorted by v first.
func (s *Schema) isSortedBy(v Var) bool { return len(s.Sorted) > 0 && s.Sorted[0] == v }

// Slot is a place of a pattern: a constant, or a variable where Var is set. A constant that no store knows has an ID
// of KindQuery and matches nothing.
type Slot struct {
	ID  index.ID
	Var Var
}

// GraphRef says where a leaf reads: Set, which binds Var to the graph where Var is set; or, where Active is true, the
// graph that the enclosing GraphApply stands on.
type GraphRef struct {
	Set      index.GraphSet
	Distinct bool // Set holds several graphs that are read as one: equal triples come once
	Var      Var
	Active   bool
}

// Pattern is a triple pattern with the graphs it reads.
type Pattern struct {
	Slots  [3]Slot // subject, predicate, object
	Graph  GraphRef
	Source sparql.Triple // as it was written, for printing
}

// Key pairs the columns of a variable that both sides of a join have, or those of two variables that a filter says are equal; the
// filter is applied besides.
type Key struct {
	Var         Var
	With        Var // of the right side, where the variables differ
	Left, Right int
	Certain     bool // bound on both sides in every row: usable as a hash key
}

// JoinKind is the kind of a Join.
type JoinKind uint8

// The kinds of Join.
const (
	Inner   JoinKind = iota
	LeftOut          // OPTIONAL
	Anti             // MINUS
	Semi             // EXISTS, of a JoinTally only
	Sum              // UNION, of a JoinTally only
)

type (
	// Unit yields one empty row.
	Unit struct{ Schema }
	// Empty yields nothing.
	Empty struct{ Schema }
	// Input yields the rows the executor hands in: the distinct bindings of a batch of an outer operator.
	Input struct{ Schema }
	// Values yields fixed rows.
	Values struct {
		Schema
		Table [][]index.ID
	}
	// Scan reads one pattern.
	Scan struct {
		Schema
		Pattern Pattern
		Order   index.Order
		Bound   int // how many columns of Order are constant
	}
	// Tally yields the different values of the first free variable of a pattern, its first column; the others, if any,
	// hold the number of solutions with that value.
	Tally struct {
		Schema
		Pattern Pattern
		Order   index.Order
		Bound   int // how many columns of Order are constant
	}
	// Lookup joins each row of Input with the pattern, bound variables filled in.
	Lookup struct {
		Schema
		Input   Node
		Pattern Pattern
		Order   index.Order
		Bound   int // how many columns of Order are constant
		Keys    int // how many columns after those are bound by Input
	}
	// PathScan joins each row of Input with a property path (links, negated sets and repeats; sequences and
	// alternatives at the top have become joins and unions).
	PathScan struct {
		Schema
		Input  Node
		S, O   Slot
		Path   *Path
		Graph  GraphRef
		Nodes  [2]bool       // whether the values that Input gives subject and object are surely nodes of the graph
		Source *algebra.Path // as it was written, for printing
	}
	// PathTally yields the different nodes at the beginning of a path both of whose ends are free, its first column where Ends is set;
	// the other columns hold the number of solutions with that node, or of all. The path Condenses.
	PathTally struct {
		Schema
		Ends   bool
		Path   *Path
		Graph  GraphRef
		Source *algebra.Path // as it was written, for printing
	}
	// Join is a hash join: Right is the build side. Cond is the condition of a LeftOut. With Feed, Right holds that
	// Input node and runs anew for each window of Left, fed with the window's distinct bindings. With Merge, both
	// sides are sorted by the one certain key and nothing is hashed.
	Join struct {
		Schema
		Kind        JoinKind
		Left, Right Node
		Keys        []Key
		Cond        *Expr
		Feed        *Input
		Merge       bool
	}
	// Filter keeps the rows for which every condition is true.
	Filter struct {
		Schema
		Input Node
		Conds []*Expr
	}
	// Extend adds a column.
	Extend struct {
		Schema
		Input Node
		Var   Var
		Expr  *Expr
	}
	// Union yields the rows of one input after the other.
	Union struct {
		Schema
		Inputs []Node
	}
	// GraphApply runs Input once for each of Graphs and binds Var to the graph.
	GraphApply struct {
		Schema
		Input  Node
		Var    Var
		Graphs []index.ID
	}
	// Group hashes rows by Keys and computes the aggregates.
	Group struct {
		Schema
		Input Node
		Keys  []int // columns of Input
		Aggs  []Agg
	}
	// Sort orders rows; Limit > 0 keeps only that many.
	Sort struct {
		Schema
		Input Node
		Keys  []SortKey
		Limit int64
	}
	// Project keeps columns; From[i] is the column of Input, -1 for an unbound variable.
	Project struct {
		Schema
		Input Node
		From  []int
	}
	// Distinct drops repeated rows. Where By is set, an Arrange by it is below and the rows between keep their sequence.
	Distinct struct {
		Schema
		Input Node
		By    Var
	}
	// Slice is OFFSET and LIMIT; Limit -1 is none.
	Slice struct {
		Schema
		Input         Node
		Offset, Limit int64
	}
	// Service calls another endpoint: Name, or each that the variable of the algebra has in Feed.
	Service struct {
		Schema
		Algebra *algebra.Service
		Name    index.ID
		Feed    *Input
	}
)

// Agg is one aggregate of a Group. X is nil for COUNT(*). All is the columns that COUNT(DISTINCT *) compares.
type Agg struct {
	Spec sparql.Aggregate
	X    *Expr
	All  []int
}

// SortKey is one key of a Sort.
type SortKey struct {
	Expr *Expr
	Desc bool
}

// Expr is a compiled expression over the columns of a node.
type Expr struct {
	Source sparql.Expr
	Prog   *expr.Program
	Cols   []int     // column of each of Prog.Vars(); -1: never bound
	Exists []*Exists // answers to Prog.Exists(), in that order
	graph  GraphRef  // what an EXISTS in it reads
}

// Exists is the plan of an EXISTS. Where Sub is set, it is a semi-join on Shared: with Feed, Sub holds that Input and
// yields those of its rows that exist; without, Sub runs once and is hashed. With Conds, the solutions of Sub are hashed either way, and
// a pair of a row and a solution counts only where the conditions, over the columns Pairs, are true. Where Sub is nil, Substitute
// puts the values of a row in the place of Shared and plans anew.
type Exists struct {
	Pattern    algebra.Node
	Not        bool
	Shared     []Var
	Cols       []int // columns of Shared in the outer row
	Sub        Node
	Feed       *Input
	Conds      []*Expr
	Pairs      []PairColumn
	Substitute func(values []index.ID) (Node, error)
}

// PairColumn is a column of the row outside of an EXISTS, or of a solution of its pattern.
type PairColumn struct {
	Outer bool
	Col   int
}

func (n *Unit) Kids() []Node       { return nil }
func (n *Empty) Kids() []Node      { return nil }
func (n *Input) Kids() []Node      { return nil }
func (n *Values) Kids() []Node     { return nil }
func (n *Scan) Kids() []Node       { return nil }
func (n *Tally) Kids() []Node      { return nil }
func (n *Service) Kids() []Node    { return nil }
func (n *PathTally) Kids() []Node  { return nil }
func (n *Lookup) Kids() []Node     { return []Node{n.Input} }
func (n *PathScan) Kids() []Node   { return []Node{n.Input} }
func (n *Join) Kids() []Node       { return []Node{n.Left, n.Right} }
func (n *Filter) Kids() []Node     { return []Node{n.Input} }
func (n *Extend) Kids() []Node     { return []Node{n.Input} }
func (n *Union) Kids() []Node      { return n.Inputs }
func (n *GraphApply) Kids() []Node { return []Node{n.Input} }
func (n *Group) Kids() []Node      { return []Node{n.Input} }
func (n *Sort) Kids() []Node       { return []Node{n.Input} }
func (n *Project) Kids() []Node    { return []Node{n.Input} }
func (n *Distinct) Kids() []Node   { return []Node{n.Input} }
func (n *Slice) Kids() []Node      { return []Node{n.Input} }

// Path is a property path over IDs: exactly one of the fields beyond Inverse is set.
type Path struct {
	Link     index.ID // a predicate
	Inverse  bool     // of a Link
	Seq, Alt []*Path
	Repeat   *Path
	Min      int
	Many     bool
	Negated  *Negated
}

// Negated is a negated property set; Any* says whether that direction is asked for at all.
type Negated struct {
	Forward, Backward       []index.ID
	AnyForward, AnyBackward bool
}
