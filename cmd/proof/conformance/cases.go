package conformance

import (
	"fmt"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Case is one test of SPARQL.
type Case struct {
	Name   string // suite/folder/test
	IRI    string
	Kind   string // local name of its class
	root   string
	file   string // of the query or request, below root
	data   contents
	expect string   // file of the expected result of a query
	after  contents // of an update
	remote map[string]contents
	lax    bool

	requests []exchange // of a test of a protocol
}

// Folder is the suite and folder of a test.
func (c *Case) Folder() string { return c.Name[:strings.LastIndexByte(c.Name, '/')] }

// sparqlBase is where the suites are published, for the tests that manifests name relative to themselves.
const sparqlBase = "https://w3c.github.io/rdf-tests/sparql/"

// elsewhere are the folders that are not run here, with the reason.
var elsewhere = map[string]string{
	"entailment":      "entailment regimes are not offered",
	"http-rdf-update": "given up by the suite for graph-store-protocol; its requests are prose",
}

// Cases reads every manifest of a suite ("sparql11") below dir, the folder with rdf-tests.
func Cases(dir, suite string) (out []Case, err error) {
	root := filepath.Join(dir, "rdf-tests", "sparql")
	paths, err := filepath.Glob(filepath.Join(root, suite, "*", "manifest.ttl"))
	if err != nil {
		return nil, err
	}
	parts, err := filepath.Glob(filepath.Join(root, suite, "graph-store-protocol", "manifest-*.ttl")) // that manifest includes two
	if err != nil {
		return nil, err
	}
	paths = append(paths, parts...)
	if len(paths) == 0 {
		return nil, fmt.Errorf("no manifests below %s: name the folder that holds rdf-tests", filepath.Join(root, suite))
	}
	for _, path := range paths {
		rel := suite + "/" + filepath.Base(filepath.Dir(path)) + "/"
		quads, err := readQuads(path, testBase+rel+"manifest.ttl")
		if err != nil {
			return nil, err
		}
		d := docOf(quads)
		for _, s := range d.entries() {
			out = append(out, caseOf(d, s, root, rel))
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return slices.CompactFunc(out, func(a, b Case) bool { return a.Name == b.Name }), nil
}

func caseOf(d doc, s rdf.Term, root, rel string) Case {
	c := Case{root: root, Kind: strings.TrimPrefix(d.one(s, rdf.RDFType).Value, nsManifest)}
	c.Name, c.IRI = rel+d.one(s, nsManifest+"name").Value, strings.Replace(s.Value, testBase, sparqlBase, 1)
	if i := strings.LastIndexByte(s.Value, '#'); i >= 0 {
		c.Name = rel + s.Value[i+1:]
	}
	c.lax = d.one(s, nsManifest+"resultCardinality").Value == nsManifest+"LaxCardinality"
	action, result := d.one(s, nsManifest+"action"), d.one(s, nsManifest+"result")
	switch c.Kind {
	case "QueryEvaluationTest", "CSVResultFormatTest":
		c.file, c.data = local(d.one(action, nsQuery+"query")), dataOf(d, action, nsQuery)
		c.expect = local(result)
		c.remote = map[string]contents{}
		for _, r := range d[action][nsQuery+"serviceData"] {
			c.remote[d.one(r, nsQuery+"endpoint").Value] = dataOf(d, r, nsQuery)
		}
	case "UpdateEvaluationTest":
		c.file, c.data = local(d.one(action, nsUpdate+"request")), dataOf(d, action, nsUpdate)
		c.after = dataOf(d, result, nsUpdate)
	case "ProtocolTest", "GraphStoreProtocolTest":
		c.data, c.requests = dataOf(d, s, nsUpdate), requestsOf(d, action)
	case "ServiceDescriptionTest":
	default:
		c.file = local(action)
	}
	return c
}
