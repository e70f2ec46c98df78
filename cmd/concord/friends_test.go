package main

import (
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

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
