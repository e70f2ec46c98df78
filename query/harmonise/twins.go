package harmonise

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
)

// TwinQuery asks for hidden twins: all, those of an organisation, or those of a type.
type TwinQuery struct {
	Org   string // address, end of the address, acronym or name
	Type  string // likewise
	Least int    // how many coded features must be stated on both sides and agree; 0 for LeastAgreeing
}

// LeastAgreeing is how many features must agree before two words are called twins: with fewer, agreement is chance.
const LeastAgreeing = 3

// maxTwins bounds what a report holds; the rest is counted.
const maxTwins = 5000

// TwinReport lists, by type, terms of different organisations that have different words for what is coded alike.
type TwinReport struct {
	Seq     uint64     `json:"seq"`
	Types   []TwinType `json:"types"` // those with the most pairs first
	Pairs   int        `json:"pairs"`
	Least   int        `json:"least"`
	More    int        `json:"more,omitempty"` // pairs beyond what the report holds
	Derived bool       `json:"derived"`        // always true: candidates to judge, asserted by nobody
}

// TwinType are the twins of a type.
type TwinType struct {
	Type  Owner       `json:"type"`
	Pairs int         `json:"pairs"`
	Words []TwinWords `json:"words"`
}

// TwinWords are the twins of two words.
type TwinWords struct {
	A      string      `json:"a"`
	B      string      `json:"b"`
	Pairs  int         `json:"pairs"`
	Blocks []TwinBlock `json:"blocks"` // those that agree on the most features first
}

// TwinBlock are terms of which each of A is the twin of each of B: they agree on every feature stated on both sides.
type TwinBlock struct {
	A        []TermRef `json:"a"`
	B        []TermRef `json:"b"`
	Agree    []Agreed  `json:"agree"`
	Unstated []string  `json:"unstated"` // features that cannot be compared: on one side or both nothing is stated
}

// Agreed is a feature with the value that both sides have.
type Agreed struct {
	Feature string `json:"feature"`
	Title   string `json:"title"`
	Value   string `json:"value"`
}

// HiddenTwins finds terms of different organisations that share neither head word nor label, are kinds of one type, and
// agree on all coded features that both state.
func HiddenTwins(ctx context.Context, s index.Snapshot, q TwinQuery) (*TwinReport, error) {
	q.Type = strings.TrimSpace(q.Type)
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
	spokes, err := e.spokes()
	if err != nil {
		return nil, fmt.Errorf("read the terms that may be twins: %w", err)
	}
	byType := map[string][]twinTerm{}
	for _, t := range spokes.Terms {
		if !holds(kindOfType, t.Fit) {
			continue
		}
		word, err := e.wordOf(t)
		if err != nil {
			return nil, err
		}
		byType[t.Type.IRI] = append(byType[t.Type.IRI], newTwinTerm(t, word))
	}
	r := &TwinReport{Seq: spokes.Seq, Types: []TwinType{}, Least: cmp.Or(q.Least, LeastAgreeing), Derived: true}
	wanted := spokes.typesCalled(q.Type)
	if len(wanted) == 0 && q.Type != "" {
		return nil, &NotFoundError{What: "type", Name: q.Type, Known: nearNames(spokes.typeNames(), q.Type)}
	}
	for _, typ := range wanted {
		if err := r.add(ctx, spokes.Types[typ], byType[typ], org.IRI); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(r.Types, func(a, b TwinType) int { return b.Pairs - a.Pairs })
	return r, nil
}

// add finds the twins among the terms of a type.
func (r *TwinReport) add(ctx context.Context, h *HubType, terms []twinTerm, org string) error {
	at, words := map[[2]string]int{}, [][]twin{}
	for i := range terms {
		if err := ctx.Err(); err != nil {
			return err
		}
		for k := i + 1; k < len(terms); k++ {
			a, b := &terms[i], &terms[k]
			if org != "" && a.term.Organisation.IRI != org && b.term.Organisation.IRI != org {
				continue
			}
			if a.word > b.word {
				a, b = b, a
			}
			pair, ok := a.twin(b, r.Least)
			switch {
			case !ok:
				continue
			case r.Pairs >= maxTwins:
				r.More++
				continue
			}
			r.Pairs++
			key := [2]string{a.word, b.word}
			if _, known := at[key]; !known {
				at[key] = len(words)
				words = append(words, nil)
			}
			words[at[key]] = append(words[at[key]], pair)
		}
	}
	if len(words) > 0 {
		r.Types = append(r.Types, twinType(h, words))
	}
	return nil
}

// twinType puts the pairs of a type together.
func twinType(h *HubType, words [][]twin) TwinType {
	out := TwinType{Type: Owner{IRI: h.IRI, Name: h.Name}}
	for _, pairs := range words {
		out.Words = append(out.Words, TwinWords{A: pairs[0].a.word, B: pairs[0].b.word, Pairs: len(pairs), Blocks: blocks(pairs)})
		out.Pairs += len(pairs)
	}
	slices.SortStableFunc(out.Words, func(a, b TwinWords) int {
		return cmp.Or(b.Pairs-a.Pairs, strings.Compare(a.A+a.B, b.A+b.B))
	})
	return out
}
