package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/harmonise"
)

func (a *app) wordCommand() *cobra.Command {
	var q harmonise.WordQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "word TERM --org A", Short: "What does this word do to me? Whether it binds, whom, by which consent, and which duty follows",
		Long: "Word prints the card of a term: does it bind and on what condition, whom, by which consent, which duty follows, with the\n" +
			"source of each and whether anybody checked it; and what the same word is in other organisations.",
		Example: "  concord word Decision --org oecd\n  concord word \"Recommended Practice\" --org wco --json",
		Args:    argCount(1, 1<<10, "a term"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Term = strings.Join(args, " ")
			if q.Org == "" {
				return usagef("word needs an organisation\n  example: concord word Decision --org oecd")
			}
			return a.word(c, q, asJSON)
		},
	}
	c.Flags().StringVar(&q.Org, "org", "", "whose term it is: an acronym, slug, name or address")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with all evidence")
	return c
}

func (a *app) word(c *cobra.Command, q harmonise.WordQuery, asJSON bool) error {
	return ask(a, c, harmonise.MakeWordCard, q, asJSON, printWord)
}

func printWord(w io.Writer, card *harmonise.WordCard) error {
	b := &strings.Builder{}
	t := &card.Term
	fmt.Fprintf(b, "%s, as %s uses it  %s\n", t.Label, t.Organisation, answer.Short(t.IRI))
	for _, o := range card.Ambiguous {
		fmt.Fprintf(b, "  the name may also mean %s (%s)\n", o.Name, answer.Short(o.IRI))
	}
	if t.Definition != "" {
		fmt.Fprintf(b, "  %s\n", t.Definition)
	}
	for _, x := range card.Answers {
		fmt.Fprintf(b, "%s %s\n", x.Question, x.Answer)
		if x.Detail != "" {
			fmt.Fprintf(b, "    %s\n", x.Detail)
		}
		if len(x.Evidence) > 0 {
			fmt.Fprintf(b, "    %s\n", proofLine(x.Evidence))
		} else if !x.Stated {
			b.WriteString("    nothing is recorded, which does not prove that there is nothing\n")
		}
	}
	if len(card.Elsewhere) > 0 {
		b.WriteString("The same word elsewhere:\n")
	}
	for i := range card.Elsewhere {
		o := &card.Elsewhere[i]
		fmt.Fprintf(b, "  %s: %s, %s (%s)\n", o.Organisation, o.Label, o.Feature("legal-nature"), o.Type.Name)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
