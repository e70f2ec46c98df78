package httpd

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// What is unstable is what a regular expression would find.
func TestUnstable(t *testing.T) {
	want := regexp.MustCompile(`(?i)\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b`)
	pieces := []string{"NOW", "now", "Rand", "UUID", "struuid", "STR", "bnode", "SERVICE", "s", "_", "1", " ", "(", ")", "?", ":", "é", "ſ", "K", "{", "@", "[", "`"}
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20000 {
		text := ""
		for range r.IntN(6) {
			text += pieces[r.IntN(len(pieces))]
		}
		if got := isUnstable(text); got != want.MatchString(text) {
			t.Fatalf("%q: %v", text, got)
		} else if got {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("%d of 20000 texts are unstable", found)
	}
}
