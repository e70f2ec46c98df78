package index

import "math"

// ID names a term within one Snapshot: 4 bits of Kind, 60 bits of payload. 0 means unbound and, in graph columns, the
// default graph. IDs of one kind are ordered as their values are, where Caps.OrderedIDs has that kind's bit; across
// kinds the order means nothing. Nothing outside a snapshot may keep IDs: they change when the store is rebuilt.
type ID uint64

// Kind is the upper four bits of an ID.
type Kind uint8

// The kinds of ID. "Dictionary" kinds carry an ordinal, the others carry the value itself, and only when printing it
// gives back lexical form and datatype bit for bit.
const (
	KindNone       Kind = 0  // unbound; the default graph
	KindBlank      Kind = 1  // blank node, ordinal; its label is "b" and the ordinal
	KindIRI        Kind = 2  // dictionary
	KindString     Kind = 3  // xsd:string, dictionary
	KindLang       Kind = 4  // language string, dictionary
	KindOther      Kind = 5  // any other literal, dictionary
	KindOrdered    Kind = 6  // number or time that cannot be inlined, dictionary with an order key
	KindInteger    Kind = 7  // integer and derived types: value 56 bits, datatype 4
	KindDecimal    Kind = 8  // value x 10^6 in 56 bits, digits after the point 4
	KindDouble     Kind = 9  // double and float written with at most 6 decimals
	KindBoolean    Kind = 10 // value and spelling
	KindDateTimeZ  Kind = 11 // dateTime with zone: milliseconds, zone, fraction digits
	KindDateTime   Kind = 12 // dateTime without zone
	KindDate       Kind = 13 // date, gYear, gYearMonth ... without zone, datatype in the top bits
	KindTripleTerm Kind = 14 // reserved for RDF 1.2
	KindQuery      Kind = 15 // made by one query; never in a store
)

// PayloadBits is the width of an ID without its kind.
const PayloadBits = 60

// MaxID is above every ID of a store.
const MaxID ID = math.MaxUint64

// MakeID puts a kind before a payload.
func MakeID(k Kind, payload uint64) ID {
	return ID(uint64(k)<<PayloadBits | payload&(1<<PayloadBits-1))
}

// Kind returns the upper four bits.
func (id ID) Kind() Kind { return Kind(id >> PayloadBits) }

// Payload returns the lower sixty bits.
func (id ID) Payload() uint64 { return uint64(id) & (1<<PayloadBits - 1) }

// IsLiteral reports whether a stored ID is a literal. It does not know about KindQuery.
func (k Kind) IsLiteral() bool { return k >= KindString && k <= KindDate }

// Bit is the kind's bit in a mask of kinds.
func (k Kind) Bit() uint16 { return 1 << k }

// IDRange is From <= id < To.
type IDRange struct{ From, To ID }

// Below counts the IDs below one, of ascending ones, by doubling steps and then by halves: quick where they are few.
func Below(ids []ID, id ID) int {
	lo, hi := 0, len(ids)
	for step := 1; lo+step <= hi; step *= 2 {
		if ids[lo+step-1] >= id {
			hi = lo + step - 1
			break
		}
		lo += step
	}
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); ids[mid] < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
