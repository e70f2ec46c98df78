// Package dict turns terms into IDs and back: small values live inside the ID (Inline, Value), all other terms but
// blank nodes have an entry in a dictionary, as bytes whose order is the order of the terms (Key, Term). Base is the
// immutable sorted dictionary on disk, Table the growing one in memory for terms that came later.
//
// It does not number terms across the two, and knows nothing of snapshots: see package store.
//
// The main path: Inline; else KindOf and AppendKey, then Base.Find or Table.Find.
package dict

import (
	"bytes"
	"encoding/binary"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// KindOf gives the dictionary kind of an IRI or literal that is not inlined.
func KindOf(t rdf.Term) index.Kind {
	switch {
	case t.Kind == rdf.IRI:
		return index.KindIRI
	case t.Datatype == rdf.XSDString:
		return index.KindString
	case t.Datatype == rdf.RDFLangString && t.Lang != "":
		return index.KindLang
	case orderedCode(t.Datatype) >= 0:
		return index.KindOrdered
	}
	return index.KindOther
}

// orderedTypes are the datatypes of numbers and times, by local name in the XSD namespace. The place in the list is the
// code in the key: never change it.
var orderedTypes = [...]string{"byte", "date", "dateTime", "dateTimeStamp", "dayTimeDuration", "decimal", "double", "duration",
	"float", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "int", "integer", "long", "negativeInteger",
	"nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "short", "time", "unsignedByte", "unsignedInt",
	"unsignedLong", "unsignedShort", "yearMonthDuration"}

var (
	orderedCodes = map[string]int{}
	orderedIRIs  [len(orderedTypes)]string
)

func init() {
	for code, name := range orderedTypes {
		orderedIRIs[code], orderedCodes[name] = rdf.XSD+name, code
	}
}

// orderedCode gives the code of a datatype of numbers or times, -1 for every other datatype.
func orderedCode(datatype string) int {
	if local, ok := strings.CutPrefix(datatype, rdf.XSD); ok {
		if code, ok := orderedCodes[local]; ok {
			return code
		}
	}
	return -1
}

// A key of two parts is the first with each NUL followed by 0xFF, then the separator, then the second. Keys are
// ordered as the pairs of their parts are.
var (
	separator = []byte{0, 1}
	nul       = []byte{0}
	nulEsc    = []byte{0, 0xFF}
)

// AppendKey appends the bytes of a term of a kind to dst: the value; value and language tag; datatype and value; and for
// KindOrdered the sort key of package xsd, a byte for the datatype, and the lexical form. Compared as bytes, the keys of a
// kind come in the order of the dictionary, which is that of xsd.Order (of KindOther: datatype, then lexical form).
func AppendKey(dst []byte, k index.Kind, t rdf.Term) []byte {
	switch k {
	case index.KindLang:
		return append(append(appendEscaped(dst, t.Value), separator...), t.Lang...)
	case index.KindOther:
		return append(append(appendEscaped(dst, t.Datatype), separator...), t.Value...)
	case index.KindOrdered:
		dst = xsd.AppendSortKey(dst, xsd.Parse(t))
		return append(append(dst, byte(orderedCode(t.Datatype))), t.Value...)
	}
	return append(dst, t.Value...)
}

func appendEscaped(dst []byte, s string) []byte {
	if strings.IndexByte(s, 0) < 0 {
		return append(dst, s...)
	}
	return append(dst, strings.ReplaceAll(s, "\x00", "\x00\xFF")...)
}

// Term is the inverse of AppendKey; the term keeps parts of key, which must not change. ok is false for bytes that
// are no key of that kind. It does not look whether the sort key of KindOrdered is that of the value: IsKey does.
func Term(k index.Kind, key string) (t rdf.Term, ok bool) {
	ok = PutTerm(&t, k, key)
	return t, ok
}

// PutTerm is Term that writes the term to its place, which is much faster where there are many.
func PutTerm(t *rdf.Term, k index.Kind, key string) (ok bool) {
	switch k {
	case index.KindIRI:
		*t = rdf.Term{Kind: rdf.IRI, Value: key}
		return true
	case index.KindString:
		*t = rdf.Term{Kind: rdf.Literal, Value: key, Datatype: rdf.XSDString}
		return true
	case index.KindLang:
		value, lang, ok := cut(key)
		*t = rdf.Term{Kind: rdf.Literal, Value: value, Datatype: rdf.RDFLangString, Lang: lang}
		return ok
	case index.KindOther:
		datatype, value, ok := cut(key)
		*t = rdf.Term{Kind: rdf.Literal, Value: value, Datatype: datatype}
		return ok
	case index.KindOrdered:
		n, ok := xsd.SortKeyLen(key)
		if !ok || n == len(key) || int(key[n]) >= len(orderedIRIs) {
			return false
		}
		*t = rdf.Term{Kind: rdf.Literal, Value: key[n+1:], Datatype: orderedIRIs[key[n]]}
		return true
	}
	return false
}

func cut(key string) (first, second string, ok bool) {
	first, second, ok = strings.Cut(key, string(separator))
	if strings.IndexByte(first, 0) >= 0 {
		first = string(bytes.ReplaceAll([]byte(first), nulEsc, nul))
	}
	return first, second, ok
}

// IsKey reports whether key is what AppendKey gives for a term of that kind which must be in the dictionary.
func IsKey(k index.Kind, key []byte) bool {
	t, ok := Term(k, string(key))
	if !ok || KindOf(t) != k {
		return false
	}
	if _, inline := Inline(t); inline {
		return false
	}
	return k != index.KindOrdered || string(AppendKey(nil, k, t)) == string(key)
}

// OrderKeySize is how many bytes of a key of KindOrdered are its order key: the family and the upper bits of the value, or
// of the double next to it. Order keys are ordered as values are; where they are equal, the keys decide.
const OrderKeySize = 8

// OrderKey gives the order key of a key of KindOrdered.
func OrderKey(key []byte) uint64 {
	var b [OrderKeySize]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}
