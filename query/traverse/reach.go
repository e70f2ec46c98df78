package traverse

import (
	"context"
	"fmt"
	"sort"

	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"w3id.org/concord/index"
)

// Reached is a thing and its distance in hops.
type Reached struct {
	Node
	Hops int `json:"hops"`
}

// Reach lists what can be reached within a number of hops, nearest first, then by name; the start is left out.
func Reach(ctx context.Context, snap index.Snapshot, from string, hops int, o Options) (out []Reached, err error) {
	defer guard("reach", &err)
	o = o.withDefaults()
	if hops > 0 {
		o.MaxHops = hops
	}
	n, err := newNetwork(ctx, snap, o, from)
	if err != nil {
		return nil, err
	}
	m, err := n.namer()
	if err != nil {
		return nil, err
	}
	steps := 0
	var failed error
	err = n.walk(from, func(l level, stop bool) bool {
		steps++
		for iri := range l {
			if !stop {
				break
			}
			node, err := m.node(iri)
			if err != nil {
				failed = err
				return false
			}
			out = append(out, Reached{node, steps / len(o.Steps)})
		}
		return true
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, fmt.Errorf("reach: %w", err)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		return a.Hops < b.Hops || a.Hops == b.Hops && (a.Name < b.Name || a.Name == b.Name && a.IRI < b.IRI)
	})
	return out, nil
}

// Neighbour is a thing beside another and the predicate between them.
type Neighbour struct {
	Node
	Predicate Node `json:"predicate"`
	Against   bool `json:"against"` // the other is the object
}

// NeighbourOptions steer Neighbours. The zero value asks for everything.
type NeighbourOptions struct {
	Predicates []string // nil: any
	Out, In    bool     // neither: both
	Limit      int      // 0: 1,000
	Langs      []string // nil: English
}

// Neighbours lists the things (IRIs) that a triple joins with one, sorted by predicate and name; more says that the limit
// cut the list.
func Neighbours(ctx context.Context, snap index.Snapshot, iri string, o NeighbourOptions) (out []Neighbour, more bool, err error) {
	defer guard("neighbours", &err)
	n, err := newNetwork(ctx, snap, Options{Langs: o.Langs}.withDefaults(), iri)
	if err != nil {
		return nil, false, err
	}
	m, err := n.namer()
	if err != nil {
		return nil, false, err
	}
	start := path.StartPath(n.qs, quad.IRI(iri)).Tag(tagFrom)
	for _, against := range []bool{false, true} {
		if (o.Out || o.In) && against != o.In && !(o.Out && o.In) {
			continue
		}
		step := start.OutWithTags
		if against {
			step = start.InWithTags
		}
		rows, err := n.rows(step([]string{tagLink}, vias(o.Predicates)...).Tag(tagTo))
		if err != nil {
			return nil, false, fmt.Errorf("neighbours: %w", err)
		}
		for _, r := range rows {
			if r[tagTo] == "" { // a literal or a blank node
				continue
			}
			x, err := neighbour(m, r, against)
			if err != nil {
				return nil, false, err
			}
			out = append(out, x)
		}
	}
	sort.Slice(out, func(i, j int) bool { return neighbourKey(out[i]) < neighbourKey(out[j]) })
	limit := o.Limit
	if limit <= 0 {
		limit = 1000
	}
	if more = len(out) > limit; more {
		out = out[:limit]
	}
	return out, more, nil
}

func neighbour(m *namer, r map[string]string, against bool) (x Neighbour, err error) {
	x.Against = against
	if x.Node, err = m.node(r[tagTo]); err != nil {
		return x, err
	}
	x.Predicate, err = m.node(r[tagLink])
	return x, err
}

func neighbourKey(n Neighbour) string {
	return fmt.Sprint(n.Against, "\x00", n.Predicate.Name, "\x00", n.Name, "\x00", n.IRI)
}
