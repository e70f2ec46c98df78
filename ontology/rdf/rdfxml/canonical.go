package rdfxml

import (
	"cmp"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// canonical builds an XML literal as Exclusive Canonical XML with comments: of the namespaces in force only those that
// an element uses are declared on it.
type canonical struct {
	out  []byte
	open []int     // for each open element, the length of decl before it
	decl []binding // declared in the literal so far
}

type binding struct{ prefix, iri string }

func (c *canonical) start(name *xmltok.Name, attrs []xmltok.Attr) {
	c.open = append(c.open, len(c.decl))
	c.write("<", name.Full)
	used := []binding{{name.Prefix, name.Space}}
	for _, a := range attrs {
		if a.Name.Prefix != "" {
			used = append(used, binding{a.Name.Prefix, a.Name.Space})
		}
	}
	c.declare(used)
	sorted := slices.Clone(attrs)
	slices.SortFunc(sorted, func(a, b xmltok.Attr) int {
		return cmp.Or(strings.Compare(a.Name.Space, b.Name.Space), strings.Compare(a.Name.Local, b.Name.Local))
	})
	for _, a := range sorted {
		c.write(" ", a.Name.Full)
		c.out = appendAttribute(c.out, `="`, a.Value)
	}
	c.write(">")
}

// declare writes the namespaces that are used here and not declared so on an element around this one.
func (c *canonical) declare(used []binding) {
	slices.SortFunc(used, func(a, b binding) int { return strings.Compare(a.prefix, b.prefix) })
	for _, u := range slices.Compact(used) {
		have, known := c.declared(u.prefix)
		if u.prefix == "xml" || known && have == u.iri || !known && u == (binding{}) {
			continue
		}
		c.decl = append(c.decl, u)
		if u.prefix == "" {
			c.write(" xmlns")
		} else {
			c.write(" xmlns:", u.prefix)
		}
		c.out = appendAttribute(c.out, `="`, u.iri)
	}
}

func (c *canonical) declared(prefix string) (iri string, ok bool) {
	for _, d := range slices.Backward(c.decl) {
		if d.prefix == prefix {
			return d.iri, true
		}
	}
	return "", false
}

// end closes an element of the literal; false if it is the property element that the literal ends with.
func (c *canonical) end(name string) bool {
	if len(c.open) == 0 {
		return false
	}
	c.decl = c.decl[:c.open[len(c.open)-1]]
	c.open = c.open[:len(c.open)-1]
	c.write("</", name, ">")
	return true
}

func (c *canonical) write(pieces ...string) {
	for _, p := range pieces {
		c.out = append(c.out, p...)
	}
}

func (c *canonical) chars(t []byte)   { c.out = appendEscaped(c.out, t, &textEscapes) }
func (c *canonical) comment(t []byte) { c.write("<!--", string(t), "-->") }

func (c *canonical) procInst(target, data []byte) {
	c.write("<?", string(target))
	if len(data) > 0 {
		c.write(" ", string(data))
	}
	c.write("?>")
}
