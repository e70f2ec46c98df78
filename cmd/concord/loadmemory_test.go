package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/proof/bench/race"
)

// TestLoadMemory loads a file in a process of its own, with less memory than its rows, terms or long literals take, and looks
// at the process's anonymous memory while it runs.
func TestLoadMemory(t *testing.T) {
	if runtime.GOOS != "linux" || raceDetector {
		t.Skip("the system does not tell of anonymous memory, or it is not as usual")
	}
	for name, lines := range map[string]func(w *bufio.Writer){"short": shortLines, "long": longLines} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "in.nt")
			writeLines(t, file, lines)
			const allowed = 32 << 20
			got, out := loadWatched(t, "--store", filepath.Join(dir, "store"), "load", "--memory", fmt.Sprint(allowed), file)
			t.Logf("%d MiB at most: %s", got>>20, out)
			if most := int64(allowed + besideSorting + ownMemory); got > most || got == 0 {
				t.Errorf("%d MiB of anonymous memory, at most %d are allowed", got>>20, most>>20)
			}
			left, err := filepath.Glob(filepath.Join(dir, "store", "tmp-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left over: %v, %v", left, err)
			}
		})
	}
}

// ownMemory is what the program has whatever it does: variables, tables of the runtime and of the libraries.
const ownMemory = 24 << 20

// shortLines are a million statements of 400 thousand terms.
func shortLines(w *bufio.Writer) {
	for i := range 1_000_000 {
		fmt.Fprintf(w, "<https://example.org/thing/%d> <https://example.org/p%d> <https://example.org/thing/%d> .\n", i/5, i%5, (i*7919)%400_000)
	}
}

// longLines are fifty thousand literals of over 4 KiB.
func longLines(w *bufio.Writer) {
	rest := strings.Repeat("0123456789abcdef", 256)
	for i := range 50_000 {
		fmt.Fprintf(w, "<https://example.org/document/%d> <https://example.org/text> \"%08d %s\" .\n", i, i*7919%1_000_003, rest)
	}
}

func writeLines(t *testing.T, name string, lines func(w *bufio.Writer)) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	lines(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}

// loadWatched runs the program and gives the most anonymous memory that it was seen with.
func loadWatched(t *testing.T, args ...string) (peak int64, out string) {
	t.Helper()
	program, err := exec.LookPath("concord")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, args...)
	var text strings.Builder
	c.Stdout, c.Stderr = &text, &text
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, text.String())
			}
			return peak, text.String()
		case <-time.After(10 * time.Millisecond):
			peak = max(peak, race.MemoryOf(c.Process.Pid).Anonymous)
		}
	}
}
