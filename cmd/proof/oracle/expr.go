package oracle

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// truth is a value of SPARQL's three-valued logic (17.2).
type truth int8

const (
	failed truth = iota // a type error
	no
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return failed
}

func (t truth) term() rdf.Term {
	if t == failed {
		return rdf.Term{}
	}
	return rdf.NewTyped(strconv.FormatBool(t == yes), rdf.XSDBoolean)
}

// holds tells whether a filter keeps a solution: an error is false.
func (e *evaluator) holds(x sparql.Expr, m solution, sc scope) bool {
	return boolean(e.value(x, m, sc)) == yes
}

// boolean is the effective boolean value (17.2.2).
func boolean(t rdf.Term) truth {
	switch {
	case t.Datatype == rdf.XSDBoolean:
		return truthOf(t.Value == "true" || t.Value == "1")
	case t.Datatype == rdf.XSDString || t.Lang != "":
		return truthOf(t.Value != "")
	case isNumericType(t.Datatype):
		n, ok := numberOf(t)
		return truthOf(ok && n.sign() != 0)
	}
	return failed
}

// value evaluates an expression; the zero Term is an error, or unbound.
func (e *evaluator) value(x sparql.Expr, m solution, sc scope) rdf.Term {
	switch x := x.(type) {
	case *sparql.ExprVar:
		if t, ok := sc.put[x.Var]; ok {
			return t
		}
		return m[x.Var]
	case *sparql.ExprTerm:
		return x.Term
	case *sparql.Unary:
		return e.unary(x, m, sc)
	case *sparql.Binary:
		return e.binary(x, m, sc)
	case *sparql.In:
		return e.in(x, m, sc).term()
	case *algebra.Exists:
		found := len(e.eval(x.Node, scope{sc.graph, merge(sc.put, m)})) > 0
		return truthOf(found != x.Not).term()
	case *sparql.Call:
		return e.call(x, m, sc)
	}
	panic(fmt.Sprintf("the oracle does not know the expression %T", x))
}

func (e *evaluator) unary(x *sparql.Unary, m solution, sc scope) rdf.Term {
	t := e.value(x.X, m, sc)
	switch x.Op {
	case "!":
		return boolean(t).not().term()
	case "-":
		return arithmetic("*", t, integer(-1))
	}
	return arithmetic("+", t, integer(0))
}

func (e *evaluator) binary(x *sparql.Binary, m solution, sc scope) rdf.Term {
	l, r := e.value(x.L, m, sc), e.value(x.R, m, sc)
	switch x.Op {
	case "&&":
		return and(boolean(l), boolean(r)).term()
	case "||":
		return and(boolean(l).not(), boolean(r).not()).not().term()
	case "=":
		return equal(l, r).term()
	case "!=":
		return equal(l, r).not().term()
	case "<":
		return less(l, r).term()
	case ">":
		return less(r, l).term()
	case "<=":
		return atMost(l, r).term()
	case ">=":
		return atMost(r, l).term()
	}
	return arithmetic(x.Op, l, r)
}

func and(a, b truth) truth {
	switch {
	case a == no || b == no:
		return no
	case a == failed || b == failed:
		return failed
	}
	return yes
}

// in is the disjunction of the comparisons (17.4.1.9).
func (e *evaluator) in(x *sparql.In, m solution, sc scope) truth {
	left, out := e.value(x.X, m, sc), no
	for _, y := range x.List {
		out = and(out.not(), equal(left, e.value(y, m, sc)).not()).not()
	}
	if x.Not {
		return out.not()
	}
	return out
}

// equal is "=" (17.3): by value where the operator mapping has a line, else RDFterm-equal (17.4.1.7).
func equal(a, b rdf.Term) truth {
	if a.IsZero() || b.IsZero() {
		return failed
	}
	if a.Kind != rdf.Literal || b.Kind != rdf.Literal {
		return truthOf(a == b)
	}
	x, xok := numberOf(a)
	y, yok := numberOf(b)
	if xok && yok {
		c, ordered := x.compare(y)
		return truthOf(ordered && c == 0)
	}
	if isText(a) && isText(b) {
		return truthOf(a == b)
	}
	same, ok := xsd.Equal(xsd.Parse(a), xsd.Parse(b)) // times and unknown datatypes: the library's word
	if !ok {
		return failed
	}
	return truthOf(same)
}

// less is "<" (17.3): numbers, plain strings, booleans and times.
func less(a, b rdf.Term) truth { return ordering(a, b, func(c int) bool { return c < 0 }) }

