package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// ExtendQuery asks for properties of things.
type ExtendQuery struct {
	IDs        []string         `json:"ids"`
	Properties []ExtendProperty `json:"properties"`
}

// ExtendProperty is a property with what is chosen of its values.
type ExtendProperty struct {
	ID       string         `json:"id"`
	Settings ExtendSettings `json:"settings"`
}

// ExtendSettings choose among the values of a property.
type ExtendSettings struct {
	Limit Number `json:"limit"` // values at most, 0 for all
	Lang  string `json:"lang"`  // only texts in this language, "" or "any" for all
}

// Number is a whole number, written as one or as a text: forms send both.
type Number int

// UnmarshalJSON takes what forms send.
func (n *Number) UnmarshalJSON(text []byte) error {
	s := strings.Trim(string(text), `"`)
	if s == "" || s == "null" {
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > 1e6 {
		return formf("limit is a number from 0, not %s", text)
	}
	*n = Number(f)
	return nil
}

// Extension is the answer.
type Extension struct {
	Meta []ExtensionMeta                   `json:"meta"`
	Rows map[string]map[string][]CellValue `json:"rows"`
}

// ExtensionMeta describes a property of an answer.
type ExtensionMeta struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Type    *Type  `json:"type,omitempty"`    // of its values, where they are things
	Service string `json:"service,omitempty"` // where its values can be matched
}

// CellValue is a value as the API writes it: {"str": ...}, {"int": ...}, {"id": ..., "name": ...}.
type CellValue map[string]any

// ParseExtend reads a data extension query.
func ParseExtend(text string) (q ExtendQuery, err error) {
	if err := json.Unmarshal([]byte(text), &q); err != nil {
		return q, formf(`extend is not as it should be (%s); it looks like {"ids": ["term/oecd-decision"], "properties": [{"id": "legal-nature"}]}`, plainly(err))
	}
	if q.IDs == nil || q.Properties == nil {
		return q, formf(`extend needs ids and properties: {"ids": ["term/oecd-decision"], "properties": [{"id": "legal-nature"}]}`)
	}
	return q, nil
}

// Extend fetches properties of things. What is not known has no values.
func (s *Service) Extend(ctx context.Context, q ExtendQuery, service string) (*Extension, error) {
	out := &Extension{Meta: []ExtensionMeta{}, Rows: map[string]map[string][]CellValue{}}
	for _, p := range q.Properties {
		known, _ := property(p.ID)
		m := ExtensionMeta{ID: p.ID, Name: known.Name}
		if m.Name == "" {
			m.Name = p.ID
		}
		if known.value != "" {
			t := typeOf(known.value)
			m.Type, m.Service = &t, service
		}
		out.Meta = append(out.Meta, m)
	}
	for _, id := range q.IDs {
		row := map[string][]CellValue{}
		for _, p := range q.Properties {
			cells, err := s.cells(ctx, Address(id), p)
			if err != nil {
				return nil, err
			}
			row[p.ID] = cells
		}
		out.Rows[id] = row
	}
	return out, nil
}

func (s *Service) cells(ctx context.Context, iri string, p ExtendProperty) ([]CellValue, error) {
	out := []CellValue{}
	known, ok := property(p.ID)
	if !ok {
		return out, nil
	}
	values, err := s.values(ctx, iri, known)
	if err != nil {
		return nil, err
	}
	for _, t := range values {
		if l := p.Settings.Lang; l != "" && l != "any" && t.Lang != "" && !strings.EqualFold(l, t.Lang) {
			continue
		}
		if p.Settings.Limit > 0 && len(out) >= int(p.Settings.Limit) {
			break
		}
		c, err := s.cell(ctx, t)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// cell writes a term: things with their name, addresses that nothing is known of as text.
func (s *Service) cell(ctx context.Context, t rdf.Term) (CellValue, error) {
	if t.Kind == rdf.IRI {
		n, err := s.node(ctx, t.Value)
		if err != nil {
			return nil, err
		}
		if name := nameOf(n); name != "" {
			return CellValue{"id": t.Value, "name": name}, nil
		}
		return CellValue{"str": t.Value}, nil
	}
	switch t.Datatype {
	case ontology.XSD + "integer", ontology.XSD + "int", ontology.XSD + "gYear", ontology.XSD + "nonNegativeInteger":
		if n, err := strconv.Atoi(t.Value); err == nil {
			return CellValue{"int": n}, nil
		}
	case ontology.XSD + "decimal", ontology.XSD + "double", ontology.XSD + "float":
		if f, err := strconv.ParseFloat(t.Value, 64); err == nil && f-f == 0 {
			return CellValue{"float": f}, nil
		}
	case ontology.XSD + "date":
		if len(t.Value) == len("2006-01-02") {
			return CellValue{"date": t.Value + "T00:00:00Z"}, nil
		}
	case ontology.XSD + "boolean": // version 0.2 has no value of this kind
		return CellValue{"str": map[bool]string{true: "yes", false: "no"}[t.Value == "true" || t.Value == "1"]}, nil
	}
	return CellValue{"str": t.Value}, nil
}

// String is the value for people.
func (v CellValue) String() string {
	for _, key := range []string{"name", "str", "int", "float", "date"} {
		if x, ok := v[key]; ok {
			return fmt.Sprint(x)
		}
	}
	return ""
}
