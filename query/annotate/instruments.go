package annotate

import (
	"slices"
	"strings"
	"unicode"

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
	var all []titled
	for _, iri := range slices.Compact(iris) {
		n, err := r.node(iri)
		if err != nil {
			return err
		}
		titles, err := g.readInstrument(iri, n)
		if err != nil {
			return err
		}
		all = append(all, titles...)
	}
	for _, t := range all {
		if err := g.derive(t); err != nil {
			return err
		}
	}
	return nil
}

// titled is a title of an instrument, of which shorter names are made when all full ones are known.
type titled struct {
	thing int32
	title rdf.Term
}

func (g *Gazetteer) readInstrument(iri string, n map[string][]rdf.Term) (titles []titled, err error) {
	title := best(n[ontology.DCTTitle], n[ontology.SKOSPrefLabel], n[ontology.RDFSLabel])
	if title.Value == "" {
		return nil, nil
	}
	i := g.enter(iri, title, n)
	for _, l := range slices.Concat(n[ontology.DCTTitle], n[ontology.SKOSPrefLabel], n[ontology.RDFSLabel]) {
		if l.Kind != rdf.Literal {
			continue
		}
		if err := g.callShaped(i, l, nameMain); err != nil {
			return nil, err
		}
		titles = append(titles, titled{i, l})
	}
	if err := g.callAll(i, n[ontology.SKOSAltLabel], nameMain, false); err != nil {
		return nil, err
	}
	for _, l := range slices.Concat(n[ontology.DCTIdentifier], n[ontology.SKOSNotation]) {
		if err := g.callCode(i, l); err != nil {
			return nil, err
		}
	}
	return titles, nil
}

// enter makes a thing of an instrument, with its organisation, type and force as far as they are known.
func (g *Gazetteer) enter(iri string, title rdf.Term, n map[string][]rdf.Term) int32 {
	t := Thing{IRI: iri, Kind: Instrument, Name: title.Value, Lang: title.Lang}
	for _, o := range slices.Concat(n[ontology.IOOfOrganisation], n[ontology.ELIPassedBy]) {
		if k, ok := g.byIRI[o.Value]; ok && t.Organisation == nil {
			t.Organisation = g.things[k].Organisation
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
	return i
}

// derive enters the shorter names that people make of a title.
func (g *Gazetteer) derive(t titled) error {
	names, bracket := shorter(t.title.Value)
	if s := g.byPlace(t.title.Value); s != "" {
		names = append(names, s)
	}
	names = slices.DeleteFunc(names, func(s string) bool { return g.taken(s, true) || g.composed(s) })
	if bracket != "" && !g.taken(bracket, false) {
		names = append(names, bracket)
	}
	for _, s := range names {
		if err := g.callShaped(t.thing, rdf.Term{Kind: rdf.Literal, Value: s, Lang: t.title.Lang}, nameDerived); err != nil {
			return err
		}
	}
	return nil
}

// callShaped enters a title of an instrument or a part of one. A single word with a number means nothing by itself.
func (g *Gazetteer) callShaped(i int32, label rdf.Term, kind nameKind) error {
	before := len(g.names)
	if err := g.call(i, label, kind, false); err != nil || len(g.names) == before {
		return err
	}
	n := &g.names[before]
	words, numbers := 0, 0
	z := tokenizer{text: n.text}
	for t, ok := z.next(); ok; t, ok = z.next() {
		if t.has(digits) {
			numbers++
		} else {
			words++
		}
	}
	if words <= 1 && numbers > 0 && !particular(n.text) {
		n.shape = bare
	}
	return nil
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
		if !strings.ContainsFunc(t, unicode.IsUpper) && !strings.Contains(t, "/") {
			continue // a number alone is no code
		}
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
