package rdf

import "sort"

// Dataset is a set of quads in memory, for tests and for small documents. The zero value is ready to use.
type Dataset struct{ quads map[Quad]struct{} }

// NewDataset returns the set of the quads given.
func NewDataset(quads ...Quad) *Dataset {
	d := &Dataset{}
	for _, q := range quads {
		d.Add(q)
	}
	return d
}

// Add puts q in and reports whether it was new.
func (d *Dataset) Add(q Quad) bool {
	if d.quads == nil {
		d.quads = map[Quad]struct{}{}
	}
	n := len(d.quads)
	d.quads[q] = struct{}{}
	return len(d.quads) > n
}

// Remove takes q out.
func (d *Dataset) Remove(q Quad) { delete(d.quads, q) }

// Has reports whether q is in d.
func (d *Dataset) Has(q Quad) bool { _, ok := d.quads[q]; return ok }

// Len is the number of quads.
func (d *Dataset) Len() int { return len(d.quads) }

// Quads lists the quads in the order of CompareQuads.
func (d *Dataset) Quads() []Quad {
	out := make([]Quad, 0, len(d.quads))
	for q := range d.quads {
		out = append(out, q)
	}
	sort.Slice(out, func(i, j int) bool { return CompareQuads(out[i], out[j]) < 0 })
	return out
}
