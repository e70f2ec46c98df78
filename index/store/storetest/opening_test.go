package storetest

import (
	"testing"
	"time"
)

func TestOpeningTooLong(t *testing.T) {
	for _, c := range []struct {
		name string
		took Opening
		long bool
	}{
		{"quick", Opening{10 * time.Millisecond, 10 * time.Millisecond}, false},
		{"waited for a processor", Opening{3 * time.Second, 20 * time.Millisecond}, false},
		{"beside other goroutines", Opening{700 * time.Millisecond, 1400 * time.Millisecond}, false},
		{"long", Opening{1200 * time.Millisecond, 1100 * time.Millisecond}, true},
	} {
		if err := c.took.Err(); (err != nil) != c.long {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestOpeningIsMeasured(t *testing.T) {
	end := StartOpening()
	time.Sleep(20 * time.Millisecond)
	if took := end(); took.Clock < 20*time.Millisecond || took.Processors > took.Clock*8 {
		t.Errorf("a sleep of 20 ms took %v", took)
	}
}
