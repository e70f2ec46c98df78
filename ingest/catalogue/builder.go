package catalogue

import (
	"fmt"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// The named graphs that are not an organisation's.
var (
	hubGraph       = ontology.Thing("graph", "hub")
	mappingsGraph  = ontology.Thing("graph", "mappings")
	practicesGraph = ontology.Thing("graph", "practices")
	evidenceGraph  = ontology.Thing("graph", "evidence")
)

// The things that speak for the dataset as a whole.
var (
	author      = ontology.Thing("agent", "dataset-of-departure")
	datasetNode = ontology.Thing("dataset", "catalogue")
)

// kindOf says which kind of thing the rows of a file become.
var kindOf = map[string]string{
	"organisations.csv": "organisation", "instrument_types.csv": "type", "terms.csv": "term", "instruments.csv": "instrument",
	"lifecycle.csv": "step", "labels.csv": "label", "sources.csv": "source", "mechanism_types.csv": "mechanism-type",
	"mechanisms.csv": "mechanism", "stakeholder_types.csv": "stakeholder-type", "stakeholder_engagement.csv": "engagement",
	"engagement_definitions.csv": "definition", "options.csv": "option", "evaluation_approaches.csv": "evaluation-approach",
	"evaluations.csv": "evaluation", "coordination_types.csv": "coordination-type", "coordination_relations.csv": "coordination",
	"themes.csv": "theme",
}

const expectedQuads = 160_000 // a hint

// builder collects the quads of the catalogue.
type builder struct {
	tables             map[string]*tabular.Table
	quads              []rdf.Quad
	seen               map[rdf.Quad]struct{}
	known              map[rdf.Term]bool          // things that rows are about, and coded values
	sources            map[[2]string]rdf.Term     // title and address to the source record
	used               map[string]map[string]bool // file and column, so that a test finds columns that nothing reads
	termOrg, termLabel map[string]string          // of each term: its organisation, its label
	typeRows           map[string]tabular.Row     // of instrument_types.csv, by id
	files              []FileReport
	problems           []tabular.Problem
}

func newBuilder(tables map[string]*tabular.Table, words []rdf.Quad) *builder {
	b := &builder{tables: tables, quads: make([]rdf.Quad, 0, expectedQuads), seen: make(map[rdf.Quad]struct{}, expectedQuads), known: map[rdf.Term]bool{},
		sources: map[[2]string]rdf.Term{}, used: map[string]map[string]bool{}}
	for _, q := range words {
		b.add(q.G, q.S, q.P, q.O)
		if q.P.Value == ontology.RDFType && q.O.Value == ontology.SKOSConcept {
			b.known[q.S] = true
		}
	}
	for file, kind := range kindOf {
		for _, row := range tables[file].Rows {
			b.known[ontology.Thing(kind, row.Get("id"))] = true
		}
	}
	for _, row := range tables["sources.csv"].Rows {
		b.sources[[2]string{row.Get("title"), row.Get("url")}] = ontology.Thing("source", row.Get("id"))
	}
	return b
}

// all maps every file, in the order of MODEL.md.
func (b *builder) all() {
	b.problems = tabular.CheckKeys(b.tables)
	b.organisations()
	b.types()
	b.neighbours()
	b.terms()
	b.labels()
	b.instruments()
	b.lifecycle()
	b.sourceRecords()
	b.typologies()
	b.themes()
	b.mechanisms()
	b.engagement()
	b.evaluations()
	b.coordination()
	b.definitions()
	b.options()
	b.retired()
	b.derived()
	b.graphTitles()
}

// add puts a quad in, once.
func (b *builder) add(g, s, p, o rdf.Term) {
	q := rdf.Quad{S: s, P: p, O: o, G: g}
	if _, ok := b.seen[q]; ok {
		return
	}
	b.seen[q] = struct{}{}
	b.quads = append(b.quads, q)
}

func (b *builder) use(file, column string) {
	if b.used[file] == nil {
		b.used[file] = map[string]bool{}
	}
	b.used[file][column] = true
}

func (b *builder) problem(row tabular.Row, format string, args ...any) {
	b.problems = append(b.problems, tabular.Problem{File: row.Table.File, Line: row.Line, Msg: fmt.Sprintf(format, args...)})
}

// each calls f for every row of a file; graph says where the row's own statements go.
func (b *builder) each(file string, graph func(tabular.Row) rdf.Term, f func(*record)) {
	b.eachNamed(file, graph, func(row tabular.Row) string {
		b.use(file, "id")
		return row.Get("id")
	}, f)
}

func (b *builder) eachNamed(file string, graph func(tabular.Row) rdf.Term, slug func(tabular.Row) string, f func(*record)) {
	t := b.tables[file]
	subjects := map[rdf.Term]bool{}
	for _, row := range t.Rows {
		r := &record{b: b, row: row, graph: graph(row), kind: kindOf[file], slug: slug(row)}
		r.self = ontology.Thing(r.kind, r.slug)
		f(r)
		subjects[r.self] = true
	}
	b.files = append(b.files, FileReport{File: file, Rows: len(t.Rows), Subjects: len(subjects)})
}

// in puts all rows of a file into one graph.
func in(g rdf.Term) func(tabular.Row) rdf.Term { return func(tabular.Row) rdf.Term { return g } }

// inGraphOf puts a row into the graph of the organisation that a column names.
func inGraphOf(column string) func(tabular.Row) rdf.Term {
	return func(row tabular.Row) rdf.Term {
		if org := row.Get(column); org != "" {
			return ontology.Thing("graph", org)
		}
		return practicesGraph
	}
}
