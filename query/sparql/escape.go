package sparql

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// source is a text after the codepoint escapes \uXXXX and \UXXXXXXXX (section 19.2) have been replaced, which happens
// before anything else is read. It remembers where the bytes came from, for error messages.
type source struct {
	original string
	text     string
	shifts   []shift
}

// shift says that from offset at of the text on, the original is delta bytes further.
type shift struct{ at, delta int }

func newSource(original string) source {
	s := source{original: original, text: original}
	if strings.Contains(original, `\u`) || strings.Contains(original, `\U`) {
		s.replaceEscapes()
	}
	return s
}

// replaceEscapes leaves alone what is no complete escape: in a comment it does no harm, elsewhere the lexer rejects it.
// A backslash that is itself escaped begins no escape.
func (s *source) replaceEscapes() {
	var b strings.Builder
	in, delta := s.original, 0
	for i := 0; i < len(in); {
		next := strings.IndexByte(in[i:], '\\')
		if next < 0 {
			b.WriteString(in[i:])
			break
		}
		b.WriteString(in[i : i+next])
		i += next
		r, n := codepoint(in[i:])
		if n == 0 {
			n = min(2, len(in)-i)
			b.WriteString(in[i : i+n])
		} else {
			to := plainOrEscaped(r)
			b.WriteString(to)
			delta += n - len(to)
			s.shifts = append(s.shifts, shift{b.Len(), delta})
		}
		i += n
	}
	s.text = b.String()
}

// plainOrEscaped gives the character, or the escape of strings for one that would end or break a string: SPARQL 1.2 makes
// "\u0022" a string of one character, and 1.1 gives it no other meaning.
func plainOrEscaped(r rune) string {
	switch r {
	case '"':
		return `\"`
	case '\\':
		return `\\`
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	}
	return string(r)
}

// codepoint reads one escape at the start of s; n is 0 if there is none.
func codepoint(s string) (r rune, n int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case 'u':
		n = 6
	case 'U':
		n = 10
	default:
		return 0, 0
	}
	if len(s) < n {
		return 0, 0
	}
	v, err := strconv.ParseUint(s[2:n], 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
		return 0, 0
	}
	return rune(v), n
}

// origin gives the offset in the original for one in the text.
func (s *source) origin(offset int) int {
	i := sort.Search(len(s.shifts), func(i int) bool { return s.shifts[i].at > offset })
	if i == 0 {
		return offset
	}
	return offset + s.shifts[i-1].delta
}
