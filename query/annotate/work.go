package annotate

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a run of words at which names stand.
type span struct {
	from, to int32   // words, the second not included
	names    []int32 // those that fit as they are written
}

// sentence is a run of words between full stops.
type sentence struct {
	from, to int32
	heading  bool // nearly all its words begin with capitals: they say nothing
	shouting bool // nearly all its words are in capitals
}

// work is one text under annotation.
type work struct {
	ctx       context.Context
	g         *Gazetteer
	text      string
	tokens    []token
	sentences []sentence
	spans     []span
	mentions  []mention
	starts    map[int32]int32 // word -> the longest span of terms or types that begins there
	ends      map[int32]int32 // word -> the longest that ends before it
	orgStart  map[int32]int32 // word -> mention of an organisation
	orgEnd    map[int32]int32
	named     map[int32]bool // organisations that are mentioned by a name that only they have
}

func (g *Gazetteer) newWork(ctx context.Context, d *Document) (*work, error) {
	w := &work{ctx: ctx, g: g, text: d.Text, starts: map[int32]int32{}, ends: map[int32]int32{}, orgStart: map[int32]int32{}, orgEnd: map[int32]int32{}, named: map[int32]bool{}}
	if err := w.tokenize(d.cuts); err != nil {
		return nil, err
	}
	if err := w.match(); err != nil {
		return nil, err
	}
	w.judgeSentences()
	w.indexSpans()
	w.findMentions()
	return w, ctx.Err()
}

// tokenize cuts the text into words and sentences.
func (w *work) tokenize(cuts []cut) error {
	z := tokenizer{text: w.text, cuts: cuts}
	w.tokens = make([]token, 0, len(w.text)/6)
	for t, ok := z.next(); ok; t, ok = z.next() {
		if len(w.tokens)&4095 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if t.gap == gapSentence {
			w.sentences = append(w.sentences, sentence{from: int32(len(w.tokens))})
		}
		s := &w.sentences[len(w.sentences)-1]
		t.sentence = int32(len(w.sentences) - 1)
		if t.id = w.g.vocab[keyOf(w.text[t.start:t.end])]; t.id == 0 {
			if head, rest, ok := w.proclitic(t); ok {
				w.tokens = append(w.tokens, head)
				t = rest
			}
		}
		w.tokens = append(w.tokens, t)
		s.to = int32(len(w.tokens))
	}
	return nil
}

// proclitic cuts Arabic conjunctions and prepositions of one letter, two at most, off a word if the rest is a word of a name.
func (w *work) proclitic(t token) (head, rest token, ok bool) {
	if !t.has(caseless) || t.has(single) {
		return t, t, false
	}
	head, rest = t, t
	rest.gap = gapSpace
	for range 2 {
		r, n := utf8.DecodeRuneInString(w.text[rest.start:rest.end])
		if !strings.ContainsRune("وفبلك", r) {
			break
		}
		rest.start += int32(n)
		head.end = rest.start
		after := w.text[rest.start:rest.end]
		rest.id = w.g.vocab[keyOf(after)]
		if r == 'ل' && rest.id == 0 && strings.HasPrefix(after, "ل") { // the article loses its alif
			rest.id = w.g.vocab[keyOf("ا"+after)]
		}
		if rest.id != 0 {
			head.id = w.g.vocab[keyOf(w.text[head.start:head.end])]
			return head, rest, true
		}
	}
	return t, t, false
}

// match runs the words through the automaton.
func (w *work) match() error {
	at := int32(0)
	for i := range w.tokens {
		if i&4095 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		at = w.g.auto.step(at, w.tokens[i].id)
		w.g.auto.ends(at, func(n *node) {
			s := span{from: int32(i) + 1 - n.depth, to: int32(i) + 1}
			if s.names = w.fitting(n.names, s); len(s.names) > 0 {
				w.spans = append(w.spans, s)
			}
		})
	}
	return nil
}

// fitting are the names that fit a run of words as it is written; all of them without making a copy.
func (w *work) fitting(names []int32, s span) []int32 {
	for i, n := range names {
		if !w.fits(&w.g.names[n], s) {
			out := slices.Clone(names[:i])
			for _, n := range names[i+1:] {
				if w.fits(&w.g.names[n], s) {
					out = append(out, n)
				}
			}
			return out
		}
	}
	return names
}

