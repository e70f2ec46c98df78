package conformance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// sparqlTests gives the tests of a suite of SPARQL.
func sparqlTests(suite string) func(Options) ([]Test, error) {
	return func(o Options) ([]Test, error) {
		cases, err := Cases(o.Dir, suite)
		if err != nil {
			return nil, err
		}
		methods := o.Methods
		if methods == nil {
			methods = []plan.Method{plan.Auto}
		}
		tests := make([]Test, len(cases))
		for i := range cases {
			tests[i] = Test{IRI: cases[i].IRI, Folder: cases[i].Folder(), Run: func() error { return cases[i].runAll(methods) }}
		}
		return tests, nil
	}
}

// runAll runs a test by each way to join.
func (c *Case) runAll(methods []plan.Method) error {
	for _, m := range methods {
		if err := c.Run(m); err != nil {
			return err
		}
	}
	return nil
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
