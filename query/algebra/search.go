package algebra

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// The predicates that are no predicates but full-text search.
const (
	SearchIRI    = "https://w3id.org/concord/def#search"
	jenaQueryIRI = "http://jena.apache.org/text#query"
)

// Search yields the literals that match a text and are the object of a triple of the active graph, each once: the literal,
// a score (xsd:double, higher is better) and the place that matched. Score and Snippet are "" where nobody asks.
//
// It is written as
//
//	?literal io:search "text"
//	(?literal ?score ?snippet) io:search ("text" "en" 10)
//
// with a language and a limit in any order; the language may also be the tag of the text. It is joined with what stands
// around it. The text:query of Apache Jena is read as well: (?s ?score ?literal ?graph ?property) text:query (property
// ... "text" limit "lang:en") is a search joined with the triples that have the literal, best first where there is a limit.
type Search struct {
	Text, Lang              string
	Limit                   int // 0 for none
	Literal, Score, Snippet Var
}

func (*Search) node() {}

// searches takes the search patterns out of a block, and the lists that are their arguments.
func (t *translator) searches(block []sparql.Triple) (found []Node, rest []sparql.Triple) {
	if !slices.ContainsFunc(block, isSearch) {
		return nil, block
	}
	used := make([]bool, len(block))
	for i, x := range block {
		if !isSearch(x) {
			continue
		}
		used[i] = true
		n, err := t.search(x, list(x.S, block, used), list(x.O, block, used))
		if err != nil && t.err == nil {
			t.err = &rdf.SyntaxError{Offset: -1, Caret: -1, Msg: err.Error(),
				Expected: `something like (?literal ?score ?snippet) io:search ("words" "en" 10)`}
		}
		found = append(found, n)
	}
	for i, x := range block {
		if !used[i] {
			rest = append(rest, x)
		}
	}
	return found, rest
}

func isSearch(x sparql.Triple) bool {
	p, ok := x.Path.(*sparql.PathIRI)
	return ok && (p.IRI == SearchIRI || p.IRI == jenaQueryIRI)
}

// list reads an RDF collection of a block, and marks its triples as used; a node that begins none stands for itself.
func list(n sparql.Node, block []sparql.Triple, used []bool) (items []sparql.Node) {
	at := n
	for steps := 0; at.Var.IsBlank() && steps <= len(block); steps++ {
		first, rest := cell(at.Var, rdf.RDFFirst, block), cell(at.Var, rdf.RDFRest, block)
		if first < 0 || rest < 0 {
			break
		}
		used[first], used[rest] = true, true
		items, at = append(items, block[first].O), block[rest].O
	}
	if at == n {
		return []sparql.Node{n}
	}
	return items
}

func cell(v Var, predicate string, block []sparql.Triple) int {
	return slices.IndexFunc(block, func(x sparql.Triple) bool {
		p, ok := x.Path.(*sparql.PathIRI)
		return ok && p.IRI == predicate && x.S.Var == v
	})
}

func (t *translator) search(x sparql.Triple, left, right []sparql.Node) (Node, error) {
	for _, n := range left {
		if !n.IsVar() {
			return &BGP{}, fmt.Errorf("a search gives its results in variables, and %s is none", n.Term)
		}
	}
	for _, n := range right {
		if n.IsVar() {
			return &BGP{}, fmt.Errorf("what is searched for must stand in the query, and %s is a variable", varString(n.Var))
		}
	}
	if x.Path.(*sparql.PathIRI).IRI == jenaQueryIRI {
		return t.jenaSearch(left, right)
	}
	if len(left) > 3 {
		return &BGP{}, fmt.Errorf("a search gives a literal, a score and a snippet, not %d values", len(left))
	}
	s := &Search{Literal: left[0].Var}
	for i, to := range []*Var{&s.Score, &s.Snippet} {
		if len(left) > i+1 {
			*to = left[i+1].Var
		}
	}
	return s, s.arguments(right)
}

// arguments reads the text, then a language and a limit in any order.
func (s *Search) arguments(list []sparql.Node) error {
	if len(list) == 0 || !isText(list[0].Term) {
		return fmt.Errorf("a search needs the text to look for")
	}
	s.Text, s.Lang = list[0].Term.Value, list[0].Term.Lang
	for _, n := range list[1:] {
		if ok, err := s.limit(n.Term); ok || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if lang, jena := strings.CutPrefix(n.Term.Value, "lang:"); isText(n.Term) && (jena || isTag(lang)) {
			s.Lang = lang
			continue
		}
		if isText(n.Term) && strings.HasPrefix(n.Term.Value, "highlight:") {
			continue // our snippets always show what matched
		}
		return fmt.Errorf("a search takes a text, a language and a limit, and cannot read %s", n.Term)
	}
	return nil
}

func (s *Search) limit(t rdf.Term) (ok bool, err error) {
	if t.Kind != rdf.Literal || t.Datatype != rdf.XSDInteger {
		return false, nil
	}
	n, err := strconv.Atoi(t.Value)
	if err != nil || n < 1 {
		return false, fmt.Errorf("the limit of a search is a number from 1, not %s", t.Value)
	}
	s.Limit = n
	return true, nil
}

func isText(t rdf.Term) bool {
	return t.Kind == rdf.Literal && (t.Lang != "" || t.Datatype == rdf.XSDString || t.Datatype == "")
}

func isTag(s string) bool {
	return s != "" && len(s) <= 35 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
}

// jenaSearch is (?s ?score ?literal ?graph ?property) text:query (property ... "text" limit "lang:xx").
func (t *translator) jenaSearch(left, right []sparql.Node) (Node, error) {
	if len(left) > 5 {
		return &BGP{}, fmt.Errorf("text:query gives a subject, a score, a literal, a graph and a property, not %d values", len(left))
	}
	at := func(i int) Var {
		if i < len(left) {
			return left[i].Var
		}
		return t.name("_:.s")
	}
	subject, score, literal := at(0), at(1), at(2)
	s := &Search{Literal: literal, Score: score}
	var props [][]rdf.Term
	for len(right) > 0 && right[0].Term.Kind == rdf.IRI {
		props, right = append(props, []rdf.Term{right[0].Term}), right[1:]
	}
	if err := s.arguments(right); err != nil {
		return &BGP{}, err
	}
	prop := at(4)
	var triples Node = &BGP{Triples: []sparql.Triple{{S: sparql.Node{Var: subject}, PVar: prop, O: sparql.Node{Var: literal}}}}
	if props != nil {
		triples = &Join{&Values{Vars: []Var{prop}, Rows: props}, triples}
	}
	if len(left) > 3 {
		triples = &Graph{Name: left[3], Input: triples}
	}
	limit := s.Limit
	s.Limit = 0 // it counts what has such a literal, not literals
	n := Node(&Join{s, triples})
	if limit > 0 {
		n = &Slice{&OrderBy{n, []sparql.OrderKey{{Expr: &sparql.ExprVar{Var: score}, Desc: true}}}, 0, int64(limit)}
	}
	return n, nil
}

func searchStep(n *Search) *Step {
	s := &Step{Operator: "search", Detail: strconv.Quote(n.Text)}
	if n.Lang != "" {
		s.Detail += " " + n.Lang
	}
	if n.Limit > 0 {
		s.Detail += " " + strconv.Itoa(n.Limit)
	}
	s.Detail += " ->"
	for _, v := range n.Vars() {
		s.Detail += " " + varString(v)
	}
	return s
}

// Vars are the variables that a search binds.
func (s *Search) Vars() []Var {
	out := []Var{s.Literal}
	for _, v := range []Var{s.Score, s.Snippet} {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
