package main

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

// tableFeatures are the columns of terms.csv behind the features, with their weights.
var tableFeatures = []struct {
	name, column string
	weight       float64
}{
	{"legal-nature-level", "legal_nature_level1", 0.5}, {"legal-nature", "legal_nature", 0.5}, {"attached-duty", "attached_duty", 1},
	{"addressee", "addressee_code", 1}, {"adoption", "adoption_code", 1}, {"consent-route", "consent_route", 1},
	{"adopting-body", "adopting_body_code", 1}, {"review-years", "review_years", 1},
}

type tableRow map[string]string

// stated gives the codes of a cell, sorted; none for a missing value.
func (r tableRow) stated(column string) []string {
	v := r[column]
	if v == "" || v == "not-stated" || v == "none-stated" || v == "not-coded" {
		return nil
	}
	out := strings.Split(v, ";")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	slices.Sort(out)
	return out
}

// termsByType reads the terms that are kinds of a type, by type and organisation.
func termsByType(t *testing.T) map[string]map[string][]tableRow {
	t.Helper()
	f, err := os.Open("../../ingest/catalogue/data/terms.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string][]tableRow{}
	for _, r := range records[1:] {
		row := tableRow{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		if row["fit"] != "typical" && row["fit"] != "special" {
			continue
		}
		hub := out[row["instrument_type_id"]]
		if hub == nil {
			hub = map[string][]tableRow{}
			out[row["instrument_type_id"]] = hub
		}
		hub[row["organisation_id"]] = append(hub[row["organisation_id"]], row)
	}
	return out
}

// tableConsensus works a feature's consensus out from rows: the number of organisations that state it, and the figure.
func tableConsensus(orgs map[string][]tableRow, column string) (n int, consensus float64) {
	votes := map[string]float64{}
	for _, rows := range orgs {
		var said []string
		for _, r := range rows {
			if v := r.stated(column); v != nil {
				said = append(said, strings.Join(v, "+"))
			}
		}
		for _, v := range said {
			votes[v] += 1 / float64(len(said))
		}
		if len(said) > 0 {
			n++
		}
	}
	entropy := 0.0
	for _, v := range votes {
		entropy -= v / float64(n) * math.Log(v/float64(n))
	}
	if len(votes) < 2 {
		return n, 1
	}
	return n, 1 - entropy/math.Log(float64(len(votes)))
}

// tableDifference is that of two rows on a feature.
func tableDifference(x, y tableRow, name, column string, spread float64) (float64, bool) {
	a, b := x.stated(column), y.stated(column)
	if a == nil || b == nil {
		return 0, false
	}
	if name == "review-years" {
		p, _ := strconv.ParseFloat(a[0], 64)
		q, _ := strconv.ParseFloat(b[0], 64)
		if spread == 0 {
			return 0, true
		}
		return math.Abs(p-q) / spread, true
	}
	union := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(a), b...))))
	return 1 - float64(len(a)+len(b)-len(union))/float64(len(union)), true
}

// spread is the range of the review years.
func spread(orgs map[string][]tableRow) float64 {
	least, most := math.Inf(1), 0.0
	for _, rows := range orgs {
		for _, r := range rows {
			if v := r.stated("review_years"); v != nil {
				n, _ := strconv.ParseFloat(v[0], 64)
				least, most = min(least, n), max(most, n)
			}
		}
	}
	return most - least
}

// tableDistance is the mean over the others of the weighted mean over the features that both sides state.
func tableDistance(orgs map[string][]tableRow, of string, used map[string]bool) (float64, int) {
	total, compared := 0.0, 0
	years := spread(orgs)
	for other, rows := range orgs {
		if other == of {
			continue
		}
		sum, weight := 0.0, 0.0
		for _, f := range tableFeatures {
			pairs, d := 0, 0.0
			for _, x := range orgs[of] {
				for _, y := range rows {
					if v, ok := tableDifference(x, y, f.name, f.column, years); ok && used[f.name] {
						d += v
						pairs++
					}
				}
			}
			if pairs > 0 {
				sum += f.weight * d / float64(pairs)
				weight += f.weight
			}
		}
		if weight > 0 {
			total += sum / weight
			compared++
		}
	}
	return total / float64(compared), compared
}

// TestConsensusFromTable works the figures of every type out from terms.csv, without the graph: both must say the same.
func TestConsensusFromTable(t *testing.T) {
	sn := catalogueSnapshot(t)
	figures, refused := 0, 0
	for hub, orgs := range termsByType(t) {
		c, err := harmonise.NewConsensus(context.Background(), sn, harmonise.TypeQuery{Type: hub})
		if err != nil {
			t.Fatal(err)
		}
		if c.N != len(orgs) || (c.Insufficient != "") != (c.N < 5) {
			t.Errorf("%s: %d organisations, the table has %d; %q", hub, c.N, len(orgs), c.Insufficient)
		}
		if c.Insufficient != "" {
			refused++
			continue
		}
		used := map[string]bool{}
		for _, f := range tableFeatures {
			n, want := tableConsensus(orgs, f.column)
			at := slices.IndexFunc(c.Features, func(x harmonise.FeatureConsensus) bool { return x.Name == f.name })
			if used[f.name] = n >= 5; used[f.name] != (at >= 0) {
				t.Errorf("%s, %s: stated by %d, used %v", hub, f.name, n, at >= 0)
				continue
			}
			if at >= 0 && (c.Features[at].N != n || math.Abs(c.Features[at].Consensus-want) > 1e-9) {
				t.Errorf("%s, %s: %+v, by the table %d, %v", hub, f.name, c.Features[at], n, want)
			}
		}
		for _, o := range c.Organisations {
			want, compared := tableDistance(orgs, slug(o.Organisation.IRI), used)
			if o.Compared != compared || o.Distance != nil && math.Abs(*o.Distance-want) > 1e-9 || o.Distance == nil && compared > 0 {
				t.Errorf("%s, %s: %v of %d, by the table %v of %d", hub, o.Organisation, o.Distance, o.Compared, want, compared)
			}
			figures++
		}
	}
	t.Logf("%d distances are as the table has them; %d types have fewer than five organisations", figures, refused)
	if figures < 100 || refused < 10 {
		t.Error("too few were compared")
	}
}
