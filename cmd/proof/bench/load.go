package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"w3id.org/concord/cmd/proof/bench/race"
)

// loadOptions are the flags of proof bench load.
type loadOptions struct {
	dir, only string
	keep      bool
}

// loadResult is what it cost an engine to load the files, and what it made of them.
type loadResult struct {
	engine string
	cost   cost
	memory race.Memory
	disk   int64
	err    error
}

func runLoad(ctx context.Context, args []string, stdout io.Writer) error {
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	o := loadOptions{}
	f.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "concord-bench"), "folder for the databases, one below it for each engine")
	f.StringVar(&o.only, "only", "", "engines by comma: "+strings.Join(loaderNames(), ","))
	f.BoolVar(&o.keep, "keep", false, "leave the databases there, to be served")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return errors.New("load takes the names of one or more files of N-Triples")
	}
	files, err := absolute(f.Args())
	if err != nil {
		return err
	}
	if o.dir, err = filepath.Abs(o.dir); err != nil { // Virtuoso runs in its folder
		return err
	}
	return loadTable(ctx, o, files, stdout)
}

func absolute(names []string) ([]string, error) {
	var all []string
	for _, name := range names {
		full, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		all = append(all, full)
	}
	return all, nil
}

func loadTable(ctx context.Context, o loadOptions, files []string, stdout io.Writer) error {
	lines, err := countLines(files)
	if err != nil {
		return err
	}
	var results []loadResult
	for _, l := range loaders {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), l.name) {
			continue
		}
		program := l.program()
		if program == "" {
			fmt.Fprintf(stdout, "absent: %s: %s\n", l.name, l.missing)
			continue
		}
		results = append(results, o.measure(ctx, l, program, files))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return printLoad(stdout, lines, results)
}

// measure loads the files into an empty folder.
func (o loadOptions) measure(ctx context.Context, l loader, program string, files []string) (r loadResult) {
	r.engine = l.name
	dir := filepath.Join(o.dir, l.name)
	if r.err = errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); r.err != nil {
		return r
	}
	r.cost, r.memory, r.err = l.load(ctx, program, dir, files)
	r.disk = diskOf(dir)
	if !o.keep {
		r.err = errors.Join(r.err, os.RemoveAll(dir))
	}
	return r
}

// spendWatched is spend with the memory watched while the process runs.
func spendWatched(c *exec.Cmd) (cost, race.Memory, error) {
	var stderr strings.Builder
	c.Stderr = &stderr
	start := time.Now()
	if err := c.Start(); err != nil {
		return cost{}, race.Memory{}, err
	}
	memory := watch(c.Process.Pid)
	err := c.Wait()
	out := cost{wall: time.Since(start), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	m := memory()
	out.peak = m.Resident
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", c.Args[0], err, lastLine(stderr.String()))
	}
	return out, m, err
}

// watch looks at the memory of a process forty times a second until the function it gives is called, which gives the peak.
func watch(pid int) func() race.Memory {
	stop, peak := make(chan struct{}), make(chan race.Memory)
	go func() {
		var m race.Memory
		for {
			select {
			case <-stop:
				peak <- m
				return
			case <-time.After(25 * time.Millisecond):
				m = m.Or(race.MemoryOf(pid))
			}
		}
	}()
	return func() race.Memory {
		close(stop)
		return <-peak
	}
}

// diskOf adds up what the files below a folder take on disk.
func diskOf(dir string) (n int64) {
	filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			n += blocksOf(info)
		}
		return nil
	})
	return n
}

func countLines(files []string) (n int64, err error) {
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return 0, err
		}
		c := &lineCounter{}
		_, err = io.Copy(c, f)
		f.Close()
		if err != nil {
			return 0, err
		}
		n += c.n
	}
	return n, nil
}

type lineCounter struct{ n int64 }

func (c *lineCounter) Write(b []byte) (int, error) {
	for _, x := range b {
		if x == '\n' {
			c.n++
		}
	}
	return len(b), nil
}

func printLoad(stdout io.Writer, lines int64, results []loadResult) error {
	fmt.Fprintf(stdout, "%d triples\n", lines)
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "engine\twall s\tCPU s\tthousand triples/s\tpeak MB\tanonymous MB\tdisk MB\tbytes/triple\t")
	for _, r := range results {
		if r.err != nil {
			fmt.Fprintf(t, "%s\tfails: %v\t\t\t\t\t\t\t\n", r.engine, r.err)
			continue
		}
		s := r.cost.wall.Seconds()
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.0f\t%d\t%d\t%d\t%.1f\t\n", r.engine, s, r.cost.cpu.Seconds(), float64(lines)/s/1e3,
			r.memory.Resident/1e6, r.memory.Anonymous/1e6, r.disk/1e6, float64(r.disk)/float64(lines))
	}
	return t.Flush()
}
