package httpd

import (
	"context"
	"io"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// graph reads one snapshot for pages: things with their properties, what refers to them, and names. It belongs to one
// request. The first error sticks; err gives it.
type graph struct {
	ctx   context.Context
	snap  index.Snapshot
	terms map[index.ID]rdf.Term
	err   error
}

func newGraph(ctx context.Context, snap index.Snapshot) *graph {
	return &graph{ctx: ctx, snap: snap, terms: map[index.ID]rdf.Term{}}
}

// iri writes a prefixed name out; the prefixes are those of package ontology.
func iri(name string) string {
	prefix, local, _ := strings.Cut(name, ":")
	if ns, ok := namespaces[prefix]; ok {
		return ns + local
	}
	return name
}

var namespaces = func() map[string]string {
	out := map[string]string{}
	for _, p := range ontology.Prefixes {
		out[p.Name] = p.IRI
	}
	return out
}()

// thing is a node with its statements: the objects by property, each once.
type thing struct {
	IRI   string
	props map[string][]rdf.Term
	order []string // the properties in the order in which the store holds them
}

// all gives the objects of a property, by prefixed name.
func (t *thing) all(name string) []rdf.Term { return t.props[iri(name)] }

// first gives one object of a property, the zero Term if there is none.
func (t *thing) first(name string) rdf.Term {
	if all := t.all(name); len(all) > 0 {
		return all[0]
	}
	return rdf.Term{}
}

// isA reports whether a thing has a class.
func (t *thing) isA(class string) bool {
	for _, c := range t.props[rdf.RDFType] {
		if c.Value == iri(class) {
			return true
		}
	}
	return false
}

// id looks up one address, 0 if the store does not have it.
func (g *graph) id(address string) index.ID { return g.ids([]string{address})[0] }

// ids looks up addresses.
func (g *graph) ids(addresses []string) []index.ID {
	terms, ids := make([]rdf.Term, len(addresses)), make([]index.ID, len(addresses))
	for i, a := range addresses {
		terms[i] = rdf.NewIRI(a)
	}
	if g.err == nil {
		g.err = g.snap.IDs(g.ctx, terms, ids)
	}
	return ids
}

const scanBatch = 256

// scan reads the columns of an order that cols names, over the union of all graphs, each row once.
func (g *graph) scan(o index.Order, prefix []index.ID, cols uint8, limit int) [][]index.ID {
	width := 0
	for c := cols; c != 0; c &= c - 1 {
		width++
	}
	out, buf := make([][]index.ID, width), make([][]index.ID, width)
	for i := range buf {
		buf[i] = make([]index.ID, scanBatch)
	}
	for _, p := range prefix {
		if p == 0 {
			return out // a constant that the store does not have
		}
	}
	if g.err != nil {
		return out
	}
	cur, err := g.snap.Scan(g.ctx, index.Scan{Order: o, Prefix: prefix, Cols: cols, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		g.err = err
		return out
	}
	defer cur.Close()
	for limit <= 0 || len(out[0]) < limit {
		n, err := cur.Next(buf)
		if err != nil {
			if err != io.EOF {
				g.err = err
			}
			break
		}
		for i := range out {
			out[i] = append(out[i], buf[i][:n]...)
		}
	}
	if limit > 0 && len(out[0]) > limit {
		for i := range out {
			out[i] = out[i][:limit]
		}
	}
	return out
}

// decode makes sure that the terms of IDs are known.
func (g *graph) decode(lists ...[]index.ID) {
	var missing []index.ID
	for _, ids := range lists {
		for _, id := range ids {
			if _, ok := g.terms[id]; !ok {
				g.terms[id] = rdf.Term{}
				missing = append(missing, id)
			}
		}
	}
	if len(missing) == 0 || g.err != nil {
		return
	}
	terms := make([]rdf.Term, len(missing))
	if g.err = g.snap.Terms(g.ctx, missing, terms); g.err != nil {
		return
	}
	for i, id := range missing {
		g.terms[id] = terms[i]
	}
}

// exists reports whether a node is the subject of anything.
func (g *graph) exists(address string) (bool, error) {
	rows := g.scan(index.SPO, []index.ID{g.id(address)}, 0b10, 1)
	return len(rows[0]) > 0, g.err
}

// load reads nodes with their statements, in the order of ids: all of them, or those of some properties only.
func (g *graph) load(ids []index.ID, properties ...string) []*thing {
	keep := g.idSet(properties)
	rows := make([][2][]index.ID, len(ids))
	all := [][]index.ID{ids}
	for i, id := range ids {
		cols := g.scan(index.SPO, []index.ID{id}, 0b110, 0)
		if keep != nil {
			cols = keepRows(cols, keep)
		}
		rows[i] = [2][]index.ID{cols[0], cols[1]}
		all = append(all, cols...)
	}
	g.decode(all...)
	out := make([]*thing, len(ids))
	for i, id := range ids {
		t := &thing{IRI: g.terms[id].Value, props: map[string][]rdf.Term{}}
		for k, p := range rows[i][0] {
			name := g.terms[p].Value
			if len(t.props[name]) == 0 {
				t.order = append(t.order, name)
			}
			t.props[name] = append(t.props[name], g.terms[rows[i][1][k]])
		}
		out[i] = t
	}
	return out
}

// idSet looks properties up; nil for none, which stands for all.
func (g *graph) idSet(properties []string) map[index.ID]bool {
	if len(properties) == 0 {
		return nil
	}
	addresses := make([]string, len(properties))
	for i, p := range properties {
		addresses[i] = iri(p)
	}
	set := map[index.ID]bool{}
	for _, id := range g.ids(addresses) {
		if id != 0 {
			set[id] = true
		}
	}
	return set
}

// keepRows keeps the rows whose property is in a set.
func keepRows(cols [][]index.ID, keep map[index.ID]bool) [][]index.ID {
	n := 0
	for i, p := range cols[0] {
		if keep[p] {
			cols[0][n], cols[1][n] = p, cols[1][i]
			n++
		}
	}
	return [][]index.ID{cols[0][:n], cols[1][:n]}
}

// loadIRIs reads nodes by address; those that the store does not have come out empty.
func (g *graph) loadIRIs(addresses []string, properties ...string) []*thing {
	things := g.load(g.ids(addresses), properties...)
	for i, t := range things {
		t.IRI = addresses[i]
	}
	return things
}

// subjects gives the nodes that have an object in a property.
func (g *graph) subjects(property string, object index.ID, limit int) []index.ID {
	return g.scan(index.POS, []index.ID{g.id(iri(property)), object}, 0b100, limit)[0]
}

// instances gives the nodes of a class.
func (g *graph) instances(class string) []index.ID {
	return g.subjects(rdf.RDFType, g.id(iri(class)), 0)
}

// count gives the number of instances of a class.
func (g *graph) count(class string) int {
	scan := index.Scan{Order: index.POS, Prefix: g.ids([]string{rdf.RDFType, iri(class)}), Cols: 0b100, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true}
	if scan.Prefix[0] == 0 || scan.Prefix[1] == 0 || g.err != nil {
		return 0
	}
	n, exact, err := g.snap.Count(g.ctx, scan)
	if err != nil {
		g.err = err
	}
	if exact {
		return int(n)
	}
	return len(g.instances(class))
}
