// Package race asks the queries of package sets of several SPARQL endpoints, compares their answers and reports their times.
//
// The main path: Run for one client at a time, Throughput for many; Report.Table, Report.CSV, Report.SVG.
package race

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"w3id.org/concord/cmd/proof/bench/endpoint"
	"w3id.org/concord/cmd/proof/bench/sets"
)

// Engine is an endpoint under a name, and the process behind it if it is known.
type Engine struct {
	Name, URL string
	PID       int // 0: memory is not measured
}

// Options steer a run.
type Options struct {
	Engines   []Engine
	Queries   []sets.Query
	Runs      int           // timed runs after the first one
	Timeout   time.Duration // of one query
	Patience  time.Duration // an engine gets no further run of a query after so much time on it
	Reference string        // the engine whose answers are right where they differ; "" is the first
	Log       io.Writer     // a line per query as it is done; nil is none
}

// Timing is what one engine did with one query.
type Timing struct {
	First  time.Duration   // the first run: nothing of this query was done before; the answer is digested meanwhile
	Runs   []time.Duration // the later runs, sorted
	CPU    time.Duration   // what the process used in the run in which it used least; 0 where it is not known
	Digest endpoint.Digest
	Bytes  int64
	Err    error
}

// Median gives the time that counts: the middle of the later runs, or the first where there is no later one.
func (t Timing) Median() time.Duration {
	if len(t.Runs) == 0 {
		return t.First
	}
	return t.Runs[len(t.Runs)/2]
}

// Least gives the shortest of all runs.
func (t Timing) Least() time.Duration {
	if len(t.Runs) == 0 {
		return t.First
	}
	return min(t.First, t.Runs[0])
}

// Round holds the timings of one query, in the order of the engines.
type Round struct {
	Query   sets.Query
	Timings []Timing
}

// Report is the outcome of a run.
type Report struct {
	Options
	Rounds []Round
	Memory []Memory // by engine, of the whole run
}

// Run asks every query of every engine: once with the answer digested, then so many times with the clock alone. The engines take
// turns query by query, so that a busy minute of the machine does not hit one of them alone.
func Run(ctx context.Context, o Options) (*Report, error) {
	rep := &Report{Options: o, Memory: make([]Memory, len(o.Engines))}
	clients := make([]*endpoint.Client, len(o.Engines))
	for i, e := range o.Engines {
		clients[i] = endpoint.New(e.URL, 1)
		resetPeak(e.PID)
	}
	for _, q := range o.Queries {
		r := Round{Query: q, Timings: make([]Timing, len(clients))}
		for i, c := range clients {
			r.Timings[i] = o.time(ctx, c, o.Engines[i].PID, q)
			rep.Memory[i] = rep.Memory[i].Or(MemoryOf(o.Engines[i].PID))
		}
		if ctx.Err() != nil {
			return rep, ctx.Err()
		}
		rep.Rounds = append(rep.Rounds, r)
		if o.Log != nil {
			fmt.Fprintln(o.Log, rep.line(r))
		}
	}
	return rep, nil
}

func (o Options) time(ctx context.Context, c *endpoint.Client, pid int, q sets.Query) (t Timing) {
	used := processorsOf(pid)
	a, err := o.ask(ctx, c, q, true)
	t.First, t.Digest, t.Bytes, t.Err = a.Total, a.Digest, a.Bytes, err
	t.CPU = processorsOf(pid) - used
	spent := t.First
	for len(t.Runs) < o.Runs && t.Err == nil && spent < o.Patience {
		used = processorsOf(pid)
		a, t.Err = o.ask(ctx, c, q, false)
		t.CPU = min(t.CPU, processorsOf(pid)-used)
		spent += a.Total
		t.Runs = append(t.Runs, a.Total)
	}
	slices.Sort(t.Runs)
	return t
}

func (o Options) ask(ctx context.Context, c *endpoint.Client, q sets.Query, check bool) (endpoint.Answer, error) {
	ctx, stop := context.WithTimeout(ctx, o.Timeout)
	defer stop()
	return c.Ask(ctx, q.Text, check)
}

// reference gives the timing whose answer is right: that of the engine named, or else of the first that answered.
func (r *Report) reference(round Round) int {
	for i, e := range r.Engines {
		if e.Name == r.Reference && round.Timings[i].Err == nil {
			return i
		}
	}
	for i := range r.Engines {
		if round.Timings[i].Err == nil {
			return i
		}
	}
	return -1
}

// differs says whether an engine's answer is another than the reference's, as far as the query lets them be compared.
func (r *Report) differs(round Round, engine int) bool {
	ref := r.reference(round)
	if ref < 0 || round.Timings[engine].Err != nil {
		return false
	}
	a, b := round.Timings[ref].Digest, round.Timings[engine].Digest
	switch round.Query.Compare {
	case sets.Count:
		return a.Rows != b.Rows
	case sets.Nothing:
		return false
	}
	return a != b
}
