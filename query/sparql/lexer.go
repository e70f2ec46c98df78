package sparql

import (
	"strings"
	"unicode/utf8"
)

type kind uint8

const (
	eof    kind = iota
	bad         // val is what is wrong, local what was expected
	iriRef      // val is what stands between < and >
	pname       // val is the prefix, local the local part
	blankLabel
	variable
	langTag
	integer
	decimal
	double
	str // val is the lexical form
	word
	op
)

// token is a terminal of the grammar. Signed numbers are one token, as in the grammar; "[]" and "()" are two.
type token struct {
	kind     kind
	val      string
	local    string
	pos, end int
}

// lexer cuts a text into tokens, each the longest that fits.
type lexer struct {
	s string
	i int
}

func (l *lexer) skipSpace() {
	for l.i < len(l.s) {
		switch c := l.s[l.i]; {
		case isSpace(c):
			l.i++
		case c == '#':
			for l.i < len(l.s) && l.s[l.i] != '\n' && l.s[l.i] != '\r' {
				l.i++
			}
		default:
			return
		}
	}
}

func (l *lexer) next() token {
	l.skipSpace()
	t := token{pos: l.i}
	if l.i < len(l.s) {
		l.scan(&t)
	}
	if t.end = l.i; t.kind == bad && t.end == t.pos {
		t.end++
	}
	return t
}

func (l *lexer) byteAt(i int) byte {
	if i < len(l.s) {
		return l.s[i]
	}
	return 0
}

func (l *lexer) scan(t *token) {
	c := l.s[l.i]
	switch {
	case c == '<':
		l.scanLess(t)
	case c == '?' || c == '$':
		l.scanVar(t)
	case c == '"' || c == '\'':
		l.scanString(t)
	case c == '@':
		l.scanLang(t)
	case c == '_' && l.byteAt(l.i+1) == ':':
		l.scanBlank(t)
	case l.numberAhead():
		l.scanNumber(t)
	case c == ':' || c >= utf8.RuneSelf || isBase(rune(c)):
		l.scanName(t)
	default:
		l.scanOp(t)
	}
}

func (t *token) fail(msg, expected string) { t.kind, t.val, t.local = bad, msg, expected }

// scanLess reads an IRI if one is complete, else the operator "<" or "<=".
func (l *lexer) scanLess(t *token) {
	for j := l.i + 1; j < len(l.s); j++ {
		c := l.s[j]
		if c == '>' {
			t.kind, t.val = iriRef, l.s[l.i+1:j]
			l.i = j + 1
			return
		}
		if c <= ' ' || strings.IndexByte("<\"{}|^`\\", c) >= 0 {
			break
		}
	}
	l.scanOp(t)
}

func (l *lexer) scanVar(t *token) {
	start := l.i + 1
	if r, _ := utf8.DecodeRuneInString(l.s[start:]); start < len(l.s) && isVarStart(r) {
		l.i = span(l.s, start, isVarChar)
		t.kind, t.val = variable, l.s[start:l.i]
		return
	}
	if l.s[l.i] == '?' {
		l.scanOp(t)
		return
	}
	t.fail("a variable needs a name after “$”", "letters or digits, as in $name")
}

func (l *lexer) scanLang(t *token) {
	letter := func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
	start := l.i + 1
	j := span(l.s, start, letter)
	if j == start {
		t.fail("a language tag needs letters after “@”", "a tag such as @en")
		return
	}
	for l.byteAt(j) == '-' {
		k := span(l.s, j+1, func(r rune) bool { return letter(r) || isDigit(r) })
		if k == j+1 {
			break
		}
		j = k
	}
	t.kind, t.val, l.i = langTag, l.s[start:j], j
}

func (l *lexer) scanBlank(t *token) {
	start := l.i + 2
	if r, _ := utf8.DecodeRuneInString(l.s[start:]); start >= len(l.s) || !isVarStart(r) {
		t.fail("a blank node needs a label after “_:”", "letters or digits, as in _:b1")
		return
	}
	l.i = spanDotted(l.s, start, isNameChar)
	t.kind, t.val = blankLabel, l.s[start:l.i]
}

func (l *lexer) numberAhead() bool {
	i := l.i
	if c := l.s[i]; c == '+' || c == '-' {
		i++
	}
	if l.byteAt(i) == '.' {
		i++
	}
	c := l.byteAt(i)
	return c >= '0' && c <= '9'
}

