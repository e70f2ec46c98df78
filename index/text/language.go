package text

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/registry"
)

// language is the analysis of one language: which words say nothing, and what the stem of the others is. Words come
// folded, so that a text without its accents has the same stems; the lists of empty words are folded too.
type language struct {
	name   string
	stop   map[string]bool
	filter []analysis.TokenFilter
	whole  analysis.Analyzer // takes the text instead of its words, where words are not set apart
	heads  bool              // a stem begins as its word does
}

// plain serves every language that has no analysis of its own: words as they are.
var plain = &language{name: "other", heads: true}

// languages gives each primary language subtag its analysis.
var languages = sync.OnceValue(func() map[string]*language {
	m := map[string]*language{
		"en": {name: "en", stop: stopWords(en.EnglishStopWords), heads: true, filter: []analysis.TokenFilter{porter.NewPorterStemmer()}},
		"fr": {name: "fr", stop: stopWords(fr.FrenchStopWords, fr.FrenchArticles), heads: true, filter: []analysis.TokenFilter{fr.NewFrenchLightStemmerFilter()}},
		"es": {name: "es", stop: stopWords(es.SpanishStopWords), heads: true, filter: []analysis.TokenFilter{es.NewSpanishLightStemmerFilter()}},
		"ru": {name: "ru", stop: stopWords(ru.RussianStopWords), heads: true, filter: []analysis.TokenFilter{ru.NewRussianStemmerFilter()}},
		"ar": {name: "ar", stop: stopWords(ar.ArabicStopWords), filter: []analysis.TokenFilter{ar.NewArabicNormalizeFilter(), ar.NewArabicStemmerFilter()}},
	}
	if a, err := registry.NewCache().AnalyzerNamed(cjk.AnalyzerName); err == nil {
		m["zh"] = &language{name: "cjk", whole: a}
		m["ja"], m["ko"] = m["zh"], m["zh"]
	}
	return m
})

// languageOf gives the analysis for a language tag; "" is untagged.
func languageOf(tag, untagged string) *language {
	if tag == "" {
		tag = untagged
	}
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if l := languages()[primary]; l != nil {
		return l
	}
	return plain
}

// everyLanguage lists each analysis once, in a fixed order.
func everyLanguage() []*language {
	all := []*language{plain}
	for _, tag := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
		if l := languages()[tag]; l != nil {
			all = append(all, l)
		}
	}
	return all
}

func stopWords(lists ...[]byte) map[string]bool {
	stop := map[string]bool{}
	for _, list := range lists {
		tokens := analysis.NewTokenMap()
		if tokens.LoadBytes(list) != nil {
			continue
		}
		for t := range tokens {
			for _, w := range splitWords(t) {
				stop[w.fold] = true
			}
		}
	}
	return stop
}

// possible reports whether words may have all the stems wanted: a quick test before they are stemmed.
func (l *language) possible(want []string, words []word) bool {
	if !l.heads {
		return true
	}
next:
	for _, s := range want {
		for i := range words {
			if w := words[i].fold; len(w) > 0 && w[0] == s[0] && (len(w) < 2 || len(s) < 2 || w[1] == s[1]) {
				continue next
			}
		}
		return false
	}
	return true
}

// stems are the stems of a text's words, with their places; empty words are left out.
func (l *language) stems(text string, words []word) []word {
	if l.whole != nil {
		return l.analysed(text)
	}
	out := make([]word, 0, len(words))
	for _, w := range words {
		if !l.stop[w.fold] {
			out = append(out, word{l.stem(w.fold), w.start, w.end})
		}
	}
	return out
}

// stem runs one folded word through the filters.
func (l *language) stem(w string) string {
	if len(l.filter) == 0 {
		return w
	}
	tokens := analysis.TokenStream{{Term: []byte(w), Position: 1, End: len(w), Type: analysis.AlphaNumeric}}
	for _, f := range l.filter {
		tokens = f.Filter(tokens)
	}
	if len(tokens) == 0 || len(tokens[0].Term) == 0 {
		return w
	}
	return string(tokens[0].Term)
}

func (l *language) analysed(text string) []word {
	tokens := l.whole.Analyze([]byte(text))
	out := make([]word, 0, len(tokens))
	for _, t := range tokens {
		out = append(out, word{string(t.Term), t.Start, t.End})
	}
	return out
}
