package glossary

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/skos"
	"w3id.org/concord/query/harmonise"
)

// IntegrityError says that a graph breaks conditions of SKOS, so that no SKOS can be made of it.
type IntegrityError struct{ Findings []skos.Finding }

// shownFindings is how many findings a message lists.
const shownFindings = 5

func (e *IntegrityError) Error() string {
	lines := make([]string, 0, shownFindings)
	for _, f := range e.Findings[:min(len(e.Findings), shownFindings)] {
		lines = append(lines, "  "+f.String())
	}
	return fmt.Sprintf("export SKOS: the graph breaks %d conditions of SKOS; mend it first:\n%s", len(e.Findings), strings.Join(lines, "\n"))
}

// copied are the properties that stay with a concept or scheme: those of SKOS, and what says where it is from.
func copied(property string) bool {
	return strings.HasPrefix(property, ontology.SKOS) || slices.Contains([]string{ontology.DCTTitle, ontology.DCTPublisher, ontology.DCTSource, ontology.DCTIsReplacedBy}, property)
}

// SKOS gives the vocabulary of the query as concept schemes: the hub with its types, and one for each organisation with its
// terms and their mappings to the types. What breaks a condition of SKOS is an *IntegrityError.
func SKOS(ctx context.Context, snap index.Snapshot, q Query, e Edition) ([]rdf.Quad, error) {
	m, err := harmonise.NewMatrix(ctx, snap, q.matrixQuery())
	if err != nil {
		return nil, err
	}
	r, err := newReader(ctx, snap)
	if err != nil {
		return nil, err
	}
	x := &schemes{reader: r, edition: e, set: rdf.NewDataset(), done: map[string]bool{}}
	for _, row := range m.Rows {
		if err := x.concept(row.IRI); err != nil {
			return nil, fmt.Errorf("export SKOS: %w", err)
		}
		for _, c := range row.Cells {
			for _, t := range c.Terms {
				if err := x.concept(t.IRI); err != nil {
					return nil, fmt.Errorf("export SKOS: %w", err)
				}
			}
		}
	}
	if err := x.collections(); err != nil {
		return nil, fmt.Errorf("export SKOS: %w", err)
	}
	quads := x.set.Quads()
	if found := skos.Check(quads); len(found) > 0 {
		return nil, &IntegrityError{found}
	}
	return quads, nil
}

// schemes collects what is exported.
type schemes struct {
	*reader
	edition Edition
	set     *rdf.Dataset
	done    map[string]bool
}

func (x *schemes) say(s, p string, o rdf.Term) {
	x.set.Add(rdf.Quad{S: rdf.NewIRI(s), P: rdf.NewIRI(p), O: o})
}

// concept copies a concept, those above it, and the schemes that it is in.
func (x *schemes) concept(iri string) error {
	if x.done[iri] {
		return nil
	}
	x.done[iri] = true
	n, err := x.node(iri)
	if err != nil {
		return err
	}
	x.say(iri, ontology.RDFType, rdf.NewIRI(ontology.SKOSConcept))
	x.copy(iri, n)
	for _, b := range n[ontology.SKOSBroader] {
		if err := x.concept(b.Value); err != nil {
			return err
		}
	}
	for _, s := range append(slices.Clone(n[ontology.SKOSInScheme]), n[ontology.SKOSTopConceptOf]...) {
		if err := x.scheme(s.Value); err != nil {
			return err
		}
		if len(n[ontology.SKOSBroader]) == 0 {
			x.say(iri, ontology.SKOSTopConceptOf, s)
			x.say(s.Value, ontology.SKOSHasTopConcept, rdf.NewIRI(iri))
		}
	}
	return nil
}

func (x *schemes) copy(iri string, n node) {
	for p, values := range n {
		if !copied(p) || p == ontology.SKOSHasTopConcept {
			continue
		}
		for _, o := range values {
			if o.Kind != rdf.Blank {
				x.say(iri, p, o)
			}
		}
	}
	for _, t := range n[ontology.RDFType] {
		if strings.HasPrefix(t.Value, ontology.SKOS) {
			x.say(iri, ontology.RDFType, t)
		}
	}
}

// scheme copies a scheme and says which edition it is of.
func (x *schemes) scheme(iri string) error {
	n, err := x.node(iri)
	if err != nil {
		return err
	}
	x.say(iri, ontology.RDFType, rdf.NewIRI(ontology.SKOSConceptScheme))
	x.copy(iri, n)
	x.say(iri, ontology.OWLVersionInfo, rdf.NewString(x.edition.Number()))
	x.say(iri, ontology.DCTIssued, rdf.NewTyped(x.edition.Date, rdf.XSDDate))
	if x.edition.Licence != "" {
		x.say(iri, ontology.DCTLicense, rdf.NewIRI(x.edition.Licence))
	}
	for _, p := range n[ontology.DCTPublisher] {
		name, err := x.named(p.Value)
		if err != nil {
			return err
		}
		x.say(p.Value, ontology.RDFSLabel, rdf.NewString(name))
	}
	return nil
}

// collections copies the collections that have an exported concept among their members, with the lists of ordered ones.
func (x *schemes) collections() error {
	for _, iri := range slices.Sorted(maps.Keys(x.done)) {
		found, err := x.subjects(ontology.SKOSMember, rdf.NewIRI(iri))
		if err != nil {
			return err
		}
		for _, c := range found {
			n, err := x.node(c)
			if err != nil {
				return err
			}
			x.copy(c, n)
			for _, list := range n[ontology.SKOSMemberList] {
				x.set.Add(rdf.Quad{S: rdf.NewIRI(c), P: rdf.NewIRI(ontology.SKOSMemberList), O: list})
				if err := x.list(list); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// list copies an RDF list to its end; one that leads back into itself ends where it does.
func (x *schemes) list(at rdf.Term) error {
	for seen := map[rdf.Term]bool{}; at.Value != rdf.RDFNil && !seen[at]; {
		seen[at] = true
		n, err := x.nodeOf(at)
		if err != nil {
			return err
		}
		next := rdf.NewIRI(rdf.RDFNil)
		for _, p := range []string{rdf.RDFFirst, rdf.RDFRest} {
			for _, o := range n[p] {
				x.set.Add(rdf.Quad{S: at, P: rdf.NewIRI(p), O: o})
				if p == rdf.RDFRest && o.Kind != rdf.Literal {
					next = o
				}
			}
		}
		at = next
	}
	return nil
}
