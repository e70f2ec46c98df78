package sparql

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// Options are what a text does not say itself. The zero value is ready to use.
type Options struct {
	Base     string       // resolves relative IRIs until a BASE declaration
	Prefixes []rdf.Prefix // usable without being declared; a declaration in the text wins
}

// Limits on the shape of a text, so that no text exhausts the stack of this package or of those that walk its tree.
const (
	maxNesting = 200   // brackets in brackets
	maxLength  = 10000 // operands of one chain of operators, elements of one group
)

// mode says where triples are being read: it decides on variables, blank nodes and paths.
type mode uint8

const (
	inPattern mode = iota
	inShortConstruct
	inTemplate
	inInsert
	inInsertData
	inDelete
	inDeleteData
)

// parser is a recursive-descent parser with one token of lookahead. The first error sticks: from then on the lookahead is
// the end of the text, so that every loop ends.
type parser struct {
	src source
	lex lexer
	tok token
	err *rdf.SyntaxError

	base     string
	prefixes map[string]string
	declared []rdf.Prefix

	depth     int
	mode      mode
	triples   []Triple // of the block being read
	fresh     int      // blank nodes written as [] and ()
	bgp       int      // number of the basic graph pattern being read
	bgps      int
	labels    map[string]int // blank node label to its basic graph pattern
	operation int
	aggregate aggregateState
}

// ParseQuery parses a query. The error, if any, is a *rdf.SyntaxError.
func ParseQuery(text string, o Options) (*Query, error) {
	p, err := newParser(text, o)
	if err != nil {
		return nil, err
	}
	q := p.query()
	if p.tok.kind != eof {
		p.unexpected("the end of the query")
	}
	if p.err != nil {
		return nil, p.err
	}
	return q, nil
}

// ParseUpdate parses an update request. The error, if any, is a *rdf.SyntaxError.
func ParseUpdate(text string, o Options) (*Update, error) {
	p, err := newParser(text, o)
	if err != nil {
		return nil, err
	}
	u := p.update()
	if p.err != nil {
		return nil, p.err
	}
	return u, nil
}

func newParser(text string, o Options) (*parser, error) {
	if !utf8.ValidString(text) {
		return nil, rdf.ErrorAt("", strings.ToValidUTF8(text, "\uFFFD"), invalidAt(text), "the text is not UTF-8", "")
	}
	p := &parser{src: newSource(text), base: o.Base, prefixes: map[string]string{}, labels: map[string]int{}}
	for _, x := range o.Prefixes {
		p.prefixes[x.Name] = x.IRI
	}
	p.lex.s = p.src.text
	p.next()
	return p, nil
}

func invalidAt(s string) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

// next moves the lookahead on.
func (p *parser) next() {
	if p.err != nil {
		return
	}
	if p.tok = p.lex.next(); p.tok.kind == bad {
		p.failAt(p.tok.pos, p.tok.val, p.tok.local)
	}
}

func (p *parser) failAt(pos int, msg, expected string) {
	if p.err == nil {
		p.err = rdf.ErrorAt("", p.src.original, p.src.origin(pos), msg, expected)
		p.tok = token{kind: eof, pos: pos, end: pos}
	}
}

// unexpected fails at the lookahead, which is not what was expected.
func (p *parser) unexpected(expected string) {
	msg := "unexpected " + quote(p.raw())
	if p.tok.kind == eof {
		msg = "the text ends too early"
	} else if hint := misspelt(p.tok); hint != "" {
		msg += " (did you mean " + hint + "?)"
	}
	p.failAt(p.tok.pos, msg, expected)
}

func (p *parser) raw() string { return p.src.text[p.tok.pos:p.tok.end] }

// quote shows a piece of the text in a message, shortened.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return "“" + s + "”"
}

func (p *parser) isOp(o string) bool { return p.tok.kind == op && p.tok.val == o }

func (p *parser) isWord(w string) bool { return p.tok.kind == word && strings.EqualFold(p.tok.val, w) }

// oneOf reports whether the lookahead is one of the keywords, and which.
func (p *parser) oneOf(words ...string) string {
	for _, w := range words {
		if p.isWord(w) {
			return w
		}
	}
	return ""
}

