package ingest

import (
	"fmt"
	"math"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// Limits bound what a document may hold, so that nobody's file takes all memory. A field that is 0 takes its default.
type Limits struct {
	MaxDepth    int    // nesting of brackets and elements; 512, for RDF/XML 1024
	MaxToken    int    // bytes of one literal or line; 64 MiB
	MaxPrefixes int    // different prefixes of one document; 65,536
	MaxDocument int64  // bytes of a document that is read as a whole (JSON-LD); 256 MiB
	MaxRatio    int    // times its size a document may grow to: by unpacking, prefixes, entities, contexts; DefaultMaxRatio
	MaxQuads    uint64 // statements of all documents together; none
}

// DefaultMaxRatio is the growth beyond which a document is taken for an attack. RDF compresses 10 to 60 times.
const DefaultMaxRatio = 400

// freeGrowth is the size that any document may grow to.
const freeGrowth = 16 << 20

// UploadLimits are the limits for documents from strangers. Few honest documents come near them.
func UploadLimits() Limits {
	return Limits{MaxDepth: 128, MaxToken: 8 << 20, MaxPrefixes: 4096, MaxDocument: 16 << 20, MaxRatio: 100, MaxQuads: 5_000_000}
}

// LimitError says that a document goes beyond one of the Limits that are not about its syntax: growth, literals, and the
// number of statements. Nesting, prefixes and tokens that are too many or too long have a place in the text and are an
// *rdf.SyntaxError.
type LimitError struct {
	File  string // name of the document
	What  string // what goes beyond the limit, like "unpacks to more than 400 times its size"
	Limit string // name of the limit: "ratio", "literal", "triples"
}

// Error names the document and the limit.
func (e *LimitError) Error() string {
	return fmt.Sprintf("%s %s; raise the limit if you trust the document", e.File, e.What)
}

func tooManyQuads(file string, limit uint64) error {
	return &LimitError{File: file, What: fmt.Sprintf("brings more than %d statements", limit), Limit: "triples"}
}

func longLiteral(file string, limit int) error {
	return &LimitError{File: file, What: fmt.Sprintf("has a literal of more than %d bytes", limit), Limit: "literal"}
}

func (l *Limits) setDefaults() {
	if l.MaxRatio <= 0 {
		l.MaxRatio = DefaultMaxRatio
	}
	if l.MaxToken <= 0 {
		l.MaxToken = turtle.DefaultMaxToken
	}
}

// growth sees to the limits that are the same for every format: the size of literals, and how much longer a document
// gets when its short names are written out.
type growth struct {
	d     *document
	l     Limits
	out   int64   // bytes of the terms so far
	sizes []int32 // scratch
}

func size(t *rdf.Term) int { return len(t.Value) + len(t.Datatype) }

func (g *growth) quad(q *rdf.Quad) error {
	if len(q.O.Value) > g.l.MaxToken {
		return longLiteral(g.d.label(), g.l.MaxToken)
	}
	return g.add(size(&q.S) + size(&q.P) + size(&q.O) + size(&q.G))
}

// batch is quad for all quads of a batch.
func (g *growth) batch(b *turtle.Batch) error {
	g.sizes = g.sizes[:0]
	for i := range b.Terms {
		t := &b.Terms[i]
		if len(t.Value) > g.l.MaxToken && t.Kind == rdf.Literal {
			return longLiteral(g.d.label(), g.l.MaxToken)
		}
		n := size(t)
		if *t == b.Graph { // the document does not name it
			n = 0
		}
		g.sizes = append(g.sizes, int32(min(n, math.MaxInt32)))
	}
	n := 0
	for i := range b.Quads {
		q := &b.Quads[i]
		n += int(g.sizes[q[0]]) + int(g.sizes[q[1]]) + int(g.sizes[q[2]]) + int(g.sizes[q[3]])
	}
	return g.add(n)
}

func (g *growth) add(n int) error {
	g.out += int64(n)
	if g.out > freeGrowth && g.out > int64(g.l.MaxRatio)*g.d.plain {
		return &LimitError{File: g.d.label(), What: fmt.Sprintf("grows to more than %d times its size when its short names are written out", g.l.MaxRatio), Limit: "ratio"}
	}
	return nil
}

// limited is a reader that sees to growth.
type limited struct {
	growth
	in    rdf.Reader
	done  error
	close func() error // what ends in; nil: nothing
}

// Close ends the reader within.
func (x *limited) Close() error {
	if x.close == nil {
		return nil
	}
	return x.close()
}

// Read gives the next quad, unless a limit is passed.
func (x *limited) Read() (rdf.Quad, error) {
	if x.done != nil {
		return rdf.Quad{}, x.done
	}
	q, err := x.in.Read()
	if err != nil {
		return q, err
	}
	if x.done = x.quad(&q); x.done != nil {
		return rdf.Quad{}, x.done
	}
	return q, nil
}
