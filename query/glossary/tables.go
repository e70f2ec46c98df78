package glossary

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/query/harmonise"
)

// Column is a column of a table with what CSVW says of it.
type Column struct {
	Name     string // for programs
	Title    string // for people
	Datatype string // "" for string
	Property string // IRI of what the column says of the row; may be empty
	About    string // name of the column with the address of what it speaks of; "" for the row
}

// Table is a table of text with what its columns mean.
type Table struct {
	Name    string
	Title   string
	About   string // name of the column whose value is the address of the thing that a row is about
	Columns []Column
	Rows    [][]string
}

// Titles are the heads of the columns for people.
func (t *Table) Titles() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Title
	}
	return out
}

const typeAnyURI = "anyURI"

// Table is the glossary as one flat table, a row for each term of each organisation and one for each type without terms.
func (g *Glossary) Table() *Table {
	t := &Table{Name: "glossary", Title: "Glossary of types of instrument", About: "type_address", Columns: []Column{
		{Name: "type_address", Title: "type address", Datatype: typeAnyURI}, {Name: "type", Title: "type", Property: ontology.SKOSPrefLabel},
		{Name: "type_names", Title: "type in other languages"}, {Name: "definition", Title: "definition", Property: ontology.SKOSDefinition},
		{Name: "type_legal_nature", Title: "legal nature of the type"}, {Name: "type_check_state", Title: "check state of the type"},
		{Name: "organisation_address", Title: "organisation address", Datatype: typeAnyURI}, {Name: "organisation", Title: "organisation"},
		{Name: "term_address", Title: "term address", Datatype: typeAnyURI},
		{Name: "term", Title: "term", Property: ontology.SKOSPrefLabel, About: "term_address"}, {Name: "term_language", Title: "language of the term"},
		{Name: "fit", Title: "fit"}, {Name: "legal_nature", Title: "legal nature"}, {Name: "check_state", Title: "check state"},
		{Name: "source", Title: "source"},
	}}
	for i := 1; i <= g.Query.Examples; i++ {
		n := strconv.Itoa(i)
		t.Columns = append(t.Columns, Column{Name: "example_" + n, Title: "example " + n}, Column{Name: "example_" + n + "_code", Title: "code of example " + n},
			Column{Name: "example_" + n + "_year", Title: "year of example " + n, Datatype: "gYear"})
	}
	t.Columns = append(t.Columns, Column{Name: "differs", Title: "differs from the most frequent value of"})
	for i := range g.Entries {
		t.Rows = append(t.Rows, g.entryRows(&g.Entries[i])...)
	}
	return t
}

func (g *Glossary) entryRows(e *Entry) [][]string {
	head := []string{e.IRI, e.Name, e.otherNames(), e.Definition, strings.Join(e.Nature, ", "), e.Check}
	var out [][]string
	for _, u := range e.Uses {
		row := append(append([]string(nil), head...), u.Organisation.IRI, u.Organisation.String(), u.IRI, u.Label, u.Lang, string(u.Fit), u.Nature, u.Check, sources(u.Evidence))
		row = append(row, g.exampleCells(e, u.Organisation.IRI)...)
		out = append(out, append(row, e.differs(u.IRI)))
	}
	if out == nil {
		empty := make([]string, 9+3*g.Query.Examples+1)
		out = [][]string{append(head, empty...)}
	}
	return out
}

func (e *Entry) otherNames() string {
	var out []string
	for _, n := range e.Names {
		if n.Text != e.Name || n.Lang != "en" {
			out = append(out, n.Text+" ("+n.Lang+")")
		}
	}
	return strings.Join(out, "; ")
}

func sources(all []harmonise.TermProof) string {
	var out []string
	for _, p := range all {
		text := p.Title
		if p.Locator != "" {
			text += ", " + p.Locator
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func (g *Glossary) exampleCells(e *Entry, org string) []string {
	out := make([]string, 3*g.Query.Examples)
	for _, x := range e.Examples {
		if x.Organisation.IRI != org {
			continue
		}
		for i, l := range x.Listed {
			out[3*i], out[3*i+1], out[3*i+2] = l.Title, l.Code, l.Year
		}
	}
	return out
}

// differs says in words where a term has another value than the most frequent one.
func (e *Entry) differs(term string) string {
	if e.Variations == nil {
		return ""
	}
	var out []string
	for _, d := range e.Variations.Differing {
		if d.IRI == term {
			out = append(out, d.String())
		}
	}
	return strings.Join(out, "; ")
}

// String is the difference in words: "legal nature: binding, where 20 of 26 have non-binding".
func (d Differing) String() string {
	return fmt.Sprintf("%s: %s, where %d of %d have %s", d.Feature, d.Value, d.Count, d.Stated, d.Frequent)
}

// Table is the concordance as a table, a row for each type and a column for each organisation.
func (c *Concordance) Table() *Table {
	t := &Table{Name: "concordance", Title: "Concordance of terms", About: "type_address", Columns: []Column{
		{Name: "type_address", Title: "type address", Datatype: typeAnyURI}, {Name: "type", Title: "type", Property: ontology.SKOSPrefLabel},
		{Name: "legal_nature", Title: "legal nature of the type"}}}
	used := map[string]bool{}
	for i, col := range c.Matrix.Columns {
		name := strings.ReplaceAll(lastSegment(col.IRI), "-", "_")
		if used[name] || name == "" {
			name = fmt.Sprintf("organisation_%d", i+1)
		}
		used[name] = true
		t.Columns = append(t.Columns, Column{Name: name, Title: col.String()})
	}
	for _, r := range c.Matrix.Rows {
		row := []string{r.IRI, r.Name, strings.Join(r.Nature, ", ")}
		for _, cell := range r.Cells {
			row = append(row, CellText(cell))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// CSVW writes the description of the table as CSV (CSV on the Web, W3C): its columns, edition and licence. url is where
// the CSV is, as seen from the description.
func (t *Table) CSVW(w io.Writer, e Edition, url string) error {
	columns := make([]map[string]any, len(t.Columns))
	for i, c := range t.Columns {
		m := map[string]any{"name": c.Name, "titles": c.Title}
		if c.Datatype != "" {
			m["datatype"] = c.Datatype
		}
		if c.Property != "" {
			m["propertyUrl"] = c.Property
		}
		if c.About != "" {
			m["aboutUrl"] = "{+" + c.About + "}"
		}
		columns[i] = m
	}
	out := map[string]any{
		"@context": []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "en"}},
		"url":      url, "dc:title": t.Title + ": " + e.Title, "dc:hasVersion": e.Number(), "dc:identifier": e.Address,
		"dc:issued":   map[string]string{"@value": e.Date, "@type": "xsd:date"},
		"dialect":     map[string]any{"header": true, "encoding": "utf-8", "delimiter": ",", "quoteChar": `"`, "doubleQuote": true},
		"tableSchema": map[string]any{"columns": columns, "aboutUrl": "{+" + t.About + "}"},
	}
	if e.Licence != "" {
		out["dc:license"] = map[string]string{"@id": e.Licence}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
