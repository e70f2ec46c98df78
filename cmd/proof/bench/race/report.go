package race

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"
)

// Table prints the answers that differ, a row per query and a summary per set and engine.
func (r *Report) Table(w io.Writer) error {
	r.differences(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "set\tquery\trows\t")
	for _, e := range r.Engines {
		fmt.Fprintf(t, "%s ms\tleast\tCPU\t", e.Name)
	}
	fmt.Fprintln(t)
	for _, round := range r.Rounds {
		rows := "-"
		if ref := r.reference(round); ref >= 0 {
			rows = strconv.FormatInt(round.Timings[ref].Digest.Rows, 10)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t", round.Query.Set, round.Query.Name, rows)
		for i := range r.Engines {
			fmt.Fprintf(t, "%s\t%s\t%s\t", r.cell(round, i), r.least(round, i), r.cpu(round, i))
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintln(t)
	if err := t.Flush(); err != nil {
		return err
	}
	return r.summary(w)
}

// cell is the median, with a star where the answer differs, or what went wrong.
func (r *Report) cell(round Round, engine int) string {
	t := round.Timings[engine]
	switch {
	case errors.Is(t.Err, context.DeadlineExceeded):
		return "timeout"
	case t.Err != nil:
		return "fails"
	case r.differs(round, engine):
		return "*" + millis(t.Median())
	}
	return millis(t.Median())
}

func (r *Report) least(round Round, engine int) string {
	if t := round.Timings[engine]; t.Err == nil {
		return millis(t.Least())
	}
	return "-"
}

func (r *Report) cpu(round Round, engine int) string {
	if t := round.Timings[engine]; t.Err == nil && t.CPU > 0 {
		return millis(t.CPU)
	}
	return "-"
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d)/1e6) }

func (r *Report) line(round Round) string {
	s := fmt.Sprintf("%s %s:", round.Query.Set, round.Query.Name)
	for i, e := range r.Engines {
		s += fmt.Sprintf(" %s %s", e.Name, r.cell(round, i))
		if err := round.Timings[i].Err; err != nil && !errors.Is(err, context.DeadlineExceeded) {
			s += fmt.Sprintf(" (%v)", err)
		}
	}
	return s
}

func (r *Report) differences(w io.Writer) {
	for _, round := range r.Rounds {
		ref := r.reference(round)
		for i, e := range r.Engines {
			if t := round.Timings[i]; r.differs(round, i) {
				fmt.Fprintf(w, "differs: %s %s: %s has %v, %s has %v\n", round.Query.Set, round.Query.Name, e.Name, t.Digest,
					r.Engines[ref].Name, round.Timings[ref].Digest)
			} else if t.Err != nil {
				fmt.Fprintf(w, "fails: %s %s: %s: %v\n", round.Query.Set, round.Query.Name, e.Name, t.Err)
			}
		}
	}
	fmt.Fprintln(w)
}

// figures are the summary of an engine over some queries.
type figures struct {
	geometric, median, p95 time.Duration
	cpu                    time.Duration // geometric mean
	fails, wrong, fastest  int
}

// figures counts a query that failed as twice the time limit, as others do; in the median and the percentile too.
func (r *Report) figures(rounds []Round, engine int) (f figures) {
	var times []time.Duration
	var logs, cpus float64
	for _, round := range rounds {
		d := r.counted(round, engine)
		if round.Timings[engine].Err != nil {
			f.fails++
		}
		if r.differs(round, engine) {
			f.wrong++
		}
		if r.best(round) == engine {
			f.fastest++
		}
		times = append(times, d)
		logs += math.Log(d.Seconds())
		cpus += math.Log(r.countedCPU(round, engine).Seconds())
	}
	if len(times) == 0 {
		return f
	}
	slices.Sort(times)
	f.geometric = time.Duration(math.Exp(logs/float64(len(times))) * 1e9)
	f.cpu = time.Duration(math.Exp(cpus/float64(len(times))) * 1e9)
	f.median, f.p95 = times[len(times)/2], times[min(len(times)*95/100, len(times)-1)]
	return f
}

func (r *Report) counted(round Round, engine int) time.Duration {
	if t := round.Timings[engine]; t.Err == nil {
		return max(t.Median(), time.Microsecond)
	}
	return 2 * r.Timeout
}

// countedCPU is the same of processor time.
func (r *Report) countedCPU(round Round, engine int) time.Duration {
	if t := round.Timings[engine]; t.Err == nil {
		return max(t.CPU, time.Microsecond)
	}
	return 2 * r.Timeout
}

// best gives the engine with the shortest time.
func (r *Report) best(round Round) int {
	best := -1
	for i, t := range round.Timings {
		if t.Err == nil && (best < 0 || t.Median() < round.Timings[best].Median()) {
			best = i
		}
	}
	return best
}

// bySet gives the sets in their order, with their rounds; the last one is all together.
func (r *Report) bySet() (names []string, rounds map[string][]Round) {
	const all = "all"
	rounds = map[string][]Round{}
	for _, round := range r.Rounds {
		if s := round.Query.Set; !slices.Contains(names, s) {
			names = append(names, s)
		}
		rounds[round.Query.Set] = append(rounds[round.Query.Set], round)
		rounds[all] = append(rounds[all], round)
	}
	if len(names) != 1 {
		names = append(names, all)
	}
	return names, rounds
}

func (r *Report) summary(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "set\tengine\tqueries\tgeometric mean ms\tof CPU\tmedian ms\t95th ms\tfails\tdiffers\tfastest\tpeak MB\tanonymous MB\t")
	names, rounds := r.bySet()
	for _, name := range names {
		for i, e := range r.Engines {
			f := r.figures(rounds[name], i)
			fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t\n", name, e.Name, len(rounds[name]), millis(f.geometric), r.meanCPU(f, i), millis(f.median), millis(f.p95),
				f.fails, f.wrong, f.fastest, megabytes(r.Memory[i].Resident), megabytes(r.Memory[i].Anonymous))
		}
	}
	return t.Flush()
}

func (r *Report) meanCPU(f figures, engine int) string {
	if r.Engines[engine].PID == 0 {
		return "-"
	}
	return millis(f.cpu)
}

func megabytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return strconv.FormatInt(n/1e6, 10)
}

// columns are those of the CSV file; times in seconds.
var columns = []string{"set", "query", "engine", "first", "least", "median", "cpu", "runs", "rows", "hash", "differs", "bytes", "error"}

// CSV writes a line per query and engine; times are in seconds.
func (r *Report) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write(columns)
	for _, round := range r.Rounds {
		for i, e := range r.Engines {
			t := round.Timings[i]
			message := ""
			if t.Err != nil {
				message = t.Err.Error()
			}
			c.Write([]string{round.Query.Set, round.Query.Name, e.Name, seconds(t.First), seconds(t.Least()), seconds(t.Median()), seconds(t.CPU), strconv.Itoa(len(t.Runs)),
				strconv.FormatInt(t.Digest.Rows, 10), fmt.Sprintf("%016x", t.Digest.Hash), strconv.FormatBool(r.differs(round, i)),
				strconv.FormatInt(t.Bytes, 10), message})
		}
	}
	c.Flush()
	return c.Error()
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 6, 64) }
