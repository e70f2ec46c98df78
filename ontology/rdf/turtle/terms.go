package turtle

import (
	"bytes"

	"w3id.org/concord/ontology/rdf"
)

// readPredicate reads an IRI, a prefixed name or "a".
func (t *TurtleReader) readPredicate() (rdf.Term, error) {
	const want = `a predicate: an IRI, a prefixed name or "a"`
	c, _ := t.s.next()
	if c == '_' {
		return rdf.Term{}, t.s.failHere("a blank node cannot be a predicate", want)
	}
	if c == 'a' {
		if n, ok := t.s.peekAt(1); !ok || class[n]&inName == 0 && n < 0x80 && n != ':' && n != '.' {
			t.s.pos++
			return rdf.NewIRI(rdf.RDFType), nil
		}
	}
	return t.node(c, want)
}

// node reads an IRI, a prefixed name or a labelled blank node; c is the byte there.
func (t *TurtleReader) node(c byte, want string) (rdf.Term, error) {
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
	if t.lastNS == "" || !bytes.Equal(prefix, t.lastName) {
		ns, ok := t.prefixes[string(prefix)]
		if !ok {
			msg := `the prefix "` + string(prefix) + `:" is not declared`
			return rdf.Term{}, t.s.fail(t.s.start, msg, "@prefix "+string(prefix)+": <...> . before it")
		}
		t.lastName, t.lastNS = append(t.lastName[:0], prefix...), ns
	}
	t.s.pos++ // the colon
	name, err := t.s.local(append(t.name[:0], t.lastNS...))
	if err != nil {
		return rdf.Term{}, err
	}
	if t.name = name; len(name) > t.opt.MaxIRI {
		return rdf.Term{}, t.s.longIRI()
	}
	return rdf.NewIRI(t.s.table.string(name)), nil
}

// object reads any term.
func (t *TurtleReader) object() (rdf.Term, error) {
	const want = `an object: an IRI, a prefixed name, a blank node, a literal, "[" or "("`
	c, _ := t.s.next()
	switch {
	case c == '"' || c == '\'':
		return t.literal(c)
	case c == '[':
		return t.propertyList()
	case c == '(':
		return t.collection()
	case class[c]&isDigit != 0 || c == '+' || c == '-' || c == '.':
		return t.s.number()
	case c == 't' || c == 'f':
		return t.boolean(want)
	}
	return t.node(c, want)
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
		tag, err := s.langTag()
		if err != nil {
			return rdf.Term{}, err
		}
		return rdf.NewLang(lexical, s.table.string(tag)), nil
	case '^':
		if c, ok := s.peekAt(1); !ok || c != '^' {
			return rdf.Term{}, s.fail(s.pos+1, "incomplete datatype", `"^^" and an IRI`)
		}
		s.pos += 2
		return t.typed(lexical)
	}
	return t.plain(lexical)
}

// plain sees to it that a comment or white space may stand before @ or ^^, as the grammar's tokens allow.
func (t *TurtleReader) plain(lexical string) (rdf.Term, error) {
	if c, _ := t.s.next(); c == '^' {
		if c, ok := t.s.peekAt(1); ok && c == '^' {
			t.s.pos += 2
			return t.typed(lexical)
		}
	}
	return rdf.NewString(lexical), nil
}

func (t *TurtleReader) typed(lexical string) (rdf.Term, error) {
	const want = "the datatype: an IRI or a prefixed name"
	c, _ := t.s.next()
	if c == '_' {
		return rdf.Term{}, t.s.failHere("a blank node cannot be a datatype", want)
	}
	datatype, err := t.node(c, want)
	if err != nil {
		return rdf.Term{}, err
	}
	return t.s.typed(lexical, datatype.Value)
}

// enter counts the nesting of brackets.
func (t *TurtleReader) enter() error {
	if t.depth++; t.depth > t.opt.MaxDepth {
		return t.s.failHere("brackets are nested too deeply", "a flatter document, or a higher limit")
	}
	t.s.pos++ // the bracket
	return nil
}

// propertyList reads [ p o ; p o ] and gives its node; pos is at the "[".
func (t *TurtleReader) propertyList() (rdf.Term, error) {
	if err := t.enter(); err != nil {
		return rdf.Term{}, err
	}
	defer func() { t.depth-- }()
	node := t.newBlank()
	c, _ := t.s.next()
	for c != ']' {
		if err := t.nestedPredicate(node); err != nil {
			return rdf.Term{}, err
		}
		if c, _ = t.s.next(); c == ';' {
			t.skipSemicolons()
			c, _ = t.s.next()
		} else if c != ']' {
			return rdf.Term{}, t.s.failHere(t.s.describe(), `",", ";" or "]"`)
		}
	}
	t.s.pos++
	return node, nil
}

// nestedPredicate reads a predicate and its objects inside [ ].
func (t *TurtleReader) nestedPredicate(node rdf.Term) error {
	verb, err := t.readPredicate()
	if err != nil {
		return err
	}
	for {
		o, err := t.object()
		if err != nil {
			return err
		}
		t.emit(node, verb, o)
		if c, _ := t.s.next(); c != ',' {
			return nil
		}
		t.s.pos++
	}
}

// collection reads ( o o o ) and gives its head; pos is at the "(".
func (t *TurtleReader) collection() (rdf.Term, error) {
	if err := t.enter(); err != nil {
		return rdf.Term{}, err
	}
	defer func() { t.depth-- }()
	first, rest, end := rdf.NewIRI(rdf.RDFFirst), rdf.NewIRI(rdf.RDFRest), rdf.NewIRI(rdf.RDFNil)
	head, last := end, rdf.Term{}
	for {
		c, ok := t.s.next()
		if !ok {
			return head, t.s.failEnd(t.s.pos, "the collection is not closed", `")"`)
		}
		if c == ')' {
			break
		}
		o, err := t.object()
		if err != nil {
			return head, err
		}
		node := t.newBlank()
		if last.IsZero() {
			head = node
		} else {
			t.emit(last, rest, node)
		}
		t.emit(node, first, o)
		last = node
	}
	t.s.pos++
	if !last.IsZero() {
		t.emit(last, rest, end)
	}
	return head, nil
}
