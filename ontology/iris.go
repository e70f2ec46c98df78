package ontology

// The namespaces of the vocabularies in use. DCT is Dublin Core Terms, XL is SKOS-XL.
const (
	IO       = "https://w3id.org/concord/def#"
	RDF      = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	RDFS     = "http://www.w3.org/2000/01/rdf-schema#"
	OWL      = "http://www.w3.org/2002/07/owl#"
	XSD      = "http://www.w3.org/2001/XMLSchema#"
	SKOS     = "http://www.w3.org/2004/02/skos/core#"
	XL       = "http://www.w3.org/2008/05/skos-xl#"
	ORG      = "http://www.w3.org/ns/org#"
	PROV     = "http://www.w3.org/ns/prov#"
	OA       = "http://www.w3.org/ns/oa#"
	ELI      = "http://data.europa.eu/eli/ontology#"
	DCT      = "http://purl.org/dc/terms/"
	FOAF     = "http://xmlns.com/foaf/0.1/"
	BIBO     = "http://purl.org/ontology/bibo/"
	PPLAN    = "http://purl.org/net/p-plan#"
	SSSOM    = "https://w3id.org/sssom/"
	SEMAPV   = "https://w3id.org/semapv/vocab/"
	PAV      = "http://purl.org/pav/"
	LEXINFO  = "http://www.lexinfo.net/ontology/3.0/lexinfo#"
	VANN     = "http://purl.org/vocab/vann/"
	VOID     = "http://rdfs.org/ns/void#"
	DCAT     = "http://www.w3.org/ns/dcat#"
	SD       = "http://www.w3.org/ns/sparql-service-description#"
	SH       = "http://www.w3.org/ns/shacl#"
	Wikidata = "http://www.wikidata.org/entity/"
)

// Terms of RDF.
const (
	RDFType  = RDF + "type"
	RDFValue = RDF + "value"
	RDFFirst = RDF + "first"
	RDFRest  = RDF + "rest"
	RDFNil   = RDF + "nil"
)

// Terms of RDF Schema.
const (
	RDFSLabel         = RDFS + "label"
	RDFSComment       = RDFS + "comment"
	RDFSSubClassOf    = RDFS + "subClassOf"
	RDFSSubPropertyOf = RDFS + "subPropertyOf"
	RDFSDomain        = RDFS + "domain"
	RDFSRange         = RDFS + "range"
	RDFSIsDefinedBy   = RDFS + "isDefinedBy"
	RDFSClass         = RDFS + "Class"
)

// Terms of OWL.
const (
	OWLOntology          = OWL + "Ontology"
	OWLClass             = OWL + "Class"
	OWLObjectProperty    = OWL + "ObjectProperty"
	OWLDatatypeProperty  = OWL + "DatatypeProperty"
	OWLAxiom             = OWL + "Axiom"
	OWLSameAs            = OWL + "sameAs"
	OWLDeprecated        = OWL + "deprecated"
	OWLVersionInfo       = OWL + "versionInfo"
	OWLAnnotatedSource   = OWL + "annotatedSource"
	OWLAnnotatedProperty = OWL + "annotatedProperty"
	OWLAnnotatedTarget   = OWL + "annotatedTarget"
)

// Terms of SKOS.
const (
	SKOSConcept            = SKOS + "Concept"
	SKOSConceptScheme      = SKOS + "ConceptScheme"
	SKOSCollection         = SKOS + "Collection"
	SKOSOrderedCollection  = SKOS + "OrderedCollection"
	SKOSPrefLabel          = SKOS + "prefLabel"
	SKOSAltLabel           = SKOS + "altLabel"
	SKOSHiddenLabel        = SKOS + "hiddenLabel"
	SKOSNotation           = SKOS + "notation"
	SKOSDefinition         = SKOS + "definition"
	SKOSScopeNote          = SKOS + "scopeNote"
	SKOSNote               = SKOS + "note"
	SKOSHistoryNote        = SKOS + "historyNote"
	SKOSExample            = SKOS + "example"
	SKOSInScheme           = SKOS + "inScheme"
	SKOSTopConceptOf       = SKOS + "topConceptOf"
	SKOSHasTopConcept      = SKOS + "hasTopConcept"
	SKOSBroader            = SKOS + "broader"
	SKOSNarrower           = SKOS + "narrower"
	SKOSRelated            = SKOS + "related"
	SKOSBroaderTransitive  = SKOS + "broaderTransitive"
	SKOSNarrowerTransitive = SKOS + "narrowerTransitive"
	SKOSMember             = SKOS + "member"
	SKOSMemberList         = SKOS + "memberList"
	SKOSExactMatch         = SKOS + "exactMatch"
	SKOSCloseMatch         = SKOS + "closeMatch"
	SKOSBroadMatch         = SKOS + "broadMatch"
	SKOSNarrowMatch        = SKOS + "narrowMatch"
	SKOSRelatedMatch       = SKOS + "relatedMatch"
)

