package annotate

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// The kinds of thing that are recognised.
const (
	Organisation = "organisation"
	Term         = "term"       // a word of an organisation for a kind of instrument
	HubType      = "type"       // what instruments do, whatever they are called
	Instrument   = "instrument" // a single document
)

// Thing is what words of a text can mean.
type Thing struct {
	IRI          string            `json:"iri"`
	Kind         string            `json:"kind"`
	Name         string            `json:"name"`
	Lang         string            `json:"lang,omitempty"`
	Organisation *harmonise.Owner  `json:"organisation,omitempty"` // whose it is
	Type         *harmonise.Owner  `json:"type,omitempty"`         // of the hub
	Nature       string            `json:"legalNature,omitempty"`
	Level        string            `json:"legalNatureLevel,omitempty"` // binding, non-binding, depends
	FalseFriend  []harmonise.Owner `json:"falseFriendOf,omitempty"`    // types that the word suggests and that it is not

	entry   *harmonise.TermEntry // of a term
	org     int32                // number of its organisation in things, -1 if none
	parents []int32              // of an organisation: those it belongs to
}

// nameKind says how good a name is.
type nameKind uint8

const (
	nameMain    nameKind = iota // a preferred, alternative or short name, an acronym
	nameDerived                 // made from a title: its beginning, or the short name in brackets at its end
	nameHidden                  // for search only
)

// name is one way to call a thing.
type name struct {
	thing  int32
	kind   nameKind
	shape  shape
	main   bool     // a preferred name
	exact  []string // word by word: how it must be written, "" for anyhow
	gaps   []gap
	text   string
	lang   string
	filled uint8 // words that carry meaning, at most 3 counted
}

// shape says on what ground a name is recognised; DESIGN.md explains.
type shape uint8

const (
	phrase  shape = iota // several words: enough by themselves, mostly
	word                 // one ordinary word
	acronym              // one word in capitals, or with capitals inside
	short                // an acronym of two letters
	code                 // of an instrument, particular: OECD/LEGAL/0449
	bare                 // of an instrument, meaning nothing outside its organisation: Annex 13, C029
)

// Gazetteer is all names of a snapshot, ready to be found in texts. It does not change and may be used by many at once.
type Gazetteer struct {
	Seq      uint64 // of the commit it was made from
	Names    int
	Bytes    int64 // of memory, about
	things   []Thing
	names    []name
	vocab    map[string]int32
	auto     *automaton
	byIRI    map[string]int32
	common   map[int32]bool      // words that stand in names of several organisations
	hasTerms map[int32]bool      // organisations
	heads    map[headOf][]int32  // terms by what they turn on
	lower    map[string]bool     // words that some name has in lower case, folded; while compiling
	broader  map[string][]string // type -> all types above it, without the top of the hub
}

// headOf is an organisation and a word on which terms of it turn.
type headOf struct{ org, word int32 }

// MaxMemory is what a gazetteer may take, in bytes, about.
const MaxMemory = 512 << 20

// MemoryError says that a graph has more names than there is room for.
type MemoryError struct{ Names int }

func (e *MemoryError) Error() string {
	return fmt.Sprintf("compile the names: after %d names the %d MiB for them are full", e.Names, MaxMemory>>20)
}

