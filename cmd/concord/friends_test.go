package main

import (
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
	"w3id.org/concord/query/harmonise"
)

func catalogueFriends(t *testing.T) *harmonise.FriendReport {
	t.Helper()
	sn := catalogueSnapshot(t)
	began := time.Now()
	r, err := harmonise.FalseFriends(context.Background(), sn, harmonise.FriendQuery{})
	if err != nil {
		t.Fatal(err)
	}
	recorded, proposed := r.Counts()
	t.Logf("%d terms recorded and %d proposed in %v", recorded, proposed, time.Since(began))
	return r
}

// TestRecordedFalseFriendsAreFound holds the report against terms.csv: every term with false_friend_of is in it, with that
// type as the one its word suggests, and the rule, which does not read the record, sees the difference itself.
func TestRecordedFalseFriendsAreFound(t *testing.T) {
	r := catalogueFriends(t)
	found := map[string]harmonise.FalseFriend{}
	expected := map[string]string{}
	for _, w := range r.Recorded {
		for _, x := range w.Findings {
			for _, m := range x.Terms {
				found[slug(m.IRI)], expected[slug(m.IRI)] = x, slug(w.Expected.Type.IRI)
				if len(m.Evidence) == 0 {
					t.Errorf("%s has no evidence", m.IRI)
				}
			}
		}
	}
	friends, natures := 0, 0
	for _, row := range catalogueRows(t, "terms.csv") {
		x, ok := found[row["id"]]
		if row["false_friend_of"] != "" {
			friends++
			if !ok || expected[row["id"]] != row["false_friend_of"] || !slices.Contains(x.RecordedBy, "false friend") || !slices.Contains(x.Differences, "type") {
				t.Errorf("%s is recorded as no %s; the report says %v", row["id"], row["false_friend_of"], x)
			}
		}
		if strings.Contains(row["divergence"], "legal-nature") {
			natures++
			if !slices.Contains(x.Differences, "legal nature") {
				t.Errorf("%s is recorded to diverge in legal nature; the report says %v", row["id"], x)
			}
		}
		if ok != (row["false_friend_of"] != "" || strings.Contains(row["divergence"], "legal-nature")) {
			t.Errorf("%s is in the list of what is recorded: %v", row["id"], ok)
		}
	}
	t.Logf("%d false friends and %d differences in legal nature are recorded, all found", friends, natures)
	if friends < 80 || natures < 40 {
		t.Error("terms.csv records more than that")
	}
}

var friendVerdicts = []string{"false-friend", "same-family", "different-kind-of-the-same", "only-word-shared"}

// TestProposedFalseFriendsAreJudged holds what the rule proposes against the verdicts of a reader of the definitions.
func TestProposedFalseFriendsAreJudged(t *testing.T) {
	var got []string
	for _, w := range catalogueFriends(t).Proposed {
		for _, x := range w.Findings {
			for _, m := range x.Terms {
				got = append(got, strings.Join([]string{w.Word, w.Lang, slug(m.IRI), slug(m.Organisation.IRI), slug(w.Expected.Type.IRI), slug(x.Sense.Type.IRI), x.Sense.Level, strings.Join(x.Differences, " and ")}, "\t"))
			}
		}
	}
	f, err := os.Open("../../query/harmonise/testdata/false-friends-proposed.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, row := range rows[1:] {
		key := strings.Join(row[:8], "\t")
		at := slices.Index(got, key)
		if at < 0 {
			t.Errorf("the rule does not propose %q, which is judged %s", key, row[8])
			continue
		}
		got = slices.Delete(got, at, at+1)
		if counts[row[8]]++; !slices.Contains(friendVerdicts, row[8]) || row[9] == "" {
			t.Errorf("%q is no verdict with a reason", row[8:])
		}
	}
	for _, key := range got {
		t.Errorf("the rule proposes %q, which nobody judged", key)
	}
	t.Logf("%d proposed beyond the record: %v", len(rows)-1, counts)
}

// TestTheRuleFindsThemUnaided deletes what is recorded of false friends, then also what each word suggests, and counts how
// many of those in terms.csv the rule proposes from types and legal natures alone. One, a Final Act, is the only term of its
// word: where no other organisation uses the word, the rule proposes nothing.
func TestTheRuleFindsThemUnaided(t *testing.T) {
	st, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if _, err := catalogue.Load(context.Background(), st, nil); err != nil {
		t.Fatal(err)
	}
	e := query.New(st, query.Options{DefaultGraph: query.Union, Prefixes: ontology.Prefixes})
	for _, c := range []struct {
		update string
		least  int
	}{
		{"DELETE WHERE { GRAPH ?g { ?t io:falseFriendOf ?x } } ; DELETE WHERE { GRAPH ?g { ?t io:divergence ?x } } ; DELETE WHERE { GRAPH ?g { ?m sssom:predicate_modifier ?x } }", 83},
		{"DELETE WHERE { GRAPH ?g { ?t io:suggestedType ?x } }", 80},
	} {
		if r, err := e.Update(context.Background(), c.update, query.Params{}); err != nil || r.Deleted < 84 {
			t.Fatalf("%v, %+v", err, r)
		}
		sn := snapshotOf(t, st)
		r, err := harmonise.FalseFriends(context.Background(), sn, harmonise.FriendQuery{})
		sn.Close()
		if err != nil || len(r.Recorded) != 0 {
			t.Fatalf("%v, %d recorded", err, len(r.Recorded))
		}
		proposed := map[string]bool{}
		for _, w := range r.Proposed {
			for _, x := range w.Findings {
				for _, m := range x.Terms {
					proposed[slug(m.IRI)] = true
				}
			}
		}
		n, missed := 0, []string{}
		for _, row := range catalogueRows(t, "terms.csv") {
			switch {
			case row["false_friend_of"] == "":
			case proposed[row["id"]]:
				n++
			default:
				missed = append(missed, row["id"])
			}
		}
		t.Logf("%d of %d found, %d proposed in all; missed: %v", n, n+len(missed), len(proposed), missed)
		if n < c.least {
			t.Errorf("promised are %d", c.least)
		}
	}
}
