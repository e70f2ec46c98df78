package reconcile

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/query/harmonise"
)

// Type is a kind of thing, as the API names it.
type Type struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// mainTypes are what people reconcile against, in this order.
var mainTypes = []Type{
	{"term", "Term of an organisation", "What one organisation calls an instrument: the Decision of the OECD"},
	{"type", "Type of instrument", "A type of the hub, by what the instrument does, whatever it is called"},
	{"organisation", "Organisation", "An international organisation"},
	{"instrument", "Instrument", "A single text: a convention, a standard, a recommendation"},
	{"mechanism", "Implementation mechanism", "How an organisation supports or checks implementation"},
	{"coordination", "Coordination", "An arrangement between organisations"},
	{"engagement", "Stakeholder engagement", "How an organisation lets stakeholders take part"},
	{"evaluation", "Evaluation", "How an organisation evaluates its instruments"},
}

// kindByClass are the kinds of classes of the ontology that are named otherwise.
var kindByClass = map[string]string{
	ontology.IOOrganisationTerm: "term", ontology.IOInstrumentType: "type", ontology.ORGFormalOrganization: "organisation",
	ontology.ORGOrganization: "organisation", ontology.FOAF + "Organization": "organisation",
}

// kindOfClass is the kind of thing that a class makes.
func kindOfClass(class string) string {
	if k := kindByClass[class]; k != "" {
		return k
	}
	return harmonise.ClassKind(class)
}

// kindOfType takes the ID of a type, a class or a prefixed name for a kind.
func kindOfType(id string) string {
	if strings.Contains(id, "://") {
		return kindOfClass(id)
	}
	if local, ok := strings.CutPrefix(id, "io:"); ok {
		return kindOfClass(ontology.IO + local)
	}
	return strings.ToLower(id)
}

func typeOf(kind string) Type {
	for _, t := range mainTypes {
		if t.ID == kind {
			return Type{ID: kind, Name: t.Name}
		}
	}
	name := strings.ReplaceAll(kind, "-", " ")
	return Type{ID: kind, Name: strings.ToUpper(name[:1]) + name[1:]}
}

// Types are the kinds of things that there are, the main ones first.
func (n *Names) Types() []Type {
	var out []Type
	for _, t := range mainTypes {
		if n.types[t.ID] || !n.whole {
			out = append(out, t)
		}
	}
	var rest []string
	for k := range n.types {
		if !slices.ContainsFunc(mainTypes, func(t Type) bool { return t.ID == k }) {
			rest = append(rest, k)
		}
	}
	slices.Sort(rest)
	for _, k := range rest {
		out = append(out, typeOf(k))
	}
	return out
}

// MainTypes are those that are offered first.
func (n *Names) MainTypes() []Type {
	all := n.Types()
	if at := slices.IndexFunc(all, func(t Type) bool { return !slices.Contains(mainTypes, t) }); at > 0 {
		return all[:at]
	}
	return all[:min(len(all), len(mainTypes))]
}

// HasType reports whether there are things of a type.
func (n *Names) HasType(id string) bool { return !n.whole || n.types[kindOfType(id)] }

// TypeIDs are the IDs of the types that there are.
func (n *Names) TypeIDs() (out []string) {
	for _, t := range n.Types() {
		out = append(out, t.ID)
	}
	return out
}
