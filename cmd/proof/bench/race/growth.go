package race

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"
)

// Growth sets one engine's times for the same queries beside each other, at several sizes of the data. It is made of the CSV files
// that Report.CSV wrote.
type Growth struct {
	Engine  string
	sizes   []int64 // ascending
	queries []query // in the order in which they were first read
	cells   map[cell]measured
}

type query struct{ set, name string }

type cell struct {
	query
	size int64
}

// measured is a query at one size: its rows and the seconds to the last byte.
type measured struct {
	rows    int64
	seconds float64
}

// Read adds a file of times that were measured with size triples. What failed there is left out. A query that is there already for
// this size is an error.
func (g *Growth) Read(r io.Reader, size int64) error {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return err
	}
	if len(lines) == 0 || !slices.Equal(lines[0], columns) {
		return fmt.Errorf("not a file of times: its first line should name the columns %v", columns)
	}
	if !slices.Contains(g.sizes, size) {
		g.sizes = append(g.sizes, size)
		slices.Sort(g.sizes)
	}
	for _, l := range lines[1:] {
		if err := g.add(l, size); err != nil {
			return err
		}
	}
	return nil
}

func (g *Growth) add(line []string, size int64) error {
	at := func(column string) string { return line[slices.Index(columns, column)] }
	if at("engine") != g.Engine || at("error") != "" {
		return nil
	}
	m, err := measurement(at("rows"), at("median"), at("first"))
	if err != nil {
		return fmt.Errorf("%s %s: %w", at("set"), at("query"), err)
	}
	c := cell{query{at("set"), at("query")}, size}
	if _, again := g.cells[c]; again {
		return fmt.Errorf("%s %s is there twice for %d triples", c.set, c.name, size)
	}
	if g.cells == nil {
		g.cells = map[cell]measured{}
	}
	g.cells[c] = m
	if !slices.Contains(g.queries, c.query) {
		g.queries = append(g.queries, c.query)
	}
	return nil
}

// measurement takes the first run where there were no others.
func measurement(rows, median, first string) (m measured, err error) {
	if m.rows, err = strconv.ParseInt(rows, 10, 64); err != nil {
		return m, err
	}
	if m.seconds, err = strconv.ParseFloat(median, 64); err == nil && m.seconds == 0 {
		m.seconds, err = strconv.ParseFloat(first, 64)
	}
	return m, err
}

// exponent is the k of the curve size^k that lies nearest to the times of a query (least squares of the logarithms), and whether
// there are two sizes or more to tell.
func (g *Growth) exponent(q query) (k float64, ok bool) {
	var n, x, y, xx, xy float64
	for _, size := range g.sizes {
		if m, ok := g.cells[cell{q, size}]; ok && m.seconds > 0 {
			lx, ly := math.Log(float64(size)), math.Log(m.seconds)
			n, x, y, xx, xy = n+1, x+lx, y+ly, xx+lx*lx, xy+lx*ly
		}
	}
	return (n*xy - x*y) / (n*xx - x*x), n >= 2
}

// Table prints a row for each query: rows and milliseconds at each size, and the exponent with which the time grows; then how many
// grow how fast.
func (g *Growth) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "set\tquery\t")
	for _, size := range g.sizes {
		fmt.Fprintf(t, "%s rows\tms\t", short(size))
	}
	fmt.Fprintln(t, "exponent\t")
	var all []float64
	for _, q := range g.queries {
		fmt.Fprintf(t, "%s\t%s\t", q.set, q.name)
		for _, size := range g.sizes {
			if m, ok := g.cells[cell{q, size}]; ok {
				fmt.Fprintf(t, "%d\t%.2f\t", m.rows, m.seconds*1000)
			} else {
				fmt.Fprint(t, "-\t-\t")
			}
		}
		if k, ok := g.exponent(q); ok {
			all = append(all, k)
			fmt.Fprintf(t, "%.2f\t\n", k)
		} else {
			fmt.Fprint(t, "-\t\n")
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return summary(w, all)
}

// summary counts exponents up to the limits of linear work: scans, merges and aggregates; random terms fetched or hashed.
func summary(w io.Writer, exponents []float64) error {
	atMost := func(limit float64) (n int) {
		for _, k := range exponents {
			if k <= limit {
				n++
			}
		}
		return n
	}
	_, err := fmt.Fprintf(w, "%d queries at two sizes or more; exponent at most 1.05: %d, at most 1.3: %d\n", len(exponents), atMost(1.05), atMost(1.3))
	return err
}

// short is a number of triples with its unit: 1M, 10k, 1500.
func short(n int64) string {
	switch {
	case n > 0 && n%1_000_000 == 0:
		return strconv.FormatInt(n/1_000_000, 10) + "M"
	case n > 0 && n%1000 == 0:
		return strconv.FormatInt(n/1000, 10) + "k"
	}
	return strconv.FormatInt(n, 10)
}
