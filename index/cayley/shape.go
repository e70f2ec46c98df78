package cayley

import (
	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/shape"
)

// OptimizeShape turns a shape that asks for the quads with some constants, and for one direction of them, into one scan
// of the order that has the constants first. All other shapes stay Cayley's.
func (qs *QuadStore) OptimizeShape(s shape.Shape) (shape.Shape, bool) {
	a, ok := s.(shape.QuadsAction)
	if !ok {
		return s, false
	}
	scan := scanShape{v: qs.now.Load(), result: a.Result, save: a.Save}
	for d, r := range a.Filter {
		scan.bind(d, r)
	}
	return scanPlan{scan}, true
}

// scanPlan is the shape that OptimizeShape makes.
type scanPlan struct{ scan scanShape }

// BuildIterator starts the scan, on the state for which it was made.
func (p scanPlan) BuildIterator(graph.QuadStore) graph.Iterator {
	s := p.scan
	return graph.AsLegacy(&s)
}

// Optimize changes nothing.
func (p scanPlan) Optimize(shape.Optimizer) (shape.Shape, bool) { return p, false }
