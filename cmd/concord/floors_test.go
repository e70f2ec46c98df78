package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sort"
	"strings"
	"testing"
)

const module = "w3id.org/concord/"

// floors is the policy of the house: for every package the project's own packages it may import. Imports go down only:
// ontology <- index <- {ingest, query} <- cmd; ingest and query do not know each other. Changing a line is a deliberate
// act that belongs into the commit message. Tests obey it too, except those of package cmd.
var floors = map[string]string{
	"ontology":                   "ontology/rdf ontology/rdf/turtle",
	"ontology/rdf":               "",
	"ontology/rdf/turtle":        "ontology/rdf",
	"ontology/rdf/rdfxml":        "ontology/rdf ontology/rdf/rdfxml/xmltok",
	"ontology/rdf/rdfxml/xmltok": "ontology/rdf",
	"ontology/rdf/jsonld":        "ontology/rdf",
	"ontology/rdf/canon":         "ontology/rdf",
	"ontology/rdf/codec":         "ontology/rdf ontology/rdf/turtle ontology/rdf/rdfxml ontology/rdf/jsonld",
	"ontology/rdf/w3ctest":       "ontology/rdf ontology/rdf/turtle",
	"ontology/xsd":               "ontology/rdf",
	"ontology/skos":              "ontology ontology/rdf",
	"ontology/sssom":             "ontology/rdf",

	"index":                 "ontology/rdf",
	"index/vfs":             "",
	"index/dict":            "index index/vfs ontology/rdf ontology/xsd",
	"index/run":             "index index/vfs",
	"index/bulk":            "index index/vfs index/dict",
	"index/store":           "index index/vfs index/dict index/run index/bulk ontology/rdf ontology/xsd",
	"index/store/storetest": "index index/indextest index/store index/vfs ontology/rdf",
	"index/indextest":       "index ontology/rdf ontology/rdf/turtle ontology/xsd",
	"index/text":            "index ontology/rdf",
	"index/cayley":          "index index/store ontology/rdf",

	"ingest":                  "index index/dict index/vfs ingest/knakk ingest/tabular ontology/rdf ontology/rdf/codec ontology/rdf/turtle",
	"ingest/knakk":            "ontology/rdf ontology/rdf/turtle",
	"ingest/tabular":          "ingest/tabular/workbook ontology ontology/rdf ontology/xsd",
	"ingest/tabular/workbook": "",
	"ingest/catalogue":        "index ingest/tabular ontology ontology/rdf ontology/skos",

	"query":              "index ontology/rdf query/algebra query/encode query/exec query/expr query/plan query/results query/sparql",
	"query/sparql":       "ontology/rdf",
	"query/algebra":      "ontology/rdf query/sparql",
	"query/expr":         "index index/dict ontology/rdf ontology/xsd query/algebra query/sparql",
	"query/plan":         "index ontology/rdf query/algebra query/expr query/sparql",
	"query/exec":         "index index/dict ontology/rdf ontology/xsd query/algebra query/expr query/plan query/sparql",
	"query/results":      "ontology/rdf",
	"query/encode":       "index ontology/rdf query/results",
	"query/library":      "ontology ontology/rdf query/sparql",
	"query/traverse":     "index index/cayley ontology ontology/rdf",
	"query/harmonise":    "index ontology ontology/rdf",
	"query/decide":       "index ontology ontology/rdf ontology/sssom query/harmonise",
	"query/cite":         "",
	"query/glossary":     "index ontology ontology/rdf ontology/skos ontology/sssom query/cite query/harmonise",
	"query/groups":       "index ontology ontology/rdf query query/library",
	"query/annotate":     "index ontology ontology/rdf query/harmonise",
	"query/publish":      "index ontology ontology/rdf ontology/rdf/codec query/encode query/results",
	"query/reconcile":    "index ontology ontology/rdf query/harmonise",
	"cmd/concord":        "*",
	"cmd/concord/httpd":  "*",
	"cmd/concord/answer": "*",
	"cmd/concord/web":    "*",
	"cmd/concord/sheet":  "*",
	"cmd/concord/remote": "*",

	"cmd/proof":                       "*",
	"cmd/proof/oracle":                "*",
	"cmd/proof/conformance":           "*",
	"cmd/proof/clients":               "*",
	"cmd/proof/torture":               "*",
	"cmd/proof/bench":                 "*",
	"cmd/proof/bench/synth":           "",
	"cmd/proof/bench/synth/synthtest": "",
	"cmd/proof/bench/sp2b":            "cmd/proof/bench/synth ontology/rdf",
	"cmd/proof/bench/watdiv":          "cmd/proof/bench/synth ontology/rdf",
	"cmd/proof/bench/sets":            "cmd/proof/bench/sp2b cmd/proof/bench/synth cmd/proof/bench/watdiv",
	"cmd/proof/bench/endpoint":        "",
	"cmd/proof/bench/race":            "cmd/proof/bench/endpoint cmd/proof/bench/sets",
	"cmd/proof/bench/shop":            "cmd/proof/bench/synth ontology/rdf",
}

