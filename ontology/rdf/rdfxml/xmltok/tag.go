package xmltok

import (
	"bytes"
	"strings"
)

// startTag reads a start tag.
func (t *Tokenizer) startTag(b []byte) (int, Kind, error) {
	i := nameEnd(b, 1)
	if i == len(b) {
		return 0, None, errMore
	}
	if i == 1 {
		return 0, None, t.unexpected(b, 1, `the name of an element after "<"; "&lt;" in text`)
	}
	name := b[1:i]
	t.attrs, t.scratch = t.attrs[:0], t.scratch[:0]
	for {
		j := skipSpace(b, i)
		if j == len(b) {
			return 0, None, errMore
		}
		switch {
		case b[j] == '>':
			return t.opened(name, j+1, false)
		case b[j] == '/' && j+1 == len(b):
			return 0, None, errMore
		case b[j] == '/' && b[j+1] == '>':
			return t.opened(name, j+2, true)
		case b[j] == '/':
			return 0, None, t.unexpected(b, j+1, `">"`)
		case i == j:
			return 0, None, t.unexpected(b, j, `white space, "/>" or ">"`)
		}
		var err error
		if i, err = t.attribute(b, j); err != nil {
			return 0, None, err
		}
	}
}

// attribute reads name = "value" at place i and gives the place behind it.
func (t *Tokenizer) attribute(b []byte, i int) (int, error) {
	j := nameEnd(b, i)
	if j == i {
		return 0, t.unexpected(b, i, `an attribute, "/>" or ">"`)
	}
	k := skipSpace(b, j)
	if k == len(b) {
		return 0, errMore
	}
	if b[k] != '=' {
		return 0, t.unexpected(b, k, `"=" and a value in quotes`)
	}
	if k = skipSpace(b, k+1); k == len(b) {
		return 0, errMore
	}
	m := double
	switch b[k] {
	case '"':
	case '\'':
		m = single
	default:
		return 0, t.unexpected(b, k, "a value in quotes")
	}
	end, value, err := t.value(b, k+1, m)
	if err != nil {
		return 0, err
	}
	if len(t.attrs) == maxAttrs {
		return 0, t.fail(i, "a tag has more attributes than the limit of 10000", "fewer")
	}
	t.attrs = append(t.attrs, Attr{Value: value, raw: b[i:j], at: i})
	return end + 1, nil
}

// opened completes a start tag that is n bytes long.
func (t *Tokenizer) opened(name []byte, n int, closed bool) (int, Kind, error) {
	switch {
	case len(t.open) == 0 && t.rooted:
		return 0, None, t.fail(0, "a second document element", "the end of the document")
	case len(t.open) >= t.opt.MaxDepth:
		return 0, None, t.fail(0, "elements are nested too deeply", "a flatter document, or a higher limit")
	}
	e := element{bindings: len(t.bindings), gen: t.gen}
	if err := t.declarations(e.bindings); err != nil {
		return 0, None, err
	}
	var err error
	if t.name, err = t.named(name, 0, false); err != nil {
		return 0, None, err
	}
	if t.name.Prefix == "xmlns" {
		return 0, None, t.fail(1, "an element has the prefix xmlns", "another prefix")
	}
	for i := range t.attrs {
		a := &t.attrs[i]
		if a.Name, err = t.named(a.raw, a.at, true); err != nil {
			return 0, None, err
		}
	}
	if err := t.distinct(); err != nil {
		return 0, None, err
	}
	e.name, e.full = t.name, t.name.Full
	t.open = append(t.open, e)
	t.rooted, t.closing = true, closed
	return n, Start, nil
}

// declarations takes the attributes that declare namespaces out of attrs.
func (t *Tokenizer) declarations(from int) error {
	kept := t.attrs[:0]
	for i := range t.attrs {
		is, err := t.declare(&t.attrs[i], from)
		if err != nil {
			return err
		}
		if !is {
			kept = append(kept, t.attrs[i])
		}
	}
	t.attrs = kept
	return nil
}

const fewAttrs = 16 // that are compared each with each

// distinct demands that no attribute comes twice (Namespaces in XML 1.0, section 6.3).
func (t *Tokenizer) distinct() error {
	if len(t.attrs) > fewAttrs {
		return t.distinctMany()
	}
	for i := 1; i < len(t.attrs); i++ {
		a := t.attrs[i].Name
		for j := range i {
			if b := t.attrs[j].Name; a == b || a.Local == b.Local && a.Space == b.Space {
				return t.twice(a.IRI)
			}
		}
	}
	return nil
}

