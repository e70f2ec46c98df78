package rdfxml

import (
	"encoding/xml"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// element is a start tag with its namespaces resolved.
type element struct {
	iri   string
	attrs []attribute // without xmlns and xml attributes
}

type attribute struct{ name, iri, value string }

// get returns the value of an attribute of the RDF namespace.
func (e element) get(local string) (string, bool) {
	for _, a := range e.attrs {
		if strings.HasPrefix(a.iri, rdf.NS) && a.iri[len(rdf.NS):] == local {
			return a.value, true
		}
	}
	return "", false
}

// resolve applies the declarations of a start tag to its frame and gives its names as IRIs.
func (x *Reader) resolve(t xml.StartElement, f *frame) (element, error) {
	for _, a := range t.Attr {
		if err := x.declare(a); err != nil {
			return element{}, err
		}
	}
	ns, ok := lookup(x.scope, t.Name.Space)
	if !ok {
		return element{}, x.undeclared(t.Name.Space)
	}
	inLiteral := len(x.frames) > 0 && x.top().content == markup
	if ns == "" && !inLiteral {
		return element{}, x.fail("the element "+t.Name.Local+" has no namespace", "a prefix, or xmlns")
	}
	e := element{iri: ns + t.Name.Local}
	var seen map[string]bool // nil where no name can come twice
	if len(t.Attr) > 1 {
		seen = make(map[string]bool, len(t.Attr))
	}
	for _, a := range t.Attr {
		if err := x.attribute(a, f, &e, seen); err != nil {
			return e, err
		}
	}
	if inLiteral {
		return e, nil
	}
	return e, x.checkName(e.iri)
}

// declare takes xmlns attributes into the scope.
func (x *Reader) declare(a xml.Attr) error {
	switch {
	case a.Name.Space == "xmlns":
		if a.Value == "" || a.Name.Local == "xmlns" || (a.Name.Local == "xml") != (a.Value == xmlNS) {
			return x.fail("the prefix "+a.Name.Local+" cannot be bound to <"+a.Value+">", "another prefix or namespace")
		}
		x.scope = append(x.scope, binding{a.Name.Local, a.Value})
	case a.Name.Space == "" && a.Name.Local == "xmlns":
		x.scope = append(x.scope, binding{"", a.Value})
	}
	return nil
}

func lookup(scope []binding, prefix string) (string, bool) {
	for i := len(scope) - 1; i >= 0; i-- {
		if scope[i].prefix == prefix {
			return scope[i].iri, true
		}
	}
	switch prefix {
	case "xml":
		return xmlNS, true
	case "xmlns":
		return xmlnsNS, true
	}
	return "", prefix == ""
}

func (x *Reader) undeclared(prefix string) error {
	return x.fail(`the prefix "`+prefix+`:" is not declared`, "xmlns:"+prefix+" on this element or one around it")
}

// attribute sorts one attribute: xml:lang and xml:base go to the frame, RDF's and property attributes to the element.
func (x *Reader) attribute(a xml.Attr, f *frame, e *element, seen map[string]bool) error {
	if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
		return x.once(qualified(a.Name), seen)
	}
	ns, ok := lookup(x.scope, a.Name.Space)
	if !ok {
		return x.undeclared(a.Name.Space)
	}
	if a.Name.Space == "" {
		ns = ""
	}
	iri := ns + a.Name.Local
	if err := x.once(iri, seen); err != nil {
		return err
	}
	switch {
	case len(x.frames) > 0 && x.top().content == markup:
		return nil // inside an XML literal attributes are text
	case ns == xmlNS:
		return x.xmlAttribute(a, f)
	case ns == "":
		if iri = unprefixed(a.Name.Local); iri == "" {
			return nil
		} else if iri == a.Name.Local {
			return x.fail("the attribute "+a.Name.Local+" has no namespace", "a prefix before it")
		}
	}
	e.attrs = append(e.attrs, attribute{qualified(a.Name), iri, a.Value})
	return nil
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

func (x *Reader) once(name string, seen map[string]bool) error {
	if seen[name] {
		return x.fail("the attribute "+name+" comes twice", "one of them")
	}
	if seen != nil {
		seen[name] = true
	}
	return nil
}

func (x *Reader) xmlAttribute(a xml.Attr, f *frame) error {
	switch a.Name.Local {
	case "lang":
		if a.Value != "" && !isLangTag(a.Value) {
			return x.fail("xml:lang is no language tag: "+strconv.Quote(a.Value), `a tag like "en" or "en-GB"`)
		}
		f.lang = a.Value
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
func (x *Reader) iri(base, ref string) (string, error) {
	iri := rdf.ResolveIRI(base, ref)
	if !rdf.HasScheme(iri) {
		return "", x.fail("a relative IRI, and the document has no base: "+strconv.Quote(ref), "an absolute IRI or xml:base")
	}
	return iri, x.checkIRI(iri)
}

// checkName checks the IRI of an element or attribute: namespaces are not resolved.
func (x *Reader) checkName(iri string) error {
	if !rdf.HasScheme(iri) {
		return x.fail("the namespace of <"+iri+"> is not an absolute IRI", "a namespace with a scheme, as http://example.org/")
	}
	return x.checkIRI(iri)
}

func (x *Reader) checkIRI(iri string) error {
	if len(iri) > maxIRI {
		return x.fail("an IRI is longer than the limit", "a shorter IRI")
	}
	for i := 0; i < len(iri); i++ {
		if c := iri[i]; c <= 0x20 || strings.IndexByte("<>\"{}|^`\\", c) >= 0 {
			return x.fail("an IRI holds the character "+strconv.QuoteRune(rune(c)), "percent-encoding")
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
func (x *Reader) newID(base, id string) (string, error) {
	if !isNCName(id) {
		return "", x.fail("rdf:ID is no XML name: "+strconv.Quote(id), "a name without a colon")
	}
	iri, err := x.iri(base, "#"+id)
	if err != nil {
		return "", err
	}
	if x.ids[iri] {
		return "", x.fail("the rdf:ID "+strconv.Quote(id)+" comes twice", "another name, or rdf:about")
	}
	x.ids[iri] = true
	return iri, nil
}

func (x *Reader) label(label string) (rdf.Term, error) {
	if !isNCName(label) {
		return rdf.Term{}, x.fail("rdf:nodeID is no XML name: "+strconv.Quote(label), "a name without a colon")
	}
	return rdf.NewBlank(rdf.UserLabel(label)), nil
}

// propertyAttributes makes the triples of the attributes that are not syntax; except names those that are.
func (x *Reader) propertyAttributes(s rdf.Term, e element, f *frame, except ...string) error {
	for _, a := range e.attrs {
		if isSyntax(a.iri, except) {
			continue
		}
		if forbidden(a.iri, "Description", "li") {
			return x.fail("the attribute "+a.name+" is not allowed here", "a property attribute")
		}
		if err := x.checkName(a.iri); err != nil {
			return err
		}
		object := rdf.NewLang(a.value, f.lang)
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

func isSyntax(iri string, names []string) bool {
	for _, n := range names {
		if strings.HasPrefix(iri, rdf.NS) && iri[len(rdf.NS):] == n {
			return true
		}
	}
	return false
}
