package store_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"w3id.org/concord/index/store/storetest"
)

// report logs what an attack tried and fails for each difference.
func report(t *testing.T, r *storetest.Result, least int) {
	t.Helper()
	t.Logf("%s, seed %d: %d tried, %s; %v", r.Name, r.Seed, r.Tried, r.Note, r.Took)
	for _, f := range r.Found {
		t.Error(f)
	}
	if r.More > 0 {
		t.Errorf("and %d more", r.More)
	}
	if r.Tried < least {
		t.Errorf("only %d were tried", r.Tried)
	}
}

func TestClones(t *testing.T) { report(t, storetest.Clones(1, 800), 800) }

func TestCrowd(t *testing.T) { report(t, storetest.Crowd(1, 150), 200) }

func TestFaults(t *testing.T) { report(t, storetest.Faults(2, 6), 100) }

func TestFullDisk(t *testing.T) { report(t, storetest.Full(12), 15) }

func TestWorkFaults(t *testing.T) { report(t, storetest.WorkFaults(16), 20) }

func TestFlips(t *testing.T) { report(t, storetest.Flips(1, 1500), 1400) }

func TestTruncations(t *testing.T) { report(t, storetest.Truncations(1, 2000), 1900) }

func TestReadersAgainstPlan(t *testing.T) {
	defer goleak.VerifyNone(t)
	report(t, storetest.Readers(t.TempDir(), 1, 3, time.Second), 20)
}
