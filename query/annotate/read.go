package annotate

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
	"w3id.org/concord/query/harmonise"
)

// reader reads what Compile needs beside the placed terms, over all graphs of a snapshot.
type reader struct {
	ctx       context.Context
	snap      index.Snapshot
	bySubject index.Order
	byObject  index.Order
}

func newReader(ctx context.Context, s index.Snapshot) (*reader, error) {
	r := &reader{ctx: ctx, snap: s}
	var ok [2]bool
	for i, orders := range [2][2]index.Order{{index.SPO, index.SOP}, {index.OPS, index.OSP}} {
		for _, o := range orders {
			if s.Caps().Has(o) && !ok[i] {
				*[]*index.Order{&r.bySubject, &r.byObject}[i], ok[i] = o, true
			}
		}
	}
	if !ok[0] || !ok[1] {
		return nil, fmt.Errorf("compile the names: %w", index.ErrNoOrder)
	}
	return r, nil
}

// around gives predicate and other end of the triples that begin (or, byObject, end) at a term.
func (r *reader) around(t rdf.Term, o index.Order) (pairs [][2]rdf.Term, err error) {
	var id [1]index.ID
	if err := r.snap.IDs(r.ctx, []rdf.Term{t}, id[:]); err != nil || id[0] == 0 {
		return nil, err
	}
	cur, err := r.snap.Scan(r.ctx, index.Scan{Order: o, Prefix: id[:], Cols: 0b110, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	p, other := 0, 1
	if o.Columns()[1] != index.Predicate {
		p, other = 1, 0
	}
	room := [][]index.ID{make([]index.ID, 128), make([]index.ID, 128)}
	for {
		n, err := cur.Next(room)
		if errors.Is(err, io.EOF) {
			return pairs, nil
		}
		if err == nil {
			err = r.ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		terms := make([]rdf.Term, 2*n)
		if err := r.snap.Terms(r.ctx, slices.Concat(room[p][:n], room[other][:n]), terms); err != nil {
			return nil, err
		}
		for i := range n {
			pairs = append(pairs, [2]rdf.Term{terms[i], terms[n+i]})
		}
	}
}

// node gives the properties of a thing.
func (r *reader) node(iri string) (map[string][]rdf.Term, error) {
	pairs, err := r.around(rdf.NewIRI(iri), r.bySubject)
	out := map[string][]rdf.Term{}
	for _, p := range pairs {
		out[p[0].Value] = append(out[p[0].Value], p[1])
	}
	return out, err
}

// subjects are the IRIs that have a property with a value, sorted.
func (r *reader) subjects(property, value string) ([]string, error) {
	pairs, err := r.around(rdf.NewIRI(value), r.byObject)
	var out []string
	for _, p := range pairs {
		if p[0].Value == property && p[1].Kind == rdf.IRI {
			out = append(out, p[1].Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// read enters everything: organisations first, since the rest belongs to them.
func (g *Gazetteer) read(r *reader) error {
	spokes, err := harmonise.ReadSpokes(r.ctx, r.snap, false)
	if err != nil {
		return err
	}
	orgs, err := r.subjects(ontology.RDFType, ontology.ORGFormalOrganization)
	if err != nil {
		return err
	}
	for _, o := range spokes.Organisations {
		orgs = append(orgs, o.IRI)
	}
	slices.Sort(orgs)
	if err := g.readOrganisations(r, slices.Compact(orgs)); err != nil {
		return err
	}
	if err := g.readTypes(r, spokes); err != nil {
		return err
	}
	if err := g.readTerms(r, spokes); err != nil {
		return err
	}
	return g.readInstruments(r)
}

func (g *Gazetteer) readOrganisations(r *reader, iris []string) error {
	parents := map[int32][]rdf.Term{}
	for _, iri := range iris {
		n, err := r.node(iri)
		if err != nil {
			return err
		}
		name := best(n[ontology.SKOSPrefLabel], n[ontology.DCTTitle], n[ontology.RDFSLabel])
		if name.Value == "" {
			continue
		}
		i := g.thing(Thing{IRI: iri, Kind: Organisation, Name: name.Value, Lang: name.Lang})
		parents[i] = n[ontology.ORGSubOrganizationOf]
		for _, p := range []string{ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel, ontology.SKOSAltLabel, ontology.SKOSNotation} {
			if err := g.callAll(i, n[p], nameMain, p == ontology.SKOSPrefLabel); err != nil {
				return err
			}
		}
		if err := g.callAll(i, n[ontology.SKOSHiddenLabel], nameHidden, false); err != nil {
			return err
		}
		g.things[i].Organisation = &harmonise.Owner{IRI: iri, Name: name.Value, Acronym: best(n[ontology.SKOSNotation]).Value}
	}
	for i, above := range parents {
		for _, p := range above {
			if j, ok := g.byIRI[p.Value]; ok {
				g.things[i].parents = append(g.things[i].parents, j)
			}
		}
	}
	return nil
}

func (g *Gazetteer) callAll(thing int32, labels []rdf.Term, kind nameKind, main bool) error {
	for _, l := range labels {
		if l.Kind != rdf.Literal {
			continue
		}
		if err := g.call(thing, l, kind, main); err != nil {
			return err
		}
	}
	return nil
}

// readTypes enters the types on which terms are placed, those above them, and what else is in their scheme.
func (g *Gazetteer) readTypes(r *reader, spokes *harmonise.Spokes) error {
	iris, schemes := []string{}, map[string]bool{}
	for iri, t := range spokes.Types {
		iris = append(iris, iri)
		g.broader[iri] = t.Above
	}
	slices.Sort(iris)
	for i := 0; i < len(iris); i++ {
		n, err := r.node(iris[i])
		if err != nil {
			return err
		}
		if err := g.readType(iris[i], n); err != nil {
			return err
		}
		for _, s := range n[ontology.SKOSInScheme] {
			if schemes[s.Value] {
				continue
			}
			schemes[s.Value] = true
			more, err := r.subjects(ontology.SKOSInScheme, s.Value)
			if err != nil {
				return err
			}
			for _, iri := range more {
				if spokes.Types[iri] == nil {
					iris = append(iris, iri)
				}
			}
		}
	}
	return nil
}

func (g *Gazetteer) readType(iri string, n map[string][]rdf.Term) error {
	name := best(n[ontology.SKOSPrefLabel])
	if _, known := g.byIRI[iri]; known || name.Value == "" {
		return nil
	}
	t := Thing{IRI: iri, Kind: HubType, Name: name.Value, Lang: name.Lang, Type: &harmonise.Owner{IRI: iri, Name: name.Value}}
	if l := n[ontology.IOLegalNatureLevel1]; len(l) > 0 {
		t.Level = lastSegment(l[0].Value)
		t.Nature = strings.ReplaceAll(t.Level, "-", " ")
	}
	i := g.thing(t)
	if err := g.callAll(i, n[ontology.SKOSPrefLabel], nameMain, true); err != nil {
		return err
	}
	if err := g.callAll(i, n[ontology.SKOSAltLabel], nameMain, false); err != nil {
		return err
	}
	return g.callAll(i, n[ontology.SKOSHiddenLabel], nameHidden, false)
}

func (g *Gazetteer) readTerms(r *reader, spokes *harmonise.Spokes) error {
	for _, e := range spokes.Terms {
		n, err := r.node(e.IRI)
		if err != nil {
			return err
		}
		t := Thing{IRI: e.IRI, Kind: Term, Name: e.Label, Lang: e.Lang, Organisation: &e.Organisation, Type: &e.Type, entry: e}
		if f := e.Feature("legal-nature"); f != nil && f.Stated() {
			t.Nature, t.Level = f.String(), f.Level
		}
		for _, ff := range n[ontology.IOFalseFriendOf] {
			o := harmonise.Owner{IRI: ff.Value, Name: strings.ReplaceAll(lastSegment(ff.Value), "-", " ")}
			if k, ok := g.byIRI[ff.Value]; ok {
				o.Name = g.things[k].Name
			}
			t.FalseFriend = append(t.FalseFriend, o)
		}
		i := g.thing(t)
		g.own(i, e.Organisation.IRI)
		if err := g.callAll(i, n[ontology.SKOSPrefLabel], nameMain, true); err != nil {
			return err
		}
		if err := g.callAll(i, n[ontology.SKOSAltLabel], nameMain, false); err != nil {
			return err
		}
		if err := g.callAll(i, n[ontology.SKOSHiddenLabel], nameHidden, false); err != nil {
			return err
		}
	}
	return nil
}

// own says whose a thing is.
func (g *Gazetteer) own(thing int32, org string) {
	if o, ok := g.byIRI[org]; ok && g.things[o].Kind == Organisation {
		g.things[thing].org = o
	}
}

// best prefers English, then no language, then the first in the order of texts; later lists count if earlier are empty.
func best(lists ...[]rdf.Term) rdf.Term {
	for _, list := range lists {
		var found rdf.Term
		rank := 9
		for _, t := range list {
			k := 3
			switch {
			case t.Kind != rdf.Literal || t.Value == "":
				continue
			case strings.HasPrefix(strings.ToLower(t.Lang), "en"):
				k = 1
			case t.Lang == "":
				k = 2
			}
			if k < rank || k == rank && t.Value < found.Value {
				found, rank = t, k
			}
		}
		if rank < 9 {
			return found
		}
	}
	return rdf.Term{}
}

func lastSegment(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }
