package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
	"w3id.org/concord/query/groups"
)

func (a *app) groupCommand() *cobra.Command {
	var sections, filters []string
	var organisation, kind, format string
	var pick groups.Pick
	var asJSON bool
	c := &cobra.Command{
		Use: "group [WG]", Aliases: []string{"groups"}, Short: "What the catalogue answers to a working group: wg1 to wg5",
		Long: "Group prints the view of a working group, section by section: each is a query of the library laid out as a table or as\n" +
			"counts, with how many things it speaks of, for how many they are documented, and how far that was checked. Without a\n" +
			"group it lists the groups, what they ask and which sections answer. The table cuts long texts; csv and json do not.",
		Example: "  concord group wg2 --section benefits\n  concord group wg5 --organisation oecd\n  concord group wg2 --section modes --row implementation-mode:de-jure --col legal-nature:binding\n  concord group wg4 --section catalogue --filter timing=ex-ante --format csv > evaluations.csv",
		Args:    argCount(0, 1, "one working group, wg1 to wg5"),
		RunE: func(c *cobra.Command, args []string) error {
			if asJSON {
				format = "json"
			}
			if !slices.Contains(answer.GroupFormats, format) {
				return usagef("--format must be one of %s, not %q", strings.Join(answer.GroupFormats, ", "), format)
			}
			if len(args) == 0 {
				return a.listGroups(format)
			}
			values, err := splitFilters(filters, organisation, kind)
			if err != nil {
				return err
			}
			return a.group(c, args[0], groups.Question{Sections: sections, Args: values, Pick: pick}, format)
		},
	}
	c.Flags().StringSliceVar(&sections, "section", nil, "only these sections, with commas")
	c.Flags().StringVar(&organisation, "organisation", "", "only what concerns this organisation, by its slug or name: oecd")
	c.Flags().StringVar(&kind, "type", "", "only this type of what the group collects and all that is narrower, by its slug or name: mt-monitoring")
	c.Flags().StringArrayVar(&filters, "filter", nil, "NAME=VALUE: another filter of the group, like timing=ex-ante for wg4 or formality=hard for wg5; repeatable")
	c.Flags().StringVar(&pick.Row, "row", "", "of a section of counts: list the things behind a row, by its code as in CSV and JSON; - for not documented")
	c.Flags().StringVar(&pick.Col, "col", "", "the same for a column, or with --row for a cell")
	c.Flags().StringVar(&format, "format", "table", "table, csv (one section) or json")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// splitFilters puts the filters that have a flag of their own with the others.
func splitFilters(filters []string, organisation, kind string) (map[string]string, error) {
	out := map[string]string{}
	if organisation != "" {
		out["organisation"] = organisation
	}
	if kind != "" {
		out["type"] = kind
	}
	for _, f := range filters {
		name, value, ok := strings.Cut(f, "=")
		if !ok || name == "" {
			return nil, usagef("--filter %q: write it NAME=VALUE, like timing=ex-ante", f)
		}
		out[name] = value
	}
	return out, nil
}

func (a *app) group(c *cobra.Command, name string, q groups.Question, format string) error {
	g, err := groups.Get(name)
	if err != nil {
		return usageError{err}
	}
	if format == "csv" && len(q.Sections) != 1 {
		return usagef("csv holds one table: give one --section of %s: %s", g.ID, strings.Join(g.SectionIDs(), ", "))
	}
	s, _, err := a.openRead(c.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	snap, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	m := groups.Maker{Engine: query.New(s, query.Options{DefaultGraph: query.Union, Prefixes: ontology.Prefixes}), Snap: snap}
	view, err := m.Make(c.Context(), g, q)
	if unknown := new(groups.UnknownError); errors.As(err, &unknown) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	return answer.Group(a.out, view, format)
}

// listGroups prints what the groups ask and which sections answer.
func (a *app) listGroups(format string) error {
	if format == "json" {
		return printJSON(a.out, groups.All())
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, g := range groups.All() {
		fmt.Fprintf(w, "%s: %s\n", g.ID, g.Title)
		for _, c := range g.Clauses {
			fmt.Fprintf(w, "  %s\t%s\n", c.Text, strings.Join(c.Sections, ", "))
		}
	}
	return w.Flush()
}
