package harmonise

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"w3id.org/concord/index"
)

// The kinds of things that can be compared.
const (
	CompareOrganisations = "organisation"
	CompareTypes         = "type"
	CompareTerms         = "term"
)

// CompareQuery asks for two things side by side. Organisations and types are named by address, the end of it, acronym or name;
// terms also as "Decision of OECD" or "OECD Decision".
type CompareQuery struct {
	A, B string
	Kind string // "" takes the first kind in which both names mean something

	Narrower bool // types: with the terms of all narrower types
}

// Comparison puts two things of one kind side by side. What its kind does not have is empty.
type Comparison struct {
	Seq       uint64          `json:"seq"` // of the commit it was read from
	Kind      string          `json:"kind"`
	A         ComparedThing   `json:"a"`
	B         ComparedThing   `json:"b"`
	Relation  string          `json:"relation,omitempty"` // types and terms: how their types stand to each other in the hub
	Facts     []ComparedFact  `json:"facts"`
	Warnings  []string        `json:"warnings"` // what differs in effect, and where the record is too thin to compare
	Unknown   []string        `json:"unknown"`  // what cannot be compared, and why
	Profile   []ProfileRow    `json:"profile,omitempty"`
	Types     []TypeSides     `json:"types,omitempty"`
	Words     []SharedWord    `json:"words,omitempty"`
	Stages    []StageSides    `json:"stages"`
	Practices []PracticeSides `json:"practices,omitempty"`
	Together  []JointWork     `json:"together,omitempty"`
	Users     []UserSides     `json:"users,omitempty"`
	Derived   bool            `json:"derived"` // always true: put side by side, asserted by nobody
}

// ComparedThing is one side.
type ComparedThing struct {
	Owner
	Definition   string      `json:"definition,omitempty"`
	Organisation *Owner      `json:"organisation,omitempty"` // of a term
	Type         *Owner      `json:"type,omitempty"`         // of a term
	Fit          Fit         `json:"fit,omitempty"`
	Notes        []string    `json:"notes,omitempty"`
	Documented   int         `json:"documented"` // stages of the life cycle
	Evidence     []TermProof `json:"evidence"`
}

// Caption is the thing with its organisation, if it has one: `Decision of OECD`.
func (t *ComparedThing) Caption() string {
	if t.Organisation != nil {
		return t.Name + " of " + t.Organisation.String()
	}
	return t.String()
}

// IncomparableError says why two things cannot be compared, and what to do.
type IncomparableError struct{ Reason string }

func (e *IncomparableError) Error() string { return "compare: " + e.Reason }

// MakeComparison puts two things side by side. It reads the graph alone and works on any graph in hub-and-spoke form: what a
// graph does not record is said to be not stated or not documented.
func MakeComparison(ctx context.Context, s index.Snapshot, q CompareQuery) (*Comparison, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	kind, a, b, err := e.resolvePair(q)
	if err != nil {
		return nil, err
	}
	if a == b {
		o, err := e.named(a)
		if err != nil {
			return nil, err
		}
		return nil, &IncomparableError{fmt.Sprintf("both names mean %s; name two different things", o)}
	}
	c := &Comparison{Seq: s.Seq(), Kind: kind, Warnings: []string{}, Unknown: []string{}, Derived: true}
	switch kind {
	case CompareOrganisations:
		err = e.compareOrganisations(c, a, b)
	case CompareTypes:
		err = e.compareTypes(c, a, b, q.Narrower)
	default:
		err = e.compareTerms(c, a, b)
	}
	if err != nil {
		return nil, fmt.Errorf("compare %s and %s: %w", q.A, q.B, err)
	}
	c.warnOfThinRecords()
	return c, nil
}

// leastStages must be documented on both sides for a comparison of life cycles to say much.
const leastStages = 3

// warnOfThinRecords says it plainly where a life cycle is hardly documented.
func (c *Comparison) warnOfThinRecords() {
	for _, side := range []struct {
		t     *ComparedThing
		steps func(*StageSides) []Step
	}{{&c.A, func(s *StageSides) []Step { return s.A }}, {&c.B, func(s *StageSides) []Step { return s.B }}} {
		for i := range c.Stages {
			if len(side.steps(&c.Stages[i])) > 0 {
				side.t.Documented++
			}
		}
		if side.t.Documented >= leastStages {
			continue
		}
		how := fmt.Sprintf("only %d of the stages of the life cycle %s documented", side.t.Documented, map[bool]string{true: "is", false: "are"}[side.t.Documented == 1])
		if side.t.Documented == 0 {
			how = "no stage of the life cycle is documented"
		}
		c.Warnings = append(c.Warnings, fmt.Sprintf("%s: %s; how it is developed, maintained and updated cannot be compared fairly.", side.t.Caption(), how))
	}
}

// resolvePair finds out what the names mean.
func (e *entries) resolvePair(q CompareQuery) (kind, a, b string, err error) {
	q.A, q.B = strings.TrimSpace(q.A), strings.TrimSpace(q.B)
	if q.A == "" || q.B == "" {
		return "", "", "", &IncomparableError{"name two organisations, two types or two terms"}
	}
	kinds := []string{CompareOrganisations, CompareTypes, CompareTerms}
	switch q.Kind {
	case "":
	case CompareOrganisations, CompareTypes, CompareTerms:
		kinds = []string{q.Kind}
	default:
		return "", "", "", &IncomparableError{fmt.Sprintf("there is no kind %q; take organisation, type or term", q.Kind)}
	}
	meaning := [2]string{} // the first kind of each name
	var missing [2]error
	for _, kind := range kinds {
		var found [2]string
		for i, name := range []string{q.A, q.B} {
			iri, err := e.resolve(name, kind)
			switch {
			case err != nil && !isMissing(err):
				return "", "", "", err
			case err != nil:
				missing[i] = err
			default:
				found[i] = iri
				if meaning[i] == "" {
					meaning[i] = kind
				}
			}
		}
		if found[0] != "" && found[1] != "" {
			return kind, found[0], found[1], nil
		}
	}
	return "", "", "", noPair(q, meaning, missing)
}

// noPair says why two names are no pair.
func noPair(q CompareQuery, meaning [2]string, missing [2]error) error {
	for i, name := range []string{q.A, q.B} {
		switch {
		case meaning[i] != "":
		case q.Kind != "":
			return missing[i]
		default:
			var nf *NotFoundError
			if !errors.As(missing[i], &nf) || nf.In != "" { // it may be several things, or is no term of an organisation that was named
				return missing[i]
			}
			return &NotFoundError{What: "organisation, type or term", Name: name}
		}
	}
	return &IncomparableError{fmt.Sprintf("%q is the name of %s and %q of %s; name two of one kind", q.A, withArticle(meaning[0]), q.B, withArticle(meaning[1]))}
}

func withArticle(kind string) string {
	if kind == CompareOrganisations {
		return "an " + kind
	}
	return "a " + kind
}
