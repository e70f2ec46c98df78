package harmonise

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// twinTerm is a term prepared for comparing.
type twinTerm struct {
	term  *TermEntry
	word  string          // its head word, else its label
	names map[string]bool // all its names, folded
	parts []map[string]bool
	codes []string // what each feature says, "" if it is not stated
}

// wordOf is the head word of a term, else its label.
func (e *entries) wordOf(t *TermEntry) (string, error) {
	if t.headWord == "" {
		return t.Label, nil
	}
	w, err := e.named(t.headWord)
	return w.Name, err
}

func newTwinTerm(t *TermEntry, word string) twinTerm {
	out := twinTerm{term: t, word: word, names: map[string]bool{}}
	for _, n := range t.names {
		out.names[foldWord(n.Value)] = true
	}
	for _, p := range t.prefs {
		out.parts = append(out.parts, stems(p.Value))
	}
	for _, w := range FeatureWeights {
		out.codes = append(out.codes, t.Feature(w.Feature).key())
	}
	return out
}

// agrees counts the features that two terms state alike; ok is false if they differ in one.
func (a *twinTerm) agrees(b *twinTerm) (n int, ok bool) {
	for i, x := range a.codes {
		switch y := b.codes[i]; {
		case x == "" || y == "":
		case x != y:
			return 0, false
		default:
			n++
		}
	}
	return n, true
}

// stems are the words of a name, without the s of a plural.
func stems(name string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out[strings.TrimSuffix(w, "s")] = true
	}
	return out
}

// sharesName reports whether two terms have a word or a name in common, also one within the name of the other: such twins
// are not hidden.
func (a *twinTerm) sharesName(b *twinTerm) bool {
	if a.term.headWord != "" && a.term.headWord == b.term.headWord {
		return true
	}
	for n := range a.names {
		if b.names[n] {
			return true
		}
	}
	return b.speaksOf(a.word) || a.speaksOf(b.word)
}

// speaksOf reports whether a preferred name holds all of a word.
func (a *twinTerm) speaksOf(word string) bool {
	want := stems(word)
	return slices.ContainsFunc(a.parts, func(have map[string]bool) bool {
		for w := range want {
			if !have[w] {
				return false
			}
		}
		return len(want) > 0
	})
}

// twin is a pair of terms that agree.
type twin struct {
	a, b     *twinTerm
	agree    []Agreed
	unstated []string
}

// twin compares two terms of one type.
func (a *twinTerm) twin(b *twinTerm, least int) (twin, bool) {
	if n, ok := a.agrees(b); !ok || n < least || a.term.Organisation.IRI == b.term.Organisation.IRI || a.sharesName(b) {
		return twin{}, false
	}
	out := twin{a: a, b: b, agree: []Agreed{}, unstated: []string{}}
	for _, c := range changes(a.term, b.term) {
		if c.State == Unknown {
			out.unstated = append(out.unstated, c.Title)
		} else {
			out.agree = append(out.agree, Agreed{Feature: c.Feature, Title: c.Title, Value: c.From})
		}
	}
	return out, true
}

// blocks puts pairs together that agree on the same: first those of one term of B, then terms of B with the same of A.
// Each term of A in a block is the twin of each of B.
func blocks(pairs []twin) []TwinBlock {
	type column struct {
		b     *twinTerm
		key   string // what they agree on, and whose A
		first twin
		as    []*twinTerm
	}
	var columns []*column
	at := map[string]*column{}
	for _, p := range pairs {
		agree := fmt.Sprint(p.agree)
		key := p.b.term.IRI + " " + agree
		if at[key] == nil {
			at[key] = &column{b: p.b, key: agree, first: p}
			columns = append(columns, at[key])
		}
		at[key].as = append(at[key].as, p.a)
		at[key].key += " " + p.a.term.IRI
	}
	out, of := []TwinBlock{}, map[string]int{}
	for _, c := range columns {
		i, known := of[c.key]
		if !known {
			i = len(out)
			of[c.key] = i
			block := TwinBlock{Agree: c.first.agree, Unstated: c.first.unstated}
			for _, a := range c.as {
				block.A = append(block.A, a.term.Ref())
			}
			out = append(out, block)
		}
		out[i].B = append(out[i].B, c.b.term.Ref())
	}
	slices.SortStableFunc(out, func(a, b TwinBlock) int { return len(b.Agree) - len(a.Agree) })
	return out
}
