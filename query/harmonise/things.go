package harmonise

import (
	"strings"
	"unicode"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// special are the predicates that this package reads by name; 0 where the snapshot has none.
type special struct {
	literalForm, labelKind, rdfType         index.ID
	ofOrganisation, publisher, inScheme     index.ID
	prefLabel, title, label, notation       index.ID
	definition, description, hub, formalOrg index.ID
	labelKinds                              map[index.ID]string
}

// hubScheme is the vocabulary of instrument types that no organisation owns.
const hubScheme = ontology.ID + "scheme/hub"

func (r *reader) special() (s special, err error) {
	want := []struct {
		dst *index.ID
		iri string
	}{
		{&s.literalForm, ontology.XLLiteralForm}, {&s.labelKind, ontology.IOLabelKind}, {&s.rdfType, ontology.RDFType},
		{&s.ofOrganisation, ontology.IOOfOrganisation}, {&s.publisher, ontology.DCTPublisher},
		{&s.inScheme, ontology.SKOSInScheme}, {&s.prefLabel, ontology.SKOSPrefLabel}, {&s.title, ontology.DCTTitle},
		{&s.label, ontology.RDFSLabel}, {&s.notation, ontology.SKOSNotation}, {&s.definition, ontology.SKOSDefinition},
		{&s.description, ontology.DCTDescription}, {&s.hub, hubScheme}, {&s.formalOrg, ontology.ORGFormalOrganization},
	}
	terms := make([]rdf.Term, len(want))
	found := make([]index.ID, len(want))
	for i, w := range want {
		terms[i] = rdf.NewIRI(w.iri)
	}
	if err := r.snap.IDs(r.ctx, terms, found); err != nil {
		return s, err
	}
	for i, w := range want {
		*w.dst = found[i]
	}
	kinds := map[string]string{}
	for _, slug := range []string{Acronym, Short, Former, Hidden, Preferred} {
		kinds[ontology.ID+"label-kind/"+slug] = slug
	}
	s.labelKinds, err = ids(r, kinds)
	return s, err
}

// about is what the triples of a node say that matters here.
type about struct {
	read                    bool
	types, schemes          []index.ID
	organisation, publisher index.ID
	names, notes, titles    []index.ID // skos:prefLabel; definitions; other names
	notations               []index.ID
}

// readAbout reads the triples of a node.
func (l *lookup) readAbout(id index.ID) (a about, err error) {
	s := &l.special
	a.read = true
	err = l.around(id, l.bySubject, nil, func(p, o index.ID) bool {
		switch p {
		case 0:
		case s.rdfType:
			a.types = append(a.types, o)
		case s.inScheme:
			a.schemes = append(a.schemes, o)
		case s.ofOrganisation:
			a.organisation = o
		case s.publisher:
			a.publisher = o
		case s.prefLabel:
			a.names = append(a.names, o)
		case s.title, s.label:
			a.titles = append(a.titles, o)
		case s.notation:
			a.notations = append(a.notations, o)
		case s.definition, s.description:
			a.notes = append(a.notes, o)
		}
		return true
	})
	return a, err
}

// learn reads what a candidate is.
func (l *lookup) learn(t *thing) (err error) {
	if t.about.read {
		return nil
	}
	if t.about, err = l.readAbout(t.id); err != nil || t.kind != "" {
		return err
	}
	types, err := l.terms(t.about.types)
	if err != nil {
		return err
	}
	for _, id := range t.about.types {
		if k := classKind(types[id].Value); t.kind == "" || t.kind == "concept" || k < t.kind && k != "concept" {
			t.kind = k
		}
	}
	if t.kind == "" {
		t.kind = "thing"
	}
	return nil
}

// kindOf is the kind that the address of a thing of the catalogue says; "" elsewhere.
func kindOf(iri string) string {
	rest, ok := strings.CutPrefix(iri, ontology.ID)
	if !ok {
		return ""
	}
	kind, _, _ := strings.Cut(rest, "/")
	return kind
}

// classKind makes a kind of the name of a class: skos:ConceptScheme is a concept-scheme.
func classKind(iri string) string {
	var b strings.Builder
	for i, r := range iri[strings.LastIndexAny(iri, "/#")+1:] {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func resourceName(t rdf.Term) string {
	if t.Kind == rdf.Blank {
		return "_:" + t.Value
	}
	return t.Value
}

// owner describes an organisation or a scheme, once.
func (l *lookup) owner(id index.ID) (*Owner, error) {
	if o := l.owners[id]; o != nil {
		return o, nil
	}
	a, err := l.readAbout(id)
	if err != nil {
		return nil, err
	}
	texts, err := l.terms(append(append(append([]index.ID{id}, a.names...), a.titles...), a.notations...))
	if err != nil {
		return nil, err
	}
	o := &Owner{IRI: resourceName(texts[id]), Name: l.pick(texts, a.names, a.titles), Acronym: l.pick(texts, a.notations)}
	l.owners[id] = o
	return o, nil
}

// ownerOf finds whose a thing is: of the organisation it names, of itself if it is one, else of the publisher of its
// scheme.
func (l *lookup) ownerOf(t *thing) (org, scheme Owner, err error) {
	id := t.about.organisation
	if id == 0 && (t.kind == "organisation" || has(t.about.types, l.special.formalOrg)) {
		id = t.id
	}
	for _, sid := range t.about.schemes[:min(len(t.about.schemes), 1)] {
		s, err := l.owner(sid)
		if err != nil {
			return org, scheme, err
		}
		scheme = *s
		if id == 0 {
			a, err := l.readAbout(sid)
			if err != nil {
				return org, scheme, err
			}
			id = a.publisher
		}
	}
	if id != 0 {
		o, err := l.owner(id)
		if err != nil {
			return org, scheme, err
		}
		org = *o
	}
	return org, scheme, nil
}

func has(ids []index.ID, id index.ID) bool {
	for _, x := range ids {
		if id != 0 && x == id {
			return true
		}
	}
	return false
}

// belongs applies the filter of the organisation.
func (l *lookup) belongs(t *thing) (bool, error) {
	org, scheme, err := l.ownerOf(t)
	if err != nil {
		return false, err
	}
	if strings.EqualFold(l.q.Org, "hub") {
		return scheme.IRI == hubScheme, nil
	}
	slug := org.IRI[strings.LastIndexAny(org.IRI, "/#")+1:]
	for _, name := range []string{org.IRI, slug, org.Acronym, org.Name, scheme.IRI, scheme.Name} {
		if name != "" && strings.EqualFold(name, l.q.Org) {
			return true, nil
		}
	}
	return false, nil
}

// pick chooses a text: in the language asked for, else in English, else without a language, else the first. Later lists
// count only if there is nothing in the earlier ones.
func (l *lookup) pick(texts map[index.ID]rdf.Term, lists ...[]index.ID) string {
	for _, ids := range lists {
		best, bestRank := "", 9
		for _, id := range ids {
			t := texts[id]
			if r := l.langRank(t.Lang); r < bestRank {
				best, bestRank = t.Value, r
			}
		}
		if bestRank < 9 {
			return best
		}
	}
	return ""
}

func (l *lookup) langRank(tag string) int {
	switch primary, _, _ := strings.Cut(strings.ToLower(tag), "-"); {
	case l.q.Lang != "" && strings.EqualFold(tag, l.q.Lang):
		return 0
	case primary == "en":
		return 1
	case tag == "":
		return 2
	}
	return 3
}
