package conformance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/results"
	"w3id.org/concord/query/sparql"
)

// addFrom makes the graphs that FROM names part of the data: some tests give no other.
func (c *Case) addFrom(text string) {
	q, err := sparql.ParseQuery(text, sparql.Options{Base: testBase + c.file})
	if err != nil {
		return
	}
	for _, g := range append(append([]rdf.Term(nil), q.From...), q.Named...) {
		if _, err := os.Stat(filepath.Join(c.root, local(g))); err == nil {
			c.data.named[g.Value] = local(g)
		}
	}
}

func (c *Case) update(e *query.Engine, s index.Store, text string, p query.Params) error {
	if _, err := e.Update(context.Background(), text, p); err != nil {
		return err
	}
	want, err := c.after.quads(c.root)
	if err != nil {
		return err
	}
	got, err := indextest.Dump(s)
	if err != nil {
		return err
	}
	if !rdf.Isomorphic(got, want) {
		return fmt.Errorf("the store holds\n%vbut should hold\n%v", lines(got), lines(want))
	}
	return nil
}

func lines(quads []rdf.Quad) string {
	var s strings.Builder
	for _, q := range rdf.NewDataset(quads...).Quads() {
		fmt.Fprintln(&s, "  ", q)
	}
	return s.String()
}

func (c *Case) graph(r *query.Result) error {
	triples, err := r.Triples()
	if err != nil {
		return err
	}
	var got []rdf.Quad
	for _, x := range triples {
		got = append(got, rdf.Quad{S: x.S, P: x.P, O: x.O})
	}
	want, err := readQuads(filepath.Join(c.root, c.expect), testBase+c.expect)
	if err != nil {
		return err
	}
	if !rdf.Isomorphic(got, want) {
		return fmt.Errorf("got\n%vwant\n%v", lines(got), lines(want))
	}
	return nil
}

// compare compares solutions or the boolean.
func (c *Case) compare(r *query.Result, ordered bool) error {
	got := &results.Table{Vars: r.Vars(), IsBool: r.Form() == sparql.Ask, Bool: r.Bool()}
	var err error
	if got.Rows, err = r.Rows(); err != nil {
		return err
	}
	want, err := c.expected()
	if err != nil {
		return err
	}
	if got.IsBool || want.IsBool {
		if got.Bool != want.Bool || got.IsBool != want.IsBool {
			return fmt.Errorf("got %v, want %v", got.Bool, want.Bool)
		}
		return nil
	}
	if strings.HasSuffix(c.expect, ".csv") {
		got = plainTable(got)
	}
	if c.lax {
		got.Rows, want.Rows = unique(got), unique(want)
	}
	if !sameTable(got, want) {
		return fmt.Errorf("got\n%vwant\n%v", tableText(got), tableText(want))
	}
	if ordered && !sameOrder(got, want) {
		return fmt.Errorf("the order differs: got\n%vwant\n%v", tableText(got), tableText(want))
	}
	return nil
}

func (c *Case) expected() (*results.Table, error) {
	path := filepath.Join(c.root, c.expect)
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	switch filepath.Ext(path) {
	case ".srx":
		return results.Read(results.XML, f)
	case ".srj":
		return results.Read(results.JSON, f)
	case ".csv":
		return results.Read(results.CSV, f)
	case ".tsv":
		return results.Read(results.TSV, f)
	}
	quads, err := readQuads(path, testBase+c.expect)
	if err != nil {
		return nil, err
	}
	return tableFromGraph(docOf(quads))
}
