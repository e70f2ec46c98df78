package harmonise

import (
	"sort"
	"strings"

	"w3id.org/concord/index"
)

// readLabels makes the cells of types by languages: every name of a type, with the kind and evidence of its label node
// where it has one.
func (h *hub) readLabels() error {
	columns := map[string]*concept{}
	for _, t := range h.types {
		labels, err := h.labelsOf(t)
		if err != nil {
			return err
		}
		for _, l := range labels {
			c := columns[l.lang]
			if c == nil {
				c = languageColumn(l.lang, index.ID(len(columns)+1))
				columns[l.lang] = c
				h.owners = append(h.owners, c)
			}
			key := [2]index.ID{t.id, c.id}
			h.cells[key] = append(h.cells[key], l.CellTerm)
		}
	}
	sortConcepts(h.owners)
	return nil
}

// languageNames are those of the official languages of the United Nations; other columns show the tag alone.
var languageNames = map[string]string{
	"ar": "Arabic", "zh": "Chinese", "en": "English", "fr": "French", "ru": "Russian", "es": "Spanish",
}

// languageColumn is a column of its own for each tag; its number is no ID of the store.
func languageColumn(tag string, number index.ID) *concept {
	c := &concept{id: number, iri: tag, short: tag, name: languageNames[tag]}
	if c.name == "" {
		c.name = tag
	}
	if tag == "" {
		c.iri, c.short, c.name = "und", "und", "no language"
	}
	return c
}

// tagged is a label as a term of a cell.
type tagged struct {
	CellTerm
	lang string
}

func (h *hub) labelsOf(t *concept) ([]tagged, error) {
	kinds, evidence, err := h.labelNodes(t)
	if err != nil {
		return nil, err
	}
	if err := h.decode(t.node["name"], t.node["other name"]); err != nil {
		return nil, err
	}
	var out []tagged
	seen := map[index.ID]bool{}
	for _, names := range []struct {
		ids  []index.ID
		kind string
	}{{t.node["name"], Preferred}, {t.node["other name"], Alternative}} {
		for _, id := range names.ids {
			if seen[id] {
				continue
			}
			seen[id] = true
			c := CellTerm{Label: h.known[id].Value, Fit: names.kind}
			if k := kinds[id]; k != "" && k != "alt" && names.kind != Preferred {
				c.Fit = k
			}
			c.Evidence, c.Check = h.weigh(evidence[id])
			out = append(out, tagged{c, strings.ToLower(h.known[id].Lang)})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Fit == Preferred && out[j].Fit != Preferred })
	return out, nil
}

// labelNodes reads the SKOS-XL labels of a type: kind and evidence by literal.
func (h *hub) labelNodes(t *concept) (kinds map[index.ID]string, evidence map[index.ID][]index.ID, err error) {
	kinds, evidence = map[index.ID]string{}, map[index.ID][]index.ID{}
	for _, id := range t.node["label"] {
		n, err := h.read(id)
		if err != nil {
			return nil, nil, err
		}
		want := n["kind"]
		for _, e := range n["evidence"] {
			en, err := h.read(e)
			if err != nil {
				return nil, nil, err
			}
			want = append(want, en["check"]...)
		}
		if err := h.decode(want); err != nil {
			return nil, nil, err
		}
		for _, form := range n["form"] {
			kinds[form] = strings.Join(h.codes(n["kind"]), " ")
			evidence[form] = append(evidence[form], n["evidence"]...)
		}
	}
	return kinds, evidence, nil
}
