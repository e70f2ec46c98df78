package rdfxml

import (
	"strconv"

	"w3id.org/concord/ontology/rdf"
)

// property opens a property element.
func (x *Reader) property(parent *frame, e element, f *frame) error {
	if e.iri == rdf.NS+"li" {
		parent.items++
		e.iri = rdf.NS + "_" + strconv.Itoa(parent.items)
	}
	if forbidden(e.iri, "Description") {
		return x.fail(f.name+" cannot be a property element", "a property")
	}
	f.subject, f.predicate = parent.subject, rdf.NewIRI(e.iri)
	if id, ok := e.get("ID"); ok {
		iri, err := x.newID(f.base, id)
		if err != nil {
			return err
		}
		f.reify = iri
	}
	if how, ok := e.get("parseType"); ok {
		return x.parseType(string(how), e, f)
	}
	return x.plainProperty(e, f)
}

func (x *Reader) parseType(how string, e element, f *frame) error {
	for _, a := range e.attrs {
		if !a.isOneOf([]string{"ID", "parseType"}) {
			return x.fail("the attribute "+a.name+" cannot stand beside rdf:parseType", "only rdf:ID")
		}
	}
	switch how {
	case "Resource":
		node := x.newBlank()
		x.statement(f, node)
		f.content, f.subject = propertyElements, node
	case "Collection":
		f.content = collection
	default: // every other value means Literal (section 7.2.20)
		f.content, f.literal = markup, &canonical{}
	}
	return nil
}

// plainProperty opens a property element without rdf:parseType.
func (x *Reader) plainProperty(e element, f *frame) error {
	datatype, typed := e.get("datatype")
	resource, hasResource := e.get("resource")
	label, hasLabel := e.get("nodeID")
	more := false
	for _, a := range e.attrs {
		more = more || !a.isOneOf([]string{"ID", "datatype", "resource", "nodeID"})
	}
	switch {
	case hasResource && hasLabel:
		return x.fail("the property has two objects", "rdf:resource or rdf:nodeID")
	case typed && (hasResource || hasLabel || more):
		return x.fail("rdf:datatype stands beside attributes that make a node", "only rdf:ID")
	case typed:
		return x.typedProperty(datatype, f)
	case !hasResource && !hasLabel && !more:
		f.content = textOrNode
		return nil
	}
	node := rdf.Term{}
	var err error
	switch {
	case hasResource:
		node.Kind = rdf.IRI
		node.Value, err = x.iri(f.base, resource)
	case hasLabel:
		node, err = x.label(label)
	default:
		node = x.newBlank()
	}
	if err != nil {
		return err
	}
	f.content = nothing
	x.statement(f, node)
	return x.propertyAttributes(node, e, f, "ID", "resource", "nodeID")
}

func (x *Reader) typedProperty(datatype []byte, f *frame) error {
	iri, err := x.iri(f.base, datatype)
	if err != nil {
		return err
	}
	if iri == rdf.RDFLangString {
		return x.fail("rdf:langString without a language tag", "xml:lang or another datatype")
	}
	f.content, f.datatype = textOnly, iri
	return nil
}
