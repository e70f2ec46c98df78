package expr

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// Aggregator computes one aggregate for many groups (SPARQL 1.1, 18.5.1).
//
// A row whose expression is an error or unbound counts for nothing in COUNT, makes SUM and AVG of its group an error, and is
// left out by MIN, MAX, SAMPLE and GROUP_CONCAT, which are errors only if no row is left (GROUP_CONCAT is then empty).
type Aggregator interface {
	// Add takes rows: groups[i] is the dense number of the row's group, col[i] the value, 0 where it is unbound or
	// an error. groups is nil where all rows are of group 0, col is nil for COUNT(*); one of them is there.
	Add(c Context, groups []uint32, col []index.ID) error
	// Result writes the value of each group, 0 where it has none.
	Result(c Context, ngroups int, dst []index.ID) error
	// Bytes is roughly the memory held, for the query's budget.
	Bytes() int64
}

// NewAggregator prepares an aggregate. COUNT(DISTINCT *) is not among them: it counts whole rows.
func NewAggregator(spec sparql.Aggregate) (Aggregator, error) {
	var a Aggregator
	switch strings.ToUpper(spec.Name) {
	case "COUNT":
		if spec.X == nil && spec.Distinct {
			return nil, fmt.Errorf("aggregate COUNT(DISTINCT *): count the distinct rows of the group instead")
		}
		a = &counter{}
	case "SUM":
		a = &summer{}
	case "AVG":
		a = &summer{mean: true}
	case "MIN":
		a = &extreme{sign: -1}
	case "MAX":
		a = &extreme{sign: 1}
	case "SAMPLE":
		return &sampler{}, nil
	case "GROUP_CONCAT":
		a = &joiner{separator: spec.Separator}
	default:
		return nil, fmt.Errorf("the aggregate %q is not known", spec.Name)
	}
	if spec.Distinct {
		a = &distinct{of: a}
	}
	return a, nil
}

// distinct hands each value of a group on once.
type distinct struct {
	of     Aggregator
	slots  []member // open addressing
	used   int
	groups []uint32
	ids    []index.ID
}

// member is a value in a group; the slot is free where mark is 0.
type member struct {
	id   index.ID
	mark uint32 // group + 1
}

const memberBytes = 16

func (d *distinct) Add(c Context, groups []uint32, col []index.ID) error {
	d.groups, d.ids = d.groups[:0], d.ids[:0]
	for i, id := range col {
		if 2*d.used >= len(d.slots) {
			d.enlarge()
		}
		m := member{id, groupOf(groups, i) + 1}
		if s := d.find(m); s.mark == 0 {
			*s = m
			d.used++
			d.groups, d.ids = append(d.groups, m.mark-1), append(d.ids, id)
		}
	}
	return d.of.Add(c, d.groups, d.ids)
}

// Distinct is an aggregate over the different values of each group that somebody else can take over when its values become too many.
type Distinct interface {
	Aggregator
	// Known marks the rows whose value their group has already.
	Known(groups []uint32, col []index.ID, known []bool)
	// Inner is the aggregate that takes each value once, in which those known so far are.
	Inner() Aggregator
}

func (d *distinct) Inner() Aggregator { return d.of }

func (d *distinct) Known(groups []uint32, col []index.ID, known []bool) {
	for i, id := range col {
		known[i] = len(d.slots) > 0 && d.find(member{id, groupOf(groups, i) + 1}).mark != 0
	}
}

// find gives the slot of a member: its own, or the free one for it.
func (d *distinct) find(m member) *member {
	h := (uint64(m.id) ^ uint64(m.mark)<<40) * 0x9e3779b97f4a7c15
	mask := uint64(len(d.slots) - 1)
	for p := (h ^ h>>32) & mask; ; p = (p + 1) & mask {
		if s := &d.slots[p]; s.mark == 0 || *s == m {
			return s
		}
	}
}

func (d *distinct) enlarge() {
	old := d.slots
	d.slots = make([]member, max(64, 2*len(old)))
	for _, m := range old {
		if m.mark != 0 {
			*d.find(m) = m
		}
	}
}

func (d *distinct) Result(c Context, n int, dst []index.ID) error { return d.of.Result(c, n, dst) }
func (d *distinct) Bytes() int64 {
	return d.of.Bytes() + memberBytes*int64(len(d.slots))
}

// perGroup makes room for a group.
func perGroup[T any](list []T, g uint32) []T {
	for int(g) >= len(list) {
		var zero T
		list = append(list, zero)
	}
	return list
}

// counter is COUNT.
type counter struct{ n []int64 }

func (a *counter) Add(_ Context, groups []uint32, col []index.ID) error {
	if groups == nil {
		a.n = perGroup(a.n, 0)
		for _, id := range col {
			if id != 0 && id != Taken {
				a.n[0]++
			}
		}
		return nil
	}
	for i, g := range groups {
		if int(g) >= len(a.n) {
			a.n = perGroup(a.n, g)
		}
		if col == nil || col[i] != 0 && col[i] != Taken {
			a.n[g]++
		}
	}
	return nil
}

