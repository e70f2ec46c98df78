package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/proof/bench/sets"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/results"
	"w3id.org/concord/query/sparql"
)

// stopping is what proof bench stop found of one query: how long it went on at worst after it was cancelled.
type stopping struct {
	sets.Query
	whole     time.Duration // the whole query, or the patience
	late, cpu time.Duration // by the clock and of the process
	at        time.Duration // when it was cancelled that time
	stopped   int           // how often the cancellation found it at work
}

type stopOptions struct {
	queryOptions
	store    string
	times    int
	most     time.Duration
	engine   query.Options
	patience time.Duration
}

// runStop cancels each query of the sets at random moments and measures how long it goes on: in this process, where nothing but the engine
// lies between the cancellation and the end.
func runStop(ctx context.Context, args []string, stdout io.Writer) error {
	o, err := stopFlags(args)
	if err != nil {
		return err
	}
	queries, err := o.load()
	if err != nil {
		return err
	}
	st, err := store.Open(o.store, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer st.Close()
	e := query.New(st, o.engine)
	random := rand.New(rand.NewPCG(o.data.Seed, 1))
	var found []stopping
	for _, q := range queries {
		s, err := o.stop(ctx, e, q, random)
		if err != nil {
			return fmt.Errorf("%s %s: %w", q.Set, q.Name, err)
		}
		found = append(found, s)
	}
	return o.report(stdout, found)
}

func stopFlags(args []string) (*stopOptions, error) {
	f := flag.NewFlagSet("stop", flag.ContinueOnError)
	o := &stopOptions{engine: query.Options{Memory: 512 << 20, Temp: os.TempDir()}}
	f.StringVar(&o.store, "store", "", "folder of the store that holds the data")
	f.StringVar(&o.sets, "set", "sp2b,features-sp2b", "sets of queries, by comma; all must be of the data that the store holds")
	f.StringVar(&o.only, "only", "", "names of queries, by comma")
	f.Int64Var(&o.data.Triples, "triples", 1_000_000, "triples of the data that the store holds")
	f.Uint64Var(&o.data.Seed, "seed", 1, "where the random numbers of the data, and of the moments, started")
	f.IntVar(&o.times, "times", 20, "how often each query is cancelled")
	f.DurationVar(&o.patience, "patience", 5*time.Second, "no query is cancelled later than that")
	f.DurationVar(&o.most, "most", 100*time.Millisecond, "processor time after which going on is an error")
	f.Int64Var(&o.engine.Memory, "memory", o.engine.Memory, "bytes a query may hold before it writes files")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if o.store == "" {
		return nil, errors.New("proof bench stop needs --store, the folder of a store")
	}
	return o, nil
}

// stop runs a query once to learn how long it takes, and then cancels it at moments between its beginning and its end.
func (o *stopOptions) stop(ctx context.Context, e *query.Engine, q sets.Query, random *rand.Rand) (s stopping, err error) {
	s.Query = q
	whole, cancel := context.WithTimeout(ctx, o.patience)
	begin := time.Now()
	err = drain(whole, e, q.Text)
	cancel()
	s.whole = time.Since(begin)
	for range o.times {
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return s, err
		}
		err = s.once(ctx, e, time.Duration(random.Int64N(int64(s.whole)+1)))
	}
	return s, err
}

// once cancels the query after a while.
func (s *stopping) once(ctx context.Context, e *query.Engine, after time.Duration) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cancelled := make(chan [2]time.Duration, 1) // the clock and the processors at that moment
	begin := time.Now()
	timer := time.AfterFunc(after, func() {
		now := [2]time.Duration{time.Since(begin), indextest.ProcessorTime()}
		cancel()
		cancelled <- now
	})
	err := drain(ctx, e, s.Text)
	end, used := time.Since(begin), indextest.ProcessorTime()
	if timer.Stop() || !errors.Is(err, context.Canceled) {
		return err // it was done before
	}
	then := <-cancelled
	s.stopped++
	if late := end - then[0]; late > s.late {
		s.late, s.at = late, after
	}
	s.cpu = max(s.cpu, used-then[1])
	return nil
}

// drain asks a query and throws its answer away, written as the server writes it.
func drain(ctx context.Context, e *query.Engine, text string) error {
	r, err := e.Query(ctx, text, query.Params{})
	if err != nil {
		return err
	}
	defer r.Close()
	if f := r.Form(); f == sparql.Select || f == sparql.Ask {
		_, err = answer.Solutions(io.Discard, r, results.TSV)
	} else {
		_, err = answer.Triples(io.Discard, r, rdf.NTriples)
	}
	return err
}

func (o *stopOptions) report(w io.Writer, found []stopping) error {
	slices.SortStableFunc(found, func(a, b stopping) int { return int(b.late - a.late) })
	fmt.Fprintf(w, "%s: each query cancelled %d times; the worst first\n", filepath.Base(o.store), o.times)
	fmt.Fprintf(w, "%16s %32s %10s %8s %10s %10s %10s\n", "set", "query", "whole ms", "stopped", "late ms", "CPU ms", "at ms")
	var late []error
	for _, s := range found {
		fmt.Fprintf(w, "%16s %32s %10.1f %8d %10.1f %10.1f %10.1f\n", s.Set, s.Name, ms(s.whole), s.stopped, ms(s.late), ms(s.cpu), ms(s.at))
		if s.cpu > o.most {
			late = append(late, fmt.Errorf("%s %s went on for %v after it was cancelled", s.Set, s.Name, s.cpu))
		}
	}
	return errors.Join(late...)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
