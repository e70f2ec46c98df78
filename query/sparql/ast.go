// Package sparql turns SPARQL 1.1 text into a syntax tree and a tree back into text. Errors are *rdf.SyntaxError with
// line, column, caret and what was expected.
//
// It does not give the tree a meaning: that is package algebra. The tree keeps what the user wrote, with three
// exceptions made while parsing: prefixed and relative IRIs are resolved, the abbreviations of triples (";" "," "[]"
// "()" "a") are written out, and a blank node in a pattern has become a variable whose name begins with "_:".
//
// The main path: ParseQuery or ParseUpdate; String on either prints canonical text, and parse(print(q)) prints the
// same again.
package sparql

import "w3id.org/concord/ontology/rdf"

// Var is the name of a variable without "?"; "_:x" stands for a blank node of a pattern and is never projected by *.
type Var string

// IsBlank reports whether v stands for a blank node of a pattern.
func (v Var) IsBlank() bool { return len(v) > 1 && v[0] == '_' && v[1] == ':' }

// Node is a variable or a term in a pattern: exactly one of the two is set.
type Node struct {
	Var  Var
	Term rdf.Term
}

// IsVar reports whether n is a variable.
func (n Node) IsVar() bool { return n.Var != "" }

// Form is the form of a query.
type Form uint8

// The four forms.
const (
	Select Form = iota
	Ask
	Construct
	Describe
)

// Query is one query (SPARQL 1.1, grammar rule 2).
type Query struct {
	Form     Form
	Base     string       // the BASE in force at the end of the prologue; "" if none
	Prefixes []rdf.Prefix // as declared, for printing
	From     []rdf.Term   // FROM
	Named    []rdf.Term   // FROM NAMED
	Template []Triple     // CONSTRUCT; Path is always a plain IRI or variable there
	Describe []Node       // DESCRIBE; empty with Star
	SelectClause
	Where *Group // nil only for DESCRIBE without WHERE
	Modifiers
	Values *InlineData // trailing VALUES; nil if none
}

// SelectClause is what SELECT and sub-SELECT project.
type SelectClause struct {
	Distinct bool
	Reduced  bool
	Star     bool
	Items    []Projection
}

// Projection is ?v or (expr AS ?v).
type Projection struct {
	Expr Expr // nil for a plain variable
	Var  Var
}

// Modifiers are the solution modifiers. Limit is -1 where there is none.
type Modifiers struct {
	GroupBy []Projection // Var is "" where the condition has no AS; a plain variable has Expr nil
	Having  []Expr
	OrderBy []OrderKey
	Limit   int64
	Offset  int64
}

// OrderKey is one key of ORDER BY.
type OrderKey struct {
	Expr Expr
	Desc bool
}

// Element is a part of a group graph pattern: one of the types that follow.
type Element interface{ element() }

// Group is { ... }: its elements in the order in which they were written.
type Group struct{ Elements []Element }

// Triples is a block of triple patterns.
type Triples struct{ Patterns []Triple }

// Triple is a triple pattern or, where Path is not a *PathIRI, a property-path pattern. Exactly one of Path and PVar
// is set.
type Triple struct {
	S    Node
	Path Path // predicate or path
	PVar Var  // predicate variable
	O    Node
}

// Optional is OPTIONAL { ... }.
type Optional struct{ Group *Group }

// Union is { ... } UNION { ... } UNION ...; at least two alternatives.
type Union struct{ Alternatives []*Group }

// GraphPattern is GRAPH name { ... }.
type GraphPattern struct {
	Name  Node
	Group *Group
}

// Service is SERVICE [SILENT] name { ... }.
type Service struct {
	Silent bool
	Name   Node
	Group  *Group
}

// Minus is MINUS { ... }.
type Minus struct{ Group *Group }

// Filter is FILTER expr.
type Filter struct{ Expr Expr }

// Bind is BIND(expr AS ?v).
type Bind struct {
	Expr Expr
	Var  Var
}

// InlineData is VALUES; a zero Term is UNDEF.
type InlineData struct {
	Vars []Var
	Rows [][]rdf.Term
}

// SubSelect is a nested SELECT, alone in its group.
type SubSelect struct {
	SelectClause
	Where *Group
	Modifiers
	Values *InlineData
}

func (*Group) element()        {}
func (*Triples) element()      {}
func (*Optional) element()     {}
func (*Union) element()        {}
func (*GraphPattern) element() {}
func (*Service) element()      {}
func (*Minus) element()        {}
func (*Filter) element()       {}
func (*Bind) element()         {}
func (*InlineData) element()   {}
func (*SubSelect) element()    {}

// Path is a property path: one of the types that follow.
type Path interface{ path() }

