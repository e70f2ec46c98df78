package text

import (
	"strings"
	"unicode/utf8"

	"w3id.org/concord/index"
)

// query is a TextQuery prepared for the matcher and for Bleve.
type query struct {
	text  string // without space around it
	lang  string // lower case, "" for all
	modes index.TextMode
	limit int

	words []word
	key   string
	runes [][]rune            // of the words, for counting typing errors
	slack []int               // how many each word may have
	stems map[string][]string // by name of language; none where all words are empty words
}

func (ix *Index) prepare(q index.TextQuery) *query {
	p := &query{text: strings.TrimSpace(cut(q.Text, maxShort)), lang: strings.ToLower(q.Lang), modes: q.Modes, limit: q.Limit}
	if p.modes == 0 {
		p.modes = index.MatchAll
	}
	if p.limit <= 0 {
		p.limit = 100
	}
	p.words = splitWords(p.text)
	p.key = keyOf(p.text, p.words)
	for _, w := range p.words {
		r := []rune(w.fold)
		p.runes = append(p.runes, r)
		p.slack = append(p.slack, slackOf(w.fold, len(r)))
	}
	p.stems = map[string][]string{}
	for _, l := range p.languages(ix.opts.Untagged) {
		if s := distinct(l.stems(p.text, p.words)); len(s) > 0 {
			p.stems[l.name] = s
		}
	}
	return p
}

// languages are those whose literals can match.
func (p *query) languages(untagged string) []*language {
	if p.lang != "" {
		return []*language{languageOf(p.lang, untagged)}
	}
	return everyLanguage()
}

// slackOf is the number of typing errors that a word may have: none in short words and numbers.
func slackOf(w string, runes int) int {
	switch {
	case runes <= 3 || strings.ContainsAny(w, "0123456789"):
		return 0
	case runes <= 5:
		return 1
	}
	return 2
}

func distinct(words []word) []string {
	out := make([]string, 0, len(words))
next:
	for _, w := range words {
		for _, o := range out {
			if o == w.fold {
				continue next
			}
		}
		out = append(out, w.fold)
	}
	return out
}

// speaks reports whether a literal's tag is the query's language or a kind of it.
func (p *query) speaks(tag string) bool {
	return p.lang == "" || len(tag) >= len(p.lang) && strings.EqualFold(tag[:len(p.lang)], p.lang) &&
		(len(tag) == len(p.lang) || tag[len(p.lang)] == '-')
}

// beginnings reports whether the query is long enough to ask for words that begin with it.
func (p *query) beginnings() bool {
	return len(p.words) > 1 || utf8.RuneCountInString(p.key) > 1
}
