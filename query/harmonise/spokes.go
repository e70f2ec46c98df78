package harmonise

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Labels are all names of a term, preferred ones first, each with its language.
func (t *TermEntry) Labels() []rdf.Term { return t.names }

// Preferred are the preferred names of a term, one per language.
func (t *TermEntry) Preferred() []rdf.Term { return t.prefs }

// HeadWord is the address of the word that a term turns on ("recommendation" in "DAC Recommendation"), "" if none is coded.
func (t *TermEntry) HeadWord() string { return t.headWord }

// HubType is a type of the hub: what instruments do, whatever they are called.
type HubType struct {
	IRI        string
	Name       string
	Definition string
	Level      string     // of legal nature: binding, non-binding, depends
	Broader    []string   // one step up
	Above      []string   // every step up, without the top of the hub, which relates nothing
	Related    []string   // types that do the same job in another form, as the hub says
	Labels     []rdf.Term // preferred ones first
}

// Spokes are all placed terms of a graph, and the types that they are placed on.
type Spokes struct {
	Seq           uint64 // of the commit they were read from
	Organisations []Owner
	Terms         []*TermEntry // by organisation, then by label
	Types         map[string]*HubType
}

// ReadSpokes reads every term that has a place in the hub, of every organisation or scheme with a publisher. Without
// wording, the claims behind the features (their text and evidence) are left out, which is much faster; the evidence of the
// terms themselves is always there.
func ReadSpokes(ctx context.Context, s index.Snapshot, wording bool) (*Spokes, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	e.brief = !wording
	return e.spokes()
}

// spokes reads all placed terms and their types.
func (e *entries) spokes() (*Spokes, error) {
	out := &Spokes{Seq: e.snap.Seq(), Types: map[string]*HubType{}}
	owners, err := e.owners()
	if err != nil {
		return nil, err
	}
	for _, org := range owners {
		if err := e.readSpoke(out, org); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out.Terms, func(a, b *TermEntry) int {
		return cmp.Or(strings.Compare(a.Organisation.String(), b.Organisation.String()), strings.Compare(a.Label, b.Label), strings.Compare(a.IRI, b.IRI))
	})
	return out, nil
}

// owners are the organisations, and who else publishes a scheme.
func (e *entries) owners() ([]string, error) {
	all, err := e.subjects(ontology.RDFType, rdf.NewIRI(ontology.ORGFormalOrganization))
	if err != nil {
		return nil, err
	}
	schemes, err := e.subjects(ontology.RDFType, rdf.NewIRI(ontology.SKOS+"ConceptScheme"))
	if err != nil {
		return nil, err
	}
	for _, s := range schemes {
		n, err := e.node(s)
		if err != nil {
			return nil, err
		}
		for _, p := range n[ontology.DCTPublisher] {
			all = append(all, p.Value)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (e *entries) readSpoke(out *Spokes, org string) error {
	terms, err := e.termsOf(org)
	if err != nil || len(terms) == 0 {
		return err
	}
	owner, err := e.named(org)
	if err != nil {
		return err
	}
	out.Organisations = append(out.Organisations, owner)
	for _, iri := range terms {
		t, err := e.entry(iri)
		if err != nil {
			return err
		}
		out.Terms = append(out.Terms, t)
		if err := e.readType(out.Types, t.Type.IRI); err != nil {
			return err
		}
	}
	return nil
}

// readType reads a hub type and those above it.
func (e *entries) readType(types map[string]*HubType, iri string) error {
	if types[iri] != nil {
		return nil
	}
	n, err := e.node(iri)
	if err != nil {
		return err
	}
	name, err := e.named(iri)
	if err != nil {
		return err
	}
	h := &HubType{IRI: iri, Name: name.Name, Definition: bestText(n[ontology.SKOSDefinition]).Value}
	h.Labels = append(slices.Clone(n[ontology.SKOSPrefLabel]), n[ontology.SKOSAltLabel]...)
	if l := n[ontology.IOLegalNatureLevel1]; len(l) > 0 {
		h.Level = lastSegment(l[0].Value)
	}
	h.Related = e.linked(iri, ontology.SKOSRelated)
	types[iri] = h
	for _, b := range n[ontology.SKOSBroader] {
		h.Broader = append(h.Broader, b.Value)
		if err := e.readType(types, b.Value); err != nil {
			return err
		}
	}
	h.Above, err = e.above(iri)
	return err
}

// Relation tells how one hub type stands to another in the hierarchy, b to a.
func (s *Spokes) Relation(a, b string) Relation {
	x, y := s.Types[a], s.Types[b]
	switch {
	case a == b:
		return SameType
	case x == nil || y == nil:
		return Apart
	case slices.Contains(y.Above, a):
		return Narrower
	case slices.Contains(x.Above, b):
		return Broader
	}
	for _, up := range x.Broader {
		if slices.Contains(x.Above, up) && slices.Contains(y.Broader, up) {
			return Sibling
		}
	}
	return Apart
}

// Variations are how the terms of each type vary, as Variations counts them, however few they are.
func (s *Spokes) Variations() []Variation { return typeVariations(s, s.typesCalled("")) }