// AddValue is Add for a value that has no ID.
func (a *counter) AddValue(group uint32, v *xsd.Value) {
	if int(group) >= len(a.n) {
		a.n = perGroup(a.n, group)
	}
	if !v.IsError() {
		a.n[group]++
	}
}

func (a *counter) Result(c Context, n int, dst []index.ID) error {
	for len(a.n) < n {
		a.n = append(a.n, 0)
	}
	return Integers(c, a.n[:n], dst)
}

func (a *counter) Bytes() int64 { return 8 * int64(cap(a.n)) }

// Integers gives whole numbers their IDs. In a store that inlines values there is nothing to look up.
func Integers(c Context, ns []int64, dst []index.ID) error {
	inline := len(ns) > 0
	for i, n := range ns {
		var ok bool
		dst[i], ok = dict.Integer(n)
		inline = inline && ok
	}
	if inline {
		id := dst[0]
		if err := c.Intern([]rdf.Term{xsd.NewInteger(ns[0]).Term()}, dst[:1]); err != nil || dst[0] == id {
			return err
		}
	}
	return internValues(c, len(ns), dst, func(i int) xsd.Value { return xsd.NewInteger(ns[i]) })
}

// internValues gives the values of n groups their IDs, so many at a time that their terms take little memory, and that a query which
// was cancelled ends soon: Intern looks.
func internValues(c Context, n int, dst []index.ID, value func(g int) xsd.Value) error {
	terms := make([]rdf.Term, min(n, internRows))
	for from := 0; from < n; from += internRows {
		some := terms[:min(internRows, n-from)]
		for i := range some {
			some[i] = value(from + i).Term()
		}
		if err := c.Intern(some, dst[from:from+len(some)]); err != nil {
			return err
		}
	}
	return nil
}

const internRows = 8 << 10

func copyIDs(ids []index.ID, n int, dst []index.ID) error {
	clear(dst[:n])
	copy(dst[:n], ids)
	return nil
}

// sampler is SAMPLE: the first value.
type sampler struct{ first []index.ID }

func (a *sampler) Add(_ Context, groups []uint32, col []index.ID) error {
	for i, id := range col {
		g := groupOf(groups, i)
		if int(g) >= len(a.first) {
			a.first = perGroup(a.first, g)
		}
		if a.first[g] == 0 {
			a.first[g] = id
		}
	}
	return nil
}

func (a *sampler) Result(_ Context, n int, dst []index.ID) error { return copyIDs(a.first, n, dst) }
func (a *sampler) Bytes() int64                                  { return 8 * int64(cap(a.first)) }

// joiner is GROUP_CONCAT. A blank node has no string and makes the group an error. A long text is kept in pieces: growing it at one
// place would copy it again and again, a hundred megabytes in one step that nothing can interrupt.
type joiner struct {
	separator string
	groups    []joined
	pieces    map[uint32][][]byte // the full pieces of groups with long texts, before joined.text
	bytes     int64
}

const pieceBytes = 1 << 20

type joined struct {
	text   []byte
	some   bool
	failed bool
}

func (a *joiner) Add(c Context, groups []uint32, col []index.ID) error {
	terms := make([]rdf.Term, len(col))
	if err := c.Terms(col, terms); err != nil {
		return err
	}
	for i := range col {
		g := groupOf(groups, i)
		if int(g) >= len(a.groups) {
			a.groups = perGroup(a.groups, g)
		}
		j := &a.groups[g]
		switch terms[i].Kind {
		case rdf.None:
			continue
		case rdf.Blank:
			j.failed = true
			continue
		}
		if j.some {
			j.text = append(j.text, a.separator...)
		}
		j.some = true
		j.text = append(j.text, terms[i].Value...)
		a.bytes += int64(len(a.separator) + len(terms[i].Value))
		if len(j.text) >= pieceBytes {
			a.seal(g, j)
		}
	}
	return nil
}

// seal puts a full piece aside.
func (a *joiner) seal(g uint32, j *joined) {
	if a.pieces == nil {
		a.pieces = map[uint32][][]byte{}
	}
	a.pieces[g] = append(a.pieces[g], j.text)
	j.text = make([]byte, 0, pieceBytes+pieceBytes/8)
}

// text joins the pieces of a group.
func (a *joiner) text(g int) string {
	pieces := append(slices.Clone(a.pieces[uint32(g)]), a.groups[g].text)
	size := 0
	for _, p := range pieces {
		size += len(p)
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range pieces {
		b.Write(p)
	}
	return b.String()
}

func (a *joiner) Result(c Context, n int, dst []index.ID) error {
	return internValues(c, n, dst, func(g int) xsd.Value {
		switch {
		case g >= len(a.groups):
			return xsd.NewString("")
		case a.groups[g].failed:
			return xsd.Value{}
		}
		return xsd.NewString(a.text(g))
	})
}

func (a *joiner) Bytes() int64 { return 32*int64(cap(a.groups)) + 2*a.bytes }
