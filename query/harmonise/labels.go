package harmonise

import "w3id.org/concord/ontology"

// The kinds of label, as they are said to people.
const (
	Preferred   = "preferred"
	Alternative = "alternative"
	Acronym     = "acronym"
	Short       = "short"
	Former      = "former"
	Hidden      = "hidden"
	Notation    = "notation"   // a code: skos:notation, dcterms:identifier
	Definition  = "definition" // the text was found in a definition or description
	Note        = "note"
)

// weights are what a kind of label adds to the score. Running text subtracts: a name found by its stem comes before a
// definition that holds the words.
var weights = map[string]float64{
	Preferred: 0.9, Acronym: 0.85, Short: 0.8, Alternative: 0.75, Notation: 0.7, Former: 0.5, Hidden: 0.4,
	Definition: -2.9, Note: -3.2,
}

// isText reports whether labels of the kind are running text.
func isText(kind string) bool { return kind == Definition || kind == Note }

// properties say what kind of label a literal is under each predicate.
var properties = map[string]string{
	ontology.SKOSPrefLabel:                  Preferred,
	ontology.SKOSAltLabel:                   Alternative,
	ontology.SKOSHiddenLabel:                Hidden,
	ontology.SKOSNotation:                   Notation,
	ontology.DCTTitle:                       Preferred,
	ontology.RDFSLabel:                      Preferred,
	ontology.FOAF + "name":                  Preferred,
	ontology.DCT + "alternative":            Alternative,
	ontology.DCTIdentifier:                  Notation,
	"http://schema.org/name":                Preferred,
	"https://schema.org/name":               Preferred,
	ontology.SKOSDefinition:                 Definition,
	ontology.DCTDescription:                 Definition,
	ontology.RDFSComment:                    Definition,
	ontology.SKOSScopeNote:                  Note,
	ontology.SKOSNote:                       Note,
	"http://purl.org/dc/elements/1.1/title": Preferred,
}

// labelNodes are the predicates that lead from a thing to a SKOS-XL label, whose literal form is the name.
var labelNodes = map[string]string{
	ontology.XLPrefLabel:   Preferred,
	ontology.XLAltLabel:    Alternative,
	ontology.XLHiddenLabel: Hidden,
}

// rank orders kinds that one literal has for one thing: what SKOS-XL says is more exact than the plain property.
func rank(kind string) int {
	switch kind {
	case Preferred:
		return 0
	case Acronym, Short, Former:
		return 1
	case Notation:
		return 2
	case Hidden:
		return 3
	case Alternative:
		return 4
	case Definition:
		return 5
	}
	return 6
}

// bookkeeping are the kinds of things that describe others and are looked up only when they are asked for.
var bookkeeping = map[string]bool{
	"evidence": true, "claim": true, "label": true, "mapping": true, "participation": true, "definition": true,
	"graph": true, "source": true, "dataset": true, "plan": true, "step": true, "agent": true, "scheme": true,
	"collection": true,
}

// standing is what the kind of a thing adds to the score: what people look for before what describes it.
func standing(kind string) float64 {
	switch kind {
	case "type":
		return 0.15
	case "term", "organisation":
		return 0.1
	case "instrument", "mechanism", "engagement", "evaluation", "coordination":
		return 0.05
	case "class", "property", "head-word":
		return -0.4 // words of the model, which a reader who types in lower case would meet before any organisation's
	}
	return 0
}
