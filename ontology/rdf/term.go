// Package rdf holds the words everything else speaks: Term, Triple, Quad, Dataset, the formats by name and media
// type, and the one error that points at a place in a text.
//
// It is not a parser (see the packages below it), not a store (see package index) and knows nothing of XSD values
// (see package xsd): a literal here is its lexical form and its datatype, exactly as they were written.
//
// The main path: a Reader yields Quads until io.EOF, a Writer takes them.
package rdf

import "strings"

// Kind says what sort of RDF term a Term is (RDF 1.1 Concepts, section 3.1).
type Kind uint8

const (
	None    Kind = iota // the zero Term: unbound in a solution, the default graph in a Quad
	IRI                 // Value is an absolute IRI
	Blank               // Value is a label, without "_:", that means nothing outside its document or store
	Literal             // Value is the lexical form; Datatype is always set; Lang only for rdf:langString
)

// Term is an RDF term. It is comparable: two Terms are the same RDF term exactly when they are == (RDF 1.1 Concepts
// 3.3), except that language tags keep the case they were written in. A literal always carries its datatype:
// xsd:string for plain literals, rdf:langString for those with a language tag. Use the constructors.
type Term struct {
	Kind     Kind
	Value    string // IRI, blank-node label or lexical form
	Datatype string // absolute IRI; literals only
	Lang     string // language tag as written; rdf:langString only
}

// Triple is subject, predicate, object.
type Triple struct{ S, P, O Term }

// Quad is a triple in a graph; the zero G is the default graph.
type Quad struct{ S, P, O, G Term }

// Triple returns the quad without its graph.
func (q Quad) Triple() Triple { return Triple{q.S, q.P, q.O} }

// The IRIs this package needs itself; the vocabularies of the ontology are in package ontology.
const (
	XSD           = "http://www.w3.org/2001/XMLSchema#"
	NS            = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	XSDString     = XSD + "string"
	XSDBoolean    = XSD + "boolean"
	XSDInteger    = XSD + "integer"
	XSDDecimal    = XSD + "decimal"
	XSDDouble     = XSD + "double"
	XSDFloat      = XSD + "float"
	XSDDateTime   = XSD + "dateTime"
	XSDDate       = XSD + "date"
	XSDGYear      = XSD + "gYear"
	RDFLangString = NS + "langString"
	RDFType       = NS + "type"
	RDFFirst      = NS + "first"
	RDFRest       = NS + "rest"
	RDFNil        = NS + "nil"
)

// NewIRI returns the IRI term; iri must be absolute (it is not checked here).
func NewIRI(iri string) Term { return Term{Kind: IRI, Value: iri} }

// NewBlank returns the blank node with a label ("b0", not "_:b0").
func NewBlank(label string) Term { return Term{Kind: Blank, Value: label} }

// NewString returns the plain literal, an xsd:string.
func NewString(s string) Term { return Term{Kind: Literal, Value: s, Datatype: XSDString} }

// NewLang returns the literal with a language tag; an empty tag gives a plain literal.
func NewLang(s, tag string) Term {
	if tag == "" {
		return NewString(s)
	}
	return Term{Kind: Literal, Value: s, Datatype: RDFLangString, Lang: tag}
}

// NewTyped returns the literal with a datatype; an empty datatype gives xsd:string.
func NewTyped(lexical, datatype string) Term {
	if datatype == "" {
		datatype = XSDString
	}
	return Term{Kind: Literal, Value: lexical, Datatype: datatype}
}

// IsZero reports whether t is no term at all: unbound, or the default graph.
func (t Term) IsZero() bool { return t.Kind == None }

// String gives t in N-Triples syntax (RDF 1.1 N-Triples, section 2), the empty string for the zero Term.
func (t Term) String() string { return string(t.Append(nil)) }

// Append appends t in canonical N-Triples syntax to dst.
func (t Term) Append(dst []byte) []byte {
	switch t.Kind {
	case IRI:
		dst = append(dst, '<')
		dst = appendIRI(dst, t.Value)
		return append(dst, '>')
	case Blank:
		dst = append(dst, '_', ':')
		return append(dst, t.Value...)
	case Literal:
		dst = append(dst, '"')
		dst = appendEscaped(dst, t.Value)
		dst = append(dst, '"')
		if t.Lang != "" {
			dst = append(dst, '@')
			return append(dst, t.Lang...)
		}
		if t.Datatype != XSDString {
			dst = append(dst, '^', '^', '<')
			dst = appendIRI(dst, t.Datatype)
			dst = append(dst, '>')
		}
	}
	return dst
}

