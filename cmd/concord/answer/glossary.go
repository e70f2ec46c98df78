package answer

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query/glossary"
	"w3id.org/concord/query/harmonise"
)

// Glossary makes the document of a glossary. href makes the links of HTML.
func Glossary(g *glossary.Glossary, href func(iri string) string) *Document {
	return &Document{Edition: g.Edition, Value: g, Table: g.Table(), CSV: "glossary.csv", Sheets: glossarySheets(g),
		Text: func(w io.Writer) error { return glossaryText(w, g) },
		HTML: func(w io.Writer) error {
			return web.GlossaryDocument(w, web.Booklet{Title: "Glossary of types of instrument", Edition: EditionView(g.Edition), Entries: GlossaryView(g, href)})
		}}
}

// glossaryText lists the entries for people.
func glossaryText(w io.Writer, g *glossary.Glossary) error {
	b := &strings.Builder{}
	for i := range g.Entries {
		entryText(b, &g.Entries[i])
	}
	fmt.Fprintf(b, "%d %s of %s\n", len(g.Entries), plural(len(g.Entries), "type"), g.Edition)
	_, err := io.WriteString(w, b.String())
	return err
}

func entryText(b *strings.Builder, e *glossary.Entry) {
	fmt.Fprintf(b, "%s%s  %s\n", e.Name, note(strings.Join(e.Nature, ", ")), Short(e.IRI))
	if e.Definition != "" {
		fmt.Fprintf(b, "  %s (%s)\n", e.Definition, words(e.Check))
	}
	for _, u := range e.Uses {
		fmt.Fprintf(b, "  %s: %s (%s)\n", u.Organisation, u.Label, join("; ", string(u.Fit), u.Nature, words(u.Check)))
	}
	for _, x := range e.Examples {
		for _, l := range x.Listed {
			fmt.Fprintf(b, "  example, %s: %s%s\n", x.Organisation, l.Title, note(join(", ", l.Code, l.Year)))
		}
	}
	if v := e.Variations; v != nil {
		fmt.Fprintf(b, "  %s\n", VariationLine(v))
		for _, d := range v.Differing {
			fmt.Fprintf(b, "    %s, %s: %s\n", d.Organisation, d.Label, d)
		}
	}
	b.WriteByte('\n')
}

