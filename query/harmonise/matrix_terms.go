package harmonise

import (
	"errors"
	"io"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
)

// findHub gives the members of the scheme that most terms of other schemes are mapped to.
func (h *hub) findHub() ([]index.ID, error) {
	count := map[index.ID]int{}
	for _, p := range h.incoming {
		if err := h.countTargets(p, count); err != nil {
			return nil, err
		}
	}
	best := index.ID(0)
	for scheme, n := range count {
		if best == 0 || n > count[best] || n == count[best] && scheme < best {
			best = scheme
		}
	}
	return h.subjects(ontology.SKOSInScheme, best)
}

// countTargets counts, by scheme, the mapped concepts of a predicate.
func (h *hub) countTargets(p index.ID, count map[index.ID]int) error {
	order, ok := choose(h.snap.Caps(), index.POS, index.PSO)
	if !ok {
		return index.ErrNoOrder
	}
	cur, err := h.snap.Scan(h.ctx, index.Scan{Order: order, Prefix: []index.ID{p}, Cols: 0b110,
		Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return err
	}
	defer cur.Close()
	object := 0
	if order == index.PSO {
		object = 1
	}
	room := [][]index.ID{make([]index.ID, 128), make([]index.ID, 128)}
	for {
		n, err := cur.Next(room)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = h.ctx.Err()
		}
		if err != nil {
			return err
		}
		for _, o := range room[object][:n] {
			target, err := h.read(o)
			if err != nil {
				return err
			}
			for _, s := range target["scheme"] {
				count[s]++
			}
		}
	}
}

