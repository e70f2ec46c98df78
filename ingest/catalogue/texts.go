package catalogue

import (
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// relationOf is the property for each kind of relation between instruments.
var relationOf = map[string]string{
	"replaces":     ontology.DCTReplaces,
	"amends":       ontology.ELIAmends,
	"supplements":  ontology.IOSupplements,
	"implements":   ontology.ELIImplements,
	"interprets":   ontology.IOInterprets,
	"part-of":      ontology.DCTIsPartOf,
	"identical-to": ontology.IOIdenticalTo,
	"related":      ontology.IORelatedInstrument,
}

func (b *builder) instruments() {
	b.each("instruments.csv", inGraphOf("organisation_id"), func(r *record) {
		r.is(ontology.IOInstrument, ontology.ELILegalResource)
		r.text(ontology.DCTTitle, "title", "")
		r.link(ontology.ELIPassedBy, "organisation_id", "organisation")
		r.link(ontology.IOOfOrganisation, "organisation_id", "organisation")
		r.link(ontology.IOCalledByIts, "term_id", "term")
		r.sameAsTerm("organisation_term")
		r.link(ontology.IOWorksAs, "instrument_type_id", "type")
		r.year(ontology.DCTIssued, "year_adopted")
		r.year(ontology.IOSince, "year_in_force")
		r.text(ontology.DCTIdentifier, "reference_code", "")
		r.address(ontology.FOAFPage, "url", "")
		r.text(ontology.DCTSubject, "subject", "en")
		r.relations()
		r.prose("status", "status")
		r.evidence("source_seen")
	})
}

// sameAsTerm reports a copy of the term's label that differs from it.
func (r *record) sameAsTerm(column string) {
	if want, got := r.b.labelOfTerm(r.get("term_id")), r.get(column); got != want {
		r.b.problem(r.row, "%s %q is not the label %q of the term %s", column, got, want, r.get("term_id"))
	}
}

func (b *builder) labelOfTerm(id string) string {
	if b.termLabel == nil {
		b.termLabel = map[string]string{}
		for _, row := range b.tables["terms.csv"].Rows {
			b.termLabel[row.Get("id")] = row.Get("term")
		}
	}
	return b.termLabel[id]
}

// relations: pairs of a kind of relation and an instrument.
func (r *record) relations() {
	for _, pair := range r.list("relations") {
		kind, id, _ := strings.Cut(pair, ":")
		property, ok := relationOf[kind]
		if !ok {
			r.b.problem(r.row, "relations: %q is no kind of relation", kind)
			property = ontology.IORelatedInstrument
		}
		other := ontology.Thing("instrument", id)
		if !r.b.known[other] {
			r.b.problem(r.row, "relations: %q is no instrument that the catalogue knows", id)
		}
		r.say(property, other)
	}
}

func (b *builder) lifecycle() {
	b.each("lifecycle.csv", inGraphOf("organisation_id"), func(r *record) {
		r.is(ontology.PPLANStep)
		r.link(ontology.IOOfOrganisation, "organisation_id", "organisation")
		r.link(ontology.IOAbout, "term_id", "term")
		r.sameAsTerm("term")
		r.link(ontology.IOStage, "stage", "stage")
		r.text(ontology.DCTDescription, "description", "en")
		r.text(ontology.IOPeriod, "period", "en")
		r.evidence("source_seen")
		plan := ontology.Thing("plan", r.get("term_id"))
		r.say(ontology.PPLANIsStepOfPlan, plan)
		b.add(r.graph, plan, rdf.NewIRI(ontology.RDFType), rdf.NewIRI(ontology.PPLANPlan))
		b.add(r.graph, plan, rdf.NewIRI(ontology.IOAbout), ontology.Thing("term", r.get("term_id")))
	})
}

func (b *builder) sourceRecords() {
	b.each("sources.csv", in(evidenceGraph), func(r *record) {
		r.is(ontology.BIBODocument)
		r.text(ontology.DCTTitle, "title", "")
		r.address(ontology.FOAFPage, "url", "")
		r.say(ontology.IOCheckState, checkState(r.get("seen")))
	})
}

// definitions: how organisations define stakeholder, engagement, consultation, observer.
func (b *builder) definitions() {
	b.each("engagement_definitions.csv", inGraphOf("organisation"), func(r *record) {
		r.is(ontology.PROVEntity)
		r.say(ontology.IOFeature, ontology.Thing("feature", "engagement-definition"))
		r.link(ontology.IOOfOrganisation, "organisation", "organisation")
		r.text(ontology.DCTTitle, "term", "en")
		r.text(ontology.RDFValue, "definition", "en")
		r.text(ontology.SKOSScopeNote, "scope", "en")
		r.say(ontology.DCTRelation, ontology.Thing("definition-kind", "paraphrase"))
		r.evidence("checked")
	})
}

// retired: an old address points to what replaced it and is otherwise nothing.
func (b *builder) retired() {
	file := "retired_ids.csv"
	t := b.tables[file]
	for _, row := range t.Rows {
		r := &record{b: b, row: row, graph: practicesGraph, slug: row.Get("id")}
		r.kind = kindOf[r.get("file")]
		if r.kind == "" {
			b.problem(row, "file %q is no table of the catalogue", r.get("file"))
			r.kind = "retired"
		}
		r.self = ontology.Thing(r.kind, r.get("id"))
		r.say(ontology.OWLDeprecated, rdf.NewTyped("true", rdf.XSDBoolean))
		r.link(ontology.DCTIsReplacedBy, "replaced_by", r.kind)
		r.text(ontology.SKOSHistoryNote, "reason", "en")
	}
	b.files = append(b.files, FileReport{File: file, Rows: len(t.Rows), Subjects: len(t.Rows)})
}
