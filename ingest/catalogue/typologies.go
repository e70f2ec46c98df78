package catalogue

import (
	"w3id.org/concord/ontology"
)

// typology reads what the four typologies share: labels, hierarchy, definition, evidence.
func (r *record) typology() {
	r.is(ontology.SKOSConcept)
	r.text(ontology.SKOSPrefLabel, "label", "en")
	r.text(ontology.SKOSPrefLabel, "label_fr", "fr")
	r.text(ontology.SKOSPrefLabel, "label_es", "es")
	r.top(r.kind, "broader")
	r.text(ontology.SKOSDefinition, "definition", "en")
	r.evidence("")
}

func (b *builder) typologies() {
	b.scheme(practicesGraph, "mechanism-type", "Types of implementation mechanism", "Types de mécanismes de mise en œuvre", "Tipos de mecanismos de aplicación")
	b.each("mechanism_types.csv", in(practicesGraph), func(r *record) {
		r.typology()
		r.prose("objective", "objective")
		r.prose("modality", "operational_modality")
		r.prose("critical-actor", "critical_actors")
		r.themed("benefit", "expected_benefit", "benefit_themes")
		r.themed("cost", "cost", "cost_themes")
		r.themed("challenge", "challenge", "challenge_themes")
		r.yes(ontology.IOIn2017Slides, "in_2017_slides")
	})
	b.scheme(practicesGraph, "stakeholder-type", "Types of stakeholder", "Types de parties prenantes", "Tipos de partes interesadas")
	b.each("stakeholder_types.csv", in(practicesGraph), func(r *record) {
		r.typology()
		r.prose("contribution", "typical_contributions")
		r.prose("stages-as-given", "stages")
		r.link(ontology.IOPossibleStage, "stages_possible", "stage")
	})
	b.scheme(practicesGraph, "evaluation-approach", "Approaches to evaluation", "Approches d'évaluation", "Enfoques de evaluación")
	b.each("evaluation_approaches.csv", in(practicesGraph), func(r *record) {
		r.typology()
		r.link(ontology.IODimension, "dimension", "dimension")
		r.link(ontology.IODimensionValue, "value", "dimension-value")
		r.prose("objective", "objective")
		r.prose("modality", "modality")
		r.themed("benefit", "benefit", "benefit_themes")
		r.themed("challenge", "challenge", "challenge_themes")
		r.yes(ontology.IOIn2017Slides, "in_2017_slides")
	})
	b.scheme(practicesGraph, "coordination-type", "Types of coordination", "Types de coordination", "Tipos de coordinación")
	b.each("coordination_types.csv", in(practicesGraph), func(r *record) {
		r.typology()
		r.link(ontology.IOFormality, "hard_or_soft", "formality")
		r.coordinationClaims()
	})
}

// coordinationClaims: how a coordination, or a type of it, is assessed.
func (r *record) coordinationClaims() {
	r.themed("advantage", "advantage", "advantage_themes")
	r.themed("disadvantage", "disadvantage", "disadvantage_themes")
	r.themed("success-factor", "success_factor", "success_themes")
	r.themed("challenge", "challenge", "challenge_themes")
}

func (b *builder) themes() {
	b.scheme(practicesGraph, "theme", "Themes", "Thèmes", "Temas")
	b.each("themes.csv", in(practicesGraph), func(r *record) {
		r.is(ontology.SKOSConcept)
		r.top("theme", "")
		r.text(ontology.SKOSPrefLabel, "label", "en")
		r.text(ontology.SKOSPrefLabel, "label_fr", "fr")
		r.text(ontology.SKOSPrefLabel, "label_es", "es")
		r.text(ontology.SKOSDefinition, "definition", "en")
		r.link(ontology.IOFeature, "kind", "feature")
	})
}

// options: what could be done, with whom, and an example.
func (b *builder) options() {
	b.scheme(practicesGraph, "option", "Options to increase dissemination, adherence and uptake",
		"Options pour accroître la diffusion, l'adhésion et l'adoption", "Opciones para aumentar la difusión, la adhesión y la adopción")
	b.each("options.csv", in(practicesGraph), func(r *record) {
		r.is(ontology.SKOSConcept)
		r.top("option", "")
		r.text(ontology.SKOSPrefLabel, "option", "en")
		r.text(ontology.SKOSDefinition, "how", "en")
		r.link(ontology.IOAim, "aim", "option-aim")
		r.link(ontology.IOStakeholderType, "stakeholder_types", "stakeholder-type")
		r.link(ontology.IOStage, "stage", "stage")
		r.link(ontology.IOExampleOrganisation, "example_organisation", "organisation")
		for _, id := range r.list("example") {
			r.say(ontology.IOExample, r.byPrefix("example", id))
		}
		r.evidence("")
	})
}
