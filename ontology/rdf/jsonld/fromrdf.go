package jsonld

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// FromRDF gives the expanded document of quads (JSON-LD 1.1 API, section 8.4): nodes and graphs in the order of their names,
// well-formed collections as lists, the quads of Process.Direction as directions. All of it is held in memory; Writer streams.
//
// It differs from the algorithm where that would lose something: the cells of a collection are folded only if all that is said
// about them is in one graph and they do not hold themselves.
func FromRDF(ctx context.Context, quads []rdf.Quad, o Process) ([]any, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	f := folder{o: o, graphs: map[string]nodeMap{"": {}}, nils: map[string][]usage{}, once: map[string]usage{}, home: map[string]string{},
		compounds: map[string][]string{}, folded: map[string]string{}}
	seen := make(map[rdf.Quad]bool, len(quads))
	for i, q := range quads {
		if i&0xFFF == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if seen[q] {
			continue
		}
		seen[q] = true
		if err := f.add(q); err != nil {
			return nil, err
		}
	}
	for _, g := range slices.Sorted(maps.Keys(f.graphs)) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		f.foldCompounds(g)
		f.foldLists(g)
	}
	return f.document(), nil
}

// nodeMap has the node objects of a graph by their identifiers.
type nodeMap map[string]map[string]any

// usage is where a node is an object: node's property has the value, an object with its @id.
type usage struct {
	node     map[string]any
	property string
	value    map[string]any
}

// folder collects node objects and folds collections and compound literals into their only usage. Names of graphs and nodes are
// those of JSON-LD: IRIs, and labels with "_:"; "" is the default graph.
type folder struct {
	o         Process
	graphs    map[string]nodeMap
	nils      map[string][]usage  // of each graph: where rdf:nil is an object
	once      map[string]usage    // of blank nodes: the usage; without a node if there are several
	home      map[string]string   // of nodes: the graph that has them; manyGraphs if there are several
	compounds map[string][]string // of each graph: blank nodes with rdf:direction
	folded    map[string]string   // of cells that are gone: the node that holds their list
}

const (
	manyGraphs = "\x00"
	// maxHops bounds the nesting of lists that are folded; it is what readers take by default.
	maxHops = DefaultMaxDepth / 4

	rdfValue     = rdf.NS + "value"
	rdfDirection = rdf.NS + "direction"
	rdfLanguage  = rdf.NS + "language"
	rdfList      = rdf.NS + "List"
)

// name is what JSON-LD calls an IRI or blank node.
func name(t rdf.Term) string {
	if t.Kind == rdf.Blank {
		return "_:" + t.Value
	}
	return t.Value
}

func (f *folder) node(graph string, t rdf.Term) map[string]any {
	id := name(t)
	if home, ok := f.home[id]; !ok {
		f.home[id] = graph
	} else if home != graph {
		f.home[id] = manyGraphs
	}
	n := f.graphs[graph][id]
	if n == nil {
		n = map[string]any{"@id": id}
		f.graphs[graph][id] = n
	}
	return n
}

func (f *folder) add(q rdf.Quad) error {
	if err := check(q); err != nil {
		return err
	}
	graph := name(q.G)
	if f.graphs[graph] == nil {
		f.graphs[graph] = nodeMap{}
		f.node("", q.G)
		if q.G.Kind == rdf.Blank {
			f.home[graph] = manyGraphs
		}
	}
	node := f.node(graph, q.S)
	if q.P.Value == rdfDirection && q.S.Kind == rdf.Blank && f.o.Direction == CompoundLiteral {
		f.compounds[graph] = append(f.compounds[graph], name(q.S))
	}
	if q.O.Kind == rdf.Literal {
		v, err := f.o.valueObject(q.O)
		if err == nil {
			put(node, q.P.Value, v)
		}
		return err
	}
	f.node(graph, q.O)
	if q.P.Value == rdf.RDFType && !f.o.UseRDFType {
		put(node, "@type", name(q.O))
		f.once[name(q.O)] = usage{}
		return nil
	}
	v := map[string]any{"@id": name(q.O)}
	put(node, q.P.Value, v)
	f.use(graph, q.O, usage{node, q.P.Value, v})
	return nil
}

func put(node map[string]any, property string, value any) {
	values, _ := node[property].([]any)
	node[property] = append(values, value)
}

// use notes where a blank node or rdf:nil is an object.
func (f *folder) use(graph string, t rdf.Term, u usage) {
	switch _, used := f.once[name(t)]; {
	case t.Kind == rdf.IRI && t.Value == rdf.RDFNil:
		f.nils[graph] = append(f.nils[graph], u)
	case t.Kind == rdf.Blank && used:
		f.once[name(t)] = usage{}
	case t.Kind == rdf.Blank:
		f.once[name(t)] = u
	}
}

// foldLists makes lists of the collections of a graph, each from its end.
func (f *folder) foldLists(graph string) {
	nodes := f.graphs[graph]
	for _, u := range f.nils[graph] {
		list, cells := []any{}, []string(nil)
		for u.property == rdf.RDFRest && f.isCell(graph, u.node) {
			id := u.node["@id"].(string)
			list, cells = append(list, u.node[rdf.RDFFirst].([]any)[0]), append(cells, id)
			u = f.once[id]
		}
		holder := u.node["@id"].(string)
		if !f.mayHold(holder, cells) {
			continue
		}
		for _, id := range cells {
			delete(nodes, id)
			f.folded[id] = holder
		}
		slices.Reverse(list)
		delete(u.value, "@id")
		u.value["@list"] = list
	}
}

