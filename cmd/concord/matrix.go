package main

import (
	"slices"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/harmonise"
)

func (a *app) matrixCommand() *cobra.Command {
	var q harmonise.MatrixQuery
	var format string
	var asJSON bool
	c := &cobra.Command{
		Use: "matrix", Short: "Show who calls what how: types of instrument by organisations",
		Long: "Matrix shows for each type of instrument and organisation (or language) the terms, how they fit the type, their legal\n" +
			"nature, and the state and number of their evidence. An empty cell says why it is empty: has no such instrument,\n" +
			"researched and unclear, or not researched; today nearly all are not researched, which says nothing about the\n" +
			"organisation.",
		Example: "  concord matrix --orgs oecd,who,wco --types recommendation,recommended-practice\n  concord matrix --family treaty --used --format csv\n" +
			"  concord matrix --columns languages --orgs en,fr,es\n  concord matrix --format xlsx > matrix.xlsx",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case asJSON && c.Flags().Changed("format") && format != "json":
				return usagef("--json is --format json, not %s", format)
			case asJSON:
				format = "json"
			}
			return a.matrix(c, q, format)
		},
	}
	c.Flags().StringSliceVar(&q.Orgs, "orgs", nil, "only these organisations (or languages), in this order: acronyms, slugs or names, with commas")
	c.Flags().StringSliceVar(&q.Types, "types", nil, "only these types: slugs or English names, with commas")
	c.Flags().StringVar(&q.Family, "family", "", "only this type and all that is narrower")
	c.Flags().StringVar(&q.Nature, "nature", "", "only types of this legal nature: binding, non-binding, depends ...")
	c.Flags().StringVar(&q.Columns, "columns", harmonise.ByOrganisation, "organisations or languages")
	c.Flags().StringVar(&q.Sort, "sort", harmonise.SortTree, "tree, name, or terms (the fullest first)")
	c.Flags().StringVar(&q.Lang, "lang", "en", "language of names")
	c.Flags().StringVar(&q.AsOf, "as-of", "", "the state at the end of a day, like 2026-01-01: decisions up to then, and recorded years")
	c.Flags().BoolVar(&q.Used, "used", false, "leave out rows and columns without a term")
	c.Flags().StringVar(&format, "format", "table", "table, csv, json, html or xlsx")
	c.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	return c
}

func (a *app) matrix(c *cobra.Command, q harmonise.MatrixQuery, format string) error {
	if !slices.Contains(answer.MatrixFormats, format) {
		return usagef("--format must be one of table, csv, json, html, xlsx, not %q", format)
	}
	if format == "xlsx" && isTerminal(a.out) {
		return usagef("a workbook is no text for a terminal\n  example: concord matrix --format xlsx > matrix.xlsx")
	}
	snap, note, done, err := a.snapshotAsOf(c.Context(), q.AsOf)
	if err != nil {
		return err
	}
	defer done()
	m, err := harmonise.NewMatrix(c.Context(), snap, q)
	if err != nil {
		return err
	}
	m.Note = note
	return answer.Matrix(a.out, m, format, func(iri string) string { return iri })
}
