package turtle

import "unicode/utf8"

// The scanner below takes a statement of N-Triples or N-Quads off memory in one pass, if it is written plainly and
// lies there as a whole, its line end included. It knows no errors: what it does not take (mistakes among it) goes to
// the reader that can explain itself, which begins again at the statement. So both must agree on what a statement is,
// and only on that.

// statement is where the parts of a statement lie.
type statement struct {
	from, to [4]int    // the terms as they are written, quotes and brackets included; from is 0 where there is no graph
	same     [4]bool   // the term is written as guess has it
	guess    [4]string // set by the caller: how the terms may be written, "" without a guess
	quote    int       // place of the closing quote of a literal
	escaped  bool      // the literal holds a backslash
	end      int       // behind the full stop and the blanks after it
}

// The classes of bytes of the scanner.
const (
	endsIRI = 1 << iota // may not stand in an IRIREF as it is, or begins an escape
	endsQuoted
)

var stops = makeStops()

func makeStops() (t [256]uint8) {
	for c := range t {
		if class[c]&inIRI == 0 {
			t[c] |= endsIRI
		}
		if has("\"\\\n\r", byte(c)) {
			t[c] |= endsQuoted
		}
	}
	return t
}

// scan reads a statement from i on; false if it is for the other reader.
func (st *statement) scan(text []byte, i int, quads bool, maxIRI int) bool {
	if i = st.node(text, i, 0, maxIRI); i < 0 {
		return false
	}
	if i = blanks(text, i); i >= len(text) || text[i] != '<' {
		return false
	}
	if i = st.node(text, i, 1, maxIRI); i < 0 {
		return false
	}
	if i = st.object(text, blanks(text, i), maxIRI); i < 0 {
		return false
	}
	i = blanks(text, i)
	st.from[3], st.to[3], st.same[3] = 0, 0, false
	if quads && i < len(text) && text[i] != '.' {
		if i = st.node(text, i, 3, maxIRI); i < 0 {
			return false
		}
		i = blanks(text, i)
	}
	if i >= len(text) || text[i] != '.' {
		return false
	}
	st.end = blanks(text, i+1)
	return st.end < len(text) && (text[st.end] == '\n' || text[st.end] == '\r' || text[st.end] == '#')
}

func blanks(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}

// node reads an IRI or a blank node as term c and gives the place behind it, -1 where it is neither.
func (st *statement) node(text []byte, i, c, maxIRI int) int {
	st.from[c] = i
	if g := st.guess[c]; g != "" && i+len(g) < len(text) && string(text[i:i+len(g)]) == g {
		if next := text[i+len(g)]; next == ' ' || next == '\t' { // a label could go on
			st.same[c], st.to[c] = true, i+len(g)
			return st.to[c]
		}
	}
	st.same[c] = false
	end := -1
	if i < len(text) {
		switch text[i] {
		case '<':
			end = iriEnd(text, i, maxIRI)
		case '_':
			end = labelEnd(text, i)
		}
	}
	st.to[c] = end
	return end
}

// object reads the object, which may be a literal.
func (st *statement) object(text []byte, i, maxIRI int) int {
	if i >= len(text) || text[i] != '"' {
		return st.node(text, i, 2, maxIRI)
	}
	st.from[2], st.same[2] = i, false
	end := st.literal(text, i, maxIRI)
	st.to[2] = end
	return end
}

// iriEnd gives the place behind the absolute IRI at i.
func iriEnd(text []byte, i, maxIRI int) int {
	var high byte
	n := -1
	for k, c := range text[i+1:] {
		if stops[c]&endsIRI != 0 {
			if c == '>' {
				n = k
			}
			break
		}
		high |= c
	}
	if n < 0 || n > maxIRI {
		return -1
	}
	iri := text[i+1 : i+1+n]
	if !isAbsolute(iri) || high >= utf8.RuneSelf && !utf8.Valid(iri) {
		return -1
	}
	return i + n + 2
}

// labelEnd gives the place behind the blank node at i, if its label is ASCII and none that readers rename.
func labelEnd(text []byte, i int) int {
	if i+3 >= len(text) || text[i+1] != ':' || class[text[i+2]]&inName == 0 || text[i+2] == '-' {
		return -1
	}
	if text[i+2] == 'a' && i+6 < len(text) && string(text[i+2:i+6]) == "anon" { // see rdf.UserLabel
		return -1
	}
	j := i + 3
	for j < len(text) && (class[text[j]]&inName != 0 || text[j] == '.') {
		j++
	}
	if j == len(text) || text[j] >= utf8.RuneSelf {
		return -1
	}
	for text[j-1] == '.' { // a full stop at the end closes the statement
		j--
	}
	return j
}

// literal gives the place behind the literal at i.
func (st *statement) literal(text []byte, i, maxIRI int) int {
	var high byte
	st.escaped = false
	j := i + 1
	for {
		for j < len(text) && stops[text[j]]&endsQuoted == 0 {
			high |= text[j]
			j++
		}
		if j+1 >= len(text) {
			return -1
		}
		if text[j] == '"' {
			break
		}
		if text[j] != '\\' || unescape[text[j+1]] == 0 {
			return -1
		}
		st.escaped = true
		j += 2
	}
	if high >= utf8.RuneSelf && !utf8.Valid(text[i+1:j]) {
		return -1
	}
	st.quote = j
	return suffixEnd(text, j+1, maxIRI)
}

// suffixEnd gives the place behind the language tag or datatype at i, i if there is none.
func suffixEnd(text []byte, i, maxIRI int) int {
	switch {
	case i >= len(text):
		return -1
	case text[i] == '@':
		return tagEnd(text, i)
	case text[i] == '^':
		if i+2 >= len(text) || text[i+1] != '^' || text[i+2] != '<' {
			return -1
		}
		return iriEnd(text, i+2, maxIRI)
	}
	if j := blanks(text, i); j > i && j < len(text) && (text[j] == '@' || text[j] == '^') {
		return -1 // blanks may stand before a tag
	}
	return i
}

// tagEnd gives the place behind the language tag whose @ is at i.
func tagEnd(text []byte, i int) int {
	j, part := i+1, i+1
	accept := uint8(inLang)
	for ; j < len(text); j++ {
		c := text[j]
		if class[c]&accept != 0 {
			continue
		}
		if j == part {
			return -1
		}
		if c != '-' {
			return j
		}
		part, accept = j+1, inLang|isDigit
	}
	return -1
}

// appendUnescaped appends a literal that scan has taken, its escapes written out.
func appendUnescaped(dst []byte, raw string) []byte {
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' {
			i++
			c = unescape[raw[i]]
		}
		dst = append(dst, c)
	}
	return dst
}
