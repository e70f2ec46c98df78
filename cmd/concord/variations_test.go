package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/query/harmonise"
)

// catalogueRows reads a file of the catalogue, each row by its columns.
func catalogueRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("../../ingest/catalogue/data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		row := map[string]string{}
		for i, column := range rows[0] {
			row[column] = r[i]
		}
		out = append(out, row)
	}
	return out
}

// variationRows writes a report as variations.csv writes it, a row per term.
func variationRows(r *harmonise.VariationReport) map[string]map[string]string {
	out := map[string]map[string]string{}
	yesNo := func(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }
	for _, v := range r.Words {
		if v.IRI == "" {
			continue // terms of one label for which no head word is coded: the file leaves them out
		}
		for _, m := range v.Members {
			row := map[string]string{"head_word": v.Name, "terms_with_word": fmt.Sprint(v.Terms), "organisations_with_word": fmt.Sprint(v.Organisations),
				"type_is_majority": yesNo(v.Tally("type").Majority), "term_id": slug(m.IRI), "organisation_id": slug(m.Organisation.IRI), "term": m.Label,
				"instrument_type_id": slug(m.Type.IRI), "legal_nature_level1": m.Level, "divergence_from_suggested_type": m.Divergence}
			for feature, c := range map[string][4]string{"type": {"plurality_type_ids", "plurality_type", "type_tie", "differs_in_type"},
				"level": {"plurality_legal_nature_level1", "plurality_legal_nature", "legal_nature_tie", "differs_in_legal_nature"}} {
				tally := v.Tally(feature)
				keys := make([]string, len(tally.Plurality))
				for i, k := range tally.Plurality {
					keys[i] = slug(k)
				}
				slices.Sort(keys)
				row[c[0]], row[c[1]+"_count"], row[c[1]+"_share"], row[c[2]] = strings.Join(keys, ";"), fmt.Sprint(tally.Count), fmt.Sprintf("%.2f", tally.Share), yesNo(tally.Tie)
				row[c[3]] = "no"
				if at := slices.IndexFunc(m.Differences, func(d harmonise.Difference) bool { return d.Feature == feature }); at >= 0 {
					row[c[3]] = "yes"
					if m.Differences[at].Tied {
						row[c[3]] = map[string]string{"type": "tie", "level": "no"}[feature] // the file knows ties of types only
					}
				}
			}
			out[row["term_id"]] = row
		}
	}
	return out
}

// TestVariationsAreThoseOfTheFile recomputes variations.csv from the graph: every row, every column that the report has.
func TestVariationsAreThoseOfTheFile(t *testing.T) {
	sn := catalogueSnapshot(t)
	began := time.Now()
	r, err := harmonise.Variations(context.Background(), sn, harmonise.VariationQuery{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d words and %d types in %v", len(r.Words), len(r.Types), time.Since(began))
	got := variationRows(r)
	want := catalogueRows(t, "variations.csv")
	cells := 0
	for _, w := range want {
		g := got[w["term_id"]]
		if g == nil {
			t.Errorf("%s is not in the report", w["term_id"])
			continue
		}
		delete(got, w["term_id"])
		for column, value := range g {
			if cells++; w[column] != value {
				t.Errorf("%s: %s is %q, the file says %q", w["term_id"], column, value, w[column])
			}
		}
	}
	for id, g := range got {
		t.Errorf("%s (%s) is in the report and not in the file", id, g["head_word"])
	}
	t.Logf("%d rows, %d cells agree", len(want), cells)
	if len(want) < 300 || cells < 20*len(want)-len(want) {
		t.Errorf("only %d cells of %d rows were compared", cells, len(want))
	}
}
