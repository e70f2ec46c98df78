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
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
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
	case ordered(t.Datatype):
		return index.KindOrdered
	}
	return index.KindOther
}

// ordered reports whether a datatype's values are numbers or times.
func ordered(datatype string) bool {
	local, ok := strings.CutPrefix(datatype, rdf.XSD)
	if !ok || local == "boolean" {
		return false
	}
	switch local {
	case "time", "dateTimeStamp", "duration", "dayTimeDuration", "yearMonthDuration":
		return true
	}
	return encoders[local] != nil
}

// A key of two parts is the first with each NUL followed by 0xFF, then the separator, then the second. Keys are
// ordered as the pairs of their parts are.
var (
	separator = []byte{0, 1}
	nul       = []byte{0}
	nulEsc    = []byte{0, 0xFF}
)

// AppendKey appends the bytes of a term of a kind to dst: the value; value and language tag; datatype and value.
func AppendKey(dst []byte, k index.Kind, t rdf.Term) []byte {
	switch k {
	case index.KindLang:
		return append(append(appendEscaped(dst, t.Value), separator...), t.Lang...)
	case index.KindOther, index.KindOrdered:
		return append(append(appendEscaped(dst, t.Datatype), separator...), t.Value...)
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
// are no key of that kind.
func Term(k index.Kind, key string) (t rdf.Term, ok bool) {
	switch k {
	case index.KindIRI:
		return rdf.Term{Kind: rdf.IRI, Value: key}, true
	case index.KindString:
		return rdf.Term{Kind: rdf.Literal, Value: key, Datatype: rdf.XSDString}, true
	case index.KindLang:
		value, lang, ok := cut(key)
		return rdf.Term{Kind: rdf.Literal, Value: value, Datatype: rdf.RDFLangString, Lang: lang}, ok
	case index.KindOther, index.KindOrdered:
		datatype, value, ok := cut(key)
		return rdf.Term{Kind: rdf.Literal, Value: value, Datatype: datatype}, ok
	}
	return rdf.Term{}, false
}

func cut(key string) (first, second string, ok bool) {
	first, second, ok = strings.Cut(key, string(separator))
	if strings.IndexByte(first, 0) >= 0 {
		first = string(bytes.ReplaceAll([]byte(first), nulEsc, nul))
	}
	return first, second, ok
}
