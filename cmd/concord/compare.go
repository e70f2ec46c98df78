package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/query/harmonise"
)

func (a *app) compareCommand() *cobra.Command {
	var q harmonise.CompareQuery
	var asJSON bool
	c := &cobra.Command{
		Use: "compare A B", Short: "Two organisations, two types or two terms side by side, life cycle included",
		Long: "Compare puts two things of one kind side by side. Organisations: what they are, their terms by type, words they share\n" +
			"with another meaning, how their instruments are developed, maintained and updated, what they do, and what they do\n" +
			"together. Types: what each is suited to, what terms of the type state, who has them. Terms: feature by feature.\n" +
			"A plain warning stands where fewer than three stages of a life cycle are documented.",
		Example: "  concord compare oecd ilo\n  concord compare convention recommendation --kind type\n  concord compare \"Decision of OECD\" \"Decision of OSCE\"",
		Args:    argCount(2, 2, "two names; put those of several words in quotes"),
		RunE: func(c *cobra.Command, args []string) error {
			q.A, q.B = args[0], args[1]
			return a.compare(c, q, asJSON)
		},
	}
	c.Flags().StringVar(&q.Kind, "kind", "", "organisation, type or term (default: the first of them that both names fit)")
	c.Flags().BoolVar(&q.Narrower, "narrower", false, "types: with the terms of all narrower types")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with all evidence")
	return c
}

func (a *app) compare(c *cobra.Command, q harmonise.CompareQuery, asJSON bool) error {
	err := ask(a, c, harmonise.MakeComparison, q, asJSON, printComparison)
	if bad := new(harmonise.IncomparableError); errors.As(err, &bad) {
		return usageError{err}
	}
	return err
}

