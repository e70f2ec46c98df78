package harmonise

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// A query can be read in other ways than by its letters. "MoU on health" is "Memorandum of understanding on health", and
// "OECD Decision" is the Decision of the OECD. Both rest on names that the graph holds: a run of words of the query that is
// exactly a name of a thing gives way to another name of it, or tells whose term is meant. Bleve's own synonyms are single
// words (a test in index/text shows it), and they could not know whose names they are.

// rewords says which names of a thing may stand for which. It is directional: a former name leads to today's, today's not
// to the former; a full name and its acronym stand for each other.
var rewords = map[string][]string{
	Acronym: {Preferred}, Short: {Preferred}, Alternative: {Preferred}, Former: {Preferred}, Hidden: {Preferred},
	Notation:  {Preferred},
	Preferred: {Acronym},
}

const (
	maxReadWords  = 8    // of a query that is read in other ways
	maxReadings   = 6    // of one query
	readingCost   = -0.9 // what a reading adds to the score: an exact name in it comes before beginnings as written
	maxNameBearer = 12   // things looked at that bear one name
)

// reading is another way to read a query.
type reading struct {
	text string
	org  string // the address of the organisation that the query names, "" if none
	said string // in words
}

// elided sets articles apart that an apostrophe joins to the next word.
var elided = strings.NewReplacer("l'", "l' ", "L'", "l' ", "d'", "d' ", "D'", "d' ", "l’", "l' ", "L’", "l' ", "d’", "d' ", "D’", "d' ")

// otherReadings finds them.
func (l *lookup) otherReadings(t index.Text) ([]reading, error) {
	words := strings.Fields(elided.Replace(l.q.Text))
	if len(words) > maxReadWords {
		return nil, nil
	}
	var out []reading
	for n := len(words); n > 0; n-- { // longer names first
		for from := 0; from+n <= len(words) && len(out) < maxReadings; from++ {
			more, err := l.readingsAt(t, words, from, from+n)
			if err != nil {
				return nil, err
			}
			for _, r := range more {
				if r.text != "" && !slices.ContainsFunc(out, func(o reading) bool { return o.text == r.text && o.org == r.org }) {
					out = append(out, r)
				}
			}
		}
	}
	return out[:min(len(out), maxReadings)], nil
}

// readingsAt takes the words from..to for a name.
func (l *lookup) readingsAt(t index.Text, words []string, from, to int) ([]reading, error) {
	phrase := strings.Trim(strings.Join(words[from:to], " "), ",;:()")
	bearers, err := l.bearersOf(t, phrase)
	if err != nil {
		return nil, err
	}
	var out []reading
	for _, b := range bearers {
		if b.kind == "organisation" && to-from < len(words) {
			rest := withoutLinks(append(slices.Clone(words[:from]), words[to:]...))
			out = append(out, reading{rest, b.iri, fmt.Sprintf("%s read as the organisation", phrase)})
			continue // another name of it would say the same
		}
		names, err := l.otherNames(b)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if fold(name) != fold(phrase) {
				text := strings.Join(slices.Concat(words[:from], []string{name}, words[to:]), " ")
				out = append(out, reading{text, "", fmt.Sprintf("%s read as %s", phrase, name)})
			}
		}
	}
	return out, nil
}

// links join a term and its organisation: they say nothing once the organisation is known.
var links = map[string]bool{"of": true, "the": true, "by": true, "from": true, "at": true, "de": true, "del": true, "la": true, "el": true,
	"du": true, "des": true, "le": true, "les": true, "der": true, "d'": true, "l'": true, "'s": true, "in": true, "an": true, "a": true}

