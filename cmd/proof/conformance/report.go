// Package conformance runs the suites of the W3C against the project: the parsers of RDF 1.1 and 1.2, the canonical form of
// datasets, JSON-LD, and SPARQL 1.0, 1.1 and 1.2 (syntax, evaluation of queries and updates, result formats, federation with
// endpoints that live in this process, and the protocols, for which it asks the HTTP server).
//
// The suites are not part of the project; Options names the folder that holds them. Entailment regimes are not offered:
// their tests are counted, and not run. Tests that are known to fail are listed in w3ctest.Known, with the reason.
//
// The main path: Run gives a Report; Report.Print writes counts by folder and the names of what fails, Report.EARL writes
// the same for machines. A family of suites is one or two files: rdf.go, canon.go, jsonld.go; the others are SPARQL's.
package conformance

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf/w3ctest"
	"w3id.org/concord/query/plan"
)

// Test is one test of any suite.
type Test struct {
	IRI    string
	Folder string       // suite and folder, under which it is counted
	Run    func() error // nil if it passes; errElsewhere if it is not run here
}

// Options steer a run.
type Options struct {
	Dir     string        // holds rdf-tests, rdf-canon and json-ld-api
	Suites  []string      // names of suites; nil: all
	Methods []plan.Method // SPARQL: ways to join, each of which must give the result; nil: the planner's choice
}

// suite is a group of tests under one name.
type suite struct {
	name   string
	judged bool // its tests must pass or be known to fail; the others are counted
	load   func(Options) ([]Test, error)
}

var suites = []suite{
	{"rdf11", true, rdf11}, {"rdf-canon", true, canonTests}, {"json-ld-api", true, jsonldTests},
	{"sparql10", true, sparqlTests("sparql10")}, {"sparql11", true, sparqlTests("sparql11")},
	{"rdf12", false, rdf12}, {"sparql12", false, sparqlTests("sparql12")},
}

// Suites names all suites.
func Suites() (names []string) {
	for _, s := range suites {
		names = append(names, s.name)
	}
	return names
}

// Count is what became of the tests of one folder.
type Count struct{ Passed, Known, Failed, NotRun int }

// Outcome is what became of one test.
type Outcome struct {
	IRI    string
	Folder string
	Err    error // nil if it passed
	NotRun bool
	Judged bool // by its suite: it must pass or be known to fail
}

// Report is what became of all.
type Report struct {
	Outcomes []Outcome         // in the order of the run
	Folders  map[string]*Count // by Test.Folder
	Total    Count             // of the suites that are judged
	Counted  Count             // of those of standards in the making, which are counted
	Named    bool              // the suites were named: failures of those that are not judged are told too
}

// Run runs suites.
func Run(o Options) (*Report, error) {
	rep := &Report{Folders: map[string]*Count{}, Named: o.Suites != nil}
	for _, name := range o.Suites {
		if !slices.Contains(Suites(), name) {
			return nil, fmt.Errorf("there is no suite %q; there are %s", name, strings.Join(Suites(), ", "))
		}
	}
	for _, s := range suites {
		if o.Suites != nil && !slices.Contains(o.Suites, s.name) {
			continue
		}
		tests, err := s.load(o)
		if err != nil {
			return nil, err
		}
		for _, t := range tests {
			rep.add(t, t.Run(), s.judged)
		}
	}
	return rep, nil
}

var errElsewhere = errors.New("not run here")

func (r *Report) add(t Test, err error, judged bool) {
	if r.Folders[t.Folder] == nil {
		r.Folders[t.Folder] = &Count{}
	}
	total := &r.Counted
	if judged {
		total = &r.Total
	}
	out := Outcome{IRI: t.IRI, Folder: t.Folder, Err: err, NotRun: errors.Is(err, errElsewhere), Judged: judged}
	_, known := w3ctest.Known[t.IRI]
	if err == nil && known {
		out.Err, known = errors.New("passes: take it off the list of known failures"), false
	}
	for _, n := range []*Count{r.Folders[t.Folder], total} {
		switch {
		case out.NotRun:
			n.NotRun++
		case out.Err == nil:
			n.Passed++
		case known:
			n.Known++
		default:
			n.Failed++
		}
	}
	r.Outcomes = append(r.Outcomes, out)
}

// Print writes a line per folder, one per failing test, and the sums.
func (r *Report) Print(w io.Writer) {
	line := func(name string, n *Count, note string) {
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-36s %6d %6d %6d %8d  %s", name, n.Passed, n.Known, n.Failed, n.NotRun, note), " "))
	}
	fmt.Fprintf(w, "%-36s %6s %6s %6s %8s\n", "folder", "pass", "known", "fail", "not run")
	for _, f := range slices.Sorted(maps.Keys(r.Folders)) {
		line(f, r.Folders[f], elsewhere[f[strings.LastIndexByte(f, '/')+1:]])
	}
	line("all", &r.Total, "")
	if r.Counted != (Count{}) {
		line("not judged", &r.Counted, "RDF 1.2 and SPARQL 1.2: in the making, counted and not promised")
	}
	for _, o := range r.Outcomes {
		switch reason, known := w3ctest.Known[o.IRI]; {
		case o.Err == nil || o.NotRun:
		case known && !strings.HasPrefix(o.Err.Error(), "passes: "):
			fmt.Fprintf(w, "known: %s: %s\n", o.IRI, reason)
		case o.Judged || r.Named:
			first, _, _ := strings.Cut(o.Err.Error(), "\n")
			fmt.Fprintf(w, "fails: %s: %s\n", o.IRI, first)
		}
	}
}
