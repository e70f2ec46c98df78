package turtle

import (
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// A term of Turtle is plain if it lies in the window as a whole, with the byte after it, and is written without what
// needs explaining: escapes by number, characters beyond ASCII in names, single quotes. The functions below find where
// plain terms end and know no errors: what they do not take goes to the reader by tokens. So both must agree on what a
// term is, and only on that.

// token says where a plain term lies and what it is.
type token struct {
	end      int    // behind it
	colon    int    // of a prefixed name, or of that of the datatype
	quotes   int    // at either end of a literal: 1 or 3
	closing  int    // place of the closing quotes
	escaped  bool   // the literal holds a backslash
	high     byte   // bytes beyond ASCII set its highest bit
	datatype string // of a number
}

// leads says what a term is by its first byte.
var leads = makeLeads()

const (
	leadsNothing = iota // no plain term begins so
	leadsIRI
	leadsBlank
	leadsName
	leadsLiteral
	leadsNumber
)

func makeLeads() (t [256]uint8) {
	for c := range t {
		switch {
		case class[c]&inLang != 0 || c == ':':
			t[c] = leadsName
		case class[c]&isDigit != 0 || c == '+' || c == '-':
			t[c] = leadsNumber
		}
	}
	t['<'], t['_'], t['"'] = leadsIRI, leadsBlank, leadsLiteral
	return t
}

// guessed gives the predicate that came after the last one before, if it stands here again.
func (t *TurtleReader) guessed() (uint32, bool) {
	if t.lastVerb == noTerm || t.tokens {
		return 0, false
	}
	i := t.b.written[t.lastVerb].after
	if i == noTerm {
		return 0, false
	}
	s, w := t.s, &t.b.written[i]
	end := s.pos + len(w.text)
	if w.text == "" || w.era != t.b.era || end >= s.end || string(s.buf[s.pos:end]) != w.text || !isSpace[s.buf[end]] {
		return 0, false
	}
	s.pos = end
	return i, true
}

// plainNode reads an IRI, a prefixed name or a blank node if it is plain; c is the byte at pos.
func (t *TurtleReader) plainNode(c byte) (uint32, bool) {
	text, i := t.s.buf[:t.s.end], t.s.pos
	k := token{end: -1}
	switch leads[c] {
	case leadsIRI:
		k.end = k.iri(text, i)
	case leadsBlank:
		k.end = labelEnd(text, i)
	case leadsName:
		k.end = k.name(text, i)
	}
	if k.end < 0 || t.tokens {
		return 0, false
	}
	return t.number(leads[c], &k)
}

// plain is plainNode for any term without brackets.
func (t *TurtleReader) plain(c byte) (uint32, bool) {
	text, i := t.s.buf[:t.s.end], t.s.pos
	k := token{end: -1}
	switch leads[c] {
	case leadsLiteral:
		k.end = k.literal(text, i)
	case leadsNumber:
		k.end = k.number(text, i)
	default:
		return t.plainNode(c)
	}
	if k.end < 0 || t.tokens {
		return 0, false
	}
	return t.number(leads[c], &k)
}

// number gives the number of a plain term. It is false for what turns out not to be plain.
func (t *TurtleReader) number(lead uint8, k *token) (uint32, bool) {
	written := t.s.buf[t.s.pos:k.end]
	at, i, hash := t.b.slot(written)
	if i == noTerm {
		text, x, ok := t.make(lead, written, k)
		if !ok {
			return 0, false
		}
		i = t.b.append(text, x)
		t.b.enter(at, hash, i)
	}
	t.s.pos = k.end
	return i, true
}

// make gives the term that is written so, and the spelling to keep.
func (t *TurtleReader) make(lead uint8, written []byte, k *token) (string, rdf.Term, bool) {
	b := t.b
	switch lead {
	case leadsIRI:
		return t.makeIRI(written, k)
	case leadsName:
		ns, ok := t.namespace(written[:k.colon])
		if !ok || len(ns)+len(written)-k.colon-1 > t.opt.MaxIRI {
			return "", rdf.Term{}, false
		}
		return b.names.string(written), rdf.NewIRI(b.arena.joined(ns, written[k.colon+1:])), true
	case leadsLiteral:
		return t.makeLiteral(written, k)
	}
	text := b.arena.string(written)
	if lead == leadsBlank {
		return text, rdf.NewBlank(text[2:]), true
	}
	return text, rdf.NewTyped(text, k.datatype), true
}

func (t *TurtleReader) makeIRI(written []byte, k *token) (string, rdf.Term, bool) {
	iri := written[1 : len(written)-1]
	if len(iri) > t.opt.MaxIRI || k.high >= utf8.RuneSelf && !utf8.Valid(iri) {
		return "", rdf.Term{}, false
	}
	if isAbsolute(iri) {
		text := t.b.arena.string(written)
		return text, rdf.NewIRI(text[1 : len(text)-1]), true
	}
	if t.base == "" {
		return "", rdf.Term{}, false
	}
	full := rdf.ResolveIRI(t.base, view(iri))
	if len(full) > t.opt.MaxIRI {
		return "", rdf.Term{}, false
	}
	return t.b.names.string(written), rdf.NewIRI(t.b.arena.joined(full, nil)), true
}

func (t *TurtleReader) makeLiteral(written []byte, k *token) (string, rdf.Term, bool) {
	inside := written[k.quotes : k.closing-t.s.pos]
	if k.high >= utf8.RuneSelf && !utf8.Valid(inside) {
		return "", rdf.Term{}, false
	}
	suffix := written[len(inside)+2*k.quotes:]
	datatype := rdf.XSDString
	if len(suffix) > 0 && suffix[0] == '^' {
		var ok bool
		if datatype, ok = t.datatype(suffix[2:], k); !ok {
			return "", rdf.Term{}, false
		}
	}
	text := t.b.arena.string(written)
	lexical, end := text[k.quotes:k.quotes+len(inside)], len(inside)+2*k.quotes
	if k.escaped {
		lexical = t.b.arena.unescaped(lexical)
	}
	if len(suffix) > 0 && suffix[0] == '@' {
		return text, rdf.NewLang(lexical, text[end+1:]), true
	}
	return text, rdf.NewTyped(lexical, datatype), true
}

// datatype gives the IRI that is written so.
func (t *TurtleReader) datatype(written []byte, k *token) (string, bool) {
	l := &t.types[slotOf(written, len(t.types))]
	if l.iri != "" && l.name == string(written) {
		return l.iri, true
	}
	var iri string
	if written[0] == '<' {
		iri = string(written[1 : len(written)-1])
	} else {
		ns, ok := t.namespace(written[:k.colon])
		if !ok {
			return "", false
		}
		iri = ns + string(written[k.colon+1:])
	}
	if len(iri) > t.opt.MaxIRI || iri == rdf.RDFLangString {
		return "", false
	}
	*l = lookup{string(written), iri}
	return iri, true
}

// iri gives the place behind <...> at i, relative or not.
func (k *token) iri(text []byte, i int) int {
	var high byte
	for n, c := range text[i+1:] {
		if stops[c]&endsIRI != 0 {
			if k.high = high; c != '>' || i+n+2 >= len(text) {
				return -1
			}
			return i + n + 2
		}
		high |= c
	}
	return -1
}

// name gives the place behind the prefixed name at i, which begins with a letter or a colon.
func (k *token) name(text []byte, i int) int {
	j := i
	for j < len(text) && class[text[j]]&inName != 0 {
		j++
	}
	if j+1 >= len(text) || text[j] != ':' || text[j+1] == '-' || text[j+1] == '.' {
		return -1
	}
	k.colon = j - i
	for j++; j < len(text) && inLocal[text[j]]; j++ {
	}
	if j == len(text) || text[j] >= utf8.RuneSelf || text[j] == '\\' || text[j] == '%' {
		return -1
	}
	for text[j-1] == '.' { // full stops at the end are not part of the name
		j--
	}
	return j
}

// inLocal holds the bytes that may stand in a local name, but not all of them at its beginning or end.
var inLocal = makeLocal()

func makeLocal() (t [256]bool) {
	for c := range t {
		t[c] = class[c]&inName != 0 || c == ':' || c == '.'
	}
	return t
}

// number gives the place behind the number at i.
func (k *token) number(text []byte, i int) int {
	j := i
	if text[j] == '+' || text[j] == '-' {
		j++
	}
	whole := j
	j = digitsEnd(text, j)
	digits := j - whole
	k.datatype = rdf.XSDInteger
	if j+1 < len(text) && text[j] == '.' && class[text[j+1]]&isDigit != 0 {
		fraction := j + 1
		j = digitsEnd(text, fraction)
		digits += j - fraction
		k.datatype = rdf.XSDDecimal
	}
	if j+1 >= len(text) || digits == 0 {
		return -1
	}
	switch {
	case text[j]|0x20 == 'e':
		return k.exponent(text, j)
	case text[j] == '.' && text[j+1]|0x20 == 'e' && k.datatype == rdf.XSDInteger:
		return k.exponent(text, j+1)
	}
	return j
}

// exponent gives the place behind the exponent of a double at i.
func (k *token) exponent(text []byte, i int) int {
	k.datatype = rdf.XSDDouble
	if i++; i < len(text) && (text[i] == '+' || text[i] == '-') {
		i++
	}
	end := digitsEnd(text, i)
	if end == i || end == len(text) {
		return -1
	}
	return end
}

func digitsEnd(text []byte, i int) int {
	for i < len(text) && class[text[i]]&isDigit != 0 {
		i++
	}
	return i
}

// literal gives the place behind the literal at i.
func (k *token) literal(text []byte, i int) int {
	end := -1
	if k.quotes = 1; i+2 < len(text) && text[i+1] == '"' && text[i+2] == '"' {
		k.quotes = 3
		end = k.longEnd(text, i+3)
	} else {
		end = k.shortEnd(text, i+1)
	}
	if k.closing = end; end < 0 {
		return -1
	}
	return k.suffix(text, end+k.quotes)
}

// shortEnd gives the place of the quote that closes a literal which begins at i.
func (k *token) shortEnd(text []byte, i int) int {
	var high byte
	for {
		for i < len(text) && stops[text[i]]&endsQuoted == 0 {
			high |= text[i]
			i++
		}
		if i+1 >= len(text) {
			return -1
		}
		if text[i] == '"' {
			k.high = high
			return i
		}
		if text[i] != '\\' || unescape[text[i+1]] == 0 {
			return -1
		}
		k.escaped = true
		i += 2
	}
}

// longEnd is shortEnd for three quotes.
func (k *token) longEnd(text []byte, i int) int {
	var high byte
	for {
		for i < len(text) && text[i] != '"' && text[i] != '\\' {
			high |= text[i]
			i++
		}
		switch {
		case i+3 >= len(text):
			return -1
		case text[i] == '"' && text[i+1] == '"' && text[i+2] == '"':
			k.high = high
			return i
		case text[i] == '"':
			i++
		case unescape[text[i+1]] == 0:
			return -1
		default:
			k.escaped = true
			i += 2
		}
	}
}

// suffix gives the place behind the language tag or datatype at i, i if there is none.
func (k *token) suffix(text []byte, i int) int {
	if i+2 >= len(text) {
		return -1
	}
	switch c := text[i]; {
	case c == '@':
		return tagEnd(text, i)
	case c == '^' && text[i+1] == '^' && text[i+2] == '<':
		return iriEnd(text, i+2, len(text))
	case c == '^' && text[i+1] == '^' && leads[text[i+2]] == leadsName:
		return k.name(text, i+2)
	}
	for j := i; j < len(text); j++ {
		if c := text[j]; !isSpace[c] {
			if c == '@' || c == '^' || c == '#' { // white space and comments may stand before a tag
				return -1
			}
			return i
		}
	}
	return -1
}
