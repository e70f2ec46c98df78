package store

import (
	"sync/atomic"
	"unsafe"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

type key = [4]index.ID

// row is a row of a delta: added to the base, or removed from it.
type row struct {
	key key
	del bool
}

// tree is a B+tree of rows in key order, with counts. Its nodes never change: toggle makes others, so copying the struct is a
// snapshot. The zero value is an empty tree.
type tree struct{ root *node }

type node struct {
	n     int // rows below
	dels  int // those of them that are removals
	bytes int // of memory that the node and those below it take, places left out
	rows  []row
	kids  []*node
	first []key // the lowest key of each kid

	inBase atomic.Pointer[inBase] // where the rows of a leaf belong, once a scan has asked
}

const (
	leafRows  = 64
	innerKids = 32
)

func (t tree) len() int {
	if t.root == nil {
		return 0
	}
	return t.root.n
}

// The bytes of a node, of a row of a leaf and of a kid of an inner node.
const (
	nodeSize = int(unsafe.Sizeof(node{}))
	rowSize  = int(unsafe.Sizeof(row{}))
	kidSize  = int(unsafe.Sizeof((*node)(nil)) + unsafe.Sizeof(key{}))
)

// searchRows finds the first row of a leaf that is not below k.
func searchRows(rows []row, k *key) int {
	lo, hi := 0, len(rows)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); run.Less(&rows[mid].key, k) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// kid finds the kid that k belongs to: the last that does not begin above it.
func (n *node) kid(k *key) int {
	lo, hi := 1, len(n.first)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); run.Less(k, &n.first[mid]) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo - 1
}

func less(a, b key) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

// get finds the row of a key.
func (t tree) get(k key) (del, ok bool) {
	n := t.root
	for n != nil && n.kids != nil {
		n = n.kids[n.kid(&k)]
	}
	if n == nil {
		return false, false
	}
	if i := searchRows(n.rows, &k); i < len(n.rows) && n.rows[i].key == k {
		return n.rows[i].del, true
	}
	return false, false
}

func (n *node) low() key {
	if n.kids == nil {
		return n.rows[0].key
	}
	return n.first[0]
}

func (n *node) recount() {
	n.n, n.dels, n.bytes = 0, 0, nodeSize+cap(n.rows)*rowSize+cap(n.kids)*kidSize
	for _, k := range n.kids {
		n.n, n.dels, n.bytes = n.n+k.n, n.dels+k.dels, n.bytes+k.bytes
	}
	if n.kids != nil {
		return
	}
	n.n = len(n.rows)
	for i := range n.rows {
		n.dels += n.rows[i].dels()
	}
}

// dels is 1 for a removal.
func (r *row) dels() int {
	if r.del {
		return 1
	}
	return 0
}

// rank counts the rows below k, and the removals among them.
func (t tree) rank(k key) (rows, dels int) { return t.root.rank(&k) }

func (n *node) rank(k *key) (rows, dels int) {
	for n != nil && n.kids != nil {
		at := n.kid(k)
		for _, kid := range n.kids[:at] {
			rows, dels = rows+kid.n, dels+kid.dels
		}
		n = n.kids[at]
	}
	if n == nil {
		return 0, 0
	}
	i := searchRows(n.rows, k)
	for r := range i {
		dels += n.rows[r].dels()
	}
	return rows + i, dels
}

// between counts the rows from lo to hi, and the removals among them. It goes down to where the two part; only nodes that lie
// between them add what they count.
func (t tree) between(lo, hi *key) (rows, dels int) {
	n := t.root
	for n != nil && n.kids != nil {
		from, to := n.kid(lo), n.kid(hi)
		if from >= to {
			n = n.kids[from]
			continue
		}
		for _, kid := range n.kids[from:to] {
			rows, dels = rows+kid.n, dels+kid.dels
		}
		r0, d0 := n.kids[from].rank(lo)
		r1, d1 := n.kids[to].rank(hi)
		return rows + r1 - r0, dels + d1 - d0
	}
	if n == nil {
		return 0, 0
	}
	from, to := searchRows(n.rows, lo), searchRows(n.rows, hi)
	for i := from; i < to; i++ {
		dels += n.rows[i].dels()
	}
	return max(0, to-from), dels
}

