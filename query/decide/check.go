package decide

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"w3id.org/concord/ontology"
)

// RefusedError says why a decision cannot be recorded, and what to do instead.
type RefusedError struct{ Why, Next string }

func (e *RefusedError) Error() string {
	if e.Next == "" {
		return e.Why
	}
	return e.Why + "; " + e.Next
}

func refuse(next, format string, args ...any) error {
	return &RefusedError{Why: fmt.Sprintf(format, args...), Next: next}
}

const (
	maxName = 200  // bytes of the name of a reviewer
	maxText = 8000 // bytes of a reason, rule, dissent or correction
)

const sure = 0.9 // confidence of a reviewer who gives none; the number that the catalogue has for "high"

// checker looks whether decisions may be recorded, and fills what they leave open.
type checker struct {
	*view
	log *Log
	now time.Time
}

func (c *checker) next() int {
	if n := len(c.log.Decisions); n > 0 {
		return c.log.Decisions[n-1].Number + 1
	}
	return 1
}

func (c *checker) check(d *Decision) error {
	if !slices.Contains(Outcomes, d.Outcome) {
		return refuse("", "%q is no outcome of a decision", d.Outcome)
	}
	if err := checkTexts(d); err != nil {
		return err
	}
	if err := c.checkDate(d); err != nil {
		return err
	}
	if d.Outcome == Deferred && c.log.on(d.matter()) != nil { // what was decided can be taken back, even of what is gone
		d.Predicate, d.Confidence = "", 0
		return nil
	}
	if err := c.checkThere(d); err != nil || !d.Outcome.OfPair() {
		return err
	}
	return c.checkPair(d)
}

func checkTexts(d *Decision) error {
	d.Reviewer, d.Reason, d.Rule, d.Value = tidy(d.Reviewer), tidy(d.Reason), tidy(d.Rule), tidy(d.Value)
	switch {
	case slug(d.Reviewer) == "":
		return refuse("name the reviewer", "a decision needs the name of who decided")
	case len(d.Reviewer) > maxName:
		return refuse("", "the name of the reviewer is longer than %d bytes", maxName)
	case d.Outcome.OfPair() && d.Reason == "":
		return refuse("say why", "a decision on a match needs a reason")
	case d.Outcome == Corrected && d.Value == "":
		return refuse("say what it should be", "a correction needs its wording")
	}
	texts := []string{d.Reviewer, d.Reason, d.Rule, d.Value}
	for i := range d.Dissent {
		x := &d.Dissent[i]
		if x.Text = tidy(x.Text); x.Text == "" || x.Organisation == "" {
			return refuse("", "a dissent needs an organisation and what it holds")
		}
		texts = append(texts, x.Text)
	}
	for _, t := range texts {
		if len(t) > maxText {
			return refuse("put the long version behind an address and name it", "a text is longer than %d bytes", maxText)
		}
		if !utf8.ValidString(t) || strings.IndexFunc(t, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) >= 0 {
			return refuse("", "a text holds bytes or control characters that are no text")
		}
	}
	return nil
}

func tidy(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// checkThere looks whether what a decision is about is in the graph.
func (c *checker) checkThere(d *Decision) error {
	things := []string{d.Subject}
	if d.Object != "" || d.Outcome.OfPair() || d.Outcome.ofCell() {
		things = append(things, d.Object)
	}
	for _, x := range d.Dissent {
		things = append(things, x.Organisation)
	}
	for _, iri := range things {
		there, err := c.there(iri)
		if err != nil {
			return err
		}
		if !there {
			return refuse("look it up first", "there is no <%s> in the graph", iri)
		}
	}
	return nil
}

// checkDate fills and bounds the date: not in the future, and not before the decision that it takes the place of.
func (c *checker) checkDate(d *Decision) error {
	d.Date = d.Date.UTC().Truncate(time.Second)
	if d.Date.IsZero() || sameDay(d.Date, c.now) && d.Date.After(c.now) || d.Date.Equal(c.now.Truncate(24*time.Hour)) {
		d.Date = c.now
	}
	if d.Date.After(c.now) {
		return refuse("", "the date %s lies in the future", d.Date.Format(time.DateOnly))
	}
	last := c.log.on(d.matter())
	if last == nil || !d.Date.Before(last.Date) {
		return nil
	}
	if !sameDay(d.Date, last.Date) {
		return refuse("a later decision takes the place of an earlier one, not the other way round", "decision %d on the same matter is of %s, later than %s",
			last.Number, last.Date.Format(time.DateOnly), d.Date.Format(time.DateOnly))
	}
	d.Date = last.Date
	return nil
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// checkPair looks at the two sides of a match and its predicate.
func (c *checker) checkPair(d *Decision) error {
	from, err := c.owner(d.Subject)
	if err != nil {
		return err
	}
	to, err := c.owner(d.Object)
	if err != nil {
		return err
	}
	switch {
	case d.Subject == d.Object:
		return refuse("", "the two sides are the same")
	case from == "":
		return refuse("name the term of an organisation first, then the other term or the type", "<%s> is no term of an organisation", d.Subject)
	case from == to:
		return refuse("matches join the vocabularies of different organisations", "both are terms of one organisation")
	}
	if d.Outcome == Deferred {
		d.Predicate, d.Confidence = "", 0
		return nil
	}
	if err := c.checkPredicate(d, to == ""); err != nil {
		return err
	}
	if d.Outcome == Rejected {
		return nil
	}
	return c.checkClosure(d)
}

func (c *checker) checkPredicate(d *Decision, toHub bool) error {
	d.Predicate = strings.TrimPrefix(strings.TrimPrefix(d.Predicate, ontology.SKOS), "skos:")
	switch {
	case d.Predicate == "" && toHub:
		d.Predicate = BroadMatch
	case d.Predicate == "":
		d.Predicate = CloseMatch
	case !slices.Contains(Predicates, d.Predicate):
		return refuse("take one of "+strings.Join(Predicates, ", "), "%q is no predicate of a match", d.Predicate)
	case d.Predicate == ExactMatch && toHub && d.Outcome == Accepted:
		return refuse("take broadMatch or closeMatch", "exactMatch holds between the terms of two organisations only: with a type it would make all terms of the type equal")
	}
	if d.Confidence == 0 {
		d.Confidence = sure
	}
	if !(d.Confidence > 0 && d.Confidence <= 1) {
		return refuse("", "the confidence %v is not between 0 and 1", d.Confidence)
	}
	return nil
}
