package canon

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"w3id.org/concord/ontology/rdf"
)

// node is a blank node: its place in state.labels.
type node int32

const none = -1 // no identifier issued

// state is the canonicalization state (RDFC-1.0, 4.2), with blank nodes numbered.
type state struct {
	ctx    context.Context
	quads  []rdf.Quad // each once
	labels []string
	number map[string]node
	uses   [][]int32 // by node: the quads it is in

	first []string // by node: its first degree hash
	named []int32  // by node: number of its canonical identifier
	count int32    // canonical identifiers issued
	temp  issuer

	hash              hash.Hash
	sum               []byte
	steps, max, depth int
}

// newState numbers the blank nodes and finds the quads of each (4.4.3, steps 1 and 2).
func newState(ctx context.Context, quads []rdf.Quad, o Options) (*state, error) {
	s := &state{ctx: ctx, number: map[string]node{}, hash: o.Hash.New()}
	seen := make(map[rdf.Quad]struct{}, len(quads))
	for _, q := range quads {
		if _, again := seen[q]; again {
			continue
		}
		if err := check(q); err != nil {
			return nil, err
		}
		seen[q] = struct{}{}
		s.add(q)
	}
	n := len(s.labels)
	s.named, s.first = slices.Repeat([]int32{none}, n), make([]string, n)
	s.temp.ids = slices.Repeat([]int32{none}, n)
	if s.max = o.MaxSteps; s.max <= 0 {
		s.max = DefaultMaxSteps + StepsPerNode*n
	}
	return s, nil
}

func (s *state) add(q rdf.Quad) {
	i := int32(len(s.quads))
	s.quads = append(s.quads, q)
	for _, t := range [...]rdf.Term{q.S, q.O, q.G} {
		if t.Kind != rdf.Blank {
			continue
		}
		n, known := s.number[t.Value]
		if !known {
			n = node(len(s.labels))
			s.number[t.Value] = n
			s.labels, s.uses = append(s.labels, t.Value), append(s.uses, nil)
		}
		if u := s.uses[n]; len(u) == 0 || u[len(u)-1] != i {
			s.uses[n] = append(u, i)
		}
	}
}

// check refuses what is no quad of RDF.
func check(q rdf.Quad) error {
	switch {
	case q.S.Kind != rdf.IRI && q.S.Kind != rdf.Blank, q.P.Kind != rdf.IRI, q.O.IsZero(), q.G.Kind == rdf.Literal:
		return fmt.Errorf("canonicalize: %s is no RDF statement: its subject must be an IRI or a blank node, its predicate an IRI, "+
			"its graph name an IRI or a blank node", q)
	}
	return nil
}

// nameAll issues canonical identifiers (4.4.3, steps 3 to 5): first to the nodes that their own quads tell apart, then to
// those that only their surroundings do.
func (s *state) nameAll() error {
	alike := map[string][]node{}
	for n := range s.labels {
		if err := s.spend(1); err != nil {
			return err
		}
		h := s.firstDegree(node(n))
		s.first[n] = h
		alike[h] = append(alike[h], node(n))
	}
	hashes := make([]string, 0, len(alike))
	for h := range alike {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for _, h := range hashes {
		if len(alike[h]) == 1 {
			s.issue(alike[h][0])
		}
	}
	for _, h := range hashes {
		if err := s.nameAlike(alike[h]); err != nil {
			return err
		}
	}
	return nil
}

// nameAlike names the nodes of one first degree hash by the hash of their surroundings, and with each node those that were
// met on the way (step 5).
func (s *state) nameAlike(nodes []node) error {
	type walk struct {
		hash string
		met  []node
	}
	var walks []walk
	for _, n := range nodes {
		if s.named[n] != none {
			continue
		}
		s.temp.reset()
		s.temp.issue(n)
		h, err := s.nDegree(n)
		if err != nil {
			return err
		}
		walks = append(walks, walk{h, slices.Clone(s.temp.order)})
	}
	slices.SortStableFunc(walks, func(a, b walk) int { return compare(a.hash, b.hash) })
	for _, w := range walks {
		for _, n := range w.met {
			s.issue(n)
		}
	}
	return nil
}

// issue gives a node the next canonical identifier, unless it has one.
func (s *state) issue(n node) {
	if s.named[n] == none {
		s.named[n] = s.count
		s.count++
	}
}

func (s *state) canonicalLabel(n node) string { return "c14n" + strconv.Itoa(int(s.named[n])) }

// spend takes steps from the budget and looks at the context now and then.
func (s *state) spend(n int) error {
	before := s.steps
	s.steps += n
	if s.steps > s.max || s.depth > maxDepth {
		return fmt.Errorf("%w of %d steps (%d blank nodes in %d quads): raise MaxSteps if the dataset is trusted, "+
			"or give the blank nodes IRIs or properties that differ", ErrTooHard, s.max, len(s.labels), len(s.quads))
	}
	if before>>10 != s.steps>>10 {
		return s.ctx.Err()
	}
	return nil
}

// digest hashes a text; the hash is given in hexadecimal digits.
func (s *state) digest(text []byte) string {
	s.hash.Reset()
	s.hash.Write(text)
	s.sum = s.hash.Sum(s.sum[:0])
	return hex.EncodeToString(s.sum)
}
