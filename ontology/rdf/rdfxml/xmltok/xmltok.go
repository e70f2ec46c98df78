// Package xmltok cuts an XML document into start tags, end tags, text, comments and processing instructions.
//
// It is a pull tokenizer over bytes: it streams, resolves namespaces, and in the steady state allocates nothing. It
// demands what XML 1.0 (fifth edition) and Namespaces in XML 1.0 call well-formed: one document element, matching end
// tags, legal names and characters, no attribute twice, declared prefixes, references that stand for something. Line
// ends and attribute values come out normalised. Documents may be in UTF-8, in UTF-16 with a byte order mark, and, where
// the XML declaration says so, in ISO-8859-1 or US-ASCII.
//
// It is no validating processor. Of a document type declaration it uses the internal entities without markup, which
// ontologies have to shorten IRIs, within limits; nothing outside the document is ever read, element and attribute
// declarations have no effect. It builds no tree and knows nothing of RDF. Version 1.1 of XML is refused.
//
// The main path: New, Next until io.EOF; after each Next, Name and Attrs or Text, valid until the next call.
package xmltok

import (
	"bytes"
	"io"

	"w3id.org/concord/ontology/rdf"
)

// The namespaces of the prefixes xml and xmlns.
const (
	XML   = "http://www.w3.org/XML/1998/namespace"
	XMLNS = "http://www.w3.org/2000/xmlns/"
)

// Options steer a Tokenizer. The zero value is ready to use.
type Options struct {
	File         string // name of the document in errors
	Root         string // what an empty document is told to have, "<rdf:RDF>"; "" means "an element"
	MaxDepth     int    // nesting of elements; 0 means DefaultMaxDepth
	MaxToken     int    // bytes of one tag, text or comment, before and after references are replaced; 0 means DefaultMaxToken
	MaxPrefixes  int    // declarations of namespaces in force at one place; 0 means DefaultMaxPrefixes
	MaxExpansion int    // bytes that entities may make of each byte of the document, 4 MiB apart; 0 means DefaultMaxExpansion
}

// The limits used where Options has 0.
const (
	DefaultMaxDepth     = 1024
	DefaultMaxToken     = 64 << 20
	DefaultMaxPrefixes  = 1000
	DefaultMaxExpansion = 16
)

const maxAttrs = 10_000 // of one tag

// Kind is the kind of a token.
type Kind uint8

// The kinds of tokens. A tag <a/> is a Start and an End; a CDATA section is Text.
const (
	None Kind = iota
	Start
	End
	Text
	Comment
	ProcInst
)

// Attr is an attribute that declares no namespace.
type Attr struct {
	Name  *Name
	Value []byte // normalised, references replaced
	raw   []byte // the name as written
	at    int    // place of the name in the window
}

// Tokenizer reads one document.
type Tokenizer struct {
	w       window
	opt     Options
	err     error
	begun   bool
	rooted  bool // the document element has begun
	typed   bool // there was a document type declaration
	closing bool // the tag was <a/>: its End comes next
	name    *Name
	attrs   []Attr
	text    []byte
	target  []byte
	scratch []byte // text and values that are not as they were written
	open    []element
	scope
	strings  Strings
	entities map[string]entity
	expanded int64 // bytes that entities have made
}

// element is an open element.
type element struct {
	name     *Name
	full     string // its name as written; name may come to mean something else in an inner scope
	bindings int    // declarations in force around it
	gen      uint32 // the scope around it
}

