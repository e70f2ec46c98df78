// Command concord is the one binary: it loads, serves and queries a knowledge graph of international rule-making, or
// any other RDF data. Commands here are thin: they read flags, call a package below, and print.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(mainCode()) }

// mainCode runs the command line of this process and returns its exit code.
func mainCode() int {
	signal.Ignore(syscall.SIGPIPE) // "| head" closes the pipe: the write says so, and the command ends as it should
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}
