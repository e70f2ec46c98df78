package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"w3id.org/concord/query/library"
)

func (a *app) queriesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "queries [NAME]", Short: "List the queries of the library, or print one",
		Example: "  concord queries\n  concord queries word-compared", Args: argCount(0, 1, "at most one name"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.printQuery(args[0])
			}
			w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			for _, q := range library.All() {
				fmt.Fprintf(w, "%s\t%s\t%s\n", q.Name, q.Group, q.Title)
			}
			return w.Flush()
		},
	}
}

func (a *app) printQuery(name string) error {
	q, ok := library.Get(name)
	if !ok {
		return usagef("there is no query %q in the library; \"concord queries\" lists the names", name)
	}
	_, err := fmt.Fprintln(a.out, strings.TrimSpace(q.Text))
	return err
}
