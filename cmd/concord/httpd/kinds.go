package httpd

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
	ByStage     bool   // rows in the sequence of the life cycle
}

// maxSectionRows bounds the table of a section; the list has the rest.
const maxSectionRows = 60

var termColumns = []column{{"", "Type", "io:hubType", false}, {"", "Fit", "io:fit", false}, {"", "Legal nature", "io:legalNature", false}, {"", "Consent", "io:consentRoute", false}, {"", "Duty", "io:attachedDuty", false}}

var practiceSections = []section{
	{Title: "Practices that concern it", Property: "io:concerns", Class: "io:Practice", First: "Practice", Columns: []column{ofOrganisation, practiceType, since}},
}

func practicesOf(property string) []section {
	return []section{
		{Title: "Implementation mechanisms", Property: property, Class: "io:Mechanism", First: "Mechanism", Columns: []column{practiceType, since, concerns}, List: "/mechanisms?organisation="},
		{Title: "Stakeholder engagement", Property: property, Class: "io:Engagement", First: "Practice", Columns: []column{{"", "Stakeholder", "io:stakeholderType", false}, {"", "Stage", "io:stage", false}, {"", "Form", "io:engagementForm", false}}, List: "/stakeholders?organisation="},
		{Title: "Evaluation", Property: property, Class: "io:Evaluation", First: "Practice", Columns: []column{practiceType, {"", "Timing", "io:timing", false}, {"", "Object", "io:evaluationObject", false}}, List: "/evaluation?organisation="},
	}
}

