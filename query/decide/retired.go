package decide

import "w3id.org/concord/ontology"

// rejections lists the pairs that were ever rejected, with those that took their place since: where a term was retired,
// the rejection holds for each of its successors.
func (v *view) rejections(l *Log) (map[string]bool, error) {
	pairs, err := v.pairsOf(ontology.DCTIsReplacedBy)
	if err != nil {
		return nil, err
	}
	next := map[string][]string{}
	for _, p := range pairs {
		next[p[0]] = append(next[p[0]], p[1])
	}
	out := map[string]bool{}
	for _, d := range l.Decisions {
		if d.Outcome != Rejected {
			continue
		}
		for _, a := range successors(d.Subject, next) {
			for _, b := range successors(d.Object, next) {
				out[pairKey(a, b)] = true
			}
		}
	}
	return out, nil
}

// successors are a thing and all that took its place.
func successors(iri string, next map[string][]string) []string {
	out, seen := []string{iri}, map[string]bool{iri: true}
	for i := 0; i < len(out); i++ {
		for _, n := range next[out[i]] {
			if !seen[n] {
				seen[n], out = true, append(out, n)
			}
		}
	}
	return out
}
