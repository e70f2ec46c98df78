package turtle

import "w3id.org/concord/ontology/rdf"

// node is how a document uses a blank node.
type node struct {
	quads     []rdf.Quad // about it, if all are in one graph
	graph     rdf.Term
	parent    rdf.Term // subject of the last triple with the node as object
	refs      int      // as an object
	elsewhere bool     // in a second graph, or as a graph's name
	rooted    bool     // no cycle above it
	cyclic    bool     // a cycle above it
	broken    bool     // known to head no collection
	walk      int      // the last walk that came by
}

// bare reports whether the node can be the subject [].
func (n *node) bare() bool { return n != nil && n.refs == 0 && !n.elsewhere }

// inside reports whether the node is written in brackets, where it is referred to.
func (n *node) inside() bool { return n != nil && n.refs == 1 && !n.elsewhere && n.rooted }

// nodes are the blank nodes of a document by label.
type nodes map[string]*node

func (all nodes) of(t rdf.Term) *node {
	if t.Kind != rdf.Blank {
		return nil
	}
	return all[t.Value]
}

func (all nodes) use(t, g rdf.Term) *node {
	n := all[t.Value]
	if n == nil {
		n = &node{graph: g}
		all[t.Value] = n
	}
	n.elsewhere = n.elsewhere || n.graph != g
	return n
}

// findNodes finds out which blank nodes have exactly one reference, all in one graph, and a chain of references that
// leads to a subject which is written at the top. groups are the quads of each graph and subject.
func findNodes(groups [][]rdf.Quad) nodes {
	all := nodes{}
	for _, group := range groups {
		if s, g := group[0].S, group[0].G; s.Kind == rdf.Blank {
			all.use(s, g).quads = group
		}
		for i := range group {
			if q := &group[i]; q.O.Kind == rdf.Blank {
				n := all.use(q.O, q.G)
				n.parent = q.S
				n.refs++
			}
		}
		if g := group[0].G; g.Kind == rdf.Blank {
			all.use(g, g).elsewhere = true
		}
	}
	walk := 0
	var path []*node
	for _, n := range all {
		walk++
		path = all.leadUp(n, walk, path[:0])
	}
	return all
}

// leadUp marks as rooted those nodes from n upwards whose references end at one that is written at the top, not in a
// cycle.
func (all nodes) leadUp(n *node, walk int, path []*node) []*node {
	for n != nil && n.refs == 1 && !n.elsewhere && !n.rooted {
		if n.walk == walk || n.cyclic {
			for _, n := range path {
				n.cyclic = true
			}
			return path
		}
		n.walk = walk
		path, n = append(path, n), all.of(n.parent)
	}
	for _, n := range path {
		n.rooted = true
	}
	return path
}

// subject is an IRI or a blank node, to be looked up.
type subject struct {
	kind  rdf.Kind
	value string
}

// groupSubjects puts the quads of each graph and subject together, in the order of their first appearance, graph by
// graph with the default graph first.
func groupSubjects(quads *heldQuads) [][]rdf.Quad {
	s := sorter{at: make([]int32, 0, quads.n)}
	s.enter(rdf.Term{})
	var last *rdf.Quad
	for i, q := range quads.all() {
		switch {
		case last != nil && q.G == last.G && q.S == last.S:
			s.at = append(s.at, s.at[i-1])
			s.sizes[s.at[i]]++
		case q.G != s.graph:
			s.enter(q.G)
			fallthrough
		default:
			s.add(subject{q.S.Kind, q.S.Value})
		}
		last = q
	}
	return s.gather(quads)
}

// sorter finds the group of each quad.
type sorter struct {
	at     []int32 // group of each quad
	sizes  []int   // of the groups
	graphs []*graphGroups
	byName map[rdf.Term]*graphGroups
	graph  rdf.Term // that of the quad before
	groups *graphGroups
}

// graphGroups are the groups of a graph.
type graphGroups struct {
	by    map[subject]int32
	order []int32
}

// enter goes to a graph.
func (s *sorter) enter(graph rdf.Term) {
	g := s.byName[graph]
	if g == nil {
		g = &graphGroups{by: map[subject]int32{}}
		if s.byName == nil {
			s.byName = map[rdf.Term]*graphGroups{}
		}
		s.byName[graph] = g
		s.graphs = append(s.graphs, g)
	}
	s.graph, s.groups = graph, g
}

func (s *sorter) add(x subject) {
	g, known := s.groups.by[x]
	if !known {
		g = int32(len(s.sizes))
		s.groups.by[x], s.groups.order = g, append(s.groups.order, g)
		s.sizes = append(s.sizes, 0)
	}
	s.at = append(s.at, g)
	s.sizes[g]++
}

// gather makes the groups.
func (s *sorter) gather(quads *heldQuads) [][]rdf.Quad {
	all := make([]rdf.Quad, quads.n)
	groups, out := make([][]rdf.Quad, len(s.sizes)), make([][]rdf.Quad, 0, len(s.sizes))
	for i, n := range s.sizes {
		groups[i], all = all[:0:n], all[n:]
	}
	for i, q := range quads.all() {
		groups[s.at[i]] = append(groups[s.at[i]], *q)
	}
	for _, g := range s.graphs {
		for _, i := range g.order {
			out = append(out, groups[i])
		}
	}
	return out
}

// chain is the quads of a subject that have one predicate.
type chain struct {
	verb        string
	first, last int32
}

// chains groups quads by predicate.
type chains struct {
	all   []chain
	next  []int32 // the next quad of the chain of each, -1 at its end
	where map[string]int
}

const fewChains = 16 // so many are looked through one by one

// begin groups the quads of one subject. What was grouped before is lost.
func (c *chains) begin(quads []rdf.Quad) {
	c.all, c.next = c.all[:0], c.next[:0]
	clear(c.where)
	at := -1
	for i := range quads {
		verb := quads[i].P.Value
		c.next = append(c.next, -1)
		if at < 0 || c.all[at].verb != verb {
			at = c.find(verb)
		}
		if at == len(c.all) {
			c.all = append(c.all, chain{verb, int32(i), int32(i)})
			continue
		}
		c.next[c.all[at].last] = int32(i)
		c.all[at].last = int32(i)
	}
	c.typeFirst()
}

// find gives the place of a predicate, or the one where it will be.
func (c *chains) find(verb string) int {
	n := len(c.all)
	if n < fewChains {
		for i := range c.all {
			if c.all[i].verb == verb {
				return i
			}
		}
		return n
	}
	if len(c.where) == 0 {
		c.where = make(map[string]int, 4*fewChains)
		for i := range c.all {
			c.where[c.all[i].verb] = i
		}
	}
	if i, ok := c.where[verb]; ok {
		return i
	}
	c.where[verb] = n
	return n
}

// typeFirst moves rdf:type to the front.
func (c *chains) typeFirst() {
	for i := range c.all {
		if t := c.all[i]; t.verb == rdf.RDFType {
			copy(c.all[1:i+1], c.all[:i])
			c.all[0] = t
			return
		}
	}
}
