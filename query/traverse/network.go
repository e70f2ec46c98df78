package traverse

import (
	"context"
	"fmt"
	"sort"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"w3id.org/concord/index"
	"w3id.org/concord/index/cayley"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// network is one traversal over one snapshot.
type network struct {
	ctx     context.Context
	snap    index.Snapshot
	qs      *cayley.QuadStore
	opts    Options
	visited int
}

// newNetwork checks that the IRIs are in the graph.
func newNetwork(ctx context.Context, snap index.Snapshot, o Options, iris ...string) (*network, error) {
	terms, ids := make([]rdf.Term, len(iris)), make([]index.ID, len(iris))
	for i, iri := range iris {
		terms[i] = rdf.NewIRI(iri)
	}
	if err := snap.IDs(ctx, terms, ids); err != nil {
		return nil, err
	}
	for i, id := range ids {
		if id == 0 {
			return nil, fmt.Errorf("%s is %w", iris[i], ErrUnknown)
		}
	}
	return &network{ctx: ctx, snap: snap, qs: cayley.View(snap, cayley.Options{Merge: true}), opts: o}, nil
}

// way is one step into a node: from where, by which triple.
type way struct {
	from string
	link Link
}

// level holds the nodes first reached by a number of steps, each with all its ways in.
type level map[string][]way

// search expands from one node until a hop ends at the other. A node counts anew for each step of a hop (an organisation
// is a stop, never an arrangement). The result ends with the level that holds to, or is nil where no route is.
func (n *network) search(from, to string) ([]level, error) {
	levels := []level{{from: nil}}
	if from == to {
		return levels, nil
	}
	err := n.walk(from, func(l level, stop bool) bool {
		levels = append(levels, l)
		return !stop || l[to] == nil
	})
	if err != nil || levels[len(levels)-1][to] == nil {
		return nil, err
	}
	return levels, nil
}

// walk goes on step by step, gives each level to visit, which says whether to go on, and ends where nothing new is met.
func (n *network) walk(from string, visit func(l level, stop bool) bool) error {
	steps := n.opts.Steps
	seen := make([]map[string]bool, len(steps)) // by position within a hop
	for i := range seen {
		seen[i] = map[string]bool{}
	}
	seen[0][from] = true
	front := []string{from}
	for i := 0; i < n.opts.MaxHops*len(steps) && len(front) > 0; i++ {
		next, err := n.expand(front, steps[i%len(steps)], seen[(i+1)%len(steps)])
		if err != nil {
			return err
		}
		if !visit(next, (i+1)%len(steps) == 0) {
			return nil
		}
		front = front[:0]
		for node := range next {
			front = append(front, node)
			seen[(i+1)%len(steps)][node] = true
		}
		sort.Strings(front)
		if n.visited += len(front); n.visited > n.opts.MaxVisited {
			return fmt.Errorf("%w: more than %d; ask for fewer hops", ErrTooMany, n.opts.MaxVisited)
		}
	}
	return nil
}

// The tags under which a path gives the ends and the predicate of a step.
const (
	tagFrom = "from"
	tagLink = "link"
	tagTo   = "to"
)

// expand takes one step from every node of the front to the nodes that were not seen.
func (n *network) expand(front []string, s Step, seen map[string]bool) (level, error) {
	out := level{}
	start := path.StartPath(n.qs, iris(front)...).Tag(tagFrom)
	if len(s.Along) > 0 {
		if err := n.follow(start.OutWithTags([]string{tagLink}, vias(s.Along)...), s, false, seen, out); err != nil {
			return nil, err
		}
	}
	if len(s.Against) > 0 {
		if err := n.follow(start.InWithTags([]string{tagLink}, vias(s.Against)...), s, true, seen, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (n *network) follow(p *path.Path, s Step, against bool, seen map[string]bool, out level) error {
	p = p.Tag(tagTo)
	if s.Class != "" {
		p = p.Has(quad.IRI(ontology.RDFType), quad.IRI(s.Class))
	}
	rows, err := n.rows(p)
	if err != nil {
		return err
	}
	for _, r := range rows {
		from, to, link := r[tagFrom], r[tagTo], r[tagLink]
		if seen[to] || to == "" {
			continue
		}
		w := way{from: from, link: Link{Subject: from, Predicate: link, Object: to, Against: against}}
		if against {
			w.link.Subject, w.link.Object = to, from
		}
		out[to] = append(out[to], w)
	}
	return nil
}

// rows runs a path and gives the tags of each result as IRIs ("" for what is no IRI), sorted, each once.
func (n *network) rows(p *path.Path) ([]map[string]string, error) {
	var refs []graph.Ref
	var tags []string
	err := p.Iterate(n.ctx).TagEach(func(m map[string]graph.Ref) {
		for _, t := range []string{tagFrom, tagLink, tagTo} {
			refs, tags = append(refs, m[t]), append(tags, t)
		}
	})
	if err == nil {
		err = n.ctx.Err() // Cayley ends quietly when it is cancelled
	}
	if err != nil {
		return nil, err
	}
	values, err := n.qs.ValuesOf(n.ctx, refs)
	if err != nil {
		return nil, err
	}
	return distinctRows(values, tags), n.qs.Err()
}

func distinctRows(values []quad.Value, tags []string) (rows []map[string]string) {
	seen := map[[3]string]bool{}
	for i := 0; i+2 < len(values); i += 3 {
		var key [3]string
		row := map[string]string{}
		for j := range key {
			if iri, ok := values[i+j].(quad.IRI); ok {
				key[j] = string(iri)
				row[tags[i+j]] = key[j]
			}
		}
		if !seen[key] {
			seen[key] = true
			rows = append(rows, row)
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rowKey(rows[i]) < rowKey(rows[j]) })
	return rows
}

func rowKey(r map[string]string) string { return r[tagFrom] + "\x00" + r[tagTo] + "\x00" + r[tagLink] }

func iris(list []string) []quad.Value {
	out := make([]quad.Value, len(list))
	for i, s := range list {
		out[i] = quad.IRI(s)
	}
	return out
}

func vias(list []string) []interface{} {
	out := make([]interface{}, len(list))
	for i, s := range list {
		out[i] = quad.IRI(s)
	}
	return out
}
