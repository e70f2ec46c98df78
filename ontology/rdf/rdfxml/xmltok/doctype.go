package xmltok

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxEntities    = 1000
	maxEntitySize  = 1000 // bytes
	maxEntityDepth = 16
	maxDoctype     = 4 << 20 // bytes
	freeExpansion  = 4 << 20 // bytes that entities may make whatever the document's size
	referenceCost  = 16      // bytes that a reference counts for beside its text, so that empty ones cost too
)

// entity is a general entity of the document type declaration.
type entity struct {
	value    string // replacement text: character references replaced, others not
	external bool
}

var predefined = map[string]string{"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": `"`}

// entity puts what an entity stands for into scratch. Its value may refer to others.
func (t *Tokenizer) entity(name []byte, at int, m mode, depth int) error {
	if s, ok := predefined[string(name)]; ok {
		t.scratch = append(t.scratch, s...)
		return nil
	}
	e, ok := t.entities[string(name)]
	switch {
	case !ok:
		return t.fail(at, "the entity &"+string(name[:min(len(name), 100)])+"; is not declared", "a declaration <!ENTITY>, or one of &lt; &gt; &amp; &apos; &quot;")
	case e.external:
		return t.fail(at, "the entity &"+string(name)+"; lies outside the document", "entities with a value of their own: nothing else is read")
	case depth == maxEntityDepth:
		return t.fail(at, "entities refer to each other too deeply, or to themselves", "at most 16 levels")
	case strings.Contains(e.value, "<"):
		return t.fail(at, "the entity &"+string(name)+"; holds markup", "entities that stand for text")
	}
	t.expanded += int64(len(e.value) + referenceCost)
	if t.expanded > freeExpansion+int64(t.opt.MaxExpansion)*(t.w.off+int64(t.w.end)) {
		return t.fail(at, "entities make the document too long", "fewer references, or a higher limit")
	}
	if err := t.expand(e.value, at, m, depth); err != nil {
		return err
	}
	if len(t.scratch) > t.opt.MaxToken {
		return t.failLong()
	}
	return nil
}

// expand puts the replacement text of an entity into scratch.
func (t *Tokenizer) expand(value string, at int, m mode, depth int) error {
	for value != "" {
		n := strings.IndexByte(value, '&')
		if n < 0 {
			n = len(value)
		}
		from := len(t.scratch)
		t.scratch = append(t.scratch, value[:n]...)
		if m != content {
			for i, c := range t.scratch[from:] {
				if c == '\n' || c == '\t' || c == '\r' {
					t.scratch[from+i] = ' '
				}
			}
		}
		if value = value[n:]; value == "" {
			return nil
		}
		ref, after, ok := strings.Cut(value[1:], ";")
		value = after
		switch r, isChar := charRef([]byte(strings.TrimPrefix(ref, "#"))); {
		case ok && strings.HasPrefix(ref, "#") && isChar:
			t.scratch = utf8.AppendRune(t.scratch, r)
		case ok && IsName(ref):
			if err := t.entity([]byte(ref), at, m, depth+1); err != nil {
				return err
			}
		default:
			return t.fail(at, "the entity holds an & that begins no reference", "&#38;#38; in its declaration")
		}
	}
	return nil
}

// doctype reads the document type declaration. It is done anew with more bytes, so it begins without entities.
func (t *Tokenizer) doctype(b []byte) (int, Kind, error) {
	t.entities = nil
	if t.typed || t.rooted {
		return 0, None, t.fail(0, "a document type declaration inside the document", "at most one, before the document element")
	}
	d := dtd{t: t, b: b, i: len("<!DOCTYPE")}
	if err := d.read(); err != nil {
		if err == errMore && len(b) > maxDoctype {
			err = t.fail(0, "the document type declaration is longer than the limit of "+strconv.Itoa(maxDoctype)+" bytes", "a shorter one")
		}
		return 0, None, err
	}
	t.typed = true
	return d.i, None, nil
}

// dtd reads a document type declaration.
type dtd struct {
	t    *Tokenizer
	b    []byte
	i    int
	deaf bool // a parameter entity was passed over: declarations behind it do not count (section 5.1)
}

