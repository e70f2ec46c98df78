// Package answer writes what the query engine returns, in the formats that fit its form: solutions as table, JSON, XML,
// CSV or TSV, triples as any RDF format; and it words what people read of IRIs and routes. The command line and the
// server share it.
//
// It chooses no format (that is the caller's) and runs no query.
//
// The main path: Write, or Solutions and Triples where the caller knows the form.
package answer

import (
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query"
	"w3id.org/concord/query/results"
	"w3id.org/concord/query/sparql"
)

// IsGraph reports whether a query of this form answers with triples.
func IsGraph(f sparql.Form) bool { return f == sparql.Construct || f == sparql.Describe }

// Write writes a result in the format of that name; "" takes the table for solutions and Turtle for triples. It returns
// the number of rows or triples.
func Write(w io.Writer, res *query.Result, name string) (int, error) {
	if IsGraph(res.Form()) {
		f := rdf.Turtle
		if name != "" {
			f = rdf.FormatByName(name)
		}
		if f == nil {
			return 0, &FormatError{formName(res.Form()), "triples", "turtle, ntriples, jsonld, rdfxml, trig, nquads", name}
		}
		return Triples(w, res, f)
	}
	f, ok := results.Text, true
	if name != "" {
		f, ok = results.FormatByName(name)
	}
	if !ok {
		return 0, &FormatError{formName(res.Form()), "a table", "table, json, xml, csv, tsv", name}
	}
	return Solutions(w, res, f)
}

// FormatError is a format that does not exist, or not for the form of query.
type FormatError struct{ form, answer, choice, name string }

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s answers with %s: --format must be one of %s, not %q", e.form, e.answer, e.choice, e.name)
}

func formName(f sparql.Form) string {
	return [...]string{"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}[f]
}

// Solutions writes the rows of a SELECT or the truth of an ASK.
func Solutions(w io.Writer, res *query.Result, f results.Format) (int, error) {
	out, err := results.NewWriter(f, w, res.Vars())
	if err != nil {
		return 0, err
	}
	if res.Form() == sparql.Ask {
		if err := out.Bool(res.Bool()); err != nil {
			return 0, err
		}
		return 1, out.Close()
	}
	if laid, ok := out.(results.LaidWriter); ok {
		n, err := res.WriteRows(laid.Layout(), laid.Laid)
		if err != nil {
			return int(n), err
		}
		return int(n), out.Close()
	}
	n := 0
	for row, err := range res.Seq() {
		if err == nil {
			err = out.Row(forPeople(row))
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, out.Close()
}

// Triples writes the graph that a CONSTRUCT or DESCRIBE makes.
func Triples(w io.Writer, res *query.Result, f *rdf.Format) (int, error) {
	out, err := codec.NewWriter(f, w, codec.Options{Prefixes: ontology.Prefixes})
	if err != nil {
		return 0, err
	}
	n := 0
	for {
		triples, err := res.NextTriples()
		if err == io.EOF {
			return n, out.Close()
		}
		if err != nil {
			return n, err
		}
		for _, t := range triples {
			if err := out.Write(rdf.Quad{S: t.S, P: t.P, O: t.O}); err != nil {
				return n, err
			}
		}
		n += len(triples)
	}
}

// forPeople writes addresses as prefixed names, so that a row of a table fits a screen. A table is not read back.
func forPeople(row []rdf.Term) []rdf.Term {
	out := make([]rdf.Term, len(row))
	for i, t := range row {
		if t.Kind == rdf.IRI {
			if short := Short(t.Value); short != t.Value {
				t = rdf.NewString(short)
			}
		}
		out[i] = t
	}
	return out
}

// Short writes an IRI as a prefixed name where the ontology knows a prefix for it; else it comes back as it is.
func Short(iri string) string {
	best := rdf.Prefix{}
	for _, p := range ontology.Prefixes {
		if len(p.IRI) > len(best.IRI) && len(p.IRI) < len(iri) && strings.HasPrefix(iri, p.IRI) {
			best = p
		}
	}
	if best.IRI == "" {
		return iri
	}
	return best.Name + ":" + iri[len(best.IRI):]
}
