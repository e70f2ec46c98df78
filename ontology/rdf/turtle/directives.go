package turtle

import "w3id.org/concord/ontology/rdf"

func (t *TurtleReader) atDirective() error {
	s := t.s
	s.pos++
	at := s.pos
	w := s.word()
	var err error
	switch string(w) {
	case "prefix":
		err = t.prefixDecl()
	case "base":
		err = t.baseDecl()
	default:
		s.pos = min(at, s.pos-len(w))
		return s.fail(s.pos, "unknown directive", "@prefix or @base")
	}
	if err != nil {
		return err
	}
	if c, _ := s.next(); c != '.' {
		return s.failHere(s.describe(), `"." at the end of the directive`)
	}
	s.pos++
	return nil
}

func (t *TurtleReader) prefixDecl() error {
	s := t.s
	s.next()
	name := string(s.word())
	if c, ok := s.peekHere(); !ok || c != ':' {
		return s.failHere(s.describe(), `a prefix and ":"`)
	}
	s.pos++
	iri, err := t.iriHere()
	if err != nil {
		return err
	}
	if old, known := t.prefixes[name]; known && old != iri {
		t.meaningsChange()
	}
	if t.prefixes[name] = iri; len(t.prefixes) > t.opt.MaxPrefixes {
		return s.fail(s.start, "too many prefixes", "fewer prefixes, or a higher limit")
	}
	return nil
}

func (t *TurtleReader) baseDecl() error {
	iri, err := t.iriHere()
	if err == nil && iri != t.base {
		t.base = iri
		t.meaningsChange()
	}
	return err
}

// meaningsChange makes everything forgotten that was kept by how it is written.
func (t *TurtleReader) meaningsChange() {
	t.meaning++
	t.lookups, t.types = [len(t.lookups)]lookup{}, [len(t.types)]lookup{}
	t.b.begin(t)
}

// lookup is a short name and the IRI that it stands for.
type lookup struct{ name, iri string }

// slotOf is a place for a short name in a table of a power of two of them.
func slotOf(name []byte, slots int) int {
	h := len(name)
	if h > 0 {
		h += 3*int(name[0]) + 5*int(name[len(name)-1])
	}
	return h & (slots - 1)
}

// namespace gives the IRI of a prefix.
func (t *TurtleReader) namespace(prefix []byte) (string, bool) {
	l := &t.lookups[slotOf(prefix, len(t.lookups))]
	if l.iri != "" && l.name == string(prefix) {
		return l.iri, true
	}
	iri, ok := t.prefixes[string(prefix)]
	if ok {
		*l = lookup{string(prefix), iri}
	}
	return iri, ok
}

// iriHere reads the IRI in angle brackets that must come next.
func (t *TurtleReader) iriHere() (string, error) {
	if c, _ := t.s.next(); c != '<' {
		return "", t.s.failHere(t.s.describe(), `"<" of an IRI`)
	}
	return t.iriRef()
}

// iriRef reads an IRI in angle brackets and resolves it.
func (t *TurtleReader) iriRef() (string, error) {
	b, err := t.s.iriRef()
	if err != nil {
		return "", err
	}
	if isAbsolute(b) {
		return t.s.table.string(b), nil
	}
	if t.base == "" {
		return "", t.s.fail(t.s.start, "a relative IRI, and the document has no base", "an absolute IRI or @base")
	}
	iri := rdf.ResolveIRI(t.base, string(b))
	if len(iri) > t.opt.MaxIRI {
		return "", t.s.longIRI()
	}
	return t.s.table.string([]byte(iri)), nil
}
