package ontology

import (
	"sort"

	"w3id.org/concord/ontology/rdf"
)

// ID is where the things of the catalogue have their addresses: ID + kind + "/" + slug.
const ID = "https://w3id.org/concord/id/"

// Thing returns the address of a thing: Thing("term", "oecd-decision").
func Thing(kind, slug string) rdf.Term { return rdf.NewIRI(ID + kind + "/" + slug) }

// Kinds lists the kinds of things and of coded values; each is a prefix of its own name.
var Kinds = []string{
	"adopting-body", "addressee", "adoption", "agent", "body", "check-state", "claim", "collection", "conduct",
	"confidence", "consent-route", "coordination", "coordination-type", "coverage", "dataset", "decision", "decision-outcome", "definition",
	"definition-kind", "dimension", "dimension-value", "dissent", "divergence", "domestic-link", "duty", "engagement",
	"engagement-form", "evaluation", "evaluation-approach", "evaluation-object", "evaluation-scope",
	"evaluation-tool", "evidence", "feature", "fit", "formality", "formality-ground", "granularity", "graph",
	"head-word", "implementation-mode", "instrument", "label", "label-kind", "legal-nature", "link-direction",
	"mapping", "mechanism", "mechanism-type", "membership-relation", "option", "option-aim", "organisation",
	"organisation-kind", "participation", "partnership", "plan", "practice-status", "process-type",
	"regularity", "role", "scheme", "source", "stage", "stakeholder-type", "step", "term", "term-role", "theme",
	"timing", "type", "type-basis", "un-system-status", "url-precision",
}

// Prefixes are the abbreviations that printed graphs use and that queries need not declare: the vocabularies first, then
// one for each kind.
var Prefixes = prefixes()

func prefixes() []rdf.Prefix {
	out := []rdf.Prefix{
		{Name: "io", IRI: IO},
		{Name: "rdf", IRI: RDF},
		{Name: "rdfs", IRI: RDFS},
		{Name: "owl", IRI: OWL},
		{Name: "xsd", IRI: XSD},
		{Name: "skos", IRI: SKOS},
		{Name: "xl", IRI: XL},
		{Name: "org", IRI: ORG},
		{Name: "prov", IRI: PROV},
		{Name: "oa", IRI: OA},
		{Name: "eli", IRI: ELI},
		{Name: "dcterms", IRI: DCT},
		{Name: "foaf", IRI: FOAF},
		{Name: "bibo", IRI: BIBO},
		{Name: "pplan", IRI: PPLAN},
		{Name: "sssom", IRI: SSSOM},
		{Name: "semapv", IRI: SEMAPV},
		{Name: "pav", IRI: PAV},
		{Name: "lexinfo", IRI: LEXINFO},
		{Name: "vann", IRI: VANN},
		{Name: "void", IRI: VOID},
		{Name: "dcat", IRI: DCAT},
		{Name: "sd", IRI: SD},
		{Name: "sh", IRI: SH},
		{Name: "wd", IRI: Wikidata},
	}
	for _, k := range sortedKinds() {
		out = append(out, rdf.Prefix{Name: k, IRI: ID + k + "/"})
	}
	return out
}

func sortedKinds() []string {
	k := append([]string(nil), Kinds...)
	sort.Strings(k)
	return k
}
