package algebra

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// Route yields the edges of the shortest paths between two nodes of the active graph, all of them, path by path and edge
// by edge in order. A node has no edges to itself here: from = to gives nothing.
//
// It is written like a call to a service:
//
//	SERVICE io:shortestPath {
//	  ?path io:from <a> ; io:to ?b ; io:step ?i ; io:start ?x ; io:edge ?p ; io:end ?y ;
//	        io:along skos:broader, skos:related ; io:direction "both" ; io:maxLength 6 ; io:limit 10 }
//
// Only io:from and io:to must be there; an end that is a variable is bound in the group around. Without io:along every
// predicate may be walked; io:direction is forward (the default), backward or both; io:limit counts paths. The path search
// of GraphDB (path:findPath path:shortestPath ; path:sourceNode ...) is read as well.
type Route struct {
	From, To  sparql.Node
	Along     []rdf.Term
	Forward   bool // edges are walked from subject to object
	Backward  bool // and, or, from object to subject
	MaxLength int  // 0 for none
	Limit     int  // paths for each pair of ends; 0 for none
	Base      int  // the number of the first path and step
	Path      Var  // number of the path; this and those that follow may be ""
	Step      Var  // number of the edge within it
	Start     Var  // where the step begins
	Edge      Var  // its predicate
	End       Var  // where it ends
}

func (*Route) node() {}

const (
	io           = "https://w3id.org/concord/def#"
	graphDB      = "http://www.ontotext.com/path#"
	ShortestPath = io + "shortestPath" // the service that is no service
)

// Outputs are the variables that a route binds beside its ends, in the order path, step, start, edge, end; "" where nobody
// asks.
func (r *Route) Outputs() [5]Var { return [5]Var{r.Path, r.Step, r.Start, r.Edge, r.End} }

// Vars are all the variables of a route, each once.
func (r *Route) Vars() (out []Var) {
	o := r.Outputs()
	for _, v := range append([]Var{r.From.Var, r.To.Var}, o[:]...) {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// route reads a call of the service; ok is false where it is another one.
func (t *translator) route(s *sparql.Service) (n Node, ok bool) {
	name := s.Name.Term.Value
	if s.Name.IsVar() || name != ShortestPath && name != graphDB+"search" {
		return nil, false
	}
	r := &Route{Forward: true, Base: 1}
	err := r.read(s.Group)
	if err == nil && (r.From == sparql.Node{} || r.To == sparql.Node{}) {
		err = fmt.Errorf("a shortest path needs both of its ends")
	}
	if err != nil && t.err == nil {
		t.err = &rdf.SyntaxError{Offset: -1, Caret: -1, Msg: err.Error(),
			Expected: "something like SERVICE io:shortestPath { ?path io:from <a> ; io:to <b> ; io:step ?i ; io:start ?x ; io:edge ?p ; io:end ?y }"}
	}
	return r, true
}

func (r *Route) read(g *sparql.Group) error {
	for _, e := range g.Elements {
		block, ok := e.(*sparql.Triples)
		if !ok {
			return fmt.Errorf("a shortest path is described by triples alone")
		}
		for _, x := range block.Patterns {
			p, ok := x.Path.(*sparql.PathIRI)
			if !ok {
				return fmt.Errorf("a shortest path is described by plain predicates; name those to be walked with io:along")
			}
			if x.S.IsVar() && !x.S.Var.IsBlank() {
				r.Path = x.S.Var
			}
			if err := r.set(p.IRI, x.O); err != nil {
				return err
			}
		}
	}
	return nil
}

// set reads one property of the description.
func (r *Route) set(property string, o sparql.Node) error {
	switch property {
	case io + "from", graphDB + "sourceNode":
		r.From = o
	case io + "to", graphDB + "destinationNode":
		r.To = o
	case io + "step", graphDB + "resultBindingIndex":
		return variable(property, o, &r.Step)
	case io + "start", graphDB + "startNode":
		return variable(property, o, &r.Start)
	case io + "edge", graphDB + "propertyBinding":
		return variable(property, o, &r.Edge)
	case io + "end", graphDB + "endNode":
		return variable(property, o, &r.End)
	case graphDB + "pathIndex":
		return variable(property, o, &r.Path)
	case io + "along":
		if o.Term.Kind != rdf.IRI {
			return fmt.Errorf("io:along names predicates, and %s is none", nodeString(o))
		}
		r.Along = append(r.Along, o.Term)
	case io + "direction":
		return r.turn(o)
	case io + "maxLength", graphDB + "maxPathLength":
		return number(property, o, &r.MaxLength)
	case io + "limit":
		return number(property, o, &r.Limit)
	default:
		return r.setGraphDB(property, o)
	}
	return nil
}

func (r *Route) setGraphDB(property string, o sparql.Node) error {
	switch property {
	case graphDB + "findPath":
		r.Base, r.Path = 0, "" // the subject names the search there
		if o.Term.Value != graphDB+"shortestPath" {
			return fmt.Errorf("of the path searches of GraphDB only path:shortestPath is known here, not %s", nodeString(o))
		}
	case graphDB + "bidirectional":
		r.Backward = o.Term.Value == "true" || o.Term.Value == "1"
	case graphDB + "poolSize":
	default:
		return fmt.Errorf("a shortest path has no property <%s>", property)
	}
	return nil
}

func (r *Route) turn(o sparql.Node) error {
	switch strings.ToLower(o.Term.Value) {
	case "forward":
		r.Forward, r.Backward = true, false
	case "backward":
		r.Forward, r.Backward = false, true
	case "both":
		r.Forward, r.Backward = true, true
	default:
		return fmt.Errorf(`io:direction is "forward", "backward" or "both", not %s`, nodeString(o))
	}
	return nil
}

func variable(property string, o sparql.Node, to *Var) error {
	if !o.IsVar() {
		return fmt.Errorf("<%s> gives a value, so it needs a variable, not %s", property, o.Term)
	}
	*to = o.Var
	return nil
}

func number(property string, o sparql.Node, to *int) error {
	n, err := strconv.Atoi(o.Term.Value)
	if err != nil || n < 1 || o.Term.Datatype != rdf.XSDInteger {
		return fmt.Errorf("<%s> is a whole number from 1, not %s", property, nodeString(o))
	}
	*to = n
	return nil
}

func routeStep(r *Route) *Step {
	s := &Step{Operator: "route", Detail: nodeString(r.From) + " " + nodeString(r.To)}
	for _, t := range r.Along {
		s.Detail += " " + t.String()
	}
	if r.Backward {
		s.Detail += map[bool]string{true: " both ways", false: " backward"}[r.Forward]
	}
	if r.MaxLength > 0 {
		s.Detail += fmt.Sprintf(" length %d", r.MaxLength)
	}
	if r.Limit > 0 {
		s.Detail += fmt.Sprintf(" limit %d", r.Limit)
	}
	s.Detail += " ->"
	for _, v := range r.Outputs() {
		if v != "" {
			s.Detail += " " + varString(v)
		}
	}
	return s
}
