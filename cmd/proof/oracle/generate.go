package oracle

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const prologue = "PREFIX : <" + ns + ">\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"

// writer writes random queries. inExists is set inside EXISTS, where the text of the standard leaves open what
// substitution does to the keys of a sub-select's groups and to its order.
type writer struct {
	r        *rand.Rand
	fresh    int
	inExists bool
	slices   bool // LIMIT is wanted, and nothing whose order is open is in the data
}

func (w *writer) pick(options ...string) string { return pick(w.r, options...) }

func (w *writer) one(n int) bool { return w.r.IntN(n) == 0 }

func (w *writer) name(prefix string) string {
	w.fresh++
	return fmt.Sprintf("?%s%d", prefix, w.fresh)
}

func (w *writer) variable() string { return w.pick("?a", "?a", "?b", "?b", "?c", "?d", "?x", "?y") }

func (w *writer) constant() string { return pick(w.r, constants...) }

func (w *writer) node() string {
	if w.one(14) {
		return w.pick(":n0", ":n1", ":n2", ":absent")
	}
	return w.variable()
}

func (w *writer) object() string {
	switch w.r.IntN(16) {
	case 0:
		return w.constant()
	case 1:
		return "[]"
	}
	return w.node()
}

func (w *writer) triple() string {
	switch w.r.IntN(7) {
	case 0:
		return w.node() + " " + w.variable() + " " + w.object() + " ."
	case 1, 2:
		return w.node() + " " + w.path(2) + " " + w.object() + " ."
	}
	return w.node() + " " + w.link() + " " + w.object() + " ."
}

func (w *writer) link() string { return w.pick(":p", ":p", ":p", ":q", ":q", ":r") }

func (w *writer) path(depth int) string {
	if depth == 0 {
		return w.link()
	}
	sub := func() string { return w.path(depth - 1) }
	switch w.r.IntN(9) {
	case 0:
		return "^(" + sub() + ")"
	case 1:
		return "(" + sub() + ")/(" + sub() + ")"
	case 2:
		return "(" + sub() + ")|(" + sub() + ")"
	case 3:
		return "(" + sub() + ")*"
	case 4:
		return "(" + sub() + ")+"
	case 5:
		return "(" + sub() + ")?"
	case 6:
		return "!(" + w.pick(":p", "^:p", ":p|^:q", ":p|:q", "^:q|^:r") + ")"
	}
	return sub()
}

