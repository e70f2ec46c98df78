package catalogue

import (
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// kindOfPrefix: ids of these files begin with letters that say which file it is.
var kindOfPrefix = map[string]string{
	"m": "mechanism", "se": "engagement", "ev": "evaluation", "cr": "coordination", "st": "stakeholder-type",
}

// byPrefix finds the thing with an id that may belong to several files; an id without one of their prefixes is an
// organisation's.
func (r *record) byPrefix(column, id string) rdf.Term {
	kind := "organisation"
	if before, _, ok := strings.Cut(id, "-"); ok && kindOfPrefix[before] != "" {
		kind = kindOfPrefix[before]
	}
	t := ontology.Thing(kind, id)
	if !r.b.known[t] {
		r.b.problem(r.row, "%s %q is no %s that the catalogue knows", column, id, kind)
	}
	return t
}

// takesPart states that an organisation takes part in the practice, in a role.
func (r *record) takesPart(organisation rdf.Term, role string) {
	p := ontology.Thing("participation", r.slug+"-"+organisation.Value[strings.LastIndexByte(organisation.Value, '/')+1:])
	say := func(property string, o rdf.Term) { r.b.add(r.graph, p, rdf.NewIRI(property), o) }
	r.say(ontology.PROVWasAssociatedWith, organisation)
	r.say(ontology.IOParticipation, p)
	say(ontology.RDFType, rdf.NewIRI(ontology.PROVAssociation))
	say(ontology.PROVHasAgent, organisation)
	say(ontology.PROVHadRole, ontology.Thing("role", role))
}

// organisedBy: the practice is one organisation's.
func (r *record) organisedBy(column, role string) {
	for _, o := range r.links(column, "organisation") {
		r.say(ontology.IOOfOrganisation, o)
		r.takesPart(o, role)
	}
}

// types: the types of the practice, of which the first is the main one.
func (r *record) practiceTypes(column, kind string) {
	for i, t := range r.links(column, kind) {
		r.say(ontology.IOPracticeType, t)
		if i == 0 {
			r.say(ontology.IOMainPracticeType, t)
		}
	}
}

// concerns: the terms, instruments and types that the practice is about, and how the source names them.
func (r *record) concerns() {
	r.link(ontology.IOConcerns, "term_ids", "term")
	r.link(ontology.IOConcerns, "instrument_ids", "instrument")
	r.link(ontology.IOConcerns, "instrument_type_ids", "type")
	r.prose("instrument-reference", "instrument_reference")
}

func (b *builder) mechanisms() {
	b.each("mechanisms.csv", in(practicesGraph), func(r *record) {
		r.is(ontology.IOMechanism, ontology.IOPractice)
		r.text(ontology.DCTTitle, "name", "en")
		r.organisedBy("organisation", "operator")
		r.practiceTypes("mechanism_type", "mechanism-type")
		r.concerns()
		r.prose("instruments-covered", "instruments")
		r.year(ontology.IOSince, "year_started")
		r.prose("objective", "objective")
		r.prose("modality", "modality")
		r.coded(ontology.IOImplementationMode, "implementation-mode", "", "implementation_mode", "implementation-mode")
		r.criticalActors()
		r.themed("benefit", "benefit", "benefit_themes")
		r.themed("cost", "cost", "cost_themes")
		r.themed("challenge", "challenge", "challenge_themes")
		r.evidence("checked")
	})
}

// criticalActors: stakeholder types and organisations, with the wording that they were read from.
func (r *record) criticalActors() {
	var actors []rdf.Term
	for _, id := range r.list("critical_actor_ids") {
		t := r.byPrefix("critical_actor_ids", id)
		r.say(ontology.IOCriticalActor, t)
		actors = append(actors, t)
	}
	r.claim("critical-actor", r.english("critical_actors"), actors)
}

func (b *builder) engagement() {
	b.each("stakeholder_engagement.csv", in(practicesGraph), func(r *record) {
		r.is(ontology.IOEngagement, ontology.IOPractice)
		r.text(ontology.DCTTitle, "mechanism", "en")
		r.organisedBy("organisation", "host")
		r.link(ontology.IOStakeholderType, "stakeholder_type", "stakeholder-type")
		r.link(ontology.IOStage, "stage", "stage")
		r.prose("stages-as-given", "stage_as_given")
		for _, p := range []string{ontology.IOEngagementForm, ontology.IOPracticeType} {
			r.link(p, "form", "engagement-form")
		}
		for _, p := range []string{ontology.IOProcessType, ontology.IOPracticeType} {
			r.link(p, "process_type", "process-type")
		}
		r.link(ontology.IORelationToMembership, "relation_to_membership", "membership-relation")
		r.link(ontology.IOConcerns, "term_ids", "term")
		r.year(ontology.IOSince, "year")
		r.themed("benefit", "benefit", "benefit_themes")
		r.themed("risk", "risk", "risk_themes")
		r.prose("safeguard", "safeguard")
		r.evidence("checked")
	})
}

func (b *builder) evaluations() {
	b.each("evaluations.csv", in(practicesGraph), func(r *record) {
		r.is(ontology.IOEvaluation, ontology.IOPractice)
		r.text(ontology.DCTTitle, "name", "en")
		r.organisedBy("organisation", "evaluator")
		r.practiceTypes("approach", "evaluation-approach")
		r.yes(ontology.IOIsContrast, "is_contrast")
		r.coded(ontology.IOTiming, "timing", "", "timing", "timing")
		r.coded(ontology.IOScope, "scope", "", "scope", "evaluation-scope")
		r.coded(ontology.IORegularity, "regularity", "", "regularity", "regularity")
		r.coded(ontology.IOEvaluationObject, "evaluation-object", "", "object", "evaluation-object")
		r.coded(ontology.IOConduct, "conduct", "", "conduct", "conduct")
		r.concerns()
		r.prose("instruments-covered", "instruments_covered")
		r.coded(ontology.IOTool, "tool", "tool_technique", "tool_codes", "evaluation-tool")
		r.text(ontology.IOPeriod, "year_or_frequency", "en")
		r.coded(ontology.IOLinkKind, "domestic-link", "link_with_domestic_evaluation", "link_kind", "domestic-link")
		r.coded(ontology.IOLinkDirection, "link-direction", "", "link_direction", "link-direction")
		r.prose("gap", "gap")
		r.prose("option", "option_to_strengthen")
		r.prose("objective", "objective")
		r.prose("benefit", "benefit")
		r.prose("challenge", "challenge")
		r.evidence("checked")
	})
}

func (b *builder) coordination() {
	b.each("coordination_relations.csv", in(practicesGraph), func(r *record) {
		r.is(ontology.IOCoordination, ontology.IOPractice)
		r.text(ontology.DCTTitle, "name", "en")
		r.link(ontology.IOPracticeType, "type", "coordination-type")
		r.participants()
		r.createdBody()
		r.year(ontology.IOSince, "year")
		r.year(ontology.IOUntil, "year_ended")
		r.link(ontology.IOStatus, "status", "practice-status")
		r.link(ontology.DCTIsReplacedBy, "succeeded_by", "coordination")
		r.link(ontology.IOStage, "phase", "stage")
		r.coded(ontology.IOFormality, "formality", "", "hard_or_soft", "formality")
		r.coded(ontology.IOFormalityGround, "formality-ground", "", "formality_ground", "formality-ground")
		r.prose("legal-form", "legal_form")
		r.text(ontology.DCTSubject, "subject", "en")
		r.text(ontology.DCTDescription, "description", "en")
		r.link(ontology.IOProducedInstrument, "produced_instrument_ids", "instrument")
		r.prose("produced-text", "produced_text")
		r.prose("effect", "effect_on_rule_making")
		r.coordinationClaims()
		r.evidence("checked")
	})
}

// participants: organisations with one role each; the column organisations repeats them and must agree.
func (r *record) participants() {
	var ids []string
	for _, pair := range r.list("participants") {
		id, role, _ := strings.Cut(pair, ":")
		o, roleTerm := ontology.Thing("organisation", id), ontology.Thing("role", role)
		if !r.b.known[o] {
			r.b.problem(r.row, "participants: %q is no organisation that the catalogue knows", id)
		}
		if !r.b.known[roleTerm] {
			r.b.problem(r.row, "participants: %q is no role", role)
		}
		r.takesPart(o, role)
		ids = append(ids, id)
	}
	if got := strings.Join(r.list("organisations"), ";"); got != strings.Join(ids, ";") {
		r.b.problem(r.row, "organisations %q are not the participants", got)
	}
}

// createdBody: an organisation of the catalogue, or a body that has only a name.
func (r *record) createdBody() {
	name := r.get("created_body")
	if name == "" {
		return
	}
	body := ontology.Thing("organisation", name)
	if !r.b.known[body] {
		body = ontology.Thing("body", slugOfName(name))
		r.b.add(r.graph, body, rdf.NewIRI(ontology.RDFType), rdf.NewIRI(ontology.ORGOrganizationalCollaboration))
		r.b.add(r.graph, body, rdf.NewIRI(ontology.SKOSPrefLabel), rdf.NewLang(name, "en"))
	}
	r.say(ontology.IOCreatedBody, body)
}
