package index

// Column names a place in a quad.
type Column uint8

// The four columns. Writer.Add and Remove take quads in this sequence.
const (
	Subject Column = iota
	Predicate
	Object
	Graph
)

// Order is the sequence of columns by which an index is sorted. The six orders of all graphs have the graph last; the
// three that begin with the graph hold named graphs only. Caps.Orders says which of the nine a store has.
type Order uint8

// The nine orders.
const (
	SPO Order = iota
	SOP
	PSO
	POS
	OSP
	OPS
	GSPO
	GPOS
	GOSP
	NumOrders = 9
)

var orderColumns = [NumOrders][4]Column{
	SPO:  {Subject, Predicate, Object, Graph},
	SOP:  {Subject, Object, Predicate, Graph},
	PSO:  {Predicate, Subject, Object, Graph},
	POS:  {Predicate, Object, Subject, Graph},
	OSP:  {Object, Subject, Predicate, Graph},
	OPS:  {Object, Predicate, Subject, Graph},
	GSPO: {Graph, Subject, Predicate, Object},
	GPOS: {Graph, Predicate, Object, Subject},
	GOSP: {Graph, Object, Subject, Predicate},
}

var orderNames = [NumOrders]string{"SPO", "SOP", "PSO", "POS", "OSP", "OPS", "GSPO", "GPOS", "GOSP"}

// Columns gives the sequence of columns of an order.
func (o Order) Columns() [4]Column { return orderColumns[o] }

// String gives the order's name, "SPO".
func (o Order) String() string {
	if int(o) < len(orderNames) {
		return orderNames[o]
	}
	return "?"
}

// Key arranges a quad (subject, predicate, object, graph) in the order's sequence.
func (o Order) Key(q [4]ID) [4]ID {
	c := orderColumns[o]
	return [4]ID{q[c[0]], q[c[1]], q[c[2]], q[c[3]]}
}

// Quad arranges a key of the order back into subject, predicate, object, graph.
func (o Order) Quad(key [4]ID) (q [4]ID) {
	for i, c := range orderColumns[o] {
		q[c] = key[i]
	}
	return q
}

// CompareKeys compares two keys column by column.
func CompareKeys(a, b [4]ID) int {
	for i := range a {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}
