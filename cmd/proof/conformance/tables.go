package conformance

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/results"
)

// sameTable compares two results as multisets of solutions, up to the names of blank nodes.
func sameTable(a, b *results.Table) bool {
	x, y := slices.Clone(a.Vars), slices.Clone(b.Vars)
	slices.Sort(x)
	slices.Sort(y)
	if !slices.Equal(x, y) || len(a.Rows) != len(b.Rows) {
		return false
	}
	s, t := rowTexts(a, true), rowTexts(b, true)
	slices.Sort(s)
	slices.Sort(t)
	if !slices.Equal(s, t) {
		return false
	}
	return rdf.Isomorphic(tableQuads(a), tableQuads(b))
}

// rowTexts prints rows by variable name; blank nodes all alike where blur is set.
func rowTexts(t *results.Table, blur bool) []string {
	out := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		var cells []string
		for c, v := range t.Vars {
			text := byValue(row[c]).String()
			if blur && row[c].Kind == rdf.Blank {
				text = "_"
			}
			if text != "" {
				cells = append(cells, v+"="+text)
			}
		}
		slices.Sort(cells)
		out[i] = strings.Join(cells, " ")
	}
	return out
}

// byValue prints numbers of equal value alike: the suites write what an engine may write otherwise.
func byValue(t rdf.Term) rdf.Term {
	switch t.Datatype {
	case rdf.XSDInteger, rdf.XSDDecimal:
		if r, ok := new(big.Rat).SetString(t.Value); ok {
			t.Value = r.RatString()
		}
	case rdf.XSDDouble, rdf.XSDFloat:
		if f, err := strconv.ParseFloat(t.Value, 64); err == nil {
			t.Value = strconv.FormatFloat(f, 'g', 12, 64)
		}
	}
	t.Lang = strings.ToLower(t.Lang)
	return t
}

// tableQuads writes the rows that hold blank nodes as a graph. Rows without can be compared as text.
func tableQuads(t *results.Table) []rdf.Quad {
	var out []rdf.Quad
	for i, row := range t.Rows {
		if !slices.ContainsFunc(row, func(x rdf.Term) bool { return x.Kind == rdf.Blank }) {
			continue
		}
		node := rdf.NewBlank(fmt.Sprintf("row%d", i))
		for c, v := range t.Vars {
			if !row[c].IsZero() {
				out = append(out, rdf.Quad{S: node, P: rdf.NewIRI("var:" + v), O: byValue(row[c])})
			}
		}
	}
	return out
}

// sameOrder compares the rows one after the other.
func sameOrder(a, b *results.Table) bool { return slices.Equal(rowTexts(a, true), rowTexts(b, true)) }

func unique(t *results.Table) (rows [][]rdf.Term) {
	seen := map[string]bool{}
	for i, text := range rowTexts(t, false) {
		if !seen[text] {
			seen[text] = true
			rows = append(rows, t.Rows[i])
		}
	}
	return rows
}

// plainTable is what CSV keeps of terms: their text.
func plainTable(t *results.Table) *results.Table {
	out := &results.Table{Vars: t.Vars}
	for _, row := range t.Rows {
		plain := make([]rdf.Term, len(row))
		for i, x := range row {
			switch {
			case x.Kind == rdf.Blank:
				plain[i] = x
			case !x.IsZero():
				plain[i] = rdf.NewString(x.Value)
			}
		}
		out.Rows = append(out.Rows, plain)
	}
	return out
}

func tableText(t *results.Table) string {
	return fmt.Sprintf("  %v\n  %s\n", t.Vars, strings.Join(rowTexts(t, false), "\n  "))
}

// tableFromGraph reads a result set written as RDF.
func tableFromGraph(d doc) (*results.Table, error) {
	var set rdf.Term
	for s := range d {
		if d.one(s, rdf.RDFType).Value == nsResult+"ResultSet" {
			set = s
		}
	}
	if set.IsZero() {
		return nil, errors.New("no result set")
	}
	t := &results.Table{}
	if b := d.one(set, nsResult+"boolean"); !b.IsZero() {
		t.IsBool, t.Bool = true, b.Value == "true"
		return t, nil
	}
	for _, v := range d[set][nsResult+"resultVariable"] {
		t.Vars = append(t.Vars, v.Value)
	}
	solutions := d[set][nsResult+"solution"]
	sort.SliceStable(solutions, func(i, j int) bool {
		a, b := d.one(solutions[i], nsResult+"index").Value, d.one(solutions[j], nsResult+"index").Value
		return len(a) < len(b) || len(a) == len(b) && a < b
	})
	for _, s := range solutions {
		row := make([]rdf.Term, len(t.Vars))
		for _, b := range d[s][nsResult+"binding"] {
			for i, v := range t.Vars {
				if v == d.one(b, nsResult+"variable").Value {
					row[i] = d.one(b, nsResult+"value")
				}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}
