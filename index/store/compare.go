package store

import (
	"context"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// Compare compares in the order of SPARQL's ORDER BY. Pairs of which the IDs alone tell are done first, the terms of
// the others are fetched together.
func (s *snapshot) Compare(a, b []index.ID, dst []int8) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var open []int
	for i := range a {
		var ok bool
		if dst[i], ok = compareIDs(a[i], b[i]); !ok {
			open = append(open, i)
		}
	}
	return s.compareTerms(a, b, open, dst)
}

// compareIDs compares without the terms, if it can.
func compareIDs(a, b index.ID) (int8, bool) {
	if a == b {
		return 0, true
	}
	k := a.Kind()
	if k != b.Kind() {
		return 0, false
	}
	var x, y int64
	switch k {
	case index.KindInteger, index.KindDecimal, index.KindDouble:
		x, y = dict.Number(a), dict.Number(b)
	case index.KindDateTimeZ, index.KindDateTime:
		x, y = dict.Millis(a), dict.Millis(b)
	case index.KindIRI, index.KindString, index.KindLang, index.KindOrdered: // of the base: by rank
		if (a.Payload()|b.Payload())&lateBit == 0 {
			x, y = int64(a.Payload()), int64(b.Payload())
		}
	case index.KindDate: // the datatypes come in the order that ORDER BY has for them
		x, y = int64(a.Payload()), int64(b.Payload())
	}
	switch {
	case x < y:
		return -1, true
	case x > y:
		return 1, true
	}
	return 0, false // equal values: the datatype or the form decides
}

func (s *snapshot) compareTerms(a, b []index.ID, open []int, dst []int8) error {
	ids := make([]index.ID, 0, 2*len(open))
	for _, i := range open {
		ids = append(ids, a[i], b[i])
	}
	terms := make([]rdf.Term, len(ids))
	if err := s.st.terms(context.Background(), ids, terms); err != nil {
		return err
	}
	for n, i := range open {
		dst[i] = sign(xsd.Order(terms[2*n], terms[2*n+1]))
	}
	return nil
}

func sign(n int) int8 {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
