package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

// decideFlags are what a decision says besides its two sides.
type decideFlags struct {
	reason, by, rule, predicate, date string
	dissent                           []string
	confidence                        float64
	asJSON                            bool
}

// verdicts are the words for the outcomes of a match.
var verdicts = map[string]decide.Outcome{"accept": decide.Accepted, "reject": decide.Rejected, "defer": decide.Deferred}

func (a *app) decideCommand() *cobra.Command {
	var f decideFlags
	c := &cobra.Command{
		Use: "decide accept|reject|defer A B --reason R --by NAME", Short: "Record what a reviewer decided on a match",
		Long: "Decide adds a decision on a match between two terms of different organisations, or a term and a type, to the log, which\n" +
			"only grows: a later decision on the same two takes the place of the earlier one and refers to it. An accepted match holds\n" +
			"at once and a later decision can withdraw it; exactMatch holds as closeMatch until a second reviewer accepts it too, and is\n" +
			"refused if it would make two terms of one organisation equal, or terms of different legal nature. A rejected pair is never\n" +
			"proposed again. Terms and types are named as in term:oecd-decision, oecd-decision or oecd/Decision.",
		Example: "  concord decide accept oecd/Recommendation ilo/Recommendation --reason \"same force and addressee\" --by \"Jane Doe\"\n" +
			"  concord decide reject oecd/Decision osce/Decision --reason \"one binds, the other does not\" --by \"Jane Doe\" --dissent \"osce:politically binding is binding\"",
		Args: argCount(3, 3, "accept, reject or defer, and two terms"),
		RunE: func(c *cobra.Command, args []string) error { return a.decide(c, args, f) },
	}
	c.Flags().StringVar(&f.reason, "reason", "", "why (required)")
	c.Flags().StringVar(&f.by, "by", "", "name of the reviewer (required)")
	c.Flags().StringVar(&f.rule, "rule", "", "the rule that was applied")
	c.Flags().StringVar(&f.predicate, "predicate", "", "exactMatch, closeMatch, broadMatch (B is broader) or narrowMatch (default: closeMatch between terms, broadMatch to a type)")
	c.Flags().StringArrayVar(&f.dissent, "dissent", nil, "what an organisation holds against it, as ORG:TEXT; may be repeated")
	c.Flags().Float64Var(&f.confidence, "confidence", 0, "how sure the reviewer is, up to 1 (default 0.9)")
	c.Flags().StringVar(&f.date, "date", "", "day of the decision, like 2026-03-31 (default: now)")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print what was recorded as JSON")
	return c
}

