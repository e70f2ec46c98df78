package turtle

import "w3id.org/concord/ontology/rdf"

// predicate reads an IRI, a prefixed name or "a"; c is the byte there.
func (t *TurtleReader) predicate(c byte) (uint32, error) {
	const want = `a predicate: an IRI, a prefixed name or "a"`
	if c == '_' {
		return 0, t.s.failHere("a blank node cannot be a predicate", want)
	}
	if c == 'a' {
		if n, ok := t.s.peekAt(1); !ok || class[n]&inName == 0 && n < 0x80 && n != ':' && n != '.' {
			t.s.pos++
			return t.b.typeVerb(), nil
		}
	}
	return t.node(c, want)
}

// node reads an IRI, a prefixed name or a labelled blank node; c is the byte there.
func (t *TurtleReader) node(c byte, want string) (uint32, error) {
	if id, ok := t.plainNode(c); ok {
		return id, nil
	}
	x, err := t.nodeTerm(c, want)
	if err != nil {
		return 0, err
	}
	return t.b.whole(x), nil
}

// nodeTerm is node, token by token.
func (t *TurtleReader) nodeTerm(c byte, want string) (rdf.Term, error) {
	switch {
	case c == '<':
		iri, err := t.iriRef()
		return rdf.NewIRI(iri), err
	case c == '_':
		b, err := t.s.blankLabel()
		if err != nil {
			return rdf.Term{}, err
		}
		return t.s.blank(b), nil
	case class[c]&inLang != 0 || c == ':' || c >= 0x80:
		return t.prefixed(want)
	}
	return rdf.Term{}, t.s.failHere(t.s.describe(), want)
}

// prefixed reads a prefixed name.
func (t *TurtleReader) prefixed(want string) (rdf.Term, error) {
	w := t.s.word()
	if c, ok := t.s.peekHere(); !ok || c != ':' {
		if len(w) == 0 {
			return rdf.Term{}, t.s.failHere(t.s.describe(), want)
		}
		return rdf.Term{}, t.s.fail(t.s.start, "a word that is no keyword here: "+string(t.s.buf[t.s.start:t.s.pos]), want)
	}
	return t.expand(t.s.buf[t.s.start:t.s.pos])
}

// expand reads the rest of a prefixed name, from the colon on.
func (t *TurtleReader) expand(prefix []byte) (rdf.Term, error) {
	ns, ok := t.namespace(prefix)
	if !ok {
		msg := `the prefix "` + string(prefix) + `:" is not declared`
		return rdf.Term{}, t.s.fail(t.s.start, msg, "@prefix "+string(prefix)+": <...> . before it")
	}
	t.s.pos++ // the colon
	name, err := t.s.local(append(t.name[:0], ns...))
	if err != nil {
		return rdf.Term{}, err
	}
	if t.name = name; len(name) > t.opt.MaxIRI {
		return rdf.Term{}, t.s.longIRI()
	}
	return rdf.NewIRI(t.s.table.string(name)), nil
}

// object reads any term, token by token; c is the byte there, and no bracket.
func (t *TurtleReader) object(c byte) (rdf.Term, error) {
	const want = `an object: an IRI, a prefixed name, a blank node, a literal, "[" or "("`
	switch {
	case c == '"' || c == '\'':
		return t.literal(c)
	case class[c]&isDigit != 0 || c == '+' || c == '-' || c == '.':
		return t.s.number()
	case c == 't' || c == 'f':
		return t.boolean(want)
	}
	return t.nodeTerm(c, want)
}

// boolean reads true, false or a prefixed name that begins with the same letter.
func (t *TurtleReader) boolean(want string) (rdf.Term, error) {
	w := t.s.word()
	if c, _ := t.s.peekHere(); c != ':' {
		switch string(w) {
		case "true", "false":
			return rdf.NewTyped(t.s.lexical(w), rdf.XSDBoolean), nil
		}
	}
	t.s.pos = t.s.start
	return t.prefixed(want)
}

func (t *TurtleReader) literal(quote byte) (rdf.Term, error) {
	s := t.s
	read := s.shortString
	if c, ok := s.peekAt(1); ok && c == quote {
		if c, ok := s.peekAt(2); ok && c == quote {
			read = s.longString
		}
	}
	b, err := read()
	if err != nil {
		return rdf.Term{}, err
	}
	lexical := s.lexical(b)
	switch c, _ := s.peek(); c {
	case '@':
		return t.tagged(lexical)
	case '^':
		if c, ok := s.peekAt(1); !ok || c != '^' {
			return rdf.Term{}, s.fail(s.pos+1, "incomplete datatype", `"^^" and an IRI`)
		}
		s.pos += 2
		return t.typed(lexical)
	}
	return t.untagged(lexical)
}

// untagged sees to it that a comment or white space may stand before @ or ^^, as the grammar's tokens allow.
func (t *TurtleReader) untagged(lexical string) (rdf.Term, error) {
	switch c, _ := t.s.next(); c {
	case '@':
		if !t.s.ahead("@prefix") && !t.s.ahead("@base") { // before these a full stop is missing
			return t.tagged(lexical)
		}
	case '^':
		if c, ok := t.s.peekAt(1); ok && c == '^' {
			t.s.pos += 2
			return t.typed(lexical)
		}
	}
	return rdf.NewString(lexical), nil
}

func (t *TurtleReader) tagged(lexical string) (rdf.Term, error) {
	tag, err := t.s.langTag()
	if err != nil {
		return rdf.Term{}, err
	}
	return rdf.NewLang(lexical, t.s.table.string(tag)), nil
}

func (t *TurtleReader) typed(lexical string) (rdf.Term, error) {
	const want = "the datatype: an IRI or a prefixed name"
	c, _ := t.s.next()
	if c == '_' {
		return rdf.Term{}, t.s.failHere("a blank node cannot be a datatype", want)
	}
	datatype, err := t.nodeTerm(c, want)
	if err != nil {
		return rdf.Term{}, err
	}
	return t.s.typed(lexical, datatype.Value)
}
