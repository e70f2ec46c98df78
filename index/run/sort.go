package run

import "w3id.org/concord/index"

// SortColumn sorts rows by one column and keeps the order of rows that are equal in it. It needs a second slice of
// the same length and returns the two, sorted rows first. It is a radix sort over the bytes in which values differ.
func SortColumn(rows, spare []Key, col int) (sorted, free []Key) {
	if len(rows) < 2 {
		return rows, spare
	}
	or, and := rows[0][col], rows[0][col]
	for i := range rows {
		or, and = or|rows[i][col], and&rows[i][col]
	}
	varies := or &^ and
	for shift := 0; shift < 64; shift += 8 {
		if varies>>shift&0xFF != 0 {
			pass(rows, spare, col, shift)
			rows, spare = spare, rows
		}
	}
	return rows, spare
}

func pass(from, to []Key, col, shift int) {
	var at [256]int
	for i := range from {
		at[byte(from[i][col]>>shift)]++
	}
	sum := 0
	for i, n := range at {
		at[i] = sum
		sum += n
	}
	for i := range from {
		c := byte(from[i][col] >> shift)
		to[at[c]] = from[i]
		at[c]++
	}
}

// Sort sorts rows by the columns given, the first the most significant.
func Sort(rows, spare []Key, cols ...index.Column) (sorted, free []Key) {
	for i := len(cols) - 1; i >= 0; i-- {
		rows, spare = SortColumn(rows, spare, int(cols[i]))
	}
	return rows, spare
}
