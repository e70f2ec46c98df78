package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

func (a *app) lookupCommand() *cobra.Command {
	var q harmonise.LookupQuery
	var asJSON, begins bool
	c := &cobra.Command{
		Use: "lookup TERM", Short: "Find a term by any of its names, in any language, with typing errors",
		Long: "Lookup finds terms, types, organisations and other things by preferred, alternative, former and short names, acronyms\n" +
			"and definitions: exact names first, then beginnings, word stems and typing errors. Each hit says which name matched, of\n" +
			"what kind, in which language, and whose term it is.",
		Example: "  concord lookup Recomendacion\n  concord lookup \"memorandum of understandng\" --org escwa\n" +
			"  concord lookup \"lignes directrices\" --lang fr --json",
		Args: argCount(1, 1<<10, "a term"),
		RunE: func(c *cobra.Command, args []string) error {
			q.Text = strings.Join(args, " ")
			find := harmonise.Lookup
			if begins {
				find = harmonise.Suggest
			}
			return a.lookup(c, q, asJSON, find)
		},
	}
	c.Flags().StringVar(&q.Lang, "lang", "", "only names in this language (en, fr, es ...)")
	c.Flags().StringVar(&q.Org, "org", "", "only terms of this organisation: its acronym, slug, name or address")
	c.Flags().StringVar(&q.Kind, "kind", "", "only things of this kind: term, type, organisation, instrument ...")
	c.Flags().IntVar(&q.Limit, "limit", 10, "how many hits at most")
	c.Flags().BoolVar(&begins, "begins", false, "only names that begin so, as suggestions while typing are")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the parts of each score")
	return c
}

// finder is harmonise.Lookup or Suggest.
type finder func(context.Context, index.Snapshot, index.Text, harmonise.LookupQuery) ([]harmonise.Match, error)

func (a *app) lookup(c *cobra.Command, q harmonise.LookupQuery, asJSON bool, find finder) error {
	s, err := a.openText(c.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	snap, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	matches, err := find(c.Context(), snap, s.Text(), q)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.out, append([]harmonise.Match{}, matches...))
	}
	if len(matches) == 0 {
		return fmt.Errorf("nothing comes close to %q; try fewer words, or leave --lang, --org and --kind away", q.Text)
	}
	return printMatches(a.out, matches, isTerminal(a.out))
}

// printMatches writes for each hit what it is and whose, why it was found, and its address.
func printMatches(w io.Writer, matches []harmonise.Match, colour bool) error {
	bold, plain := "", ""
	if colour {
		bold, plain = "\x1b[1m", "\x1b[0m"
	}
	for _, m := range matches {
		whose := m.ThingKind
		if owner := m.Organisation.String(); owner != "" && m.Organisation.IRI != m.Thing {
			whose += " of " + owner
		} else if scheme := m.Scheme.String(); scheme != "" {
			whose += ", " + scheme
		}
		if _, err := fmt.Fprintf(w, "%s%s%s  (%s)  %s\n    %s\n", bold, m.Name, plain, whose, answer.Short(m.Thing), answer.Why(m)); err != nil {
			return err
		}
	}
	return nil
}
