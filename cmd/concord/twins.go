package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/harmonise"
)

func (a *app) twinsCommand() *cobra.Command {
	var q harmonise.TwinQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "twins [--org X] [--type T]", Short: "Hidden twins: different words for what is coded alike",
		Long: "Twins lists terms of different organisations that share no word, are kinds of one type, and agree on every coded feature\n" +
			"that both state: legal nature, attached duty, addressee, adoption, consent route. What is not stated is not compared, and\n" +
			"is said to be so. All of it is derived: candidates to judge, asserted by nobody.",
		Example: "  concord twins --org ilo\n  concord twins --type binding-decision\n  concord twins --least 4 --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if q.Least < 1 || q.Least > len(harmonise.FeatureWeights) {
				return usagef("--least must be from 1 to %d, not %d: so many features are coded", len(harmonise.FeatureWeights), q.Least)
			}
			return a.twins(c, q, asJSON)
		},
	}
	c.Flags().StringVar(&q.Org, "org", "", "only those of an organisation: an acronym, slug, name or address")
	c.Flags().StringVar(&q.Type, "type", "", "only those of a type of instrument: a slug, name or address")
	c.Flags().IntVar(&q.Least, "least", harmonise.LeastAgreeing, "how many features must be stated on both sides and agree")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the terms and evidence of both sides")
	return c
}

func (a *app) twins(c *cobra.Command, q harmonise.TwinQuery, asJSON bool) error {
	return ask(a, c, harmonise.HiddenTwins, q, asJSON, printTwins)
}

func printTwins(w io.Writer, r *harmonise.TwinReport) error {
	b := &strings.Builder{}
	for _, t := range r.Types {
		fmt.Fprintf(b, "%s  %s  %s\n", t.Type.Name, plural(t.Pairs, "pair"), answer.Short(t.Type.IRI))
		for _, words := range t.Words {
			fmt.Fprintf(b, "  %s and %s\n", words.A, words.B)
			for i := range words.Blocks {
				printBlock(b, &words.Blocks[i])
			}
		}
	}
	fmt.Fprintf(b, "%s with at least %d coded features on which they agree, and none that both state in which they differ.\n", plural(r.Pairs, "pair"), r.Least)
	if r.More > 0 {
		fmt.Fprintf(b, "%d more are not shown: name an organisation or a type.\n", r.More)
	}
	b.WriteString("All of this is derived: candidates to judge, asserted by nobody.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// printBlock prints terms of which each of one side is the twin of each of the other.
func printBlock(b *strings.Builder, x *harmonise.TwinBlock) {
	for i, f := range x.Agree {
		fmt.Fprintf(b, "%s%s: %s", map[bool]string{true: "    agree on ", false: "; "}[i == 0], strings.ToLower(f.Title), f.Value)
	}
	if len(x.Unstated) > 0 {
		fmt.Fprintf(b, ". Not compared: %s", strings.ToLower(strings.Join(x.Unstated, ", ")))
	}
	b.WriteString("\n")
	for i, side := range [][]harmonise.TermRef{x.A, x.B} {
		if i > 0 {
			b.WriteString("      with\n")
		}
		for _, t := range side {
			fmt.Fprintf(b, "      %s: %s  %s  %s\n", t.Organisation, t.Label, answer.Short(t.IRI), proofLine(t.Evidence))
		}
	}
}