// kinds are the pages with a shape of their own; everything else is shown property by property.
var kinds = []kind{
	{Class: "org:FormalOrganization", Title: "Organisation", Path: "/organisations",
		Facts: []column{{"", "Kind", "org:classification", false}, {"", "Constituted", "dcterms:created", false}, {"", "Operational", "io:since", false}, {"", "Ended", "io:until", false}, {"", "Succeeded by", "dcterms:isReplacedBy", false},
			{"", "Part of", "org:subOrganizationOf", false}, {"", "Members", "io:membersCount", false}, {"", "UN system", "io:unSystemStatus", false}, {"", "IO Partnership", "io:partnership", false}, {"", "Coverage here", "io:coverage", false},
			{"", "Website", "foaf:homepage", false}, {"", "Wikidata", "owl:sameAs", false}},
		Sections: append(append([]section{
			{Title: "Its words for instruments", Property: "io:ofOrganisation", Class: "io:OrganisationTerm", First: "Term", Columns: termColumns, List: "/terms?organisation="},
			{Title: "Instruments", Property: "eli:passed_by", Class: "io:Instrument", First: "Title", Columns: []column{{"", "Reference", "dcterms:identifier", false}, {"", "Year", "dcterms:issued", false}, {"", "Called", "io:calledByIts", false}, {"", "Works as", "io:worksAs", false}}, List: "/instruments?organisation="},
		}, practicesOf("io:ofOrganisation")...),
			section{Title: "Coordination", Property: "prov:wasAssociatedWith", Class: "io:Coordination", First: "Arrangement", Columns: []column{{"", "Participants", "prov:wasAssociatedWith", true}, practiceType, {"", "Formality", "io:formality", false}, since}, List: "/coordination?organisation="},
			section{Title: "Parts", Property: "org:subOrganizationOf", Class: "org:FormalOrganization", First: "Organisation", Columns: []column{{"", "Acronym", "skos:notation", false}}})},
	{Class: "io:InstrumentType", Title: "Type of instrument", Path: "/types",
		Facts: []column{{"", "Broader", "skos:broader", false}, {"", "Overlaps with", "io:alsoBroader", false}, {"", "Family", "io:family", false}, {"", "Defined by", "io:typeBasis", false}, {"", "Legal nature", "io:legalNature", false}, {"", "Binding or not", "io:legalNatureLevel1", false}, {"", "Scope", "skos:scopeNote", false}},
		Sections: append([]section{
			{Title: "Who calls it what", Note: "Terms stay apart: two terms of one type are near each other, not equal.", Property: "io:hubType", Class: "io:OrganisationTerm", First: "Term",
				Columns: []column{ofOrganisation, {"", "Fit", "io:fit", false}, {"", "Legal nature", "io:legalNature", false}, {"", "Consent", "io:consentRoute", false}, {"", "Duty", "io:attachedDuty", false}}, List: "/terms?type="},
			{Title: "False friends", Note: "The word suggests this type, but the term is another.", Property: "io:falseFriendOf", Class: "io:OrganisationTerm", First: "Term", Columns: []column{ofOrganisation, {"", "Is in fact", "io:hubType", false}, {"", "Legal nature", "io:legalNature", false}}},
			{Title: "Narrower types", Property: "skos:broader", First: "Type", Columns: []column{{"", "Legal nature", "io:legalNature", false}, {"", "Definition", "skos:definition", false}}},
			{Title: "Instruments that work as this", Property: "io:worksAs", Class: "io:Instrument", First: "Title", Columns: []column{ofOrganisation, {"", "Year", "dcterms:issued", false}, {"", "Called", "io:calledByIts", false}}, List: "/instruments?type="},
		}, practiceSections...)},
	{Class: "io:OrganisationTerm", Title: "Term", Path: "/terms",
		Facts: []column{{"", "Type", "io:hubType", false}, {"", "Fit in the type", "io:fit", false}, {"", "False friend of", "io:falseFriendOf", false}, {"", "Legal nature", "io:legalNature", false}, {"", "Binding or not", "io:legalNatureLevel1", false}, {"", "Consent", "io:consentRoute", false},
			{"", "Attached duty", "io:attachedDuty", false}, {"", "Addressee", "io:addressee", false}, {"", "Adopted by", "io:adoptingBody", false}, {"", "Adoption", "io:adoption", false}, {"", "Reviewed every (years)", "io:reviewYears", false}, {"", "Role", "io:termRole", false},
			{"", "Granularity", "io:granularity", false}, {"", "Word", "io:headWord", false}, {"", "The word suggests", "io:suggestedType", false}, {"", "Divergence", "io:divergence", false}, {"", "Scope", "skos:scopeNote", false}, {"", "Variation", "skos:note", false}},
		Sections: append([]section{
			{Title: "Life cycle", Property: "io:about", Class: "pplan:Step", First: "Stage", Columns: []column{{"", "Stage", "io:stage", false}, {"", "What happens", "dcterms:description", false}, {"", "Period", "io:period", false}}, ByStage: true},
			{Title: "Instruments", Property: "io:calledByIts", Class: "io:Instrument", First: "Title", Columns: []column{{"", "Reference", "dcterms:identifier", false}, {"", "Year", "dcterms:issued", false}, {"", "Works as", "io:worksAs", false}}},
		}, practiceSections...)},
	{Class: "io:Instrument", Title: "Instrument", Path: "/instruments",
		Facts: []column{{"", "Adopted by", "eli:passed_by", false}, {"", "Reference", "dcterms:identifier", false}, {"", "Adopted", "dcterms:issued", false}, {"", "In force", "io:since", false}, {"", "Called", "io:calledByIts", false}, {"", "Works as", "io:worksAs", false}, {"", "Subject", "dcterms:subject", false}, {"", "Text", "foaf:page", false}},
		Sections: append([]section{
			{Title: "Produced by", Property: "io:producedInstrument", Class: "io:Coordination", First: "Arrangement", Columns: []column{{"", "Participants", "prov:wasAssociatedWith", true}, since}},
		}, practiceSections...)},
	{Class: "io:Mechanism", Title: "Implementation mechanism", Path: "/mechanisms",
		Facts: []column{{"", "Run by", "io:ofOrganisation", false}, practiceType, since, {"", "Until", "io:until", false}, {"", "Mode", "io:implementationMode", false}, {"", "Critical actors", "io:criticalActor", false}, concerns}},
	{Class: "io:Engagement", Title: "Stakeholder engagement", Path: "/stakeholders",
		Facts: []column{{"", "Host", "io:ofOrganisation", false}, {"", "Stakeholder", "io:stakeholderType", false}, {"", "Stage", "io:stage", false}, {"", "Form", "io:engagementForm", false}, {"", "Process", "io:processType", false}, {"", "Relation to membership", "io:relationToMembership", false}, since, concerns}},
	{Class: "io:Evaluation", Title: "Evaluation", Path: "/evaluation",
		Facts: []column{{"", "Evaluator", "io:ofOrganisation", false}, {"", "Approach", "io:practiceType", false}, {"", "Period", "io:period", false}, {"", "Timing", "io:timing", false}, {"", "Scope", "io:scope", false}, {"", "Regularity", "io:regularity", false}, {"", "Object", "io:evaluationObject", false}, {"", "Conduct", "io:conduct", false},
			{"", "Tool", "io:tool", false}, {"", "Link with domestic", "io:linkKind", false}, {"", "Direction of the link", "io:linkDirection", false}, {"", "Kept as a contrast", "io:isContrast", false}, concerns}},
	{Class: "io:Coordination", Title: "Coordination", Path: "/coordination",
		Facts: []column{practiceType, {"", "Formality", "io:formality", false}, {"", "Ground", "io:formalityGround", false}, since, {"", "Until", "io:until", false}, {"", "Status", "io:status", false}, {"", "Succeeded by", "dcterms:isReplacedBy", false}, {"", "Body", "io:createdBody", false}, {"", "Stage", "io:stage", false},
			{"", "Produced", "io:producedInstrument", false}, {"", "Subject", "dcterms:subject", false}, {"", "Description", "dcterms:description", false}}},
	{Class: "skos:ConceptScheme", Title: "Scheme",
		Sections: []section{{Title: "Concepts", Property: "skos:inScheme", First: "Concept", Columns: []column{{"", "Broader", "skos:broader", false}, {"", "Definition", "skos:definition", false}}}}},
	{Class: "skos:Concept", Title: "Concept",
		Facts: []column{{"", "Broader", "skos:broader", false}, {"", "Scheme", "skos:inScheme", false}, {"", "Scope", "skos:scopeNote", false}},
		Sections: []section{{Title: "Narrower", Property: "skos:broader", First: "Concept", Columns: []column{{"", "Definition", "skos:definition", false}}},
			{Title: "Practices of this type", Property: "io:practiceType", Class: "io:Practice", First: "Practice", Columns: []column{ofOrganisation, since, concerns}}}},
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
var plumbing = prefixedSet("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "xl:prefLabel", "xl:altLabel", "xl:hiddenLabel", "skos:notation", "dcterms:title",
	"rdfs:label", "skos:definition", "io:definition", "io:evidence", "io:participation", "prov:wasAssociatedWith", "skos:topConceptOf", "skos:hasTopConcept", "io:mainPracticeType", "xl:literalForm")

// plumbingIn are the properties that lead to a thing from its own details.
var plumbingIn = prefixedSet("io:about", "owl:annotatedSource", "skos:topConceptOf", "skos:hasTopConcept", "prov:agent", "io:value", "io:mainPracticeType", "owl:annotatedTarget")

func prefixedSet(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[iri(n)] = true
	}
	return out
}

// stages is the sequence of the life cycle.
var stages = []string{"initiation", "development", "consultation", "adoption", "entry-into-force", "implementation", "monitoring", "review", "revision", "withdrawal"}
