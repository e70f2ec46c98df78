package publish

import (
	"context"
	"strconv"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// formatIRIs are the names of formats in Service Descriptions (https://www.w3.org/ns/formats/).
var formatIRIs = map[*rdf.Format]string{
	rdf.Turtle: "Turtle", rdf.TriG: "TriG", rdf.NTriples: "N-Triples", rdf.NQuads: "N-Quads", rdf.RDFXML: "RDF_XML", rdf.JSONLD: "JSON-LD",
}

func formatIRI(f *rdf.Format) string { return nsFormats + formatIRIs[f] }

// Service is what a Service Description says of an endpoint beyond its data.
type Service struct {
	Site   string // address of the server, without a slash at the end
	Union  bool   // the default graph of a query is the union of all graphs
	Update bool   // the endpoint takes updates
}

// ServiceDescription describes a SPARQL endpoint and its dataset (https://www.w3.org/TR/sparql11-service-description/).
func ServiceDescription(ctx context.Context, snap index.Snapshot, o Service) ([]rdf.Quad, error) {
	v := &describing{ctx: ctx, snap: snap, site: o.Site, self: rdf.NewIRI(o.Site + "/sparql#service")}
	v.say(v.self, rdf.RDFType, rdf.NewIRI(nsSD+"Service"))
	v.say(v.self, nsSD+"endpoint", rdf.NewIRI(o.Site+"/sparql"))
	v.say(v.self, nsSD+"supportedLanguage", rdf.NewIRI(nsSD+"SPARQL11Query"))
	if o.Update {
		v.say(v.self, nsSD+"supportedLanguage", rdf.NewIRI(nsSD+"SPARQL11Update"))
	}
	if o.Union {
		v.say(v.self, nsSD+"feature", rdf.NewIRI(nsSD+"UnionDefaultGraph"))
	}
	for _, name := range []string{"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"} {
		v.say(v.self, nsSD+"resultFormat", rdf.NewIRI(nsFormats+name))
	}
	for _, f := range rdf.Formats {
		v.say(v.self, nsSD+"resultFormat", rdf.NewIRI(formatIRI(f)))
	}
	err := v.dataset(o.Union)
	return v.quads, err
}

// dataset describes the default graph and the named graphs with their sizes.
func (v *describing) dataset(unionDefault bool) error {
	set, deflt := rdf.NewIRI(v.site+"/sparql#dataset"), rdf.NewIRI(v.site+"/sparql#default-graph")
	v.say(v.self, nsSD+"defaultDataset", set)
	v.say(set, rdf.RDFType, rdf.NewIRI(nsSD+"Dataset"))
	v.say(set, nsSD+"defaultGraph", deflt)
	v.say(deflt, rdf.RDFType, rdf.NewIRI(nsSD+"Graph"))
	stats := v.snap.Stats()
	size := stats.Unnamed
	if unionDefault {
		size = stats.Triples
	}
	v.count(deflt, "triples", size)
	return v.namedGraphs(set, stats.Graphs)
}

func (v *describing) namedGraphs(set rdf.Term, graphs []index.GraphStats) error {
	ids, counts := make([]index.ID, 0, len(graphs)), map[index.ID]uint64{}
	for _, g := range graphs {
		if g.Quads > 0 {
			ids, counts[g.Graph] = append(ids, g.Graph), g.Quads
		}
	}
	terms, err := v.sortedTerms(ids)
	if err != nil {
		return err
	}
	for i, g := range terms {
		named := rdf.NewIRI(v.site + "/sparql#named-" + strconv.Itoa(i+1))
		graph := rdf.NewIRI(v.site + "/sparql#graph-" + strconv.Itoa(i+1))
		v.say(set, nsSD+"namedGraph", named)
		v.say(named, rdf.RDFType, rdf.NewIRI(nsSD+"NamedGraph"))
		v.say(named, nsSD+"name", g.term)
		v.say(named, nsSD+"graph", graph)
		v.say(graph, rdf.RDFType, rdf.NewIRI(nsSD+"Graph"))
		v.count(graph, "triples", counts[g.id])
	}
	return nil
}
