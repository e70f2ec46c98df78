package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/query/cite"
	"w3id.org/concord/query/glossary"
)

func (a *app) citeCommand() *cobra.Command {
	var style, base string
	var asJSON bool
	c := &cobra.Command{
		Use: "cite IRI|PATH", Short: "Write the reference to a thing, a page or the result of a query",
		Long: "Cite writes a reference with the version of the data, the date of access and the licence: as a footnote, BibTeX, RIS or\n" +
			"CSL-JSON. A thing is named by its address or prefixed name, a page by its path with its parameters.",
		Example: "  concord cite term:oecd-decision\n  concord cite \"/matrix?orgs=oecd,who\" --style bibtex\n  concord cite type:recommendation --style ris > concord.ris",
		Args:    argCount(1, 1, "one address or path"),
		RunE: func(c *cobra.Command, args []string) error {
			if asJSON {
				style = "csl"
			}
			if !slices.Contains(cite.Styles, style) {
				return usagef("--style must be one of %s, not %q", strings.Join(cite.Styles, ", "), style)
			}
			snap, done, err := a.snapshot(c.Context())
			if err != nil {
				return err
			}
			defer done()
			w, err := glossary.Citation(c.Context(), snap, args[0], strings.TrimSuffix(base, "/"), time.Now())
			if err != nil {
				return err
			}
			return cite.Write(a.out, w, style)
		},
	}
	c.Flags().StringVar(&style, "style", "footnote", "footnote, bibtex, ris or csl")
	c.Flags().StringVar(&base, "base", publicSite, "address of the server that pages are cited from")
	c.Flags().BoolVar(&asJSON, "json", false, "the same as --style csl")
	return c
}
