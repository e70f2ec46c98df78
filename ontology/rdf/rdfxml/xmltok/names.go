package xmltok

import (
	"hash/maphash"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Name is the name of an element or attribute. It is valid until the next call of Next.
type Name struct {
	Full   string // as written
	Prefix string // "" without one
	Local  string
	Space  string // the namespace; "" without one
	IRI    string // Space and Local in one

	attr bool
	gen  uint32 // the scope for which Space and IRI hold; 0 is none
}

// scope is the declarations of namespaces in force. Its state has a number, so that a name that recurs is resolved
// once for each state.
type scope struct {
	bindings []binding
	gen      uint32 // of the state in force
	gens     uint32 // numbers given out
	names    [nameSlots]*Name
}

type binding struct{ prefix, space string }

// lookup finds the namespace of a prefix.
func (s *scope) lookup(prefix string) (string, bool) {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if s.bindings[i].prefix == prefix {
			return s.bindings[i].space, true
		}
	}
	if prefix == "xml" {
		return XML, true
	}
	return "", prefix == ""
}

// nameOf gives the name that is written as b, without its namespace; nil if it is no name.
func (t *Tokenizer) nameOf(b []byte, attr bool) *Name {
	t.strings.slot() // makes the seed
	h := maphash.Bytes(t.strings.seed, b)
	if attr {
		h++
	}
	slot := &t.names[h%nameSlots]
	if n := *slot; n != nil && n.attr == attr && n.Full == string(b) {
		return n
	}
	n := &Name{Full: t.strings.Fresh(b), attr: attr}
	n.Local = n.Full
	if prefix, local, ok := strings.Cut(n.Full, ":"); ok {
		n.Prefix, n.Local = prefix, local
		if !IsName(prefix) {
			return nil
		}
	}
	if !IsName(n.Local) {
		return nil
	}
	*slot = n
	return n
}

// named is nameOf with the namespace; i is the place for errors: of an attribute, or of the "<" of an element.
func (t *Tokenizer) named(b []byte, i int, attr bool) (*Name, error) {
	n := t.nameOf(b, attr)
	if n == nil && !attr {
		i++ // behind the "<"
	}
	if n == nil {
		return nil, t.failName(b, i)
	}
	if n.gen == t.gen {
		return n, nil
	}
	space, ok := "", true
	if !attr || n.Prefix != "" {
		space, ok = t.lookup(n.Prefix)
	}
	if !ok {
		return nil, t.fail(i, `the prefix "`+n.Prefix+`:" is not declared`, "xmlns:"+n.Prefix+" on this element or one around it")
	}
	if n.gen == 0 || n.Space != space {
		n.Space, n.IRI = space, t.joined(space, n.Local)
	}
	n.gen = t.gen
	return n, nil
}

func (t *Tokenizer) joined(space, local string) string {
	if space == "" {
		return local
	}
	if len(space)+len(local) >= longString {
		return space + local
	}
	var both [longString]byte
	return t.strings.Intern(append(append(both[:0], space...), local...))
}

func (t *Tokenizer) failName(b []byte, i int) error {
	if !utf8.Valid(b) {
		return t.failChar(t.w.buf[t.w.start:t.w.end], i+validPrefix(b))
	}
	return t.fail(i, string(b[:min(len(b), 200)])+" is no XML name", "a name, or prefix:name")
}

func validPrefix(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// declare takes an attribute that declares a namespace into the scope; from is the number of declarations around the
// element. It reports whether the attribute was one.
func (t *Tokenizer) declare(a *Attr, from int) (bool, error) {
	if len(a.raw) < 5 || string(a.raw[:5]) != "xmlns" || len(a.raw) > 5 && a.raw[5] != ':' {
		return false, nil
	}
	prefix := ""
	if len(a.raw) > 5 {
		if prefix = t.strings.Intern(a.raw[6:]); !IsName(prefix) {
			return true, t.failName(a.raw, a.at)
		}
	}
	space := t.strings.Intern(a.Value)
	if prefix != "" && space == "" || prefix == "xmlns" || (prefix == "xml") != (space == XML) || space == XMLNS {
		return true, t.fail(0, "the prefix "+prefix+" cannot be bound to <"+space+">", "another prefix or namespace")
	}
	for _, b := range t.bindings[from:] {
		if b.prefix == prefix {
			return true, t.twice(string(a.raw))
		}
	}
	if len(t.bindings) == t.opt.MaxPrefixes {
		return true, t.fail(0, "more namespaces are declared than the limit of "+strconv.Itoa(t.opt.MaxPrefixes), "fewer, or a higher limit")
	}
	if len(t.bindings) == from {
		t.gens++
		t.gen = t.gens
	}
	t.bindings = append(t.bindings, binding{prefix, space})
	return true, nil
}

func (t *Tokenizer) twice(name string) error {
	return t.fail(0, "the attribute "+name+" comes twice", "one of them")
}

// IsName reports whether s is a name without a colon (NCName; Namespaces in XML 1.0, section 3).
func IsName(s string) bool {
	for i, r := range s {
		if i == 0 && !IsNameStart(r) || !IsNameChar(r) || r == utf8.RuneError && !utf8.ValidString(s) {
			return false
		}
	}
	return s != ""
}

// IsNameStart reports whether a name without a colon may begin with r.
func IsNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	case r < 0x10000:
		return r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD
	}
	return r <= 0xEFFFF
}

// IsNameChar reports whether r may stand in a name without a colon.
func IsNameChar(r rune) bool {
	return IsNameStart(r) || r == '-' || r == '.' || r >= '0' && r <= '9' || r == 0xB7 || r >= 0x300 && r <= 0x36F ||
		r == 0x203F || r == 0x2040
}

// IsChar reports whether XML 1.0 allows r (section 2.2).
func IsChar(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
