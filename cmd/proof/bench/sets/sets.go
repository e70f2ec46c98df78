// Package sets holds the queries of the benchmark as files: SP2Bench's and WatDiv's, written afresh from their published meaning,
// one hundred and five that each ask for one feature of SPARQL over the data of either, and forty-five of our own over the shop and
// the catalogue.
//
// A file begins with a comment that says what the query measures. A second comment, "# compare: count" or "# compare: none", says
// where answers of two engines may differ though both are right. Names between percent signs are put in by Load: they depend on
// the size of the data alone.
//
// The main path: Names, Load.
package sets

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

//go:embed sp2b watdiv features own
var files embed.FS

// Compare says what two engines must agree on.
type Compare string

// What is compared.
const (
	Rows    Compare = "rows"  // all rows, in any order
	Count   Compare = "count" // the number of rows
	Nothing Compare = "none"  // the standard leaves the answer open
)

// Query is one query, ready to be asked.
type Query struct {
	Set, Name string
	Measures  string // one line
	Compare   Compare
	Text      string
}

// set says where the queries of a set are, of which data they are asked and what is put into them.
type set struct {
	folder, data string
	bind         func(name string, o Options) map[string]string
}

// Options describe the data that the queries are asked of.
type Options struct {
	Triples int64
	Seed    uint64
}

var all = map[string]set{
	"sp2b":            {"sp2b", "sp2b", nil},
	"watdiv":          {"watdiv", "watdiv", entities},
	"features-sp2b":   {"features", "sp2b", sp2bFeatures},
	"features-watdiv": {"features", "watdiv", watdivFeatures},
	"own":             {"own", "shop", nil},
}

// Names gives the sets, in the order in which they are reported.
func Names() []string {
	return []string{"sp2b", "watdiv", "features-sp2b", "features-watdiv", "own"}
}

// Data names the shape of data that a set is asked of.
func Data(name string) string { return all[name].data }

// Load gives the queries of a set. Queries with a name that the data cannot fill (SP2Bench has no dates) are left out.
func Load(name string, o Options) ([]Query, error) {
	s, ok := all[name]
	if !ok {
		return nil, fmt.Errorf("there is no set %q; take one of %s", name, strings.Join(Names(), ", "))
	}
	entries, err := fs.ReadDir(files, s.folder)
	if err != nil {
		return nil, err
	}
	var queries []Query
	for _, e := range entries {
		text, err := fs.ReadFile(files, path.Join(s.folder, e.Name()))
		if err != nil {
			return nil, err
		}
		q := parse(string(text))
		q.Set, q.Name = name, strings.TrimSuffix(e.Name(), ".rq")
		if s.bind != nil {
			if q.Text, ok = fill(q.Text, s.bind(q.Name, o)); !ok {
				continue
			}
		}
		queries = append(queries, q)
	}
	return queries, nil
}

// parse reads the comments at the start of a file.
func parse(text string) Query {
	q := Query{Compare: Rows, Text: text}
	first, rest, _ := strings.Cut(text, "\n")
	q.Measures = strings.TrimPrefix(first, "# ")
	if c, ok := strings.CutPrefix(rest, "# compare: "); ok {
		word, _, _ := strings.Cut(c, "\n")
		q.Compare = Compare(word)
	}
	return q
}

var hole = regexp.MustCompile(`%[A-Za-z0-9]+%`)

// fill puts values into the holes of a query; false if one has none.
func fill(text string, values map[string]string) (string, bool) {
	ok := true
	filled := hole.ReplaceAllStringFunc(text, func(h string) string {
		v, found := values[strings.Trim(h, "%")]
		ok = ok && found
		return v
	})
	return filled, ok
}
