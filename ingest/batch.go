package ingest

import "w3id.org/concord/ontology/rdf"

const batchQuads = 8192

// batcher gathers quads as indexes into their distinct terms.
type batcher struct {
	graph rdf.Term // for quads without a graph
	terms []rdf.Term
	quads [][4]uint32
	seen  map[rdf.Term]uint32
	last  rdf.Quad // the quad before: neighbours often share subject, predicate and graph
	lastQ [4]uint32
}

func newBatcher(graph rdf.Term) *batcher {
	return &batcher{graph: graph, seen: make(map[rdf.Term]uint32, 2*batchQuads), quads: make([][4]uint32, 0, batchQuads)}
}

func (b *batcher) full() bool { return len(b.quads) >= batchQuads }

func (b *batcher) reset() {
	clear(b.seen)
	clear(b.terms)
	b.terms, b.quads, b.last = b.terms[:0], b.quads[:0], rdf.Quad{}
}

func (b *batcher) add(q rdf.Quad) {
	if q.G.IsZero() {
		q.G = b.graph
	}
	var out [4]uint32
	first := len(b.quads) == 0
	if !first && q.S == b.last.S {
		out[0] = b.lastQ[0]
	} else {
		out[0] = b.term(q.S)
	}
	if !first && q.P == b.last.P {
		out[1] = b.lastQ[1]
	} else {
		out[1] = b.term(q.P)
	}
	out[2] = b.term(q.O)
	if !first && q.G == b.last.G {
		out[3] = b.lastQ[3]
	} else {
		out[3] = b.term(q.G)
	}
	b.quads = append(b.quads, out)
	b.last, b.lastQ = q, out
}

func (b *batcher) term(t rdf.Term) uint32 {
	if i, ok := b.seen[t]; ok {
		return i
	}
	i := uint32(len(b.terms))
	b.terms = append(b.terms, t)
	b.seen[t] = i
	return i
}
