package turtle

import (
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// abbreviator writes terms the way people like to read them, where the grammar allows it.
type abbreviator struct {
	prefixes []abbreviation // longest namespace first
	scratch  []byte
}

type abbreviation struct {
	rdf.Prefix
	spare bool // need not be declared
	used  bool
}

func newAbbreviator(prefixes, spare []rdf.Prefix) *abbreviator {
	a := &abbreviator{}
	seen := map[string]bool{}
	for i, p := range slices.Concat(prefixes, spare) {
		if seen[p.Name] || !isPrefix(p.Name) || !isPlainIRI(p.IRI) || !rdf.HasScheme(p.IRI) {
			continue
		}
		seen[p.Name] = true
		a.prefixes = append(a.prefixes, abbreviation{Prefix: p, spare: i >= len(prefixes)})
	}
	sort.SliceStable(a.prefixes, func(i, j int) bool { return len(a.prefixes[i].IRI) > len(a.prefixes[j].IRI) })
	return a
}

// count notes the prefixes that a quad would use.
func (a *abbreviator) count(q *rdf.Quad) {
	for _, t := range [...]*rdf.Term{&q.S, &q.P, &q.O, &q.G} {
		a.scratch = a.append(a.scratch[:0], *t)
	}
}

// settle fixes which prefixes are declared, before the first quads are written: all but the spare ones that these do not
// use.
func (a *abbreviator) settle() {
	a.prefixes = slices.DeleteFunc(a.prefixes, func(p abbreviation) bool { return p.spare && !p.used })
	for i := range a.prefixes {
		a.prefixes[i].used = true
	}
}

// isPrefix reports whether s is PN_PREFIX or empty.
func isPrefix(s string) bool {
	last := ' '
	for i, r := range s {
		if i == 0 && !isNameStart(r) || !isNameChar(r) && r != '.' {
			return false
		}
		last = r
	}
	return last != '.'
}

func isPlainIRI(s string) bool {
	for i := 0; i < len(s); i++ {
		if class[s[i]]&inIRI == 0 {
			return false
		}
	}
	return true
}

// isLocal reports whether s is PN_LOCAL without any escape.
func isLocal(s string) bool {
	if isWord(s) {
		return true
	}
	last := ' '
	for i, r := range s {
		switch {
		case isNameStart(r) || r == '_' || r == ':' || r >= '0' && r <= '9':
		case i > 0 && (r == '.' || isNameChar(r)):
		default:
			return false
		}
		last = r
	}
	return last != '.'
}

// isWord reports whether s has only letters, digits and inner hyphens: most local names and labels.
func isWord(s string) bool {
	for i := range len(s) {
		if class[s[i]]&inName == 0 {
			return false
		}
	}
	return s == "" || s[0] != '-'
}

// appendIRI appends an IRI as a prefixed name if one is legal.
func (a *abbreviator) appendIRI(dst []byte, iri string) []byte {
	for i := range a.prefixes {
		p := &a.prefixes[i]
		if strings.HasPrefix(iri, p.IRI) && isLocal(iri[len(p.IRI):]) {
			p.used = true
			dst = append(append(dst, p.Name...), ':')
			return append(dst, iri[len(p.IRI):]...)
		}
	}
	return rdf.NewIRI(iri).Append(dst)
}

func (a *abbreviator) appendVerb(dst []byte, p rdf.Term) []byte {
	if p.Value == rdf.RDFType {
		return append(dst, 'a')
	}
	return a.appendIRI(dst, p.Value)
}

// append appends any term.
func (a *abbreviator) append(dst []byte, t rdf.Term) []byte {
	switch {
	case t.Kind == rdf.IRI:
		return a.appendIRI(dst, t.Value)
	case t.Kind != rdf.Literal:
		return t.Append(dst)
	case isBare(t):
		return append(dst, t.Value...)
	}
	dst = appendQuoted(dst, t.Value)
	switch {
	case t.Lang != "":
		return append(append(dst, '@'), t.Lang...)
	case t.Datatype != rdf.XSDString:
		return a.appendIRI(append(dst, '^', '^'), t.Datatype)
	}
	return dst
}

// appendQuoted writes a lexical form, in three quotes if it has line breaks.
func appendQuoted(dst []byte, s string) []byte {
	if strings.IndexByte(s, '\n') < 0 {
		return rdf.NewString(s).Append(dst)
	}
	dst = append(dst, `"""`...)
	for line := range strings.SplitSeq(s, "\n") {
		n := len(dst) - 1
		last := dst[n]
		dst = rdf.NewString(line).Append(dst[:n])
		dst[n] = last // where the line's opening quote is; the closing one becomes the line break
		dst[len(dst)-1] = '\n'
	}
	return append(dst[:len(dst)-1], `"""`...)
}

// isBare reports whether the literal may be written without quotes and reads back as the same term.
func isBare(t rdf.Term) bool {
	s := t.Value
	switch t.Datatype {
	case rdf.XSDBoolean:
		return s == "true" || s == "false"
	case rdf.XSDInteger:
		whole, rest := splitDigits(unsigned(s))
		return whole != "" && rest == ""
	case rdf.XSDDecimal:
		_, rest := splitDigits(unsigned(s))
		if !strings.HasPrefix(rest, ".") {
			return false
		}
		fraction, rest := splitDigits(rest[1:])
		return fraction != "" && rest == ""
	case rdf.XSDDouble:
		return isBareDouble(unsigned(s))
	}
	return false
}

func isBareDouble(s string) bool {
	whole, rest := splitDigits(s)
	fraction := ""
	if strings.HasPrefix(rest, ".") {
		fraction, rest = splitDigits(rest[1:])
	}
	if whole+fraction == "" || rest == "" || rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	digits, rest := splitDigits(unsigned(rest[1:]))
	return digits != "" && rest == ""
}

func unsigned(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

func splitDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && class[s[i]]&isDigit != 0 {
		i++
	}
	return s[:i], s[i:]
}
