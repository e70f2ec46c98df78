package annotate

import (
	"regexp"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// readInstruments enters the instruments: their titles, their codes, and what people make of both.
func (g *Gazetteer) readInstruments(r *reader) error {
	iris, err := r.subjects(ontology.RDFType, ontology.IOInstrument)
	if err != nil {
		return err
	}
	more, err := r.subjects(ontology.RDFType, ontology.ELILegalResource)
	if err != nil {
		return err
	}
	iris = append(iris, more...)
	slices.Sort(iris)
	for _, iri := range slices.Compact(iris) {
		n, err := r.node(iri)
		if err != nil {
			return err
		}
		if err := g.readInstrument(iri, n); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gazetteer) readInstrument(iri string, n map[string][]rdf.Term) error {
	title := best(n[ontology.DCTTitle], n[ontology.SKOSPrefLabel], n[ontology.RDFSLabel])
	if title.Value == "" {
		return nil
	}
	t := Thing{IRI: iri, Kind: Instrument, Name: title.Value, Lang: title.Lang}
	for _, p := range []string{ontology.IOOfOrganisation, ontology.ELIPassedBy} {
		for _, o := range n[p] {
			if k, ok := g.byIRI[o.Value]; ok && t.Organisation == nil {
				t.Organisation = g.things[k].Organisation
			}
		}
	}
	for _, w := range n[ontology.IOWorksAs] {
		if k, ok := g.byIRI[w.Value]; ok {
			t.Type = &harmonise.Owner{IRI: w.Value, Name: g.things[k].Name}
		}
	}
	for _, c := range n[ontology.IOCalledByIts] {
		if k, ok := g.byIRI[c.Value]; ok {
			t.Nature, t.Level = g.things[k].Nature, g.things[k].Level
		}
	}
	i := g.thing(t)
	if t.Organisation != nil {
		g.own(i, t.Organisation.IRI)
	}
	for _, l := range slices.Concat(n[ontology.DCTTitle], n[ontology.SKOSPrefLabel], n[ontology.RDFSLabel]) {
		if err := g.callTitle(i, l); err != nil {
			return err
		}
	}
	for _, l := range slices.Concat(n[ontology.SKOSAltLabel]) {
		if err := g.call(i, l, nameMain, false); err != nil {
			return err
		}
	}
	for _, l := range slices.Concat(n[ontology.DCTIdentifier], n[ontology.SKOSNotation]) {
		if err := g.callCode(i, l); err != nil {
			return err
		}
	}
	return nil
}

// callTitle enters a title and the shorter names that people make of it.
func (g *Gazetteer) callTitle(i int32, title rdf.Term) error {
	if err := g.callShaped(i, title, nameMain); err != nil {
		return err
	}
	names, bracket := shorter(title.Value)
	for _, s := range names {
		if !g.taken(s, true) {
			if err := g.callShaped(i, rdf.Term{Kind: rdf.Literal, Value: s, Lang: title.Lang}, nameDerived); err != nil {
				return err
			}
		}
	}
	if bracket == "" || g.taken(bracket, false) {
		return nil
	}
	return g.callShaped(i, rdf.Term{Kind: rdf.Literal, Value: bracket, Lang: title.Lang}, nameDerived)
}

// callShaped enters a name of an instrument.
func (g *Gazetteer) callShaped(i int32, label rdf.Term, kind nameKind) error {
	before := len(g.names)
	if err := g.call(i, label, kind, false); err != nil || len(g.names) == before {
		return err
	}
	n := &g.names[before]
	if m := numbered.FindStringSubmatch(n.text); m != nil && !particular(m[0]) && len(n.gaps) <= 4 {
		n.shape = bare
	}
	return nil
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
	numbered    = regexp.MustCompile(`^\S.*\d\S*$`)
	codeStart   = regexp.MustCompile(`^((?:[\pL/&.-]+|\([\pL]+\)|No\.?|\p{Lu}+)\s){1,3}?\S*\d\S*(?:/\S+)?`)
	year        = regexp.MustCompile(`^(1[89]|20)\d\d$`)
	shortName   = regexp.MustCompile(`^(\p{Lu}[\pL-]*\p{Lu}|(?:\p{Lu}\S*)(?: \S+)* \p{Lu}\S*)$`)
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
		words := strings.Fields(strings.TrimRight(m, ",:"))
		if last := words[len(words)-1]; !year.MatchString(last) {
			add(strings.Join(words, " "))
		}
	}
	return out, bracket
}

// callCode enters a code, and each of several in one. Without its year a standard is meant in any edition.
func (g *Gazetteer) callCode(i int32, label rdf.Term) error {
	texts := []string{label.Value}
	if before, rest, ok := strings.Cut(label.Value, " ("); ok && strings.HasSuffix(rest, ")") && !strings.HasSuffix(before, ".") {
		texts = append(texts, before)
	}
	if strings.Contains(label.Value, ", ") && !lastYear.MatchString(label.Value) {
		texts = append(texts, strings.Split(label.Value, ", ")...)
	}
	for _, t := range texts {
		if m := codeYear.FindStringSubmatch(t); m != nil {
			texts = append(texts, m[1])
		}
	}
	for k, t := range texts {
		kind := nameMain
		if k > 0 {
			kind = nameDerived
		}
		before := len(g.names)
		if err := g.call(i, rdf.Term{Kind: rdf.Literal, Value: t, Lang: label.Lang}, kind, false); err != nil {
			return err
		}
		if len(g.names) > before {
			n := &g.names[before]
			for w, text := range n.exact { // a code is written as it is
				if text == "" {
					n.exact[w] = wordAt(n.text, w)
				}
			}
			if n.shape = bare; particular(t) {
				n.shape = code
			}
		}
	}
	return nil
}

func wordAt(text string, n int) string {
	z := tokenizer{text: text}
	t, ok := z.next()
	for ; ok && n > 0; n-- {
		t, ok = z.next()
	}
	return text[t.start:t.end]
}

// particular reports whether a code says whose it is: it has a run of three capitals, or of two and a digit.
func particular(code string) bool {
	run, most, digit := 0, 0, false
	for _, r := range code {
		if r >= 'A' && r <= 'Z' {
			run++
			most = max(most, run)
			continue
		}
		digit = digit || r >= '0' && r <= '9'
		run = 0
	}
	return most >= 3 || most == 2 && digit && strings.ContainsAny(code, " -/.(")
}
