// Package torture breaks Concord and looks at what is left: the attacks of package storetest on stores in memory, and on top
// of them killed processes, clients over HTTP whose history must be linearizable, SPARQL over damaged stores, and a
// text index that is damaged or gone.
//
// How to run it, from the repository:
//
//	go run ./cmd/proof torture                     everything, at full size: hours of one core
//	go run ./cmd/proof torture flips               one attack
//	go run ./cmd/proof torture --count 500 clones  fewer trials
//	go run ./cmd/proof torture --seed 7 faults     other random numbers
//	go run ./cmd/proof torture --part 2 --of 4 flips   the third quarter of the bytes: in several sittings
//
// It prints a table of what was tried and found, each finding in words, and ends with 1 if there is one. A short edition runs
// with the tests, here and in index/store. What was found so far stands in cmd/proof/FOUND.md.
package torture

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"w3id.org/concord/index/store/storetest"
)

var ctx = context.Background()

// Options steer Run.
type Options struct {
	Attacks []string // names; none for all
	Seed    int64
	Part    storetest.Part // of the bytes that flips damages; the zero value is all
	Count   int            // trials of each attack, 0 for its full number
	Dir     string         // where stores on the disk are made; "" for the system's folder of temporary files
	Log     io.Writer      // told of each attack that ends; may be nil
}

// attack is one way to break a store.
type attack struct {
	name  string
	what  string // in a few words
	count int    // full number of trials
	run   func(o *Options, count int) *storetest.Result
}

// attacks in the order they run.
var attacks = []attack{
	{"truncations", "each file cut to each length, and lost", 0, func(o *Options, n int) *storetest.Result {
		return storetest.Truncations(o.Seed, n, questions...)
	}},
	{"enospc", "the disk full at points of load, spill, update and compaction", 60, func(o *Options, n int) *storetest.Result { return storetest.Full(n) }},
	{"text", "the text index damaged or gone", 300, texts},
	{"clones", "power lost before each file operation", 20_000, func(o *Options, n int) *storetest.Result { return storetest.Clones(o.Seed, n) }},
	{"crowd", "both, with several writers at once", 4000, func(o *Options, n int) *storetest.Result { return storetest.Crowd(o.Seed, n) }},
	{"faults", "each file operation fails, once or for ever", 5, faults},
	{"kill", "a server killed while it commits, loads and compacts", 1000, kill},
	{"concurrency", "readers beside writers, and the history of clients over HTTP", 20_000, concurrency},
	{"flips", "each byte of a store flipped", 0, func(o *Options, n int) *storetest.Result { return storetest.FlipsIn(o.Part, o.Seed, n, questions...) }},
}

// Names lists the attacks.
func Names() (names []string) {
	for _, a := range attacks {
		names = append(names, a.name)
	}
	return names
}

// Report is what was tried and found.
type Report struct{ Results []*storetest.Result }

// Run runs attacks one after another.
func Run(o Options) (*Report, error) {
	for _, name := range o.Attacks {
		if !slices.Contains(Names(), name) {
			return nil, fmt.Errorf("there is no attack %q; there are %s", name, strings.Join(Names(), ", "))
		}
	}
	if o.Part.Of == 0 {
		o.Part.Of = 1
	}
	if o.Part.N < 0 || o.Part.N >= o.Part.Of {
		return nil, fmt.Errorf("there is no part %d of %d; the first is 0", o.Part.N, o.Part.Of)
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	rep := &Report{}
	for _, a := range attacks {
		if len(o.Attacks) > 0 && !slices.Contains(o.Attacks, a.name) {
			continue
		}
		count := a.count
		if o.Count > 0 {
			count = o.Count
		}
		fmt.Fprintf(o.Log, "%s %s: %s\n", time.Now().Format("15:04:05"), a.name, a.what)
		r := a.run(&o, count)
		rep.Results = append(rep.Results, r)
		fmt.Fprintf(o.Log, "%s %s: %d tried, %d differences, %v; %s\n", time.Now().Format("15:04:05"), a.name, r.Tried, r.Differences(), r.Took.Round(time.Millisecond), r.Note)
	}
	return rep, nil
}

// Differences is how many were found.
func (r *Report) Differences() (n int) {
	for _, x := range r.Results {
		n += x.Differences()
	}
	return n
}

// Print writes the table and every finding.
func (r *Report) Print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "attack\tseed\ttried\tfound\ttook\t")
	for _, x := range r.Results {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%v\t%s\n", x.Name, x.Seed, x.Tried, x.Differences(), x.Took.Round(100*time.Millisecond), x.Note)
	}
	t.Flush()
	for _, x := range r.Results {
		for _, f := range x.Found {
			fmt.Fprintf(w, "%s: %s\n", x.Name, f)
		}
		if x.More > 0 {
			fmt.Fprintf(w, "%s: and %d more\n", x.Name, x.More)
		}
	}
}

// faults runs that many plans of 12 steps with each operation failing, and large work beside.
func faults(o *Options, count int) *storetest.Result {
	all := storetest.WorkFaults(100 * count)
	all.Name, all.Seed = "failing operations", o.Seed
	for i := range count {
		add(all, storetest.Faults(o.Seed+int64(i), 12))
	}
	return all
}

// add adds what one attack found to another.
func add(to, r *storetest.Result) {
	to.Tried += r.Tried
	to.Found, to.More = append(to.Found, r.Found...), to.More+r.More
	to.Took += r.Took
	if to.Note != "" {
		to.Note += "; "
	}
	to.Note += r.Note
}

// tempDir makes a folder for a store; done removes it.
func (o *Options) tempDir() (dir string, done func(), err error) {
	dir, err = os.MkdirTemp(o.Dir, "concord-torture-")
	return dir, func() { os.RemoveAll(dir) }, err
}

// failed is the result of an attack that could not be run.
func failed(name string, err error) *storetest.Result {
	return &storetest.Result{Name: name, Found: []string{err.Error()}}
}
