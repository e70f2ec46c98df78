package reconcile

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// Property is something that is said of things: it helps to tell candidates apart and can be fetched for what was matched.
type Property struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`

	of    string     // kinds that have it, "" for all
	value string     // kind of its values, where they are things that can be matched
	paths [][]string // ways to its values: one predicate after the other
}

func by(predicates ...string) (out [][]string) {
	for _, p := range predicates {
		out = append(out, []string{p})
	}
	return out
}

var practices = "mechanism engagement evaluation coordination"

// properties are those with a name. Any other predicate goes by its address.
var properties = []Property{
	{"organisation", "Organisation", "Whose it is, or who takes part", "", "organisation",
		append(by(ontology.IOOfOrganisation, ontology.ELIPassedBy, ontology.DCTPublisher, ontology.PROVWasAssociatedWith), []string{ontology.SKOSInScheme, ontology.DCTPublisher})},
	{"type", "Type of instrument", "The type of the hub that a term names or an instrument works as", "term instrument", "type",
		by(ontology.IOHubType, ontology.IOWorksAs, ontology.SKOSExactMatch, ontology.SKOSBroadMatch, ontology.SKOSCloseMatch, ontology.SKOSNarrowMatch)},
	{"family", "Family", "The family of types", "term type", "type",
		[][]string{{ontology.IOFamily}, {ontology.IOHubType, ontology.IOFamily}}},
	{"broader", "Broader", "The next wider type or concept", "", "", by(ontology.SKOSBroader)},
	{"legal-nature", "Legal nature", "Binding, politically binding, non-binding ...", "term type", "", by(ontology.IOLegalNature)},
	{"binding", "Binding or not", "The first level of legal nature", "term type", "", by(ontology.IOLegalNatureLevel1)},
	{"consent-route", "Consent", "By which consent it binds", "term", "", by(ontology.IOConsentRoute)},
	{"attached-duty", "Attached duty", "Which duty follows", "term", "", by(ontology.IOAttachedDuty)},
	{"addressee", "Addressee", "Whom it addresses", "term", "", by(ontology.IOAddressee)},
	{"adoption", "Adoption", "How it is adopted", "term", "", by(ontology.IOAdoption)},
	{"adopting-body", "Adopted by", "The body that adopts it", "term", "", by(ontology.IOAdoptingBody)},
	{"fit", "Fit", "How a term sits on its type", "term", "", by(ontology.IOFit)},
	{"called", "Called", "The term that its organisation uses for an instrument", "instrument", "term", by(ontology.IOCalledByIts)},
	{"practice-type", "Type of practice", "The type of mechanism, evaluation or coordination", practices, "", by(ontology.IOPracticeType)},
	{"stakeholder", "Stakeholder", "Who takes part", "engagement", "", by(ontology.IOStakeholderType)},
	{"stage", "Stage", "The stage of the life cycle", practices, "", by(ontology.IOStage)},
	{"concerns", "Concerns", "The terms, types and instruments that a practice concerns", practices, "", by(ontology.IOConcerns)},
	{"year", "Year", "When it was adopted, began or was founded", "", "", by(ontology.DCTIssued, ontology.IOSince, ontology.DCTCreated)},
	{"code", "Code", "Acronym, symbol or reference", "", "", by(ontology.SKOSNotation, ontology.DCTIdentifier)},
	{"name", "Names", "All its names, in all languages", "", "",
		by(ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel, ontology.SKOSAltLabel, ontology.FOAF+"name")},
	{"language", "Language", "The language of its own wording", "term", "", by(ontology.DCT + "language")},
	{"definition", "Definition", "What it is, in short", "", "", by(ontology.SKOSDefinition, ontology.DCTDescription)},
	{"kind", "Kind of organisation", "Intergovernmental, network, standard-setter ...", "organisation", "", by(ontology.ORGClassification)},
	{"website", "Address on the web", "Website, or where the text is", "organisation instrument", "", by(ontology.FOAFHomepage, ontology.FOAFPage)},
	{"same-as", "Same as", "Its address elsewhere: Wikidata and others", "", "", by(ontology.OWLSameAs)},
	{"source", "Source", "Where what is said of it comes from", "", "", [][]string{{ontology.IOHasEvidence, ontology.DCTTitle}, {ontology.DCTSource}}},
	{"source-address", "Address of the source", "Where the source is on the web", "", "", [][]string{{ontology.IOHasEvidence, ontology.OAHasSource}}},
	{"check-state", "Checked or not", "Whether anybody compared it with the source", "", "", [][]string{{ontology.IOHasEvidence, ontology.IOCheckState}}},
}

// property finds a property by its ID; an address is the predicate itself.
func property(id string) (Property, bool) {
	for _, p := range properties {
		if strings.EqualFold(p.ID, id) {
			return p, true
		}
	}
	for _, pre := range ontology.Prefixes {
		if local, ok := strings.CutPrefix(id, pre.Name+":"); ok {
			id = pre.IRI + local
			break
		}
	}
	if rdf.HasScheme(id) {
		return Property{ID: id, Name: lastSegment(id), paths: by(id)}, true
	}
	return Property{}, false
}

// Properties are those that things of a type have; all for "".
func Properties(typ string) []Property {
	kind := kindOfType(typ)
	return slices.DeleteFunc(slices.Clone(properties), func(p Property) bool {
		return typ != "" && p.of != "" && !slices.Contains(strings.Fields(p.of), kind)
	})
}

// values follows the paths of a property.
func (s *Service) values(ctx context.Context, iri string, p Property) ([]rdf.Term, error) {
	var out []rdf.Term
	for _, path := range p.paths {
		at := []rdf.Term{rdf.NewIRI(iri)}
		for _, predicate := range path {
			var next []rdf.Term
			for _, t := range at {
				n, err := s.node(ctx, t.Value)
				if err != nil {
					return nil, err
				}
				next = append(next, n[predicate]...)
			}
			at = next
		}
		for _, t := range at {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out, nil
}

// unknownWorth is what a property counts of which nothing is known: not recorded is not absent.
const unknownWorth = 0.5

// agrees compares a property with what was asked: 1 if a value is the same, 0 if all are others.
func (s *Service) agrees(ctx context.Context, iri string, c Constraint) (float64, string, error) {
	p, known := property(c.Property)
	if !known {
		return unknownWorth, "there is no property " + c.Property, nil
	}
	have, err := s.values(ctx, iri, p)
	if err != nil {
		return 0, "", err
	}
	if len(have) == 0 {
		return unknownWorth, lower(p.Name) + " not recorded", nil
	}
	for _, t := range have {
		called, err := s.called(ctx, t)
		if err != nil {
			return 0, "", err
		}
		for _, v := range c.Values {
			if v.is(t, called) {
				return 1, lower(p.Name) + " agrees", nil
			}
		}
	}
	return 0, lower(p.Name) + " is another", nil
}

// called are the names of a value, folded.
func (s *Service) called(ctx context.Context, t rdf.Term) ([]string, error) {
	if t.Kind != rdf.IRI {
		return []string{fold(t.Value)}, nil
	}
	n, err := s.node(ctx, t.Value)
	if err != nil {
		return nil, err
	}
	out := []string{fold(lastSegment(t.Value))}
	for predicate := range harmonise.NameProperties() {
		for _, l := range n[predicate] {
			out = append(out, fold(l.Value))
		}
	}
	return out, nil
}

// is reports whether a value that was asked is a term of the graph.
func (v Value) is(t rdf.Term, called []string) bool {
	if t.Kind == rdf.IRI && (v.ID != "" && Address(v.ID) == t.Value || v.Text != "" && Address(v.Text) == t.Value) {
		return true
	}
	text := v.Text
	if text == "" {
		text = v.ID
	}
	return slices.Contains(called, fold(text))
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// IsProperty reports whether something is the ID of a property or the address of a predicate.
func IsProperty(id string) bool {
	_, ok := property(id)
	return ok
}

// PropertyIDs are the IDs of the properties with a name.
func PropertyIDs() (out []string) {
	for _, p := range properties {
		out = append(out, p.ID)
	}
	return out
}

// Organisation finds an organisation by its address, the end of it, or exactly one of its names.
func (s *Service) Organisation(ctx context.Context, name string) (string, error) {
	for _, id := range []string{name, "organisation/" + strings.ToLower(strings.TrimSpace(name))} {
		h, ok, err := s.byAddress(ctx, id)
		if err != nil || ok {
			return h.text, err
		}
	}
	found, err := s.answer(ctx, Query{Text: name, Types: []string{"organisation"}, Limit: 3}, &scratch{})
	if err != nil {
		return "", err
	}
	if len(found) > 0 && found[0].whole {
		return found[0].ID, nil
	}
	var near []string
	for _, c := range found {
		near = append(near, c.Name)
	}
	return "", &UnknownError{What: "organisation", Name: name, Near: near}
}

// UnknownError says that a name means nothing here, and what comes near it.
type UnknownError struct {
	What, Name string
	Near       []string
}

func (e *UnknownError) Error() string {
	if len(e.Near) == 0 {
		return fmt.Sprintf("there is no %s %q; name it by its acronym, the end of its address, or its full name", e.What, e.Name)
	}
	return fmt.Sprintf("there is no %s %q; near it are: %s", e.What, e.Name, strings.Join(e.Near, "; "))
}
