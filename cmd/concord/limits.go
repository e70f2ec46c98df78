package main

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ingest"
)

// limitFlags are the flags for what a document may hold.
func limitFlags(f *pflag.FlagSet, l *ingest.Limits) {
	f.IntVar(&l.MaxDepth, "max-depth", 0, "nesting of brackets or elements (default: 512, RDF/XML 1024)")
	f.Var(size[int]{&l.MaxToken}, "max-literal", "size of one literal or line, like 1MiB (default: 64MiB)")
	f.IntVar(&l.MaxPrefixes, "max-prefixes", 0, "prefixes of one document (default: 65536)")
	f.Var(size[int64]{&l.MaxDocument}, "max-document", "size of a JSON-LD document, which is held as a whole (default: 256MiB)")
	f.IntVar(&l.MaxRatio, "max-ratio", 0, fmt.Sprintf("times its size that a document may grow to when it is unpacked or its short names are written out (default: %d)", ingest.DefaultMaxRatio))
	f.Uint64Var(&l.MaxQuads, "max-triples", 0, "statements of all documents together (default: no limit)")
}

// uploadFlags are the flags for what a graph that is sent to the server may hold.
func uploadFlags(f *pflag.FlagSet, bytes *int64, l *ingest.Limits) {
	*bytes, *l = 64<<20, ingest.UploadLimits()
	f.Var(size[int64]{bytes}, "max-upload", "size of a graph or file that is sent, packed or not, like 1GiB")
	f.IntVar(&l.MaxDepth, "max-depth", l.MaxDepth, "nesting of brackets or elements in a graph that is sent")
	f.Var(size[int]{&l.MaxToken}, "max-literal", "size of one literal or line in a graph that is sent")
	f.IntVar(&l.MaxPrefixes, "max-prefixes", l.MaxPrefixes, "prefixes of a graph that is sent")
	f.Var(size[int64]{&l.MaxDocument}, "max-document", "size of a graph that is sent in JSON-LD, which is held as a whole")
	f.IntVar(&l.MaxRatio, "max-ratio", l.MaxRatio, "times its size that a graph that is sent may grow to")
	f.Uint64Var(&l.MaxQuads, "max-triples", l.MaxQuads, "statements of a graph that is sent")
}

// limitHint says which flag raises the limit that an error is about.
func limitHint(e *ingest.LimitError) string { return e.Error() + " (--max-" + e.Limit + ")" }

// size is a flag for a number of bytes.
type size[N int | int64 | uint64] struct{ n *N }

var units = []struct {
	name string
	n    int64
}{{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"b", 1}}

// String gives the number of bytes, in mebibytes if they come out even.
func (s size[N]) String() string {
	if s.n == nil || *s.n == 0 {
		return "0" // what the help takes for no default
	}
	if n := int64(*s.n); n%(1<<20) == 0 {
		return strconv.FormatInt(n>>20, 10) + "MiB"
	}
	return strconv.FormatInt(int64(*s.n), 10)
}

// Type is what the help calls the value.
func (s size[N]) Type() string { return "size" }

// Set reads a number of bytes: 1000, 64KiB, 10MB.
func (s size[N]) Set(text string) error {
	number, unit := strings.ToLower(strings.TrimSpace(text)), int64(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.n
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt/unit {
		return fmt.Errorf("%q is no size; write it like 1000, 64KiB or 10MB", text)
	}
	*s.n = N(n * unit)
	return nil
}

// contextFlag lets files stand for the contexts that JSON-LD documents name. Nothing is fetched.
func contextFlag(f *pflag.FlagSet, o *ingest.Options) {
	files := map[string]string{}
	f.StringToStringVar(&files, "context", nil, "file that stands for a JSON-LD context, like https://example.org/c=context.jsonld; may be repeated (contexts are never fetched)")
	o.LoadContext = func(iri string) ([]byte, error) {
		name, ok := files[iri]
		if !ok {
			return nil, fmt.Errorf("contexts are not fetched; --context %s=FILE lets a file stand for it", iri)
		}
		return os.ReadFile(name)
	}
}

// mostForLoad is what a load may use unless it is told otherwise: with more, a hundred million triples would not load faster.
const mostForLoad = 7 << 30

// memoryShare is what a load may use unless it is told otherwise: half of the machine's memory, at most mostForLoad; 0 if the system
// does not say how much there is.
func memoryShare() uint64 {
	total, err := vfs.Memory()
	if err != nil {
		return 0
	}
	return min(total/2, mostForLoad)
}

// besideSorting is what a load takes beside what sorting may use: the documents that are read, the statistics, the runtime.
const besideSorting = 64 << 20

// boundHeap makes the garbage collector keep the process within what a load may use: left alone, it lets dead objects be as large as
// those that live. The function it gives undoes this.
func boundHeap(memory uint64) (undo func()) {
	before := debug.SetMemoryLimit(-1)
	if memory > 0 && memory < math.MaxInt64-besideSorting {
		debug.SetMemoryLimit(min(before, int64(memory)+besideSorting))
	}
	return func() { debug.SetMemoryLimit(before) }
}
