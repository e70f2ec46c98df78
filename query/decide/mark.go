package decide

import (
	"context"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// MarkCrosswalk notes on each candidate of a crosswalk what reviewers decided on it: the crosswalk itself is derived and
// goes on to say what follows from the hub.
func MarkCrosswalk(ctx context.Context, snap index.Snapshot, x *harmonise.Crosswalk) error {
	log, err := Read(ctx, snap)
	if err != nil || len(log.Decisions) == 0 {
		return err
	}
	for _, list := range [][]harmonise.Candidate{x.Candidates, x.SameWord} {
		for i := range list {
			if d := log.OnPair(x.Term.IRI, list[i].Term.IRI); d != nil {
				list[i].Decided = &harmonise.Ruling{Decision: d.IRI, Outcome: string(d.Outcome), Predicate: d.Asserts, Reviewer: d.Reviewer,
					Date: d.Date.Format(time.DateOnly), Reason: d.Reason}
			}
		}
	}
	return nil
}
