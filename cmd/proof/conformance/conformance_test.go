package conformance

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/rdf/w3ctest"
	"w3id.org/concord/query/plan"
)

// least are the tests of each suite that pass: fewer are an error, whatever the list of known failures says.
var least = map[string]int{
	"rdf11/rdf-n-triples": 70, "rdf11/rdf-n-quads": 87, "rdf11/rdf-turtle": 313, "rdf11/rdf-trig": 356, "rdf11/rdf-xml": 166,
	"rdf-canon/text": 64, "rdf-canon/map": 21, "rdf-canon/negative": 1, "json-ld-api/toRdf": 438,
	"json-ld-api/fromRdf": 53, "json-ld-api/expand": 369, "json-ld-api/compact": 234, "json-ld-api/flatten": 55,
}

// The suites of the W3C, each evaluation of SPARQL by every join method, which must not change its result.
func TestSuites(t *testing.T) {
	dir := os.Getenv("CONCORD_SUITES")
	if dir == "" {
		t.Skip("CONCORD_SUITES is not set: it names the folder with the W3C suites")
	}
	rep, err := Run(Options{Dir: dir, Methods: []plan.Method{plan.Auto, plan.ForceHash, plan.ForceLookup, plan.ForceMerge, plan.ForceFeed, plan.ForceCut, plan.ForceTree}})
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	rep.Print(&s)
	t.Log(s.String())
	if rep.Total.Failed > 0 {
		t.Errorf("%d tests fail", rep.Total.Failed)
	}
	for folder, n := range least {
		if rep.Folders[folder] == nil || rep.Folders[folder].Passed < n {
			t.Errorf("%s: %+v, but %d should pass", folder, rep.Folders[folder], n)
		}
	}
	if rep.Total.Passed < 1030+1496 {
		t.Errorf("only %d tests pass", rep.Total.Passed)
	}
	seen := map[string]bool{}
	for _, o := range rep.Outcomes {
		seen[o.IRI] = true
	}
	for iri := range w3ctest.Known {
		if !seen[iri] {
			t.Errorf("%s is on the list of known failures and is no test", iri)
		}
	}
}

// made is a report with one outcome of each kind.
func made() *Report {
	r := &Report{Folders: map[string]*Count{}}
	var known string
	for known = range w3ctest.Known {
		break
	}
	r.add(Test{IRI: "http://example.org/good", Folder: "x/good"}, nil, true)
	r.add(Test{IRI: "http://example.org/bad", Folder: "x/bad"}, errors.New("wrong\nby far"), true)
	r.add(Test{IRI: "http://example.org/next", Folder: "x/next"}, errors.New("new"), false)
	r.add(Test{IRI: "http://example.org/out", Folder: "x/out"}, errElsewhere, true)
	r.add(Test{IRI: known, Folder: "x/known"}, errors.New("as ever"), true)
	r.add(Test{IRI: known, Folder: "x/mended"}, nil, true)
	return r
}

// A listed test that passes is a failure; tests that are not judged are none.
func TestCounts(t *testing.T) {
	r := made()
	if want := (Count{Passed: 1, Known: 1, Failed: 2, NotRun: 1}); r.Total != want || r.Counted != (Count{Failed: 1}) {
		t.Errorf("total %+v, counted %+v", r.Total, r.Counted)
	}
	var s strings.Builder
	r.Print(&s)
	for _, want := range []string{"fails: http://example.org/bad: wrong\n", "take it off the list", "known: "} {
		if !strings.Contains(s.String(), want) {
			t.Errorf("%q is not in\n%s", want, s.String())
		}
	}
	if strings.Contains(s.String(), "http://example.org/next") {
		t.Errorf("a test that is not judged is named:\n%s", s.String())
	}
}

// The report for machines has an assertion of five properties for each test.
func TestEARL(t *testing.T) {
	var s strings.Builder
	if err := made().EARL(&s, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	quads, err := codec.ReadAll(rdf.Turtle, strings.NewReader(s.String()), codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, q := range quads {
		count[strings.TrimPrefix(q.P.Value, nsEARL)]++
		count[strings.TrimPrefix(q.O.Value, nsEARL)]++
	}
	for name, want := range map[string]int{"Assertion": 6, "assertedBy": 6, "subject": 6, "test": 6, "mode": 6, "result": 6, "outcome": 6,
		"automatic": 6, "passed": 1, "failed": 4, "untested": 1, "http://example.org/bad": 1, "2026-01-02": 6} {
		if count[name] != want {
			t.Errorf("%s: %d, want %d", name, count[name], want)
		}
	}
}

func TestUnknownSuite(t *testing.T) {
	if _, err := Run(Options{Dir: t.TempDir(), Suites: []string{"rdf13"}}); err == nil || !strings.Contains(err.Error(), "rdf11") {
		t.Errorf("the error is %v", err)
	}
}
