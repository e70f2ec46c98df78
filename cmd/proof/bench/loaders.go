package bench

import (
	"context"
	_ "embed"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"w3id.org/concord/cmd/proof/bench/race"
)

//go:embed peers/pyoxigraph_load.py
var pyoxigraphLoad string

// loader is an engine that can load files of N-Triples into an empty folder.
type loader struct {
	name    string
	missing string        // what program needs, if it gives nothing
	program func() string // what load starts
	load    func(ctx context.Context, program, dir string, files []string) (cost, race.Memory, error)
}

var loaders = []loader{
	{"concord", "CONCORD_PROGRAM names the program, or it is on the path", inPath("CONCORD_PROGRAM", "concord"),
		process(func(program, dir string, files []string) []string {
			return append([]string{program, "--store", filepath.Join(dir, "store"), "load"}, files...)
		})},
	{"oxigraph", "CONCORD_OXIGRAPH names the program (cargo install oxigraph-cli), or it is on the path", inPath("CONCORD_OXIGRAPH", "oxigraph"),
		process(func(program, dir string, files []string) []string {
			args := []string{program, "load", "--location", dir}
			for _, f := range files {
				args = append(args, "--file", f)
			}
			return args
		})},
	{"pyoxigraph", "CONCORD_PYTHON names a Python that has pyoxigraph", named("CONCORD_PYTHON"),
		process(func(program, dir string, files []string) []string {
			return append([]string{program, "-c", pyoxigraphLoad, dir}, files...)
		})},
	{"jena", "CONCORD_JENA_LIB names a folder with the jars of Jena", named("CONCORD_JENA_LIB"),
		process(func(lib, dir string, files []string) []string {
			return append([]string{"java", "-cp", filepath.Join(lib, "*"), "tdb2.tdbloader", "--loader=parallel", "--loc", dir}, files...)
		})},
	{"virtuoso", "CONCORD_VIRTUOSO names virtuoso-t, or it is on the path", inPath("CONCORD_VIRTUOSO", "virtuoso-t"), loadVirtuoso},
}

func loaderNames() (names []string) {
	for _, l := range loaders {
		names = append(names, l.name)
	}
	return names
}

func named(variable string) func() string { return func() string { return os.Getenv(variable) } }

// inPath looks for a program in a variable, then on the path.
func inPath(variable, name string) func() string {
	return func() string {
		if p := os.Getenv(variable); p != "" {
			return p
		}
		p, _ := exec.LookPath(name)
		return p
	}
}

// process is a loader that is one command.
func process(args func(program, dir string, files []string) []string) func(context.Context, string, string, []string) (cost, race.Memory, error) {
	return func(ctx context.Context, program, dir string, files []string) (cost, race.Memory, error) {
		a := args(program, dir, files)
		return spendWatched(exec.CommandContext(ctx, a[0], a[1:]...))
	}
}

// blocksOf is what a file takes on disk: a database may reserve more than it wrote.
func blocksOf(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Blocks * 512
	}
	return info.Size()
}
