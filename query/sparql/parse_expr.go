package sparql

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// arity is the least and greatest number of arguments; -1 is no limit.
type arity struct{ min, max int }

var builtins = map[string]arity{
	"STR": {1, 1}, "LANG": {1, 1}, "LANGMATCHES": {2, 2}, "DATATYPE": {1, 1}, "BOUND": {1, 1}, "IRI": {1, 1}, "URI": {1, 1},
	"BNODE": {0, 1}, "RAND": {0, 0}, "ABS": {1, 1}, "CEIL": {1, 1}, "FLOOR": {1, 1}, "ROUND": {1, 1}, "CONCAT": {0, -1},
	"STRLEN": {1, 1}, "UCASE": {1, 1}, "LCASE": {1, 1}, "ENCODE_FOR_URI": {1, 1}, "CONTAINS": {2, 2}, "STRSTARTS": {2, 2},
	"STRENDS": {2, 2}, "STRBEFORE": {2, 2}, "STRAFTER": {2, 2}, "YEAR": {1, 1}, "MONTH": {1, 1}, "DAY": {1, 1},
	"HOURS": {1, 1}, "MINUTES": {1, 1}, "SECONDS": {1, 1}, "TIMEZONE": {1, 1}, "TZ": {1, 1}, "NOW": {0, 0}, "UUID": {0, 0},
	"STRUUID": {0, 0}, "MD5": {1, 1}, "SHA1": {1, 1}, "SHA256": {1, 1}, "SHA384": {1, 1}, "SHA512": {1, 1},
	"COALESCE": {0, -1}, "IF": {3, 3}, "STRLANG": {2, 2}, "STRDT": {2, 2}, "SAMETERM": {2, 2}, "ISIRI": {1, 1}, "ISURI": {1, 1},
	"ISBLANK": {1, 1}, "ISLITERAL": {1, 1}, "ISNUMERIC": {1, 1}, "REGEX": {2, 3}, "SUBSTR": {2, 3}, "REPLACE": {3, 4},
}

var aggregates = map[string]bool{"COUNT": true, "SUM": true, "MIN": true, "MAX": true, "AVG": true, "SAMPLE": true, "GROUP_CONCAT": true}

// builtinNames are the names of all built-ins and aggregates, for the spelling hints.
var builtinNames = append(slices.Sorted(maps.Keys(builtins)), slices.Sorted(maps.Keys(aggregates))...)

// expr is rule 110.
func (p *parser) expr() Expr {
	left := p.and()
	for n := 0; p.acceptOp("||"); n++ {
		p.chain(n)
		left = &Binary{"||", left, p.and()}
	}
	return left
}

func (p *parser) and() Expr {
	left := p.relational()
	for n := 0; p.acceptOp("&&"); n++ {
		p.chain(n)
		left = &Binary{"&&", left, p.relational()}
	}
	return left
}

func (p *parser) relational() Expr {
	left := p.additive()
	for _, o := range [...]string{"=", "!=", "<=", ">=", "<", ">"} {
		if p.acceptOp(o) {
			return &Binary{o, left, p.additive()}
		}
	}
	switch {
	case p.accept("IN"):
		return &In{X: left, List: p.exprList()}
	case p.accept("NOT"):
		p.expect("IN")
		return &In{Not: true, X: left, List: p.exprList()}
	}
	return left
}

// additive also meets signed numbers: in "?a -1" the sign is the operator.
func (p *parser) additive() Expr {
	left := p.multiplicative(nil)
	for n := 0; p.err == nil; n++ {
		p.chain(n)
		switch {
		case p.acceptOp("+"):
			left = &Binary{"+", left, p.multiplicative(nil)}
		case p.acceptOp("-"):
			left = &Binary{"-", left, p.multiplicative(nil)}
		case p.isNumber() && strings.IndexByte("+-", p.tok.val[0]) >= 0:
			sign := p.tok.val[:1]
			p.tok.val = p.tok.val[1:]
			left = &Binary{sign, left, p.multiplicative(&ExprTerm{p.literal()})}
		default:
			return left
		}
	}
	return left
}

func (p *parser) isNumber() bool {
	return p.tok.kind == integer || p.tok.kind == decimal || p.tok.kind == double
}

// multiplicative goes on from its first operand, if that has been read.
func (p *parser) multiplicative(left Expr) Expr {
	if left == nil {
		left = p.unary()
	}
	for n := 0; p.err == nil; n++ {
		p.chain(n)
		switch {
		case p.acceptOp("*"):
			left = &Binary{"*", left, p.unary()}
		case p.acceptOp("/"):
			left = &Binary{"/", left, p.unary()}
		default:
			return left
		}
	}
	return left
}

func (p *parser) unary() Expr {
	for _, o := range [...]string{"!", "-", "+"} {
		if p.acceptOp(o) {
			return &Unary{o, p.primary()}
		}
	}
	return p.primary()
}

func (p *parser) primary() Expr {
	switch {
	case p.isOp("("):
		return p.bracketed()
	case p.tok.kind == variable:
		return &ExprVar{p.variable()}
	case p.isLiteral():
		return &ExprTerm{p.literal()}
	case p.isIRI():
		return p.iriOrCall()
	case p.tok.kind == word && p.isBuiltin():
		return p.builtin()
	}
	p.unexpected("an expression: a variable, a value, a function or brackets")
	return &ExprTerm{}
}

