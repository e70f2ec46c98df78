package turtle

import (
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// The scanners below read one token from pos on and leave pos behind it. The bytes they return lie in the window or
// in scratch and are valid until the next call.

// iriRef reads <...>; pos is at the "<".
func (s *source) iriRef() ([]byte, error) {
	iri, err := s.iriText()
	if err == nil && len(iri) > s.maxIRI {
		err = s.longIRI()
	}
	return iri, err
}

// longIRI refuses long IRIs, because a short name could stand for each of a million copies of one.
func (s *source) longIRI() error {
	return s.fail(s.start, "this IRI is longer than the limit", "a shorter IRI, or a higher limit")
}

func (s *source) iriText() ([]byte, error) {
	s.start = s.pos
	i := s.pos + 1
	for {
		for i < s.end && class[s.buf[i]]&inIRI != 0 {
			i++
		}
		if i == s.end {
			if !s.grow(&i) {
				return nil, s.failEnd(s.start, "this IRI is not closed", `">"`)
			}
			continue
		}
		switch c := s.buf[i]; c {
		case '>':
			raw := s.buf[s.start+1 : i]
			if !utf8.Valid(raw) {
				return nil, s.badUTF8(s.start + 1)
			}
			s.pos = i + 1
			return raw, nil
		case '\\':
			return s.iriEscaped(i)
		default:
			s.pos = i
			return nil, s.failHere(s.describe()+" in an IRI", `">" or percent-encoding`)
		}
	}
}

// iriEscaped goes on reading an IRI whose first escape is at i.
func (s *source) iriEscaped(i int) ([]byte, error) {
	s.scratch = append(s.scratch[:0], s.buf[s.start+1:i]...)
	for {
		if i == s.end {
			if !s.grow(&i) {
				return nil, s.failEnd(s.start, "this IRI is not closed", `">"`)
			}
		}
		c := s.buf[i]
		switch {
		case class[c]&inIRI != 0:
			s.scratch = append(s.scratch, c)
			i++
		case c == '>':
			if !utf8.Valid(s.scratch) {
				return nil, s.badUTF8(s.start + 1)
			}
			s.pos = i + 1
			return s.scratch, nil
		case c == '\\':
			r, next, err := s.unicodeEscape(i)
			if err != nil {
				return nil, err
			}
			if r < 0x80 && class[byte(r)]&inIRI == 0 {
				return nil, s.fail(next-1, "an escape for a character that an IRI may not hold", "percent-encoding")
			}
			s.scratch = utf8.AppendRune(s.scratch, r)
			i = next
		default:
			s.pos = i
			return nil, s.failHere(s.describe()+" in an IRI", `">" or percent-encoding`)
		}
	}
}

// unicodeEscape reads \uXXXX or \UXXXXXXXX with the backslash at i and returns the place behind it.
func (s *source) unicodeEscape(i int) (rune, int, error) {
	for i+10 > s.end && s.grow(&i) {
	}
	digits := 0
	if i+1 < s.end {
		switch s.buf[i+1] {
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
	}
	if digits == 0 {
		return 0, 0, s.fail(i, "unknown escape", `"\u" and four hexadecimal digits or "\U" and eight`)
	}
	var r uint32
	for k := i + 2; k < i+2+digits; k++ {
		if k >= s.end || class[s.buf[k]]&isHex == 0 {
			return 0, 0, s.fail(k, "incomplete escape", "a hexadecimal digit")
		}
		r = r<<4 | hexValue(s.buf[k])
	}
	if r > utf8.MaxRune || r >= 0xD800 && r <= 0xDFFF {
		return 0, 0, s.fail(i, "an escape for a code point that is no character", "a Unicode scalar value")
	}
	return rune(r), i + 2 + digits, nil
}

func hexValue(c byte) uint32 {
	switch {
	case c <= '9':
		return uint32(c - '0')
	case c <= 'F':
		return uint32(c-'A') + 10
	}
	return uint32(c-'a') + 10
}

// badUTF8 points at the first byte from i on that is not UTF-8.
func (s *source) badUTF8(i int) error {
	for i < s.end {
		r, n := utf8.DecodeRune(s.buf[i:s.end])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		i += n
	}
	return s.fail(i, "this byte is not UTF-8", "a document in UTF-8")
}

// shortString reads "..." or '...'; pos is at the opening quote.
func (s *source) shortString() ([]byte, error) {
	s.start = s.pos
	quote := s.buf[s.pos]
	i := s.pos + 1
	for {
		for i < s.end && class[s.buf[i]]&inString != 0 {
			i++
		}
		if i == s.end {
			if !s.grow(&i) {
				return nil, s.failEnd(s.start, "this literal is not closed", quoteRune(rune(quote)))
			}
			continue
		}
		switch c := s.buf[i]; {
		case c == quote:
			return s.finishString(s.buf[s.start+1:i], i+1)
		case c == '\\':
			return s.escapedString(i, quote, false)
		case c == '\n' || c == '\r':
			return nil, s.fail(i, "a line break in a literal", quoteRune(rune(quote))+` or "\n"`)
		default:
			i++
		}
	}
}

func (s *source) finishString(raw []byte, next int) ([]byte, error) {
	if !utf8.Valid(raw) {
		return nil, s.badUTF8(s.start)
	}
	s.pos = next
	return raw, nil
}

// longString reads a literal in three quotes; pos is at the first of them.
func (s *source) longString() ([]byte, error) {
	s.start = s.pos
	quote := s.buf[s.pos]
	i := s.pos + 3
	for {
		for i < s.end && s.buf[i] != quote && s.buf[i] != '\\' {
			i++
		}
		if i+2 >= s.end { // the closing quotes must be in the window together
			if !s.grow(&i) {
				return nil, s.openLong(quote)
			}
			continue
		}
		if s.buf[i] == '\\' {
			return s.escapedString(i, quote, true)
		}
		if s.buf[i+1] == quote && s.buf[i+2] == quote {
			return s.finishString(s.buf[s.start+3:i], i+3)
		}
		i++
	}
}

func (s *source) openLong(quote byte) error {
	q := string(rune(quote))
	return s.failEnd(s.start, "this literal is not closed", q+q+q)
}

// escapedString goes on reading a string whose first escape is at i, into scratch.
func (s *source) escapedString(i int, quote byte, long bool) ([]byte, error) {
	skip := 1
	if long {
		skip = 3
	}
	s.scratch = append(s.scratch[:0], s.buf[s.start+skip:i]...)
	for {
		if i+2 >= s.end {
			if s.grow(&i) {
				continue
			}
			if i >= s.end || long {
				return nil, s.failEnd(s.start, "this literal is not closed", quoteRune(rune(quote)))
			}
		}
		switch c := s.buf[i]; {
		case c == '\\':
			next, err := s.stringEscape(i)
			if err != nil {
				return nil, err
			}
			i = next
		case c == quote && (!long || s.buf[i+1] == quote && s.buf[i+2] == quote):
			return s.finishString(s.scratch, i+skip)
		case !long && (c == '\n' || c == '\r'):
			return nil, s.fail(i, "a line break in a literal", quoteRune(rune(quote))+` or "\n"`)
		default:
			s.scratch = append(s.scratch, c)
			i++
		}
	}
}

// stringEscape decodes the escape at i into scratch and returns the place behind it.
func (s *source) stringEscape(i int) (int, error) {
	if i+1 < s.end {
		if c := unescape[s.buf[i+1]]; c != 0 {
			s.scratch = append(s.scratch, c)
			return i + 2, nil
		}
		if c := s.buf[i+1]; c != 'u' && c != 'U' {
			return 0, s.fail(i, "unknown escape", `one of \t \b \n \r \f \" \' \\ \u \U`)
		}
	}
	r, next, err := s.unicodeEscape(i)
	if err != nil {
		return 0, err
	}
	s.scratch = utf8.AppendRune(s.scratch, r)
	return next, nil
}

var unescape = [256]byte{'t': '\t', 'b': '\b', 'n': '\n', 'r': '\r', 'f': '\f', '"': '"', '\'': '\'', '\\': '\\'}

// langTag reads @en-GB; pos is at the "@".
func (s *source) langTag() ([]byte, error) {
	s.start = s.pos
	i, part, first := s.pos+1, s.pos+1, true
	for {
		if i == s.end {
			at := i
			more := s.grow(&i)
			part -= at - i
			if more {
				continue
			}
		}
		c := byte(' ')
		if i < s.end {
			c = s.buf[i]
		}
		switch {
		case class[c]&inLang != 0 || !first && class[c]&isDigit != 0:
			i++
		case i == part:
			return nil, s.fail(i, "incomplete language tag", "a letter")
		case c == '-':
			i++
			part, first = i, false
		default:
			s.pos = i
			return s.buf[s.start+1 : i], nil
		}
	}
}

// blankLabel reads _:label; pos is at the "_".
func (s *source) blankLabel() ([]byte, error) {
	s.start = s.pos
	if c, ok := s.peekAt(1); !ok || c != ':' {
		return nil, s.fail(s.pos+1, "incomplete blank node", `":" after "_"`)
	}
	i := s.pos + 2
	r, n := s.runeAt(&i)
	if !(isNameStart(r) || r == '_' || r >= '0' && r <= '9') {
		return nil, s.fail(i, "a blank node label cannot begin so", "a letter, a digit or _")
	}
	for i += n; ; i += n {
		if r, n = s.runeAt(&i); !isNameChar(r) && r != '.' {
			break
		}
	}
	for s.buf[i-1] == '.' { // a full stop at the end closes the statement
		i--
	}
	s.pos = i
	return s.buf[s.start+2 : i], nil
}

// runeAt decodes the character at *i, which moves with the window; (-1, 0) at the end, (RuneError, 1) for bad UTF-8.
func (s *source) runeAt(i *int) (rune, int) {
	if *i < s.end && s.buf[*i] < utf8.RuneSelf {
		return rune(s.buf[*i]), 1
	}
	for !utf8.FullRune(s.buf[*i:s.end]) && s.grow(i) {
	}
	if *i >= s.end {
		return -1, 0
	}
	r, n := utf8.DecodeRune(s.buf[*i:s.end])
	if r == utf8.RuneError && n <= 1 {
		return -1, n
	}
	return r, n
}

// blank gives the term of a label of the document.
func (s *source) blank(label []byte) rdf.Term {
	return rdf.NewBlank(rdf.UserLabel(s.table.string(label)))
}

const shortLiteral = 40 // literals up to this length are worth looking up

// lexical makes the string of a lexical form.
func (s *source) lexical(b []byte) string {
	if len(b) <= shortLiteral {
		return s.table.string(b)
	}
	return s.table.fresh.string(b)
}

// isAbsolute reports whether an IRI begins with a scheme (RFC 3986, section 3.1).
func isAbsolute(iri []byte) bool {
	for i, c := range iri {
		switch {
		case class[c]&inLang != 0:
		case c == ':':
			return i > 0
		case i > 0 && (class[c]&isDigit != 0 || c == '+' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return false
}