func atMost(a, b rdf.Term) truth { return ordering(a, b, func(c int) bool { return c <= 0 }) }

func ordering(a, b rdf.Term, is func(int) bool) truth {
	x, xok := numberOf(a)
	y, yok := numberOf(b)
	if xok && yok {
		c, ordered := x.compare(y)
		return truthOf(ordered && is(c))
	}
	if a.Kind != rdf.Literal || b.Kind != rdf.Literal {
		return failed
	}
	c, ordered, ok := xsd.Compare(xsd.Parse(a), xsd.Parse(b))
	if !ok {
		return failed
	}
	return truthOf(ordered && is(c))
}

func isText(t rdf.Term) bool { return t.Datatype == rdf.XSDString || t.Lang != "" }

// number is a numeric value: exact for integers and decimals, a float64 for floats and doubles.
type number struct {
	exact *big.Rat
	float float64
	rank  int // place in the promotion integer, decimal, float, double (XPath 2.0, B.1)
}

var ranks = []string{rdf.XSDInteger, rdf.XSDDecimal, rdf.XSDFloat, rdf.XSDDouble}

func isNumericType(datatype string) bool {
	return datatype == rdf.XSDDecimal || datatype == rdf.XSDFloat || datatype == rdf.XSDDouble || xsd.IsIntegerType(datatype)
}

// numberOf reads a numeric literal; ok is false for what is none and for ill-formed ones.
func numberOf(t rdf.Term) (n number, ok bool) {
	if t.Kind != rdf.Literal || !xsd.Parse(t).Kind.Numeric() {
		return n, false
	}
	switch t.Datatype {
	case rdf.XSDDecimal:
		n.rank = 1
	case rdf.XSDFloat:
		n.rank = 2
	case rdf.XSDDouble:
		n.rank = 3
	}
	if n.rank >= 2 {
		n.float, _ = xsd.Parse(t).Float64()
		return n, true
	}
	n.exact, ok = new(big.Rat).SetString(t.Value)
	return n, ok
}

func (n number) float64() float64 {
	if n.exact != nil {
		f, _ := n.exact.Float64()
		return f
	}
	return n.float
}

func (n number) sign() int {
	c, _ := n.compare(number{exact: new(big.Rat)})
	return c
}

// compare promotes both to the higher type; NaN is not ordered.
func (n number) compare(o number) (c int, ordered bool) {
	if n.exact != nil && o.exact != nil {
		return n.exact.Cmp(o.exact), true
	}
	a, b := n.float64(), o.float64()
	switch {
	case a < b:
		return -1, true
	case a > b:
		return 1, true
	}
	return 0, a == b
}

func timeArithmetic(op string, l, r xsd.Value) rdf.Term {
	f := map[string]func(a, b xsd.Value) xsd.Value{"+": xsd.Add, "-": xsd.Sub, "*": xsd.Mul, "/": xsd.Div}[op]
	if f == nil || !timely(l) && !timely(r) {
		return rdf.Term{}
	}
	return f(l, r).Term()
}

func timely(v xsd.Value) bool {
	return v.Kind.Temporal() || strings.HasSuffix(v.Term().Datatype, "uration")
}

// arithmetic is + - * / of numbers; integers divide to a decimal, and dividing an exact number by zero is an error.
func arithmetic(op string, l, r rdf.Term) rdf.Term {
	a, aok := numberOf(l)
	b, bok := numberOf(r)
	if !aok || !bok { // times and durations can be added and subtracted, which 17.3.1 allows an engine: the library's word
		return timeArithmetic(op, xsd.Parse(l), xsd.Parse(r))
	}
	rank := max(a.rank, b.rank)
	if rank < 2 {
		return exactly(op, a.exact, b.exact, rank)
	}
	f := floating(op, a.float64(), b.float64())
	if rank == 2 {
		return xsd.NewFloat(float64(float32(f))).Term()
	}
	return xsd.NewDouble(f).Term()
}

func exactly(op string, a, b *big.Rat, rank int) rdf.Term {
	out := new(big.Rat)
	switch op {
	case "+":
		out.Add(a, b)
	case "-":
		out.Sub(a, b)
	case "*":
		out.Mul(a, b)
	case "/":
		if b.Sign() == 0 {
			return rdf.Term{}
		}
		out.Quo(a, b)
		rank = 1
	}
	digits, finite := out.FloatPrec()
	if !finite {
		digits = 18
	}
	return xsd.ParseLexical(out.FloatString(min(digits, 18)), ranks[rank]).Term()
}

func floating(op string, a, b float64) float64 {
	switch op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	}
	return a / b
}
