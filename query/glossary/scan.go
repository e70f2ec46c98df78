package glossary

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// node is a thing with its properties, by their addresses.
type node = map[string][]rdf.Term

// reader reads things over all graphs of a snapshot, each thing once.
type reader struct {
	ctx       context.Context
	snap      index.Snapshot
	bySubject index.Order
	byBoth    index.Order // begins with the predicate
	byObject  index.Order
	nodes     map[rdf.Term]node
	room      [][]index.ID
}

func newReader(ctx context.Context, snap index.Snapshot) (*reader, error) {
	r := &reader{ctx: ctx, snap: snap, nodes: map[rdf.Term]node{}, room: [][]index.ID{make([]index.ID, 512), make([]index.ID, 512)}}
	var ok [3]bool
	r.bySubject, ok[0] = choose(snap.Caps(), index.SPO, index.SOP)
	r.byBoth, ok[1] = choose(snap.Caps(), index.PSO, index.POS)
	r.byObject, ok[2] = choose(snap.Caps(), index.OPS, index.OSP)
	if ok != [3]bool{true, true, true} {
		return nil, fmt.Errorf("read the vocabulary: %w", index.ErrNoOrder)
	}
	return r, nil
}

func choose(c index.Caps, orders ...index.Order) (index.Order, bool) {
	for _, o := range orders {
		if c.Has(o) {
			return o, true
		}
	}
	return 0, false
}

// pairs gives what stands in the two columns after the first of an order, as terms.
func (r *reader) pairs(o index.Order, first rdf.Term) ([][2]rdf.Term, error) {
	var id [1]index.ID
	if err := r.snap.IDs(r.ctx, []rdf.Term{first}, id[:]); err != nil || id[0] == 0 {
		return nil, err
	}
	cur, err := r.snap.Scan(r.ctx, index.Scan{Order: o, Prefix: id[:], Cols: 0b110, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	var flat []index.ID
	for {
		n, err := cur.Next(r.room)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = r.ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		for i := range n {
			flat = append(flat, r.room[0][i], r.room[1][i])
		}
	}
	terms := make([]rdf.Term, len(flat))
	if err := r.snap.Terms(r.ctx, flat, terms); err != nil {
		return nil, err
	}
	out := make([][2]rdf.Term, len(flat)/2)
	for i := range out {
		out[i] = [2]rdf.Term{terms[2*i], terms[2*i+1]}
	}
	return out, nil
}

// node reads a thing; one that the graph does not have is empty.
func (r *reader) node(iri string) (node, error) { return r.nodeOf(rdf.NewIRI(iri)) }

// nodeOf is node for blank nodes too.
func (r *reader) nodeOf(thing rdf.Term) (node, error) {
	if n, ok := r.nodes[thing]; ok {
		return n, nil
	}
	rows, err := r.pairs(r.bySubject, thing)
	if err != nil {
		return nil, err
	}
	n := node{}
	for _, row := range rows {
		p, o := row[0], row[1]
		if r.bySubject.Columns()[1] != index.Predicate {
			p, o = o, p
		}
		n[p.Value] = append(n[p.Value], o)
	}
	for _, values := range n {
		slices.SortFunc(values, rdf.Compare)
	}
	r.nodes[thing] = n
	return n, nil
}

// instances are the things of a class, by their addresses.
func (r *reader) instances(class string) ([]string, error) {
	return r.subjects(ontology.RDFType, rdf.NewIRI(class))
}

// subjects are the things that have a value in a property, by their addresses.
func (r *reader) subjects(property string, value rdf.Term) ([]string, error) {
	rows, err := r.pairs(r.byObject, value)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, row := range rows {
		p, s := row[0], row[1]
		if r.byObject.Columns()[1] != index.Predicate {
			p, s = s, p
		}
		if p.Value == property && s.Kind == rdf.IRI {
			out = append(out, s.Value)
		}
	}
	slices.Sort(out)
	return out, nil
}

// column gives subjects and objects of a property, in the order of their addresses.
func (r *reader) column(property string) ([][2]rdf.Term, error) {
	rows, err := r.pairs(r.byBoth, rdf.NewIRI(property))
	if err != nil {
		return nil, err
	}
	if r.byBoth.Columns()[1] != index.Subject {
		for i, row := range rows {
			rows[i] = [2]rdf.Term{row[1], row[0]}
		}
	}
	slices.SortFunc(rows, func(a, b [2]rdf.Term) int {
		return cmp.Or(rdf.Compare(a[0], b[0]), rdf.Compare(a[1], b[1]))
	})
	return rows, nil
}

// named is what a thing is called.
func (r *reader) named(iri string) (string, error) {
	n, err := r.node(iri)
	if err != nil {
		return "", err
	}
	for _, p := range []string{ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel} {
		if t := bestText(n[p]); t.Value != "" {
			return t.Value, nil
		}
	}
	return strings.ReplaceAll(lastSegment(iri), "-", " "), nil
}

// checkState is the best state of the evidence of a thing.
func (r *reader) checkState(n node) (string, error) {
	best := "unknown"
	for _, t := range n[ontology.IOHasEvidence] {
		e, err := r.node(t.Value)
		if err != nil {
			return "", err
		}
		for _, s := range e[ontology.IOCheckState] {
			best = better(best, lastSegment(s.Value))
		}
	}
	return best, nil
}

// names are the preferred names of a thing, by language.
func names(n node) []Name {
	out := []Name{}
	for _, t := range n[ontology.SKOSPrefLabel] {
		out = append(out, Name{t.Value, t.Lang})
	}
	slices.SortFunc(out, func(a, b Name) int { return cmp.Or(strings.Compare(a.Lang, b.Lang), strings.Compare(a.Text, b.Text)) })
	return out
}

// bestText prefers English, then no language, then the first.
func bestText(texts []rdf.Term) rdf.Term {
	var best rdf.Term
	rank := 9
	for _, t := range texts {
		r := 3
		switch {
		case strings.HasPrefix(strings.ToLower(t.Lang), "en"):
			r = 1
		case t.Lang == "":
			r = 2
		}
		if t.Kind == rdf.Literal && (r < rank || r == rank && t.Value < best.Value) {
			best, rank = t, r
		}
	}
	return best
}

func first(terms []rdf.Term) string {
	if len(terms) == 0 {
		return ""
	}
	return terms[0].Value
}

func lastSegment(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }
