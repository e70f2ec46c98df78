package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// Options steer a run.
type Options struct {
	Dir     string        // holds rdf-tests
	Suites  []string      // nil: sparql10, sparql11
	Methods []plan.Method // ways to join, each of which must give the result; nil: the planner's choice
}

// Count is what became of the tests of one folder.
type Count struct{ Passed, Known, Failed, NotRun int }

// Report is what became of all.
type Report struct {
	Folders  map[string]*Count
	Failures map[string]error // by name of the test; known ones too
	Total    Count
}

// Run runs suites.
func Run(o Options) (*Report, error) {
	if o.Suites == nil {
		o.Suites = []string{"sparql10", "sparql11"}
	}
	if o.Methods == nil {
		o.Methods = []plan.Method{plan.Auto}
	}
	rep := &Report{Folders: map[string]*Count{}, Failures: map[string]error{}}
	for _, suite := range o.Suites {
		cases, err := Cases(o.Dir, suite)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			rep.add(&c, o.Methods)
		}
	}
	return rep, nil
}

var errElsewhere = errors.New("not run here")

func (r *Report) add(c *Case, methods []plan.Method) {
	n := r.Folders[c.Folder()]
	if n == nil {
		n = &Count{}
		r.Folders[c.Folder()] = n
	}
	var err error
	for _, m := range methods {
		if err = c.Run(m); err != nil {
			break
		}
	}
	_, known := KnownFailures[c.Name]
	switch {
	case errors.Is(err, errElsewhere):
		n.NotRun, r.Total.NotRun = n.NotRun+1, r.Total.NotRun+1
		return
	case err == nil && known:
		err = errors.New("passes: take it off the list of known failures")
		known = false
	case err == nil:
		n.Passed, r.Total.Passed = n.Passed+1, r.Total.Passed+1
		return
	}
	r.Failures[c.Name] = err
	if known {
		n.Known, r.Total.Known = n.Known+1, r.Total.Known+1
	} else {
		n.Failed, r.Total.Failed = n.Failed+1, r.Total.Failed+1
	}
}

// Print writes a line per folder, one per failing test, and the sum.
func (r *Report) Print(w io.Writer) {
	fmt.Fprintf(w, "%-36s %6s %6s %6s %8s\n", "folder", "pass", "known", "fail", "not run")
	for _, f := range slices.Sorted(maps.Keys(r.Folders)) {
		n := r.Folders[f]
		note := elsewhere[f[strings.LastIndexByte(f, '/')+1:]]
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-36s %6d %6d %6d %8d  %s", f, n.Passed, n.Known, n.Failed, n.NotRun, note), " "))
	}
	fmt.Fprintf(w, "%-36s %6d %6d %6d %8d\n", "all", r.Total.Passed, r.Total.Known, r.Total.Failed, r.Total.NotRun)
	for _, name := range slices.Sorted(maps.Keys(r.Failures)) {
		if reason, known := KnownFailures[name]; known {
			fmt.Fprintf(w, "known: %s: %s\n", name, reason)
			continue
		}
		first, _, _ := strings.Cut(r.Failures[name].Error(), "\n")
		fmt.Fprintf(w, "fails: %s: %s\n", name, first)
	}
}

// Run runs one test; nil if it passes.
func (c *Case) Run(m plan.Method) error {
	if _, ok := elsewhere[filepath.Base(c.Folder())]; ok {
		return errElsewhere
	}
	switch {
	case strings.Contains(c.Kind, "SyntaxTest"):
		return c.syntax()
	case c.Kind == "UpdateEvaluationTest", c.Kind == "QueryEvaluationTest", c.Kind == "CSVResultFormatTest":
		return c.evaluate(m)
	case len(c.requests) > 0:
		return c.protocol()
	case c.Kind == "ServiceDescriptionTest":
		return c.description()
	}
	return errElsewhere
}

// syntax parses; what parses must print to a fixed point.
func (c *Case) syntax() error {
	text, err := os.ReadFile(filepath.Join(c.root, c.file))
	if err != nil {
		return err
	}
	printed, err := c.parse(string(text))
	if strings.HasPrefix(c.Kind, "Negative") {
		if err == nil {
			return errors.New("accepted, though it is wrong")
		}
		if !errors.As(err, new(*rdf.SyntaxError)) {
			return fmt.Errorf("the error is no syntax error: %w", err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	again, err := c.parse(printed)
	if err == nil && again != printed {
		err = errors.New("printing is no fixed point")
	}
	return err
}

func (c *Case) parse(text string) (string, error) {
	o := sparql.Options{Base: testBase + c.file}
	if strings.Contains(c.Kind, "Update") {
		u, err := sparql.ParseUpdate(text, o)
		if err != nil {
			return "", err
		}
		return u.String(), nil
	}
	q, err := sparql.ParseQuery(text, o)
	if err != nil {
		return "", err
	}
	return q.String(), nil
}

func (c *Case) evaluate(m plan.Method) error {
	text, err := os.ReadFile(filepath.Join(c.root, c.file))
	if err != nil {
		return err
	}
	s, err := store.Open("", store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	c.addFrom(string(text))
	quads, err := c.data.quads(c.root)
	if err != nil {
		return err
	}
	if err := indextest.Load(s, quads); err != nil {
		return err
	}
	e := query.New(s, query.Options{DefaultGraph: query.Unnamed, Service: c.service})
	p := query.Params{Base: testBase + c.file, Method: m}
	if c.Kind == "UpdateEvaluationTest" {
		return c.update(e, s, string(text), p)
	}
	r, err := e.Query(context.Background(), string(text), p)
	if err != nil {
		return err
	}
	defer r.Close()
	if r.Form() == sparql.Construct || r.Form() == sparql.Describe {
		return c.graph(r)
	}
	return c.compare(r, strings.Contains(strings.ToUpper(string(text)), "ORDER BY"))
}

// service answers SERVICE from the data that the test gives an endpoint.
func (c *Case) service(ctx context.Context, call query.ServiceCall) ([][]rdf.Term, error) {
	data, ok := c.remote[call.Endpoint]
	if !ok {
		return nil, fmt.Errorf("no endpoint at %s", call.Endpoint)
	}
	quads, err := data.quads(c.root)
	if err != nil {
		return nil, err
	}
	s, err := store.Open("", store.Options{})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := indextest.Load(s, quads); err != nil {
		return nil, err
	}
	r, err := query.New(s, query.Options{DefaultGraph: query.Unnamed, Service: c.service}).Query(ctx, "SELECT ?"+strings.Join(call.Vars, " ?")+" WHERE "+call.Group, query.Params{})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.Rows()
}
