package race

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"w3id.org/concord/cmd/proof/bench/endpoint"
)

// Load is what an engine did under many clients.
type Load struct {
	Engine  string
	Elapsed time.Duration
	Times   []time.Duration // of the queries answered, sorted
	Fails   int
	Memory  Memory
}

// PerSecond gives the queries answered in a second.
func (l Load) PerSecond() float64 { return float64(len(l.Times)) / l.Elapsed.Seconds() }

// Percentile gives the time that so many percent of the answers did not exceed.
func (l Load) Percentile(p int) time.Duration {
	if len(l.Times) == 0 {
		return 0
	}
	return l.Times[min(len(l.Times)*p/100, len(l.Times)-1)]
}

// Throughput lets so many clients ask an engine at once, each the queries in their order but from another start, for a time; one
// engine after the other.
func Throughput(ctx context.Context, o Options, clients int, lasting time.Duration) ([]Load, error) {
	var loads []Load
	for _, e := range o.Engines {
		resetPeak(e.PID)
		l := o.load(ctx, e, clients, lasting)
		l.Memory = MemoryOf(e.PID)
		loads = append(loads, l)
		if ctx.Err() != nil {
			return loads, ctx.Err()
		}
	}
	return loads, nil
}

func (o Options) load(ctx context.Context, e Engine, clients int, lasting time.Duration) Load {
	l := Load{Engine: e.Name}
	client := endpoint.New(e.URL, clients)
	start := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := c * len(o.Queries) / clients; time.Since(start) < lasting && ctx.Err() == nil; i++ {
				a, err := o.ask(ctx, client, o.Queries[i%len(o.Queries)], false)
				mu.Lock()
				if err != nil {
					l.Fails++
				} else {
					l.Times = append(l.Times, a.Total)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	l.Elapsed = time.Since(start)
	slices.Sort(l.Times)
	return l
}

// PrintLoads prints a row per engine.
func PrintLoads(w io.Writer, loads []Load) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "engine\tqueries/s\tanswered\tfails\tmedian ms\t95th ms\t99th ms\tpeak MB\tanonymous MB\t")
	for _, l := range loads {
		fmt.Fprintf(t, "%s\t%.1f\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t\n", l.Engine, l.PerSecond(), len(l.Times), l.Fails, millis(l.Percentile(50)),
			millis(l.Percentile(95)), millis(l.Percentile(99)), megabytes(l.Memory.Resident), megabytes(l.Memory.Anonymous))
	}
	return t.Flush()
}
