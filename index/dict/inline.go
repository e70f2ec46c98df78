package dict

import (
	"unsafe"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Inline gives the ID that holds a literal's value itself. ok is false if the term must go to the dictionary: it is
// no number, time or boolean, or printing the value would not give its lexical form and datatype back bit for bit.
func Inline(t rdf.Term) (id index.ID, ok bool) {
	if t.Kind != rdf.Literal || len(t.Datatype) <= len(rdf.XSD) || t.Datatype[:len(rdf.XSD)] != rdf.XSD {
		return 0, false
	}
	if len(t.Value) == 0 || len(t.Value) > maxLexical {
		return 0, false
	}
	enc := encoders[t.Datatype[len(rdf.XSD):]]
	if enc == nil {
		return 0, false
	}
	id, ok = enc(t.Value)
	if !ok {
		return 0, false
	}
	var buf [2 * maxLexical]byte
	form, datatype := appendValue(buf[:0], id)
	return id, string(form) == t.Value && datatype == t.Datatype
}

const maxLexical = 40 // longer than every form that can be printed

// encoders has, by local name in the XSD namespace, the function that makes an ID of a lexical form. It may accept
// forms that print differently: Inline compares.
var encoders = map[string]func(s string) (index.ID, bool){
	"decimal":    encodeDecimal,
	"double":     encodeDouble,
	"float":      encodeFloat,
	"boolean":    encodeBoolean,
	"dateTime":   encodeDateTime,
	"date":       encodeDate,
	"gYear":      encodeGYear,
	"gYearMonth": encodeGYearMonth,
	"gMonth":     encodeGMonth,
	"gMonthDay":  encodeGMonthDay,
	"gDay":       encodeGDay,
}

func init() {
	for code, t := range integerTypes {
		encoders[t.name] = func(s string) (index.ID, bool) { return encodeInteger(s, code) }
	}
}

// IsInline reports whether IDs of a kind hold their value.
func IsInline(k index.Kind) bool { return k >= index.KindInteger && k <= index.KindDate }

// Value gives the term of an ID whose kind IsInline. ok is false for a payload that Inline never makes.
func Value(id index.ID) (t rdf.Term, ok bool) {
	var buf [2 * maxLexical]byte
	form, datatype := appendValue(buf[:0], id)
	if datatype == "" {
		return rdf.Term{}, false
	}
	return rdf.Term{Kind: rdf.Literal, Value: string(form), Datatype: datatype}, true
}

// PutValue is Value that writes the term to its place and its lexical form to buf, from the beginning: the term is valid until buf
// is written again. It returns buf, which may have grown.
func PutValue(t *rdf.Term, id index.ID, buf []byte) (_ []byte, ok bool) {
	form, datatype := appendValue(buf[:0], id)
	if datatype == "" || len(form) == 0 {
		return form, false
	}
	*t = rdf.Term{Kind: rdf.Literal, Value: unsafe.String(&form[0], len(form)), Datatype: datatype}
	return form, true
}

// appendValue appends the lexical form and returns the datatype too, "" for a payload that makes no sense.
func appendValue(dst []byte, id index.ID) ([]byte, string) {
	p := id.Payload()
	switch id.Kind() {
	case index.KindInteger:
		return appendInteger(dst, p)
	case index.KindDecimal:
		return appendDecimal(dst, p)
	case index.KindDouble:
		return appendDouble(dst, p)
	case index.KindBoolean:
		return appendBoolean(dst, p)
	case index.KindDateTimeZ:
		return appendDateTimeZ(dst, p)
	case index.KindDateTime:
		return appendDateTime(dst, p)
	case index.KindDate:
		return appendDate(dst, p)
	}
	return dst, ""
}

var booleans = [4]string{"false", "0", "true", "1"}

func encodeBoolean(s string) (index.ID, bool) {
	for i, b := range booleans {
		if s == b {
			return index.MakeID(index.KindBoolean, uint64(i)), true
		}
	}
	return 0, false
}

func appendBoolean(dst []byte, p uint64) ([]byte, string) {
	if p >= uint64(len(booleans)) {
		return dst, ""
	}
	return append(dst, booleans[p]...), rdf.XSDBoolean
}