// testFloors are further imports that tests of a package may have.
var testFloors = map[string]string{
	"ontology/rdf/turtle":    "ontology/rdf/w3ctest",
	"ontology/rdf/rdfxml":    "ontology/rdf/turtle ontology/rdf/w3ctest",
	"ontology/rdf/jsonld":    "ontology/rdf/turtle ontology/rdf/w3ctest",
	"ontology/rdf/canon":     "ontology/rdf/turtle ontology/rdf/w3ctest",
	"ontology/rdf/codec":     "ontology/rdf/canon ontology/rdf/turtle ontology/rdf/w3ctest",
	"ontology/skos":          "ontology/rdf/turtle",
	"query":                  "index/indextest index/store index/text ontology/rdf/codec ontology/rdf/turtle ontology/xsd",
	"query/harmonise":        "index/indextest index/store index/text ontology/rdf/turtle",
	"query/annotate":         "index/indextest ontology/rdf/turtle",
	"query/decide":           "index/indextest index/store ontology/rdf/turtle",
	"query/glossary":         "index/indextest index/store ontology/rdf/turtle",
	"query/groups":           "index/indextest index/store ontology/rdf/turtle",
	"query/traverse":         "index/indextest index/store ontology/rdf/turtle",
	"query/publish":          "index/indextest index/store",
	"query/reconcile":        "index/indextest index/store index/text ontology/rdf/turtle",
	"query/exec":             "index/indextest index/store ontology/rdf/turtle",
	"query/plan":             "index/indextest index/store ontology/rdf/turtle",
	"query/expr":             "index/indextest",
	"query/sparql":           "ontology/rdf/turtle ontology/rdf/w3ctest",
	"index/text":             "index/indextest index/store",
	"index/cayley":           "index/indextest index/store",
	"index/dict":             "index/indextest",
	"index/store":            "index/indextest index/store/storetest",
	"ingest":                 "index/indextest index/store ontology/rdf/turtle",
	"ingest/knakk":           "ontology/rdf/turtle ontology/rdf/codec ontology/rdf/w3ctest",
	"ingest/tabular":         "ontology/rdf/turtle",
	"cmd/proof/bench/shop":   "cmd/proof/bench/synth/synthtest",
	"cmd/proof/bench/sp2b":   "cmd/proof/bench/synth/synthtest ontology/rdf/turtle",
	"ingest/catalogue":       "index/indextest index/store ontology/rdf/turtle ontology/rdf/codec",
	"cmd/proof/bench/sets":   "cmd/proof/bench/shop index/store ingest ingest/catalogue ontology/rdf query query/sparql",
	"cmd/proof/bench/watdiv": "cmd/proof/bench/synth/synthtest ontology/rdf/turtle",
}

// cages says which packages may import the heavy dependencies: a prefix of the import path, and the rooms it may be in.
var cages = map[string]string{
	"github.com/blevesearch/":         "index/text",
	"github.com/cayleygraph/":         "index/cayley query/traverse cmd/proof/bench",
	"github.com/labstack/":            "cmd/concord/httpd",
	"github.com/piprate/json-gold":    "ontology/rdf/jsonld",
	"github.com/knakk/rdf":            "ingest/knakk cmd/proof/bench",
	"github.com/spf13/":               "cmd/concord",
	"github.com/klauspost/compress":   "ingest cmd/concord/httpd",
	"github.com/cockroachdb/apd":      "ontology/xsd",
	"github.com/xuri/excelize":        "cmd/concord/answer cmd/concord/sheet",
	"gopkg.in/yaml.v3":                "ontology/sssom",
	"golang.org/x/term":               "cmd/concord",
	"golang.org/x/text":               "index/text query/annotate query/harmonise query/reconcile",
	"golang.org/x/sys":                "index/vfs index/store",
	"github.com/anishathalye/":        "cmd/proof/torture",
	"github.com/google/go-cmp":        "", // tests only, like the rest
	"github.com/rogpeppe/go-internal": "",
	"pgregory.net/rapid":              "",
	"go.uber.org/goleak":              "",
	"github.com/santhosh-tekuri/":     "",
}

