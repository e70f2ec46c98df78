package torture

import (
	"os"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"

	"w3id.org/concord/index/store/storetest"
)

func TestMain(m *testing.M) {
	Child()
	os.Exit(m.Run())
}

// TestShort runs a short edition of the attacks that package index/store does not run in its tests.
func TestShort(t *testing.T) {
	for _, c := range []struct {
		attack string
		count  int
	}{{"kill", 12}, {"concurrency", 400}, {"text", 12}, {"truncations", 300}, {"flips", 200}} {
		t.Run(c.attack, func(t *testing.T) {
			rep, err := Run(Options{Attacks: []string{c.attack}, Seed: 1, Count: c.count, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			rep.Print(&b)
			t.Log("\n" + b.String())
			if n := rep.Differences(); n > 0 {
				t.Errorf("%d differences", n)
			}
			if n := rep.Results[0].Tried; n < c.count*9/10 {
				t.Errorf("only %d were tried", n)
			}
		})
	}
}

// TestParts: the parts of the flips are together all of them.
func TestParts(t *testing.T) {
	tried := 0
	for n := range 3 {
		rep, err := Run(Options{Attacks: []string{"flips"}, Seed: 1, Count: 90, Part: storetest.Part{N: n, Of: 3}})
		if err != nil || rep.Differences() > 0 {
			t.Fatal(rep, err)
		}
		tried += rep.Results[0].Tried
	}
	if rep, err := Run(Options{Attacks: []string{"flips"}, Seed: 1, Count: 90}); err != nil || rep.Results[0].Tried != tried {
		t.Errorf("%d flips in parts, %d at once, %v", tried, rep.Results[0].Tried, err)
	}
	if _, err := Run(Options{Attacks: []string{"flips"}, Part: storetest.Part{N: 3, Of: 3}}); err == nil {
		t.Error("there is a part behind the last")
	}
}

// TestHistoriesAreJudged gives the checker histories that no order explains: a lost update, a read of half a move, a read
// that goes back, an update without answer that happened twice.
func TestHistoriesAreJudged(t *testing.T) {
	read := func(from, to int64, v values) porcupine.Operation {
		return porcupine.Operation{Input: op{kind: 'r'}, Call: from, Return: to, Output: outcome{known: true, read: &v}}
	}
	do := func(from, to int64, o op, known bool) porcupine.Operation {
		return porcupine.Operation{Input: o, Call: from, Return: to, Output: outcome{known: known}}
	}
	inc, move := op{kind: 'i', a: 0}, op{kind: 'm', a: 0, b: 1}
	for name, c := range map[string]struct {
		ops   []porcupine.Operation
		wrong bool
	}{
		"two updates at once":      {[]porcupine.Operation{do(1, 5, inc, true), do(2, 6, inc, true), read(7, 8, values{2})}, false},
		"a lost update":            {[]porcupine.Operation{do(1, 5, inc, true), do(2, 6, inc, true), read(7, 8, values{1})}, true},
		"half a move":              {[]porcupine.Operation{do(1, 5, move, true), read(2, 4, values{-1, 0})}, true},
		"a whole move":             {[]porcupine.Operation{do(1, 5, move, true), read(2, 4, values{-1, 1})}, false},
		"back":                     {[]porcupine.Operation{do(1, 9, inc, true), read(2, 3, values{1}), read(4, 5, values{})}, true},
		"without answer":           {[]porcupine.Operation{do(1, 5, inc, false), read(7, 8, values{1})}, false},
		"without answer, or not":   {[]porcupine.Operation{do(1, 5, inc, false), read(7, 8, values{})}, false},
		"without answer, twice":    {[]porcupine.Operation{do(1, 5, inc, false), read(7, 8, values{2})}, true},
		"without answer, too late": {[]porcupine.Operation{do(1, 5, inc, false), read(7, 8, values{}), read(9, 10, values{1})}, true},
	} {
		h := &historian{ops: c.ops}
		if err := h.check(values{}); err != nil != c.wrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}
