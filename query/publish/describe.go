package publish

import (
	"context"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// The limits of one description: a node with more statements than this is cut, so that a popular thing stays readable.
const (
	maxStatements = 20000
	maxLinked     = 2000
)

// parts are the properties by which a thing owns its details: the nodes they lead to are described with it. The second
// list leads the other way, from a detail to the thing.
var (
	partsOf = []string{
		ontology.IO + "evidence", ontology.IO + "definition", ontology.IO + "participation",
		"http://www.w3.org/2008/05/skos-xl#prefLabel", "http://www.w3.org/2008/05/skos-xl#altLabel", "http://www.w3.org/2008/05/skos-xl#hiddenLabel",
	}
	partsTo = []string{ontology.IO + "about", "http://www.w3.org/2002/07/owl#annotatedSource"}
	labels  = []string{
		"http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title", "http://www.w3.org/2000/01/rdf-schema#label",
	}
)

// Describe gives the concise bounded description of a thing with its evidence: every statement about it and about the
// blank nodes it leads to, the claims about it, its labels, definitions, participations, mapping records and their
// evidence, and the labels of whatever these link to. Empty if the store says nothing about it.
func Describe(ctx context.Context, snap index.Snapshot, iri string) ([]rdf.Quad, error) {
	d, err := newDescriber(ctx, snap)
	if err != nil {
		return nil, err
	}
	thing, err := lookup(ctx, snap, rdf.NewIRI(iri))
	if err != nil || thing == 0 {
		return nil, err
	}
	if err := d.node(thing); err != nil || len(d.rows) == 0 {
		return nil, err
	}
	if err := d.details(thing); err != nil {
		return nil, err
	}
	if err := d.nameLinks(); err != nil {
		return nil, err
	}
	return d.quads()
}

// describer collects rows; every node is written once.
type describer struct {
	ctx         context.Context
	snap        index.Snapshot
	seen        map[index.ID]bool
	rows        [][4]index.ID
	of, to, lab map[index.ID]bool
}

func newDescriber(ctx context.Context, snap index.Snapshot) (*describer, error) {
	d := &describer{ctx: ctx, snap: snap, seen: map[index.ID]bool{}}
	for _, set := range []struct {
		iris []string
		ids  *map[index.ID]bool
	}{{partsOf, &d.of}, {partsTo, &d.to}, {labels, &d.lab}} {
		ids, err := idSet(ctx, snap, set.iris)
		if err != nil {
			return nil, err
		}
		*set.ids = ids
	}
	return d, nil
}

func idSet(ctx context.Context, snap index.Snapshot, iris []string) (map[index.ID]bool, error) {
	terms, ids, set := make([]rdf.Term, len(iris)), make([]index.ID, len(iris)), map[index.ID]bool{}
	for i, iri := range iris {
		terms[i] = rdf.NewIRI(iri)
	}
	err := snap.IDs(ctx, terms, ids)
	for _, id := range ids {
		if id != 0 {
			set[id] = true
		}
	}
	return set, err
}

// node adds all statements of a node and, recursively, of the blank nodes and own parts that it leads to.
func (d *describer) node(id index.ID) error {
	if d.seen[id] || len(d.rows) >= maxStatements {
		return nil
	}
	d.seen[id] = true
	rows, err := scanRows(d.ctx, d.snap, index.Scan{Order: index.SPO, Prefix: []index.ID{id}, Cols: quads, Graphs: union}, maxStatements)
	if err != nil {
		return err
	}
	d.rows = append(d.rows, rows...)
	for _, r := range rows {
		if k := r[2].Kind(); k == index.KindBlank || k == index.KindIRI && d.of[r[1]] {
			if err := d.node(r[2]); err != nil {
				return err
			}
		}
	}
	return nil
}

// details adds the nodes that are about the thing: its claims and mapping records.
func (d *describer) details(thing index.ID) error {
	for p := range d.to {
		scan := index.Scan{Order: index.POS, Prefix: []index.ID{p, thing}, Cols: triples, Graphs: union, Distinct: true}
		rows, err := scanRows(d.ctx, d.snap, scan, maxLinked)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := d.node(r[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameLinks adds the labels of the things that are linked and not themselves described.
func (d *describer) nameLinks() error {
	var linked []index.ID
	for _, r := range d.rows {
		for _, id := range [...]index.ID{r[1], r[2]} {
			if id.Kind() == index.KindIRI && !d.seen[id] && len(linked) < maxLinked {
				d.seen[id] = true
				linked = append(linked, id)
			}
		}
	}
	for _, id := range linked {
		for p := range d.lab {
			scan := index.Scan{Order: index.SPO, Prefix: []index.ID{id, p}, Cols: quads, Graphs: union}
			rows, err := scanRows(d.ctx, d.snap, scan, maxLinked)
			if err != nil {
				return err
			}
			d.rows = append(d.rows, rows...)
		}
	}
	return nil
}

// quads turns the rows into terms, sorted as rdf.CompareQuads sorts.
func (d *describer) quads() ([]rdf.Quad, error) {
	ids, terms := make([]index.ID, 0, 4*len(d.rows)), make([]rdf.Term, 4*len(d.rows))
	for _, r := range d.rows {
		ids = append(ids, r[:]...)
	}
	if err := d.snap.Terms(d.ctx, ids, terms); err != nil {
		return nil, err
	}
	set := rdf.NewDataset()
	for i := range d.rows {
		set.Add(rdf.Quad{S: terms[4*i], P: terms[4*i+1], O: terms[4*i+2], G: terms[4*i+3]})
	}
	return set.Quads(), nil
}
