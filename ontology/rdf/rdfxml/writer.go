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
	subject rdf.Term
	open    bool // an rdf:Description is open
	begun   bool
	err     error
}

// NewWriter writes RDF/XML; prefixes that XML cannot have are left out.
func NewWriter(w io.Writer, prefixes []rdf.Prefix) *Writer {
	x := &Writer{w: bufio.NewWriterSize(w, 64<<10), byIRI: map[string]string{rdf.NS: "rdf"}}
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
	out, err := x.property(q)
	if err != nil {
		return err // nothing was written: the caller may go on without this triple
	}
	x.begin()
	if !x.open || q.S != x.subject {
		subject, err := name("subject", "rdf:about", q.S)
		if err != nil {
			return err
		}
		x.closeSubject()
		x.put("  <rdf:Description " + subject + ">\n")
		x.subject, x.open = q.S, true
	}
	x.put(out)
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
		x.put(" xmlns:" + p.Name + `="` + escapeAttribute.Replace(p.IRI) + `"`)
	}
	x.put(">\n")
}

func (x *Writer) closeSubject() {
	if x.open {
		x.put("  </rdf:Description>\n")
		x.open = false
	}
}

// property gives the property element of a triple.
func (x *Writer) property(q rdf.Quad) (string, error) {
	tag, declaration, err := x.tag(q.P)
	if err != nil {
		return "", err
	}
	head := "    <" + tag + declaration
	if q.O.Kind != rdf.Literal {
		object, err := name("object", "rdf:resource", q.O)
		return head + " " + object + "/>\n", err
	}
	if !isXMLText(q.O.Value) {
		return "", fmt.Errorf("write RDF/XML: the literal %s holds a character that XML 1.0 cannot; write another format", q.O)
	}
	switch {
	case q.O.Lang != "":
		head += ` xml:lang="` + escapeAttribute.Replace(q.O.Lang) + `"`
	case q.O.Datatype != rdf.XSDString:
		if !isXMLText(q.O.Datatype) {
			return "", fmt.Errorf("write RDF/XML: the datatype %q holds a character that XML 1.0 cannot; write another format", q.O.Datatype)
		}
		head += ` rdf:datatype="` + escapeAttribute.Replace(q.O.Datatype) + `"`
	}
	return head + ">" + escapeText.Replace(q.O.Value) + "</" + tag + ">\n", nil
}

// tag splits a predicate into a namespace and a local name and gives the element's name, and the declaration of its
// namespace where the document has none.
func (x *Writer) tag(p rdf.Term) (tag, declaration string, err error) {
	if p.Kind != rdf.IRI {
		return "", "", fmt.Errorf("write RDF/XML: the predicate %s is not an IRI", p)
	}
	if forbidden(p.Value, "Description", "li") || !isXMLText(p.Value) {
		return "", "", fmt.Errorf("write RDF/XML: the predicate %s cannot be an element; write another format", p)
	}
	best := 0
	for _, n := range x.order { // the longest declared namespace that leaves a name
		if len(n.IRI) > best && strings.HasPrefix(p.Value, n.IRI) && xmltok.IsName(p.Value[len(n.IRI):]) {
			best = len(n.IRI)
		}
	}
	if best > 0 {
		return x.byIRI[p.Value[:best]] + ":" + p.Value[best:], "", nil
	}
	cut := splitName(p.Value)
	if cut == 0 {
		return "", "", fmt.Errorf("write RDF/XML: the predicate %s does not end in an XML name; write another format", p)
	}
	return "ns:" + p.Value[cut:], ` xmlns:ns="` + escapeAttribute.Replace(p.Value[:cut]) + `"`, nil
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

// name gives the attribute that names a node.
func name(role, attr string, t rdf.Term) (string, error) {
	switch t.Kind {
	case rdf.IRI:
		if !isXMLText(t.Value) {
			return "", fmt.Errorf("write RDF/XML: the IRI %s holds a character that XML 1.0 cannot; write another format", t)
		}
		return attr + `="` + escapeAttribute.Replace(t.Value) + `"`, nil
	case rdf.Blank:
		label := t.Value
		if !xmltok.IsName(label) {
			label = fmt.Sprintf("anonx%x", t.Value)
		}
		return `rdf:nodeID="` + label + `"`, nil
	}
	return "", fmt.Errorf("write RDF/XML: the %s %q is neither an IRI nor a blank node", role, t.String())
}

// isXMLText reports whether all characters are allowed in XML 1.0 (section 2.2).
func isXMLText(s string) bool {
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return false
			}
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			return false
		}
	}
	return true
}
