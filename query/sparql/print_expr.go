package sparql

import (
	"fmt"

	"w3id.org/concord/ontology/rdf"
)

// The levels of binding, loosest first; an operand that binds less tightly than its place asks for gets brackets.
const (
	levelOr = iota + 1
	levelAnd
	levelCompare
	levelAdd
	levelMultiply
	levelUnary
	levelPrimary
)

func level(e Expr) int {
	switch e := e.(type) {
	case *Binary:
		switch e.Op {
		case "||":
			return levelOr
		case "&&":
			return levelAnd
		case "+", "-":
			return levelAdd
		case "*", "/":
			return levelMultiply
		}
		return levelCompare
	case *In:
		return levelCompare
	case *Unary:
		return levelUnary
	}
	return levelPrimary
}

// expr prints e where something of at least the given level must stand.
func (p *printer) expr(e Expr, least int) {
	if level(e) < least {
		p.text("(")
		defer p.text(")")
	}
	switch e := e.(type) {
	case *ExprVar:
		p.text("?" + string(e.Var))
	case *ExprTerm:
		p.term(e.Term)
	case *Unary:
		p.text(e.Op)
		if _, ok := e.X.(*ExprTerm); ok && e.Op != "!" {
			p.text(" ") // "- 1" is not the number -1
		}
		p.expr(e.X, levelPrimary)
	case *Binary:
		p.binary(e)
	case *In:
		p.in(e)
	case *Call:
		p.call(e)
	case *ExistsGroup:
		p.exists(e)
	case *Aggregate:
		p.aggregate(e)
	case fmt.Stringer: // EXISTS over algebra: for reading only
		p.text(e.String())
	}
}

// binary: chains nest to the left, comparisons do not chain.
func (p *printer) binary(e *Binary) {
	l := level(e)
	left := l
	if l == levelCompare {
		left = levelAdd
	}
	p.expr(e.L, left)
	p.text(" " + e.Op + " ")
	p.expr(e.R, l+1)
}

func (p *printer) in(e *In) {
	p.expr(e.X, levelAdd)
	if e.Not {
		p.text(" NOT")
	}
	p.text(" IN (")
	p.exprs(e.List)
	p.text(")")
}

func (p *printer) call(e *Call) {
	if e.Name != "" {
		p.text(e.Name)
	} else {
		p.iri(e.IRI)
	}
	p.text("(")
	if e.Distinct {
		p.text("DISTINCT ")
	}
	p.exprs(e.Args)
	p.text(")")
}

func (p *printer) exprs(list []Expr) {
	for i, x := range list {
		if i > 0 {
			p.text(", ")
		}
		p.expr(x, 0)
	}
}

func (p *printer) aggregate(e *Aggregate) {
	p.text(e.Name + "(")
	if e.Distinct {
		p.text("DISTINCT ")
	}
	if e.X == nil {
		p.text("*")
	} else {
		p.expr(e.X, 0)
	}
	if e.Name == "GROUP_CONCAT" && e.Separator != " " {
		p.text("; SEPARATOR=")
		p.term(rdf.NewString(e.Separator))
	}
	p.text(")")
}

// Levels of paths: alternatives, sequences, inverses, repeats, primaries.
func pathLevel(x Path) int {
	switch x.(type) {
	case *PathAlternative:
		return 1
	case *PathSequence:
		return 2
	case *PathInverse:
		return 3
	case *PathRepeat:
		return 4
	}
	return 5
}

func (p *printer) path(x Path, least int) {
	if pathLevel(x) < least {
		p.text("(")
		defer p.text(")")
	}
	switch x := x.(type) {
	case *PathIRI:
		p.predicate(x.IRI)
	case *PathInverse:
		p.text("^")
		p.path(x.Path, 4)
	case *PathSequence:
		p.path(x.Left, 2)
		p.text("/")
		p.path(x.Right, 3)
	case *PathAlternative:
		p.path(x.Left, 1)
		p.text("|")
		p.path(x.Right, 2)
	case *PathRepeat:
		p.path(x.Path, 5)
		p.text(x.mark())
	case *PathNegated:
		p.negated(x)
	}
}

func (x *PathRepeat) mark() string {
	switch {
	case !x.Many:
		return "?"
	case x.Min == 0:
		return "*"
	}
	return "+"
}

func (p *printer) negated(x *PathNegated) {
	p.text("!(")
	sep := ""
	for _, iri := range x.Forward {
		p.text(sep)
		p.predicate(iri)
		sep = "|"
	}
	for _, iri := range x.Backward {
		p.text(sep + "^")
		p.predicate(iri)
		sep = "|"
	}
	p.text(")")
}

func (p *printer) predicate(iri string) {
	if iri == rdf.RDFType {
		p.text("a")
		return
	}
	p.iri(iri)
}
