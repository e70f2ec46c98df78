package jsonld

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// converter makes quads of an expanded document (JSON-LD 1.1 API, chapter 8, without the detour over a node map). What
// is not an RDF triple (blank predicates, IRIs and language tags that are not well formed) is dropped, as there.
type converter struct {
	out   []rdf.Quad
	nodes uint64
	tags  *langCase

	direction string // Options.Direction
}

func (c *converter) newBlank() rdf.Term {
	c.nodes++
	return rdf.NewBlank(rdf.GeneratedLabel(c.nodes))
}

// emit drops quads that lack a term.
func (c *converter) emit(s, p, o, g rdf.Term, hasGraph bool) {
	if !s.IsZero() && p.Kind == rdf.IRI && !o.IsZero() && hasGraph {
		c.out = append(c.out, rdf.Quad{S: s, P: p, O: o, G: g})
	}
}

// scope is the graph that triples go to; lost if its name is not well formed.
type scope struct {
	graph rdf.Term
	ok    bool
}

func (c *converter) node(item any, graph rdf.Term) rdf.Term {
	return c.nodeIn(item, scope{graph, true})
}

// nodeIn makes the triples of a node object and gives its term, the zero Term if its IRI is not well formed.
func (c *converter) nodeIn(item any, in scope) rdf.Term {
	m, ok := item.(map[string]any)
	if !ok {
		return rdf.Term{}
	}
	var s rdf.Term
	if id, named := m["@id"].(string); named {
		s = resource(id)
	} else {
		s = c.newBlank()
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		c.entry(s, k, m[k], in)
	}
	return s
}

// entry makes the triples of one entry of a node object.
func (c *converter) entry(s rdf.Term, key string, value any, in scope) {
	switch key {
	case "@type":
		for _, v := range list(value) {
			if t, ok := v.(string); ok {
				c.emit(s, rdf.NewIRI(rdf.RDFType), resource(t), in.graph, in.ok)
			}
		}
	case "@graph":
		for _, v := range list(value) {
			c.nodeIn(v, scope{s, !s.IsZero()})
		}
	case "@included":
		for _, v := range list(value) {
			c.nodeIn(v, in)
		}
	case "@reverse":
		c.reverse(s, value, in)
	default:
		if strings.HasPrefix(key, "@") {
			return
		}
		for _, v := range list(value) {
			c.emit(s, resource(key), c.object(v, in), in.graph, in.ok)
		}
	}
}

func (c *converter) reverse(s rdf.Term, value any, in scope) {
	m, _ := value.(map[string]any)
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		for _, v := range list(m[k]) {
			c.emit(c.nodeIn(v, in), resource(k), s, in.graph, in.ok)
		}
	}
}

func list(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

// object gives the term of a value, list or node object; the zero Term if there is none.
func (c *converter) object(item any, in scope) rdf.Term {
	m, ok := item.(map[string]any)
	if !ok {
		return rdf.Term{}
	}
	if _, isValue := m["@value"]; isValue {
		if d, ok := m["@direction"].(string); ok && c.direction != "" {
			return c.directed(m, d, in)
		}
		return c.literal(m)
	}
	if l, isList := m["@list"]; isList {
		return c.collection(list(l), in)
	}
	return c.nodeIn(item, in)
}

func (c *converter) collection(items []any, in scope) rdf.Term {
	head, last := rdf.NewIRI(rdf.RDFNil), rdf.Term{}
	for _, item := range items {
		cell := c.newBlank()
		if last.IsZero() {
			head = cell
		} else {
			c.emit(last, rdf.NewIRI(rdf.RDFRest), cell, in.graph, in.ok)
		}
		c.emit(cell, rdf.NewIRI(rdf.RDFFirst), c.object(item, in), in.graph, in.ok)
		last = cell
	}
	c.emit(last, rdf.NewIRI(rdf.RDFRest), rdf.NewIRI(rdf.RDFNil), in.graph, in.ok)
	return head
}

// resource gives the term of an IRI or blank node identifier; the zero Term if it is not well formed.
func resource(id string) rdf.Term {
	if label, ok := strings.CutPrefix(id, "_:"); ok {
		return rdf.NewBlank(userLabel(label))
	}
	if !isIRI(id) {
		return rdf.Term{}
	}
	return rdf.NewIRI(id)
}

// userLabel gives labels that other formats could not write a form that they can.
func userLabel(label string) string {
	plain := label != ""
	for i := 0; i < len(label); i++ {
		c := label[i]
		plain = plain && (c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || i > 0 && c == '-')
	}
	if !plain {
		return fmt.Sprintf("anony%x", label)
	}
	return rdf.UserLabel(label)
}

func isIRI(s string) bool {
	if !rdf.HasScheme(s) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= 0x20 || strings.IndexByte("<>\"{}|^`\\", s[i]) >= 0 {
			return false
		}
	}
	return true
}

