package httpd

import (
	"strings"

	"w3id.org/concord/ontology"
)

// kind says how a page shows the things of one class: which facts first, and which tables of what refers to them.
type kind struct {
	Class    string
	Title    string // "organisation": what stands over the name
	Path     string // the list it belongs to
	Facts    []column
	Sections []section
}

// section is a table of the things that refer to the thing of the page.
type section struct {
	Title, Note string
	Property    string // the property that leads here, from the things of the table
	Class       string // only things of this class; "" for all
	First       string // heading of the first column
	Columns     []column
	List        string // path and facet of the whole list; the thing's slug is appended
	Bare        bool   // rows have no name of their own: the first column is the first of Columns
	ByStage     bool   // rows in the sequence of the life cycle
}

// maxSectionRows bounds the table of a section; the list has the rest.
const maxSectionRows = 60

// maxSectionRead bounds how many things a section looks at, in any graph that may be served.
const maxSectionRead = 2000

var termColumns = []column{
	show("Type", "io:hubType"), show("Fit", "io:fit"), show("Legal nature", "io:legalNature"),
	show("Consent", "io:consentRoute"), show("Duty", "io:attachedDuty"),
}

var practiceSections = []section{
	{Title: "Practices that concern it", Property: "io:concerns", Class: "io:Practice", First: "Practice",
		Columns: []column{ofOrganisation, practiceType, since}},
}

func practicesOf(property string) []section {
	return []section{
		{Title: "Implementation mechanisms", Property: property, Class: "io:Mechanism", First: "Mechanism",
			Columns: []column{practiceType, since, concerns}, List: "/mechanisms?organisation="},
		{Title: "Stakeholder engagement", Property: property, Class: "io:Engagement", First: "Practice", Columns: []column{
			show("Stakeholder", "io:stakeholderType"), show("Stage", "io:stage"), show("Form", "io:engagementForm"),
		}, List: "/stakeholders?organisation="},
		{Title: "Evaluation", Property: property, Class: "io:Evaluation", First: "Practice", Columns: []column{
			practiceType, show("Timing", "io:timing"), show("Object", "io:evaluationObject"),
		}, List: "/evaluation?organisation="},
	}
}

