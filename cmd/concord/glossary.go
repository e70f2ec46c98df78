package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/glossary"
)

// documentFlags are the flags of glossary and concordance.
type documentFlags struct {
	query                glossary.Query
	format, file, syntax string
	json                 bool
	base                 string
	path                 string // of the page on a server
}

// publicSite is where the addresses of the catalogue lead.
var publicSite = strings.TrimSuffix(ontology.ID, "/id/")

func (f *documentFlags) add(c *cobra.Command) {
	c.Flags().StringSliceVar(&f.query.Orgs, "orgs", nil, "only these organisations: acronyms, slugs or names, with commas")
	c.Flags().StringSliceVar(&f.query.Types, "types", nil, "only these types: slugs or English names, with commas")
	c.Flags().StringVar(&f.query.Family, "family", "", "only this type and all that is narrower")
	c.Flags().StringVar(&f.format, "format", "", "table, html, csv, rawcsv, csvw, xlsx, json, skos or sssom (default: by the name of -o, else table)")
	c.Flags().BoolVar(&f.json, "json", false, "the same as --format json")
	c.Flags().StringVar(&f.syntax, "syntax", "", "of skos: turtle, trig, ntriples, nquads, rdfxml or jsonld (default: by the name of -o, else turtle)")
	c.Flags().StringVarP(&f.file, "output", "o", "", "file to write (default: standard output); csvw writes the CSV there and its description beside it")
	c.Flags().StringVar(&f.base, "base", publicSite, "address of the server that the document is cited from")
}

const documentHelp = "Formats: html for reading and print; csv and xlsx for spreadsheets; csvw, the CSV with its description (CSV on the Web);\n" +
	"json; skos, one concept scheme for each organisation and one for the hub; sssom, the mappings as SSSOM/TSV. Each says\n" +
	"version, commit, date and licence of the data."

func (a *app) glossaryCommand() *cobra.Command {
	f := &documentFlags{path: "/glossary"}
	c := &cobra.Command{
		Use: "glossary", Short: "Write the glossary: what each type is, who calls it what, examples, and who differs",
		Long: "Glossary has an entry for each type of instrument: its definition, what each organisation calls it, two examples of each\n" +
			"with code and year, and who differs from most, on what, of how many.\n\n" + documentHelp,
		Example: "  concord glossary --types recommendation\n  concord glossary --orgs oecd,who --format xlsx -o glossary.xlsx\n" +
			"  concord glossary -o glossary.html\n  concord glossary --orgs oecd --format skos -o oecd.ttl\n  concord glossary --format sssom -o concord.sssom.tsv",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.document(c, f, func(ctx context.Context, snap index.Snapshot, e glossary.Edition) (*answer.Document, error) {
				g, err := glossary.Make(ctx, snap, f.query, e)
				if err != nil {
					return nil, err
				}
				return answer.Glossary(g, func(iri string) string { return iri }), nil
			})
		},
	}
	f.add(c)
	c.Flags().IntVar(&f.query.Examples, "examples", glossary.ExamplesEach, "examples of each organisation and type")
	return c
}

func (a *app) concordanceCommand() *cobra.Command {
	f := &documentFlags{path: "/concordance"}
	c := &cobra.Command{
		Use: "concordance --orgs A,B", Short: "Set the terms of a few organisations beside each other, type by type",
		Long: "Concordance has a row for each type of instrument for which one of the organisations has a term, and their terms with fit\n" +
			"and legal nature. That two terms share a row does not make them equal.\n\n" + documentHelp,
		Example: "  concord concordance --orgs oecd,who\n  concord concordance --orgs oecd,ilo,who --format html -o concordance.html\n  concord concordance --orgs oecd,ilo --format sssom",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if len(f.query.Orgs) < 2 {
				return usagef("concordance needs two organisations or more\n  example: concord concordance --orgs oecd,who")
			}
			return a.document(c, f, func(ctx context.Context, snap index.Snapshot, e glossary.Edition) (*answer.Document, error) {
				x, err := glossary.MakeConcordance(ctx, snap, f.query, e)
				if err != nil {
					return nil, err
				}
				return answer.Concordance(x, func(iri string) string { return iri }), nil
			})
		},
	}
	f.add(c)
	return c
}

