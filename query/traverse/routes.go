package traverse

import "math"

// write turns levels into routes, walking from the end to the beginning along every way in.
func (n *network) write(levels []level, from, to string) (*Routes, error) {
	r := &Routes{From: Node{IRI: from}, To: Node{IRI: to}}
	if levels != nil {
		r.Hops = (len(levels) - 1) / len(n.opts.Steps)
		r.Count = count(levels, to)
		links := make([]Link, len(levels)-1)
		n.backward(levels, to, links, r)
		r.Truncated = r.Count > len(r.Routes)
	}
	return r, n.name(r)
}

// count adds up the ways level by level, so that many routes need not be written out to be counted.
func count(levels []level, to string) int {
	ways := map[string]int{}
	for node := range levels[0] {
		ways[node] = 1
	}
	for _, l := range levels[1:] {
		next := make(map[string]int, len(l))
		for node, in := range l {
			for _, w := range in {
				next[node] = min(next[node]+ways[w.from], math.MaxInt32) // beyond that the number says nothing
			}
		}
		ways = next
	}
	return ways[to]
}

// backward fills links from the last to the first; when they are complete they are one more route.
func (n *network) backward(levels []level, node string, links []Link, r *Routes) {
	if len(r.Routes) >= n.opts.MaxRoutes || n.ctx.Err() != nil {
		return
	}
	last := len(levels) - 1
	if last == 0 {
		r.Routes = append(r.Routes, n.route(links))
		return
	}
	for _, w := range levels[last][node] {
		links[last-1] = w.link
		n.backward(levels[:last], w.from, links, r)
	}
}

// route cuts a chain of links into hops.
func (n *network) route(links []Link) Route {
	var out Route
	per := len(n.opts.Steps)
	for i := 0; i+per <= len(links); i += per {
		h := Hop{Links: append([]Link(nil), links[i:i+per]...)}
		h.From, h.To = Node{IRI: start(h.Links[0])}, Node{IRI: end(h.Links[per-1])}
		for _, l := range h.Links[:per-1] {
			h.Via = append(h.Via, Via{Node: Node{IRI: end(l)}})
		}
		out.Hops = append(out.Hops, h)
	}
	return out
}

func start(l Link) string {
	if l.Against {
		return l.Object
	}
	return l.Subject
}

func end(l Link) string {
	if l.Against {
		return l.Subject
	}
	return l.Object
}
