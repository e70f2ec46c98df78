package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/harmonise"
)

func (a *app) friendsCommand() *cobra.Command {
	var q harmonise.FriendQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "friends [--org X] [--word W]", Short: "False friends: the same word for another thing, or for one of another force",
		Long: "Friends lists the words that name, at some organisations, another type of instrument than the word brings to mind, or one\n" +
			"that binds where the other does not. First what the graph records as a false friend; apart from it what a rule proposes\n" +
			"beyond: candidates to judge, asserted by nobody. What a word brings to mind is coded in the graph, an editorial judgement;\n" +
			"without such a code it is the type that the word names most often.",
		Example: "  concord friends --word recommendation\n  concord friends --org oecd\n  concord friends --json",
		Args:    noArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.friends(c, q, asJSON) },
	}
	c.Flags().StringVar(&q.Word, "word", "", "only this word")
	c.Flags().StringVar(&q.Org, "org", "", "only what concerns an organisation: an acronym, slug, name or address")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the terms and evidence of both sides")
	return c
}

func (a *app) friends(c *cobra.Command, q harmonise.FriendQuery, asJSON bool) error {
	return ask(a, c, harmonise.FalseFriends, q, asJSON, printFriends)
}

func printFriends(w io.Writer, r *harmonise.FriendReport) error {
	b := &strings.Builder{}
	recorded, proposed := r.Counts()
	fmt.Fprintf(b, "Recorded as false friends: %s\n", plural(recorded, "term"))
	for i := range r.Recorded {
		printFriendWord(b, &r.Recorded[i])
	}
	fmt.Fprintf(b, "Proposed by the rule beyond what is recorded: %s. All of this is derived: candidates to judge, asserted by nobody.\n", plural(proposed, "term"))
	for i := range r.Proposed {
		printFriendWord(b, &r.Proposed[i])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printFriendWord(b *strings.Builder, w *harmonise.FriendWord) {
	fmt.Fprintf(b, "%q %s\n", w.Word, w.Says())
	if len(w.Usual) > 0 {
		fmt.Fprintf(b, "  so at %s\n    %s on the ground of: %s\n", organisations(w.Usual), w.Usual[0].Organisation, proofLine(w.Usual[0].Evidence))
	} else {
		b.WriteString("  so at none of the organisations recorded here\n")
	}
	for i := range w.Findings {
		x := &w.Findings[i]
		fmt.Fprintf(b, "  here: %s: %s\n", x.Sense.String(), x.Says)
		if x.Denied {
			b.WriteString("    the graph records that these do not diverge from what the word suggests\n")
		}
		if x.Neutral {
			b.WriteString("    the graph records that the word suggests no type\n")
		}
		for _, t := range x.Terms {
			fmt.Fprintf(b, "    %s: %s  %s  %s\n", t.Organisation, t.Label, answer.Short(t.IRI), proofLine(t.Evidence))
		}
	}
}

// organisations lists whose terms they are, each once.
func organisations(terms []harmonise.TermRef) string {
	var out []string
	for _, t := range terms {
		if name := t.Organisation.String(); len(out) == 0 || out[len(out)-1] != name {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}