func (d *dtd) read() error {
	if err := d.needSpace(); err != nil {
		return err
	}
	if _, err := d.readName(); err != nil {
		return err
	}
	at := d.i
	if err := d.space(); err != nil {
		return err
	}
	if c := d.b[d.i]; c == 'S' || c == 'P' {
		if d.i == at {
			return d.unexpected(`white space, "[" or ">"`)
		}
		if err := d.externalID(); err != nil {
			return err
		}
		if err := d.space(); err != nil {
			return err
		}
	}
	if d.b[d.i] == '[' {
		d.i++
		if err := d.subset(); err != nil {
			return err
		}
		if err := d.space(); err != nil {
			return err
		}
	}
	return d.expect(`>`)
}

// subset reads the declarations up to the "]".
func (d *dtd) subset() error {
	for {
		if err := d.space(); err != nil {
			return err
		}
		rest := d.b[d.i:]
		var err error
		switch {
		case rest[0] == ']':
			d.i++
			return nil
		case rest[0] == '%':
			d.i++
			d.deaf = true
			if _, err = d.readName(); err == nil {
				err = d.expect(";")
			}
		case rest[0] != '<':
			return d.unexpected(`a declaration or "]"`)
		case len(rest) < len("<!NOTATION "):
			return errMore
		case bytes.HasPrefix(rest, []byte("<!--")):
			err = d.skipComment()
		case bytes.HasPrefix(rest, []byte("<?")):
			err = d.skipPast("?>")
		case bytes.HasPrefix(rest, []byte("<!ENTITY")):
			d.i += len("<!ENTITY")
			err = d.entityDecl()
		case bytes.HasPrefix(rest, []byte("<!ELEMENT")), bytes.HasPrefix(rest, []byte("<!ATTLIST")), bytes.HasPrefix(rest, []byte("<!NOTATION")):
			err = d.skipDecl()
		default:
			return d.t.fail(d.i, "an unknown declaration", "<!ENTITY>, <!ELEMENT>, <!ATTLIST>, <!NOTATION> or a comment")
		}
		if err != nil {
			return err
		}
	}
}

// entityDecl reads what follows <!ENTITY. Of two declarations of one name the first counts (section 4.2).
func (d *dtd) entityDecl() error {
	if err := d.needSpace(); err != nil {
		return err
	}
	parameter := d.b[d.i] == '%'
	if parameter {
		d.i++
		if err := d.needSpace(); err != nil {
			return err
		}
	}
	name, err := d.readName()
	if err == nil {
		err = d.needSpace()
	}
	if err != nil {
		return err
	}
	var e entity
	if c := d.b[d.i]; c == '"' || c == '\'' {
		e.value, err = d.entityValue()
	} else {
		e.external = true
		err = d.externalEntity(parameter)
	}
	if err == nil {
		err = d.space()
	}
	if err == nil {
		err = d.expect(">")
	}
	if err != nil || parameter || d.deaf {
		return err
	}
	return d.add(name, e)
}

func (d *dtd) add(name string, e entity) error {
	t := d.t
	if _, again := t.entities[name]; again {
		return nil
	}
	if len(e.value) > maxEntitySize || len(t.entities) == maxEntities {
		return t.fail(d.i, "too many or too long entities in the document type declaration", "at most 1000 of 1000 bytes")
	}
	if t.entities == nil {
		t.entities = map[string]entity{}
	}
	t.entities[name] = e
	return nil
}

// entityValue reads the value of an internal entity; character references are replaced here, others at their use
// (section 4.4).
func (d *dtd) entityValue() (string, error) {
	raw, err := d.literal()
	if err != nil {
		return "", err
	}
	var out []byte
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '%':
			return "", d.t.fail(d.i, "a parameter entity inside a declaration", "&#37; for the character")
		case c == '&':
			n := bytes.IndexByte(raw[i:], ';')
			if n < 2 || raw[i+1] != '#' && !IsName(string(raw[i+1:i+n])) {
				return "", d.t.fail(d.i, "an & that begins no reference", "&#38; for the character")
			}
			if raw[i+1] != '#' {
				out = append(out, raw[i:i+n+1]...)
			} else if r, ok := charRef(raw[i+2 : i+n]); ok {
				out = utf8.AppendRune(out, r)
			} else {
				return "", d.t.fail(d.i, string(raw[i:i+min(n, 100)])+"; is no character of XML", "&#...; or &#x...;")
			}
			i += n
		case c == '\r':
			out = append(out, '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
		default:
			out = append(out, c)
		}
	}
	return string(out), nil
}