func (w *work) fits(n *name, s span) bool {
	for k, must := range n.exact {
		t := &w.tokens[int(s.from)+k]
		if t.gap > n.gaps[k] && k > 0 {
			return false
		}
		if must == "" {
			continue
		}
		is := w.text[t.start:t.end]
		plural := k == len(n.exact)-1 && len(is) == len(must)+1 && is[len(must)] == 's' && n.shape != code && n.shape != bare
		if is != must && (!plural || is[:len(must)] != must) {
			return false
		}
	}
	return true
}

// judgeSentences finds headings and text in capitals, whose capitals say nothing. Names of several words do not count:
// they have their capitals anyway.
func (w *work) judgeSentences() {
	covered := make([]bool, len(w.tokens))
	for _, s := range w.spans {
		if k := w.kind(s.names[0]); s.to-s.from > 1 && (k == Organisation || k == Instrument) {
			for i := s.from; i < s.to; i++ {
				covered[i] = true
			}
		}
	}
	for i := range w.sentences {
		s := &w.sentences[i]
		words, capitals, uppers := 0, 0, 0
		for k := s.from; k < s.to; k++ {
			t := &w.tokens[k]
			if covered[k] || !t.has(letters) || t.has(caseless) || t.end-t.start < 4 {
				continue
			}
			words++
			if t.has(capital) {
				capitals++
			}
			if t.has(upper) {
				uppers++
			}
		}
		s.heading = words >= 4 && (capitals-uppers)*10 >= (words-uppers)*8
		s.shouting = words >= 3 && uppers*10 >= words*7
	}
}

// indexSpans remembers where words for instruments begin and end.
func (w *work) indexSpans() {
	longer := func(m map[int32]int32, at, i int32) {
		if j, ok := m[at]; !ok || w.spans[i].to-w.spans[i].from > w.spans[j].to-w.spans[j].from {
			m[at] = i
		}
	}
	for i := range w.spans {
		s := &w.spans[i]
		if slices.ContainsFunc(s.names, func(n int32) bool { k := w.kind(n); return k == Term || k == HubType }) {
			longer(w.starts, s.from, int32(i))
			longer(w.ends, s.to, int32(i))
		}
	}
}

func (w *work) kind(n int32) string { return w.g.things[w.g.names[n].thing].Kind }

// byLength orders spans: the longest first, then as they stand.
func byLength(a, b span) int {
	return cmp.Or(cmp.Compare(b.to-b.from, a.to-a.from), cmp.Compare(a.from, b.from))
}

// raw is the text of a word, folded.
func (w *work) raw(i int32) string {
	t := &w.tokens[i]
	return fold(w.text[t.start:t.end])
}

// between is the text between two words that follow each other.
func (w *work) between(i int32) string { return w.text[w.tokens[i-1].end:w.tokens[i].start] }

// capitalised reports whether the first word of a span has a capital that says something: not at the beginning of a
// sentence, and not where everything has one.
func (w *work) capitalised(s span) bool {
	t := &w.tokens[s.from]
	if !t.has(capital) || t.has(upper) && w.tokens[s.to-1].has(upper) {
		return false
	}
	sen := &w.sentences[t.sentence]
	if sen.heading || sen.shouting || w.partOfName(s) {
		return false
	}
	for i := sen.from; i < s.from; i++ {
		if w.tokens[i].has(letters) {
			return true
		}
	}
	return false
}

// partOfName reports whether a span of one word stands beside a capitalised word that no name has: it belongs to the name
// of something else (Bologna Declaration, Standard Chartered).
func (w *work) partOfName(s span) bool {
	strange := func(i int32) bool {
		t := &w.tokens[i]
		return t.id == 0 && t.has(capital) && t.has(letters) && t.end-t.start > 2
	}
	if s.to-s.from > 1 {
		return false
	}
	first := w.sentences[w.tokens[s.from].sentence].from
	before := s.from > first+1 && w.tokens[s.from].gap == gapSpace && w.tokens[s.from-1].gap == gapSpace && strange(s.from-1)
	next := s.to
	if int(next)+1 < len(w.tokens) && w.tokens[next].gap == gapSpace && links[w.raw(next)] && !articles[w.raw(next+1)] {
		next++ // Treaty of Westphalia
	}
	after := int(next) < len(w.tokens) && w.tokens[next].gap == gapSpace && strange(next)
	return before || after
}

// capitals counts the words of a span that begin with a capital.
func (w *work) capitals(s span) (n int) {
	for _, t := range w.tokens[s.from:s.to] {
		if r, _ := utf8.DecodeRuneInString(w.text[t.start:]); unicode.IsUpper(r) {
			n++
		}
	}
	return n
}