func (p *parser) bracketed() Expr {
	pos := p.open("(")
	e := p.expr()
	p.closing(")", pos, "an operator")
	return e
}

// isBuiltin reports whether the lookahead is the name of a built-in, an aggregate, or EXISTS.
func (p *parser) isBuiltin() bool {
	name := strings.ToUpper(p.tok.val)
	_, ok := builtins[name]
	return ok || aggregates[name] || name == "EXISTS" || name == "NOT"
}

// isConstraint reports whether the lookahead begins what may follow FILTER or HAVING (rule 69).
func (p *parser) isConstraint() bool {
	return p.isOp("(") || p.isIRI() || p.tok.kind == word && p.isBuiltin()
}

func (p *parser) constraint(expected string) Expr {
	switch {
	case p.isOp("("):
		return p.bracketed()
	case p.isIRI():
		pos := p.tok.pos
		e := p.iriOrCall()
		if _, ok := e.(*Call); !ok {
			p.failAt(pos, "an IRI alone is no condition", "its arguments in brackets, or the whole condition in brackets")
		}
		return e
	case p.tok.kind == word && p.isBuiltin():
		return p.builtin()
	}
	p.unexpected(expected)
	return &ExprTerm{}
}

func (p *parser) iriOrCall() Expr {
	iri := p.iri()
	if !p.isOp("(") {
		return &ExprTerm{rdf.NewIRI(iri)}
	}
	c := &Call{IRI: iri}
	pos := p.open("(")
	if !p.isOp(")") {
		c.Distinct = p.accept("DISTINCT")
		c.Args = p.exprs()
	}
	p.closing(")", pos, "“,”")
	return c
}

func (p *parser) exprs() []Expr {
	list := []Expr{p.expr()}
	for p.acceptOp(",") {
		list = append(list, p.expr())
	}
	return list
}

// exprList is rule 72: ( a, b ) or ().
func (p *parser) exprList() []Expr {
	pos := p.open("(")
	var list []Expr
	if !p.isOp(")") {
		list = p.exprs()
	}
	p.closing(")", pos, "“,”")
	return list
}

func (p *parser) builtin() Expr {
	pos, name := p.tok.pos, strings.ToUpper(p.tok.val)
	p.next()
	switch {
	case name == "EXISTS":
		return &ExistsGroup{Group: p.existsGroup(pos)}
	case name == "NOT":
		p.expect("EXISTS")
		return &ExistsGroup{Not: true, Group: p.existsGroup(pos)}
	case aggregates[name]:
		return p.aggregateCall(name, pos)
	}
	args := p.exprList()
	if a := builtins[name]; len(args) < a.min || a.max >= 0 && len(args) > a.max {
		p.failAt(pos, fmt.Sprintf("%s has %d arguments", name, len(args)), a.String())
	}
	if name == "BOUND" && p.err == nil {
		if _, ok := args[0].(*ExprVar); !ok {
			p.failAt(pos, "BOUND needs a variable", "BOUND(?name)")
		}
	}
	return &Call{Name: name, Args: args}
}

// existsGroup counts as a level of nesting of its own, as a chain of them has no other bracket than braces.
func (p *parser) existsGroup(pos int) *Group {
	p.enter(pos)
	g := p.group()
	p.depth--
	return g
}

func (a arity) String() string {
	switch {
	case a.max < 0:
		return "at least " + strconv.Itoa(a.min)
	case a.min == a.max:
		return strconv.Itoa(a.min)
	}
	return strconv.Itoa(a.min) + " to " + strconv.Itoa(a.max)
}

// aggregateState says whether an aggregate may stand here.
type aggregateState struct {
	allowed bool
	inside  bool // of another aggregate
}

func (p *parser) withAggregates(read func()) {
	saved := p.aggregate
	p.aggregate = aggregateState{allowed: true}
	read()
	p.aggregate = saved
}

func (p *parser) aggregateCall(name string, at int) Expr {
	switch {
	case p.aggregate.inside:
		p.failAt(at, "an aggregate cannot stand in another aggregate", "a sub-SELECT for the inner one")
	case !p.aggregate.allowed:
		p.failAt(at, "the aggregate "+name+" cannot stand here", "aggregates only in SELECT, HAVING and ORDER BY; elsewhere in a sub-SELECT")
	}
	saved := p.aggregate
	p.aggregate.inside = true
	a := &Aggregate{Name: name}
	pos := p.open("(")
	a.Distinct = p.accept("DISTINCT")
	if name != "COUNT" || !p.acceptOp("*") {
		a.X = p.expr()
	}
	if name == "GROUP_CONCAT" {
		a.Separator = p.separator()
	}
	p.closing(")", pos, "")
	p.aggregate = saved
	return a
}

func (p *parser) separator() string {
	if !p.acceptOp(";") {
		return " "
	}
	p.expect("SEPARATOR")
	p.expectOp("=")
	if p.tok.kind != str {
		p.unexpected("the separator as a string")
		return " "
	}
	s := p.tok.val
	p.next()
	return s
}
