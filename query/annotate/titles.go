package annotate

import (
	"regexp"
	"slices"
	"strings"
)

// composed reports whether a text is the name of an organisation and a word for instruments: ASEAN Declaration is no name of
// one instrument.
func (g *Gazetteer) composed(text string) bool {
	for i, r := range text {
		if r == ' ' && g.taken(text[:i], false) && g.taken(text[i+1:], true) {
			return true
		}
	}
	return false
}

// taken reports whether a text is the name of an organisation or type, or of a term if those count: what stands in
// brackets behind a title is the name of that document even where it has become a word (Helsinki Final Act).
func (g *Gazetteer) taken(text string, terms bool) bool {
	at := int32(0)
	z := tokenizer{text: text}
	for t, ok := z.next(); ok; t, ok = z.next() {
		id := g.vocab[keyOf(text[t.start:t.end])]
		to, ok := g.auto.next[edge(at, id)]
		if !ok || id == 0 {
			return false
		}
		at = to
	}
	return slices.ContainsFunc(g.auto.nodes[at].names, func(n int32) bool {
		k := g.things[g.names[n].thing].Kind
		return k == Organisation || k == HubType || k == Term && terms
	})
}

var (
	lastBracket = regexp.MustCompile(`^(.+?)\s*\(([^()]+)\)$`)
	lastYear    = regexp.MustCompile(`^(.+), \d{4}$`)
	codeYear    = regexp.MustCompile(`^(.+[0-9]):\d{4}$`)
	codeStart   = regexp.MustCompile(`^((?:[\pL/&.-]+|\([\pL]+\)|No\.?|\p{Lu}+)\s){1,3}?\S*\d\S*(?:/\S+)?`)
	notCode     = regexp.MustCompile(` (of|du|de|del) \d+$|(^| )(1[89]|20)\d\d$`) // a date
	shortName   = regexp.MustCompile(`^(\p{Lu}[\pL-]*\p{Lu}[\pL-]*\p{Lu}|(?:\p{Lu}\S*)(?: \S+)* \p{Lu}\S*)$`)
)

// shorter makes the names that people use of a title: what stands before a bracket, a colon or a year at its end, the name
// in the bracket, and the code at its beginning.
func shorter(title string) (out []string, bracket string) {
	add := func(s string) {
		s = strings.TrimRight(strings.TrimSpace(s), ",;:")
		if s != title && strings.ContainsRune(s, ' ') && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	rest := title
	if m := lastBracket.FindStringSubmatch(rest); m != nil {
		rest = m[1]
		add(rest)
		if shortName.MatchString(m[2]) && !strings.ContainsAny(m[2], "0123456789,;") {
			bracket = m[2]
		}
	}
	if m := lastYear.FindStringSubmatch(rest); m != nil {
		add(m[1])
	}
	if before, _, ok := strings.Cut(rest, ": "); ok && strings.ContainsRune(before, ' ') {
		add(before)
	}
	if m := codeStart.FindString(rest); m != "" && m != rest {
		if m = strings.Join(strings.Fields(strings.TrimRight(m, ",:")), " "); !notCode.MatchString(m) {
			add(m)
		}
	}
	return out, bracket
}

var placed = regexp.MustCompile(`^((?:\p{Lu}[\pL.'’-]+ ){1,2}\p{Lu}\p{Ll}+) (?:on|for|to|of|concerning|relating|regarding|against|establishing|sur|pour|relative?|concernant|sobre|para|relativo|relativa) `)

// byPlace makes of "Kyoto Protocol to the ..." the name Kyoto Protocol: a word for instruments behind words that no name
// has in lower case, as it has "international" and "framework".
func (g *Gazetteer) byPlace(title string) string {
	m := placed.FindStringSubmatch(title)
	if m == nil {
		return ""
	}
	words := strings.Fields(m[1])
	head := words[len(words)-1]
	if !g.taken(head, true) || g.taken(strings.Join(words[:len(words)-1], " "), true) {
		return ""
	}
	for _, w := range words[:len(words)-1] {
		if g.lower[fold(w)] || exactly(w) != "" {
			return ""
		}
	}
	return m[1]
}

func wordAt(text string, n int) string {
	z := tokenizer{text: text}
	t, ok := z.next()
	for ; ok && n > 0; n-- {
		t, ok = z.next()
	}
	return text[t.start:t.end]
}

// particular reports whether a code says whose it is: it has a run of three capitals, or of two and a digit. Roman numbers do
// not count.
func particular(code string) bool {
	most, digit := 0, strings.ContainsAny(code, "0123456789")
	for _, run := range strings.FieldsFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		if strings.Trim(run, "IVX") != "" {
			most = max(most, len(run))
		}
	}
	mixed := !strings.ContainsAny(code, " /.-") && exactly(code) != "" && !digit // ComFrame
	return most >= 3 || most == 2 && digit || mixed
}
