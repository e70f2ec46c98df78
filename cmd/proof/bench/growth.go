package bench

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"w3id.org/concord/cmd/proof/bench/race"
)

// runGrowth prints how the times of one engine grow with the data.
func runGrowth(args []string, stdout io.Writer) error {
	f := flag.NewFlagSet("growth", flag.ContinueOnError)
	g := &race.Growth{}
	f.StringVar(&g.Engine, "engine", "concord", "whose times, as named to proof bench query")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return errors.New("growth takes files of proof bench query --csv, each as TRIPLES=FILE")
	}
	for _, a := range f.Args() {
		if err := readGrowth(g, a); err != nil {
			return err
		}
	}
	return g.Table(stdout)
}

func readGrowth(g *race.Growth, arg string) error {
	triples, name, ok := strings.Cut(arg, "=")
	size, err := strconv.ParseInt(triples, 10, 64)
	if !ok || err != nil || size <= 0 {
		return fmt.Errorf("%q should be TRIPLES=FILE, such as 1000000=sp2b.csv", arg)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := g.Read(file, size); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
