package plan

import (
	"fmt"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// path plans a property path over the rows of input.
func (b *Builder) path(n *algebra.Path, input Node, g GraphRef) (Node, error) {
	p := &PathScan{Input: input, Source: n, Graph: g}
	var err error
	if p.Path, err = b.compilePath(n.Path); err != nil {
		return nil, err
	}
	p.Schema = input.Out().clone()
	p.Sorted = nil
	for i, end := range [2]sparql.Node{n.S, n.O} {
		if err = b.bindEnd(p, i, end); err != nil {
			return nil, err
		}
	}
	return p, b.estimatePath(p)
}

// estimatePath guesses: a path from a known node reaches some tens of nodes, unless it is the closure of a dense relation; all pairs are many.
func (b *Builder) estimatePath(p *PathScan) error {
	in := p.Input.Out()
	known := 0
	for _, s := range [2]Slot{p.S, p.O} {
		if s.Var == "" || in.Col(s.Var) >= 0 {
			known++
		}
	}
	links, err := b.links(p.Path)
	if err != nil {
		return err
	}
	perRow, fan := 20.0, 8.0
	if reached := b.reachedByDense(p.Path); reached > 0 {
		perRow, fan = links, reached
	}
	switch known {
	case 0:
		perRow, fan = 4*links+1, 3*links+1
		if p.Path.mayBeEmpty() { // then every node is a pair with itself
			nodes := float64(b.statistics().Terms)
			perRow, fan = perRow+nodes, fan+nodes
		}
	case 2:
		fan = 0.5
	}
	p.Rows = max(1, in.Rows*fan)
	p.Cost = in.Cost + in.Rows*perRow + p.Rows
	return nil
}

// dense is the number of steps from a node, and to one, on the average, from which on most nodes of a relation reach most of its nodes.
const dense = 2

// reachedByDense is the number of nodes that a node reaches by the closure of a predicate that leads from most of its nodes to most of
// them; 0 for any other path. A hierarchy has one step up from each node, however many lead down, and reaches few.
func (b *Builder) reachedByDense(p *Path) float64 {
	if p.Repeat == nil || !p.Many || p.Repeat.Link == 0 {
		return 0
	}
	x := predicateOf(b.statistics(), p.Repeat.Link)
	if x.Quads < dense*max(x.Subjects, x.Objects) {
		return 0
	}
	return float64(x.Objects)
}

// mayBeEmpty reports whether a path leads from a node to itself without a step.
func (p *Path) mayBeEmpty() bool {
	switch {
	case p.Repeat != nil:
		return p.Min == 0 || p.Repeat.mayBeEmpty()
	case len(p.Alt) > 0:
		return slices.ContainsFunc(p.Alt, (*Path).mayBeEmpty)
	case len(p.Seq) > 0:
		return !slices.ContainsFunc(p.Seq, func(q *Path) bool { return !q.mayBeEmpty() })
	}
	return false
}

// links counts the triples a path walks over.
func (b *Builder) links(p *Path) (float64, error) {
	sum := 0.0
	kids := append(append([]*Path(nil), p.Seq...), p.Alt...)
	if p.Repeat != nil {
		kids = append(kids, p.Repeat)
	}
	for _, k := range kids {
		n, err := b.links(k)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	if p.Negated != nil {
		return float64(b.statistics().Triples), nil
	}
	if p.Link == 0 || p.Link.Kind() == index.KindQuery {
		return sum, nil
	}
	n, _, err := b.Snap.Count(b.Ctx, index.Scan{Order: index.PSO, Prefix: []index.ID{p.Link}, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	return sum + float64(n), err
}

// pathFrom continues a plan with a path; nil where they share no surely bound variable.
func (b *Builder) pathFrom(cur Node, f *factor) (Node, error) {
	linked := false
	for _, v := range f.alone.Out().Vars {
		if cur.Out().Col(v) < 0 {
			continue
		}
		if !cur.Out().IsCertain(v) {
			return nil, nil
		}
		linked = true
	}
	if !linked {
		return nil, nil
	}
	return b.path(f.path, cur, f.graph)
}

func (b *Builder) compilePath(p sparql.Path) (*Path, error) {
	switch p := p.(type) {
	case *sparql.PathIRI:
		id, err := b.intern(rdf.NewIRI(p.IRI))
		return &Path{Link: id}, err
	case *sparql.PathInverse:
		q, err := b.compilePath(p.Path)
		if err != nil {
			return nil, err
		}
		return Invert(q), nil
	case *sparql.PathSequence:
		l, r, err := b.compilePaths(p.Left, p.Right)
		return &Path{Seq: []*Path{l, r}}, err
	case *sparql.PathAlternative:
		l, r, err := b.compilePaths(p.Left, p.Right)
		return &Path{Alt: []*Path{l, r}}, err
	case *sparql.PathRepeat:
		q, err := b.compilePath(p.Path)
		return &Path{Repeat: q, Min: p.Min, Many: p.Many}, err
	case *sparql.PathNegated:
		return b.compileNegated(p)
	}
	return nil, fmt.Errorf("plan: no path operator for %T", p)
}

func (b *Builder) compilePaths(l, r sparql.Path) (x, y *Path, err error) {
	if x, err = b.compilePath(l); err == nil {
		y, err = b.compilePath(r)
	}
	return x, y, err
}

func (b *Builder) compileNegated(p *sparql.PathNegated) (*Path, error) {
	n := &Negated{AnyForward: len(p.Forward) > 0 || len(p.Backward) == 0, AnyBackward: len(p.Backward) > 0}
	for _, iri := range p.Forward {
		id, err := b.intern(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		n.Forward = append(n.Forward, id)
	}
	for _, iri := range p.Backward {
		id, err := b.intern(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		n.Backward = append(n.Backward, id)
	}
	return &Path{Negated: n}, nil
}

// Invert turns a path around.
func Invert(p *Path) *Path {
	q := &Path{Link: p.Link, Min: p.Min, Many: p.Many}
	if p.Link != 0 {
		q.Inverse = !p.Inverse
	}
	for _, x := range p.Seq {
		q.Seq = append(q.Seq, Invert(x))
	}
	slices.Reverse(q.Seq)
	for _, x := range p.Alt {
		q.Alt = append(q.Alt, Invert(x))
	}
	if p.Repeat != nil {
		q.Repeat = Invert(p.Repeat)
	}
	if n := p.Negated; n != nil {
		q.Negated = &Negated{Forward: n.Backward, Backward: n.Forward, AnyForward: n.AnyBackward, AnyBackward: n.AnyForward}
	}
	return q
}
