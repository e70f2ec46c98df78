package answer

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query/harmonise"
)

// MatrixFormats are the formats of a matrix, the first that of people at a terminal.
var MatrixFormats = []string{"table", "csv", "json", "html", "xlsx"}

// Matrix writes a matrix in the format of that name. All formats but the table hold every cell; the table lists the
// filled ones and counts the empty ones when there are more columns than fit on a line. href makes the links of HTML.
func Matrix(w io.Writer, m *harmonise.Matrix, format string, href func(iri string) string) error {
	switch format {
	case "", "table":
		return matrixTable(w, m)
	case "csv":
		return matrixCSV(w, m)
	case "json":
		return json.NewEncoder(w).Encode(m)
	case "html":
		return web.MatrixDocument(w, MatrixView(m, href))
	case "xlsx":
		return matrixXLSX(w, m)
	}
	return fmt.Errorf("a matrix is written as %s, not as %q", strings.Join(MatrixFormats, ", "), format)
}

// grid is the matrix as rows of text. The first column is the address of the type, the second its name, the third its
// legal nature; the cells follow.
func grid(m *harmonise.Matrix) [][]string {
	head := []string{"address", "type", "legal nature"}
	for _, c := range m.Columns {
		head = append(head, c.String())
	}
	out := [][]string{head}
	for _, r := range m.Rows {
		row := []string{r.IRI, r.Name, strings.Join(r.Nature, ", ")}
		for _, c := range r.Cells {
			row = append(row, c.String())
		}
		out = append(out, row)
	}
	return out
}

func matrixCSV(w io.Writer, m *harmonise.Matrix) error {
	rows := grid(m)
	return sheet.CSV(w, sheet.Table{Columns: rows[0], Rows: rows[1:]})
}

// fewColumns are as many as a terminal shows beside each other.
const fewColumns = 4

func matrixTable(w io.Writer, m *harmonise.Matrix) error {
	write := matrixList
	if len(m.Columns) <= fewColumns {
		write = matrixGrid
	}
	if err := write(w, m); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, MatrixSummary(m))
	return err
}

// matrixGrid puts the terms of a cell below each other.
func matrixGrid(w io.Writer, m *harmonise.Matrix) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := "type"
	for _, c := range m.Columns {
		line += "\t" + c.String()
	}
	fmt.Fprintln(out, line)
	for _, r := range m.Rows {
		height := 1
		for _, c := range r.Cells {
			height = max(height, len(c.Terms))
		}
		for i := range height {
			line := ""
			if i == 0 {
				line = strings.Repeat("  ", r.Level) + r.Name
			}
			for _, c := range r.Cells {
				line += "\t" + cellLine(c, i)
			}
			fmt.Fprintln(out, line)
		}
	}
	return out.Flush()
}

// cellLine is the i-th line of a cell.
func cellLine(c harmonise.Cell, i int) string {
	switch {
	case i < len(c.Terms):
		return c.Terms[i].String()
	case i == 0:
		return c.Empty.String()
	}
	return ""
}

// matrixList lists what is not "not researched", type by type.
func matrixList(w io.Writer, m *harmonise.Matrix) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range m.Rows {
		found := slices.ContainsFunc(r.Cells, func(c harmonise.Cell) bool { return c.Empty != harmonise.NotResearched })
		if !found {
			continue
		}
		fmt.Fprintln(out, r.Name)
		for i, c := range r.Cells {
			if c.Empty != harmonise.NotResearched {
				fmt.Fprintf(out, "  %s\t%s\n", m.Columns[i].String(), c)
			}
		}
	}
	return out.Flush()
}

// MatrixSummary counts rows, columns and cells in a sentence.
func MatrixSummary(m *harmonise.Matrix) string {
	what := "organisation"
	if m.Query.Columns == harmonise.ByLanguage {
		what = "language"
	}
	n := m.Counts
	return fmt.Sprintf("%s x %s: %d terms in %d cells; %d cells not researched, %d with no such instrument, %d researched and unclear.",
		plural(len(m.Rows), "type"), plural(len(m.Columns), what), n.Terms, n.Filled, n.NotResearched, n.HasNone, n.Unclear)
}

// MatrixView makes the values that the page prints.
func MatrixView(m *harmonise.Matrix, href func(iri string) string) web.Matrix {
	view := web.Matrix{Summary: MatrixSummary(m)}
	for _, c := range m.Columns {
		view.Columns = append(view.Columns, web.Link{Href: linked(c.IRI, href), Text: c.String(), Title: c.Name})
	}
	for _, r := range m.Rows {
		row := web.MatrixRow{Type: web.Link{Href: linked(r.IRI, href), Text: r.Name}, Level: min(r.Level, 5), Note: strings.Join(r.Nature, ", ")}
		for _, c := range r.Cells {
			row.Cells = append(row.Cells, matrixCell(c, href))
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

func matrixCell(c harmonise.Cell, href func(string) string) web.MatrixCell {
	out := web.MatrixCell{Empty: c.Empty.String(), Kind: string(c.Empty)}
	for _, t := range c.Terms {
		out.Terms = append(out.Terms, web.MatrixTerm{Link: web.Link{Href: linked(t.IRI, href), Text: t.Label},
			Note: strings.TrimPrefix(t.String(), t.Label+" "), State: t.Check})
	}
	return out
}

// linked is where an address leads; what is no address leads nowhere.
func linked(iri string, href func(string) string) string {
	if !strings.Contains(iri, ":") || strings.HasPrefix(iri, "_:") {
		return ""
	}
	return href(iri)
}
