package harmonise

import (
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/index"
)

// called reports whether a filter names a concept.
func (c *concept) called(name string) bool {
	for _, n := range []string{c.iri, end(c.iri), c.short, c.name} {
		if n != "" && strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// handle is the one way to name a concept in an address: the end of its IRI where it is Concord's, else the IRI.
func (c *concept) handle() string {
	if kindOf(c.iri) != "" {
		return end(c.iri)
	}
	return c.iri
}

// treeRow is a type at its level.
type treeRow struct {
	*concept
	level int
}

// chooseRows applies the filters of types, in the order of the tree.
func (h *hub) chooseRows() ([]treeRow, error) {
	rows := h.tree()
	for i, name := range h.q.Types {
		at := slices.IndexFunc(rows, func(r treeRow) bool { return r.called(name) })
		if at < 0 {
			return nil, &UnknownError{"type", name, "name types by the end of their address or their name"}
		}
		h.q.Types[i] = rows[at].handle()
	}
	family, err := h.family()
	if err != nil {
		return nil, err
	}
	var out []treeRow
	for _, r := range rows {
		if len(h.q.Types) > 0 && !slices.ContainsFunc(h.q.Types, r.called) || family != nil && !family[r.id] {
			continue
		}
		natures := append(h.codes(r.node["nature"]), h.codes(r.node["nature 1"])...)
		if h.q.Nature != "" && !slices.Contains(natures, end(h.q.Nature)) {
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// tree orders the types: each below the first of its broader types.
func (h *hub) tree() []treeRow {
	children, ofHub := map[index.ID][]*concept{}, map[index.ID]bool{}
	for _, t := range h.types {
		ofHub[t.id] = true
	}
	for _, t := range h.types {
		parent := index.ID(0)
		for _, b := range t.node["broader"] {
			if ofHub[b] && b != t.id {
				parent = b
				break
			}
		}
		children[parent] = append(children[parent], t)
	}
	var out []treeRow
	seen := map[index.ID]bool{}
	var walk func(parent index.ID, level int)
	walk = func(parent index.ID, level int) {
		for _, t := range children[parent] {
			if !seen[t.id] {
				seen[t.id] = true
				out = append(out, treeRow{t, level})
				walk(t.id, level+1)
			}
		}
	}
	walk(0, 0)
	for _, t := range h.types { // those in a circle of broader types hang on nothing
		if !seen[t.id] {
			seen[t.id] = true
			out = append(out, treeRow{t, 0})
			walk(t.id, 1)
		}
	}
	return out
}

// family is the type of that filter and all that is narrower, by any of its broader types; nil without the filter.
func (h *hub) family() (map[index.ID]bool, error) {
	if h.q.Family == "" {
		return nil, nil
	}
	in := map[index.ID]bool{}
	for _, t := range h.types {
		if len(in) == 0 && t.called(h.q.Family) {
			in[t.id] = true
			h.q.Family = t.handle()
		}
	}
	if len(in) == 0 {
		return nil, &UnknownError{"family", h.q.Family, "name a type that has narrower ones"}
	}
	for grown := true; grown; {
		grown = false
		for _, t := range h.types {
			if !in[t.id] && slices.ContainsFunc(t.node["broader"], func(b index.ID) bool { return in[b] }) {
				in[t.id], grown = true, true
			}
		}
	}
	return in, nil
}

// chooseColumns applies the filter of organisations or languages; those named stay in the order of their naming.
func (h *hub) chooseColumns() ([]*concept, error) {
	if len(h.q.Orgs) == 0 {
		return h.owners, nil
	}
	var out []*concept
	var handles []string
	for _, name := range h.q.Orgs {
		at := slices.IndexFunc(h.owners, func(c *concept) bool { return c.called(name) })
		if at < 0 {
			what, advice := "organisation", "name organisations by acronym, the end of their address or their name"
			if h.q.Columns == ByLanguage {
				what, advice = "language", "name languages by their tags, such as en or fr"
			}
			return nil, &UnknownError{what, name, advice}
		}
		if !slices.Contains(out, h.owners[at]) {
			out, handles = append(out, h.owners[at]), append(handles, h.owners[at].handle())
		}
	}
	h.q.Orgs = handles
	return out, nil
}

// fill makes rows and columns with their cells.
func (m *Matrix) fill(h *hub, rows []treeRow, columns []*concept) {
	m.Columns, m.Rows = make([]MatrixColumn, len(columns)), make([]MatrixRow, len(rows))
	for i, c := range columns {
		m.Columns[i] = MatrixColumn{Owner: Owner{IRI: c.iri, Acronym: c.short, Name: c.name}, Coverage: strings.Join(h.codes(c.node["coverage"]), " ")}
	}
	for i, r := range rows {
		row := MatrixRow{IRI: r.iri, Name: r.name, Level: r.level, Nature: h.codes(r.node["nature"]), Cells: make([]Cell, len(columns))}
		for j, c := range columns {
			key := [2]index.ID{r.id, c.id}
			cell := Cell{Terms: h.cells[key]}
			if len(cell.Terms) == 0 {
				if cell.Empty = h.findings[key]; cell.Empty == "" {
					cell.Empty = NotResearched
				}
			}
			row.Cells[j] = cell
			row.Terms += len(cell.Terms)
			m.Columns[j].Terms += len(cell.Terms)
		}
		m.Rows[i] = row
	}
}

// trim leaves out rows and columns without a filled cell.
func (m *Matrix) trim() {
	if !m.Query.Used {
		return
	}
	m.Rows = slices.DeleteFunc(m.Rows, func(r MatrixRow) bool { return r.Terms == 0 })
	var keep []int
	for i, c := range m.Columns {
		if c.Terms > 0 {
			keep = append(keep, i)
		}
	}
	m.pick(keep)
}

// pick keeps the columns of these numbers, in this order.
func (m *Matrix) pick(keep []int) {
	columns := make([]MatrixColumn, len(keep))
	for i, k := range keep {
		columns[i] = m.Columns[k]
	}
	m.Columns = columns
	for r, row := range m.Rows {
		cells := make([]Cell, len(keep))
		for i, k := range keep {
			cells[i] = row.Cells[k]
		}
		m.Rows[r].Cells = cells
	}
}

// sort orders rows, and columns too if the fullest are to come first and none were named.
func (m *Matrix) sort() {
	switch m.Query.Sort {
	case SortName:
		sort.SliceStable(m.Rows, func(i, j int) bool { return strings.ToLower(m.Rows[i].Name) < strings.ToLower(m.Rows[j].Name) })
	case SortTerms:
		sort.SliceStable(m.Rows, func(i, j int) bool { return m.Rows[i].Terms > m.Rows[j].Terms })
		if len(m.Query.Orgs) == 0 {
			order := make([]int, len(m.Columns))
			for i := range order {
				order[i] = i
			}
			sort.SliceStable(order, func(i, j int) bool { return m.Columns[order[i]].Terms > m.Columns[order[j]].Terms })
			m.pick(order)
		}
	}
}

func (m *Matrix) count() {
	m.Counts = MatrixCounts{}
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			m.Counts.Terms += len(c.Terms)
			switch {
			case len(c.Terms) > 0:
				m.Counts.Filled++
			case c.Empty == HasNone:
				m.Counts.HasNone++
			case c.Empty == Unclear:
				m.Counts.Unclear++
			default:
				m.Counts.NotResearched++
			}
		}
	}
}
