package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/cmd/proof/bench/race"
	"w3id.org/concord/cmd/proof/bench/sets"
)

// queryOptions are the flags of proof bench query.
type queryOptions struct {
	race.Options
	sets, only, csv, svg string
	data                 sets.Options
	cold                 bool
	clients              int
	lasting              time.Duration
}

func runQuery(ctx context.Context, args []string, stdout io.Writer) error {
	o, err := queryFlags(args)
	if err != nil {
		return err
	}
	if o.Queries, err = o.load(); err != nil {
		return err
	}
	if o.clients > 0 {
		loads, err := race.Throughput(ctx, o.Options, o.clients, o.lasting)
		if err != nil {
			return err
		}
		return race.PrintLoads(stdout, loads)
	}
	rep, err := race.Run(ctx, o.Options) // what is done is reported, also after an interrupt
	return errors.Join(err, rep.Table(stdout), toFile(o.csv, rep.CSV), toFile(o.svg, rep.SVG))
}

func queryFlags(args []string) (*queryOptions, error) {
	f := flag.NewFlagSet("query", flag.ContinueOnError)
	o := &queryOptions{}
	o.Log = os.Stderr
	var pids []string
	f.Func("engine", "NAME=ADDRESS of an endpoint; one for each engine", func(s string) error {
		name, address, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("an engine is NAME=ADDRESS")
		}
		o.Engines = append(o.Engines, race.Engine{Name: name, URL: address})
		return nil
	})
	f.Func("pid", "NAME=PID of the process of an engine, whose memory is to be watched", func(s string) error {
		pids = append(pids, s)
		return nil
	})
	f.StringVar(&o.sets, "set", strings.Join(sets.Names(), ","), "sets of queries, by comma; all must be of the data that the engines hold")
	f.StringVar(&o.only, "only", "", "names of queries, by comma")
	f.Int64Var(&o.data.Triples, "triples", 1_000_000, "triples of the data that the engines hold")
	f.Uint64Var(&o.data.Seed, "seed", 1, "where the random numbers of the data started")
	f.IntVar(&o.Runs, "runs", 3, "timed runs of each query after the first")
	f.BoolVar(&o.cold, "cold", false, "only the first run: start the engines anew before")
	f.DurationVar(&o.Timeout, "timeout", time.Minute, "time limit of one query; give the engines the same")
	f.DurationVar(&o.Patience, "patience", 20*time.Second, "no further run of a query on which an engine spent so long")
	f.StringVar(&o.Reference, "reference", "", "the engine whose answers count where they differ (default: the first)")
	f.StringVar(&o.csv, "csv", "", "file for all figures")
	f.StringVar(&o.svg, "svg", "", "file for a plot")
	f.IntVar(&o.clients, "clients", 0, "measure throughput instead, with so many clients at once")
	f.DurationVar(&o.lasting, "lasting", 30*time.Second, "how long the clients ask each engine")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if o.cold {
		o.Runs = 0
	}
	if len(o.Engines) == 0 {
		return nil, errors.New("proof bench query needs at least one --engine NAME=ADDRESS")
	}
	return o, o.setPIDs(pids)
}

func (o *queryOptions) setPIDs(pids []string) error {
	for _, s := range pids {
		name, number, _ := strings.Cut(s, "=")
		pid, err := strconv.Atoi(number)
		i := slices.IndexFunc(o.Engines, func(e race.Engine) bool { return e.Name == name })
		if err != nil || i < 0 {
			return fmt.Errorf("--pid %s: it must be NAME=PID with the name of an engine", s)
		}
		o.Engines[i].PID = pid
	}
	return nil
}

// load gives the queries of the sets asked for.
func (o *queryOptions) load() (queries []sets.Query, err error) {
	for _, name := range strings.Split(o.sets, ",") {
		qs, err := sets.Load(name, o.data)
		if err != nil {
			return nil, err
		}
		for _, q := range qs {
			if o.only == "" || slices.Contains(strings.Split(o.only, ","), q.Name) {
				queries = append(queries, q)
			}
		}
	}
	if len(queries) == 0 {
		return nil, fmt.Errorf("no query of %s is named %s", o.sets, o.only)
	}
	return queries, nil
}

// toFile writes into a file, if it has a name.
func toFile(name string, write func(io.Writer) error) error {
	if name == "" {
		return nil
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
