// Command proof checks the engine against what is known to be right: random queries against a naive evaluator ("oracle"),
// the suites of the W3C ("conformance"), the store's promises against crashes, failing disks and damage ("torture"); and it measures Concord beside its peers ("bench"). It is for developers; nothing that
// runs needs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"w3id.org/concord/cmd/proof/bench"
	"w3id.org/concord/cmd/proof/conformance"
	"w3id.org/concord/cmd/proof/oracle"
	"w3id.org/concord/cmd/proof/torture"
)

func main() {
	torture.Child() // does not return in a process that torture started
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "proof:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "oracle":
			return runOracle(args[1:])
		case "conformance":
			return runConformance(args[1:])
		case "bench":
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			return bench.Run(ctx, args[1:], os.Stdout)
		case "torture":
			return runTorture(args[1:])
		}
	}
	return errors.New("say what to prove: proof oracle [--n 100000] [--seed 1], proof conformance --suites DIR, proof torture, or proof bench")
}

func runOracle(args []string) error {
	f := flag.NewFlagSet("oracle", flag.ContinueOnError)
	o := oracle.Options{Log: os.Stdout, Progress: true}
	f.IntVar(&o.N, "n", 100000, "random queries to ask")
	f.Uint64Var(&o.Seed, "seed", 1, "where the random numbers start")
	f.IntVar(&o.Max, "max", 5, "differences after which to stop")
	if err := f.Parse(args); err != nil {
		return err
	}
	rep, err := oracle.Run(o)
	fmt.Println(rep)
	if err == nil && rep.Differences > 0 {
		err = fmt.Errorf("%d differences", rep.Differences)
	}
	return err
}

func runTorture(args []string) error {
	f := flag.NewFlagSet("torture", flag.ContinueOnError)
	o := torture.Options{Log: os.Stderr}
	f.Int64Var(&o.Seed, "seed", 1, "where the random numbers start")
	f.IntVar(&o.Count, "count", 0, "trials of each attack; 0 is the full number")
	f.IntVar(&o.Part.N, "part", 0, "which part of the bytes flips damages, from 0")
	f.IntVar(&o.Part.Of, "of", 1, "how many parts there are")
	f.StringVar(&o.Dir, "dir", "", "folder for stores on the disk; the system's for temporary files if it is empty")
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "proof torture [flags] [all | %s ...]\n", strings.Join(torture.Names(), " | "))
		f.PrintDefaults()
	}
	if err := f.Parse(args); err != nil {
		return err
	}
	if o.Attacks = f.Args(); f.Arg(0) == "all" {
		o.Attacks = nil
	}
	rep, err := torture.Run(o)
	if err != nil {
		return err
	}
	rep.Print(os.Stdout)
	if n := rep.Differences(); n > 0 {
		return fmt.Errorf("%d differences", n)
	}
	return nil
}

func runConformance(args []string) error {
	f := flag.NewFlagSet("conformance", flag.ContinueOnError)
	dir := f.String("suites", os.Getenv("CONCORD_SUITES"), "the folder that holds rdf-tests, rdf-canon and json-ld-api")
	only := f.String("only", "", "suites to run, by comma: "+strings.Join(conformance.Suites(), ","))
	earl := f.String("earl", "", "file to write a report in EARL to")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("--suites names the folder that holds rdf-tests, rdf-canon and json-ld-api; it is missing")
	}
	o := conformance.Options{Dir: *dir}
	if *only != "" {
		o.Suites = strings.Split(*only, ",")
	}
	rep, err := conformance.Run(o)
	if err != nil {
		return err
	}
	rep.Print(os.Stdout)
	if *earl != "" {
		if err := writeEARL(rep, *earl); err != nil {
			return err
		}
	}
	if rep.Total.Failed > 0 {
		return fmt.Errorf("%d tests fail", rep.Total.Failed)
	}
	return nil
}

func writeEARL(rep *conformance.Report, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := rep.EARL(f, time.Now()); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
