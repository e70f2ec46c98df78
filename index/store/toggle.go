package store

import "w3id.org/concord/index/run"

// toggler changes a tree by many rows at once: it goes down with all of them, and copies each leaf they reach once.
type toggler struct{ merged []row }

// toggle puts rows, which ascend without repetition, into the tree; where a row's key is there, it takes that row out instead.
func (g *toggler) toggle(t *tree, rows []row) {
	if len(rows) == 0 {
		return
	}
	var level []*node
	if t.root == nil {
		level = appendLeaves(nil, rows, true)
	} else {
		level = g.below(nil, t.root, rows)
	}
	for len(level) > 1 {
		level = appendInner(nil, level)
	}
	if t.root = nil; len(level) == 1 {
		t.root = level[0]
	}
	for t.root != nil && len(t.root.kids) == 1 {
		t.root = t.root.kids[0]
	}
}

// below toggles rows, of which there is at least one, below n and appends what stands in n's place to out: any number of nodes
// of n's height.
func (g *toggler) below(out []*node, n *node, rows []row) []*node {
	if n.kids == nil {
		return g.leaf(out, n.rows, rows)
	}
	kids := make([]*node, 0, innerKids+innerKids/4)
	for i, kid := range n.kids {
		mine := len(rows)
		if i+1 < len(n.kids) {
			mine = rowsBelow(rows, &n.first[i+1])
		}
		if mine == 0 {
			kids = append(kids, kid)
		} else {
			kids = g.below(kids, kid, rows[:mine])
		}
		rows = rows[mine:]
	}
	return appendInner(out, kids)
}

// rowsBelow counts the rows below k, by galloping.
func rowsBelow(rows []row, k *key) int {
	step := 1
	for step <= len(rows) && run.Less(&rows[step-1].key, k) {
		step *= 2
	}
	from := step / 2
	return from + searchRows(rows[from:min(step, len(rows))], k)
}

// leaf toggles rows in a leaf.
func (g *toggler) leaf(out []*node, old, rows []row) []*node {
	behind := run.Less(&old[len(old)-1].key, &rows[0].key)
	merged := g.merged[:0]
	for len(old) > 0 && len(rows) > 0 {
		n := searchRows(old, &rows[0].key)
		merged = append(merged, old[:n]...)
		if old = old[n:]; len(old) > 0 && old[0].key == rows[0].key {
			old, rows = old[1:], rows[1:]
			continue
		}
		if n = len(rows); len(old) > 0 {
			n = rowsBelow(rows, &old[0].key)
		}
		merged, rows = append(merged, rows[:n]...), rows[n:]
	}
	g.merged = append(append(merged, old...), rows...)
	return appendLeaves(out, g.merged, behind)
}

// appendLeaves makes leaves of rows: alike in size, or full but the last. Rows that come in order fill their leaves.
func appendLeaves(out []*node, rows []row, full bool) []*node {
	for pieces := (len(rows) + leafRows - 1) / leafRows; pieces > 0; pieces-- {
		n := min(leafRows, len(rows))
		if !full {
			n = (len(rows) + pieces - 1) / pieces
		}
		leaf := &node{rows: append(make([]row, 0, n), rows[:n]...)}
		leaf.recount()
		out, rows = append(out, leaf), rows[n:]
	}
	return out
}

// appendInner makes nodes that have those of a level as kids, as few as possible and alike in size.
func appendInner(out, level []*node) []*node {
	for pieces := (len(level) + innerKids - 1) / innerKids; pieces > 0; pieces-- {
		n := (len(level) + pieces - 1) / pieces
		inner := &node{kids: append(make([]*node, 0, n), level[:n]...), first: make([]key, 0, n)}
		for _, kid := range inner.kids {
			inner.first = append(inner.first, kid.low())
		}
		inner.recount()
		out, level = append(out, inner), level[n:]
	}
	return out
}

// removals gives a tree of the removals alone.
func (t tree) removals() (out tree) {
	var rows []row
	var it treeIter
	for it.seek(t, key{}); it.peek() != nil; it.advance() {
		if r := it.peek(); r.del {
			rows = append(rows, *r)
		}
	}
	new(toggler).toggle(&out, rows)
	return out
}
