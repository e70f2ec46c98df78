package harmonise

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// ValueShare is a value of a trait with the organisations that have it. An organisation has one vote, parted evenly among
// its terms that state the trait.
type ValueShare struct {
	Codes []Owner `json:"codes"`
	Votes float64 `json:"votes"`
	Share float64 `json:"share"` // of the organisations that state the trait
}

// String lists the codes in words.
func (v ValueShare) String() string {
	f := Feature{Codes: v.Codes}
	return f.String()
}

// tally is how the organisations of a panel vote on one trait.
type tally struct {
	n      int // organisations that state it
	values []ValueShare
	votes  []map[string]float64 // of each member, by the key of the value; they sum to 1, or to 0 where nothing is stated
}

// count takes the votes on a trait. The value with the most votes comes first; those of equal votes stand in the order of
// their codes.
func (p *panel) count(trait int) tally {
	out := tally{votes: make([]map[string]float64, len(p.members))}
	at := map[string]int{}
	for i, m := range p.members {
		out.votes[i] = m.votes(trait)
		if len(out.votes[i]) == 0 {
			continue
		}
		out.n++
		for _, t := range m.terms {
			v := &t.values[trait]
			if !v.Stated() {
				continue
			}
			if _, known := at[v.key()]; !known {
				at[v.key()] = len(out.values)
				out.values = append(out.values, ValueShare{Codes: v.Codes})
			}
			out.values[at[v.key()]].Votes += 1 / float64(m.stating(trait))
		}
	}
	for i := range out.values {
		out.values[i].Share = out.values[i].Votes / float64(out.n)
	}
	slices.SortStableFunc(out.values, func(a, b ValueShare) int {
		if math.Abs(a.Votes-b.Votes) > tiny {
			return cmp.Compare(b.Votes, a.Votes)
		}
		return strings.Compare(a.key(), b.key())
	})
	return out
}

// tiny is less than any difference of votes that is one.
const tiny = 1e-9

func (v ValueShare) key() string {
	t := TraitValue{Codes: v.Codes}
	return t.key()
}

// votes parts the vote of an organisation among what its terms state.
func (m *member) votes(trait int) map[string]float64 {
	out := map[string]float64{}
	for _, t := range m.terms {
		if v := &t.values[trait]; v.Stated() {
			out[v.key()] += 1 / float64(m.stating(trait))
		}
	}
	return out
}

// stating counts the terms that state a trait.
func (m *member) stating(trait int) (n int) {
	for _, t := range m.terms {
		if t.values[trait].Stated() {
			n++
		}
	}
	return n
}

// plurality is the value that more organisations have than any other, nil if there is a tie or too few state the trait.
func (t *tally) plurality() *ValueShare {
	if t.n < leastOrganisations || len(t.values) > 1 && t.values[0].Votes-t.values[1].Votes < tiny {
		return nil
	}
	return &t.values[0]
}

// majority is the value of more than half of the organisations that state the trait, nil if there is none.
func (t *tally) majority() *ValueShare {
	if p := t.plurality(); p != nil && p.Share > 0.5+tiny {
		return p
	}
	return nil
}

// consensus is 1 - H/ln k, with the entropy H of the shares and the number k of values seen: 1 if all have the same value,
// 0 if the values seen are evenly spread. CONSENSUS.md says why k is the base.
func (t *tally) consensus() float64 {
	if len(t.values) < 2 {
		return 1
	}
	entropy := 0.0
	for _, v := range t.values {
		if v.Share > 0 {
			entropy -= v.Share * math.Log(v.Share)
		}
	}
	return max(0, 1-entropy/math.Log(float64(len(t.values))))
}
