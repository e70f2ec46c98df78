// Package library holds the named queries: the questions that the working groups ask, as SPARQL with parameters, each with
// its rule, its answer in words, and the rows that were worked out from the tables of the catalogue by other means.
//
// It does not run anything: the engine answers the text that Bind gives, package traverse the questions of routes. The
// tests of cmd/concord compare every answer with what is expected.
//
// The main path: Get or All; Bind puts arguments in; the text goes to the engine, or, for Kind Traverse, Route to
// package traverse.
//
// A query is a file queries/NAME.rq, a header of comments and a text:
//
//	# name: issuers-of-type
//	# id: WG1-10
//	# title: Who issues a type of instrument
//	# group: WG1
//	# question: Which organisations issue model laws?
//	# rule: organisations with a term of the given type
//	# answer: CARICOM, OAS, UNCITRAL, UNCTAD, UNIDROIT, WIPO
//	# param: type slug type = model-law | The type of instrument
//
// id is that of the question in the description of the data, and missing for further questions. A line that begins with
// three spaces goes on with the one before. A param has a name, a kind, for slugs the prefix of what they name, a default
// and a description; {{type}} in the text stands for it. A slug whose default is "any" is a filter: the text compares it with
// organisation:any, which is no thing, and then narrows nothing. The expected rows are in expected/NAME.tsv: variables, then rows
// in any order, with names of things shortened by their prefix; "# expect: 16 routes of 3 arrangements" and
// "# route: oiv cr-codex-oiv codex", one of them, for routes.
package library

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"sort"
	"strings"
	"sync"
)

// The kinds of query.
const (
	SPARQL   = "sparql"
	Traverse = "traverse"
)

// Query is one named query. Queries are shared: do not change them.
type Query struct {
	Name     string
	ID       string // the question's number in the description of the data; "" for further ones
	Title    string
	Group    string // WG1 to WG5
	Question string
	Rule     string // how the answer follows from the tables, in words
	Answer   string // in words, for the defaults
	Finding  string // where the tables say something else than their description; mostly ""
	Kind     string // SPARQL or Traverse
	Text     string // with the defaults in place; it parses as it stands
	Params   []Param
	Expected Expected

	template string
}

// Expected is what the query answers with its defaults.
type Expected struct {
	Vars []string   // with "?"
	Rows [][]string // cells as Cell prints them, sorted

	Routes, Arrangements int      // Traverse: how many shortest routes, and over how many arrangements each
	Route                []string // Traverse: one of them, organisations and arrangements in turn, as IRIs
}

//go:embed queries/*.rq expected/*.tsv
var files embed.FS

var all = sync.OnceValues(load)

// All lists the queries by group, number and name.
func All() []*Query {
	queries, _ := all()
	return queries
}

// Get finds a query by its name.
func Get(name string) (*Query, bool) {
	for _, q := range All() {
		if q.Name == name {
			return q, true
		}
	}
	return nil, false
}

// load reads every embedded file; the tests hold that there is no error.
func load() ([]*Query, error) {
	names, err := files.ReadDir("queries")
	if err != nil {
		return nil, err
	}
	var queries []*Query
	var errs []error
	for _, n := range names {
		q, err := read(strings.TrimSuffix(n.Name(), ".rq"))
		if err != nil {
			errs = append(errs, fmt.Errorf("library: %s: %w", n.Name(), err))
			continue
		}
		queries = append(queries, q)
	}
	sort.Slice(queries, func(i, j int) bool { return less(queries[i], queries[j]) })
	return queries, errors.Join(errs...)
}

// less puts questions with a number first, in its order: WG1-2 before WG1-10.
func less(a, b *Query) bool {
	if a.Group != b.Group {
		return a.Group < b.Group
	}
	if (a.ID == "") != (b.ID == "") {
		return a.ID != ""
	}
	if len(a.ID) != len(b.ID) {
		return len(a.ID) < len(b.ID)
	}
	if a.ID != b.ID {
		return a.ID < b.ID
	}
	return a.Name < b.Name
}

func read(name string) (*Query, error) {
	text, err := files.ReadFile(path.Join("queries", name+".rq"))
	if err != nil {
		return nil, err
	}
	q, err := parse(string(text))
	if err != nil {
		return nil, err
	}
	if q.Name != name {
		return nil, fmt.Errorf("its header names it %q", q.Name)
	}
	if q.Text, err = q.Bind(nil); err != nil {
		return nil, err
	}
	if q.Kind == SPARQL {
		return q, q.readExpected()
	}
	return q, nil
}

func (q *Query) readExpected() error {
	text, err := files.ReadFile(path.Join("expected", q.Name+".tsv"))
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	q.Expected.Vars = strings.Split(lines[0], "\t")
	for _, l := range lines[1:] {
		q.Expected.Rows = append(q.Expected.Rows, strings.Split(l, "\t"))
	}
	return nil
}