// New returns a Tokenizer of the document that r holds. Nothing is read before the first Next.
func New(r io.Reader, o Options) *Tokenizer {
	if o.Root == "" {
		o.Root = "an element"
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	if o.MaxToken <= 0 {
		o.MaxToken = DefaultMaxToken
	}
	if o.MaxPrefixes <= 0 {
		o.MaxPrefixes = DefaultMaxPrefixes
	}
	if o.MaxExpansion <= 0 {
		o.MaxExpansion = DefaultMaxExpansion
	}
	t := &Tokenizer{opt: o, w: window{r: r, file: o.File, lines: 1, maxToken: o.MaxToken}}
	t.gen, t.gens = 1, 1
	return t
}

// Next reads the next token. At the end of a well-formed document it returns io.EOF; a document that is none gives a
// *rdf.SyntaxError, an input that fails its own error. After an error there is nothing more.
func (t *Tokenizer) Next() (Kind, error) {
	if t.err != nil {
		return None, t.err
	}
	k, err := t.next()
	t.err = err
	return k, err
}

func (t *Tokenizer) next() (Kind, error) {
	if t.closing {
		t.closing = false
		t.pop()
		return End, nil
	}
	if !t.begun {
		t.begun = true
		if err := t.begin(); err != nil {
			return None, err
		}
	}
	for {
		t.w.start = t.w.pos
		expanded, last := t.expanded, t.w.err != nil
		n, k, err := t.scan(t.w.buf[t.w.start:t.w.end])
		switch {
		case err == errMore:
			t.expanded = expanded // the token will be read again, once more when it is known that nothing follows
			if !t.w.more() && last {
				return None, t.ended()
			}
		case err != nil:
			return None, err
		case n > t.opt.MaxToken:
			return None, t.failLong()
		default:
			t.w.pos = t.w.start + n
			if k != None {
				return k, nil
			}
		}
	}
}

// scan reads the token that b begins with and says how long it is. It begins anew with more bytes where b ends too
// early (errMore), so that no part of it has to keep its place across a refill.
func (t *Tokenizer) scan(b []byte) (int, Kind, error) {
	switch {
	case len(b) == 0:
		return 0, None, errMore
	case b[0] != '<':
		return t.scanText(b)
	case len(b) == 1:
		return 0, None, errMore
	}
	switch b[1] {
	case '/':
		return t.endTag(b)
	case '!':
		return t.declaration(b)
	case '?':
		return t.procInst(b)
	}
	return t.startTag(b)
}

// ended is the error where bytes ran out.
func (t *Tokenizer) ended() error {
	w := &t.w
	if w.err != io.EOF {
		return w.err
	}
	b := w.buf[w.start:w.end]
	expected := t.opt.Root
	switch {
	case len(b) > 0 && b[0] == '<':
		expected = unfinished(b)
	case len(t.open) > 0:
		expected = "</" + t.open[len(t.open)-1].full + ">"
	case t.rooted:
		return io.EOF
	default:
		return w.fail(w.end, "the document has no element", expected)
	}
	return w.fail(w.end, "unexpected end of the document", expected)
}

// unfinished says what the token that b begins with lacks.
func unfinished(b []byte) string {
	switch {
	case len(b) == 1 || string(b) == "</":
		return "the name of an element"
	case bytes.HasPrefix(b, []byte("<!-")):
		return `"-->" at the end of the comment`
	case bytes.HasPrefix(b, []byte("<![")):
		return `"]]>" at the end of the CDATA section`
	case bytes.HasPrefix(b, []byte("<!")):
		return `">" at the end of the declaration`
	case b[1] == '?':
		return `"?>" at the end of the processing instruction`
	}
	return `">" at the end of the tag`
}

// Name is the name of a Start or an End.
func (t *Tokenizer) Name() *Name { return t.name }

// Attrs are the attributes of a Start, in the order of the document, without those that declare namespaces.
func (t *Tokenizer) Attrs() []Attr { return t.attrs }

// Text is the text of a Text or Comment, and what follows the target of a ProcInst.
func (t *Tokenizer) Text() []byte { return t.text }

// Target is the target of a ProcInst.
func (t *Tokenizer) Target() []byte { return t.target }

// Depth is the number of open elements; that of a Start counts, that of an End no longer does.
func (t *Tokenizer) Depth() int { return len(t.open) }

// Offset is the number of bytes of the document that have been read so far, for progress.
func (t *Tokenizer) Offset() int64 { return t.w.offset(t.w.pos) }

// Fail makes the error for a place in the current token, skip bytes behind its beginning.
func (t *Tokenizer) Fail(skip int, msg, expected string) *rdf.SyntaxError {
	return t.w.fail(t.w.start+skip, msg, expected)
}

// Blank is the number of bytes of white space that the current token begins with, as they were written: the place for
// an error about text that should be white space.
func (t *Tokenizer) Blank() int { return skipSpace(t.w.buf[t.w.start:t.w.pos], 0) }

// String gives bytes as a string; bytes that recur mostly give the same string without an allocation.
func (t *Tokenizer) String(b []byte) string { return t.strings.Intern(b) }

// Fresh gives bytes that will hardly recur as a string; many share one allocation.
func (t *Tokenizer) Fresh(b []byte) string { return t.strings.Fresh(b) }

// fail is Fail for place i of the bytes that scan was given.
func (t *Tokenizer) fail(i int, msg, expected string) error { return t.Fail(i, msg, expected) }
