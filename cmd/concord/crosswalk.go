package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

func (a *app) crosswalkCommand() *cobra.Command {
	var q harmonise.CrosswalkQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "crosswalk TERM --from A --to B", Short: "What B calls the nearest thing to a term of A, and what changes",
		Long: "Crosswalk carries a term of one organisation to another: the terms of the same hub type, a narrower or broader one or\n" +
			"a neighbouring one, the best first, with warnings where legal nature, attached duty, addressee, adoption or consent change; else\n" +
			"\"no counterpart\" and why. Every result is derived: a candidate to judge, asserted by nobody.",
		Example: "  concord crosswalk Recommendation --from oecd --to ilo\n  concord crosswalk Decision --from oecd --to osce --json",
		Args:    argCount(1, 1<<10, "a term"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Term = strings.Join(args, " ")
			if q.From == "" || q.To == "" {
				return usagef("crosswalk needs two organisations\n  example: concord crosswalk Recommendation --from oecd --to ilo")
			}
			return a.crosswalk(c, q, asJSON)
		},
	}
	c.Flags().StringVar(&q.From, "from", "", "whose term it is: an acronym, slug, name or address")
	c.Flags().StringVar(&q.To, "to", "", "the organisation to carry it to")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the parts of each score and all evidence")
	return c
}

func (a *app) crosswalk(c *cobra.Command, q harmonise.CrosswalkQuery, asJSON bool) error {
	decided := func(ctx context.Context, snap index.Snapshot, q harmonise.CrosswalkQuery) (*harmonise.Crosswalk, error) {
		x, err := harmonise.MakeCrosswalk(ctx, snap, q)
		if err != nil {
			return nil, err
		}
		return x, decide.MarkCrosswalk(ctx, snap, x)
	}
	return ask(a, c, decided, q, asJSON, printCrosswalk)
}

func printCrosswalk(w io.Writer, x *harmonise.Crosswalk) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s of %s is of the type %s (%s)\n", x.Term.Label, x.Term.Organisation, x.Term.Type.Name, x.Term.Fit)
	fmt.Fprintf(b, "  %s\n", proofLine(x.Term.Evidence))
	for _, o := range x.Ambiguous {
		fmt.Fprintf(b, "  the name may also mean %s (%s)\n", o.Name, answer.Short(o.IRI))
	}
	fmt.Fprintf(b, "to %s: %s, %s\n", x.To, x.Outcome, x.Reason)
	for i, c := range x.Candidates {
		fmt.Fprintf(b, "  %d. %s: %s (%s)  %s  score %.2f\n", i+1, c.Term.Label, c.Outcome, c.Term.Type.Name, answer.Short(c.Term.IRI), c.Score)
		if c.Decided != nil {
			fmt.Fprintf(b, "     decided: %s\n", c.Decided)
		}
		for _, line := range c.Warnings {
			fmt.Fprintf(b, "     ! %s\n", line)
		}
		for _, line := range c.Unknown {
			fmt.Fprintf(b, "     ? %s\n", line)
		}
		fmt.Fprintf(b, "     %s\n", proofLine(c.Term.Evidence))
	}
	for _, c := range x.SameWord {
		fmt.Fprintf(b, "  the same word, another thing: %s of %s is of the type %s  %s\n", c.Term.Label, x.To, c.Term.Type.Name, answer.Short(c.Term.IRI))
	}
	if len(x.Candidates) == 0 {
		for _, c := range x.SameFamily {
			fmt.Fprintf(b, "  the same family, another job: %s is of the type %s  %s\n", c.Term.Label, c.Term.Type.Name, answer.Short(c.Term.IRI))
		}
	}
	b.WriteString("All of this is derived: candidates to judge, asserted by nobody.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// proofLine names the evidence in one line.
func proofLine(all []harmonise.TermProof) string {
	if len(all) == 0 {
		return "no source recorded"
	}
	p := all[0]
	line := p.Title
	if p.Locator != "" {
		line += ", " + p.Locator
	}
	return line + " (" + strings.ReplaceAll(p.CheckState, "-", " ") + ")"
}
