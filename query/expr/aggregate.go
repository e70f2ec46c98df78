package expr

import (
	"fmt"
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
	// an error. col is nil for COUNT(*).
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
		a = &distinct{of: a, seen: map[member]struct{}{}}
	}
	return a, nil
}

// member is a value in a group.
type member struct {
	group uint32
	id    index.ID
}

const memberBytes = 40 // of a member in a map

// distinct hands each value of a group on once.
type distinct struct {
	of     Aggregator
	seen   map[member]struct{}
	groups []uint32
	ids    []index.ID
}

func (d *distinct) Add(c Context, groups []uint32, col []index.ID) error {
	d.groups, d.ids = d.groups[:0], d.ids[:0]
	for i, g := range groups {
		m := member{g, col[i]}
		if _, ok := d.seen[m]; ok {
			continue
		}
		d.seen[m] = struct{}{}
		d.groups, d.ids = append(d.groups, g), append(d.ids, m.id)
	}
	return d.of.Add(c, d.groups, d.ids)
}

func (d *distinct) Result(c Context, n int, dst []index.ID) error { return d.of.Result(c, n, dst) }
func (d *distinct) Bytes() int64                                  { return d.of.Bytes() + memberBytes*int64(len(d.seen)) }

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
	for i, g := range groups {
		if int(g) >= len(a.n) {
			a.n = perGroup(a.n, g)
		}
		if col == nil || col[i] != 0 {
			a.n[g]++
		}
	}
	return nil
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

func internValues(c Context, n int, dst []index.ID, value func(g int) xsd.Value) error {
	terms := make([]rdf.Term, n)
	for g := range terms {
		terms[g] = value(g).Term()
	}
	return c.Intern(terms, dst[:n])
}

// columnValues gives the values of a column: inlined numbers from the ID, others by their terms in one call.
func columnValues(c Context, col []index.ID) ([]xsd.Value, error) {
	vals := make([]xsd.Value, len(col))
	var open []int
	var ids []index.ID
	for i, id := range col {
		var ok bool
		if vals[i], ok = inlined(id); !ok {
			open, ids = append(open, i), append(ids, id)
		}
	}
	if len(open) == 0 {
		return vals, nil
	}
	terms := make([]rdf.Term, len(ids))
	if err := c.Terms(ids, terms); err != nil {
		return nil, err
	}
	for n, i := range open {
		vals[i] = xsd.Parse(terms[n])
	}
	return vals, nil
}

// summer is SUM and AVG.
type summer struct {
	mean bool
	sums []partialSum
}

type partialSum struct {
	n   int64
	sum xsd.Value // Error once a value was no number
}

func (a *summer) Add(c Context, groups []uint32, col []index.ID) error {
	vals, err := columnValues(c, col)
	if err != nil {
		return err
	}
	for i, g := range groups {
		if int(g) >= len(a.sums) {
			a.sums = perGroup(a.sums, g)
		}
		s := &a.sums[g]
		switch {
		case s.n == 0 && vals[i].Kind.Numeric():
			s.sum = xsd.Add(xsd.NewInteger(0), vals[i])
		default:
			s.sum = numericSum(s.sum, vals[i])
		}
		s.n++
	}
	return nil
}

func numericSum(a, b xsd.Value) xsd.Value {
	if !a.Kind.Numeric() || !b.Kind.Numeric() {
		return xsd.Value{}
	}
	return xsd.Add(a, b)
}

func (a *summer) Result(c Context, n int, dst []index.ID) error {
	return internValues(c, n, dst, func(g int) xsd.Value {
		if g >= len(a.sums) || a.sums[g].n == 0 {
			return xsd.NewInteger(0)
		}
		if s := a.sums[g]; a.mean {
			return xsd.Div(s.sum, xsd.NewInteger(s.n))
		}
		return a.sums[g].sum
	})
}

func (a *summer) Bytes() int64 { return 72 * int64(cap(a.sums)) }

// extreme is MIN and MAX by the order of ORDER BY.
type extreme struct {
	sign int8
	best []index.ID
	open []int      // scratch: rows left for contest
	ids  []index.ID // scratch
}

func (a *extreme) Add(c Context, groups []uint32, col []index.ID) error {
	a.open = a.open[:0]
	for i, g := range groups {
		if int(g) >= len(a.best) {
			a.best = perGroup(a.best, g)
		}
		best := a.best[g]
		switch n, ok := orderIDs(col[i], best); {
		case col[i] == 0:
		case best == 0 || ok && n == a.sign:
			a.best[g] = col[i]
		case !ok:
			a.open = append(a.open, i)
		}
	}
	return a.contest(c, groups, col)
}

// contest decides by terms what the IDs do not tell; each term is fetched once per batch.
func (a *extreme) contest(c Context, groups []uint32, col []index.ID) error {
	if len(a.open) == 0 {
		return nil
	}
	a.ids = a.ids[:0]
	champion := map[uint32]int{} // place of the group's best in ids
	for _, i := range a.open {
		a.ids = append(a.ids, col[i])
	}
	for _, i := range a.open {
		if _, ok := champion[groups[i]]; !ok {
			champion[groups[i]] = len(a.ids)
			a.ids = append(a.ids, a.best[groups[i]])
		}
	}
	terms := make([]rdf.Term, len(a.ids))
	if err := c.Terms(a.ids, terms); err != nil {
		return err
	}
	for n, i := range a.open {
		if best := champion[groups[i]]; signOf(xsd.Order(terms[n], terms[best])) == a.sign {
			champion[groups[i]] = n
		}
	}
	for g, n := range champion {
		a.best[g] = a.ids[n]
	}
	return nil
}

func (a *extreme) Result(_ Context, n int, dst []index.ID) error { return copyIDs(a.best, n, dst) }
func (a *extreme) Bytes() int64                                  { return 8 * int64(cap(a.best)) }

func copyIDs(ids []index.ID, n int, dst []index.ID) error {
	clear(dst[:n])
	copy(dst[:n], ids)
	return nil
}

// sampler is SAMPLE: the first value.
type sampler struct{ first []index.ID }

func (a *sampler) Add(_ Context, groups []uint32, col []index.ID) error {
	for i, g := range groups {
		if int(g) >= len(a.first) {
			a.first = perGroup(a.first, g)
		}
		if a.first[g] == 0 {
			a.first[g] = col[i]
		}
	}
	return nil
}

func (a *sampler) Result(_ Context, n int, dst []index.ID) error { return copyIDs(a.first, n, dst) }
func (a *sampler) Bytes() int64                                  { return 8 * int64(cap(a.first)) }

// joiner is GROUP_CONCAT. A blank node has no string and makes the group an error.
type joiner struct {
	separator string
	groups    []joined
	bytes     int64
}

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
	for i, g := range groups {
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
	}
	return nil
}

func (a *joiner) Result(c Context, n int, dst []index.ID) error {
	return internValues(c, n, dst, func(g int) xsd.Value {
		switch {
		case g >= len(a.groups):
			return xsd.NewString("")
		case a.groups[g].failed:
			return xsd.Value{}
		}
		return xsd.NewString(string(a.groups[g].text))
	})
}

func (a *joiner) Bytes() int64 { return 32*int64(cap(a.groups)) + 2*a.bytes }