func printComparison(w io.Writer, x *harmonise.Comparison) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s and %s\n", x.A.Caption(), x.B.Caption())
	for _, t := range []*harmonise.ComparedThing{&x.A, &x.B} {
		if t.Definition != "" {
			fmt.Fprintf(b, "  %s: %s\n", t.Caption(), t.Definition)
		}
		fmt.Fprintf(b, "  %s: %s\n", t.Caption(), proofLine(t.Evidence))
	}
	if x.Relation != "" {
		fmt.Fprintf(b, "  %s\n", x.Relation)
	}
	for _, line := range x.Warnings {
		fmt.Fprintf(b, "! %s\n", line)
	}
	for _, line := range x.Unknown {
		fmt.Fprintf(b, "? %s\n", line)
	}
	a, z := x.A.Caption(), x.B.Caption()
	b.WriteString("Side by side\n")
	for i := range x.Facts {
		f := &x.Facts[i]
		fmt.Fprintf(b, "  %s: %s\n    %s: %s\n    %s: %s\n", f.Title, stateWord(f.State), a, factText(&f.A), z, factText(&f.B))
	}
	printProfile(b, x, a, z)
	printVocabularies(b, x, a, z)
	printStages(b, x, a, z)
	printPractices(b, x, a, z)
	b.WriteString("Derived: put side by side from what is recorded, asserted by nobody.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// stateWord words the outcome of a comparison.
func stateWord(s harmonise.ChangeState) string {
	switch s {
	case harmonise.Unchanged:
		return "the same"
	case harmonise.Changed:
		return "differs"
	case harmonise.InWords:
		return "compare the wording"
	}
	return "unknown"
}

// factText is the code with the wording behind it.
func factText(f *harmonise.FactSide) string {
	if len(f.Codes) > 0 && f.Text != "" && !strings.EqualFold(f.Text, f.String()) {
		return f.String() + " (" + f.Text + ")"
	}
	return f.String()
}

func printProfile(b *strings.Builder, x *harmonise.Comparison, a, z string) {
	if len(x.Profile) > 0 {
		b.WriteString("What organisations' terms of the type state\n")
	}
	for i := range x.Profile {
		p := &x.Profile[i]
		fmt.Fprintf(b, "  %s\n    %s: %s\n    %s: %s\n", p.Title, a, p.A.Summary(), z, p.B.Summary())
	}
	if len(x.Users) > 0 {
		b.WriteString("Who has a term for either\n")
	}
	for _, u := range x.Users {
		fmt.Fprintf(b, "  %s: %s | %s\n", u.Organisation, usages(u.A), usages(u.B))
	}
}

func usages(all []harmonise.Usage) string {
	if len(all) == 0 {
		return "none recorded"
	}
	out := make([]string, len(all))
	for i, u := range all {
		out[i] = u.Term.Name
	}
	return strings.Join(out, ", ")
}

func printVocabularies(b *strings.Builder, x *harmonise.Comparison, a, z string) {
	if len(x.Types) > 0 {
		fmt.Fprintf(b, "Terms by type: %s | %s\n", a, z)
	}
	for _, t := range x.Types {
		fmt.Fprintf(b, "  %s: %s | %s\n", t.Type.Name, cellWords(t.A), cellWords(t.B))
		if t.SuitedTo != "" {
			fmt.Fprintf(b, "    suits: %s\n", t.SuitedTo)
		}
	}
	if len(x.Words) > 0 {
		b.WriteString("Shared words that do not mean the same\n")
	}
	for _, s := range x.Words {
		fmt.Fprintf(b, "  %s: %s (%s, %s) | %s (%s, %s); differs in %s\n", s.Word, s.A.Term.Name, s.A.Type.Name, s.A.Nature, s.B.Term.Name, s.B.Type.Name, s.B.Nature,
			strings.Join(s.Differs, " and "))
	}
}

func cellWords(c harmonise.Cell) string {
	if len(c.Terms) == 0 {
		return c.Empty.String()
	}
	out := make([]string, len(c.Terms))
	for i, t := range c.Terms {
		out[i] = t.Label
		if t.Fit == "near" || t.Fit == "wider" {
			out[i] += " (" + t.Fit + ")"
		}
	}
	return strings.Join(out, ", ")
}

// printStages shows the life cycle by stage; of many steps only the first are shown.
func printStages(b *strings.Builder, x *harmonise.Comparison, a, z string) {
	fmt.Fprintf(b, "Life cycle: %s documents %d of %d stages, %s %d\n", a, x.A.Documented, len(x.Stages), z, x.B.Documented)
	phase := ""
	for i := range x.Stages {
		s := &x.Stages[i]
		if s.Phase != phase {
			phase = s.Phase
			fmt.Fprintf(b, " How instruments are %s\n", phase)
		}
		fmt.Fprintf(b, "  %s\n", s.Stage.Name)
		printSteps(b, a, s.A, x.Kind)
		printSteps(b, z, s.B, x.Kind)
	}
}

func printSteps(b *strings.Builder, who string, steps []harmonise.Step, kind string) {
	const shown = 6
	if len(steps) == 0 {
		fmt.Fprintf(b, "    %s: not documented\n", who)
	}
	for i := range steps[:min(shown, len(steps))] {
		s := &steps[i]
		of := who
		switch kind {
		case harmonise.CompareOrganisations:
			of += ", " + s.Term.Name
		case harmonise.CompareTypes:
			of += ", " + s.Term.Name + " of " + s.Organisation.String()
		}
		period := ""
		if s.Period != "" {
			period = " [" + s.Period + "]"
		}
		fmt.Fprintf(b, "    %s: %s%s  %s\n", of, s.Description, period, proofLine(s.Evidence))
	}
	if len(steps) > shown {
		fmt.Fprintf(b, "    %s: and %d more (--json has all)\n", who, len(steps)-shown)
	}
}

func printPractices(b *strings.Builder, x *harmonise.Comparison, a, z string) {
	if len(x.Practices) > 0 {
		b.WriteString("What they are recorded to do (0: none recorded, which is not none)\n")
	}
	for _, p := range x.Practices {
		fmt.Fprintf(b, "  %s: %s %d, %s %d\n", p.Title, a, p.A.N, z, p.B.N)
	}
	if len(x.Together) > 0 {
		b.WriteString("What they do together\n")
	} else if x.Kind == harmonise.CompareOrganisations {
		b.WriteString("No coordination between the two is recorded, which does not prove that there is none.\n")
	}
	for _, j := range x.Together {
		fmt.Fprintf(b, "  %s (%s)  %s\n", j.Name, strings.Join(notEmpty(j.Formality, j.Years, j.Status, others(j.Others)), ", "), proofLine(j.Evidence))
	}
}

func others(n int) string {
	switch n {
	case 0:
		return "the two alone"
	case 1:
		return "with one other"
	}
	return fmt.Sprintf("with %d others", n)
}

func notEmpty(words ...string) (out []string) {
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
