package reconcile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// labelKey is a literal as a label of a thing.
type labelKey struct{ thing, literal index.ID }

// labels collects which literals name which things, and as what.
func (r *reader) labels() (map[labelKey]string, error) {
	out := map[labelKey]string{}
	note := func(thing, literal index.ID, kind string) {
		k := labelKey{thing, literal}
		if old, ok := out[k]; !ok || harmonise.MoreExact(kind, old) {
			out[k] = kind
		}
	}
	for p, kind := range harmonise.NameProperties() {
		err := r.pairs(p, func(s, o index.ID) error {
			note(s, o, kind)
			if len(out) > maxNames {
				return errTooMany
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, r.xlLabels(note)
}

// xlLabels adds what SKOS-XL labels say: it is more exact than the plain properties.
func (r *reader) xlLabels(note func(thing, literal index.ID, kind string)) error {
	forms, err := r.column(ontology.XLLiteralForm)
	if err != nil {
		return err
	}
	kinds, err := r.column(ontology.IOLabelKind)
	if err != nil {
		return err
	}
	kindIDs := slices.Sorted(maps.Values(kinds))
	names, err := r.terms(slices.Compact(kindIDs))
	if err != nil {
		return err
	}
	for p, kind := range harmonise.LabelNodes() {
		err := r.pairs(p, func(s, node index.ID) error {
			said := kind
			if k := lastSegment(names[kinds[node]].Value); k != "" && k != "alt" {
				said = k
			}
			if form := forms[node]; form != 0 {
				note(s, form, said)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fill decodes what was found, in an order that does not depend on the store.
func (n *Names) fill(r *reader, rows map[labelKey]string) error {
	ids := map[index.ID]bool{}
	for k := range rows {
		ids[k.thing], ids[k.literal] = true, true
	}
	terms, err := r.terms(slices.Collect(maps.Keys(ids)))
	if err != nil {
		return err
	}
	kinds, err := r.kinds(terms)
	if err != nil {
		return err
	}
	numbers := map[index.ID]int32{}
	for _, k := range slices.SortedFunc(maps.Keys(rows), func(a, b labelKey) int {
		return cmp.Or(cmp.Compare(terms[a.thing].Value, terms[b.thing].Value), cmp.Compare(terms[a.literal].Value, terms[b.literal].Value),
			cmp.Compare(terms[a.literal].Lang, terms[b.literal].Lang))
	}) {
		subject, literal := terms[k.thing], terms[k.literal]
		if subject.Kind != rdf.IRI || literal.Kind != rdf.Literal || !meant(kinds[k.thing]) {
			continue
		}
		at, ok := numbers[k.thing]
		if !ok {
			at = n.addThing(subject.Value, kinds[k.thing])
			numbers[k.thing] = at
		}
		n.addName(at, rows[k], literal)
	}
	return n.readOwners(r, numbers)
}

// schema are the kinds that a vocabulary is made of. Nobody's table means them.
var schema = map[string]bool{"class": true, "object-property": true, "datatype-property": true, "annotation-property": true,
	"property": true, "ontology": true, "datatype": true}

// meant reports whether things of a kind can be what a text means.
func meant(kind string) bool { return kind != "" && !schema[kind] && !harmonise.Bookkeeping(kind) }

func (n *Names) addThing(iri, kind string) int32 {
	at := int32(len(n.things))
	n.things = append(n.things, &thing{iri: iri, kind: kind, org: -1})
	n.byIRI[iri], n.types[kind] = at, true
	return at
}

func (n *Names) addName(at int32, kind string, literal rdf.Term) {
	n.names = append(n.names, name{thing: at, kind: kind, lang: literal.Lang, text: literal.Value})
	t := n.things[at]
	switch kind {
	case harmonise.Preferred:
		if t.name == "" || langRank(literal.Lang) < langRank(t.lang) {
			t.name, t.lang = literal.Value, literal.Lang
		}
	case harmonise.Notation, harmonise.Acronym:
		if t.acronym == "" || kind == harmonise.Notation {
			t.acronym = literal.Value
		}
	}
}

// langRank prefers English, then no language, then any.
func langRank(tag string) int {
	switch {
	case tag == "en" || len(tag) > 2 && tag[:3] == "en-":
		return 0
	case tag == "":
		return 1
	}
	return 2
}

// readOwners finds out whose each thing is, and adds the names that say so.
func (n *Names) readOwners(r *reader, numbers map[index.ID]int32) error {
	own := func(s, org index.ID) error {
		t, ok := numbers[s]
		o, known := numbers[org]
		if ok && known && t != o && n.things[t].org < 0 {
			n.things[t].org = o
		}
		return nil
	}
	for _, p := range []string{ontology.IOOfOrganisation, ontology.ELIPassedBy, ontology.DCTPublisher} {
		if err := r.pairs(p, own); err != nil {
			return err
		}
	}
	publishers, err := r.column(ontology.DCTPublisher)
	if err != nil {
		return err
	}
	return r.pairs(ontology.SKOSInScheme, func(s, scheme index.ID) error { return own(s, publishers[scheme]) })
}

// index makes the names searchable.
func (n *Names) index() {
	for i := range len(n.names) {
		l := n.names[i]
		t := n.things[l.thing]
		if t.name == "" {
			t.name, t.lang = l.text, l.lang
		}
		if l.kind == harmonise.Preferred && t.org >= 0 && n.things[t.org].acronym != "" {
			n.names = append(n.names, name{thing: l.thing, kind: withOrganisation, lang: l.lang, text: n.things[t.org].acronym + " " + l.text})
		}
	}
	for i := range n.names {
		l := &n.names[i]
		l.key = fold(l.text)
		l.tokens = tokensOf(l.key)
		n.exact[l.key] = append(n.exact[l.key], int32(i))
		for w := range strings.FieldsSeq(l.tokens) {
			n.begins[beginning(w)] = true
		}
		seen := gramsOf(l.key)
		n.sizes = append(n.sizes, int32(len(seen)))
		for _, g := range seen {
			n.grams[g] = append(n.grams[g], int32(i))
		}
	}
}

// Sample gives every so many-th name, for tests and measurements.
func (n *Names) Sample(every int) (out []string) {
	for i := 0; i < len(n.names); i += max(every, 1) {
		out = append(out, n.names[i].text)
	}
	return out
}
