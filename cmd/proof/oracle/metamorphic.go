package oracle

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
)

// relation is a question whose answer follows from that of others: the rows of left are those of all of right
// together.
type relation struct {
	name        string
	left, right []string
	distinct    bool // as sets
}

// relations are the ways to make one.
var relations = []func(w *writer) relation{partition, reordered, wrapped, pathSequence, pathAlternative, pathInverse, pathPlus, pathPlus, counted}

// partition: every solution makes a condition true, false or an error.
func partition(w *writer) relation {
	g, p := w.inside(w.group(2)), w.condition(2)
	q := func(filter string) string { return prologue + "SELECT * { {" + g + "}" + filter + " }" }
	return relation{name: "partition", left: []string{q("")}, right: []string{
		q(" FILTER (" + p + ")"), q(" FILTER (!(" + p + "))"), q(" FILTER (!COALESCE(IF((" + p + "), true, true), false))")}}
}

// counted: a filter keeps as many solutions as make its condition true (NoREC).
func counted(w *writer) relation {
	g, p := w.inside(w.group(2)), w.condition(2)
	return relation{name: "counted",
		left:  []string{prologue + "SELECT (COUNT(*) AS ?n) { {" + g + "} FILTER (" + p + ") }"},
		right: []string{prologue + "SELECT (SUM(?hit) AS ?n) { { SELECT (COALESCE(IF((" + p + "), 1, 0), 0) AS ?hit) { {" + g + "} } } }"}}
}

// reordered: the order of what is joined does not matter.
func reordered(w *writer) relation {
	var parts []string
	for range 2 + w.r.IntN(3) {
		switch w.r.IntN(6) {
		case 0:
			parts = append(parts, w.group(1))
		case 1:
			parts = append(parts, w.values())
		default:
			parts = append(parts, w.triple())
		}
	}
	q := func() string { return prologue + "SELECT ?a ?b ?c ?d ?g ?x ?y { " + strings.Join(parts, " ") + " }" }
	r := relation{name: "reordered", left: []string{q()}}
	w.r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	r.right = []string{q()}
	return r
}

// wrapped: a group, a group in a group, and a sub-select of everything are the same.
func wrapped(w *writer) relation {
	g := w.group(3)
	return relation{name: "wrapped", left: []string{prologue + "SELECT * " + g}, right: []string{prologue + "SELECT * { { SELECT * " + g + " } }"}}
}

func (w *writer) inside(group string) string {
	return strings.TrimSuffix(strings.TrimPrefix(group, "{"), "}")
}

func between(body string) string { return prologue + "SELECT ?x ?y { " + body + " }" }

func pathSequence(w *writer) relation {
	p, q := w.path(2), w.path(2)
	return relation{name: "p/q", left: []string{between("?x (" + p + ")/(" + q + ") ?y")}, right: []string{between("?x " + p + " ?m . ?m " + q + " ?y")}}
}

func pathAlternative(w *writer) relation {
	p, q := w.path(2), w.path(2)
	return relation{name: "p|q", left: []string{between("?x (" + p + ")|(" + q + ") ?y")}, right: []string{between("?x " + p + " ?y"), between("?x " + q + " ?y")}}
}

func pathInverse(w *writer) relation {
	p := w.path(2)
	return relation{name: "^p", left: []string{between("?x ^(" + p + ") ?y")}, right: []string{between("?y " + p + " ?x")}}
}

// pathPlus: p+ is p followed by p*, and p* is p? followed by p*.
func pathPlus(w *writer) relation {
	p := w.path(1)
	if w.one(2) {
		return relation{name: "p*", distinct: true, left: []string{between("?x (" + p + ")* ?y")}, right: []string{between("?x (" + p + ")?/(" + p + ")* ?y")}}
	}
	return relation{name: "p+", distinct: true, left: []string{between("?x (" + p + ")+ ?y")}, right: []string{between("?x (" + p + ")/(" + p + ")* ?y")}}
}

// metamorphic asks one relation.
func (r *Report) metamorphic(o Options, b *bench, w *writer, seed uint64) {
	was := w.slices
	w.slices = false
	defer func() { w.slices = was }()
	x := pick(w.r, relations...)(w)
	left, err := b.union(x.left)
	right, err2 := b.union(x.right)
	if err = errors.Join(err, err2); err != nil {
		if !errors.As(err, new(*rdf.SyntaxError)) { // else not a query after all: a name bound twice
			r.Differences++
			fmt.Fprintf(o.Log, "# seed %d: %v\n%s\n%s\n", seed, err, strings.Join(x.left, "\n"), strings.Join(x.right, "\n"))
		}
		return
	}
	if x.distinct {
		left, right = slices.Compact(left), slices.Compact(right)
	}
	r.Metamorphic[x.name]++
	if slices.Equal(left, right) {
		return
	}
	r.Differences++
	fmt.Fprintf(o.Log, "# seed %d: %s does not hold\n", seed, x.name)
	for _, q := range b.quads {
		fmt.Fprintln(o.Log, "#", q)
	}
	fmt.Fprintf(o.Log, "%s\n# gives %d rows\n#   %s\n%s\n# give %d rows\n#   %s\n", strings.Join(x.left, "\n"), len(left),
		strings.Join(left, "\n#   "), strings.Join(x.right, "\n"), len(right), strings.Join(right, "\n#   "))
}

// union gives the rows of several queries together, sorted.
func (b *bench) union(queries []string) (out []string, err error) {
	for _, text := range queries {
		rows, err := b.ask(text, plan.Auto)
		if err != nil {
			return nil, err
		}
		out = append(out, texts(rows)...)
	}
	slices.Sort(out)
	return out, nil
}
