// Command proof checks the engine against what is known to be right: random queries against a naive evaluator ("oracle"),
// and the suites of the W3C ("conformance"). It is for developers; nothing that runs needs it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"w3id.org/concord/cmd/proof/oracle"
)

func main() {
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
		}
	}
	return errors.New("say what to prove: proof oracle [--n 100000] [--seed 1]")
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