const rdfJSON = rdf.NS + "JSON"

// literal gives the term of a value object.
func (c *converter) literal(m map[string]any) rdf.Term {
	datatype, _ := m["@type"].(string)
	if datatype == "@json" {
		return rdf.NewTyped(string(canonicalJSON(nil, m["@value"])), rdfJSON)
	}
	if datatype != "" && !isIRI(datatype) {
		return rdf.Term{}
	}
	switch v := m["@value"].(type) {
	case string:
		if tag, ok := m["@language"].(string); ok {
			if tag = c.tags.tag(tag); !isLangTag(tag) {
				return rdf.Term{}
			}
			return rdf.NewLang(v, tag)
		}
		return rdf.NewTyped(v, datatype)
	case bool:
		return rdf.NewTyped(strconv.FormatBool(v), or(datatype, rdf.XSDBoolean))
	case json.Number:
		return number(string(v), datatype)
	case float64:
		return number(strconv.FormatFloat(v, 'g', -1, 64), datatype)
	}
	return rdf.Term{}
}

// directed gives the term of a string with a direction, in the form that the options ask for.
func (c *converter) directed(m map[string]any, direction string, in scope) rdf.Term {
	value, _ := m["@value"].(string)
	tag, tagged := m["@language"].(string)
	if tag = strings.ToLower(c.tags.tag(tag)); tagged && !isLangTag(tag) {
		return rdf.Term{}
	}
	if c.direction == I18nDatatype {
		return rdf.NewTyped(value, i18n+tag+"_"+direction)
	}
	node := c.newBlank()
	c.emit(node, rdf.NewIRI(rdfValue), rdf.NewTyped(value, ""), in.graph, in.ok)
	if tagged {
		c.emit(node, rdf.NewIRI(rdfLanguage), rdf.NewTyped(tag, ""), in.graph, in.ok)
	}
	c.emit(node, rdf.NewIRI(rdfDirection), rdf.NewTyped(direction, ""), in.graph, in.ok)
	return node
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// number gives a JSON number the canonical form of an integer if it has no fraction and is below 10^21, else of a double.
// Integers are taken from their digits, so that none loses precision.
func number(text, datatype string) rdf.Term {
	f, err := strconv.ParseFloat(text, 64)
	whole := err == nil && f == float64(int64(f)) || !strings.ContainsAny(text, ".eE")
	if digits := strings.TrimLeft(text, "-"); whole && datatype != rdf.XSDDouble && (len(digits) <= 21 || f < 1e21 && f > -1e21) {
		switch {
		case strings.Trim(text, "-0.eE+") == "":
			text = "0"
		case strings.ContainsAny(text, ".eE"):
			text = strconv.FormatInt(int64(f), 10)
		}
		return rdf.NewTyped(text, or(datatype, rdf.XSDInteger))
	}
	return rdf.NewTyped(canonicalDouble(f), or(datatype, rdf.XSDDouble))
}

// canonicalDouble is the canonical form of xsd:double with at most 15 digits after the point, as the standard asks.
func canonicalDouble(f float64) string {
	s := strconv.FormatFloat(f, 'E', 15, 64)
	mantissa, exponent, ok := strings.Cut(s, "E")
	if !ok {
		return s // INF, which JSON does not have
	}
	mantissa = strings.TrimRight(mantissa, "0")
	if strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	n, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(n)
}

func isLangTag(s string) bool {
	part, letters := 0, true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z' || !letters && c >= '0' && c <= '9':
			part++
		case c == '-' && part > 0:
			part, letters = 0, false
		default:
			return false
		}
	}
	return part > 0
}