// at gives the i-th row; i is below len.
func (t tree) at(i int) row {
	n := t.root
	for n.kids != nil {
		for _, kid := range n.kids {
			if i < kid.n {
				n = kid
				break
			}
			i -= kid.n
		}
	}
	return n.rows[i]
}

// treeIter walks the rows of a tree in order.
type treeIter struct {
	path []frame // inner nodes and the kid that is next in each
	leaf *node   // nil if there is none
	i    int     // the current row in it
}

type frame struct {
	n    *node
	next int
}

// seek goes to the first row that is not below k.
func (it *treeIter) seek(t tree, k key) {
	it.path, it.leaf = it.path[:0], nil
	n := t.root
	for n != nil && n.kids != nil {
		i := n.kid(&k)
		it.path = append(it.path, frame{n, i + 1})
		n = n.kids[i]
	}
	if n == nil {
		return
	}
	it.leaf, it.i = n, searchRows(n.rows, &k)
	it.settle()
}

// forward is seek for a key above that of the call before. What lies in the leaf it stands in is found there.
func (it *treeIter) forward(t tree, k *key) {
	if l := it.leaf; l == nil || it.i == len(l.rows) || run.Less(&l.rows[len(l.rows)-1].key, k) {
		it.seek(t, *k)
		return
	}
	it.i += searchRows(it.leaf.rows[it.i:], k)
}

// settle goes on to the next leaf when the current one is used up.
func (it *treeIter) settle() {
	for it.i == len(it.leaf.rows) && len(it.path) > 0 {
		top := &it.path[len(it.path)-1]
		if top.next == len(top.n.kids) {
			it.path = it.path[:len(it.path)-1]
			continue
		}
		n := top.n.kids[top.next]
		top.next++
		for n.kids != nil {
			it.path = append(it.path, frame{n, 1})
			n = n.kids[0]
		}
		it.leaf, it.i = n, 0
	}
}

// peek gives the current row, nil at the end.
func (it *treeIter) peek() *row {
	if it.leaf == nil || it.i == len(it.leaf.rows) {
		return nil
	}
	return &it.leaf.rows[it.i]
}

// rest gives the leaf that the current row is in, the number of that row in it, and where its rows belong in the base; nil at the end.
func (it *treeIter) rest(base *run.Reader) (leaf *node, from int, at *inBase, err error) {
	if it.peek() == nil {
		return nil, 0, nil, nil
	}
	if at = it.leaf.inBase.Load(); at == nil {
		at, err = it.leaf.find(base)
	}
	return it.leaf, it.i, at, err
}

// skip goes n rows on, of which the leaf has as many.
func (it *treeIter) skip(n int) {
	if n > 0 {
		it.i += n
		it.settle()
	}
}

func (it *treeIter) advance() { it.skip(1) }

// inBase tells where the rows of a leaf belong in the base, and what else a scan asks that puts them there, so that it need not look at
// each.
type inBase struct {
	places    []spot
	kinds     [4]uint16 // masks of the columns
	low, high index.ID  // graphs of the rows
}

// spot is how many rows of the base lie below a row of the delta, doubled; and one more if that row removes the next.
type spot uint64

func (p spot) below() uint64 { return uint64(p >> 1) }

func (p spot) removes() bool { return p&1 != 0 }

// find notes where the rows of a leaf belong. It is done once, however many scans come by: the rows of the base never change.
func (n *node) find(base *run.Reader) (*inBase, error) {
	found, graph := &inBase{places: make([]spot, len(n.rows)), low: index.MaxID}, run.GraphColumn(base.Order())
	at := run.NewLookup(base)
	for i := range n.rows {
		r := &n.rows[i]
		below, _, err := at.Find(&r.key)
		if err != nil {
			return nil, err
		}
		found.places[i] = spot(below<<1) | spot(r.dels())
		for col, id := range r.key {
			found.kinds[col] |= id.Kind().Bit()
		}
		found.low, found.high = min(found.low, r.key[graph]), max(found.high, r.key[graph])
	}
	n.inBase.Store(found)
	return found, nil
}
