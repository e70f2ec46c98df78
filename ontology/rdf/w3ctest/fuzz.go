package w3ctest

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"w3id.org/concord/ontology/rdf"
)

// Seeds gives a fuzz target the short documents of a suite to begin with: those with the extension in a folder below
// CONCORD_SUITES. Without the variable the target begins with its own.
func Seeds(f *testing.F, folder, ext string) {
	suites := os.Getenv("CONCORD_SUITES")
	if suites == "" {
		return
	}
	err := filepath.WalkDir(filepath.Join(suites, folder), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ext {
			return err
		}
		text, err := os.ReadFile(name)
		if err == nil && len(text) < 4<<10 {
			f.Add(string(text))
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// ReadFuzzed reads a document of a fuzz target. It fails the test if an error has no place, or if the document gives other
// statements or another error when it comes byte by byte or in halves; it returns what it read. anyError is for readers that find
// one of several mistakes, and not always the same.
func ReadFuzzed(t *testing.T, text string, anyError bool, open func(io.Reader) rdf.Reader) ([]rdf.Quad, error) {
	t.Helper()
	quads, err := Quads(open(strings.NewReader(text)))
	if err != nil {
		checkPlace(t, text, err)
	}
	for how, in := range map[string]io.Reader{
		"byte by byte": iotest.OneByteReader(strings.NewReader(text)),
		"in halves":    iotest.HalfReader(iotest.DataErrReader(strings.NewReader(text))),
	} {
		again, errAgain := Quads(open(in))
		if same := err != nil && errAgain != nil && anyError || fmt.Sprint(err) == fmt.Sprint(errAgain); !same || fmt.Sprint(quads) != fmt.Sprint(again) {
			t.Fatalf("%q gives %v %v\n%s: %v %v", text, quads, err, how, again, errAgain)
		}
	}
	return quads, err
}

func checkPlace(t *testing.T, text string, err error) {
	t.Helper()
	e, ok := err.(*rdf.SyntaxError)
	if !ok || e.Line < 1 || e.Column < 1 || e.Msg == "" || e.Offset < 0 || e.Offset > int64(len(text)) {
		t.Fatalf("an error without a place: %#v", err)
	}
}