// kinds are the pages with a shape of their own; everything else is shown property by property.
var kinds = []kind{
	{Class: "org:FormalOrganization", Title: "Organisation", Path: "/organisations",
		Facts: []column{
			show("Kind", "org:classification"), show("Constituted", "dcterms:created"), show("Operational", "io:since"),
			show("Ended", "io:until"), show("Succeeded by", "dcterms:isReplacedBy"), show("Part of", "org:subOrganizationOf"),
			show("Members", "io:membersCount"), show("UN system", "io:unSystemStatus"),
			show("IO Partnership", "io:partnership"), show("Coverage here", "io:coverage"), show("Website", "foaf:homepage"),
			show("Wikidata", "owl:sameAs"),
		},
		Sections: append(append([]section{
			{Title: "Its words for instruments", Property: "io:ofOrganisation", Class: "io:OrganisationTerm", First: "Term",
				Columns: termColumns, List: "/terms?organisation="},
			{Title: "Instruments", Property: "eli:passed_by", Class: "io:Instrument", First: "Title", Columns: []column{
				show("Reference", "dcterms:identifier"), show("Year", "dcterms:issued"), show("Called", "io:calledByIts"),
				show("Works as", "io:worksAs"),
			}, List: "/instruments?organisation="},
		}, practicesOf("io:ofOrganisation")...),
			section{Title: "Coordination", Property: "prov:wasAssociatedWith", Class: "io:Coordination", First: "Arrangement",
				Columns: []column{
					showShort("Participants", "prov:wasAssociatedWith"), practiceType, show("Formality", "io:formality"), since,
				}, List: "/coordination?organisation="},
			section{Title: "How it defines engagement", Property: "io:ofOrganisation", Class: "prov:Entity", First: "Word",
				Columns: []column{show("Definition", "rdf:value"), show("Scope", "skos:scopeNote")}},
			section{Title: "Parts", Property: "org:subOrganizationOf", Class: "org:FormalOrganization", First: "Organisation",
				Columns: []column{show("Acronym", "skos:notation")}})},
	{Class: "io:InstrumentType", Title: "Type of instrument", Path: "/types",
		Facts: []column{
			show("Broader", "skos:broader"), show("Overlaps with", "io:alsoBroader"), show("Neighbours", "skos:related"), show("Family", "io:family"),
			show("Defined by", "io:typeBasis"), show("Legal nature", "io:legalNature"),
			show("Binding or not", "io:legalNatureLevel1"), show("Scope", "skos:scopeNote"),
		},
		Sections: append([]section{
			{Title: "Who calls it what", Note: "Terms stay apart: two terms of one type are near each other, not equal.",
				Property: "io:hubType", Class: "io:OrganisationTerm", First: "Term",
				Columns: []column{
					ofOrganisation, show("Fit", "io:fit"), show("Legal nature", "io:legalNature"), show("Consent", "io:consentRoute"),
					show("Duty", "io:attachedDuty"),
				}, List: "/terms?type="},
			{Title: "False friends", Note: "The word suggests this type, but the term is another.",
				Property: "io:falseFriendOf", Class: "io:OrganisationTerm", First: "Term",
				Columns: []column{
					ofOrganisation, show("Is in fact", "io:hubType"), show("Legal nature", "io:legalNature"),
				}},
			{Title: "Narrower types", Property: "skos:broader", First: "Type",
				Columns: []column{show("Legal nature", "io:legalNature"), show("Definition", "skos:definition")}},
			{Title: "Instruments that work as this", Property: "io:worksAs", Class: "io:Instrument", First: "Title",
				Columns: []column{
					ofOrganisation, show("Year", "dcterms:issued"), show("Called", "io:calledByIts"),
				}, List: "/instruments?type="},
		}, practiceSections...)},
	{Class: "io:OrganisationTerm", Title: "Term", Path: "/terms",
		Facts: []column{
			show("Type", "io:hubType"), show("Fit in the type", "io:fit"), show("False friend of", "io:falseFriendOf"),
			show("Legal nature", "io:legalNature"), show("Binding or not", "io:legalNatureLevel1"),
			show("Consent", "io:consentRoute"), show("Attached duty", "io:attachedDuty"), show("Addressee", "io:addressee"),
			show("Adopted by", "io:adoptingBody"), show("Adoption", "io:adoption"), show("Years between reviews", "io:reviewYears"),
			show("Role", "io:termRole"), show("Granularity", "io:granularity"), show("Word", "io:headWord"),
			show("The word suggests", "io:suggestedType"), show("Divergence", "io:divergence"), show("Scope", "skos:scopeNote"),
			show("Variation", "skos:note"),
		},
		Sections: append([]section{
			{Title: "Life cycle", Property: "io:about", Class: "pplan:Step", Columns: []column{
				show("Stage", "io:stage"), show("What happens", "dcterms:description"), show("Period", "io:period"),
			}, Bare: true, ByStage: true},
			{Title: "Instruments", Property: "io:calledByIts", Class: "io:Instrument", First: "Title", Columns: []column{
				show("Reference", "dcterms:identifier"), show("Year", "dcterms:issued"), show("Works as", "io:worksAs"),
			}},
		}, practiceSections...)},
	{Class: "io:Instrument", Title: "Instrument", Path: "/instruments",
		Facts: []column{
			show("Adopted by", "eli:passed_by"), show("Reference", "dcterms:identifier"), show("Adopted", "dcterms:issued"),
			show("In force", "io:since"), show("Called", "io:calledByIts"), show("Works as", "io:worksAs"),
			show("Subject", "dcterms:subject"), show("Text", "foaf:page"),
		},
		Sections: append([]section{
			{Title: "Produced by", Property: "io:producedInstrument", Class: "io:Coordination", First: "Arrangement",
				Columns: []column{showShort("Participants", "prov:wasAssociatedWith"), since}},
		}, practiceSections...)},
	{Class: "io:Mechanism", Title: "Implementation mechanism", Path: "/mechanisms",
		Facts: []column{
			show("Run by", "io:ofOrganisation"), practiceType, since, show("Until", "io:until"),
			show("Mode", "io:implementationMode"), show("Critical actors", "io:criticalActor"), concerns,
		}},
	{Class: "io:Engagement", Title: "Stakeholder engagement", Path: "/stakeholders",
		Facts: []column{
			show("Host", "io:ofOrganisation"), show("Stakeholder", "io:stakeholderType"), show("Stage", "io:stage"),
			show("Form", "io:engagementForm"), show("Process", "io:processType"),
			show("Relation to membership", "io:relationToMembership"), since, concerns,
		}},
	{Class: "io:Evaluation", Title: "Evaluation", Path: "/evaluation",
		Facts: []column{
			show("Evaluator", "io:ofOrganisation"), show("Approach", "io:practiceType"), show("Period", "io:period"),
			show("Timing", "io:timing"), show("Scope", "io:scope"), show("Regularity", "io:regularity"),
			show("Object", "io:evaluationObject"), show("Conduct", "io:conduct"), show("Tool", "io:tool"),
			show("Link with domestic", "io:linkKind"), show("Direction of the link", "io:linkDirection"),
			show("Kept as a contrast", "io:isContrast"), concerns,
		}},
	{Class: "io:Coordination", Title: "Coordination", Path: "/coordination",
		Facts: []column{
			practiceType, show("Formality", "io:formality"), show("Ground", "io:formalityGround"), since,
			show("Until", "io:until"), show("Status", "io:status"), show("Succeeded by", "dcterms:isReplacedBy"),
			show("Body", "io:createdBody"), show("Stage", "io:stage"), show("Produced", "io:producedInstrument"),
			show("Subject", "dcterms:subject"), show("Description", "dcterms:description"),
		}},
	{Class: "io:Decision", Title: "Decision of a reviewer", Path: "/decisions",
		Facts: []column{
			show("Outcome", "io:outcome"), show("On", "io:decidedSubject"), show("With respect to", "io:decidedObject"), show("Decided", "prov:endedAtTime"),
			show("Recorded", "dcterms:created"), show("Reviewer", "sssom:reviewer_label"), show("Reason", "rdfs:comment"), show("Rule", "sssom:curation_rule_text"),
			show("In place of", "prov:wasInformedBy"), show("What it made", "prov:generated"), show("Wording", "rdf:value"), show("Feature", "dcterms:subject"),
			show("State of checking before", "io:checkState"), show("Came with", "dcterms:source"),
		},
		Sections: []section{
			{Title: "Dissent", Property: "oa:hasTarget", Bare: true, Columns: []column{show("Organisation", "dcterms:creator"), show("Position", "oa:bodyValue")}},
			{Title: "Superseded by", Property: "prov:wasInformedBy", Class: "io:Decision", First: "Decision",
				Columns: []column{show("Outcome", "io:outcome"), show("Decided", "prov:endedAtTime")}},
		}},
	{Class: "skos:ConceptScheme", Title: "Scheme",
		Sections: []section{{Title: "Concepts", Property: "skos:inScheme", First: "Concept",
			Columns: []column{show("Broader", "skos:broader"), show("Definition", "skos:definition")}}}},
	{Class: "skos:Concept", Title: "Concept",
		Facts: []column{
			show("Broader", "skos:broader"), show("Scheme", "skos:inScheme"), show("Scope", "skos:scopeNote"),
		},
		Sections: []section{{Title: "Narrower", Property: "skos:broader", First: "Concept",
			Columns: []column{show("Definition", "skos:definition")}},
			{Title: "Practices of this type", Property: "io:practiceType", Class: "io:Practice", First: "Practice",
				Columns: []column{ofOrganisation, since, concerns}},
			{Title: "Statements with this value", Property: "io:value", Class: "io:Claim", Bare: true,
				Columns: []column{show("About", "io:about"), show("On", "io:feature"), show("Wording", "rdf:value")}}}},
}

