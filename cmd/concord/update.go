package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
)

func (a *app) updateCommand() *cobra.Command {
	var timeout time.Duration
	c := &cobra.Command{
		Use: "update FILE|'TEXT'|-", Short: "Change the store by SPARQL Update, all or nothing",
		Example: "  concord update 'INSERT DATA { <https://example.org/a> <https://example.org/p> \"b\" }'\n  concord update changes.ru",
		Args:    argCount(1, 1, "one update: its text, a file, or -"),
		RunE: func(c *cobra.Command, args []string) error {
			text, err := a.textOf(args[0])
			if err != nil {
				return err
			}
			s, _, err := a.openWrite()
			if err != nil {
				return err
			}
			defer s.Close()
			e := query.New(s, query.Options{DefaultGraph: query.Union, Timeout: timeout, Prefixes: ontology.Prefixes})
			report, err := e.Update(c.Context(), text, query.Params{})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s quads inserted, %s deleted; the store is at commit %d\n", group(report.Inserted), group(report.Deleted), report.Seq)
			return err
		},
	}
	c.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, "time limit, like 30s or 2m")
	return c
}
