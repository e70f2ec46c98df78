package synth

import (
	"math"
	"strings"
	"testing"
)

func TestNormalHasItsMeanAndDeviation(t *testing.T) {
	r := At(1)
	var sum, squares float64
	const n = 200000
	for range n {
		v := r.Normal(10, 3)
		sum, squares = sum+v, squares+v*v
	}
	mean := sum / n
	if dev := math.Sqrt(squares/n - mean*mean); math.Abs(mean-10) > .05 || math.Abs(dev-3) > .05 {
		t.Errorf("mean %.3f, deviation %.3f; want 10, 3", mean, dev)
	}
}

func TestZipfFavoursTheFirst(t *testing.T) {
	r := At(2)
	var count [1000]int
	for range 200000 {
		count[r.Zipf(len(count))]++
	}
	if ratio := float64(count[0]) / float64(count[9]); ratio < 6 || ratio > 14 {
		t.Errorf("the first came %.1f times as often as the tenth; want about 10", ratio)
	}
	if count[0] == 0 || count[999] == 0 {
		t.Error("one end never came")
	}
}

func TestStreamsOfOneThingAreEqual(t *testing.T) {
	a, b, c := At(7, 1, 2), At(7, 1, 2), At(7, 2, 1)
	if x, y, z := a.Uint64(), b.Uint64(), c.Uint64(); x != y || x == z {
		t.Errorf("%x and %x should be equal, %x not", x, y, z)
	}
}

func TestNoTwoPersonsShareBothNames(t *testing.T) {
	seen := map[string]int{}
	for i := range 300000 {
		name := string(Family(append(Given(nil, i), ' '), i))
		if j, ok := seen[name]; ok {
			t.Fatalf("%d and %d are both %s", i, j, name)
		}
		seen[name] = i
	}
}

func TestWriterStopsAtItsNumber(t *testing.T) {
	var out strings.Builder
	w := NewWriter(&out, 2)
	for i := range 5 {
		w.Double([]byte("<s>"), "<p>", 1205*i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "<s> <p> \"0.00\"^^<" + XSD + "double> .\n<s> <p> \"12.05\"^^<" + XSD + "double> .\n"
	if out.String() != want {
		t.Errorf("got %s", out.String())
	}
}
