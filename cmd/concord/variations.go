package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/harmonise"
)

func (a *app) variationsCommand() *cobra.Command {
	var q harmonise.VariationQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "variations [WORD|TYPE]", Short: "How a word, or a type of instrument, varies from organisation to organisation",
		Long: "Variations counts from the graph what the terms of a word are most often: of which type, binding or not, and each coded\n" +
			"feature; and the same for the terms of a type. Shares and ties are shown, only more than half is called a majority, and\n" +
			"each term that differs is named with what it differs in. Without a name it lists all words and types of three terms or\n" +
			"more. Counts are those of this graph, not of the world.",
		Example: "  concord variations recommendation\n  concord variations binding-decision --of type\n  concord variations --json",
		Args:    argCount(0, 1<<10, "a word or a type, or nothing"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Name = strings.TrimSpace(strings.Join(args, " "))
			if q.Of != "" && q.Of != harmonise.OfWord && q.Of != harmonise.OfType {
				return usagef("--of must be word or type, not %q", q.Of)
			}
			if q.Least < 0 {
				return usagef("--least must not be below zero, like %d", q.Least)
			}
			return a.variations(c, q, asJSON)
		},
	}
	c.Flags().StringVar(&q.Of, "of", "", "only of a word, or only of a type")
	c.Flags().IntVar(&q.Least, "least", harmonise.FewestTerms, "list words and types with at least so many terms")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with every term counted and its evidence")
	return c
}

func (a *app) variations(c *cobra.Command, q harmonise.VariationQuery, asJSON bool) error {
	inWords := printVariations
	if q.Name != "" {
		inWords = printWholeVariations
	}
	return ask(a, c, harmonise.Variations, q, asJSON, inWords)
}

// printWholeVariations prints words and types with all who differ.
func printWholeVariations(w io.Writer, r *harmonise.VariationReport) error {
	b := &strings.Builder{}
	for _, all := range [][]harmonise.Variation{r.Words, r.Types} {
		for i := range all {
			printVariation(b, &all[i])
		}
	}
	b.WriteString("Counted from the terms recorded here, which are not all there are.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// printVariations lists words and types, a line each.
func printVariations(w io.Writer, r *harmonise.VariationReport) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, all := range [][]harmonise.Variation{r.Words, r.Types} {
		for i := range all {
			v := &all[i]
			line := v.Tally("level").Sentence()
			if t := v.Tally("type"); t != nil {
				line = t.Sentence() + "\t" + line
			} else {
				line += "\t"
			}
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", v.Of, v.Name, plural(v.Terms, "term"), plural(v.Organisations, "organisation"), line)
		}
	}
	fmt.Fprintf(tw, "%d words and types have fewer than %d terms and are left out.\n", r.LeftOut, r.Least)
	return tw.Flush()
}

func printVariation(b *strings.Builder, v *harmonise.Variation) {
	fmt.Fprintf(b, "%s %q: %s of %s  %s\n", v.Of, v.Name, plural(v.Terms, "term"), plural(v.Organisations, "organisation"), answer.Short(v.IRI))
	if v.Few {
		fmt.Fprintf(b, "  fewer than %d terms: nothing follows from the counts\n", harmonise.FewestTerms)
	}
	for i := range v.Tallies {
		t := &v.Tallies[i]
		fmt.Fprintf(b, "  %s: %s", t.Title, t.Sentence())
		if t.NotStated > 0 && t.Stated > 0 {
			fmt.Fprintf(b, "; not stated for %d", t.NotStated)
		}
		b.WriteString("\n")
	}
	for i := range v.Members {
		m := &v.Members[i]
		differs := m.Differs()
		if len(differs) == 0 {
			continue
		}
		fmt.Fprintf(b, "  %s: %s  %s\n", m.Organisation, m.Label, answer.Short(m.IRI))
		for _, d := range differs {
			fmt.Fprintf(b, "    differs in %s: %s (most often %s)\n", strings.ToLower(d.Title), d.Value, d.Plurality)
		}
		fmt.Fprintf(b, "    %s\n", proofLine(m.Evidence))
	}
	for _, t := range v.NotKinds {
		fmt.Fprintf(b, "  not counted, %s: %s of %s  %s\n", t.Aside(), t.Label, t.Organisation, answer.Short(t.IRI))
	}
}
