package jsonld

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

const maxGroup = 4096 // quads of one subject that are gathered into one node object

// Writer writes a JSON-LD document with the prefixes as its context. It streams: quads of one graph and subject that
// follow each other make one node object, graph objects hold the quads of one graph that follow each other; a reader
// joins nodes and graphs of the same name. Literals are always value objects, never native numbers or booleans.
type Writer struct {
	w        *bufio.Writer
	prefixes []rdf.Prefix
	held     []rdf.Quad
	graph    rdf.Term
	begun    bool
	first    bool // no node object in the open array yet
	bare     bool // the open graph object has forgotten the context
	err      error
}

// NewWriter writes JSON-LD; prefixes that a context cannot have are left out.
func NewWriter(w io.Writer, prefixes []rdf.Prefix) *Writer {
	x := &Writer{w: bufio.NewWriterSize(w, 64<<10)}
	seen := map[string]bool{}
	for _, p := range prefixes {
		// A simple term is a prefix only if its IRI ends in one of these (JSON-LD 1.1, section 4.1.5).
		if p.Name != "" && !seen[p.Name] && isIRI(p.IRI) && strings.ContainsRune(":/?#[]@", rune(p.IRI[len(p.IRI)-1])) &&
			!strings.ContainsAny(p.Name, ":/@# \\\"") && p.Name != "_" {
			seen[p.Name] = true
			x.prefixes = append(x.prefixes, p)
		}
	}
	// A prefix must not depend on another one, or on itself.
	all := x.prefixes
	x.prefixes = slices.DeleteFunc(slices.Clone(all), func(p rdf.Prefix) bool { return ambiguous(all, p.IRI) })
	return x
}

// Write takes one quad.
func (x *Writer) Write(q rdf.Quad) error {
	if x.err != nil {
		return x.err
	}
	if err := check(q); err != nil {
		return err
	}
	if n := len(x.held); n > 0 && (n >= maxGroup || x.held[0].S != q.S || x.held[0].G != q.G) {
		x.flush()
	}
	x.held = append(x.held, q)
	return x.err
}

func check(q rdf.Quad) error {
	switch {
	case q.S.Kind != rdf.IRI && q.S.Kind != rdf.Blank:
		return fmt.Errorf("write JSON-LD: the subject %q is neither an IRI nor a blank node", q.S.String())
	case q.P.Kind != rdf.IRI:
		return fmt.Errorf("write JSON-LD: the predicate %q is not an IRI", q.P.String())
	case q.O.Kind == rdf.None:
		return fmt.Errorf("write JSON-LD: a triple with the predicate %s has no object", q.P)
	case q.G.Kind == rdf.Literal:
		return fmt.Errorf("write JSON-LD: the graph name %s is a literal", q.G)
	}
	return nil
}

// Close completes the document. It does not close the underlying writer.
func (x *Writer) Close() error {
	x.flush()
	x.begin()
	x.switchGraph(rdf.Term{})
	x.put("\n  ]\n}\n")
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
	x.begun, x.first = true, true
	x.put("{\n")
	if len(x.prefixes) > 0 {
		x.put("  \"@context\": {")
		for i, p := range x.prefixes {
			if i > 0 {
				x.put(",")
			}
			x.put("\n    " + quote(p.Name) + ": " + quote(p.IRI))
		}
		x.put("\n  },\n")
	}
	x.put("  \"@graph\": [")
}

// switchGraph closes the open graph object and opens one for g.
func (x *Writer) switchGraph(g rdf.Term) {
	if g == x.graph {
		return
	}
	if !x.graph.IsZero() {
		x.put("\n    ]}")
		x.first, x.bare = false, false
	}
	x.graph = g
	if g.IsZero() {
		return
	}
	x.comma()
	n := x.names(g)
	x.bare = n.reset
	x.put("\n    {" + n.context() + "\"@id\": " + quote(n.compact(g)) + ", \"@graph\": [")
	x.first = true
}