// isCell reports whether a node is a cell of a collection and nothing else, and has one usage.
func (f *folder) isCell(graph string, node map[string]any) bool {
	id := node["@id"].(string)
	if !strings.HasPrefix(id, "_:") || f.home[id] != graph || f.once[id].node == nil || f.graphs[graph][id] == nil {
		return false
	}
	first, _ := node[rdf.RDFFirst].([]any)
	rest, _ := node[rdf.RDFRest].([]any)
	types, typed := node["@type"].([]any)
	if len(first) != 1 || len(rest) != 1 {
		return false
	}
	return len(node) == 3 || typed && len(node) == 4 && len(types) == 1 && types[0] == rdfList
}

// mayHold reports whether a node does not hang below the cells itself.
func (f *folder) mayHold(holder string, cells []string) bool {
	if len(cells) == 0 {
		return true
	}
	for range maxHops {
		if slices.Contains(cells, holder) {
			return false
		}
		above, ok := f.folded[holder]
		if !ok {
			return true
		}
		holder = above
	}
	return false
}

// foldCompounds makes values with a direction of the compound literals of a graph.
func (f *folder) foldCompounds(graph string) {
	nodes := f.graphs[graph]
	for _, id := range f.compounds[graph] {
		u, n := f.once[id], nodes[id]
		if u.node == nil || n == nil || f.home[id] != graph {
			continue
		}
		value := map[string]any{}
		for property, key := range map[string]string{rdfValue: "@value", rdfDirection: "@direction", rdfLanguage: "@language"} {
			if s, ok := plain(n[property]); ok {
				value[key] = s
			}
		}
		d := value["@direction"]
		if len(value) != len(n)-1 || value["@value"] == nil || d != "ltr" && d != "rtl" {
			continue // something else is said about the node
		}
		delete(nodes, id)
		delete(u.value, "@id")
		maps.Copy(u.value, value)
	}
}

// plain gives the string of a property that has one value, a simple literal.
func plain(v any) (string, bool) {
	values, _ := v.([]any)
	if len(values) != 1 {
		return "", false
	}
	m, _ := values[0].(map[string]any)
	s, ok := m["@value"].(string)
	return s, ok && len(m) == 1
}

// document puts the graphs into the nodes of their names. Nodes of which nothing is said are left out.
func (f *folder) document() []any {
	out := []any{}
	nodes := f.graphs[""]
	for _, id := range slices.Sorted(maps.Keys(nodes)) {
		node := nodes[id]
		if graph, ok := f.graphs[id]; ok && id != "" {
			inside := []any{}
			for _, k := range slices.Sorted(maps.Keys(graph)) {
				if len(graph[k]) > 1 {
					inside = append(inside, graph[k])
				}
			}
			node["@graph"] = inside
		}
		if len(node) > 1 {
			out = append(out, node)
		}
	}
	return out
}

// i18n is where the datatypes of strings with a direction live: i18n#LANGUAGE_DIRECTION.
const i18n = "https://www.w3.org/ns/i18n#"

// valueObject is the value object of a literal.
func (o *Process) valueObject(t rdf.Term) (map[string]any, error) {
	if o.UseNativeTypes {
		if v := native(t); v != nil {
			return map[string]any{"@value": v}, nil
		}
	}
	m := map[string]any{"@value": t.Value}
	tag, direction, ok := strings.Cut(strings.TrimPrefix(t.Datatype, i18n), "_")
	switch {
	case t.Lang != "":
		m["@language"] = t.Lang
	case t.Datatype == rdfJSON && o.Mode != Mode10:
		v, err := parseJSON(t.Value)
		if err != nil {
			return nil, &codeError{code: "invalid JSON literal", detail: t.Value}
		}
		m["@value"], m["@type"] = v, "@json"
	case ok && o.Direction == I18nDatatype && strings.HasPrefix(t.Datatype, i18n) && (direction == "ltr" || direction == "rtl"):
		m["@direction"] = direction
		if tag != "" {
			m["@language"] = tag
		}
	case t.Datatype != rdf.XSDString:
		m["@type"] = t.Datatype
	}
	return m, nil
}

// native gives the JSON value of a boolean or number; nil if there is none.
func native(t rdf.Term) any {
	switch t.Datatype {
	case rdf.XSDBoolean:
		switch t.Value {
		case "true", "1":
			return true
		case "false", "0":
			return false
		}
	case rdf.XSDInteger, rdf.XSDDouble:
		n := json.Number(t.Value)
		if _, err := n.Float64(); err != nil {
			return nil
		}
		if v, err := parseJSON(t.Value); err == nil {
			return v // all digits stay
		}
		if f, err := n.Float64(); err == nil && f-f == 0 && t.Datatype == rdf.XSDDouble {
			return f
		}
	}
	return nil
}

// parseJSON parses a text; numbers keep their digits.
func parseJSON(text string) (any, error) {
	x := NewReader(nil, Options{})
	if err := x.checkText([]byte(text)); err != nil {
		return nil, err
	}
	return x.parse([]byte(text))
}
