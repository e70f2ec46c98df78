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
	n       int // organisations that state it
	values  []ValueShare
	numbers []float64 // of the values, where they are numbers
	votes   [][]vote  // of each member; they sum to 1, or there are none where nothing is stated
}

// vote is a part of the vote of an organisation.
type vote struct {
	value int // in values
	part  float64
}

// count takes the votes on a trait. The value with the most votes comes first; those of equal votes stand in the order of
// their codes.
func (p *panel) count(trait int) tally {
	all := tally{votes: make([][]vote, len(p.members))}
	at := map[string]int{}
	for i := range p.members {
		m := &p.members[i]
		stating := m.stating(trait)
		if stating > 0 {
			all.n++
		}
		for _, t := range m.terms {
			v := &t.values[trait]
			if !v.Stated() {
				continue
			}
			k, known := at[v.key()]
			if !known {
				k = len(all.values)
				at[v.key()] = k
				all.values, all.numbers = append(all.values, ValueShare{Codes: v.Codes}), append(all.numbers, v.number)
			}
			all.cast(i, k, 1/float64(stating))
		}
	}
	for i := range all.values {
		all.values[i].Share = all.values[i].Votes / float64(all.n)
	}
	return all.sorted()
}

// cast adds a part of the vote of a member.
func (t *tally) cast(member, value int, part float64) {
	t.values[value].Votes += part
	mine := t.votes[member]
	if at := slices.IndexFunc(mine, func(v vote) bool { return v.value == value }); at >= 0 {
		mine[at].part += part
		return
	}
	t.votes[member] = append(mine, vote{value, part})
}

// sorted puts the values in their order.
func (t tally) sorted() tally {
	order := make([]int, len(t.values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &t.values[i], &t.values[j]
		if math.Abs(a.Votes-b.Votes) > tiny {
			return cmp.Compare(b.Votes, a.Votes)
		}
		return strings.Compare(a.key(), b.key())
	})
	out := tally{n: t.n, votes: t.votes}
	place := make([]int, len(order))
	for now, before := range order {
		place[before] = now
		out.values, out.numbers = append(out.values, t.values[before]), append(out.numbers, t.numbers[before])
	}
	for _, mine := range out.votes {
		for i := range mine {
			mine[i].value = place[mine[i].value]
		}
	}
	return out
}

// of is the part of a member's vote that goes to a value.
func (t *tally) of(member, value int) float64 {
	for _, v := range t.votes[member] {
		if v.value == value {
			return v.part
		}
	}
	return 0
}

// tiny is less than any difference of votes that is one.
const tiny = 1e-9

func (v ValueShare) key() string {
	t := TraitValue{Codes: v.Codes}
	return t.key()
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
