package reconcile

import (
	"context"
	"strings"

	"w3id.org/concord/ontology"
)

// maxDescription bounds the description of a candidate, in bytes.
const maxDescription = 200

// describe says in a line what a thing is and whose.
func (s *Service) describe(ctx context.Context, iri string) (string, error) {
	n, err := s.node(ctx, iri)
	if err != nil {
		return "", err
	}
	p, _ := property("organisation")
	orgs, err := s.values(ctx, iri, p)
	if err != nil {
		return "", err
	}
	var words []string
	for _, o := range orgs[:min(len(orgs), 3)] {
		on, err := s.node(ctx, o.Value)
		if err != nil {
			return "", err
		}
		called := nameOf(on)
		if t, ok := best(on[ontology.SKOSNotation]); ok {
			called = t.Value
		}
		words = append(words, called)
	}
	out := strings.Join(words, ", ")
	for _, p := range []string{ontology.SKOSDefinition, ontology.DCTDescription, ontology.SKOSScopeNote} {
		if t, ok := best(n[p]); ok {
			return strings.TrimPrefix(out+": "+cut(t.Value, maxDescription), ": "), nil
		}
	}
	if out != "" {
		return out, nil
	}
	return s.sort(ctx, n)
}

// sort says of what sort an organisation is, after its acronym.
func (s *Service) sort(ctx context.Context, n node) (string, error) {
	var words []string
	if t, ok := best(n[ontology.SKOSNotation]); ok {
		words = append(words, t.Value)
	}
	for _, c := range n[ontology.ORGClassification] {
		cn, err := s.node(ctx, c.Value)
		if err != nil {
			return "", err
		}
		if name := nameOf(cn); name != "" {
			words = append(words, name)
		}
	}
	return strings.Join(words, ", "), nil
}

// cut shortens a text after a word.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = strings.ToValidUTF8(s[:n], "")
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s + " ..."
}
