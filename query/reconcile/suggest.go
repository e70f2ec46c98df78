package reconcile

import (
	"context"
	"strings"

	"w3id.org/concord/query/harmonise"
)

// Suggestion is a thing or a property that the beginning of a name leads to.
type Suggestion struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Notable     []Type `json:"notable,omitempty"`
}

// maxSuggested bounds how far suggestions can be leafed through.
const maxSuggested = 500

// SuggestThings gives things whose name begins with a text, those of a type where one is given, after the first skip ones.
// An address gives its thing.
func (s *Service) SuggestThings(ctx context.Context, prefix, typ string, skip, limit int) ([]Suggestion, error) {
	out := []Suggestion{}
	h, ok, err := s.byAddress(ctx, prefix)
	if err != nil || ok {
		return s.suggested(ctx, out, h.thing)
	}
	if skip = max(skip, 0); strings.TrimSpace(prefix) == "" || skip >= maxSuggested {
		return out, nil
	}
	things, err := s.beginning(ctx, prefix, typ, skip+limit)
	if err != nil {
		return nil, err
	}
	for _, t := range things[min(skip, len(things)):] {
		if out, err = s.suggested(ctx, out, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// beginning are the things a name of which begins with a text: by the text index, else by the names in memory.
func (s *Service) beginning(ctx context.Context, prefix, typ string, limit int) ([]*thing, error) {
	kind := ""
	if typ != "" {
		kind = kindOfType(typ)
	}
	var out []*thing
	if s.text == nil {
		seen := map[int32]bool{}
		key := fold(prefix)
		for _, l := range s.names.names {
			t := s.names.things[l.thing]
			if len(out) < limit && strings.HasPrefix(l.key, key) && (kind == "" || t.kind == kind) && !seen[l.thing] {
				seen[l.thing] = true
				out = append(out, t)
			}
		}
		return out, nil
	}
	matches, err := harmonise.Suggest(ctx, s.snap, s.text, harmonise.LookupQuery{Text: prefix, Kind: kind, Limit: limit})
	if err != nil {
		return nil, err
	}
	for _, m := range matches {
		t, err := s.thing(ctx, m.Thing)
		if err != nil {
			return nil, err
		}
		if t != nil {
			out = append(out, t)
		}
	}
	return out, nil
}

func (s *Service) suggested(ctx context.Context, out []Suggestion, t *thing) ([]Suggestion, error) {
	if t == nil {
		return out, nil
	}
	about, err := s.describe(ctx, t.iri)
	if err != nil {
		return nil, err
	}
	return append(out, Suggestion{t.iri, t.name, about, []Type{typeOf(t.kind)}}), nil
}

// SuggestTypes gives the types whose name or ID has a text in it.
func (s *Service) SuggestTypes(prefix string) []Type {
	out := []Type{}
	for _, t := range s.names.Types() {
		if holds(prefix, t.ID, t.Name) {
			out = append(out, t)
		}
	}
	return out
}

// SuggestProperties gives the properties whose name or ID has a text in it.
func SuggestProperties(prefix, typ string) []Property {
	out := []Property{}
	for _, p := range Properties(typ) {
		if holds(prefix, p.ID, p.Name) {
			out = append(out, p)
		}
	}
	return out
}

func holds(part string, texts ...string) bool {
	for _, t := range texts {
		if strings.Contains(fold(t), fold(part)) || strings.EqualFold(t, strings.TrimSpace(part)) {
			return true
		}
	}
	return false
}

// Thing describes a thing by its ID, nil if nothing is known of it.
func (s *Service) Thing(ctx context.Context, id string) (*Suggestion, error) {
	h, ok, err := s.byAddress(ctx, id)
	if err != nil || !ok {
		return nil, err
	}
	out, err := s.suggested(ctx, nil, h.thing)
	if err != nil {
		return nil, err
	}
	return &out[0], nil
}