// Compile reads the names of all organisations, placed terms, hub types and instruments of a snapshot. The gazetteer keeps
// nothing of the snapshot.
func Compile(ctx context.Context, s index.Snapshot) (*Gazetteer, error) {
	g := &Gazetteer{Seq: s.Seq(), vocab: map[string]int32{}, auto: newAutomaton(), byIRI: map[string]int32{}, common: map[int32]bool{}, broader: map[string][]string{}, lower: map[string]bool{}, heads: map[headOf][]int32{}, hasTerms: map[int32]bool{}}
	r, err := newReader(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := g.read(r); err != nil {
		return nil, fmt.Errorf("compile the names: %w", err)
	}
	g.auto.link()
	g.countCommon()
	g.shapeOrganisations()
	g.Names, g.lower = len(g.names), nil
	return g, nil
}

// thing enters a thing, once.
func (g *Gazetteer) thing(t Thing) int32 {
	if i, ok := g.byIRI[t.IRI]; ok {
		return i
	}
	i := int32(len(g.things))
	t.org = -1
	if t.Kind == Organisation {
		t.org = i
	}
	g.things, g.byIRI[t.IRI] = append(g.things, t), i
	g.Bytes += int64(200 + len(t.IRI) + len(t.Name))
	return i
}

// call enters a name of a thing.
func (g *Gazetteer) call(thing int32, label rdf.Term, kind nameKind, main bool) error {
	n := name{thing: thing, kind: kind, main: main, text: label.Value, lang: label.Lang}
	ids := g.split(&n)
	if len(ids) == 0 || len(ids) > 60 {
		return nil
	}
	n.shape = g.shapeOf(&n, ids)
	before := len(g.auto.nodes)
	g.auto.add(ids, int32(len(g.names)))
	g.names = append(g.names, n)
	g.Bytes += int64(len(g.auto.nodes)-before)*88 + int64(160+len(n.text)+len(ids)*20)
	if g.Bytes > MaxMemory {
		return &MemoryError{Names: len(g.names)}
	}
	return nil
}

// split cuts a name into words, each with how it must be written.
func (g *Gazetteer) split(n *name) (ids []int32) {
	z := tokenizer{text: n.text}
	count := 0
	for t, ok := z.next(); ok; t, ok = z.next() {
		w := n.text[t.start:t.end]
		k := keyOf(w)
		id := g.vocab[k]
		if id == 0 {
			id = int32(len(g.vocab)) + 1
			g.vocab[k] = id
			g.Bytes += int64(64 + len(k))
		}
		if !t.has(capital) {
			g.lower[fold(w)] = true
		}
		ids = append(ids, id)
		n.exact, n.gaps = append(n.exact, exactly(w)), append(n.gaps, t.gap)
		if utf8.RuneCountInString(w) > 3 || t.has(single|caseless) {
			count++
		}
	}
	n.gaps = append(n.gaps[:0:0], n.gaps...)
	if len(n.gaps) > 0 {
		n.gaps[0] = gapSentence // nothing before a name is part of it
	}
	n.filled = uint8(min(count, 3))
	if len(ids) <= 3 {
		z = tokenizer{text: n.text}
		for i := range ids { // a lone capital counts in a short name: OIML R
			if t, _ := z.next(); t.end-t.start == 1 && t.has(capital) {
				n.exact[i] = n.text[t.start:t.end]
			}
		}
	}
	return ids
}

// exactly gives the word itself if it must be written as it is: with capitals inside, or with a capital and digits.
func exactly(w string) string {
	uppers, digit := 0, false
	for i, r := range w {
		if unicode.IsUpper(r) {
			if uppers++; i > 0 {
				uppers++
			}
		}
		digit = digit || unicode.IsDigit(r)
	}
	if uppers > 1 || uppers == 1 && digit {
		return w
	}
	return ""
}

// shapeOf tells the shape of a name of something that is no instrument.
func (g *Gazetteer) shapeOf(n *name, ids []int32) shape {
	z := tokenizer{text: n.text}
	first, _ := z.next()
	switch {
	case first.has(single) && len(ids) <= 3, len(ids) == 1 && n.exact[0] == "":
		return word
	case len(ids) == 1 && utf8.RuneCountInString(n.text) == 2:
		return short
	case len(ids) == 1:
		return acronym
	}
	return phrase
}

// countCommon finds the words that stand in the names of several organisations: Commission, Council, Bank.
func (g *Gazetteer) countCommon() {
	seen := map[int32]int32{} // word -> one organisation that has it
	for i := range g.names {
		n := &g.names[i]
		if g.things[n.thing].Kind != Organisation {
			continue
		}
		z := tokenizer{text: n.text}
		for t, ok := z.next(); ok; t, ok = z.next() {
			id := g.vocab[keyOf(n.text[t.start:t.end])]
			if other, ok := seen[id]; ok && other != n.thing {
				g.common[id] = true
			}
			seen[id] = n.thing
		}
	}
}

// shapeOrganisations lets a single word be the name of an organisation by itself if no other organisation has it.
func (g *Gazetteer) shapeOrganisations() {
	for i := range g.names {
		n := &g.names[i]
		if n.shape == word && g.things[n.thing].Kind == Organisation && !g.common[g.vocab[keyOf(strings.TrimSpace(n.text))]] {
			n.shape = phrase
		}
	}
}
