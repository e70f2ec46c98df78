package text

import "unicode/utf8"

// distance counts the letters to insert, delete, replace or swap with a neighbour that make a out of b (optimal string
// alignment); limit+1 if there are more than limit.
func distance(a []rune, b string, limit int) int {
	n := utf8.RuneCountInString(b)
	if n-len(a) > limit || len(a)-n > limit || limit < 0 {
		return limit + 1
	}
	if limit == 0 {
		if string(a) == b {
			return 0
		}
		return 1
	}
	var room [3][64]int
	rows := [3][]int{room[0][:], room[1][:], room[2][:]}
	if len(a) >= 64 {
		rows = [3][]int{make([]int, len(a)+1), make([]int, len(a)+1), make([]int, len(a)+1)}
	}
	for i := range len(a) + 1 {
		rows[1][i] = i
	}
	return align(a, b, limit, rows)
}

// align fills the table row by row; rows holds the one two before, the one before and the new one.
func align(a []rune, b string, limit int, rows [3][]int) int {
	two, one, now := rows[0], rows[1], rows[2]
	var last rune
	j := 0
	for _, r := range b {
		j++
		now[0] = j
		least := j
		for i, x := range a {
			d := one[i]
			if x != r {
				d = 1 + min(d, one[i+1], now[i])
				if i > 0 && j > 1 && x == last && a[i-1] == r {
					d = min(d, two[i-1]+1)
				}
			}
			now[i+1] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		last = r
		two, one, now = one, now, two
	}
	return min(one[len(a)], limit+1)
}