// group writes a group graph pattern. Elements that bind come first more often than not, as people write them.
func (w *writer) group(depth int) string {
	var parts []string
	if !w.one(5) || depth == 0 {
		parts = append(parts, w.triple())
	}
	for range w.r.IntN(3) {
		parts = append(parts, w.element(depth))
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (w *writer) element(depth int) string {
	if depth == 0 {
		return w.triple()
	}
	sub := func() string { return w.group(depth - 1) }
	switch w.r.IntN(17) {
	case 0, 1:
		return "OPTIONAL " + sub()
	case 2, 3:
		return sub() + " UNION " + sub()
	case 4:
		return "MINUS " + sub()
	case 5, 6, 7:
		return "FILTER (" + w.condition(2) + ")"
	case 8:
		return "BIND (" + w.expr(2) + " AS " + w.name("e") + ")"
	case 9:
		return w.values()
	case 10, 11:
		return "GRAPH " + w.pick("?g", "?g", "?a", ":g1", ":g2", ":absent") + " " + sub()
	case 12:
		return "{ " + w.subSelect(depth-1) + " }"
	case 13:
		return sub()
	}
	return w.triple()
}

func (w *writer) values() string {
	vars := pick(w.r, []string{"?a", "?b"}, []string{"?b", "?c"}, []string{"?d"}, []string{"?a", "?x"})
	var rows []string
	for range w.r.IntN(3) + 1 {
		row := make([]string, len(vars))
		for i := range row {
			row[i] = w.constant()
			if w.one(4) {
				row[i] = "UNDEF"
			}
		}
		rows = append(rows, "("+strings.Join(row, " ")+")")
	}
	return "VALUES (" + strings.Join(vars, " ") + ") { " + strings.Join(rows, " ") + " }"
}

// query writes a whole SELECT.
func (w *writer) query() string {
	if w.one(3) {
		return prologue + "SELECT * " + w.group(3)
	}
	return prologue + w.subSelect(3)
}

// subSelect writes a SELECT without a prologue. LIMIT comes with an order by all that is projected, which leaves nothing
// open.
func (w *writer) subSelect(depth int) string {
	if !w.inExists && w.one(3) {
		return w.grouped(depth)
	}
	vars := pick(w.r, []string{"?a"}, []string{"?a", "?b"}, []string{"?c", "?a"}, []string{"?a", "?b", "?c", "?d", "?g", "?x", "?y"}, []string{"?b"})
	items := append([]string(nil), vars...)
	if w.one(3) {
		v := w.name("s")
		items, vars = append(items, "("+w.expr(2)+" AS "+v+")"), append(vars, v)
	}
	text := "SELECT " + w.pick("", "", "DISTINCT ") + strings.Join(items, " ") + " WHERE " + w.group(depth)
	return text + w.order(vars)
}

func (w *writer) order(vars []string) string {
	if w.inExists || w.one(2) {
		return ""
	}
	keys := make([]string, len(vars))
	for i, v := range vars {
		keys[i] = w.pick("%s", "%s", "DESC(%s)")
		keys[i] = strings.ReplaceAll(keys[i], "%s", v)
	}
	text := " ORDER BY " + strings.Join(keys, " ")
	if w.slices {
		text += w.pick("", " LIMIT 2", " LIMIT 3 OFFSET 1", " OFFSET 2", " LIMIT 0")
	}
	return text
}

// grouped writes a SELECT with GROUP BY.
func (w *writer) grouped(depth int) string {
	keys := pick(w.r, nil, []string{"?a"}, []string{"?b"}, []string{"?a", "?c"})
	vars, by := append([]string(nil), keys...), strings.Join(keys, " ")
	if w.one(5) {
		k := w.name("k")
		by += " (" + w.expr(1) + " AS " + k + ")"
		vars = append(vars, k)
	}
	items := append([]string(nil), vars...)
	for range 1 + w.r.IntN(2) {
		v := w.name("n")
		items, vars = append(items, "("+w.aggregateOf(keys)+" AS "+v+")"), append(vars, v)
	}
	text := "SELECT " + strings.Join(items, " ") + " WHERE " + w.group(depth)
	if by != "" {
		text += " GROUP BY " + by
	}
	if w.one(4) {
		text += " HAVING (" + w.aggregate() + w.pick(" > ", " = ", " != ") + w.pick("1", "2", "0") + ")"
	}
	return text + w.order(vars)
}

// aggregateOf may take a sample of a key, of which each group has one value.
func (w *writer) aggregateOf(keys []string) string {
	if len(keys) > 0 && w.one(8) {
		return "SAMPLE(" + pick(w.r, keys...) + ")"
	}
	return w.aggregate()
}

func (w *writer) aggregate() string {
	inner := w.pick("", "", "DISTINCT ")
	x := w.variable()
	if w.one(4) {
		x = w.expr(1)
	}
	switch w.r.IntN(9) {
	case 8: // in whichever order, the text is as long
		return "STRLEN(GROUP_CONCAT(" + inner + x + "; SEPARATOR=" + w.pick(`""`, `", "`) + "))"
	case 0, 1:
		return "COUNT(" + inner + x + ")"
	case 2:
		return "COUNT(" + inner + "*)"
	case 3:
		return "SUM(" + inner + x + ")"
	case 4:
		return "AVG(" + inner + x + ")"
	case 5:
		return "MIN(" + x + ")"
	case 6:
		return "MAX(" + x + ")"
	}
	return "(SUM(" + x + ") + COUNT(*))"
}
