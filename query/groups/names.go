package groups

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// What a thing is called, the best first.
var naming = []string{
	"http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title", "http://www.w3.org/2000/01/rdf-schema#label",
	notation,
}

const notation = "http://www.w3.org/2004/02/skos/core#notation"

// name reads the names of all things in the rows, each once.
func (m *Maker) name(ctx context.Context, sheets []*rows, filters map[string]string, g *Group) error {
	if m.names == nil {
		m.names = map[string]Value{}
	}
	var things []rdf.Term
	want := func(t rdf.Term) {
		if _, known := m.names[t.Value]; t.Kind == rdf.IRI && !known {
			m.names[t.Value] = Value{IRI: t.Value}
			things = append(things, t)
		}
	}
	for _, r := range sheets {
		for _, row := range r.rows {
			for _, t := range row {
				want(t)
			}
		}
	}
	for param, slug := range filters {
		f, _ := g.filter(param)
		want(ontology.Thing(f.Prefix, slug))
	}
	return m.readNames(ctx, things)
}

func (m *Maker) readNames(ctx context.Context, things []rdf.Term) error {
	ids, props := make([]index.ID, len(things)), make([]index.ID, len(naming))
	terms := make([]rdf.Term, len(naming))
	for i, p := range naming {
		terms[i] = rdf.NewIRI(p)
	}
	if err := m.Snap.IDs(ctx, terms, props); err != nil {
		return err
	}
	if err := m.Snap.IDs(ctx, things, ids); err != nil {
		return err
	}
	for i, id := range ids {
		if id == 0 {
			continue
		}
		v, err := m.readName(ctx, things[i].Value, id, props)
		if err != nil {
			return fmt.Errorf("name %s: %w", things[i].Value, err)
		}
		m.names[v.IRI] = v
	}
	return nil
}

func (m *Maker) readName(ctx context.Context, iri string, id index.ID, props []index.ID) (Value, error) {
	v := Value{IRI: iri}
	for i, p := range props {
		last := naming[i] == notation
		if p == 0 || v.Text != "" && !last {
			continue
		}
		found, err := m.objects(ctx, id, p)
		if err != nil {
			return v, err
		}
		if best := bestOf(found); last {
			v.Short, v.order = shortOf(best), orderOf(best)
		} else if best.Value != "" {
			v.Text, v.Lang = best.Value, foreign(best.Lang)
		}
	}
	return v, nil
}

// objects are the objects of a property of a node, over all graphs.
func (m *Maker) objects(ctx context.Context, node, property index.ID) ([]rdf.Term, error) {
	cur, err := m.Snap.Scan(ctx, index.Scan{Order: index.SPO, Prefix: []index.ID{node, property}, Cols: 0b100, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	buf, ids := [][]index.ID{make([]index.ID, 16)}, []index.ID(nil)
	for {
		n, err := cur.Next(buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, buf[0][:n]...)
	}
	out := make([]rdf.Term, len(ids))
	return out, m.Snap.Terms(ctx, ids, out)
}

// bestOf chooses a label in English, else without a language, else the first by language and text.
func bestOf(labels []rdf.Term) rdf.Term {
	if len(labels) == 0 {
		return rdf.Term{}
	}
	rank := func(t rdf.Term) string {
		switch {
		case t.Lang == "en":
			return "0"
		case strings.HasPrefix(t.Lang, "en-"):
			return "1"
		case t.Lang == "":
			return "2"
		}
		return "3" + t.Lang
	}
	return slices.MinFunc(labels, func(a, b rdf.Term) int { return strings.Compare(rank(a)+"\x00"+a.Value, rank(b)+"\x00"+b.Value) })
}

// foreign is a language, unless it is that of the page.
func foreign(lang string) string {
	if lang == "en" {
		return ""
	}
	return lang
}

// A notation that is a number is a place in an order, else it is a short name.
func shortOf(t rdf.Term) string {
	if orderOf(t) != "" {
		return ""
	}
	return t.Value
}

func orderOf(t rdf.Term) string {
	if t.Value == "" || strings.Trim(t.Value, "0123456789") != "" {
		return ""
	}
	return fmt.Sprintf("%08s", t.Value)
}

// value is a term as it is shown.
func (m *Maker) value(t rdf.Term) Value {
	if t.Kind != rdf.IRI {
		text := t.Value
		if t.Datatype == rdf.XSDBoolean {
			text = map[string]string{"true": "yes", "1": "yes", "false": "no", "0": "no"}[t.Value]
		}
		return Value{Text: text, Lang: foreign(t.Lang)}
	}
	v := m.names[t.Value]
	if v.IRI = t.Value; v.Text == "" {
		v.Text = strings.ReplaceAll(slugOf(t), "-", " ")
	}
	return v
}

// slugOf is the end of an address.
func slugOf(t rdf.Term) string {
	if rest, ok := strings.CutPrefix(t.Value, ontology.ID); ok {
		_, slug, _ := strings.Cut(rest, "/")
		return slug
	}
	return t.Value
}

// silent reports whether a code says that a row was read and does not state the matter.
func silent(t rdf.Term) bool {
	if t.Kind != rdf.IRI || !strings.HasPrefix(t.Value, ontology.ID) {
		return false
	}
	switch slugOf(t) {
	case "not-coded", "none-stated", "not-stated":
		return true
	}
	return false
}

// compare sorts values: by their place in an order, else by text.
func compare(a, b Value) int {
	if a.order != b.order && a.order != "" && b.order != "" {
		return strings.Compare(a.order, b.order)
	}
	if c := strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)); c != 0 {
		return c
	}
	return strings.Compare(a.IRI, b.IRI)
}
