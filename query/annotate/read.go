package annotate

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

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
		g.hasTerms[g.things[i].org] = true
		if err := g.callAll(i, n[ontology.SKOSPrefLabel], nameMain, true); err != nil {
			return err
		}
		if err := g.callAll(i, n[ontology.SKOSAltLabel], nameMain, false); err != nil {
			return err
		}
		if err := g.callAll(i, n[ontology.SKOSHiddenLabel], nameHidden, false); err != nil {
			return err
		}
		if err := g.turnsOn(r, i, e.HeadWord()); err != nil {
			return err
		}
	}
	return nil
}

// turnsOn remembers the word that a term turns on, in every language that it is named in.
func (g *Gazetteer) turnsOn(r *reader, term int32, head string) error {
	if head == "" || g.things[term].org < 0 {
		return nil
	}
	n, err := r.node(head)
	if err != nil {
		return err
	}
	for _, l := range n[ontology.SKOSPrefLabel] {
		if id := g.vocab[keyOf(l.Value)]; id != 0 {
			at := headOf{g.things[term].org, id}
			g.heads[at] = append(g.heads[at], term)
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
