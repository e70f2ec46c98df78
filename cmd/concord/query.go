package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/library"
)

// queryFlags are the flags of the query command.
type queryFlags struct {
	named, format string
	params        []string
	explain       string
	analyze       bool
	timeout       time.Duration
}

func (a *app) queryCommand() *cobra.Command {
	var f queryFlags
	c := &cobra.Command{
		Use: "query [FILE|'TEXT'|-]", Short: "Run a SPARQL query, or one of the library by name",
		Long: "Query runs a SPARQL query over the union of the store's graphs: given as text, as a file, on standard input (-), or by\n" +
			"its name in the library (--named; \"concord queries\" lists them). Its prefixes are predeclared (io:, skos:, dcterms: ...).",
		Example: "  concord query 'SELECT ?o ?name { ?o a org:FormalOrganization ; skos:prefLabel ?name } LIMIT 5'\n" +
			"  concord query question.rq --format csv > answer.csv\n  concord query --named word-compared --param word=recommendation\n" +
			"  concord query --explain=analyze question.rq",
		Args: argCount(0, 1, "at most one query: its text, a file, or -"),
		RunE: func(c *cobra.Command, args []string) error { return a.query(c, args, f) },
	}
	c.Flags().StringVar(&f.named, "named", "", "run the query of this name from the library")
	c.Flags().StringArrayVar(&f.params, "param", nil, "NAME=VALUE: a parameter of the named query, or a variable bound before the query starts; repeatable")
	c.Flags().StringVar(&f.format, "format", "", "table, json, xml, csv, tsv; for CONSTRUCT and DESCRIBE turtle, ntriples, jsonld, rdfxml")
	c.Flags().StringVar(&f.explain, "explain", "", "show how the query is run, stage by stage, instead of its answer: plan, analyze (run it to its end; true rows, time and memory per operator), json, or several with commas between")
	c.Flags().Lookup("explain").NoOptDefVal = "plan"
	c.Flags().BoolVar(&f.analyze, "analyze", false, "the same as --explain=analyze")
	c.Flags().DurationVar(&f.timeout, "timeout", time.Minute, "time limit, like 30s or 2m")
	return c
}

func (a *app) query(c *cobra.Command, args []string, f queryFlags) error {
	values, err := splitParams(f.params)
	if err != nil {
		return err
	}
	x, err := answer.ParseExplain(f.explain)
	if err != nil {
		return usagef("--%w", err)
	}
	x.Analyze, x.On = x.Analyze || f.analyze, x.On || f.analyze
	if q, ok := library.Get(f.named); ok && q.Kind == library.Traverse {
		return a.namedTraverse(c, q, values)
	}
	text, err := a.queryText(args, f.named, values)
	if err != nil {
		return err
	}
	s, err := a.openFor(c.Context(), text)
	if err != nil {
		return err
	}
	defer s.Close()
	e := query.New(s, query.Options{DefaultGraph: query.Union, Timeout: f.timeout, Prefixes: ontology.Prefixes})
	p := query.Params{}
	if f.named == "" {
		p.Bindings = bindings(values)
	}
	if x.On {
		return a.explain(c, e, text, p, x)
	}
	res, err := e.Query(c.Context(), text, p)
	if err != nil {
		return err
	}
	defer res.Close()
	out := bufio.NewWriter(a.out)
	if _, err := answer.Write(out, res, f.format); err != nil {
		if errors.As(err, new(*answer.FormatError)) {
			return usageError{err}
		}
		return err
	}
	return out.Flush()
}

// openFor opens the store for a query, with the text index where the query may ask for it.
func (a *app) openFor(ctx context.Context, text string) (index.Store, error) {
	if strings.Contains(text, "search") || strings.Contains(text, "jena.apache.org/text") {
		return a.openText(ctx)
	}
	s, _, err := a.openRead(ctx)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// explain prints how a query is run.
func (a *app) explain(c *cobra.Command, e *query.Engine, text string, p query.Params, x answer.Explain) error {
	show := e.Explain
	if x.Analyze {
		show = e.Analyze
	}
	explanation, err := show(c.Context(), text, p)
	if err != nil {
		return err
	}
	return answer.WriteExplanation(a.out, explanation, x.JSON)
}

// queryText finds the text of the query to run.
func (a *app) queryText(args []string, named string, values map[string]string) (string, error) {
	if named == "" {
		if len(args) == 0 {
			return "", usagef("no query: give its text, a file, - for standard input, or --named NAME (\"concord queries\" lists the names)")
		}
		return a.textOf(args[0])
	}
	if len(args) > 0 {
		return "", usagef("--named %s and a query: give only one of them", named)
	}
	q, ok := library.Get(named)
	if !ok {
		return "", usagef("there is no query %q in the library; \"concord queries\" lists the names", named)
	}
	text, err := q.Bind(values)
	if err != nil {
		return "", usageError{err}
	}
	return text, nil
}

// textOf reads an argument that is a text, a file or - for standard input. No file name holds a brace.
func (a *app) textOf(arg string) (string, error) {
	if arg == "-" {
		data, err := io.ReadAll(a.in)
		return string(data), err
	}
	if strings.ContainsAny(arg, "{}\n") {
		return arg, nil
	}
	data, err := os.ReadFile(arg)
	switch {
	case err == nil:
		return string(data), nil
	case strings.TrimSpace(arg) == "":
		return "", usagef("the text is empty; give a text, a file, or - for standard input")
	case strings.ContainsAny(arg, " <"):
		return arg, nil // not a file: then it is a text, and the parser says what is wrong with it
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%q is no file that is there, and no text of a query or update", arg)
	}
	return "", err
}

func splitParams(params []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range params {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, usagef("--param %q: write it NAME=VALUE", p)
		}
		out[strings.TrimPrefix(name, "?")] = value
	}
	return out, nil
}

func bindings(values map[string]string) map[string]rdf.Term {
	out := map[string]rdf.Term{}
	for name, v := range values {
		out[name] = parseTerm(v)
	}
	return out
}

// parseTerm reads <iri>, an address, a whole number, "text"@lang or plain text.
func parseTerm(v string) rdf.Term {
	switch _, err := strconv.ParseInt(v, 10, 64); {
	case len(v) > 2 && v[0] == '<' && v[len(v)-1] == '>':
		return rdf.NewIRI(v[1 : len(v)-1])
	case strings.HasPrefix(v, "http://"), strings.HasPrefix(v, "https://"), strings.HasPrefix(v, "urn:"):
		return rdf.NewIRI(v)
	case err == nil:
		return rdf.NewTyped(v, rdf.XSDInteger)
	}
	if i := strings.LastIndex(v, `"@`); i > 0 && v[0] == '"' {
		return rdf.NewLang(v[1:i], v[i+2:])
	}
	return rdf.NewString(strings.Trim(v, `"`))
}
