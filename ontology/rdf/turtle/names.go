package turtle

import (
	"w3id.org/concord/ontology/rdf"
)

// word reads the name up to a colon, if there is one: a keyword, or the prefix of a prefixed name (PN_PREFIX).
func (s *source) word() []byte {
	s.start = s.pos
	i := s.pos
	r, n := s.runeAt(&i)
	if isNameStart(r) {
		for i += n; ; i += n {
			if i < s.end && class[s.buf[i]]&inName != 0 {
				n = 1
				continue
			}
			if r, n = s.runeAt(&i); !isNameChar(r) && r != '.' {
				break
			}
		}
		for s.buf[i-1] == '.' {
			i--
		}
	}
	s.pos = i
	return s.buf[s.start:i]
}

// local reads the part of a prefixed name behind the colon (PN_LOCAL) and appends it to dst with its backslashes
// taken away. It may be empty.
func (s *source) local(dst []byte) ([]byte, error) {
	i, first, dots := s.pos, true, 0
	for ; ; first = false {
		if c := s.byteAt(&i); class[c]&inName != 0 && (c != '-' || !first) || c == ':' {
			dst, dots = append(dst, c), 0
			i++
			continue
		}
		r, n := s.runeAt(&i)
		switch {
		case r == '\\' || r == '%':
			esc, err := s.localEscape(&i)
			if err != nil {
				return nil, err
			}
			dst, dots = append(dst, esc...), 0
		case r == '.' && !first:
			dst, dots = append(dst, '.'), dots+1
			i++
		case r >= 0x80 && (isNameStart(r) || !first && isNameChar(r)):
			dst, dots = append(dst, s.buf[i:i+n]...), 0
			i += n
		default: // full stops at the end are not part of the name
			s.pos = i - dots
			return dst[:len(dst)-dots], nil
		}
	}
}

// localEscape reads PLX: %41 stays as it is, \~ loses its backslash.
func (s *source) localEscape(i *int) ([]byte, error) {
	for *i+3 > s.end && s.grow(i) {
	}
	rest := s.buf[*i:s.end]
	if rest[0] == '\\' {
		if len(rest) < 2 || class[rest[1]]&isSpecial == 0 {
			return nil, s.fail(*i, "unknown escape in a name", `a backslash before one of _~.-!$&'()*+,;=/?#@%`)
		}
		*i += 2
		return rest[1:2], nil
	}
	if len(rest) < 3 || class[rest[1]]&isHex == 0 || class[rest[2]]&isHex == 0 {
		return nil, s.fail(*i, `incomplete percent-encoding`, `"%" and two hexadecimal digits`)
	}
	*i += 3
	return rest[:3], nil
}

// number reads an integer, decimal or double; its lexical form stays as written.
func (s *source) number() (rdf.Term, error) {
	s.start = s.pos
	i := s.pos
	if c := s.byteAt(&i); c == '+' || c == '-' {
		i++
	}
	whole := s.digits(&i)
	datatype, fraction := rdf.XSDInteger, 0
	if s.byteAt(&i) == '.' {
		j := i + 1
		before := j
		fraction = s.digits(&j)
		i -= before - (j - fraction) // the window may have moved
		switch c := s.byteAt(&j); {
		case fraction > 0:
			i, datatype = j, rdf.XSDDecimal
		case whole > 0 && (c == 'e' || c == 'E'):
			i = j
		}
	}
	if whole+fraction == 0 {
		return rdf.Term{}, s.fail(s.start, "incomplete number", "a digit")
	}
	if c := s.byteAt(&i); c == 'e' || c == 'E' {
		i++
		if c := s.byteAt(&i); c == '+' || c == '-' {
			i++
		}
		if s.digits(&i) == 0 {
			return rdf.Term{}, s.fail(i, "incomplete exponent", "a digit")
		}
		datatype = rdf.XSDDouble
	}
	s.pos = i
	return rdf.NewTyped(s.lexical(s.buf[s.start:i]), datatype), nil
}

// digits moves *i behind the digits there and says how many there were.
func (s *source) digits(i *int) int {
	n := 0
	for class[s.byteAt(i)]&isDigit != 0 {
		*i++
		n++
	}
	return n
}

// byteAt gives the byte at *i, which moves with the window; 0 at the end.
func (s *source) byteAt(i *int) byte {
	if *i >= s.end && !s.grow(i) {
		return 0
	}
	return s.buf[*i]
}
