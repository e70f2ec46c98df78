// Package algebra gives a syntax tree its meaning: Translate turns it into the algebra of SPARQL 1.1 Query, chapter 18,
// exactly as the text says and without any optimisation (that is package plan). String on a node prints it.
//
// Expressions stay those of package sparql, with two changes: EXISTS holds an algebra node (Exists), and aggregates
// have moved into Group and are named by variables that begin with ".".
package algebra

import (
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// Var is a variable of a query.
type Var = sparql.Var

// Node is an operator: one of the types that follow. All of them yield multisets of solutions.
type Node interface{ node() }

type (
	// BGP is a basic graph pattern; every triple has a plain predicate or a variable. Empty: one empty solution.
	BGP struct{ Triples []sparql.Triple }
	// Path is a property-path pattern (18.4) that does not reduce to a BGP by 18.2.2.4.
	Path struct {
		S    sparql.Node
		Path sparql.Path
		O    sparql.Node
	}
	Join struct{ Left, Right Node }
	// LeftJoin is OPTIONAL; Expr is nil for true.
	LeftJoin struct {
		Left, Right Node
		Expr        sparql.Expr
	}
	// Filter keeps the solutions for which the effective boolean value of Expr is true.
	Filter struct {
		Expr  sparql.Expr
		Input Node
	}
	Union struct{ Left, Right Node }
	Minus struct{ Left, Right Node }
	// Graph evaluates Input with the named graph as active graph.
	Graph struct {
		Name  sparql.Node
		Input Node
	}
	// Extend binds Var to Expr where it has a value.
	Extend struct {
		Input Node
		Var   Var
		Expr  sparql.Expr
	}
	// Values is inline data; a zero Term is UNDEF.
	Values struct {
		Vars []Var
		Rows [][]rdf.Term
	}
	// Group groups by Keys (variables of the input; key expressions have become Extends below it) and computes
	// Aggregates. Without keys there is exactly one group.
	Group struct {
		Input      Node
		Keys       []Var
		Aggregates []Aggregation
	}
	OrderBy struct {
		Input Node
		Keys  []sparql.OrderKey
	}
	Project struct {
		Input Node
		Vars  []Var
	}
	Distinct struct{ Input Node }
	Reduced  struct{ Input Node }
	// Slice is OFFSET and LIMIT; Limit is -1 for none.
	Slice struct {
		Input         Node
		Offset, Limit int64
	}
	// Service is a federated call; Text is the group as it goes over the wire.
	Service struct {
		Silent bool
		Name   sparql.Node
		Input  Node
		Text   string
	}
)

// Aggregation binds Var to an aggregate over the solutions of a group.
type Aggregation struct {
	Var Var
	sparql.Aggregate
}

func (*BGP) node()      {}
func (*Path) node()     {}
func (*Join) node()     {}
func (*LeftJoin) node() {}
func (*Filter) node()   {}
func (*Union) node()    {}
func (*Minus) node()    {}
func (*Graph) node()    {}
func (*Extend) node()   {}
func (*Values) node()   {}
func (*Group) node()    {}
func (*OrderBy) node()  {}
func (*Project) node()  {}
func (*Distinct) node() {}
func (*Reduced) node()  {}
func (*Slice) node()    {}
func (*Service) node()  {}

// Exists is EXISTS or NOT EXISTS over an algebra node.
type Exists struct {
	Not  bool
	Node Node
}

// Expression makes Exists a sparql.Expr.
func (*Exists) Expression() {}

// Query is a translated query.
type Query struct {
	Form     sparql.Form
	From     []rdf.Term
	Named    []rdf.Term
	Node     Node            // yields the solutions; for DESCRIBE without WHERE an empty BGP
	Vars     []Var           // SELECT: what is projected, in order
	Template []sparql.Triple // CONSTRUCT; blank nodes of the template are variables "_:x" bound nowhere in Node
	Describe []sparql.Node   // DESCRIBE; for * all visible variables
}
