package reconcile

// SetMaxNames lets tests have a graph with too many names; it gives a function that undoes it.
func SetMaxNames(n int) func() {
	old := maxNames
	maxNames = n
	return func() { maxNames = old }
}

// Alike, Errors (by bits, and cell by cell) and Fold are tested for their properties.
var Fold = fold

func Alike(a, b string) float64 { p := newPattern(a); return p.alike(b) }

func Errors(a, b string) (bits, cells int) {
	p := newPattern(a)
	return p.bits(b), distance([]rune(a), []rune(b))
}