// withoutLinks drops links from both ends.
func withoutLinks(words []string) string {
	for len(words) > 0 && links[strings.ToLower(words[0])] {
		words = words[1:]
	}
	for len(words) > 0 && links[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// bearer is a thing with the name that a query holds.
type bearer struct {
	id        index.ID
	iri       string
	kind      string // of the thing
	labelKind string
	lang      string
}

// bearersOf finds organisations and concepts of vocabularies that bear exactly a name.
func (l *lookup) bearersOf(t index.Text, phrase string) ([]bearer, error) {
	if len(phrase) < 2 {
		return nil, nil
	}
	hits, err := t.Search(l.ctx, index.TextQuery{Text: phrase, Modes: index.MatchExact, Limit: maxNameBearer})
	if err != nil {
		return nil, err
	}
	var rows []labelling
	for i := range hits {
		var lit [1]index.ID
		if err := l.snap.Ordinals([]uint64{hits[i].Ordinal}, lit[:]); err != nil {
			return nil, err
		}
		if lit[0] != 0 {
			if rows, err = l.labelled(lit[0], &hits[i], rows); err != nil {
				return nil, err
			}
		}
	}
	return l.bearersAmong(rows)
}

// bearersAmong keeps those of kinds whose names stand for each other, each thing with its most telling kind of label.
func (l *lookup) bearersAmong(rows []labelling) ([]bearer, error) {
	var ids []index.ID
	for _, r := range rows {
		ids = append(ids, r.thing)
	}
	terms, err := l.terms(ids)
	if err != nil {
		return nil, err
	}
	var out []bearer
	for _, r := range rows {
		t := &thing{id: r.thing, iri: resourceName(terms[r.thing])}
		if t.kind = kindOf(t.iri); t.kind == "" {
			if err := l.learn(t); err != nil {
				return nil, err
			}
		}
		if t.kind != "type" && t.kind != "organisation" && t.kind != "formal-organization" && t.kind != "concept" || rewords[r.kind] == nil {
			continue
		}
		b := bearer{r.thing, t.iri, strings.Replace(t.kind, "formal-organization", "organisation", 1), r.kind, r.hit.Lang}
		at := slices.IndexFunc(out, func(o bearer) bool { return o.id == b.id })
		switch {
		case at < 0 && len(out) < maxNameBearer:
			out = append(out, b)
		case at >= 0 && rank(b.labelKind) < rank(out[at].labelKind):
			out[at] = b
		}
	}
	return out, nil
}

// otherNames are the names that may stand for the one that a query holds, in its language.
func (l *lookup) otherNames(b bearer) ([]string, error) {
	var literals, nodes []index.ID
	wanted := rewords[b.labelKind]
	err := l.around(b.id, l.bySubject, nil, func(p, o index.ID) bool {
		switch {
		case slices.Contains(wanted, l.labels[p]):
			literals = append(literals, o)
		case l.nodes[p] != "" && slices.Contains(wanted, Acronym):
			nodes = append(nodes, o)
		}
		return true
	})
	for _, n := range nodes {
		if err == nil {
			literals, err = l.acronym(n, literals)
		}
	}
	if err != nil {
		return nil, err
	}
	terms, err := l.terms(literals)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range literals {
		if x := terms[id]; x.Kind == rdf.Literal && (x.Lang == b.lang || x.Lang == "" || b.lang == "" && strings.HasPrefix(x.Lang, "en")) && !slices.Contains(out, x.Value) {
			out = append(out, x.Value)
		}
	}
	return out, nil
}

// acronym appends the form of a label node if it is an acronym.
func (l *lookup) acronym(node index.ID, literals []index.ID) ([]index.ID, error) {
	form, is := index.ID(0), false
	err := l.around(node, l.bySubject, nil, func(p, o index.ID) bool {
		switch p {
		case l.special.literalForm:
			form = o
		case l.special.labelKind:
			is = l.special.labelKinds[o] == Acronym
		}
		return true
	})
	if is && form != 0 {
		literals = append(literals, form)
	}
	return literals, err
}

// reread searches for the other readings of the query and takes in what they find.
func (l *lookup) reread(t index.Text) error {
	readings, err := l.otherReadings(t)
	if err != nil {
		return err
	}
	for _, r := range readings {
		q := l.q
		q.Text = r.text
		if r.org != "" && q.Org == "" {
			q.Org = r.org
		}
		sub, err := newLookup(l.ctx, l.snap, q)
		if err != nil {
			return err
		}
		if err := sub.search(t, l.modes()&^index.MatchFuzzy); err != nil {
			return err
		}
		l.adopt(sub, r)
	}
	return nil
}

// adopt takes the finds of a reading where they are better than what is there.
func (l *lookup) adopt(sub *lookup, r reading) {
	for id, t := range sub.found {
		old := l.found[id]
		if old == nil {
			old = &thing{id: t.id, iri: t.iri, kind: t.kind, about: t.about}
			l.found[id] = old
		}
		for _, f := range t.labels {
			f.said, f.score = r.said, f.score+readingCost
			if at := slices.IndexFunc(old.labels, func(o found) bool { return o.hit.Text == f.hit.Text && o.hit.Lang == f.hit.Lang }); at < 0 {
				old.labels = append(old.labels, f)
			} else if f.score > old.labels[at].score {
				old.labels[at] = f
			}
		}
	}
	l.exact = l.exact || sub.exact
}
