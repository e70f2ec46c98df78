package run

import "w3id.org/concord/index"

// Groups are 128 rows each with a width of its own. A byte per group has the width, and a bit that says that the
// numbers are differences from the row before, the first row's being 0; else they are differences from the lowest of
// the group. What each group starts from is packed before them. So a search needs to decode one group only.
const (
	groupRows = 128
	stepsBit  = 0x80
)

func groupsOf(rows int) int { return (rows + groupRows - 1) / groupRows }

func (c *column) parseGroups() bool {
	n := groupsOf(c.rows)
	if len(c.data) < 1+n {
		return false
	}
	c.size, c.head = int(c.data[0]), c.data[1:]
	if !goodWidth(c.size) || len(c.head) < n+packedSize(n, c.size) {
		return false
	}
	c.count, c.data = n, c.head[n+packedSize(n, c.size):]
	size := 0
	for g := range n {
		w := int(c.head[g] &^ stepsBit)
		if !goodWidth(w) {
			return false
		}
		size += packedSize(c.groupLen(g), w)
	}
	return size == len(c.data)
}

func (c *column) groupLen(g int) int { return min(groupRows, c.rows-g*groupRows) }

// group gives the numbers of a group, what they start from, their width and whether they are steps.
func (c *column) group(g int) (data []byte, base index.ID, w int, steps bool) {
	at := 0
	for _, h := range c.head[:g] { // all groups before it are whole
		at += int(h &^ stepsBit)
	}
	base = c.low
	if c.size > 0 {
		base += index.ID(packed(c.head[c.count:], c.size, g))
	}
	h := c.head[g]
	return c.data[at*groupRows/8:], base, int(h &^ stepsBit), h&stepsBit != 0
}

func (c *column) decodeGroups(from int, dst []index.ID) {
	w := groupWalk{c: c, g: -1}
	for len(dst) > 0 {
		w.to(from / groupRows)
		in := from % groupRows
		n := min(len(dst), w.rows-in)
		w.decode(in, dst[:n])
		dst, from = dst[n:], from+n
	}
}

// decodeGroup writes the values of a group from its row in on.
func (c *column) decodeGroup(g, in int, dst []index.ID) {
	w := groupWalk{c: c, g: -1}
	w.to(g)
	w.decode(in, dst)
}

func (c *column) groupAt(row int) index.ID {
	g, in := row/groupRows, row%groupRows
	data, base, w, steps := c.group(g)
	switch {
	case w == 0 || steps && in == 0:
		return base
	case !steps:
		return base + index.ID(packed(data, w, in))
	}
	var all [groupRows]index.ID
	sum(all[:in+1], data, w, base)
	return all[in]
}

// searchGroups finds the group by the first rows of groups, then decodes it.
func (c *column) searchGroups(lo, hi int, v index.ID) int {
	if lo >= hi {
		return hi
	}
	g, end := lo/groupRows, (hi-1)/groupRows // the answer is in group g or a later one, or the first row after end
	for g < end {
		mid := int(uint(g+end+1) >> 1)
		if c.groupAt(mid*groupRows) < v {
			g = mid
		} else {
			end = mid - 1
		}
	}
	var all [groupRows]index.ID
	start := g * groupRows
	n := c.groupLen(g)
	c.decodeGroup(g, 0, all[:n])
	i, to := max(lo-start, 0), min(hi-start, n)
	for i < to {
		mid := int(uint(i+to) >> 1)
		if all[mid] < v {
			i = mid + 1
		} else {
			to = mid
		}
	}
	return start + i
}

// groupWalk goes from group to group.
type groupWalk struct {
	c     *column
	g     int // the group it is in, -1 at first
	at    int // bits of a row of all groups before it
	rows  int
	data  []byte
	base  index.ID
	width int
	steps bool
}

// to goes to a group, which does not lie before the one it is in.
func (w *groupWalk) to(g int) {
	if g == w.g {
		return
	}
	c := w.c
	for _, h := range c.head[max(0, w.g):g] { // all groups before it are whole
		w.at += int(h &^ stepsBit)
	}
	if w.base = c.low; c.size > 0 {
		w.base += index.ID(packed(c.head[c.count:], c.size, g))
	}
	h := c.head[g]
	w.g, w.rows, w.data, w.width, w.steps = g, c.groupLen(g), c.data[w.at*groupRows/8:], int(h&^stepsBit), h&stepsBit != 0
}

// decode writes the values from row in of the group on.
func (w *groupWalk) decode(in int, dst []index.ID) {
	switch {
	case !w.steps || w.width == 0:
		unpack(dst, w.data, w.width, in, w.base)
	case in == 0:
		sum(dst, w.data, w.width, w.base)
	default:
		var all [groupRows]index.ID
		sum(all[:in+len(dst)], w.data, w.width, w.base)
		copy(dst, all[in:])
	}
}

// measureGroups chooses the widths of groups and gives the size of the column.
func (s *shape) measureGroups(col []index.ID) int {
	n := groupsOf(len(col))
	size := 9 + n + packedSize(n, widthOf(uint64(s.high-s.low)))
	for g := range n {
		part := col[g*groupRows : min(len(col), (g+1)*groupRows)]
		low, high, step, ascends := part[0], part[0], index.ID(0), true
		last := part[0]
		for _, id := range part {
			ascends = ascends && id >= last
			low, high, step, last = min(low, id), max(high, id), max(step, id-last), id
		}
		h, w := 0, widthOf(uint64(high-low))
		if d := widthOf(uint64(step)); ascends && d < w {
			h, w = stepsBit, d
		}
		s.groups[g], s.bases[g] = byte(h|w), low
		size += packedSize(len(part), w)
	}
	return size
}

func (s *shape) appendGroups(b []byte, col []index.ID) []byte {
	n := groupsOf(len(col))
	size := widthOf(uint64(s.high - s.low))
	b = append(le.AppendUint64(b, uint64(s.low)), byte(size))
	b = append(b, s.groups[:n]...)
	b = appendPacked(b, s.bases[:n], s.low, size)
	for g := range n {
		part := col[g*groupRows : min(len(col), (g+1)*groupRows)]
		w := int(s.groups[g] &^ stepsBit)
		if s.groups[g]&stepsBit == 0 {
			b = appendPacked(b, part, s.bases[g], w)
			continue
		}
		p := packer{b: b}
		for last, i := part[0], 0; i < len(part) && w > 0; i++ {
			p.put(uint64(part[i]-last), w)
			last = part[i]
		}
		b = p.flush()
	}
	return b
}