// Terms of SKOS-XL.
const (
	XLLabel       = XL + "Label"
	XLPrefLabel   = XL + "prefLabel"
	XLAltLabel    = XL + "altLabel"
	XLHiddenLabel = XL + "hiddenLabel"
	XLLiteralForm = XL + "literalForm"
)

// Terms of the Organization Ontology.
const (
	ORGOrganization                = ORG + "Organization"
	ORGFormalOrganization          = ORG + "FormalOrganization"
	ORGOrganizationalCollaboration = ORG + "OrganizationalCollaboration"
	ORGClassification              = ORG + "classification"
	ORGSubOrganizationOf           = ORG + "subOrganizationOf"
)

// Terms of PROV-O.
const (
	PROVEntity            = PROV + "Entity"
	PROVActivity          = PROV + "Activity"
	PROVAgent             = PROV + "Agent"
	PROVOrganization      = PROV + "Organization"
	PROVAssociation       = PROV + "Association"
	PROVHasAgent          = PROV + "agent"
	PROVHadRole           = PROV + "hadRole"
	PROVWasAssociatedWith = PROV + "wasAssociatedWith"
	PROVWasAttributedTo   = PROV + "wasAttributedTo"
	PROVUsed              = PROV + "used"
	PROVGenerated         = PROV + "generated"
	PROVEndedAtTime       = PROV + "endedAtTime"
)

// Terms of Web Annotation.
const (
	OAHasSource        = OA + "hasSource"
	OASpecificResource = OA + "SpecificResource"
)

// Terms of the European Legislation Identifier.
const (
	ELILegalResource = ELI + "LegalResource"
	ELIPassedBy      = ELI + "passed_by"
	ELIAmends        = ELI + "amends"
	ELIImplements    = ELI + "implements"
)

// Terms of Dublin Core.
const (
	DCTTitle        = DCT + "title"
	DCTDescription  = DCT + "description"
	DCTSource       = DCT + "source"
	DCTSubject      = DCT + "subject"
	DCTPublisher    = DCT + "publisher"
	DCTIdentifier   = DCT + "identifier"
	DCTIssued       = DCT + "issued"
	DCTCreated      = DCT + "created"
	DCTValid        = DCT + "valid"
	DCTRelation     = DCT + "relation"
	DCTIsPartOf     = DCT + "isPartOf"
	DCTReplaces     = DCT + "replaces"
	DCTIsReplacedBy = DCT + "isReplacedBy"
	DCTLicense      = DCT + "license"
	DCTHasPart      = DCT + "hasPart"
)

// Terms of FOAF.
const (
	FOAFHomepage = FOAF + "homepage"
	FOAFPage     = FOAF + "page"
)

// Terms of BIBO.
const (
	BIBODocument = BIBO + "Document"
	BIBOLocator  = BIBO + "locator"
)

// Terms of P-Plan.
const (
	PPLANPlan         = PPLAN + "Plan"
	PPLANStep         = PPLAN + "Step"
	PPLANIsStepOfPlan = PPLAN + "isStepOfPlan"
)

// Terms of SSSOM.
const (
	SSSOMMapping              = SSSOM + "Mapping"
	SSSOMNegatedPredicate     = SSSOM + "NegatedPredicate"
	SSSOMMappingJustification = SSSOM + "mapping_justification"
	SSSOMConfidence           = SSSOM + "confidence"
	SSSOMPredicateModifier    = SSSOM + "predicate_modifier"
	SSSOMRecordId             = SSSOM + "record_id"
)

// Terms of SEMAPV.
const (
	SEMAPVManualMappingCuration = SEMAPV + "ManualMappingCuration"
)

// Terms of PAV.
const (
	PAVAuthoredBy = PAV + "authoredBy"
)

// Terms of LexInfo.
const (
	LEXINFONormativeAuthorization = LEXINFO + "normativeAuthorization"
	LEXINFOPreferredTerm          = LEXINFO + "preferredTerm"
	LEXINFOAdmittedTerm           = LEXINFO + "admittedTerm"
	LEXINFOSupersededTerm         = LEXINFO + "supersededTerm"
)