// pkg is what "go list -json" says of a package.
type pkg struct {
	ImportPath                         string
	Standard                           bool
	Imports, TestImports, XTestImports []string
}

func TestFloors(t *testing.T) {
	pkgs, err := listPackages()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		for _, complaint := range check(p) {
			t.Error(complaint)
		}
	}
}

func listPackages() ([]pkg, error) {
	out, err := exec.Command("go", "list", "-json", module+"...").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("go list: %w: %s", err, exit.Stderr)
		}
		return nil, err
	}
	var pkgs []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		pkgs = append(pkgs, p)
	}
}

// check lists what a package imports against the policy.
func check(p pkg) (complaints []string) {
	name := strings.TrimPrefix(p.ImportPath, module)
	allowed, known := floors[name]
	if !known {
		return []string{name + " is not in the list of floors: give it a place"}
	}
	for _, imp := range p.Imports {
		if c := forbidden(name, imp, allowed, false); c != "" {
			complaints = append(complaints, c)
		}
	}
	if allowed == "*" {
		return complaints
	}
	allowed += " " + testFloors[name] + " " + name
	for _, imp := range append(p.TestImports, p.XTestImports...) {
		if c := forbidden(name, imp, allowed, true); c != "" {
			complaints = append(complaints, c+" (in a test)")
		}
	}
	return complaints
}

// forbidden says why a package may not import another, or nothing.
func forbidden(name, imp, allowed string, test bool) string {
	if own, ok := strings.CutPrefix(imp, module); ok {
		if allowed == "*" || has(allowed, own) {
			return ""
		}
		return fmt.Sprintf("%s imports %s; its floor allows only: %s", name, own, allowed)
	}
	first, _, _ := strings.Cut(imp, "/")
	if !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for prefix, rooms := range cages {
		if strings.HasPrefix(imp, prefix) {
			if has(rooms, name) || test && rooms == "" {
				return ""
			}
			return fmt.Sprintf("%s imports %s, which is caged in: %s", name, imp, rooms)
		}
	}
	return fmt.Sprintf("%s imports %s, which is not in the list of dependencies", name, imp)
}

func has(list, name string) bool {
	for _, x := range strings.Fields(list) {
		if x == name {
			return true
		}
	}
	return false
}

// TestFloorsForbid plants forbidden imports: the policy must say no to each.
func TestFloorsForbid(t *testing.T) {
	for _, c := range [][2]string{
		{"index", module + "query"}, {"ingest", module + "query/sparql"}, {"query/exec", module + "ingest"}, {"ontology/rdf", module + "index"},
		{"query", "github.com/blevesearch/bleve/v2"}, {"cmd/concord/web", "github.com/labstack/echo/v4"}, {"index/store", "github.com/cayleygraph/cayley/graph"},
		{"query/exec", "pgregory.net/rapid"}, {"query/exec", "example.org/unknown"}, {"attic", "fmt"},
	} {
		if len(check(pkg{ImportPath: module + c[0], Imports: []string{c[1]}})) == 0 {
			t.Errorf("%s may import %s", c[0], c[1])
		}
	}
	if got := check(pkg{ImportPath: module + "query/exec", Imports: []string{"fmt", module + "index"}}); got != nil {
		t.Errorf("allowed imports are forbidden: %v", got)
	}
}

// TestFloorsGoDown checks the list itself: no tower imports the other, nothing imports a floor above.
func TestFloorsGoDown(t *testing.T) {
	level := map[string]int{"ontology": 0, "index": 1, "ingest": 2, "query": 2, "cmd": 3}
	var names []string
	for name := range floors {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		from, _, _ := strings.Cut(name, "/")
		for _, imp := range strings.Fields(strings.ReplaceAll(floors[name], "*", "")) {
			to, _, _ := strings.Cut(imp, "/")
			if level[to] > level[from] || level[to] == level[from] && to != from {
				t.Errorf("%s may import %s, which is not below it", name, imp)
			}
		}
	}
}
