// Package storetest breaks stores on purpose and looks at what is left. It attacks the promises of package store: an
// acknowledged commit survives a loss of power, a commit is all or nothing, a damaged byte gives an error and never an
// answer, and nothing needs repair by hand.
//
//	Clones       the machine loses power before each file operation of a plan, in many ways
//	Faults       each file operation of a plan fails, once or for ever
//	WorkFaults   and those of large loads, updates, compactions
//	Crowd        both, while several writers commit at once
//	Full         the disk is full at one point after another of a load, a spill, an update, a compaction
//	Flips        each byte of a store is damaged
//	Truncations  each file of a store is cut to each length, and lost
//	Readers      snapshots are compared with the model, commit by commit, beside writers and compactions
//
// It is for tests and for cmd/proof; it knows only the exported face of the store. The main path: NewPlan makes a random
// history with the content after each commit; a player plays it on a store while an attack strikes; Plan.Verify opens what
// is left and compares.
package storetest

import (
	"context"
	"fmt"
	"time"
)

var ctx = context.Background()

// Result is what an attack tried and what it found.
type Result struct {
	Name  string
	Seed  int64
	Tried int
	Note  string   // what else there is to count
	Found []string // differences from what was promised, the first few
	More  int      // how many are not in Found
	Took  time.Duration
}

// mostFound is how many differences are kept in full.
const mostFound = 10

func (r *Result) found(format string, args ...any) {
	if len(r.Found) < mostFound {
		r.Found = append(r.Found, fmt.Sprintf(format, args...))
	} else {
		r.More++
	}
}

// Differences is how many were found.
func (r *Result) Differences() int { return len(r.Found) + r.More }

// attempt calls f and makes an error of a panic: on damaged bytes that is a finding like any other.
func attempt(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}