// PathIRI is a single predicate.
type PathIRI struct{ IRI string }

// PathInverse is ^p.
type PathInverse struct{ Path Path }

// PathSequence is p / q.
type PathSequence struct{ Left, Right Path }

// PathAlternative is p | q.
type PathAlternative struct{ Left, Right Path }

// PathRepeat is p?, p* or p+.
type PathRepeat struct {
	Path Path
	Min  int  // 0 or 1
	Many bool // false: at most once
}

// PathNegated is !(p | ^q | ...): the predicates excluded forward and backward.
type PathNegated struct{ Forward, Backward []string }

func (*PathIRI) path()         {}
func (*PathInverse) path()     {}
func (*PathSequence) path()    {}
func (*PathAlternative) path() {}
func (*PathRepeat) path()      {}
func (*PathNegated) path()     {}

// Expr is an expression: one of the types that follow, or algebra.Exists in a translated query.
type Expr interface{ Expression() }

// ExprVar is a variable.
type ExprVar struct{ Var Var }

// ExprTerm is a constant.
type ExprTerm struct{ Term rdf.Term }

// Unary is "!", "-" or "+" before an operand.
type Unary struct {
	Op string
	X  Expr
}

// Binary is an operator between two operands: || && = != < > <= >= + - * /.
type Binary struct {
	Op   string
	L, R Expr
}

// In is x IN (...) or x NOT IN (...).
type In struct {
	Not  bool
	X    Expr
	List []Expr
}

// Call is a built-in (Name in upper case, as in the grammar: "REGEX", "STRLEN", "BOUND" ...) or, where Name is "", a
// function or cast named by IRI.
type Call struct {
	Name     string
	IRI      string
	Distinct bool // DISTINCT in the arguments of a function named by IRI
	Args     []Expr
}

// ExistsGroup is EXISTS { ... } or NOT EXISTS { ... } as written.
type ExistsGroup struct {
	Not   bool
	Group *Group
}

// Aggregate is COUNT, SUM, MIN, MAX, AVG, SAMPLE or GROUP_CONCAT. X is nil for COUNT(*).
type Aggregate struct {
	Name      string
	Distinct  bool
	X         Expr
	Separator string // GROUP_CONCAT; " " where none was written
}

func (*ExprVar) Expression()     {}
func (*ExprTerm) Expression()    {}
func (*Unary) Expression()       {}
func (*Binary) Expression()      {}
func (*In) Expression()          {}
func (*Call) Expression()        {}
func (*ExistsGroup) Expression() {}
func (*Aggregate) Expression()   {}

// Update is a request: operations in order (SPARQL 1.1 Update, grammar rule 29).
type Update struct {
	Base       string
	Prefixes   []rdf.Prefix
	Operations []Operation
}

// Operation is one of the types that follow.
type Operation interface{ operation() }

// QuadPattern is a triple pattern in a graph of a template or of ground data; a zero Graph is the default graph (the
// WITH graph, where there is one). Blank nodes of INSERT templates keep rdf.Blank terms in Node.Term.
type QuadPattern struct {
	Graph Node
	Triple
}

// InsertData is INSERT DATA; DeleteData is DELETE DATA.
type (
	InsertData struct{ Quads []QuadPattern }
	DeleteData struct{ Quads []QuadPattern }
)

// Modify is DELETE/INSERT ... WHERE, and DELETE WHERE (Insert empty, Delete the same as Where).
type Modify struct {
	With   rdf.Term // zero if none
	Delete []QuadPattern
	Insert []QuadPattern
	Using  []rdf.Term
	Named  []rdf.Term
	Where  *Group
}

// GraphTarget names what CLEAR, DROP, ADD ... act on.
type GraphTarget struct {
	Graph   rdf.Term // set for GRAPH <iri>
	Default bool
	Named   bool
	All     bool
}

// Load is LOAD [SILENT] <source> [INTO GRAPH <g>].
type Load struct {
	Silent bool
	Source string
	Into   rdf.Term
}

// Clear is CLEAR; Drop is DROP; Create is CREATE.
type (
	Clear struct {
		Silent bool
		Target GraphTarget
	}
	Drop struct {
		Silent bool
		Target GraphTarget
	}
	Create struct {
		Silent bool
		Graph  rdf.Term
	}
)

// Transfer is ADD, MOVE or COPY.
type Transfer struct {
	Name     string // "ADD", "MOVE", "COPY"
	Silent   bool
	From, To GraphTarget
}

func (*InsertData) operation() {}
func (*DeleteData) operation() {}
func (*Modify) operation()     {}
func (*Load) operation()       {}
func (*Clear) operation()      {}
func (*Drop) operation()       {}
func (*Create) operation()     {}
func (*Transfer) operation()   {}
