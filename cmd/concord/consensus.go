package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/harmonise"
)

// typeFlags are the flags of the questions about one type.
func typeFlags(c *cobra.Command, q *harmonise.TypeQuery, asJSON *bool) {
	c.Flags().BoolVar(&q.Narrower, "narrower", false, "with the terms of all narrower types")
	c.Flags().BoolVar(&q.Near, "near", false, "count terms that are only near the type, or wider, as well")
	c.Flags().BoolVar(asJSON, "json", false, "print JSON, with all values and all evidence")
}

func (a *app) differencesCommand() *cobra.Command {
	var q harmonise.TypeQuery
	var asJSON bool
	var format string
	c := &cobra.Command{
		Use: "differences TYPE", Short: "What the terms of a type have in common: terms by coded features, with what differs marked",
		Long: "Differences prints the terms of a hub type by their coded features: legal nature on two levels, attached duty, addressee,\n" +
			"adoption, consent route, adopting body, review cycle. A star marks what differs from the value that leads;\n" +
			"under five organisations nothing is marked. What is not stated is unknown, not absent.",
		Example: "  concord differences recommendation\n  concord differences treaty --narrower --format csv\n  concord differences recommendation --format xlsx > differences.xlsx",
		Args:    argCount(1, 1<<10, "a type"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Type = strings.Join(args, " ")
			if asJSON {
				format = "json"
			}
			return a.differences(c, q, format)
		},
	}
	typeFlags(c, &q, &asJSON)
	c.Flags().StringVar(&format, "format", "table", "table, csv, json or xlsx")
	return c
}

func (a *app) differences(c *cobra.Command, q harmonise.TypeQuery, format string) error {
	if !slices.Contains([]string{"table", "csv", "json", "xlsx"}, format) {
		return usagef("--format must be one of table, csv, json, xlsx, not %q", format)
	}
	if format == "xlsx" && isTerminal(a.out) {
		return usagef("a workbook is no text for a terminal\n  example: concord differences recommendation --format xlsx > differences.xlsx")
	}
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	d, err := harmonise.NewDifferences(c.Context(), snap, q)
	if err != nil {
		return explainNotFound(err)
	}
	switch format {
	case "json":
		return printJSON(a.out, d)
	case "csv":
		return sheet.CSV(a.out, answer.DifferenceSheet(d))
	case "xlsx":
		return sheet.XLSX(a.out, answer.DifferenceSheet(d))
	}
	return printDifferences(a.out, d)
}

func printDifferences(w io.Writer, d *harmonise.Differences) error {
	fmt.Fprintf(w, "%s: %d terms; %d organisations count\n", d.Type.Name, len(d.Rows), d.N)
	for i := range d.Columns {
		c := &d.Columns[i]
		fmt.Fprintf(w, "  %s: %s\n", c.Title, c.Summary())
	}
	t := tabwriter.NewWriter(w, 0, 1, 2, ' ', 0)
	fmt.Fprint(t, "ORGANISATION\tTERM\tFIT")
	for _, c := range d.Columns {
		fmt.Fprint(t, "\t"+strings.ToUpper(c.Title))
	}
	fmt.Fprintln(t, "\tSOURCE")
	for _, r := range d.Rows {
		fmt.Fprintf(t, "%s\t%s\t%s", r.Organisation, r.Term.Name, r.Fit)
		for i := range r.Cells {
			mark := ""
			if r.Cells[i].Differs {
				mark = "*"
			}
			fmt.Fprint(t, "\t"+mark+r.Cells[i].String())
		}
		fmt.Fprintln(t, "\t"+proofLine(r.Evidence))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "* differs from the value that leads (the plurality of organisations, shown above). Derived: described, not judged.\n")
	return err
}

func (a *app) consensusCommand() *cobra.Command {
	var q harmonise.TypeQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "consensus TYPE", Short: "How far organisations agree on a type, and how far each stands from the others",
		Long: "Consensus prints, for each coded feature of a hub type, how far the organisations agree (1 all, 0 evenly spread), and for each\n" +
			"organisation its mean distance to the others and what drives it. A feature that fewer than five organisations state is\n" +
			"left out and named; under five organisations there are no figures. It describes; far from others is not wrong.",
		Example: "  concord consensus recommendation\n  concord consensus treaty --narrower --json",
		Args:    argCount(1, 1<<10, "a type"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Type = strings.Join(args, " ")
			return a.consensus(c, q, asJSON)
		},
	}
	typeFlags(c, &q, &asJSON)
	return c
}

func (a *app) consensus(c *cobra.Command, q harmonise.TypeQuery, asJSON bool) error {
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	x, err := harmonise.NewConsensus(c.Context(), snap, q)
	if err != nil {
		return explainNotFound(err)
	}
	if asJSON {
		return printJSON(a.out, x)
	}
	return printConsensus(a.out, x)
}

func printConsensus(w io.Writer, x *harmonise.Consensus) error {
	fmt.Fprintf(w, "%s: %d organisations, %d terms", x.Type.Name, x.N, x.Terms)
	if x.Aside > 0 {
		fmt.Fprintf(w, "; left aside as only near the type, or wider: %d", x.Aside)
	}
	fmt.Fprintln(w)
	if x.Insufficient != "" {
		_, err := fmt.Fprintln(w, "  "+x.Insufficient)
		return err
	}
	t := tabwriter.NewWriter(w, 0, 1, 2, ' ', 0)
	fmt.Fprintln(t, "FEATURE\tCONSENSUS\tN\tNOT STATED\tVALUES")
	for _, f := range x.Features {
		fmt.Fprintf(t, "%s\t%.2f\t%d\t%d\t%s\n", f.Title, f.Consensus, f.N, f.Missing, answer.Shares(f.Values))
	}
	for _, f := range x.LeftOut {
		fmt.Fprintf(t, "%s\tleft out\t%d\t%d\tinsufficient data\n", f.Title, f.N, x.N-f.N)
	}
	fmt.Fprintln(t, "\nORGANISATION\tDISTANCE\tSTATED\tDRIVEN BY\tIN WORDS")
	for _, o := range x.Organisations {
		distance := "nothing to compare"
		if o.Distance != nil {
			distance = fmt.Sprintf("%.2f", *o.Distance)
		}
		if o.Apart {
			distance += " apart"
		}
		fmt.Fprintf(t, "%s\t%s\t%d of %d\t%s\t%s\n", o.Organisation, distance, o.Stated, len(x.Features), o.Drivers(), o.Words)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "Derived from coded features: it describes, and judges nobody. The first are the farthest from the others.\n")
	return err
}
