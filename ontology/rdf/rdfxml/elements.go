package rdfxml

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// element is a start tag.
type element struct {
	iri   string
	attrs []attribute // without xmlns and xml attributes
}

type attribute struct {
	iri   string
	local string // the name in the RDF namespace, "" for others
	name  string // as written
	value []byte // valid as long as the token
}

// get returns the value of an attribute of the RDF namespace.
func (e element) get(local string) ([]byte, bool) {
	for i := range e.attrs {
		if e.attrs[i].local == local {
			return e.attrs[i].value, true
		}
	}
	return nil, false
}

// resolve applies the xml attributes of a start tag to its frame and gives the others.
func (x *Reader) resolve(name *xmltok.Name, f *frame) (element, error) {
	if name.Space == "" {
		return element{}, x.fail("the element "+name.Local+" has no namespace", "a prefix, or xmlns")
	}
	x.attrs = x.attrs[:0]
	for _, a := range x.t.Attrs() {
		if err := x.attribute(a, f); err != nil {
			return element{}, err
		}
	}
	return element{iri: name.IRI, attrs: x.attrs}, x.checkName(name.IRI)
}

// attribute sorts one attribute: xml:lang and xml:base go to the frame, RDF's and property attributes to the element.
func (x *Reader) attribute(a xmltok.Attr, f *frame) error {
	n := a.Name
	iri := n.IRI
	switch n.Space {
	case xmltok.XML:
		return x.xmlAttribute(a, f)
	case "":
		if iri = unprefixed(n.Local); iri == "" {
			return nil
		} else if iri == n.Local {
			return x.fail("the attribute "+n.Local+" has no namespace", "a prefix before it")
		}
	}
	local := ""
	if strings.HasPrefix(iri, rdf.NS) {
		local = iri[len(rdf.NS):]
	}
	if x.have(iri) { // about and rdf:about, or namespaces of which one goes on as the other
		return x.fail("the attribute "+iri+" comes twice", "one of them")
	}
	x.attrs = append(x.attrs, attribute{iri, local, n.Full, a.Value})
	return nil
}

const fewAttrs = 16 // that are looked through

// have reports whether the tag has an attribute already.
func (x *Reader) have(iri string) bool {
	n := len(x.attrs)
	if n < fewAttrs {
		return slices.ContainsFunc(x.attrs, func(a attribute) bool { return a.iri == iri })
	}
	if n == fewAttrs {
		x.seen = make(map[string]bool, 2*n)
		for _, a := range x.attrs {
			x.seen[a.iri] = true
		}
	}
	had := x.seen[iri]
	x.seen[iri] = true
	return had
}

// unprefixed gives the meaning of an attribute without a prefix: some may stand so for RDF's own (section 6.1.4), names
// that begin with xml are ignored (""), others are errors and come back as they are.
func unprefixed(local string) string {
	switch local {
	case "ID", "about", "resource", "parseType", "type":
		return rdf.NS + local
	}
	if len(local) >= 3 && strings.EqualFold(local[:3], "xml") {
		return ""
	}
	return local
}

func (x *Reader) xmlAttribute(a xmltok.Attr, f *frame) error {
	switch a.Name.Local {
	case "lang":
		lang := x.t.String(a.Value)
		if lang != "" && lang != f.lang && !isLangTag(lang) {
			return x.fail("xml:lang is no language tag: "+strconv.Quote(lang), `a tag like "en" or "en-GB"`)
		}
		f.lang = lang
	case "base":
		base, err := x.iri(f.base, a.Value)
		if err != nil {
			return err
		}
		f.base = base
	}
	return nil
}

// iri resolves an IRI reference.
func (x *Reader) iri(base string, ref []byte) (string, error) {
	if len(ref) > 0 && ref[0] == '#' && rdf.HasScheme(base) { // the most frequent kind, without an allocation
		document, _, _ := strings.Cut(base, "#")
		x.key = append(append(x.key[:0], document...), ref...)
		iri := x.t.String(x.key)
		return iri, x.checkIRI(iri)
	}
	iri := x.t.String(ref)
	if rdf.HasScheme(iri) {
		return iri, x.checkIRI(iri)
	}
	if iri = rdf.ResolveIRI(base, iri); !rdf.HasScheme(iri) {
		return "", x.fail("a relative IRI, and the document has no base: "+strconv.Quote(string(ref)), "an absolute IRI or xml:base")
	}
	return iri, x.checkIRI(iri)
}

// names remembers IRIs of elements that were checked, by where their bytes lie: names that recur are the same string.
type names [64]string

func (n *names) slot(iri string) *string {
	return &n[uintptr(unsafe.Pointer(unsafe.StringData(iri)))>>2%uintptr(len(n))]
}

