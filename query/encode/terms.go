package encode

import (
	"context"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Terms reads the terms of a snapshot of any sort.
func Terms(snap index.Snapshot) index.TermReader {
	if r, ok := snap.(index.TermReader); ok {
		return r
	}
	return kept{snap}
}

// kept reads terms of a snapshot that can only give many at once.
type kept struct{ index.Snapshot }

const keptTerms = 1024 // at a time

func (k kept) EachTerm(ctx context.Context, ids []index.ID, use func(at int, t *rdf.Term)) error {
	terms := make([]rdf.Term, min(len(ids), keptTerms))
	for from := 0; from < len(ids); from += keptTerms {
		now := ids[from:min(len(ids), from+keptTerms)]
		if err := k.Terms(ctx, now, terms[:len(now)]); err != nil {
			return err
		}
		for i := range now {
			if now[i] != 0 {
				use(from+i, &terms[i])
			}
		}
	}
	return nil
}
