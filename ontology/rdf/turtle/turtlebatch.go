package turtle

import (
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// ReadBatch appends statements until the batch holds most of them (or one more) or is large (and then returns nil), or
// the document ends (io.EOF), or there is an error, which is the one that Read would have given; what came before it is
// in the batch. It may be mixed with Read.
func (t *TurtleReader) ReadBatch(b *Batch, most int) error {
	t.moveTo(b)
	for t.err == nil && !b.full(most) {
		t.err = t.step()
	}
	t.leave()
	return t.err
}

// moveTo makes b the batch that is filled, and puts into it what Read has not handed out.
func (t *TurtleReader) moveTo(b *Batch) {
	if t.own != nil {
		t.leave()
		for _, q := range t.own.Quads[t.next:] {
			b.Add(t.own.quad(q))
		}
		t.own, t.next = nil, 0
	}
	t.enter(b)
}

const ownTerms = 2048 // after so many terms the batch of Read begins anew

// Read returns the next quad; io.EOF after the last.
func (t *TurtleReader) Read() (rdf.Quad, error) {
	if t.own == nil {
		t.own = newKeepingBatch()
		t.enter(t.own)
	}
	for t.next == len(t.own.Quads) {
		if t.err != nil {
			return rdf.Quad{}, t.err
		}
		t.own.Quads, t.next = t.own.Quads[:0], 0
		if len(t.own.Terms) > ownTerms {
			t.leave()
			t.own.forget()
			t.enter(t.own)
		}
		t.err = t.step()
	}
	t.next++
	return t.own.quad(t.own.Quads[t.next-1]), nil
}

// nothingRead is the state before the first statement.
func (t *TurtleReader) nothingRead() {
	t.graph, t.lastVerb = noTerm, noTerm
	t.frame = frame{subject: noTerm, verb: noTerm, head: noTerm}
	t.left = append(t.left[:0], rdf.Term{})
}

// leave takes along the terms that what is still open refers to.
func (t *TurtleReader) leave() {
	t.left = append(t.left[:0], t.kept(t.graph))
	if t.state != atStatement {
		for i := range t.outer {
			t.leaveFrame(&t.outer[i])
		}
		t.leaveFrame(&t.frame)
	}
	t.b = nil
}

func (t *TurtleReader) leaveFrame(f *frame) {
	t.left = append(t.left, t.kept(f.subject), t.kept(f.verb), t.kept(f.head))
}

func (t *TurtleReader) kept(id uint32) rdf.Term {
	if id == noTerm {
		return rdf.Term{}
	}
	x := t.b.Terms[id]
	if t.b != t.own {
		x.Value = strings.Clone(x.Value) // only nodes are open
	}
	return x
}

// enter makes b the batch that is filled.
func (t *TurtleReader) enter(b *Batch) {
	b.begin(t)
	t.b, t.lastVerb = b, noTerm
	t.graph = t.put(0)
	if t.state == atStatement {
		return
	}
	for i := range t.outer {
		t.enterFrame(&t.outer[i], 1+3*i)
	}
	t.enterFrame(&t.frame, 1+3*len(t.outer))
}

func (t *TurtleReader) enterFrame(f *frame, at int) {
	f.subject, f.verb, f.head = t.put(at), t.put(at+1), t.put(at+2)
}

func (t *TurtleReader) put(at int) uint32 {
	if t.left[at].IsZero() {
		return noTerm
	}
	return t.b.whole(t.left[at])
}

// newKeepingBatch gives a batch whose strings stay when it begins anew.
func newKeepingBatch() *Batch {
	b := NewBatch(rdf.Term{})
	b.arena.size, b.names.size = smallChunk, smallChunk
	return b
}

// begin sees to it that what is written in the batch means what the reader takes it for.
func (b *Batch) begin(t *TurtleReader) {
	b.copyText = true
	if b.owner != t || b.meaning != t.meaning {
		b.era++
		b.owner, b.meaning = t, t.meaning
	}
}

func (b *Batch) quad(q [4]uint32) rdf.Quad {
	return rdf.Quad{S: b.Terms[q[0]], P: b.Terms[q[1]], O: b.Terms[q[2]], G: b.Terms[q[3]]}
}

// list gives the number of rdf:first, rdf:rest or rdf:nil.
func (b *Batch) list(i int) uint32 {
	if b.lists[i] == 0 {
		b.lists[i] = b.whole(rdf.NewIRI(listTerms[i])) + 1
	}
	return b.lists[i] - 1
}

var listTerms = [3]string{rdf.RDFFirst, rdf.RDFRest, rdf.RDFNil}

// typeVerb gives the number of rdf:type, written "a".
func (b *Batch) typeVerb() uint32 {
	b.key = append(b.key[:0], 'a')
	at, i, hash := b.slot(b.key)
	if i == noTerm {
		i = b.append("a", rdf.NewIRI(rdf.RDFType))
		b.enter(at, hash, i)
	}
	return i
}
