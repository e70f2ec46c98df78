package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

func (a *app) candidatesCommand() *cobra.Command {
	var org, with string
	var q decide.ProposeQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "candidates", Short: "Propose matches between the vocabularies of organisations, for people to decide",
		Long: "Candidates compares the terms of all organisations, or of two, and terms without a place with the types of the hub. Each\n" +
			"proposal has a score from named features, each a weight times a value; the parts add up to the score. Nothing here is\n" +
			"asserted: \"concord decide\" accepts, rejects or defers. A pair that was rejected once is never proposed again.",
		Example: "  concord candidates --org oecd --with ilo\n  concord candidates --limit 50 --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if with != "" && org == "" {
				return usagef("--with needs --org\n  example: concord candidates --org oecd --with ilo")
			}
			return a.candidates(c, q, org, with, asJSON)
		},
	}
	c.Flags().StringVar(&org, "org", "", "only terms of this organisation: its acronym, slug, name or address")
	c.Flags().StringVar(&with, "with", "", "only with terms of this one")
	c.Flags().IntVar(&q.Limit, "limit", 20, "how many at most; 0 for all")
	c.Flags().Float64Var(&q.Min, "min", decide.DefaultMin, "the least score")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with all features")
	return c
}

func (a *app) candidates(c *cobra.Command, q decide.ProposeQuery, org, with string, asJSON bool) error {
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	for name, to := range map[string]*string{org: &q.Org, with: &q.With} {
		if name == "" {
			continue
		}
		o, err := harmonise.FindOrganisation(c.Context(), snap, name)
		if err != nil {
			return explainNotFound(err)
		}
		*to = o.IRI
	}
	p, err := decide.Propose(c.Context(), snap, q)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.out, p)
	}
	return printProposals(a.out, p)
}

func printProposals(w io.Writer, p *decide.Proposals) error {
	b := &strings.Builder{}
	for i, x := range p.Proposals {
		fmt.Fprintf(b, "%d. %s %s %s  score %.4f\n   %s  %s\n", i+1, x.A, x.Predicate, x.B, x.Score, answer.Short(x.A.IRI), answer.Short(x.B.IRI))
		for _, f := range x.Features {
			if f.Value != 0 {
				fmt.Fprintf(b, "   %+.4f = %.3g x %.2g  %s: %s\n", f.Points, f.Weight, f.Value, strings.ReplaceAll(f.Name, "-", " "), f.Text)
			}
		}
		if x.Deferred != nil {
			fmt.Fprintf(b, "   put off on %s by %s: %s\n", x.Deferred.Date.Format("2006-01-02"), x.Deferred.Reviewer, x.Deferred.Reason)
		}
	}
	fmt.Fprintln(b, answer.ProposalSummary(p))
	_, err := io.WriteString(w, b.String())
	return err
}