// readTerms reads what is mapped to each type, and how. The types themselves are no terms.
func (h *hub) readTerms() error {
	own := map[index.ID]bool{}
	for _, t := range h.types {
		own[t.id] = true
	}
	for _, t := range h.types {
		err := h.around(t.id, h.byObject, h.incoming, func(p, s index.ID) bool {
			if how, ok := h.mapped[p]; ok && !own[s] {
				h.term(s).add(t.id, how)
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	for id, t := range h.terms {
		if err := h.readTerm(id, t); err != nil {
			return err
		}
	}
	return nil
}

func (h *hub) term(id index.ID) *hubTerm {
	if h.terms[id] == nil {
		h.terms[id] = &hubTerm{id: id, types: map[index.ID][]string{}}
	}
	return h.terms[id]
}

// add notes that a term is mapped to a type; how is "" where that is said without a mapping property.
func (t *hubTerm) add(typ index.ID, how string) {
	words := t.types[typ]
	if how != "" && !slices.Contains(words, how) {
		words = append(words, how)
	}
	sort.Strings(words)
	t.types[typ] = words
}

// readTerm reads a term, its mapping records and whose it is.
func (h *hub) readTerm(id index.ID, t *hubTerm) (err error) {
	if t.node, err = h.read(id); err != nil {
		return err
	}
	records, err := h.subjects(ontology.OWLAnnotatedSource, id)
	if err != nil {
		return err
	}
	for _, r := range records {
		n, err := h.read(r)
		if err != nil {
			return err
		}
		t.mappings = append(t.mappings, n)
	}
	for _, o := range t.node["organisation"] {
		t.owner = o
	}
	for _, s := range t.node["scheme"] {
		n, err := h.read(s)
		if err != nil {
			return err
		}
		switch {
		case t.owner != 0:
		case len(n["publisher"]) > 0:
			t.owner = n["publisher"][0]
		default:
			t.owner = s
		}
	}
	return nil
}

// readOwners reads all organisations, and whoever else owns a term.
func (h *hub) readOwners() error {
	class, err := h.id(ontology.ORGFormalOrganization)
	if err != nil {
		return err
	}
	all, err := h.subjects(ontology.RDFType, class)
	if err != nil {
		return err
	}
	for _, t := range h.terms {
		if t.owner != 0 {
			all = append(all, t.owner)
		}
	}
	slices.Sort(all)
	for _, id := range slices.Compact(all) {
		c, err := h.concept(id)
		if err != nil {
			return err
		}
		h.owners = append(h.owners, c)
	}
	sortConcepts(h.owners)
	return nil
}

// readFindings reads the claims that a cell is empty. Where claims contradict each other the cell is unclear.
func (h *hub) readFindings() error {
	for feature, kind := range map[string]Empty{FeatureHasNone: HasNone, FeatureUnclear: Unclear} {
		id, err := h.id(feature)
		if err != nil {
			return err
		}
		claims, err := h.subjects(ontology.IOFeature, id)
		if err != nil {
			return err
		}
		for _, c := range claims {
			n, err := h.read(c)
			if err != nil {
				return err
			}
			h.note(n, kind)
		}
	}
	return nil
}

func (h *hub) note(claim node, kind Empty) {
	for _, org := range claim["about"] {
		for _, typ := range claim["value"] {
			key := [2]index.ID{typ, org}
			if before := h.findings[key]; before != "" && before != kind {
				h.findings[key] = Unclear
				continue
			}
			h.findings[key] = kind
		}
	}
}

// makeCells puts the terms into their cells. Everything that is shown of them is decoded in one batch.
func (h *hub) makeCells() error {
	var evidence, want []index.ID
	for id, t := range h.terms {
		want = append(append(append(append(append(want, id), t.node["name"]...), t.node["title"]...), t.node["nature"]...), t.node["fit"]...)
		want = append(want, t.node["language"]...)
		evidence = append(evidence, t.node["evidence"]...)
		for _, m := range t.mappings {
			evidence, want = append(evidence, m["evidence"]...), append(want, m["fit"]...)
		}
	}
	for _, e := range evidence {
		n, err := h.read(e)
		if err != nil {
			return err
		}
		want = append(want, n["check"]...)
	}
	if err := h.decode(want); err != nil {
		return err
	}
	for _, t := range h.terms {
		for typ := range t.types {
			key := [2]index.ID{typ, t.owner}
			h.cells[key] = append(h.cells[key], h.cellTerm(t, typ))
		}
	}
	for _, list := range h.cells {
		sort.Slice(list, func(i, j int) bool {
			a, b := strings.ToLower(list[i].Label), strings.ToLower(list[j].Label)
			return a < b || a == b && list[i].IRI < list[j].IRI
		})
	}
	return nil
}

// cellTerm describes a term in the cell of a type. A mapping record counts if it is about the two and not negative.
func (h *hub) cellTerm(t *hubTerm, typ index.ID) CellTerm {
	c := CellTerm{IRI: resourceName(h.known[t.id]), Label: h.wording(t), Mapping: strings.Join(t.types[typ], " "),
		Nature: h.codes(t.node["nature"])}
	fit, evidence := t.node["fit"], slices.Clone(t.node["evidence"])
	for _, m := range t.mappings {
		if slices.Contains(m["target"], typ) && len(m["modifier"]) == 0 {
			evidence = append(evidence, m["evidence"]...)
			if len(m["fit"]) > 0 {
				fit = m["fit"]
			}
		}
	}
	c.Fit = strings.Join(h.codes(fit), " ")
	c.Evidence, c.Check = h.weigh(evidence)
	return c
}

// wording is what a term is called: in the language asked for, else in English, else as its organisation words it.
func (h *hub) wording(t *hubTerm) string {
	names := t.node["name"]
	asked, own := h.q.Lang, ""
	for _, id := range t.node["language"] {
		own = end(h.known[id].Value)
	}
	for _, lang := range []string{asked, "en", own} {
		for _, id := range names {
			if lang != "" && strings.EqualFold(h.known[id].Lang, lang) {
				return h.known[id].Value
			}
		}
	}
	l := lookup{}
	if name := l.pick(h.known, names, t.node["title"]); name != "" {
		return name
	}
	return end(resourceName(h.known[t.id]))
}

// checkRanks orders the states of checking, the best first.
var checkRanks = []string{"checked", "excerpt-seen", "not-checked"}

// weigh counts distinct pieces of evidence and gives the best state among them.
func (h *hub) weigh(evidence []index.ID) (n int, state string) {
	slices.Sort(evidence)
	evidence = slices.Compact(evidence)
	best := len(checkRanks)
	for _, e := range evidence {
		for _, c := range h.codes(h.nodes[e]["check"]) {
			if r := slices.Index(checkRanks, c); r >= 0 && r < best || state == "" {
				state = c
				if r >= 0 {
					best = r
				}
			}
		}
	}
	return len(evidence), state
}
