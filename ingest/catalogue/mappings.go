package catalogue

import (
	"fmt"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// matchOf is the load rule: which mapping a fit stands for. A term becomes equal to nothing through a type: exactMatch
// is contagious, and relatedMatch says nothing that a false friend means.
var matchOf = map[string]string{
	"typical": ontology.SKOSBroadMatch,
	"special": ontology.SKOSBroadMatch,
	"near":    ontology.SKOSCloseMatch,
	"wider":   ontology.SKOSNarrowMatch,
}

// confidenceOf is the number that SSSOM wants for our words.
var confidenceOf = map[string]string{"high": "0.9", "medium": "0.7", "low": "0.5"}

// mappings writes the record of a term's place in the hub with the triple that it asserts, and the record of its false
// friend, which asserts nothing.
func (r *record) mappings() {
	fit := r.get("fit")
	match, ok := matchOf[fit]
	if !ok {
		r.b.problem(r.row, "fit %q has no mapping", fit)
		return
	}
	for _, t := range r.links("instrument_type_id", "type") {
		m := r.mapping(r.slug, match, t, fmt.Sprintf("terms.csv: fit %s, hence %s", fit, match[len(ontology.SKOS):]))
		r.b.add(mappingsGraph, m, rdf.NewIRI(ontology.IOFit), ontology.Thing("fit", fit))
		r.b.add(mappingsGraph, r.self, rdf.NewIRI(match), t)
	}
	for _, t := range r.links("false_friend_of", "type") {
		m := r.mapping(r.slug+"-false-friend", ontology.SKOSCloseMatch, t, "terms.csv: the word suggests this type, the term is not of it")
		r.b.add(mappingsGraph, m, rdf.NewIRI(ontology.SSSOMPredicateModifier), rdf.NewIRI(ontology.SSSOMNegatedPredicate))
	}
}

// outside maps the thing to one of another vocabulary.
func (r *record) outside(column, before, match string) {
	v := r.get(column)
	if v == "" {
		return
	}
	target := rdf.NewIRI(before + v)
	r.mapping(r.kind+"-"+r.slug+"-"+slugOfName(column), match, target, r.row.Table.File+": "+column)
	r.b.add(mappingsGraph, r.self, rdf.NewIRI(match), target)
}

// mapping writes a mapping record in SSSOM's form of an OWL axiom.
func (r *record) mapping(slug, match string, target rdf.Term, comment string) rdf.Term {
	m := ontology.Thing("mapping", slug)
	say := func(property string, o rdf.Term) { r.b.add(mappingsGraph, m, rdf.NewIRI(property), o) }
	say(ontology.RDFType, rdf.NewIRI(ontology.SSSOMMapping))
	say(ontology.RDFType, rdf.NewIRI(ontology.OWLAxiom))
	say(ontology.SSSOMRecordId, m)
	say(ontology.OWLAnnotatedSource, r.self)
	say(ontology.OWLAnnotatedProperty, rdf.NewIRI(match))
	say(ontology.OWLAnnotatedTarget, target)
	say(ontology.SSSOMMappingJustification, rdf.NewIRI(ontology.SEMAPVManualMappingCuration))
	if n, ok := confidenceOf[r.get("confidence")]; ok {
		say(ontology.SSSOMConfidence, rdf.NewTyped(n, rdf.XSDDecimal))
	}
	for _, t := range r.links("confidence", "confidence") {
		say(ontology.IOConfidence, t)
	}
	say(ontology.PAVAuthoredBy, author)
	say(ontology.IOHasEvidence, r.evidenceNode())
	say(ontology.RDFSComment, rdf.NewLang(comment, "en"))
	return m
}