// externalEntity passes over the external identifier of an entity, and NDATA.
func (d *dtd) externalEntity(parameter bool) error {
	if err := d.externalID(); err != nil || parameter {
		return err
	}
	if err := d.space(); err != nil || d.b[d.i] != 'N' {
		return err
	}
	if err := d.expect("NDATA"); err != nil {
		return err
	}
	if err := d.needSpace(); err != nil {
		return err
	}
	_, err := d.readName()
	return err
}

// externalID passes over SYSTEM "..." or PUBLIC "..." "...".
func (d *dtd) externalID() error {
	if d.i == len(d.b) {
		return errMore
	}
	literals := 1
	if d.b[d.i] == 'P' {
		literals = 2
		if err := d.expect("PUBLIC"); err != nil {
			return err
		}
	} else if err := d.expect("SYSTEM"); err != nil {
		return err
	}
	for range literals {
		if err := d.needSpace(); err != nil {
			return err
		}
		if _, err := d.literal(); err != nil {
			return err
		}
	}
	return nil
}

// skipDecl passes over a declaration without effect.
func (d *dtd) skipDecl() error {
	for {
		n := bytes.IndexAny(d.b[d.i:], `>"'`)
		if n < 0 {
			return errMore
		}
		if d.i += n; d.b[d.i] == '>' {
			d.i++
			return nil
		}
		if _, err := d.literal(); err != nil {
			return err
		}
	}
}

func (d *dtd) skipComment() error {
	n := bytes.Index(d.b[d.i+4:], []byte("--"))
	if n < 0 || d.i+n+6 == len(d.b) {
		return errMore
	}
	d.i += n + 6
	return d.expect(">")
}

func (d *dtd) skipPast(end string) error {
	n := bytes.Index(d.b[d.i:], []byte(end))
	if n < 0 {
		return errMore
	}
	d.i += n + len(end)
	return nil
}

// literal reads a text in quotes.
func (d *dtd) literal() ([]byte, error) {
	if d.i == len(d.b) {
		return nil, errMore
	}
	quote := d.b[d.i]
	if quote != '"' && quote != '\'' {
		return nil, d.unexpected("a text in quotes")
	}
	n := bytes.IndexByte(d.b[d.i+1:], quote)
	if n < 0 {
		return nil, errMore
	}
	from, to := d.i+1, d.i+1+n
	d.t.scratch = d.t.scratch[:0]
	if _, _, err := d.t.value(d.b[:to], from, verbatim); err != nil { // for the characters
		return nil, err
	}
	d.i = to + 1
	return d.b[from:to], nil
}

func (d *dtd) readName() (string, error) {
	from := d.i
	d.i = nameEnd(d.b, from)
	switch name := d.b[from:d.i]; {
	case d.i == len(d.b):
		return "", errMore
	case len(name) == 0:
		return "", d.unexpected("a name")
	case !IsName(strings.Replace(string(name), ":", "", 1)):
		return "", d.t.failName(name, from)
	default:
		return string(name), nil
	}
}

// space skips white space; a byte follows.
func (d *dtd) space() error {
	if d.i = skipSpace(d.b, d.i); d.i == len(d.b) {
		return errMore
	}
	return nil
}

func (d *dtd) needSpace() error {
	at := d.i
	if err := d.space(); err != nil {
		return err
	}
	if d.i == at {
		return d.unexpected("white space")
	}
	return nil
}

func (d *dtd) expect(s string) error {
	rest := d.b[d.i:]
	switch {
	case bytes.HasPrefix(rest, []byte(s)):
		d.i += len(s)
		return nil
	case len(rest) < len(s) && s[:len(rest)] == string(rest):
		return errMore
	}
	return d.unexpected(strconv.Quote(s))
}

func (d *dtd) unexpected(expected string) error { return d.t.unexpected(d.b, d.i, expected) }
