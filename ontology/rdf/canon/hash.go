package canon

import (
	"bytes"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// maxDepth bounds the recursion, whatever the budget: what overflows the stack cannot be mended.
const maxDepth = 50_000

func compare(a, b string) int { return strings.Compare(a, b) }

// firstDegree hashes the quads of a node with all other blank nodes blurred (RDFC-1.0, 4.6.3).
func (s *state) firstDegree(n node) string {
	blur := func(t rdf.Term) rdf.Term {
		if t.Kind == rdf.Blank {
			if t.Value == s.labels[n] {
				return rdf.NewBlank("a")
			}
			return rdf.NewBlank("z")
		}
		return t
	}
	lines := make([]string, 0, len(s.uses[n]))
	for _, i := range s.uses[n] {
		q := s.quads[i]
		q.S, q.O, q.G = blur(q.S), blur(q.O), blur(q.G)
		lines = append(lines, q.String()+"\n")
	}
	slices.Sort(lines)
	return s.digest([]byte(strings.Join(lines, "")))
}

// related are the nodes that stand to a node in relations of one hash.
type related struct {
	hash  string
	nodes []node // repeated where several quads relate it
}

// neighbours hashes the relations of a node to other blank nodes (4.8.3, steps 1 to 3), in the order of the hashes.
func (s *state) neighbours(n node) ([]related, error) {
	byHash := map[string][]node{}
	for _, i := range s.uses[n] {
		q := &s.quads[i]
		for p, t := range [...]rdf.Term{q.S, q.O, q.G} {
			if t.Kind != rdf.Blank || t.Value == s.labels[n] {
				continue
			}
			if err := s.spend(1); err != nil {
				return nil, err
			}
			other := s.number[t.Value]
			h := s.relation(other, q, "sog"[p])
			byHash[h] = append(byHash[h], other)
		}
	}
	out := make([]related, 0, len(byHash))
	for h, nodes := range byHash {
		out = append(out, related{h, nodes})
	}
	slices.SortFunc(out, func(a, b related) int { return compare(a.hash, b.hash) })
	return out, nil
}

// relation hashes how a quad relates a node, by its position, the predicate and what is known of the node (4.7.3).
func (s *state) relation(n node, q *rdf.Quad, position byte) string {
	text := make([]byte, 1, 160)
	text[0] = position
	if position != 'g' {
		text = append(append(append(text, '<'), q.P.Value...), '>')
	}
	switch {
	case s.named[n] != none:
		text = append(append(text, "_:"...), s.canonicalLabel(n)...)
	case s.temp.has(n):
		text = s.temp.append(text, n)
	default:
		text = append(text, s.first[n]...)
	}
	return s.digest(text)
}

// nDegree hashes a node by its surroundings, as far as they lead over nodes that have no canonical identifier (4.8.3). What
// it met stands in s.temp afterwards, in the order of the choice it made.
func (s *state) nDegree(n node) (string, error) {
	s.depth++
	defer func() { s.depth-- }()
	if err := s.spend(1 + len(s.uses[n])/8); err != nil {
		return "", err
	}
	groups, err := s.neighbours(n)
	if err != nil {
		return "", err
	}
	var text []byte
	for _, g := range groups {
		path, err := s.bestPath(g.nodes)
		if err != nil {
			return "", err
		}
		text = append(append(text, g.hash...), path...)
	}
	return s.digest(text), nil
}

// bestPath tries the nodes in every order and keeps the least path (4.8.3, step 5), with what was issued along it.
func (s *state) bestPath(nodes []node) ([]byte, error) {
	slices.Sort(nodes)
	if len(nodes) == 1 {
		return s.path(nodes, nil)
	}
	start := len(s.temp.order)
	var best []byte
	var met []node
	for more := true; more; more = nextOrder(nodes) {
		path, err := s.path(nodes, best)
		if err != nil {
			return nil, err
		}
		if path != nil && (best == nil || bytes.Compare(path, best) < 0) {
			best, met = path, slices.Clone(s.temp.order[start:])
			if err := s.spend(len(met)); err != nil {
				return nil, err
			}
		}
		s.temp.windBack(start)
	}
	for _, n := range met {
		s.temp.issue(n)
	}
	return best, nil
}

// path describes the nodes in the order given: their identifiers, then the hashes of those met for the first time. It is nil
// as soon as it is certain to be greater than best.
func (s *state) path(nodes []node, best []byte) ([]byte, error) {
	var path []byte
	var fresh []node
	for _, n := range nodes {
		if err := s.spend(1); err != nil {
			return nil, err
		}
		if s.named[n] != none {
			path = append(append(path, "_:"...), s.canonicalLabel(n)...)
			continue
		}
		if !s.temp.has(n) {
			fresh = append(fresh, n)
			s.temp.issue(n)
		}
		path = s.temp.append(path, n)
	}
	if worse(path, best) {
		return nil, nil
	}
	for _, n := range fresh {
		h, err := s.nDegree(n)
		if err != nil {
			return nil, err
		}
		path = s.temp.append(path, n)
		path = append(append(append(path, '<'), h...), '>')
		if worse(path, best) {
			return nil, nil
		}
	}
	return path, nil
}

// worse reports whether a path that may still grow can only be greater than the best so far.
func worse(path, best []byte) bool {
	return best != nil && len(path) >= len(best) && bytes.Compare(path, best) > 0
}

// nextOrder turns nodes into the next of their orders, so that none comes twice; false after the last.
func nextOrder(nodes []node) bool {
	i := len(nodes) - 2
	for i >= 0 && nodes[i] >= nodes[i+1] {
		i--
	}
	if i < 0 {
		return false
	}
	j := len(nodes) - 1
	for nodes[j] <= nodes[i] {
		j--
	}
	nodes[i], nodes[j] = nodes[j], nodes[i]
	slices.Reverse(nodes[i+1:])
	return true
}
