package catalogue

import (
	"slices"
	"testing"

	"w3id.org/concord/ontology"
)

// TestNeighbours holds that related hub types are related both ways, never in a line of the hierarchy (SKOS S27), that no
// pair is there twice, and that a type placed by its title is a neighbour of others of that kind alone, or of what overlaps with
// them: its title does not tell what it does.
func TestNeighbours(t *testing.T) {
	all, _ := quads(t)
	broader, related, byTitle, overlaps := map[string]string{}, map[[2]string]bool{}, map[string]bool{}, map[string]bool{}
	for _, q := range all {
		switch q.P.Value {
		case ontology.SKOSBroader:
			broader[q.S.Value] = q.O.Value
		case ontology.SKOSRelated:
			related[[2]string{q.S.Value, q.O.Value}] = true
		}
	}
	tables, err := Tables()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range tables["instrument_types.csv"].Rows {
		iri := ontology.Thing("type", row.Get("id")).Value
		byTitle[iri] = row.Get("broader_id") == "formal-vehicle"
		overlaps[iri] = slices.Contains(row.List("also_broader_ids"), "formal-vehicle")
	}
	if rows := len(tables["type_neighbours.csv"].Rows); len(related) != 2*rows {
		t.Errorf("%d statements of %d rows", len(related), rows)
	}
	for pair := range related {
		a, b := pair[0], pair[1]
		if !related[[2]string{b, a}] || a == b || above(broader, a, b) || above(broader, b, a) {
			t.Errorf("%s and %s are no neighbours", a, b)
		}
		if byTitle[a] != byTitle[b] && !overlaps[a] && !overlaps[b] {
			t.Errorf("%s and %s: one is known by its title alone", a, b)
		}
	}
}

func above(broader map[string]string, from, to string) bool {
	for ; from != ""; from = broader[from] {
		if from == to {
			return true
		}
	}
	return false
}
