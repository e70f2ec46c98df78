package groups

import (
	"cmp"
	"slices"

	"w3id.org/concord/ontology/rdf"
)

// answer lays the rows of a section out.
func (m *Maker) answer(r *rows) *Answer {
	s := r.section
	a := &Answer{ID: s.ID, Title: s.Title, Note: s.Note, Query: s.Query, Args: r.args, Text: r.text, Ignored: r.ignored,
		Things: s.Things, Pivot: s.Pivot(), Section: s, Heads: []Head{}, Lines: []Line{}}
	a.N = len(r.things())
	a.Trust = r.trust()
	if a.Pivot {
		m.pivot(a, r)
	} else {
		m.table(a, r)
	}
	if s.Draw {
		a.Network = m.network(r)
	}
	return a
}

// bundle is a thing with its rows, and the group it stands in.
type bundle struct {
	key, group rdf.Term
	rows       [][]rdf.Term
}

// things gathers the rows of each thing, in the order in which they come; rows without a thing belong to none.
func (r *rows) things() []bundle { return r.bundles("") }

// bundles gathers the rows of each thing and value of a variable.
func (r *rows) bundles(groupBy string) (out []bundle) {
	at := map[[2]rdf.Term]int{}
	for _, row := range r.rows {
		k := [2]rdf.Term{r.get(row, r.section.Key), r.get(row, groupBy)}
		if k[0] == (rdf.Term{}) {
			continue
		}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, bundle{key: k[0], group: k[1]})
		}
		out[i].rows = append(out[i].rows, row)
	}
	return out
}

// distinct are the values of a variable in some rows, each once.
func (r *rows) distinct(some [][]rdf.Term, variable string) (out []rdf.Term) {
	seen := map[rdf.Term]bool{{}: true}
	for _, row := range some {
		if t := r.get(row, variable); !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// trust counts the things by the best state that their evidence has.
func (r *rows) trust() (t Trust) {
	for _, b := range r.things() {
		switch r.state(b.rows) {
		case "checked":
			t.Checked++
		case "excerpt-seen":
			t.Seen++
		case "not-checked":
			t.Unchecked++
		default:
			t.Unrecorded++
		}
	}
	return t
}

// state is the best state of checking in some rows; "" where none is recorded.
func (r *rows) state(some [][]rdf.Term) string {
	best := ""
	for _, t := range r.distinct(some, r.section.State) {
		for _, s := range []string{"checked", "excerpt-seen", "not-checked"} {
			if slug := slugOf(t); slug == s && rank(s) > rank(best) {
				best = s
			}
		}
	}
	return best
}

func rank(state string) int {
	return slices.Index([]string{"not-checked", "excerpt-seen", "checked"}, state) + 1
}

// coverage counts for how many things a column is filled.
func (r *rows) coverage(c Column) Coverage {
	out := Coverage{Column: c.Title, Word: c.empty()}
	for _, b := range r.things() {
		values := r.distinct(b.rows, c.Var)
		switch {
		case len(values) == 0:
			out.Empty++
		case !slices.ContainsFunc(values, func(t rdf.Term) bool { return !silent(t) }):
			out.Silent++
		default:
			out.Stated++
		}
	}
	return out
}

// table makes one line for each thing, or for each thing in each group.
func (m *Maker) table(a *Answer, r *rows) {
	s := r.section
	for _, c := range s.Columns {
		if c.Count || c.Var == s.Key {
			a.Heads = append(a.Heads, Head{Value: Value{Text: c.Title}})
			continue
		}
		cover := r.coverage(c)
		a.Heads = append(a.Heads, Head{Value: Value{Text: c.Title}, N: cover.Stated})
		a.Coverage = append(a.Coverage, cover)
	}
	for _, b := range r.bundles(s.GroupBy) {
		line := Line{Key: m.keyOf(r, b), State: r.state(b.rows)}
		if b.group != (rdf.Term{}) {
			v := m.value(b.group)
			line.Group = &v
		}
		for _, c := range s.Columns[1:] {
			line.Cells = append(line.Cells, m.cell(r.distinct(b.rows, c.Var), c))
		}
		a.Lines = append(a.Lines, line)
	}
	if s.GroupBy != "" {
		slices.SortStableFunc(a.Lines, func(x, y Line) int { return byGroup(x.Group, y.Group) })
	}
}

// keyOf is how a line is headed: by the thing, under the name that the layout says.
func (m *Maker) keyOf(r *rows, b bundle) Value {
	v := m.value(b.key)
	if names := r.distinct(b.rows, r.section.Called); len(names) > 0 {
		called := m.value(names[0])
		v.Text, v.Lang = called.Text, called.Lang
	}
	return v
}

// byGroup puts lines without a group last.
func byGroup(a, b *Value) int {
	if a == nil || b == nil {
		return cmp.Compare(present(b), present(a))
	}
	return compare(*a, *b)
}

func present(v *Value) int {
	if v == nil {
		return 0
	}
	return 1
}

func (m *Maker) cell(terms []rdf.Term, c Column) Cell {
	if len(terms) == 0 {
		return Cell{Empty: c.empty()}
	}
	return Cell{Values: m.values(terms)}
}

func (m *Maker) values(terms []rdf.Term) []Value {
	out := make([]Value, len(terms))
	for i, t := range terms {
		out[i] = m.value(t)
	}
	slices.SortFunc(out, compare)
	return out
}
