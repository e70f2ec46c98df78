package run

import "w3id.org/concord/index"

// Part is a stretch of a column: N rows from Row on, which go to the places from At on.
type Part struct{ At, Row, N int }

// DecodeParts writes stretches of a column to dst, each to its place; both rows and places ascend. What stands in the places between
// them is undefined afterwards: so a stretch of packed numbers is decoded where it goes in steps of eight rows, beyond its ends.
func (b *Block) DecodeParts(col int, parts []Part, dst []index.ID) {
	b.cols[col].decodeParts(parts, dst)
}

func (c *column) decodeParts(parts []Part, dst []index.ID) {
	switch c.codec {
	case constant:
		c.decode(0, dst)
	case frame:
		c.unpackParts(parts, dst, c.low)
	case groups:
		c.decodeGroupParts(parts, dst)
	case runs:
		c.decodeRunParts(parts, dst)
	case dictionary: // what stands between the places is looked up too, whatever it is
		c.unpackParts(parts, dst, 0)
		c.lookUp(dst)
	case segments:
		c.unpackParts(parts, dst, c.low)
		c.addGaps(dst)
	}
}

// unpackParts writes base plus the numbers of a column that are packed with one width.
func (c *column) unpackParts(parts []Part, dst []index.ID, base index.ID) {
	for _, p := range parts {
		unpackOver(dst, p, c.data, c.width, c.rows, base)
	}
}

// over is a part widened to steps of eight rows. Its first step begins up to seven places before the part.
type over struct{ at, row, n, lead int }

// widen widens a part of a column of rows; ok is false if it lies too near to an end of dst or of the column.
func (p *Part) widen(dst []index.ID, rows int) (o over, ok bool) {
	lead := p.Row & 7
	o = over{p.At - lead, p.Row - lead, (lead + p.N + 7) &^ 7, lead}
	return o, o.at >= 0 && o.at+o.n <= len(dst) && o.row+o.n <= rows
}

// unpackOver is unpack for a part of numbers. What stands before its place stays; up to seven places behind it change.
func unpackOver(dst []index.ID, p Part, src []byte, w, rows int, base index.ID) {
	o, ok := p.widen(dst, rows)
	if !ok || w == 0 || w == 64 {
		unpack(dst[p.At:p.At+p.N], src, w, p.Row, base)
		return
	}
	var kept [8]index.ID
	dst = dst[o.at : o.at+o.n]
	copyFew(&kept, dst[:o.lead])
	unpackWhole(dst, src[o.row*w>>3:], w, base)
	for i, id := range kept[:o.lead] {
		dst[i] = id
	}
}

// copyFew copies one by one what was written just now: a copy in larger pieces would wait until all of it has left the processor.
func copyFew(to *[8]index.ID, from []index.ID) {
	for i, id := range from {
		to[i&7] = id
	}
}

// decodeRunParts goes through the runs once.
func (c *column) decodeRunParts(parts []Part, dst []index.ID) {
	if len(parts) == 0 {
		return
	}
	run := c.runOf(parts[0].Row)
	v, end := c.runValue(run), c.lastRow(run)+1
	for _, p := range parts {
		row, out := p.Row, dst[p.At:p.At+p.N]
		for len(out) > 0 {
			for end <= row {
				if run++; run == c.count {
					return
				}
				v, end = c.runValue(run), c.lastRow(run)+1
			}
			n := min(len(out), end-row)
			for i := range out[:n] {
				out[i] = v
			}
			row, out = row+n, out[n:]
		}
	}
}

// decodeGroupParts goes through the groups once. A group that is not in one part is decoded elsewhere and copied.
func (c *column) decodeGroupParts(parts []Part, dst []index.ID) {
	var all [groupRows]index.ID
	w := groupWalk{c: c, g: -1}
	start, end := 0, 0 // rows of the group that all has
	for _, p := range parts {
		for p.N > 0 {
			if p.Row >= end {
				w.to(p.Row / groupRows)
				start = w.g * groupRows
				if p.Row == start && p.N >= w.rows {
					w.decode(0, dst[p.At:p.At+w.rows])
					p = Part{p.At + w.rows, p.Row + w.rows, p.N - w.rows}
					continue
				}
				end = start + w.rows
				w.decode(0, all[:w.rows])
			}
			n := copy(dst[p.At:p.At+p.N], all[p.Row-start:w.rows])
			p = Part{p.At + n, p.Row + n, p.N - n}
		}
	}
}