// Terms of Concord's own terms; concord.ttl defines them.
const (
	IOInstrumentType       = IO + "InstrumentType"
	IOOrganisationTerm     = IO + "OrganisationTerm"
	IOInstrument           = IO + "Instrument"
	IOPractice             = IO + "Practice"
	IOMechanism            = IO + "Mechanism"
	IOEngagement           = IO + "Engagement"
	IOEvaluation           = IO + "Evaluation"
	IOCoordination         = IO + "Coordination"
	IOClaim                = IO + "Claim"
	IOEvidence             = IO + "Evidence"
	IODecision             = IO + "Decision"
	IOOfOrganisation       = IO + "ofOrganisation"
	IOCalledByIts          = IO + "calledByIts"
	IOWorksAs              = IO + "worksAs"
	IOLegalNature          = IO + "legalNature"
	IOPracticeType         = IO + "practiceType"
	IOStage                = IO + "stage"
	IOConcerns             = IO + "concerns"
	IOBasedOn              = IO + "basedOn"
	IOParticipation        = IO + "participation"
	IOFormality            = IO + "formality"
	IOProducedInstrument   = IO + "producedInstrument"
	IOSince                = IO + "since"
	IOUntil                = IO + "until"
	IOAbout                = IO + "about"
	IOFeature              = IO + "feature"
	IOValue                = IO + "value"
	IOHasEvidence          = IO + "evidence"
	IOCheckState           = IO + "checkState"
	IODefinition           = IO + "definition"
	IOFit                  = IO + "fit"
	IOHubType              = IO + "hubType"
	IOSuggestedType        = IO + "suggestedType"
	IOFalseFriendOf        = IO + "falseFriendOf"
	IOLegalNatureLevel1    = IO + "legalNatureLevel1"
	IOAdoptingBody         = IO + "adoptingBody"
	IOAdoption             = IO + "adoption"
	IOAddressee            = IO + "addressee"
	IOConsentRoute         = IO + "consentRoute"
	IOAttachedDuty         = IO + "attachedDuty"
	IOReviewYears          = IO + "reviewYears"
	IOTermRole             = IO + "termRole"
	IOGranularity          = IO + "granularity"
	IOHeadWord             = IO + "headWord"
	IODivergence           = IO + "divergence"
	IOPreviousOrganisation = IO + "previousOrganisation"
	IOAlsoBroader          = IO + "alsoBroader"
	IOTypeBasis            = IO + "typeBasis"
	IOFamily               = IO + "family"
	IODepth                = IO + "depth"
	IOUnSystemStatus       = IO + "unSystemStatus"
	IOPartnership          = IO + "partnership"
	IOCoverage             = IO + "coverage"
	IOMembersCount         = IO + "membersCount"
	IOLabelKind            = IO + "labelKind"
	IOPeriod               = IO + "period"
	IOSupplements          = IO + "supplements"
	IOInterprets           = IO + "interprets"
	IOIdenticalTo          = IO + "identicalTo"
	IORelatedInstrument    = IO + "relatedInstrument"
	IOConfidence           = IO + "confidence"
	IOUrlPrecision         = IO + "urlPrecision"
	IOMainPracticeType     = IO + "mainPracticeType"
	IOImplementationMode   = IO + "implementationMode"
	IOCriticalActor        = IO + "criticalActor"
	IOStakeholderType      = IO + "stakeholderType"
	IOPossibleStage        = IO + "possibleStage"
	IOEngagementForm       = IO + "engagementForm"
	IOProcessType          = IO + "processType"
	IORelationToMembership = IO + "relationToMembership"
	IOTiming               = IO + "timing"
	IOScope                = IO + "scope"
	IORegularity           = IO + "regularity"
	IOEvaluationObject     = IO + "evaluationObject"
	IOConduct              = IO + "conduct"
	IOTool                 = IO + "tool"
	IOLinkKind             = IO + "linkKind"
	IOLinkDirection        = IO + "linkDirection"
	IOIsContrast           = IO + "isContrast"
	IODimension            = IO + "dimension"
	IODimensionValue       = IO + "dimensionValue"
	IOIn2017Slides         = IO + "in2017Slides"
	IOCreatedBody          = IO + "createdBody"
	IOStatus               = IO + "status"
	IOFormalityGround      = IO + "formalityGround"
	IOAim                  = IO + "aim"
	IOExampleOrganisation  = IO + "exampleOrganisation"
	IOExample              = IO + "example"
	IOOutcome              = IO + "outcome"
	IODecidedSubject       = IO + "decidedSubject"
	IODecidedObject        = IO + "decidedObject"
)

// Terms of DCAT.
const DCATDataset = DCAT + "Dataset"
