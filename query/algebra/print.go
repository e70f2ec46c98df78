package algebra

import (
	"fmt"
	"strconv"
	"strings"

	"w3id.org/concord/query/sparql"
)

// String prints a tree as s-expressions, one operator a line, its inputs below it.
func String(n Node) string {
	p := &printer{}
	p.node(n)
	return p.b.String()
}

// String prints the query's pattern, after the line of what its form needs.
func (q *Query) String() string { return String(q.Node) }

// String prints EXISTS on one line, as part of an expression.
func (e *Exists) String() string {
	p := &printer{flat: true}
	p.node(e.Node)
	if e.Not {
		return "NOT EXISTS " + p.b.String()
	}
	return "EXISTS " + p.b.String()
}

// maxIndent keeps the text of a very deep tree linear in its size.
const maxIndent = 60

type printer struct {
	b      strings.Builder
	flat   bool
	indent int
}

// open prints "(head", then each input on a line of its own, then ")".
func (p *printer) op(head string, inputs ...Node) {
	p.b.WriteString("(" + head)
	p.indent++
	for _, n := range inputs {
		p.newline()
		p.node(n)
	}
	p.indent--
	p.b.WriteByte(')')
}

func (p *printer) newline() {
	if p.flat {
		p.b.WriteByte(' ')
		return
	}
	p.b.WriteString("\n" + strings.Repeat("  ", min(p.indent, maxIndent)))
}

func (p *printer) node(n Node) {
	switch n := n.(type) {
	case *BGP:
		p.bgp(n)
	case *Path:
		p.op("path " + nodeString(n.S) + " " + sparql.PathString(n.Path) + " " + nodeString(n.O))
	case *Join:
		p.op("join", n.Left, n.Right)
	case *LeftJoin:
		if n.Expr == nil {
			p.op("leftjoin", n.Left, n.Right)
		} else {
			p.op("leftjoin "+exprString(n.Expr), n.Left, n.Right)
		}
	case *Filter:
		p.op("filter "+exprString(n.Expr), n.Input)
	case *Union:
		p.op("union", n.Left, n.Right)
	case *Minus:
		p.op("minus", n.Left, n.Right)
	case *Graph:
		p.op("graph "+nodeString(n.Name), n.Input)
	case *Extend:
		p.op("extend "+varString(n.Var)+" "+exprString(n.Expr), n.Input)
	case *Values:
		p.values(n)
	default:
		p.modifier(n)
	}
}

func (p *printer) modifier(n Node) {
	switch n := n.(type) {
	case *Group:
		p.op("group ("+vars(n.Keys)+") ("+aggregations(n.Aggregates)+")", n.Input)
	case *OrderBy:
		p.op("order ("+keys(n.Keys)+")", n.Input)
	case *Project:
		p.op("project ("+vars(n.Vars)+")", n.Input)
	case *Distinct:
		p.op("distinct", n.Input)
	case *Reduced:
		p.op("reduced", n.Input)
	case *Slice:
		p.op(fmt.Sprintf("slice %d %s", n.Offset, limit(n.Limit)), n.Input)
	case *Service:
		head := "service "
		if n.Silent {
			head += "silent "
		}
		p.op(head+nodeString(n.Name), n.Input)
	default:
		p.op(fmt.Sprintf("%T", n))
	}
}

func limit(n int64) string {
	if n < 0 {
		return "_"
	}
	return strconv.FormatInt(n, 10)
}

func (p *printer) bgp(n *BGP) {
	p.b.WriteString("(bgp")
	p.indent++
	for _, t := range n.Triples {
		p.newline()
		p.b.WriteString("(" + nodeString(t.S) + " " + predicateString(t) + " " + nodeString(t.O) + ")")
	}
	p.indent--
	p.b.WriteByte(')')
}

func (p *printer) values(n *Values) {
	p.b.WriteString("(values (" + vars(n.Vars) + ")")
	p.indent++
	for _, row := range n.Rows {
		p.newline()
		cells := make([]string, len(row))
		for i, t := range row {
			if cells[i] = t.String(); t.IsZero() {
				cells[i] = "undef"
			}
		}
		p.b.WriteString("(" + strings.Join(cells, " ") + ")")
	}
	p.indent--
	p.b.WriteByte(')')
}

func predicateString(t sparql.Triple) string {
	if t.PVar != "" {
		return varString(t.PVar)
	}
	return sparql.PathString(t.Path)
}

func nodeString(n sparql.Node) string {
	if n.IsVar() {
		return varString(n.Var)
	}
	return n.Term.String()
}

func varString(v Var) string {
	if v.IsBlank() {
		return string(v)
	}
	return "?" + string(v)
}

func vars(list []Var) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = varString(v)
	}
	return strings.Join(out, " ")
}

func aggregations(list []Aggregation) string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = "(" + varString(a.Var) + " " + sparql.ExprString(&a.Aggregate) + ")"
	}
	return strings.Join(out, " ")
}

func keys(list []sparql.OrderKey) string {
	out := make([]string, len(list))
	for i, k := range list {
		if out[i] = exprString(k.Expr); k.Desc {
			out[i] = "(desc " + out[i] + ")"
		}
	}
	return strings.Join(out, " ")
}

// exprString puts brackets around what is more than one word.
func exprString(e sparql.Expr) string {
	s := sparql.ExprString(e)
	switch e.(type) {
	case *sparql.ExprVar, *sparql.ExprTerm, *sparql.Call, *sparql.Aggregate:
		return s
	}
	return "(" + s + ")"
}
