package reconcile

// SetMaxNames lets tests have a graph with too many names; it gives a function that undoes it.
func SetMaxNames(n int) func() {
	old := maxNames
	maxNames = n
	return func() { maxNames = old }
}

// Alike and Fold are tested for their properties.
var (
	Alike = alike
	Fold  = fold
)