func (p *parser) acceptOp(o string) bool {
	if p.isOp(o) {
		p.next()
		return true
	}
	return false
}

func (p *parser) accept(w string) bool {
	if p.isWord(w) {
		p.next()
		return true
	}
	return false
}

func (p *parser) expectOp(o string) {
	if !p.acceptOp(o) {
		p.unexpected(quote(o))
	}
}

func (p *parser) expect(w string) {
	if !p.accept(w) {
		p.unexpected(w)
	}
}

// open reads an opening bracket and returns its place for closing; depth counts the open ones.
func (p *parser) open(o string) int {
	pos := p.tok.pos
	p.expectOp(o)
	p.enter(pos)
	return pos
}

func (p *parser) enter(pos int) {
	if p.depth++; p.depth > maxNesting {
		p.failAt(pos, fmt.Sprintf("brackets are nested more than %d deep", maxNesting), "")
	}
}

// closing reads the bracket that closes the one at pos; also says what else could have stood here.
func (p *parser) closing(o string, pos int, also string) {
	p.depth--
	if p.acceptOp(o) {
		return
	}
	if p.tok.kind == eof && p.err == nil {
		at := rdf.ErrorAt("", p.src.original, p.src.origin(pos), "", "")
		opened := quote(p.src.text[pos : pos+1])
		p.failAt(p.tok.pos, fmt.Sprintf("the %s of line %d, column %d is not closed", opened, at.Line, at.Column), quote(o))
		return
	}
	if also != "" {
		also += " or "
	}
	p.unexpected(also + quote(o))
}

// chain fails when a chain of operators or elements has grown too long.
func (p *parser) chain(n int) {
	if n > maxLength {
		p.failAt(p.tok.pos, fmt.Sprintf("more than %d parts in one chain or group", maxLength), "a text in smaller pieces")
	}
}

// prologue reads BASE and PREFIX declarations.
func (p *parser) prologue() {
	for {
		switch {
		case p.accept("BASE"):
			if p.tok.kind != iriRef {
				p.unexpected("the base IRI in < >")
				return
			}
			p.base = rdf.ResolveIRI(p.base, p.tok.val)
			p.next()
		case p.accept("PREFIX"):
			p.prefix()
		default:
			return
		}
	}
}

func (p *parser) prefix() {
	name := p.tok.val
	if p.tok.kind != pname || p.tok.local != "" {
		p.unexpected("a prefix with its colon, as in “skos:”")
		return
	}
	p.next()
	if p.tok.kind != iriRef {
		p.unexpected("the IRI of the prefix in < >")
		return
	}
	iri := rdf.ResolveIRI(p.base, p.tok.val)
	p.next()
	p.prefixes[name] = iri
	for i := range p.declared {
		if p.declared[i].Name == name {
			p.declared[i].IRI = iri
			return
		}
	}
	p.declared = append(p.declared, rdf.Prefix{Name: name, IRI: iri})
}

// isIRI reports whether the lookahead is an IRI or a prefixed name.
func (p *parser) isIRI() bool { return p.tok.kind == iriRef || p.tok.kind == pname }

func (p *parser) iri() string {
	t := p.tok
	switch t.kind {
	case iriRef:
		p.next()
		return rdf.ResolveIRI(p.base, t.val)
	case pname:
		ns, ok := p.prefixes[t.val]
		if !ok {
			p.unknownPrefix(t)
			return ""
		}
		p.next()
		return ns + t.local
	}
	p.unexpected("an IRI: <…> or prefix:name")
	return ""
}

func (p *parser) iriTerm() rdf.Term { return rdf.NewIRI(p.iri()) }

func (p *parser) unknownPrefix(t token) {
	msg := fmt.Sprintf("the prefix “%s:” is not declared", t.val)
	if ns, ok := wellKnown[t.val]; ok {
		p.failAt(t.pos, msg+"; it is usually "+ns, fmt.Sprintf("PREFIX %s: <%s> at the top", t.val, ns))
		return
	}
	p.failAt(t.pos, msg, fmt.Sprintf("PREFIX %s: <…> at the top", t.val))
}