func (l *lexer) scanNumber(t *token) {
	start := l.i
	if c := l.s[l.i]; c == '+' || c == '-' {
		l.i++
	}
	t.kind = integer
	l.i = span(l.s, l.i, isDigit)
	if l.byteAt(l.i) == '.' {
		end := span(l.s, l.i+1, isDigit)
		if end > l.i+1 {
			t.kind, l.i = decimal, end
		} else if exponentEnd(l.s, end) > 0 {
			l.i = end
		}
	}
	if end := exponentEnd(l.s, l.i); end > 0 {
		t.kind, l.i = double, end
	}
	t.val = l.s[start:l.i]
}

// exponentEnd gives the end of an exponent at i, 0 if none is there.
func exponentEnd(s string, i int) int {
	if i >= len(s) || s[i]|0x20 != 'e' {
		return 0
	}
	i++
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	if end := span(s, i, isDigit); end > i {
		return end
	}
	return 0
}

// scanName reads a prefixed name or, where no colon follows, a word of letters, digits and "_".
func (l *lexer) scanName(t *token) {
	start := l.i
	end := start
	if l.s[start] != ':' {
		end = spanDotted(l.s, start, isNameChar)
	}
	if l.byteAt(end) == ':' && (end == start || startsBase(l.s[start:])) {
		t.kind, t.val = pname, l.s[start:end]
		l.i = end + 1
		l.scanLocal(t)
		return
	}
	l.i = span(l.s, start, func(r rune) bool { return isVarStart(r) && r < utf8.RuneSelf })
	if l.i == start {
		r, n := utf8.DecodeRuneInString(l.s[start:])
		l.i += n
		t.fail("unexpected character "+quote(string(r)), "")
		return
	}
	t.kind, t.val = word, l.s[start:l.i]
}

func startsBase(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isBase(r)
}

// scanLocal reads the local part of a prefixed name (rule 169); it may be empty.
func (l *lexer) scanLocal(t *token) {
	start, end, escaped := l.i, l.i, false
	for i := start; i < len(l.s); {
		r, n := utf8.DecodeRuneInString(l.s[i:])
		switch {
		case r == ':' || isVarStart(r) || i > start && isNameChar(r):
		case r == '.' && i > start:
			i++
			continue
		case r == '%' && isHex(l.byteAt(i+1)) && isHex(l.byteAt(i+2)):
			n = 3
		case r == '\\' && l.byteAt(i+1) != 0 && strings.IndexByte("_~.-!$&'()*+,;=/?#@%", l.byteAt(i+1)) >= 0:
			n, escaped = 2, true
		default:
			n = 0
		}
		if n == 0 {
			break
		}
		i += n
		end = i
	}
	t.local, l.i = l.s[start:end], end
	if escaped {
		t.local = strings.ReplaceAll(t.local, `\`, "")
	}
}

func (l *lexer) scanString(t *token) {
	q := l.s[l.i]
	long := l.byteAt(l.i+1) == q && l.byteAt(l.i+2) == q
	i := l.i + 1
	if long {
		i += 2
	}
	var b []byte // what has been unescaped so far; the rest of the value begins at from
	from := i
	for ; i < len(l.s); i++ {
		switch c := l.s[i]; {
		case c == q && !long, c == q && l.byteAt(i+1) == q && l.byteAt(i+2) == q:
			t.kind, t.val = str, string(append(b, l.s[from:i]...))
			if l.i = i + 1; long {
				l.i += 2
			}
			return
		case c == '\\':
			r := strings.IndexByte(`tbnrf"'\`, l.byteAt(i+1))
			if r < 0 || l.byteAt(i+1) == 0 {
				t.pos = i
				t.fail("unknown escape in a string", `one of \t \b \n \r \f \" \' \\ \uXXXX \UXXXXXXXX`)
				return
			}
			b = append(append(b, l.s[from:i]...), "\t\b\n\r\f\"'\\"[r])
			i++
			from = i + 1
		case !long && (c == '\n' || c == '\r'):
			t.fail("the string is not closed on its line", quote(string(q))+", or three quotation marks around text of several lines")
			return
		}
	}
	t.fail("the string is not closed", "its closing quotation mark")
}

var operators = [...]string{"^^", "||", "&&", "!=", "<=", ">="}

func (l *lexer) scanOp(t *token) {
	for _, o := range operators {
		if strings.HasPrefix(l.s[l.i:], o) {
			t.kind, t.val = op, o
			l.i += 2
			return
		}
	}
	if strings.IndexByte("{}()[];,.*/+-|^!=<>?", l.s[l.i]) >= 0 {
		t.kind, t.val = op, l.s[l.i:l.i+1]
		l.i++
		return
	}
	r, _ := utf8.DecodeRuneInString(l.s[l.i:])
	t.fail("unexpected character "+quote(string(r)), "")
}