// kindOf is the first kind whose class a thing has.
func kindOf(t *thing) kind {
	for _, k := range kinds {
		if t.isA(k.Class) {
			return k
		}
	}
	return kind{Title: "Thing"}
}

// plumbing are the properties that a page shows in a form of its own, or not at all.
var plumbing = prefixedSet("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "xl:prefLabel", "xl:altLabel",
	"xl:hiddenLabel", "skos:notation", "dcterms:title",
	"rdfs:label", "skos:definition", "io:definition", "io:evidence", "io:participation", "prov:wasAssociatedWith",
	"skos:topConceptOf", "skos:hasTopConcept", "io:mainPracticeType", "xl:literalForm")

// plumbingIn are the properties that lead to a thing from its own details.
var plumbingIn = prefixedSet("io:about", "owl:annotatedSource", "skos:topConceptOf", "skos:hasTopConcept", "prov:agent",
	"io:value", "io:mainPracticeType", "owl:annotatedTarget")

// details are the kinds of things that belong to others and are shown with them.
var details = map[string]bool{"claim": true, "evidence": true, "label": true, "mapping": true, "participation": true, "plan": true, "step": true}

// isDetail reports whether an address is that of a detail of another thing.
func isDetail(address string) bool {
	kind, _, _ := strings.Cut(strings.TrimPrefix(address, ontology.ID), "/")
	return strings.HasPrefix(address, ontology.ID) && details[kind]
}

func prefixedSet(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[iri(n)] = true
	}
	return out
}

// stages is the sequence of the life cycle.
var stages = []string{"initiation", "development", "consultation", "adoption", "entry-into-force", "implementation",
	"monitoring", "review", "revision", "withdrawal"}
