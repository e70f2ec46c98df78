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

// Step is an operator as it is shown: what it is and does, the lines it holds itself (patterns, rows), and its inputs.
type Step struct {
	Operator string   `json:"operator"`
	Detail   string   `json:"detail,omitempty"`
	Lines    []string `json:"lines,omitempty"`
	Inputs   []*Step  `json:"inputs,omitempty"`
}

// Outline shows a tree as a tree of steps.
func Outline(n Node) *Step {
	s, inputs := describe(n)
	for _, k := range inputs {
		s.Inputs = append(s.Inputs, Outline(k))
	}
	return s
}

func (p *printer) node(n Node) {
	s, inputs := describe(n)
	p.b.WriteString("(" + s.Operator)
	if s.Detail != "" {
		p.b.WriteString(" " + s.Detail)
	}
	p.indent++
	for _, l := range s.Lines {
		p.newline()
		p.b.WriteString("(" + l + ")")
	}
	for _, k := range inputs {
		p.newline()
		p.node(k)
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

// describe says what a node is, without its inputs.
func describe(n Node) (s *Step, inputs []Node) {
	switch n := n.(type) {
	case *BGP:
		return bgpStep(n), nil
	case *Path:
		return &Step{Operator: "path", Detail: nodeString(n.S) + " " + sparql.PathString(n.Path) + " " + nodeString(n.O)}, nil
	case *Join:
		return &Step{Operator: "join"}, []Node{n.Left, n.Right}
	case *LeftJoin:
		s := &Step{Operator: "leftjoin"}
		if n.Expr != nil {
			s.Detail = exprString(n.Expr)
		}
		return s, []Node{n.Left, n.Right}
	case *Filter:
		return &Step{Operator: "filter", Detail: exprString(n.Expr)}, []Node{n.Input}
	case *Union:
		return &Step{Operator: "union"}, []Node{n.Left, n.Right}
	case *Minus:
		return &Step{Operator: "minus"}, []Node{n.Left, n.Right}
	case *Graph:
		return &Step{Operator: "graph", Detail: nodeString(n.Name)}, []Node{n.Input}
	case *Extend:
		return &Step{Operator: "extend", Detail: varString(n.Var) + " " + exprString(n.Expr)}, []Node{n.Input}
	case *Values:
		return valuesStep(n), nil
	case *Route:
		return routeStep(n), nil
	case *Search:
		return searchStep(n), nil
	}
	return describeModifier(n)
}

func describeModifier(n Node) (s *Step, inputs []Node) {
	switch n := n.(type) {
	case *Group:
		return &Step{Operator: "group", Detail: "(" + vars(n.Keys) + ") (" + aggregations(n.Aggregates) + ")"}, []Node{n.Input}
	case *OrderBy:
		return &Step{Operator: "order", Detail: "(" + keys(n.Keys) + ")"}, []Node{n.Input}
	case *Project:
		return &Step{Operator: "project", Detail: "(" + vars(n.Vars) + ")"}, []Node{n.Input}
	case *Distinct:
		return &Step{Operator: "distinct"}, []Node{n.Input}
	case *Reduced:
		return &Step{Operator: "reduced"}, []Node{n.Input}
	case *Slice:
		return &Step{Operator: "slice", Detail: fmt.Sprintf("%d %s", n.Offset, limit(n.Limit))}, []Node{n.Input}
	case *Service:
		detail := nodeString(n.Name)
		if n.Silent {
			detail = "silent " + detail
		}
		return &Step{Operator: "service", Detail: detail}, []Node{n.Input}
	}
	return &Step{Operator: fmt.Sprintf("%T", n)}, nil
}

func bgpStep(n *BGP) *Step {
	s := &Step{Operator: "bgp"}
	for _, t := range n.Triples {
		s.Lines = append(s.Lines, nodeString(t.S)+" "+predicateString(t)+" "+nodeString(t.O))
	}
	return s
}

func valuesStep(n *Values) *Step {
	s := &Step{Operator: "values", Detail: "(" + vars(n.Vars) + ")"}
	for _, row := range n.Rows {
		cells := make([]string, len(row))
		for i, t := range row {
			if cells[i] = t.String(); t.IsZero() {
				cells[i] = "undef"
			}
		}
		s.Lines = append(s.Lines, strings.Join(cells, " "))
	}
	return s
}

func limit(n int64) string {
	if n < 0 {
		return "_"
	}
	return strconv.FormatInt(n, 10)
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
