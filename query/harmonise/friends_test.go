package harmonise

import (
	"context"
	"errors"
	"testing"
)

// TestFalseFriendsOfAForeignGraph needs no code of ours: a label in common, two types.
func TestFalseFriendsOfAForeignGraph(t *testing.T) {
	sn := foreignSnapshot(t)
	r, err := FalseFriends(context.Background(), sn, FriendQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Recorded) != 0 || len(r.Proposed) != 1 {
		t.Fatalf("recorded %+v, proposed %+v", r.Recorded, r.Proposed)
	}
	w := r.Proposed[0]
	x := w.Findings[0]
	if w.Word != "Rule" || w.Basis != BasisTie || w.Expected.Type.Name != "Act" || len(w.Usual) != 1 || len(w.Findings) != 1 ||
		x.Sense.Type.Name != "Order" || x.Relation != Sibling || len(x.Terms) != 1 || x.Terms[0].Organisation.Name != "Beta" || x.Distant() {
		t.Errorf("the rule says %+v", w)
	}
	for org, n := range map[string]int{"Alpha": 1, "Beta": 1, "Gamma": 0} {
		if r, err = FalseFriends(context.Background(), sn, FriendQuery{Org: org}); err != nil || len(r.Proposed) != n {
			t.Errorf("%s: %v, %d words", org, err, len(r.Proposed))
		}
	}
	missing := new(NotFoundError)
	if _, err = FalseFriends(context.Background(), sn, FriendQuery{Word: "edict"}); !errors.As(err, &missing) {
		t.Errorf("a word that one organisation uses: %v", err)
	}
	if _, err = FalseFriends(context.Background(), sn, FriendQuery{Org: "nowhere"}); !errors.As(err, &missing) {
		t.Errorf("an unknown organisation: %v", err)
	}
}

func TestForceDiffers(t *testing.T) {
	for _, c := range []struct {
		expected, level string
		byMost, differs bool
	}{
		{"binding", "binding", false, false}, {"binding", "non-binding", false, true}, {"non-binding", "binding", true, true},
		{"binding", "depends", false, true}, {"binding", "depends", true, false}, {"depends", "binding", false, false},
		{"", "binding", true, false}, {"binding", "", false, false},
	} {
		if got := forceDiffers(c.expected, c.level, c.byMost); (got != "") != c.differs {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestRecordedElsewhere reads what others record: a negative mapping to what the word suggests, and false friends without
// a word in common. A mapping denied for other reasons is no false friend.
func TestRecordedElsewhere(t *testing.T) {
	sn := turtleSnapshot(t, foreignHub+`
PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX sssom: <https://w3id.org/sssom/>
:a1 io:headWord :rule ; io:suggestedType :act . :b2 io:headWord :rule ; io:suggestedType :act . :rule skos:prefLabel "rule"@en .
:m1 owl:annotatedSource :b2 ; owl:annotatedTarget :act ; sssom:predicate_modifier sssom:NegatedPredicate .
:m2 owl:annotatedSource :b3 ; owl:annotatedTarget :soft ; sssom:predicate_modifier "Not" .
:a2 io:falseFriendOf :order .
`)
	r, err := FalseFriends(context.Background(), sn, FriendQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Recorded) != 2 || len(r.Proposed) != 0 {
		t.Fatalf("recorded %+v, proposed %+v", r.Recorded, r.Proposed)
	}
	w, x := r.Recorded[0], r.Recorded[0].Findings[0]
	if w.Word != "rule" || w.Basis != BasisSuggested || len(x.RecordedBy) != 1 || x.RecordedBy[0] != "negative mapping" || x.Terms[0].IRI != "http://example.org/b2" {
		t.Errorf("the mapping that is denied: %+v", w)
	}
	if w, x = r.Recorded[1], r.Recorded[1].Findings[0]; w.Basis != BasisNegative || w.Expected.Type.Name != "Order" || x.Terms[0].IRI != "http://example.org/a2" || x.Says == "" {
		t.Errorf("the false friend without a word: %+v", w)
	}
}