func (t *Tokenizer) distinctMany() error {
	type expanded struct{ space, local string }
	seen := make(map[expanded]bool, len(t.attrs))
	for _, a := range t.attrs {
		e := expanded{a.Name.Space, a.Name.Local}
		if seen[e] {
			return t.twice(a.Name.IRI)
		}
		seen[e] = true
	}
	return nil
}

// endTag reads an end tag.
func (t *Tokenizer) endTag(b []byte) (int, Kind, error) {
	if n := len(t.open); n > 0 { // as most are written
		full := t.open[n-1].full
		if end := 2 + len(full); len(b) > end && b[end] == '>' && string(b[2:end]) == full {
			t.pop()
			return end + 1, End, nil
		}
	}
	i := nameEnd(b, 2)
	j := skipSpace(b, i)
	if j == len(b) {
		return 0, None, errMore
	}
	name := string(b[2:min(i, 200)])
	switch n := len(t.open); {
	case i == 2:
		return 0, None, t.unexpected(b, 2, `the name of an element after "</"`)
	case b[j] != '>':
		return 0, None, t.unexpected(b, j, `">"`)
	case n == 0:
		return 0, None, t.fail(0, "an end tag without its start tag: </"+name+">", "the end of the document")
	case t.open[n-1].full != string(b[2:i]):
		return 0, None, t.fail(0, "the end tag </"+name+"> does not close the open element", "</"+t.open[n-1].full+">")
	}
	t.pop()
	return j + 1, End, nil
}

// pop closes the innermost element.
func (t *Tokenizer) pop() {
	e := &t.open[len(t.open)-1]
	t.name, t.gen = e.name, e.gen
	t.bindings = t.bindings[:e.bindings]
	t.open = t.open[:len(t.open)-1]
}

// declaration reads what begins with "<!".
func (t *Tokenizer) declaration(b []byte) (int, Kind, error) {
	for _, d := range [...]struct {
		head string
		scan func(*Tokenizer, []byte) (int, Kind, error)
	}{{"<!--", (*Tokenizer).comment}, {"<![CDATA[", (*Tokenizer).cdata}, {"<!DOCTYPE", (*Tokenizer).doctype}} {
		switch {
		case bytes.HasPrefix(b, []byte(d.head)):
			return d.scan(t, b)
		case len(b) < len(d.head) && d.head[:len(b)] == string(b):
			return 0, None, errMore
		}
	}
	return 0, None, t.fail(0, "an unknown declaration", "<!DOCTYPE>, a comment or an element")
}

func (t *Tokenizer) comment(b []byte) (int, Kind, error) {
	const head = len("<!--")
	n := bytes.Index(b[head:], []byte("--"))
	if n < 0 || head+n+2 == len(b) {
		return 0, None, errMore
	}
	if b[head+n+2] != '>' {
		return 0, None, t.fail(head+n, `"--" inside a comment`, `"-->"`)
	}
	err := t.raw(b[:head+n], head)
	return head + n + 3, Comment, err
}

func (t *Tokenizer) cdata(b []byte) (int, Kind, error) {
	const head = len("<![CDATA[")
	if len(t.open) == 0 {
		return 0, None, t.fail(0, "text where only elements may stand", "an element")
	}
	n := bytes.Index(b[head:], []byte("]]>"))
	if n < 0 {
		return 0, None, errMore
	}
	err := t.raw(b[:head+n], head)
	return head + n + 3, Text, err
}

// procInst reads a processing instruction, or the XML declaration.
func (t *Tokenizer) procInst(b []byte) (int, Kind, error) {
	n := bytes.Index(b, []byte("?>"))
	if n < 0 {
		return 0, None, errMore
	}
	if n < 2 {
		return 0, None, t.unexpected(b, 2, "the target of the processing instruction")
	}
	i := nameEnd(b[:n], 2)
	target := string(b[2:min(i, 200)])
	switch {
	case i == 2:
		return 0, None, t.unexpected(b, 2, "the target of the processing instruction")
	case target == "xml" && t.atStart():
		return t.xmlDecl(b, n)
	case strings.EqualFold(target, "xml"):
		return 0, None, t.fail(0, "an XML declaration inside the document", "another target")
	case !IsName(string(b[2:i])):
		return 0, None, t.failName(b[2:i], 2)
	}
	j := skipSpace(b[:n], i)
	if i == j && j < n {
		return 0, None, t.unexpected(b, j, `white space or "?>"`)
	}
	t.target = b[2:i]
	err := t.raw(b[:n], j)
	return n + 2, ProcInst, err
}

// atStart reports whether nothing of the document was read but its byte order mark.
func (t *Tokenizer) atStart() bool { return t.w.start == 0 && t.w.off <= 3 }
