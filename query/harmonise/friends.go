package harmonise

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
)

// FriendQuery asks for false friends: of all words, or of one; those that concern an organisation, or all.
type FriendQuery struct {
	Word string // a word, by its name, the end of its address or the address
	Org  string // address, end of the address, acronym or name
}

// FriendReport lists false friends: what the graph records as such, and apart from it what the rule proposes beyond.
type FriendReport struct {
	Seq      uint64       `json:"seq"`
	Recorded []FriendWord `json:"recorded"` // said by the graph: io:falseFriendOf, a negative mapping, io:divergence
	Proposed []FriendWord `json:"proposed"` // derived by the rule alone: candidates to judge, asserted by nobody
	Words    []string     `json:"-"`        // the words of this graph that several organisations use
}

// FriendWord is a word with what it usually names, and the terms that it deceives about.
type FriendWord struct {
	Word     string        `json:"word"`
	IRI      string        `json:"iri,omitempty"`  // of the head word
	Lang     string        `json:"lang,omitempty"` // where only the names in a language are alike
	Expected Sense         `json:"expected"`
	Basis    Basis         `json:"basis"`
	Usual    []TermRef     `json:"usual"` // the terms in the expected sense: the other side
	Findings []FalseFriend `json:"findings"`
}

// Sense is what a word names: a type with a force.
type Sense struct {
	Type       Owner       `json:"type"`
	Level      string      `json:"level,omitempty"` // binding, non-binding, depends; "" where none is known
	Definition string      `json:"definition,omitempty"`
	Evidence   []TermProof `json:"evidence,omitempty"`
}

// Basis says why a sense is taken as the one that a word brings to mind.
type Basis string

const (
	BasisSuggested Basis = "suggested"     // coded in the graph (io:suggestedType), an editorial judgement
	BasisPlurality Basis = "most frequent" // no type is coded; more terms have this one than any other
	BasisTie       Basis = "tie"           // no type is coded, and none is more frequent: the first of them
	BasisNegative  Basis = "recorded"      // the type that the graph says the term is not
)

// FalseFriend are the terms of one word that agree on type and level, and differ from what the word brings to mind.
type FalseFriend struct {
	Sense       Sense     `json:"sense"`
	Relation    Relation  `json:"relation"`             // of the type to the expected one
	Differences []string  `json:"differences"`          // "type", "legal nature"; none if it is only recorded
	Says        string    `json:"says"`                 // the differences in words
	RecordedBy  []string  `json:"recordedBy,omitempty"` // false friend, negative mapping, divergence
	Denied      bool      `json:"denied,omitempty"`     // the graph records that the terms do not diverge from what the word suggests
	Neutral     bool      `json:"neutral,omitempty"`    // the graph records that the word suggests no type
	Terms       []TermRef `json:"terms"`
}

// Distant reports whether the function or the force is another than the one that the word suggests: what stays within a
// family seldom deceives, nor does a word that suggests nothing.
func (x *FalseFriend) Distant() bool {
	return !x.Neutral && (x.Relation == Apart || slices.Contains(x.Differences, "legal nature"))
}

// friendTerms counts the terms of a list of words.
func friendTerms(words []FriendWord) int {
	seen := map[string]bool{}
	for _, w := range words {
		for _, f := range w.Findings {
			for _, t := range f.Terms {
				seen[t.IRI] = true
			}
		}
	}
	return len(seen)
}

// Counts are the numbers of terms recorded and proposed, each term once.
func (r *FriendReport) Counts() (recorded, proposed int) {
	return friendTerms(r.Recorded), friendTerms(r.Proposed)
}

// FalseFriends finds the words that name another type, or a type of another force, in one organisation than in others.
// The rule does not read what is recorded: it compares each term with what its word brings to mind.
func FalseFriends(ctx context.Context, s index.Snapshot, q FriendQuery) (*FriendReport, error) {
	q.Word = strings.TrimSpace(q.Word)
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	e.brief = true
	org := Owner{}
	if strings.TrimSpace(q.Org) != "" {
		if org, err = e.organisation(q.Org); err != nil {
			return nil, err
		}
	}
	f := &friends{entries: e}
	if f.spokes, err = e.spokes(); err != nil {
		return nil, fmt.Errorf("read the terms that share a word: %w", err)
	}
	if err := f.find(); err != nil {
		return nil, err
	}
	return f.report(q, org)
}

// report keeps what is asked for, and parts what is recorded from what is proposed.
func (f *friends) report(q FriendQuery, org Owner) (*FriendReport, error) {
	r := &FriendReport{Seq: f.spokes.Seq, Recorded: []FriendWord{}, Proposed: []FriendWord{}}
	known, called := false, wordsCalled(f.all, q.Word)
	for _, w := range f.words {
		if w.Lang == "" {
			r.Words = append(r.Words, w.Word)
		}
		isCalled := func(c word) bool { return w.Lang == "" && c.iri == w.IRI && c.name == w.Word }
		if q.Word != "" && !slices.ContainsFunc(called, isCalled) && plainWord(w.Word) != plainWord(q.Word) {
			continue
		}
		known = true
		recorded, proposed := w, w
		recorded.Findings, proposed.Findings = nil, nil
		for _, x := range w.Findings {
			switch {
			case org.IRI != "" && !x.concerns(org.IRI) && !concerns(w.Usual, org.IRI):
			case len(x.RecordedBy) > 0:
				recorded.Findings = append(recorded.Findings, x)
			default:
				proposed.Findings = append(proposed.Findings, x)
			}
		}
		if len(recorded.Findings) > 0 {
			r.Recorded = append(r.Recorded, recorded)
		}
		if len(proposed.Findings) > 0 {
			r.Proposed = append(r.Proposed, proposed)
		}
	}
	if !known && q.Word != "" {
		return nil, &NotFoundError{What: "word that several organisations use", Name: q.Word, Known: nearNames(r.Words, q.Word)}
	}
	return r, nil
}

func (x *FalseFriend) concerns(org string) bool { return concerns(x.Terms, org) }

func concerns(terms []TermRef, org string) bool {
	return slices.ContainsFunc(terms, func(t TermRef) bool { return t.Organisation.IRI == org })
}
