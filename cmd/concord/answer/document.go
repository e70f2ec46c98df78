package answer

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query/glossary"
)

// Document is a glossary or a concordance, ready for every format.
type Document struct {
	Edition glossary.Edition
	Value   any                     // for JSON
	Table   *glossary.Table         // for CSV
	Sheets  []sheet.Table           // for XLSX; a sheet about the edition is added
	Text    func(w io.Writer) error // for people at a terminal
	HTML    func(w io.Writer) error // a document of its own
	CSV     string                  // where the CSV is, as seen from its description
}

// DocumentFormats are the formats of documents, the first that of people at a terminal. "rawcsv" is CSV as its
// description describes it: nothing is put before text that a spreadsheet would take for a formula.
var DocumentFormats = []string{"table", "html", "csv", "rawcsv", "csvw", "xlsx", "json"}

// Write writes a document in the format of that name.
func (d *Document) Write(w io.Writer, format string) error {
	switch format {
	case "", "table":
		return d.Text(w)
	case "html":
		return d.HTML(w)
	case "csv":
		return sheet.CSV(w, sheet.Table{Columns: d.Table.Titles(), Rows: d.Table.Rows})
	case "rawcsv":
		return rawCSV(w, d.Table)
	case "csvw":
		return d.Table.CSVW(w, d.Edition, d.CSV)
	case "xlsx":
		return sheet.XLSX(w, append(d.Sheets, aboutSheet(d.Table.Title, d.Edition))...)
	case "json":
		return json.NewEncoder(w).Encode(d.Value)
	}
	return fmt.Errorf("a document is written as %s, not as %q", strings.Join(DocumentFormats, ", "), format)
}

func rawCSV(w io.Writer, t *glossary.Table) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.Titles()); err != nil {
		return err
	}
	if err := out.WriteAll(t.Rows); err != nil {
		return err
	}
	return out.Error()
}

// caveats stand in every document.
var caveats = []string{
	"Definitions and features are those recorded in the graph, with the state of checking beside them; what is not checked says so.",
	"An empty cell is not a finding: \"not researched\" says nothing about the organisation.",
	"Variations are counted from the terms recorded here; what is most frequent is not what is right.",
}

func aboutSheet(title string, e glossary.Edition) sheet.Table {
	t := sheet.Table{Name: "About", Columns: []string{"About", ""}, Widths: []float64{18, 90}}
	t.Rows = [][]string{{"document", title}, {"data", e.Title}, {"version", e.Revision()}, {"date", e.Date},
		{"licence", strings.TrimSpace(e.LicenceName() + " " + e.Licence)}, {"address", e.Address}}
	for _, c := range caveats {
		t.Rows = append(t.Rows, []string{"note", c})
	}
	return t
}

// Quads writes quads in a format of RDF, with the prefixes of the ontology.
func Quads(w io.Writer, quads []rdf.Quad, format *rdf.Format) error {
	out, err := codec.NewWriter(format, w, codec.Options{Prefixes: ontology.Prefixes})
	if err != nil {
		return err
	}
	for _, q := range quads {
		if err := out.Write(q); err != nil {
			return err
		}
	}
	return out.Close()
}
