package plan

import (
	"errors"
	"io"
	"slices"

	"w3id.org/concord/index"
)

// property is what a pattern asks of its subject: a predicate with a certain object, or with any (object 0).
type property struct{ predicate, object index.ID }

// tie is how much more often a property with a certain object goes together with another than characteristic sets say, which know no
// objects: all that have a journal are articles, though few of all that have a class are of this one.
type tie struct {
	with  property
	times float64
}

const (
	sampled   = 64  // subjects of a sample
	surprise  = 1.5 // times more or less than expected from which an order is looked for anew
	halfAHit  = 0.5 // what a sample without a hit counts as
	worthTies = 64  // rows of a pattern from which it is worth a sample
)

// Costs of a plan, of about 15 ns each, from which it is worth looking for a better one at length. A sample takes some 0.3 ms for each pattern
// with a constant object, trees of eight factors 4 ms.
const (
	dearToSample = 3e5
	dearToBranch = 1e6
)

// dear reports whether a plan is expected to cost so much that finding a better one may take its time.
func (j *joinGroup) dear(n Node, least float64) bool {
	return j.b.Method == Auto && n.Out().Cost >= least || j.b.Method == ForceTree
}

// sampleDear looks for an order again, with estimates that samples have corrected, where it is expected to cost much.
func (j *joinGroup) sampleDear(order Node) (Node, error) {
	if !j.dear(order, dearToSample) || len(j.factors) < 2 {
		return order, nil
	}
	changed, err := j.sampleTies()
	if err != nil || !changed {
		return order, err
	}
	return j.order()
}

// sampleTies measures, for each pattern of the group with a constant object, its tie with the rarest other pattern of its subject.
// It reports whether any is far from what was expected.
func (j *joinGroup) sampleTies() (changed bool, err error) {
	for _, c := range j.factors {
		s, ok := constantObject(c)
		if !ok || s.stars[0].known == nil {
			continue
		}
		known := s.stars[0].known
		of := propertyOf(&s.Pattern)
		other := j.rarestBeside(c)
		if _, again := known.ties[of]; again || other == nil {
			continue
		}
		times, err := j.b.tie(s, other)
		if err != nil {
			return false, err
		}
		known.tied(of, tie{propertyOf(&other.Pattern), times})
		changed = changed || times > surprise || times < 1/surprise
	}
	return changed, nil
}

func (e *estimates) tied(of property, t tie) {
	if e.ties == nil {
		e.ties = map[property]tie{}
	}
	e.ties[of] = t
}

func propertyOf(p *Pattern) property { return property{p.Slots[1].ID, p.Slots[2].ID} }

// constantObject gives the scan of a factor that asks for a certain object of a subject that varies.
func constantObject(f *factor) (*Scan, bool) {
	s, ok := f.alone.(*Scan)
	return s, ok && len(s.stars) == 1 && s.Pattern.Slots[2].Var == "" && s.Rows >= worthTies
}

// rarestBeside is the pattern with fewest rows among the others with the subject of a factor.
func (j *joinGroup) rarestBeside(f *factor) (rarest *Scan) {
	for _, g := range j.factors {
		s, ok := g.alone.(*Scan)
		if !ok || g == f || len(s.stars) != 1 || s.stars[0].subject != f.pattern.Slots[0].Var || propertyOf(&s.Pattern) == propertyOf(f.pattern) {
			continue
		}
		if rarest == nil || s.Rows < rarest.Rows {
			rarest = s
		}
	}
	return rarest
}

// tie is the rows of the join of two patterns of one subject, as a sample of the rarer shows them, to the rows that are expected.
func (b *Builder) tie(l, r *Scan) (float64, error) {
	if l.Rows > r.Rows {
		l, r = r, l
	}
	expected := pairRows(l.Out(), r.Out(), nil) / max(1, l.Rows)
	subjects, err := b.sampleSubjects(l)
	if err != nil || len(subjects) == 0 || expected == 0 {
		return 1, err
	}
	found := 0.0
	for _, s := range subjects {
		n, err := b.countOf(r, s)
		if err != nil {
			return 1, err
		}
		found += n
	}
	return max(found, halfAHit) / float64(len(subjects)) / expected, nil
}

// sampleSubjects gives subjects of a pattern's rows from all over them.
func (b *Builder) sampleSubjects(s *Scan) ([]index.ID, error) {
	columns := s.Order.Columns()
	column := slices.Index(columns[:], index.Subject)
	sc := index.Scan{Order: s.Order, Prefix: s.Pattern.Prefix(s.Order, s.Bound), Cols: 1 << column, Graphs: s.Pattern.graphs()}
	parts, err := b.Snap.Split(sc, sampled)
	if err != nil {
		return nil, err
	}
	out := make([]index.ID, 0, sampled)
	each := max(1, sampled/len(parts))
	for _, part := range parts {
		part.Limit = each
		if out, err = b.firstOf(out, part, each); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// firstOf appends the values of the first rows of a scan of one column.
func (b *Builder) firstOf(out []index.ID, sc index.Scan, most int) ([]index.ID, error) {
	cur, err := b.Snap.Scan(b.Ctx, sc)
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	dst := make([]index.ID, most)
	n, err := cur.Next([][]index.ID{dst})
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return append(out, dst[:n]...), nil
}

// countOf counts the rows of a pattern with a certain subject.
func (b *Builder) countOf(s *Scan, subject index.ID) (float64, error) {
	p := s.Pattern
	p.Slots[0] = Slot{ID: subject}
	a, ok := b.choose(&p, unbound, "")
	if !ok {
		return 0, index.ErrNoOrder
	}
	n, _, err := b.Snap.Count(b.Ctx, index.Scan{Order: a.order, Prefix: p.Prefix(a.order, a.bound), Cols: index.AllCols, Graphs: p.graphs()})
	return float64(n), err
}

// tieOf is how much more often than their predicates tell the stars of two plans go together.
func (e *estimates) tieOf(l, r star) float64 {
	times := 1.0
	if e == nil || e.ties == nil {
		return times
	}
	for _, sides := range [2][2]star{{l, r}, {r, l}} {
		for _, c := range sides[0].constants {
			if t, ok := e.ties[c]; ok && sides[1].has(t.with) && !sides[0].has(t.with) {
				times *= t.times
			}
		}
	}
	return times
}

func (a star) has(p property) bool {
	if p.object == 0 {
		return slices.Contains(a.predicates, p.predicate)
	}
	return slices.Contains(a.constants, p)
}
