package catalogue

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"w3id.org/concord/ontology"
)

// tampered builds the catalogue from tables in which one text is changed.
func tampered(t *testing.T, file, old, new string) *builder {
	t.Helper()
	tables, err := readTables(func(name string) ([]byte, error) {
		text, err := Data.ReadFile(name)
		if err == nil && name == "data/"+file {
			if !bytes.Contains(text, []byte(old)) {
				return nil, fmt.Errorf("%s does not contain %q", file, old)
			}
			text = bytes.Replace(text, []byte(old), []byte(new), 1)
		}
		return text, err
	})
	if err != nil {
		t.Fatal(err)
	}
	words, err := ontology.Quads()
	if err != nil {
		t.Fatal(err)
	}
	b := newBuilder(tables, words)
	b.all()
	return b
}

// TestWhatCannotJoinIsReported: each kind of wrong cell is reported with file and line.
func TestWhatCannotJoinIsReported(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"mechanisms.csv", "mt-peer-review", "mt-peer-revue", `mechanisms.csv:`},
		{"instruments.csv", "supplements:ilo-c029", "supplements:ilo-c9999", `relations: "ilo-c9999" is no instrument`},
		{"instruments.csv", "supplements:ilo-c029", "praises:ilo-c029", `"praises" is no kind of relation`},
		{"coordination_relations.csv", "fao:founder;who:founder", "fao:founder;who:funder", `"funder" is no role`},
		{"coordination_relations.csv", "fao;who,fao:founder;who:founder", "fao,fao:founder;who:founder", "are not the participants"},
		{"options.csv", "se-083;m-unece-aarhus", "se-083;m-nothing", `example "m-nothing" is no mechanism`},
		{"labels.csv", "organisation,oecd,acronym", "organisation,oecdx,acronym", `thing_id "oecdx" is no organisation`},
		{"stakeholder_engagement.csv", "seat-and-vote", "seat-and-veto", `process_type "seat-and-veto" is no process-type`},
		{"variations.csv", "recommendation,41,33", "recommendation,40,33", `terms_with_word is "40", recomputed "41"`},
		{"near_types.csv", "other-family", "sibling", `hub_relation is "sibling", recomputed "other-family"`},
		{"near_types.csv", "agreement,binding-decision", "agreement,binding-act", "does not follow from terms.csv"},
		{"type_neighbours.csv", "convention,agreement", "convention,agreemint", `neighbour_id "agreemint" is no type`},
		{"terms.csv", "type-and-legal-nature", "type", `divergence is "type", recomputed "type-and-legal-nature"`},
		{"retired_ids.csv", "cr-goos;cr-gcos", "cr-goos;cr-nothing", `replaced_by "cr-nothing" is no coordination`},
	} {
		b := tampered(t, c.file, c.old, c.new)
		found := false
		for _, p := range b.problems {
			found = found || strings.Contains(p.String(), c.want) && p.File == c.file && p.Line > 0
		}
		if !found {
			t.Errorf("%s, %q for %q: no problem %q in %v", c.file, c.new, c.old, c.want, b.problems)
		}
		for _, f := range b.files { // reported, not dropped
			if !f.Derived && f.File != "retired_ids.csv" && f.Subjects != f.Rows {
				t.Errorf("%s: %d of %d rows arrived", f.File, f.Subjects, f.Rows)
			}
		}
	}
}
