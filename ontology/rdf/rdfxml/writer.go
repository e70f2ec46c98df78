package rdfxml

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// Writer writes RDF/XML: one rdf:Description for quads of one subject that follow each other. Graphs are dropped.
type Writer struct {
	w       *bufio.Writer
	byIRI   map[string]string // namespace to prefix, as declared on rdf:RDF
	order   []rdf.Prefix
	tags    map[string]tag // of predicates that came lately
	subject rdf.Term
	open    bool   // an rdf:Description is open
	out     []byte // scratch, as is head
	head    []byte
	begun   bool
	err     error
}

// tag is how a predicate is written.
type tag struct {
	name        string
	declaration string // of its namespace, where the document has none
}

const maxTags = 1 << 10 // predicates remembered

// NewWriter writes RDF/XML; prefixes that XML cannot have are left out.
func NewWriter(w io.Writer, prefixes []rdf.Prefix) *Writer {
	x := &Writer{w: bufio.NewWriterSize(w, 64<<10), byIRI: map[string]string{rdf.NS: "rdf"}, tags: map[string]tag{}}
	names := map[string]bool{"rdf": true}
	x.order = []rdf.Prefix{{Name: "rdf", IRI: rdf.NS}}
	for _, p := range prefixes {
		_, taken := x.byIRI[p.IRI]
		if taken || names[p.Name] || !bindable(p.Name, p.IRI) {
			continue
		}
		x.byIRI[p.IRI], names[p.Name] = p.Name, true
		x.order = append(x.order, p)
	}
	return x
}

// bindable reports whether XML lets a prefix stand for a namespace.
func bindable(name, iri string) bool {
	return xmltok.IsName(name) && !strings.EqualFold(name[:min(3, len(name))], "xml") &&
		iri != "" && iri != xmltok.XML && iri != xmltok.XMLNS && isXMLText(iri)
}

// Write writes one triple.
func (x *Writer) Write(q rdf.Quad) error {
	if x.err != nil {
		return x.err
	}
	out, err := x.property(x.out[:0], q)
	if err != nil {
		return err // nothing was written: the caller may go on without this triple
	}
	x.out = out
	x.begin()
	if !x.open || q.S != x.subject {
		if x.head, err = appendName(append(x.head[:0], "  <rdf:Description "...), "subject", "rdf:about", q.S); err != nil {
			return err
		}
		x.closeSubject()
		x.putBytes(append(x.head, ">\n"...))
		x.subject, x.open = q.S, true
	}
	x.putBytes(out)
	return x.err
}

// Close completes the document. It does not close the underlying writer.
func (x *Writer) Close() error {
	x.begin()
	x.closeSubject()
	x.put("</rdf:RDF>\n")
	if x.err != nil {
		return x.err
	}
	return x.w.Flush()
}

func (x *Writer) put(s string) {
	if x.err == nil {
		_, x.err = x.w.WriteString(s)
	}
}

func (x *Writer) putBytes(b []byte) {
	if x.err == nil {
		_, x.err = x.w.Write(b)
	}
}

func (x *Writer) begin() {
	if x.begun {
		return
	}
	x.begun = true
	x.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF")
	for i, p := range x.order {
		if i > 0 {
			x.put("\n    ")
		}
		x.putBytes(appendAttribute(nil, " xmlns:"+p.Name+`="`, p.IRI))
	}
	x.put(">\n")
}

func (x *Writer) closeSubject() {
	if x.open {
		x.put("  </rdf:Description>\n")
		x.open = false
	}
}

// property appends the property element of a triple.
func (x *Writer) property(out []byte, q rdf.Quad) ([]byte, error) {
	t, err := x.tag(q.P)
	if err != nil {
		return out, err
	}
	out = append(append(append(out, "    <"...), t.name...), t.declaration...)
	if q.O.Kind != rdf.Literal {
		out, err = appendName(append(out, ' '), "object", "rdf:resource", q.O)
		return append(out, "/>\n"...), err
	}
	if !isXMLText(q.O.Value) {
		return out, fmt.Errorf("write RDF/XML: the literal %s holds a character that XML 1.0 cannot; write another format", q.O)
	}
	switch {
	case q.O.Lang != "":
		out = appendAttribute(out, ` xml:lang="`, q.O.Lang)
	case q.O.Datatype != rdf.XSDString:
		if !isXMLText(q.O.Datatype) {
			return out, fmt.Errorf("write RDF/XML: the datatype %q holds a character that XML 1.0 cannot; write another format", q.O.Datatype)
		}
		out = appendAttribute(out, ` rdf:datatype="`, q.O.Datatype)
	}
	out = appendEscaped(append(out, '>'), q.O.Value, &textEscapes)
	return append(append(append(out, "</"...), t.name...), ">\n"...), nil
}

// tag gives the element's name of a predicate.
func (x *Writer) tag(p rdf.Term) (tag, error) {
	if p.Kind != rdf.IRI {
		return tag{}, fmt.Errorf("write RDF/XML: the predicate %s is not an IRI", p)
	}
	t, known := x.tags[p.Value]
	if known {
		return t, nil
	}
	t, err := x.newTag(p)
	if err != nil {
		return t, err
	}
	if len(x.tags) == maxTags {
		clear(x.tags)
	}
	x.tags[p.Value] = t
	return t, nil
}

// newTag splits a predicate into a namespace and a local name.
func (x *Writer) newTag(p rdf.Term) (tag, error) {
	if forbidden(p.Value, "Description", "li") || !isXMLText(p.Value) {
		return tag{}, fmt.Errorf("write RDF/XML: the predicate %s cannot be an element; write another format", p)
	}
	best := 0
	for _, n := range x.order { // the longest declared namespace that leaves a name
		if len(n.IRI) > best && strings.HasPrefix(p.Value, n.IRI) && xmltok.IsName(p.Value[len(n.IRI):]) {
			best = len(n.IRI)
		}
	}
	if best > 0 {
		return tag{name: x.byIRI[p.Value[:best]] + ":" + p.Value[best:]}, nil
	}
	cut := splitName(p.Value)
	if cut == 0 {
		return tag{}, fmt.Errorf("write RDF/XML: the predicate %s does not end in an XML name; write another format", p)
	}
	return tag{"ns:" + p.Value[cut:], string(appendAttribute(nil, ` xmlns:ns="`, p.Value[:cut]))}, nil
}

// splitName gives the place where the longest XML name at the end of an IRI begins; 0 if there is none.
func splitName(iri string) int {
	cut := 0
	for i := len(iri); i > 1; {
		r, n := utf8.DecodeLastRuneInString(iri[:i])
		if !xmltok.IsNameChar(r) {
			break
		}
		if i -= n; xmltok.IsNameStart(r) && i > 0 && iri[:i] != xmltok.XML && iri[:i] != xmltok.XMLNS {
			cut = i
		}
	}
	return cut
}

// appendName appends the attribute that names a node.
func appendName(out []byte, role, attr string, t rdf.Term) ([]byte, error) {
	switch t.Kind {
	case rdf.IRI:
		if !isXMLText(t.Value) {
			return out, fmt.Errorf("write RDF/XML: the IRI %s holds a character that XML 1.0 cannot; write another format", t)
		}
		out = append(out, attr...)
		return appendAttribute(out, `="`, t.Value), nil
	case rdf.Blank:
		label := t.Value
		if !xmltok.IsName(label) {
			label = fmt.Sprintf("anonx%x", t.Value)
		}
		return append(append(append(out, `rdf:nodeID="`...), label...), '"'), nil
	}
	return out, fmt.Errorf("write RDF/XML: the %s %q is neither an IRI nor a blank node", role, t.String())
}
