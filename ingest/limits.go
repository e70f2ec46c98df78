package ingest

import (
	"fmt"

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

// limited is a reader that sees to the limits that are the same for every format.
type limited struct {
	in    rdf.Reader
	d     *document
	l     Limits
	out   int64 // bytes of the terms so far
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
	if len(q.O.Value) > x.l.MaxToken {
		x.done = longLiteral(x.d.label(), x.l.MaxToken)
		return rdf.Quad{}, x.done
	}
	x.out += int64(len(q.S.Value) + len(q.P.Value) + len(q.O.Value) + len(q.O.Datatype) + len(q.G.Value))
	if x.out > freeGrowth && x.out > int64(x.l.MaxRatio)*x.d.plain {
		x.done = &LimitError{File: x.d.label(), What: fmt.Sprintf("grows to more than %d times its size when its short names are written out", x.l.MaxRatio), Limit: "ratio"}
		return rdf.Quad{}, x.done
	}
	return q, nil
}
