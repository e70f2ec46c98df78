package conformance

import (
	"os"
	"strings"
	"testing"

	"w3id.org/concord/query/plan"
)

// The W3C suites of SPARQL 1.0 and 1.1, each evaluation by every join method, which must not change its result.
func TestSuites(t *testing.T) {
	dir := os.Getenv("CONCORD_SUITES")
	if dir == "" {
		t.Skip("CONCORD_SUITES is not set: it names the folder with the W3C suites")
	}
	rep, err := Run(Options{Dir: dir, Methods: []plan.Method{plan.Auto, plan.ForceHash, plan.ForceLookup, plan.ForceMerge, plan.ForceFeed}})
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range rep.Failures {
		if _, known := KnownFailures[name]; !known {
			t.Errorf("%s: %v", name, err)
		}
	}
	var s strings.Builder
	rep.Print(&s)
	t.Log(s.String())
	if rep.Total.Passed < 1030 {
		t.Errorf("only %d tests pass", rep.Total.Passed)
	}
}