func (x *Writer) comma() {
	if !x.first {
		x.put(",")
	}
	x.first = false
}

// flush writes the node object of the quads held.
func (x *Writer) flush() {
	if len(x.held) == 0 {
		return
	}
	x.begin()
	x.switchGraph(x.held[0].G)
	x.comma()
	terms := []rdf.Term{x.held[0].S}
	for _, q := range x.held {
		terms = append(terms, q.P, q.O)
	}
	n := x.names(terms...)
	x.put("\n    {" + n.context() + "\"@id\": " + quote(n.compact(x.held[0].S)))
	for _, group := range groups(x.held) {
		x.put(",\n      ")
		x.property(n, group)
	}
	x.put("}")
	x.held = x.held[:0]
}

// groups puts the quads of one predicate together; the types, which are IRIs or blank nodes, first.
func groups(quads []rdf.Quad) [][]rdf.Quad {
	at := map[string]int{"@type": 0}
	out := make([][]rdf.Quad, 1, 8)
	for _, q := range quads {
		k := key(q)
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], q)
	}
	if out[0] == nil {
		return out[1:]
	}
	return out
}

func key(q rdf.Quad) string {
	if q.P.Value == rdf.RDFType && q.O.Kind != rdf.Literal {
		return "@type"
	}
	return q.P.Value
}

func (x *Writer) property(n names, quads []rdf.Quad) {
	types := key(quads[0]) == "@type"
	if types {
		x.put(`"@type": [`)
	} else {
		x.put(quote(n.compact(quads[0].P)) + ": [")
	}
	for i, q := range quads {
		if i > 0 {
			x.put(", ")
		}
		switch {
		case types:
			x.put(quote(n.compact(q.O)))
		case q.O.Kind != rdf.Literal:
			x.put(`{"@id": ` + quote(n.compact(q.O)) + "}")
		default:
			x.put(n.value(q.O))
		}
	}
	x.put("]")
}

func (n names) value(t rdf.Term) string {
	out := `{"@value": ` + quote(t.Value)
	switch {
	case t.Lang != "":
		out += `, "@language": ` + quote(t.Lang)
	case t.Datatype != rdf.XSDString:
		out += `, "@type": ` + quote(n.compact(rdf.NewIRI(t.Datatype)))
	}
	return out + "}"
}

func quote(s string) string { return string(appendString(nil, s)) }

// names shortens IRIs in one node object.
type names struct {
	prefixes []rdf.Prefix
	reset    bool // the node object forgets the context, because one of its IRIs would be taken for a short one
}

func (x *Writer) names(terms ...rdf.Term) names {
	if x.bare {
		return names{}
	}
	for _, t := range terms {
		if ambiguous(x.prefixes, t.Datatype) || t.Kind == rdf.IRI && ambiguous(x.prefixes, t.Value) {
			return names{reset: true}
		}
	}
	return names{prefixes: x.prefixes}
}

// ambiguous reports whether the scheme of an IRI is one of the prefixes.
func ambiguous(prefixes []rdf.Prefix, iri string) bool {
	scheme, rest, ok := strings.Cut(iri, ":")
	if !ok || strings.HasPrefix(rest, "//") {
		return false
	}
	for _, p := range prefixes {
		if p.Name == scheme {
			return true
		}
	}
	return false
}

func (n names) context() string {
	if n.reset {
		return `"@context": null, `
	}
	return ""
}

// compact gives the shortest form of an IRI that expands to it, or a blank node identifier.
func (n names) compact(t rdf.Term) string {
	if t.Kind == rdf.Blank {
		return "_:" + t.Value
	}
	best := t.Value
	for _, p := range n.prefixes {
		if !strings.HasPrefix(t.Value, p.IRI) {
			continue
		}
		local := t.Value[len(p.IRI):]
		if short := p.Name + ":" + local; !strings.HasPrefix(local, "//") && len(short) < len(best) {
			best = short
		}
	}
	return best
}