// checkName checks the IRI of an element or attribute: namespaces are not resolved.
func (x *Reader) checkName(iri string) error {
	known := x.names.slot(iri)
	if len(*known) == len(iri) && unsafe.StringData(*known) == unsafe.StringData(iri) {
		return nil
	}
	if !rdf.HasScheme(iri) {
		return x.fail("the namespace of <"+iri+"> is not an absolute IRI", "a namespace with a scheme, as http://example.org/")
	}
	*known = iri
	return x.checkIRI(iri)
}

// inIRI are the bytes that an IRI may hold.
var inIRI = func() (ok [256]bool) {
	for c := range ok {
		ok[c] = c > 0x20 && strings.IndexByte("<>\"{}|^`\\", byte(c)) < 0
	}
	return ok
}()

func (x *Reader) checkIRI(iri string) error {
	if len(iri) > maxIRI {
		return x.fail("an IRI is longer than the limit", "a shorter IRI")
	}
	for i := 0; i < len(iri); i++ {
		if !inIRI[iri[i]] {
			return x.fail("an IRI holds the character "+strconv.QuoteRune(rune(iri[i])), "percent-encoding")
		}
	}
	return nil
}

// forbidden are the names of the RDF namespace that no element or attribute of the graph may have (sections 5.1, 6.1).
func forbidden(iri string, also ...string) bool {
	local, ok := strings.CutPrefix(iri, rdf.NS)
	if !ok {
		return false
	}
	for _, s := range also {
		if local == s {
			return true
		}
	}
	switch local {
	case "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "aboutEach", "aboutEachPrefix", "bagID":
		return true
	}
	return false
}

// node opens a node element and gives its term.
func (x *Reader) node(e element, f *frame) (rdf.Term, error) {
	if forbidden(e.iri, "li") {
		return rdf.Term{}, x.fail(f.name+" cannot be a node element", "rdf:Description or a class")
	}
	subject, err := x.subject(e, f)
	if err != nil {
		return subject, err
	}
	f.content, f.subject = propertyElements, subject
	if e.iri != rdf.NS+"Description" {
		x.emit(subject, rdf.NewIRI(rdf.RDFType), rdf.NewIRI(e.iri))
	}
	return subject, x.propertyAttributes(subject, e, f, "ID", "about", "nodeID")
}

func (x *Reader) subject(e element, f *frame) (rdf.Term, error) {
	id, hasID := e.get("ID")
	label, hasLabel := e.get("nodeID")
	about, hasAbout := e.get("about")
	if hasID && hasLabel || hasID && hasAbout || hasLabel && hasAbout {
		return rdf.Term{}, x.fail("the node has two names", "one of rdf:ID, rdf:about and rdf:nodeID")
	}
	switch {
	case hasID:
		iri, err := x.newID(f.base, id)
		return rdf.NewIRI(iri), err
	case hasLabel:
		return x.label(label)
	case hasAbout:
		iri, err := x.iri(f.base, about)
		return rdf.NewIRI(iri), err
	}
	return x.newBlank(), nil
}

// newID is the IRI of an rdf:ID, which may come only once under one base.
func (x *Reader) newID(base string, name []byte) (string, error) {
	id := string(name)
	if !xmltok.IsName(id) {
		return "", x.fail("rdf:ID is no XML name: "+strconv.Quote(id), "a name without a colon")
	}
	iri, err := x.iri(base, []byte("#"+id))
	if err != nil {
		return "", err
	}
	if x.ids[iri] {
		return "", x.fail("the rdf:ID "+strconv.Quote(id)+" comes twice", "another name, or rdf:about")
	}
	x.ids[iri] = true
	return iri, nil
}

func (x *Reader) label(name []byte) (rdf.Term, error) {
	label := x.t.String(name)
	if !xmltok.IsName(label) {
		return rdf.Term{}, x.fail("rdf:nodeID is no XML name: "+strconv.Quote(label), "a name without a colon")
	}
	return rdf.NewBlank(rdf.UserLabel(label)), nil
}

// propertyAttributes makes the triples of the attributes that are not syntax; except names those that are.
func (x *Reader) propertyAttributes(s rdf.Term, e element, f *frame, except ...string) error {
	for _, a := range e.attrs {
		if a.isOneOf(except) {
			continue
		}
		if forbidden(a.iri, "Description", "li") {
			return x.fail("the attribute "+a.name+" is not allowed here", "a property attribute")
		}
		if err := x.checkName(a.iri); err != nil {
			return err
		}
		object := rdf.NewLang(x.literal(a.value), f.lang)
		if a.iri == rdf.RDFType {
			iri, err := x.iri(f.base, a.value)
			if err != nil {
				return err
			}
			object = rdf.NewIRI(iri)
		}
		x.emit(s, rdf.NewIRI(a.iri), object)
	}
	return nil
}

// isOneOf reports whether the attribute is one of some of RDF's own.
func (a *attribute) isOneOf(names []string) bool {
	for _, n := range names {
		if a.local == n {
			return true
		}
	}
	return false
}
