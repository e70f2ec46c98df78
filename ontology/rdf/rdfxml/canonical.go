package rdfxml

import (
	"encoding/xml"
	"sort"
	"strings"
)

// canonical builds an XML literal as Exclusive Canonical XML with comments: of the namespaces in force only those that
// an element uses are declared on it.
type canonical struct {
	strings.Builder
	open []int     // for each open element, the length of decl before it
	decl []binding // declared in the literal so far
}

func (c *canonical) start(t xml.StartElement, scope []binding) {
	c.open = append(c.open, len(c.decl))
	c.WriteString("<" + qualified(t.Name))
	used := map[string]bool{t.Name.Space: true}
	var attrs []xml.Attr
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		attrs = append(attrs, a)
		if a.Name.Space != "" && a.Name.Space != "xml" {
			used[a.Name.Space] = true
		}
	}
	c.declare(used, scope)
	sort.Slice(attrs, func(i, j int) bool {
		a, b := attrs[i].Name, attrs[j].Name
		na, nb := attributeNS(scope, a), attributeNS(scope, b)
		return na < nb || na == nb && a.Local < b.Local
	})
	for _, a := range attrs {
		c.WriteString(" " + qualified(a.Name) + `="`)
		c.WriteString(escapeAttribute.Replace(a.Value))
		c.WriteByte('"')
	}
	c.WriteByte('>')
}

func attributeNS(scope []binding, n xml.Name) string {
	if n.Space == "" {
		return ""
	}
	ns, _ := lookup(scope, n.Space)
	return ns
}

// declare writes the namespaces that are used here and not declared so on an element around this one.
func (c *canonical) declare(used map[string]bool, scope []binding) {
	var prefixes []string
	for p := range used {
		prefixes = append(prefixes, p)
	}
	sort.Strings(prefixes)
	for _, p := range prefixes {
		ns, _ := lookup(scope, p)
		have, known := lookup(c.decl, p)
		if p == "xml" || known && have == ns {
			continue
		}
		c.decl = append(c.decl, binding{p, ns})
		if p == "" {
			c.WriteString(` xmlns="`)
		} else {
			c.WriteString(" xmlns:" + p + `="`)
		}
		c.WriteString(escapeAttribute.Replace(ns))
		c.WriteByte('"')
	}
}

// end closes an element of the literal; false if it is the property element that the literal ends with.
func (c *canonical) end(name string) bool {
	if len(c.open) == 0 {
		return false
	}
	c.decl = c.decl[:c.open[len(c.open)-1]]
	c.open = c.open[:len(c.open)-1]
	c.WriteString("</" + name + ">")
	return true
}

func (c *canonical) chars(t []byte)   { c.WriteString(escapeText.Replace(string(t))) }
func (c *canonical) comment(t []byte) { c.WriteString("<!--" + string(t) + "-->") }

func (c *canonical) procInst(t xml.ProcInst) {
	c.WriteString("<?" + t.Target)
	if len(t.Inst) > 0 {
		c.WriteString(" " + string(t.Inst))
	}
	c.WriteString("?>")
}

var (
	escapeText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	escapeAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)
