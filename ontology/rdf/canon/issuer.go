package canon

import "strconv"

// issuer is the issuer of temporary identifiers (RDFC-1.0, 4.5). The standard copies issuers to try an order of nodes and
// drops the copies that lose; as one order is tried after the other, there is one issuer here that can be wound back.
type issuer struct {
	ids   []int32 // by node; none where none is issued
	order []node  // the nodes as they got their identifiers
}

func (x *issuer) has(n node) bool { return x.ids[n] != none }

// issue gives a node the next identifier, unless it has one.
func (x *issuer) issue(n node) {
	if x.ids[n] == none {
		x.ids[n] = int32(len(x.order))
		x.order = append(x.order, n)
	}
}

// append appends the identifier of a node that has one.
func (x *issuer) append(dst []byte, n node) []byte {
	return strconv.AppendInt(append(dst, "_:b"...), int64(x.ids[n]), 10)
}

// windBack forgets what was issued after the first n identifiers.
func (x *issuer) windBack(n int) {
	for _, m := range x.order[n:] {
		x.ids[m] = none
	}
	x.order = x.order[:n]
}

func (x *issuer) reset() { x.windBack(0) }