func (a *app) decide(c *cobra.Command, args []string, f decideFlags) error {
	outcome, ok := verdicts[args[0]]
	if !ok {
		return usagef("decide takes accept, reject or defer, not %q\n  example: %s", args[0], strings.TrimSpace(firstLine(c.Example)))
	}
	if f.reason == "" || f.by == "" {
		return usagef("a decision needs --reason and --by\n  example: %s", strings.TrimSpace(firstLine(c.Example)))
	}
	if f.predicate != "" && !slices.Contains(decide.Predicates, f.predicate) {
		return usagef("--predicate must be one of %s, not %q", strings.Join(decide.Predicates, ", "), f.predicate)
	}
	day, err := dateFlag("date", f.date)
	if err != nil {
		return err
	}
	s, err := a.openToDecide(c.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	d := decide.Decision{Outcome: outcome, Reason: f.reason, Reviewer: f.by, Rule: f.rule, Predicate: f.predicate, Confidence: f.confidence, Date: day}
	if err := nameSides(c.Context(), s, &d, args[1], args[2], f.dissent); err != nil {
		return err
	}
	r, err := decide.Record(c.Context(), s, time.Now(), d)
	if err != nil {
		return err
	}
	if f.asJSON {
		return printJSON(a.out, r)
	}
	return a.printReceipt(c.Context(), s, r)
}

// openToDecide opens the store for writing. One that was named must be there: a misspelt name makes no new store.
func (a *app) openToDecide(ctx context.Context) (*store.Store, error) {
	if a.storeDir != "" {
		s, _, err := a.openRead(ctx)
		if err != nil {
			return nil, err
		}
		if err := s.Close(); err != nil {
			return nil, err
		}
	}
	s, _, err := a.openWrite()
	if err != nil {
		return nil, err
	}
	if err := a.ensureCatalogue(ctx, s); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// dateFlag reads a day; "" is the zero time.
func dateFlag(name, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return t, usagef("--%s takes a day like 2026-03-31, not %q", name, value)
	}
	return t, nil
}

// snapshotAsOf is the state of the store at the end of a day, and what that covers, which is told on standard error too;
// without a day the newest state.
func (a *app) snapshotAsOf(ctx context.Context, day string) (snap index.Snapshot, note string, done func(), err error) {
	when, err := dateFlag("as-of", day)
	if err != nil {
		return nil, "", nil, err
	}
	now, done, err := a.snapshot(ctx)
	if err != nil || when.IsZero() {
		return now, "", done, err
	}
	past, err := decide.AsOf(ctx, now, when)
	if err != nil {
		done()
		return nil, "", nil, err
	}
	fmt.Fprintln(a.err, past.Note())
	return past, past.Note(), done, nil
}

// nameSides turns the names that people give into addresses.
func nameSides(ctx context.Context, s index.Store, d *decide.Decision, from, to string, dissent []string) error {
	snap, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	for name, side := range map[string]*string{from: &d.Subject, to: &d.Object} {
		o, err := harmonise.FindConcept(ctx, snap, name)
		if err != nil {
			return explainConcept(err)
		}
		*side = strings.Clone(o.IRI)
	}
	for _, x := range dissent {
		org, text, ok := strings.Cut(x, ":")
		if !ok {
			return usagef("--dissent takes ORG:TEXT, not %q", x)
		}
		o, err := harmonise.FindOrganisation(ctx, snap, org)
		if err != nil {
			return explainNotFound(err)
		}
		d.Dissent = append(d.Dissent, decide.Dissent{Organisation: strings.Clone(o.IRI), Text: text})
	}
	return nil
}

// explainConcept adds what to do next.
func explainConcept(err error) error {
	var missing *harmonise.NotFoundError
	if errors.As(err, &missing) && missing.What == "term or type" {
		return fmt.Errorf("there is no term or type %q; name it like oecd/Decision or term:oecd-decision\n  \"concord lookup %s\" finds it by any name", missing.Name, missing.Name)
	}
	return explainNotFound(err)
}

func (a *app) printReceipt(ctx context.Context, s index.Store, r *decide.Receipt) error {
	snap, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	entries, err := decide.Chosen(r.Decisions).Entries(ctx, snap)
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(entries) {
		fmt.Fprintf(a.out, "decision %d, %s\n", e.Number, answer.DecisionLine(e))
		if e.Supersedes != "" {
			fmt.Fprintf(a.out, "  it takes the place of %s\n", answer.Short(e.Supersedes))
		}
	}
	return nil
}

func (a *app) decisionsCommand() *cobra.Command {
	var format, org, asOf, outcome string
	var asJSON, inForce bool
	c := &cobra.Command{
		Use: "decisions", Short: "Show the log of decisions",
		Long: "Decisions shows what reviewers decided on matches, statements and empty cells, the newest first, with what took the place of\n" +
			"what. --format provo gives them as PROV-O in Turtle, sssom the matches as SSSOM/TSV (those rejected with\n" +
			"predicate_modifier Not).",
		Example: "  concord decisions\n  concord decisions --in-force --org oecd --json\n  concord decisions --format sssom --in-force > decided.sssom.tsv\n  concord decisions --as-of 2026-01-01",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON {
				format = "json"
			}
			if !slices.Contains(answer.DecisionFormats, format) {
				return usagef("--format must be one of %s, not %q", strings.Join(answer.DecisionFormats, ", "), format)
			}
			if outcome != "" && !slices.Contains(decide.Outcomes, decide.Outcome(outcome)) {
				return usagef("--outcome must be one of %v, not %q", decide.Outcomes, outcome)
			}
			day, err := dateFlag("as-of", asOf)
			if err != nil {
				return err
			}
			return a.decisions(c, org, decide.Filter{InForce: inForce, Outcome: decide.Outcome(outcome)}, day, format)
		},
	}
	c.Flags().StringVar(&format, "format", "table", strings.Join(answer.DecisionFormats, ", "))
	c.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	c.Flags().StringVar(&org, "org", "", "only what is about this organisation: its acronym, slug, name or address")
	c.Flags().StringVar(&outcome, "outcome", "", "only these: accepted, rejected, deferred, confirmed, corrected ...")
	c.Flags().BoolVar(&inForce, "in-force", false, "only decisions that no later one took the place of")
	c.Flags().StringVar(&asOf, "as-of", "", "the log as it stood at the end of a day, like 2026-01-01")
	return c
}

func (a *app) decisions(c *cobra.Command, org string, f decide.Filter, day time.Time, format string) error {
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	if org != "" {
		o, err := harmonise.FindOrganisation(c.Context(), snap, org)
		if err != nil {
			return explainNotFound(err)
		}
		f.Organisation = o.IRI
	}
	log, err := decide.Read(c.Context(), snap)
	if err != nil {
		return err
	}
	if !day.IsZero() {
		log = log.At(decide.EndOf(day))
	}
	return answer.Decisions(c.Context(), a.out, snap, log, f, format)
}
