package catalogue

import (
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// graphTitles says in each graph what it holds.
func (b *builder) graphTitles() {
	title := func(g rdf.Term, text string) { b.add(g, g, rdf.NewIRI(ontology.DCTTitle), rdf.NewLang(text, "en")) }
	for _, row := range b.tables["organisations.csv"].Rows {
		title(ontology.Thing("graph", row.Get("id")), shortName(row)+": the organisation, its terms and its instruments")
	}
	title(hubGraph, "Hub of instrument types")
	title(mappingsGraph, "Mappings of terms to types")
	title(practicesGraph, "Practices: implementation, engagement, evaluation, coordination")
	title(evidenceGraph, "Evidence, claims and sources")
}

// dataset describes the catalogue as a whole: its version, and its graphs, so that a later one can replace them.
func (b *builder) dataset(version string) {
	say := func(property string, o rdf.Term) { b.add(evidenceGraph, datasetNode, rdf.NewIRI(property), o) }
	say(ontology.RDFType, rdf.NewIRI(ontology.DCATDataset))
	say(ontology.DCTTitle, rdf.NewLang("The IO catalogue of Concord", "en"))
	say(ontology.DCTTitle, rdf.NewLang("Le catalogue OI de Concord", "fr"))
	say(ontology.DCTTitle, rdf.NewLang("El catálogo OI de Concord", "es"))
	say(ontology.DCTLicense, rdf.NewIRI("https://creativecommons.org/licenses/by/4.0/"))
	say(ontology.OWLVersionInfo, rdf.NewString(version))
	for _, g := range graphsOf(b.quads) {
		say(ontology.DCTHasPart, g)
	}
}

// graphsOf lists the named graphs, in order of appearance.
func graphsOf(quads []rdf.Quad) []rdf.Term {
	var out []rdf.Term
	seen := map[rdf.Term]bool{{}: true}
	for _, q := range quads {
		if !seen[q.G] {
			seen[q.G] = true
			out = append(out, q.G)
		}
	}
	return out
}
