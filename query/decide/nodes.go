package decide

import (
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

// properties are the values of a node, by the IRI of the property.
type properties map[string][]rdf.Term

func (p properties) first(property string) rdf.Term {
	if v := p[property]; len(v) > 0 {
		return v[0]
	}
	return rdf.Term{}
}

// text is the value of a property for people: in English, else without a language, else any.
func (p properties) text(names ...string) string {
	for _, name := range names {
		best, rank := "", 9
		for _, t := range p[name] {
			r := 3
			switch {
			case strings.HasPrefix(strings.ToLower(t.Lang), "en"):
				r = 1
			case t.Lang == "":
				r = 2
			}
			if r < rank || r == rank && t.Value < best {
				best, rank = t.Value, r
			}
		}
		if best != "" {
			return best
		}
	}
	return ""
}

// view reads a snapshot, each node once.
type view struct {
	ctx   context.Context
	snap  index.Snapshot
	nodes map[string]properties
}

func newView(ctx context.Context, snap index.Snapshot) *view {
	return &view{ctx: ctx, snap: snap, nodes: map[string]properties{}}
}

// rows reads a scan whole, as quads in terms.
func (v *view) rows(s index.Scan) ([]rdf.Quad, error) {
	if !v.snap.Caps().Has(s.Order) {
		return nil, fmt.Errorf("read decisions: %w", index.ErrNoOrder)
	}
	s.Cols = index.AllCols
	cur, err := v.snap.Scan(v.ctx, s)
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	room := make([][]index.ID, 4)
	for i := range room {
		room[i] = make([]index.ID, 512)
	}
	var flat []index.ID
	for {
		n, err := cur.Next(room)
		if errors.Is(err, io.EOF) {
			return v.decode(flat, s.Order)
		}
		if err == nil {
			err = v.ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		for i := range n {
			flat = append(flat, room[0][i], room[1][i], room[2][i], room[3][i])
		}
	}
}

func (v *view) decode(flat []index.ID, o index.Order) ([]rdf.Quad, error) {
	terms := make([]rdf.Term, len(flat))
	if err := v.snap.Terms(v.ctx, flat, terms); err != nil {
		return nil, err
	}
	out := make([]rdf.Quad, len(flat)/4)
	for i := range out {
		q := [4]*rdf.Term{&out[i].S, &out[i].P, &out[i].O, &out[i].G}
		for k, c := range o.Columns() {
			*q[c] = cloned(terms[4*i+k])
		}
	}
	return out, nil
}

// cloned makes a term that outlives its snapshot.
func cloned(t rdf.Term) rdf.Term {
	t.Value, t.Datatype, t.Lang = strings.Clone(t.Value), strings.Clone(t.Datatype), strings.Clone(t.Lang)
	return t
}

func (v *view) id(t rdf.Term) (index.ID, error) {
	var id [1]index.ID
	err := v.snap.IDs(v.ctx, []rdf.Term{t}, id[:])
	return id[0], err
}

var union = index.GraphSet{Mode: index.Union}

// node reads the properties of a node over all graphs.
func (v *view) node(iri string) (properties, error) {
	if n, ok := v.nodes[iri]; ok {
		return n, nil
	}
	n := properties{}
	id, err := v.id(rdf.NewIRI(iri))
	if err != nil {
		return nil, err
	}
	if id != 0 {
		quads, err := v.rows(index.Scan{Order: index.SPO, Prefix: []index.ID{id}, Graphs: union})
		if err != nil {
			return nil, err
		}
		seen := map[[2]rdf.Term]bool{} // the same triple may stand in several graphs
		for _, q := range quads {
			if key := [2]rdf.Term{q.P, q.O}; !seen[key] {
				seen[key] = true
				n[q.P.Value] = append(n[q.P.Value], q.O)
			}
		}
	}
	v.nodes[iri] = n
	return n, nil
}

// there reports whether anything but the decisions in force says something of a node.
func (v *view) there(iri string) (bool, error) {
	id, err := v.id(rdf.NewIRI(iri))
	if err != nil || id == 0 {
		return false, err
	}
	quads, err := v.rows(index.Scan{Order: index.SPO, Prefix: []index.ID{id}, Graphs: union})
	return slices.ContainsFunc(quads, func(q rdf.Quad) bool { return q.G.Value != InForceGraph }), err
}

// pairsOf lists subjects and objects of a property, outside the graph of what is in force.
func (v *view) pairsOf(property string) ([][2]string, error) {
	p, err := v.id(rdf.NewIRI(property))
	if err != nil || p == 0 {
		return nil, err
	}
	quads, err := v.rows(index.Scan{Order: index.PSO, Prefix: []index.ID{p}, Graphs: union})
	var out [][2]string
	for _, q := range quads {
		if q.G.Value != InForceGraph {
			out = append(out, [2]string{q.S.Value, q.O.Value})
		}
	}
	return out, err
}

// subjects are the nodes that have a property with a value.
func (v *view) subjects(property string, value rdf.Term) ([]string, error) {
	p, err := v.id(rdf.NewIRI(property))
	if err != nil || p == 0 {
		return nil, err
	}
	o, err := v.id(value)
	if err != nil || o == 0 {
		return nil, err
	}
	quads, err := v.rows(index.Scan{Order: index.POS, Prefix: []index.ID{p, o}, Graphs: union})
	var out []string
	for _, q := range quads {
		if q.S.Kind == rdf.IRI {
			out = append(out, q.S.Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// named is what people call a node.
func (v *view) named(iri string) (string, error) {
	n, err := v.node(iri)
	if err != nil {
		return "", err
	}
	if name := n.text(ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel); name != "" {
		return name, nil
	}
	return strings.ReplaceAll(end(iri), "-", " "), nil
}

// owner is the organisation of a term, "" if it has none.
func (v *view) owner(iri string) (string, error) {
	n, err := v.node(iri)
	if err != nil {
		return "", err
	}
	if o := n.first(ontology.IOOfOrganisation); o.Value != "" {
		return o.Value, nil
	}
	for _, s := range n[ontology.SKOSInScheme] {
		scheme, err := v.node(s.Value)
		if err != nil {
			return "", err
		}
		if p := scheme.first(ontology.DCTPublisher); p.Value != "" {
			return p.Value, nil
		}
	}
	return "", nil
}

// end is the last part of an IRI.
func end(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }
