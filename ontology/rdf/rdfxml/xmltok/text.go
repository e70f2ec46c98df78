package xmltok

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// mode says what a piece of text is and so where it ends.
type mode uint8

const (
	content  mode = 1 << iota // between tags, up to "<"
	double                    // an attribute value, up to '"'
	single                    // one up to "'"
	verbatim                  // up to the end of the bytes, without references
	nameByte                  // class only: may belong to a name, if it is ASCII
)

// class gives, for each byte, the modes in which it means itself.
var class = func() (c [256]mode) {
	for i := range c[:0x80] {
		if i >= 0x20 || i == '\t' || i == '\n' {
			c[i] = content | double | single | verbatim
		}
		if i == ':' || i >= 0x20 && IsNameChar(rune(i)) {
			c[i] |= nameByte
		}
	}
	for i := range c[0x80:] {
		c[0x80+i] = nameByte
	}
	c['<'] = verbatim
	c['&'] = verbatim
	c[']'] &^= content
	c['"'] &^= double
	c['\''] &^= single
	c['\t'] &^= double | single
	c['\n'] &^= double | single
	return c
}()

// nameEnd gives the place behind the name at i; names are checked when they are first met.
func nameEnd(b []byte, i int) int {
	for i < len(b) && class[b[i]]&nameByte != 0 {
		i++
	}
	return i
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// scanText reads text between tags.
func (t *Tokenizer) scanText(b []byte) (int, Kind, error) {
	if len(t.open) == 0 {
		i := skipSpace(b, 0)
		if i < len(b) && b[i] != '<' {
			return 0, None, t.fail(i, "text where only elements may stand", "an element")
		}
		return i, None, nil
	}
	t.scratch = t.scratch[:0]
	n, text, err := t.value(b, 0, content)
	t.text = text
	return n, Text, err
}

// raw makes what lies from place i to the end of b the text of the token.
func (t *Tokenizer) raw(b []byte, i int) (err error) {
	t.scratch = t.scratch[:0]
	_, t.text, err = t.value(b, i, verbatim)
	return err
}

// value reads text of a mode from place i and gives the place of what ends it, and the text with line ends and white
// space normalised and references replaced: as it lies in b if it can be so, else in scratch.
func (t *Tokenizer) value(b []byte, i int, m mode) (int, []byte, error) {
	from, mark := i, len(t.scratch)
	for {
		for i < len(b) && class[b[i]]&m != 0 {
			i++
		}
		if i == len(b) && m != verbatim {
			return 0, nil, errMore
		}
		if i == len(b) || ends(b[i], m) {
			break
		}
		next, changed, err := t.special(b, i, m, from)
		if err != nil {
			return 0, nil, err
		}
		if changed {
			from = next
		}
		i = next
	}
	if len(t.scratch) == mark {
		return i, b[from:i:i], nil
	}
	t.scratch = append(t.scratch, b[from:i]...)
	if len(t.scratch) > t.opt.MaxToken {
		return 0, nil, t.failLong()
	}
	return i, t.scratch[mark:len(t.scratch):len(t.scratch)], nil
}

func ends(c byte, m mode) bool {
	return m == content && c == '<' || m == double && c == '"' || m == single && c == '\''
}

// special reads a character that is not a plain one; from is where the text begins that is not in scratch yet. If the
// character stands for something else, that goes to scratch with all before it.
func (t *Tokenizer) special(b []byte, i int, m mode, from int) (next int, changed bool, err error) {
	switch c := b[i]; {
	case c == '&':
		t.scratch = append(t.scratch, b[from:i]...)
		next, err = t.reference(b, i, m)
		return next, true, err
	case c == '\r' && i+1 == len(b) && m != verbatim:
		return 0, false, errMore
	case c == '\r' || c == '\n' || c == '\t':
		t.scratch = append(t.scratch, b[from:i]...)
		if c == '\r' && i+1 < len(b) && b[i+1] == '\n' {
			i++
		}
		t.scratch = append(t.scratch, space(m))
		return i + 1, true, nil
	case c == ']':
		return t.bracket(b, i)
	case c == '<':
		return 0, false, t.fail(i, `"<" in the value of an attribute`, `"&lt;", or the closing quote before it`)
	}
	next, err = t.char(b, i, m)
	return next, false, err
}

// space is what a line end means.
func space(m mode) byte {
	if m == double || m == single {
		return ' '
	}
	return '\n'
}

// bracket reads a "]" in text: "]]>" may not stand there (section 2.4).
func (t *Tokenizer) bracket(b []byte, i int) (int, bool, error) {
	if i+2 < len(b) {
		if b[i+1] == ']' && b[i+2] == '>' {
			return 0, false, t.fail(i, `"]]>" in text`, `"]]&gt;"`)
		}
		return i + 1, false, nil
	}
	if i+1 < len(b) && b[i+1] != ']' {
		return i + 1, false, nil
	}
	return 0, false, errMore
}

// char checks a character that is not ASCII, or none.
func (t *Tokenizer) char(b []byte, i int, m mode) (int, error) {
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n <= 1 {
		if m != verbatim && !utf8.FullRune(b[i:]) {
			return 0, errMore
		}
		return 0, t.failChar(b, i)
	}
	if !IsChar(r) {
		return 0, t.failChar(b, i)
	}
	return i + n, nil
}

func (t *Tokenizer) failChar(b []byte, i int) error {
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n <= 1 {
		enc := t.w.enc.String()
		return t.fail(i, "this byte is not "+enc, "a document in "+enc)
	}
	return t.fail(i, "the character "+strconv.QuoteRuneToASCII(r)+" is not allowed in XML", "text without control characters")
}

// unexpected is the error for the character at place i.
func (t *Tokenizer) unexpected(b []byte, i int, expected string) error {
	if i >= len(b) || !utf8.FullRune(b[i:]) && t.w.err == nil {
		return errMore
	}
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n <= 1 || !IsChar(r) {
		return t.failChar(b, i)
	}
	if r < 0x20 {
		return t.fail(i, "unexpected white space", expected)
	}
	return t.fail(i, "unexpected "+strconv.Quote(string(r)), expected)
}

func (t *Tokenizer) failLong() error {
	return t.fail(0, "this tag or text is longer than the limit of "+strconv.Itoa(t.opt.MaxToken)+" bytes", "a shorter one, or a higher limit")
}

// reference puts what the reference at place i stands for into scratch and gives the place behind it.
func (t *Tokenizer) reference(b []byte, i int, m mode) (int, error) {
	j := i + 1
	if j < len(b) && b[j] == '#' {
		j++
	}
	j = nameEnd(b, j)
	if j == len(b) {
		return 0, errMore
	}
	body := b[i+1 : j]
	if b[j] != ';' || len(body) == 0 {
		if !utf8.FullRune(b[j:]) && t.w.err == nil {
			return 0, errMore
		}
		return 0, t.fail(j, "invalid character entity &"+string(body[:min(len(body), 100)])+" (no semicolon)",
			`well-formed XML: "&amp;" for the character, or a name and ";"`)
	}
	if body[0] == '#' {
		r, ok := charRef(body[1:])
		if !ok {
			return 0, t.fail(i, "&"+string(body[:min(len(body), 100)])+"; is no character of XML", "&#...; with a decimal number, or &#x...; with a hexadecimal one")
		}
		t.scratch = utf8.AppendRune(t.scratch, r)
		return j + 1, nil
	}
	return j + 1, t.entity(body, i, m, 0)
}

// charRef gives the character with a number in digits, or "x" and hexadecimal digits.
func charRef(digits []byte) (rune, bool) {
	base := rune(10)
	if bytes.HasPrefix(digits, []byte("x")) {
		base, digits = 16, digits[1:]
	}
	r := rune(0)
	for _, c := range digits {
		d := rune(c) - '0'
		if c > '9' {
			d = rune(c|0x20) - 'a' + 10
		}
		if d < 0 || d >= base || c > '9' && c|0x20 < 'a' {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(digits) > 0 && IsChar(r)
}
