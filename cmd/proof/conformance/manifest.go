package conformance

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

const (
	nsManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	nsQuery    = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
	nsUpdate   = "http://www.w3.org/2009/sparql/tests/test-update#"
	nsResult   = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
	nsLabel    = "http://www.w3.org/2000/01/rdf-schema#label"
	testBase   = "http://example.org/suite/"
)

// contents is a dataset as files: the default graph and named graphs.
type contents struct {
	plain []string
	named map[string]string // graph to file
}

// doc is a manifest or other small graph, by subject and predicate.
type doc map[rdf.Term]map[string][]rdf.Term

func (d doc) one(s rdf.Term, p string) rdf.Term {
	if v := d[s][p]; len(v) > 0 {
		return v[0]
	}
	return rdf.Term{}
}

func (d doc) list(head rdf.Term) (out []rdf.Term) {
	for head.Value != rdf.RDFNil && !head.IsZero() {
		out = append(out, d.one(head, rdf.RDFFirst))
		head = d.one(head, rdf.RDFRest)
	}
	return out
}

// entries are the tests that a manifest lists.
func (d doc) entries() (out []rdf.Term) {
	for s := range d {
		for _, head := range d[s][nsManifest+"entries"] {
			out = append(out, d.list(head)...)
		}
	}
	return out
}

func readQuads(path, base string) (quads []rdf.Quad, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := codec.NewReader(rdf.FormatByFile(path), f, codec.Options{Base: base, File: path})
	if err != nil {
		return nil, err
	}
	for {
		q, err := r.Read()
		if err == io.EOF {
			return quads, nil
		}
		if err != nil {
			return nil, err
		}
		quads = append(quads, q)
	}
}

func docOf(quads []rdf.Quad) doc {
	d := doc{}
	for _, q := range quads {
		if d[q.S] == nil {
			d[q.S] = map[string][]rdf.Term{}
		}
		d[q.S][q.P.Value] = append(d[q.S][q.P.Value], q.O)
	}
	return d
}

func local(t rdf.Term) string { return strings.TrimPrefix(t.Value, testBase) }

func dataOf(d doc, n rdf.Term, ns string) contents {
	c := contents{named: map[string]string{}}
	for _, f := range d[n][ns+"data"] {
		c.plain = append(c.plain, local(f))
	}
	for _, g := range d[n][ns+"graphData"] {
		if g.Kind == rdf.IRI {
			c.named[g.Value] = local(g)
			continue
		}
		c.named[d.one(g, nsLabel).Value] = local(d.one(g, ns+"graph"))
	}
	return c
}

// quads reads a dataset; blank nodes of different files are kept apart.
func (c contents) quads(root string) ([]rdf.Quad, error) {
	var out []rdf.Quad
	add := func(file string, g rdf.Term) error {
		quads, err := readQuads(filepath.Join(root, file), testBase+file)
		for _, q := range quads {
			for _, t := range []*rdf.Term{&q.S, &q.O} {
				if t.Kind == rdf.Blank {
					t.Value = "f" + strings.Map(alnum, file) + t.Value
				}
			}
			q.G = g
			out = append(out, q)
		}
		return err
	}
	for _, f := range c.plain {
		if err := add(f, rdf.Term{}); err != nil {
			return nil, err
		}
	}
	for g, f := range c.named {
		if err := add(f, rdf.NewIRI(g)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func alnum(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return 'X'
}
