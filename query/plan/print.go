package plan

import (
	"fmt"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Operator is an operator of a plan as it is shown: one of a tree.
type Operator struct {
	Name     string      `json:"operator"` // the kind: scan, lookup, join ...
	Text     string      `json:"text"`     // the whole line
	Expected float64     `json:"expectedRows"`
	Cost     float64     `json:"cost"`             // expected work of the operator and of those below, in rows touched
	Sorted   []string    `json:"sorted,omitempty"` // variables by whose IDs the rows come sorted
	Run      *Run        `json:"run,omitempty"`    // what happened; nil where nothing was run
	Exists   []*Existing `json:"exists,omitempty"` // the patterns of EXISTS in its expressions
	Inputs   []*Operator `json:"inputs,omitempty"`
}

// Run is what an operator did.
type Run struct {
	Rows    int64   `json:"rows"`
	Opens   int64   `json:"opens"`             // how often it was started; 0: never
	Parts   int64   `json:"parts,omitempty"`   // in how many parts its rows were made; 0: in one
	Workers int64   `json:"workers,omitempty"` // that made parts beside each other; 0: none
	Millis  float64 `json:"milliseconds"`      // with the operators below it, that of all workers added
	Memory  int64   `json:"memoryBytes"`       // the most that it held itself
}

// Existing is the pattern of an EXISTS: planned as Plan, or planned anew for each binding.
type Existing struct {
	How     string    `json:"how"`
	Pattern string    `json:"pattern,omitempty"`
	Plan    *Operator `json:"plan,omitempty"`
}

// Printer writes plans down. Name gives the text of an ID; Run, where set, what is known of a node's run.
type Printer struct {
	Name func(index.ID) string
	Run  func(Node) *Run
}

// Tree shows a plan as a tree of operators.
func (p Printer) Tree(n Node) *Operator {
	if n == nil {
		return nil
	}
	s := n.Out()
	o := &Operator{Name: nameOf(n), Text: p.line(n), Expected: s.Rows, Cost: s.Cost}
	for _, v := range s.Sorted {
		o.Sorted = append(o.Sorted, string(v))
	}
	if p.Run != nil {
		o.Run = p.Run(n)
	}
	for _, e := range exprsOf(n) {
		for _, x := range e.Exists {
			o.Exists = append(o.Exists, p.existing(x))
		}
	}
	for _, k := range n.Kids() {
		o.Inputs = append(o.Inputs, p.Tree(k))
	}
	return o
}

// nameOf is the kind of a node as one word: that of its Go type.
func nameOf(n Node) string {
	name := fmt.Sprintf("%T", n)
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}

func (p Printer) existing(x *Exists) *Existing {
	switch {
	case x.Sub == nil:
		return &Existing{How: "once per binding of " + list(x.Shared), Pattern: algebra.String(x.Pattern)}
	case x.Feed != nil:
		return &Existing{How: "semi-join fed with " + list(x.Shared) + onlyIf(x.Conds), Plan: p.Tree(x.Sub)}
	}
	return &Existing{How: "hash semi-join on " + list(x.Shared) + onlyIf(x.Conds), Plan: p.Tree(x.Sub)}
}

func onlyIf(conds []*Expr) string {
	if len(conds) == 0 {
		return ""
	}
	return " if " + exprList(conds)
}

// String prints a plan as a tree, one operator a line with its estimated rows.
func (p Printer) String(n Node) string { return p.Tree(n).String() }

// String prints the tree, one operator a line.
func (o *Operator) String() string {
	var s strings.Builder
	o.print(&s, "")
	return s.String()
}

func (o *Operator) print(s *strings.Builder, indent string) {
	if o == nil {
		return
	}
	fmt.Fprintf(s, "%s%s  (about %s rows%s)\n", indent, o.Text, count(o.Expected), o.Run)
	for _, x := range o.Exists {
		fmt.Fprintf(s, "%s  exists, %s:\n", indent, x.How)
		if x.Plan != nil {
			x.Plan.print(s, indent+"    ")
			continue
		}
		for _, l := range strings.Split(strings.TrimRight(x.Pattern, "\n"), "\n") {
			fmt.Fprintf(s, "%s    %s\n", indent, l)
		}
	}
	for _, k := range o.Inputs {
		k.print(s, indent+"  ")
	}
}

// String is a remark behind the expected rows.
func (r *Run) String() string {
	switch {
	case r == nil:
		return ""
	case r.Opens == 0:
		return "; never run"
	}
	note := fmt.Sprintf("; in truth %d in %.3f ms", r.Rows, r.Millis)
	if r.Opens > 1 {
		note += fmt.Sprintf(", %d runs", r.Opens)
	}
	if r.Parts > 0 {
		note += fmt.Sprintf(", %d parts", r.Parts)
	}
	if r.Workers > 0 {
		note += fmt.Sprintf(" by %d workers", r.Workers)
	}
	if r.Memory > 0 {
		note += fmt.Sprintf(", %d KiB", (r.Memory+1023)>>10)
	}
	return note
}

func exprsOf(n Node) []*Expr {
	switch n := n.(type) {
	case *Filter:
		return n.Conds
	case *Extend:
		return []*Expr{n.Expr}
	case *Join:
		if n.Cond != nil {
			return []*Expr{n.Cond}
		}
	case *Sort:
		var out []*Expr
		for _, k := range n.Keys {
			out = append(out, k.Expr)
		}
		return out
	}
	return nil
}

func (p Printer) line(n Node) string {
	switch n := n.(type) {
	case *Unit:
		return "one empty row"
	case *Empty:
		return "nothing"
	case *Input:
		return "bindings of " + list(n.Vars)
	case *Values:
		return fmt.Sprintf("values %s: %d rows", list(n.Vars), len(n.Table))
	case *RangeScan:
		return fmt.Sprintf("scan %v/%d  %s where %s", n.Order, n.Bound, p.pattern(&n.Pattern), p.ranges(n))
	case *Scan:
		return fmt.Sprintf("scan %v/%d  %s", n.Order, n.Bound, p.pattern(&n.Pattern))
	case *Tally:
		what := "values"
		if len(n.Vars) > 1 {
			what = "counts"
		}
		return fmt.Sprintf("%s of ?%s %v/%d  %s", what, n.Vars[0], n.Order, n.Bound, p.pattern(&n.Pattern))
	case *Lookup:
		return fmt.Sprintf("lookup %v/%d+%d  %s", n.Order, n.Bound, n.Keys, p.pattern(&n.Pattern))
	case *Search:
		return fmt.Sprintf("search %q", n.Algebra.Text) + p.ref(n.Graph) + "  as " + list(n.Vars)
	case *Route:
		return fmt.Sprintf("shortest paths  %s %s%s", p.node(n.Algebra.From), p.node(n.Algebra.To), p.ref(n.Graph))
	case *PathScan:
		return fmt.Sprintf("path  %s %s %s%s", p.node(n.Source.S), sparql.PathString(n.Source.Path), p.node(n.Source.O), p.ref(n.Graph))
	case *PathTally:
		return fmt.Sprintf("%s of path  %s %s %s%s", n.what(), p.node(n.Source.S), sparql.PathString(n.Source.Path), p.node(n.Source.O), p.ref(n.Graph))
	case *Join:
		return p.join(n)
	case *JoinTally:
		return n.what()
	case *Weighted:
		return n.what()
	case *Filter:
		return "filter " + exprList(n.Conds)
	case *Extend:
		return fmt.Sprintf("extend ?%s = %s", n.Var, show(n.Expr.Source))
	case *Union:
		return fmt.Sprintf("union of %d", len(n.Inputs))
	case *GraphApply:
		return fmt.Sprintf("for each of %d graphs as ?%s", len(n.Graphs), n.Var)
	case *Group:
		return p.group(n)
	case *Sort:
		return p.sort(n)
	case *Project:
		return "project " + list(n.Vars)
	case *Distinct:
		if n.By != "" {
			return "distinct, by runs of ?" + string(n.By)
		}
		return "distinct"
	case *Arrange:
		return "arrange by ?" + string(n.By) + " near ?" + string(n.Near)
	case *Slice:
		return fmt.Sprintf("slice offset %d limit %d", n.Offset, n.Limit)
	case *Service:
		if n.Algebra.Name.IsVar() {
			return "service ?" + string(n.Algebra.Name.Var)
		}
		return "service " + p.Name(n.Name)
	}
	return fmt.Sprintf("%T", n)
}

// ranges shows the filters that a scan by ranges stands for.
func (p Printer) ranges(n *RangeScan) string {
	var conds []string
	for _, e := range n.conds {
		conds = append(conds, show(e))
	}
	return fmt.Sprintf("%s: %d ranges", strings.Join(conds, " and "), len(n.Ranges))
}

func keyList(keys []Key) string {
	var out []string
	for _, k := range keys {
		s := "?" + string(k.Var)
		if k.With != "" {
			s += " = ?" + string(k.With)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func (p Printer) join(n *Join) string {
	kind := [...]string{Inner: "join", LeftOut: "left join", Anti: "minus"}[n.Kind]
	how := "hash "
	if n.Feed != nil {
		how = "fed "
	}
	if n.Merge {
		how = "merge "
	}
	out := how + kind + " on " + keyList(n.Keys)
	if len(n.Keys) == 0 {
		out = how + kind + ", all pairs"
	}
	if n.Cond != nil {
		out += " if " + show(n.Cond.Source)
	}
	return out
}

// what says what a JoinTally yields.
func (n *JoinTally) what() string {
	kind := [...]string{Inner: "join", LeftOut: "left join", Anti: "anti-join", Semi: "semi-join", Sum: "union"}[n.Kind]
	switch {
	case !n.Each && len(n.Vars) > 0 && n.Vars[0] != n.Key:
		kind = "count of " + kind
	case len(n.Vars) > 1:
		kind = "counts of " + kind
	}
	return kind + " by runs of ?" + string(n.Key)
}

func (p Printer) group(n *Group) string {
	var keys []Var
	keys = append(keys, n.Vars[:len(n.Keys)]...)
	out := "group by " + list(keys)
	for i, a := range n.Aggs {
		spec := a.Spec
		out += fmt.Sprintf("; ?%s = %s", n.Vars[len(n.Keys)+i], sparql.ExprString(&spec))
	}
	return out
}

func (p Printer) sort(n *Sort) string {
	var keys []string
	for _, k := range n.Keys {
		s := show(k.Expr.Source)
		if k.Desc {
			s += " descending"
		}
		keys = append(keys, s)
	}
	out := "sort by " + strings.Join(keys, ", ")
	if n.Limit > 0 {
		out = fmt.Sprintf("first %d %s", n.Limit, out)
	}
	return out
}

func (p Printer) pattern(x *Pattern) string {
	pred := "?" + string(x.Source.PVar)
	if x.Source.PVar == "" {
		pred = p.Name(x.Slots[1].ID)
	}
	return fmt.Sprintf("%s %s %s%s", p.node(x.Source.S), pred, p.node(x.Source.O), p.ref(x.Graph))
}

func (p Printer) ref(g GraphRef) string {
	switch {
	case g.Active:
		return "  in the active graph"
	case g.Var != "":
		return "  in graph ?" + string(g.Var)
	case g.Set.Mode == index.Union:
		return "  in all graphs"
	case g.Set.Mode == index.Unnamed:
		return ""
	}
	var names []string
	for _, id := range g.Set.Graphs {
		names = append(names, p.Name(id))
	}
	return "  in " + strings.Join(names, ", ")
}

func (p Printer) node(n sparql.Node) string {
	if n.IsVar() {
		return "?" + string(n.Var)
	}
	return n.Term.String()
}

func list(vs []Var) string {
	if len(vs) == 0 {
		return "nothing"
	}
	var out []string
	for _, v := range vs {
		out = append(out, "?"+string(v))
	}
	return strings.Join(out, " ")
}

func exprList(es []*Expr) string {
	var out []string
	for _, e := range es {
		out = append(out, show(e.Source))
	}
	return strings.Join(out, " && ")
}

func count(x float64) string {
	switch {
	case x < 10:
		return fmt.Sprintf("%.1f", x)
	case x < 1e9:
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1e", x)
}

// show prints an expression; EXISTS only by its name, its pattern is printed below.
func show(e sparql.Expr) string {
	if x, ok := e.(*algebra.Exists); ok {
		if x.Not {
			return "not exists"
		}
		return "exists"
	}
	return strings.Join(strings.Fields(sparql.ExprString(e)), " ")
}
