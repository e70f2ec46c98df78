package results

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// SPARQL 1.1 Query Results TSV Format: terms in the syntax of Turtle, tabs between them. The format has no booleans; ASK is
// one line, true or false.

func tsvSyntax(vars []string) *syntax {
	s := &syntax{truthEnd: "\n", layout: Layout{Cell: appendTSVTerm, Between: "\t", Close: "\n"}}
	for i, v := range vars {
		if i > 0 {
			s.head += "\t"
		}
		s.head += "?" + v
	}
	s.head += "\n"
	return s
}

func appendTSVTerm(b []byte, t rdf.Term) []byte {
	if bareNumber(t.Value, t.Datatype) {
		return append(b, t.Value...)
	}
	return t.Append(b)
}

// bareNumber reports whether Turtle reads the form without quotes as a literal of that datatype.
func bareNumber(s, datatype string) bool {
	return s != "" && (datatype == rdf.XSDInteger || datatype == rdf.XSDDecimal || datatype == rdf.XSDDouble) && numberType(s) == datatype
}

// numberType is the datatype of a number in Turtle's syntax, "" if s is none.
func numberType(s string) string {
	digits := func() (n int) {
		for ; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		}
		s = s[n:]
		return n
	}
	sign := func() {
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
	}
	sign()
	whole, frac, point := digits(), 0, false
	if s != "" && s[0] == '.' {
		s, point = s[1:], true
		frac = digits()
	}
	switch {
	case s == "" && !point && whole > 0:
		return rdf.XSDInteger
	case s == "" && frac > 0:
		return rdf.XSDDecimal
	case s == "" || s[0]|0x20 != 'e' || whole+frac == 0:
		return ""
	}
	s = s[1:]
	sign()
	if digits() == 0 || s != "" {
		return ""
	}
	return rdf.XSDDouble
}

func readTSV(text string) (*Table, error) {
	head, at := tsvLine(text, 0)
	if head == "true" || head == "false" {
		return &Table{IsBool: true, Bool: head == "true"}, nil
	}
	t := &Table{}
	if head != "" {
		for _, name := range strings.Split(head, "\t") {
			v, ok := strings.CutPrefix(name, "?")
			if !ok && !strings.HasPrefix(name, "$") {
				return nil, rdf.ErrorAt("", text, 0, "the header holds "+strconv.Quote(name), "variables with \"?\"")
			}
			t.Vars = append(t.Vars, strings.TrimPrefix(v, "$"))
		}
	}
	for at < len(text) {
		begin := at
		var line string
		line, at = tsvLine(text, at)
		row, err := tsvRow(text, begin, line, len(t.Vars))
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func tsvLine(text string, at int) (line string, next int) {
	line, _, found := strings.Cut(text[at:], "\n")
	next = at + len(line)
	if found {
		next++
	}
	return strings.TrimSuffix(line, "\r"), next
}

func tsvRow(text string, at int, line string, n int) ([]rdf.Term, error) {
	row := make([]rdf.Term, n)
	if n == 0 && line == "" {
		return row, nil
	}
	fields := strings.Split(line, "\t")
	if len(fields) != n {
		return nil, rdf.ErrorAt("", text, at, "a line of "+strconv.Itoa(len(fields))+" fields", strconv.Itoa(n)+" fields, as in the header")
	}
	for i, f := range fields {
		t, ok := tsvTerm(f)
		if !ok {
			return nil, rdf.ErrorAt("", text, at, "the field "+strconv.Quote(f)+" is no term", "an IRI in <>, a quoted string, a number or _:label")
		}
		row[i] = t
		at += len(f) + 1
	}
	return row, nil
}

func tsvTerm(s string) (t rdf.Term, ok bool) {
	switch {
	case s == "":
		return rdf.Term{}, true
	case s == "true" || s == "false":
		return rdf.NewTyped(s, rdf.XSDBoolean), true
	case strings.HasPrefix(s, "_:"):
		return rdf.NewBlank(s[2:]), len(s) > 2
	case s[0] == '<':
		iri, ok := unescape(strings.TrimSuffix(s[1:], ">"))
		return rdf.NewIRI(iri), ok && strings.HasSuffix(s, ">")
	case s[0] == '"' || s[0] == '\'':
		return tsvLiteral(s)
	}
	datatype := numberType(s)
	return rdf.NewTyped(s, datatype), datatype != ""
}

func tsvLiteral(s string) (t rdf.Term, ok bool) {
	end := 1
	for end < len(s) && s[end] != s[0] {
		if s[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(s) {
		return t, false
	}
	form, ok := unescape(s[1:end])
	rest := s[end+1:]
	switch {
	case rest == "":
		return rdf.NewString(form), ok
	case rest[0] == '@' && len(rest) > 1:
		return rdf.NewLang(form, rest[1:]), ok
	case strings.HasPrefix(rest, "^^<") && strings.HasSuffix(rest, ">"):
		datatype, valid := unescape(rest[3 : len(rest)-1])
		return rdf.NewTyped(form, datatype), ok && valid
	}
	return t, false
}

var escapes = map[byte]byte{'t': '\t', 'b': '\b', 'n': '\n', 'r': '\r', 'f': '\f', '"': '"', '\'': '\'', '\\': '\\'}

// unescape undoes Turtle's escapes.
func unescape(s string) (string, bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b = append(b, s[i])
			continue
		}
		if i++; i == len(s) {
			return "", false
		}
		width := map[byte]int{'u': 4, 'U': 8}[s[i]]
		if width == 0 {
			c, ok := escapes[s[i]]
			if !ok {
				return "", false
			}
			b = append(b, c)
			continue
		}
		if i+width >= len(s) {
			return "", false
		}
		r, err := strconv.ParseUint(s[i+1:i+1+width], 16, 32)
		if err != nil || r > utf8.MaxRune {
			return "", false
		}
		b = utf8.AppendRune(b, rune(r))
		i += width
	}
	return string(b), true
}