const hex = "0123456789ABCDEF"

// notAsIs holds the bytes that need an escape: bit 0 in an IRI, bit 1 in a literal.
var notAsIs = func() (t [256]uint8) {
	for c := range 256 {
		if c <= 0x20 || strings.IndexByte("<>\"{}|^`\\", byte(c)) >= 0 {
			t[c] |= 1
		}
		if c < 0x20 || c == 0x7f || c == '"' || c == '\\' {
			t[c] |= 2
		}
	}
	return t
}()

// asIs is the length of the part of s before the first byte that needs an escape. It looks at eight bytes at a time.
func asIs(s string, in uint8) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		e := s[i : i+8]
		if (notAsIs[e[0]]|notAsIs[e[1]]|notAsIs[e[2]]|notAsIs[e[3]]|notAsIs[e[4]]|notAsIs[e[5]]|notAsIs[e[6]]|notAsIs[e[7]])&in != 0 {
			break
		}
	}
	for ; i < len(s) && notAsIs[s[i]]&in == 0; i++ {
	}
	return i
}

// appendIRI escapes the characters that an IRIREF may not hold.
func appendIRI(dst []byte, s string) []byte {
	for {
		n := asIs(s, 1)
		if dst = append(dst, s[:n]...); n == len(s) {
			return dst
		}
		dst = append(dst, '\\', 'u', '0', '0', hex[s[n]>>4], hex[s[n]&15])
		s = s[n+1:]
	}
}

// appendEscaped escapes a lexical form as canonical N-Triples does (RDF 1.2 N-Triples, section 4).
func appendEscaped(dst []byte, s string) []byte {
	for {
		n := asIs(s, 2)
		if dst = append(dst, s[:n]...); n == len(s) {
			return dst
		}
		dst = appendEscape(dst, s[n])
		s = s[n+1:]
	}
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '\t':
		c = 't'
	case '\b':
		c = 'b'
	case '\n':
		c = 'n'
	case '\r':
		c = 'r'
	case '\f':
		c = 'f'
	case '"', '\\':
	default:
		return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(dst, '\\', c)
}

// String gives the triple as an N-Triples line without the newline.
func (t Triple) String() string { return Quad{S: t.S, P: t.P, O: t.O}.String() }

// String gives the quad as an N-Quads line without the newline.
func (q Quad) String() string { return string(q.Append(nil)) }

// Append appends the quad as an N-Quads line without the newline.
func (q Quad) Append(dst []byte) []byte {
	dst = append(q.S.Append(dst), ' ')
	dst = append(q.P.Append(dst), ' ')
	dst = append(q.O.Append(dst), ' ')
	if !q.G.IsZero() {
		dst = append(q.G.Append(dst), ' ')
	}
	return append(dst, '.')
}

// Compare orders terms for printing and for stable files: zero, blank, IRI, literal; then by value, datatype and
// language in code points. It is SPARQL's ORDER BY order only for terms that are not numbers or times.
func Compare(a, b Term) int {
	if a.Kind != b.Kind {
		return int(rank[a.Kind]) - int(rank[b.Kind])
	}
	if c := strings.Compare(a.Value, b.Value); c != 0 {
		return c
	}
	if c := strings.Compare(a.Datatype, b.Datatype); c != 0 {
		return c
	}
	return strings.Compare(a.Lang, b.Lang)
}

var rank = [...]uint8{None: 0, Blank: 1, IRI: 2, Literal: 3}

// CompareQuads orders quads by graph, subject, predicate, object.
func CompareQuads(a, b Quad) int {
	if c := Compare(a.G, b.G); c != 0 {
		return c
	}
	if c := Compare(a.S, b.S); c != 0 {
		return c
	}
	if c := Compare(a.P, b.P); c != 0 {
		return c
	}
	return Compare(a.O, b.O)
}
