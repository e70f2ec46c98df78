package exec

import (
	"math/bits"
	"slices"
)

// sortBytes is what sorting takes for each row: row number and key, twice, and the column of the key.
const sortBytes = 2*(4+8) + 8

const smallSort = 256 // rows up to which comparing is quicker

// sortFew sorts row numbers, stably, by columns of numbers, the first of them first.
func sortFew(keys [][]uint64, at []uint32) {
	slices.SortStableFunc(at, func(a, b uint32) int { return compareRows(keys, a, b) })
}

func compareRows(keys [][]uint64, a, b uint32) int {
	for _, k := range keys {
		if x, y := k[a], k[b]; x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return 0
}

// radix is a stable sort of row numbers in progress: column by column from the last, digit by digit from the lowest, leaving
// out bits that are the same in all rows.
type radix struct {
	q        *Query
	key      []uint64 // of the rows of at
	at       []uint32
	spareKey []uint64
	spareAt  []uint32
}

func newRadix(q *Query, n int) *radix {
	r := &radix{q: q, key: make([]uint64, n), at: make([]uint32, n), spareKey: make([]uint64, n), spareAt: make([]uint32, n)}
	for i := range r.at {
		r.at[i] = uint32(i)
	}
	return r
}

const digit = 11 // bits sorted by in one pass

func (r *radix) sort(col []uint64) error {
	differ, first := uint64(0), col[r.at[0]]
	for i, a := range r.at {
		k := col[a]
		r.key[i] = k
		differ |= k ^ first
	}
	for differ != 0 {
		shift := bits.TrailingZeros64(differ)
		if err := r.pass(shift); err != nil {
			return err
		}
		if shift+digit >= 64 {
			break
		}
		differ &^= 1<<(shift+digit) - 1
	}
	return nil
}

const clockRows = 1 << 18 // rows after which a pass looks whether the query has ended

// pass sorts by one digit.
func (r *radix) pass(shift int) error {
	var ends [1 << digit]uint32
	for _, k := range r.key {
		ends[k>>shift&(1<<digit-1)]++
	}
	sum := uint32(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	for from := 0; from < len(r.key); from += clockRows {
		if err := r.q.check(); err != nil {
			return err
		}
		to := min(len(r.key), from+clockRows)
		at := r.at[from:to]
		for i, k := range r.key[from:to] {
			d := k >> shift & (1<<digit - 1)
			p := ends[d]
			ends[d]++
			r.spareKey[p], r.spareAt[p] = k, at[i]
		}
	}
	r.key, r.spareKey = r.spareKey, r.key
	r.at, r.spareAt = r.spareAt, r.at
	return nil
}

// selectFirst moves the first n rows by their keys to the beginning of at, the last of them to at[n-1]. Rows of equal keys
// are taken in their sequence.
func selectFirst(keys [][]uint64, at []uint32, n int) {
	less := func(a, b uint32) bool {
		c := compareRows(keys, a, b)
		return c < 0 || c == 0 && a < b
	}
	want := n - 1
	for lo, hi := 0, len(at); hi-lo > 1; {
		middle(at, lo, hi, less)
		pivot, l, h := at[lo+(hi-lo)/2], lo, hi-1
		for l <= h {
			for less(at[l], pivot) {
				l++
			}
			for less(pivot, at[h]) {
				h--
			}
			if l <= h {
				at[l], at[h] = at[h], at[l]
				l++
				h--
			}
		}
		switch {
		case want <= h:
			hi = h + 1
		case want >= l:
			lo = l
		default:
			return
		}
	}
}

// middle puts the median of the first, middle and last row into the middle.
func middle(at []uint32, lo, hi int, less func(a, b uint32) bool) {
	m, h := lo+(hi-lo)/2, hi-1
	if less(at[m], at[lo]) {
		at[m], at[lo] = at[lo], at[m]
	}
	if less(at[h], at[m]) {
		at[h], at[m] = at[m], at[h]
		if less(at[m], at[lo]) {
			at[m], at[lo] = at[lo], at[m]
		}
	}
}