// VariationLine says how many terms the variations of a type were counted from.
func VariationLine(v *glossary.Variations) string {
	counted := fmt.Sprintf("%d %s of %d %s", v.Terms, plural(v.Terms, "kind"), v.Organisations, plural(v.Organisations, "organisation"))
	switch {
	case v.Few:
		return "variations: insufficient data, " + counted
	case len(v.Differing) == 0:
		return "variations: none of the organisations here differs from what is most frequent, of " + counted
	}
	return "variations, counted from " + counted + ":"
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

func note(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func words(code string) string { return strings.ReplaceAll(code, "-", " ") }

func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// glossarySheets are the sheets of the workbook: entries, terms, examples, variations.
func glossarySheets(g *glossary.Glossary) []sheet.Table {
	entries := sheet.Table{Name: "Types", Columns: []string{"type", "other languages", "definition", "scope", "legal nature", "broader", "check state", "organisations", "terms", "checked", "address"},
		Widths: []float64{26, 26, 54, 30, 14, 22, 12, 13, 7, 26, 36}, Frozen: 1}
	terms := sheet.Table{Name: "Who calls it what", Columns: []string{"type", "organisation", "term", "language", "fit", "legal nature", "check state", "source", "address"},
		Widths: []float64{28, 16, 34, 9, 9, 20, 14, 50, 40}, Frozen: 1}
	examples := sheet.Table{Name: "Examples", Columns: []string{"type", "organisation", "example", "code", "year", "called by its organisation", "check state", "known", "address"},
		Widths: []float64{28, 16, 60, 18, 7, 24, 14, 7, 40}, Frozen: 1}
	varying := sheet.Table{Name: "Variations", Columns: []string{"type", "organisation", "term", "feature", "value", "most frequent", "how many have it", "of"},
		Widths: []float64{28, 16, 34, 20, 28, 28, 11, 7}, Frozen: 1}
	for i := range g.Entries {
		e := &g.Entries[i]
		entries.Rows = append(entries.Rows, entryRow(e))
		for _, u := range e.Uses {
			terms.Rows = append(terms.Rows, []string{e.Name, u.Organisation.String(), u.Label, u.Lang, string(u.Fit), u.Nature, words(u.Check), proofText(u.Evidence), u.IRI})
		}
		for _, x := range e.Examples {
			for _, l := range x.Listed {
				examples.Rows = append(examples.Rows, []string{e.Name, x.Organisation.String(), l.Title, l.Code, l.Year, l.Called, words(l.Check), strconv.Itoa(x.Known), l.IRI})
			}
		}
		if v := e.Variations; v != nil {
			for _, d := range v.Differing {
				varying.Rows = append(varying.Rows, []string{e.Name, d.Organisation.String(), d.Label, d.Feature, d.Value, d.Frequent, strconv.Itoa(d.Count), strconv.Itoa(d.Stated)})
			}
		}
	}
	return []sheet.Table{entries, terms, examples, varying}
}

func entryRow(e *glossary.Entry) []string {
	var others, broader []string
	for _, n := range e.Names {
		if n.Text != e.Name || n.Lang != "en" {
			others = append(others, n.Text+note(n.Lang))
		}
	}
	for _, b := range e.Broader {
		broader = append(broader, b.Name)
	}
	orgs := map[string]bool{}
	for _, u := range e.Uses {
		orgs[u.Organisation.IRI] = true
	}
	return []string{e.Name, strings.Join(others, "; "), e.Definition, e.Scope, strings.Join(e.Nature, ", "), strings.Join(broader, "; "), words(e.Check),
		strconv.Itoa(len(orgs)), strconv.Itoa(len(e.Uses)), e.Checks.String(), e.IRI}
}

func proofText(all []harmonise.TermProof) string {
	var out []string
	for _, p := range all {
		out = append(out, join(", ", p.Title, p.Locator))
	}
	return strings.Join(out, "; ")
}

// Concordance makes the document of a concordance.
func Concordance(c *glossary.Concordance, href func(iri string) string) *Document {
	t := c.Table()
	view := web.Booklet{Title: "Concordance", Edition: EditionView(c.Edition)}
	table := ConcordanceView(c, href)
	view.Concordance = &table
	return &Document{Edition: c.Edition, Value: c, Table: t, CSV: "concordance.csv", Sheets: []sheet.Table{concordanceSheet(t)},
		Text: func(w io.Writer) error { return concordanceText(w, c) },
		HTML: func(w io.Writer) error { return web.GlossaryDocument(w, view) }}
}

// concordanceSheet puts the addresses last, where they are not in the way.
func concordanceSheet(t *glossary.Table) sheet.Table {
	last := func(row []string) []string { return append(append([]string(nil), row[1:]...), row[0]) }
	out := sheet.Table{Name: "Concordance", Columns: last(t.Titles()), Frozen: 1, Widths: []float64{28, 18}}
	for range t.Columns[3:] {
		out.Widths = append(out.Widths, 36)
	}
	for _, row := range t.Rows {
		out.Rows = append(out.Rows, last(row))
	}
	return out
}

func concordanceText(w io.Writer, c *glossary.Concordance) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := "type"
	for _, col := range c.Matrix.Columns {
		line += "\t" + col.String()
	}
	fmt.Fprintln(out, line)
	for _, r := range c.Matrix.Rows {
		height := 1
		for _, cell := range r.Cells {
			height = max(height, len(cell.Terms))
		}
		for i := range height {
			line := ""
			if i == 0 {
				line = r.Name
			}
			for _, cell := range r.Cells {
				line += "\t" + concordanceLine(cell, i)
			}
			fmt.Fprintln(out, line)
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, ConcordanceSummary(c)+"\n"+c.Edition.String())
	return err
}

// concordanceLine is the i-th line of a cell.
func concordanceLine(c harmonise.Cell, i int) string {
	if i < len(c.Terms) {
		return glossary.CellText(harmonise.Cell{Terms: c.Terms[i : i+1]})
	}
	if i == 0 {
		return c.Empty.String()
	}
	return ""
}

// ConcordanceSummary counts rows and cells in a sentence.
func ConcordanceSummary(c *glossary.Concordance) string { return MatrixSummary(c.Matrix) }

// ConcordanceView makes the table that pages print.
func ConcordanceView(c *glossary.Concordance, href func(iri string) string) web.Matrix {
	view := web.Matrix{Summary: ConcordanceSummary(c)}
	for _, col := range c.Matrix.Columns {
		view.Columns = append(view.Columns, web.Link{Href: linked(col.IRI, href), Text: col.String(), Title: col.Name})
	}
	for _, r := range c.Matrix.Rows {
		row := web.MatrixRow{Type: web.Link{Href: linked(r.IRI, href), Text: r.Name}, Note: strings.Join(r.Nature, ", ")}
		for _, cell := range r.Cells {
			v := web.MatrixCell{Empty: cell.Empty.String(), Kind: string(cell.Empty)}
			for _, t := range cell.Terms {
				about := glossary.CellText(harmonise.Cell{Terms: []harmonise.CellTerm{t}})
				v.Terms = append(v.Terms, web.MatrixTerm{Link: web.Link{Href: linked(t.IRI, href), Text: t.Label}, State: t.Check,
					Note: join(" ", strings.TrimPrefix(strings.TrimPrefix(about, t.Label), " "), words(t.Check))})
			}
			row.Cells = append(row.Cells, v)
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

// EditionView says for pages which edition a document is of.
func EditionView(e glossary.Edition) web.Edition {
	return web.Edition{Data: e.Title, Revision: e.Revision(), Date: e.Date, Licence: web.Link{Text: e.LicenceName(), Href: e.Licence}, Address: e.Address, Caveats: caveats}
}

// GlossaryView makes the entries that pages print.
func GlossaryView(g *glossary.Glossary, href func(iri string) string) []web.GlossaryEntry {
	out := []web.GlossaryEntry{}
	for i := range g.Entries {
		out = append(out, entryView(&g.Entries[i], href))
	}
	return out
}

func entryView(e *glossary.Entry, href func(string) string) web.GlossaryEntry {
	v := web.GlossaryEntry{ID: "e-" + slugOf(e.IRI), Type: web.Link{Text: e.Name, Href: linked(e.IRI, href)}, Level: min(e.Level, 5), Definition: e.Definition, Scope: e.Scope,
		Nature: strings.Join(e.Nature, ", "), State: e.Check, StateText: words(e.Check)}
	for _, n := range e.Names {
		if n.Text != e.Name || n.Lang != "en" {
			v.Names = append(v.Names, web.Name{Text: n.Text, Lang: n.Lang})
		}
	}
	for _, b := range e.Broader {
		v.Broader = append(v.Broader, web.Link{Text: b.Name, Href: linked(b.IRI, href)})
	}
	for _, u := range e.Uses {
		v.Uses = append(v.Uses, web.GlossaryUse{Org: ownerView(u.Organisation, href), Term: web.Link{Text: u.Label, Lang: u.Lang, Href: linked(u.IRI, href)},
			Fit: string(u.Fit), Nature: u.Nature, Source: proofText(u.Evidence), State: u.Check, StateText: words(u.Check)})
	}
	for _, x := range e.Examples {
		for _, l := range x.Listed {
			v.Examples = append(v.Examples, web.GlossaryExample{Org: ownerView(x.Organisation, href), Title: web.Link{Text: l.Title, Href: linked(l.IRI, href)},
				Code: l.Code, Year: l.Year, Called: l.Called, State: l.Check, StateText: words(l.Check)})
		}
	}
	if len(v.Uses) > 0 {
		v.Checks = e.Checks.String()
	}
	if e.Variations != nil {
		v.Variation = capital(strings.TrimSuffix(VariationLine(e.Variations), ":"))
		for _, d := range e.Variations.Differing {
			v.Differing = append(v.Differing, web.GlossaryDiffering{Org: ownerView(d.Organisation, href), Term: web.Link{Text: d.Label, Href: linked(d.IRI, href)}, What: d.String()})
		}
	}
	return v
}

func ownerView(o harmonise.Owner, href func(string) string) web.Link {
	return web.Link{Text: o.String(), Title: o.Name, Href: linked(o.IRI, href)}
}

func slugOf(iri string) string { return cmp.Or(iri[strings.LastIndexAny(iri, "/#:")+1:], "type") }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