// graphFormats are made from the graph itself, not from the document.
var graphFormats = []string{"skos", "sssom"}

// check completes the flags and refuses what does not fit together.
func (f *documentFlags) check(terminal bool) error {
	switch {
	case f.json && f.format != "" && f.format != "json":
		return usagef("--json is --format json, not %s", f.format)
	case f.json:
		f.format = "json"
	case f.format == "":
		f.format = formatByName(f.file)
	}
	known := append(slices.Clone(answer.DocumentFormats), graphFormats...)
	if !slices.Contains(known, f.format) {
		return usagef("--format must be one of %s, not %q", strings.Join(known, ", "), f.format)
	}
	if f.syntax == "" && f.format == "skos" && rdf.FormatByFile(f.file) != nil {
		f.syntax = rdf.FormatByFile(f.file).Name
	}
	if rdf.FormatByName(cmp.Or(f.syntax, "turtle")) == nil {
		return usagef("--syntax must be turtle, trig, ntriples, nquads, rdfxml or jsonld, not %q", f.syntax)
	}
	if f.format == "xlsx" && f.file == "" && terminal {
		return usagef("a workbook is no text for a terminal\n  example: --format xlsx -o glossary.xlsx")
	}
	if f.query.Examples < 0 || f.query.Examples > maxExamples {
		return usagef("--examples must be from 1 to %d, not %d", maxExamples, f.query.Examples)
	}
	return nil
}

const maxExamples = 50

// formatByName chooses a format by the name of the file.
func formatByName(file string) string {
	switch ext := strings.ToLower(filepath.Ext(file)); {
	case strings.HasSuffix(file, ".sssom.tsv"):
		return "sssom"
	case slices.Contains([]string{".html", ".csv", ".xlsx", ".json"}, ext):
		return ext[1:]
	case ext == ".htm":
		return "html"
	case rdf.FormatByFile(file) != nil:
		return "skos"
	}
	return "table"
}

type makeDocument func(context.Context, index.Snapshot, glossary.Edition) (*answer.Document, error)

func (a *app) document(c *cobra.Command, f *documentFlags, make makeDocument) error {
	if err := f.check(isTerminal(a.out)); err != nil {
		return err
	}
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	address := strings.TrimSuffix(f.base, "/") + f.path
	if f.format == "sssom" {
		address = strings.TrimSuffix(f.base, "/") + "/export/sssom.tsv"
	}
	e, err := glossary.ReadEdition(c.Context(), snap, time.Now(), glossary.Address(address, f.query))
	if err != nil {
		return err
	}
	write, err := f.writer(c.Context(), snap, e, make)
	if err != nil {
		return err
	}
	if f.file == "" {
		return write(a.out)
	}
	_, err = writeFile(f.file, func(w *bufio.Writer) (int64, error) { return 0, write(w) })
	if err == nil {
		fmt.Fprintf(a.err, "wrote %s (%s)\n", f.file, e)
	}
	return err
}

// writer makes the document and gives what writes it.
func (f *documentFlags) writer(ctx context.Context, snap index.Snapshot, e glossary.Edition, make makeDocument) (func(io.Writer) error, error) {
	switch f.format {
	case "sssom":
		set, err := glossary.Mappings(ctx, snap, f.query, e)
		if err != nil {
			return nil, err
		}
		return set.Write, nil
	case "skos":
		quads, err := glossary.SKOS(ctx, snap, f.query, e)
		if err != nil {
			return nil, err
		}
		return func(w io.Writer) error { return answer.Quads(w, quads, rdf.FormatByName(cmp.Or(f.syntax, "turtle"))) }, nil
	}
	d, err := make(ctx, snap, e)
	if err != nil {
		return nil, err
	}
	if f.format == "csvw" && f.file != "" {
		d.CSV = filepath.Base(f.file)
		_, err := writeFile(f.file+"-metadata.json", func(w *bufio.Writer) (int64, error) { return 0, d.Write(w, "csvw") })
		return func(w io.Writer) error { return d.Write(w, "rawcsv") }, err
	}
	return func(w io.Writer) error { return d.Write(w, f.format) }, nil
}
