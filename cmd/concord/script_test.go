package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"concord": main})
}

// TestScripts runs the command lines of testdata/script as a user would.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCode, "lines": makeLines},
	})
}

// exitCode runs concord and checks the exit code: exitcode 2 query.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE ARGS...")
	}
	err := ts.Exec("concord", args[1:]...)
	got := "0"
	if exit, ok := err.(*exec.ExitError); ok {
		got = fmt.Sprint(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("concord %s: exit code %s, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// makeLines writes a file of N-Triples with one broken line: lines FILE COUNT BROKEN.
func makeLines(ts *testscript.TestScript, neg bool, args []string) {
	var count, broken int
	if _, err := fmt.Sscan(strings.Join(args[1:], " "), &count, &broken); err != nil {
		ts.Fatalf("lines: %v", err)
	}
	var b strings.Builder
	for i := 1; i <= count; i++ {
		if i == broken {
			b.WriteString("<https://example.org/s> <https://example.org/p> oops .\n")
			continue
		}
		fmt.Fprintf(&b, "<https://example.org/s%d> <https://example.org/p> \"%d\" .\n", i, i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o644))
}

// TestServe starts the server as a process, asks it, meets the lock with a second one, and stops it by a signal.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "concord")
	if err := os.Symlink(exe, bin); err != nil {
		t.Skip("symbolic links are not to be had here: ", err)
	}
	data := filepath.Join(dir, "store")
	address, stop := startServer(t, bin, data)
	if status, body := fetch(t, address+"/readyz"); status != http.StatusOK || body != "ready\n" {
		t.Errorf("/readyz: %d %q", status, body)
	}
	second := exec.Command(bin, "load", "--store", data, "-")
	second.Stdin = strings.NewReader("")
	out, err := second.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "only one process may write") && !strings.Contains(string(out), "Only one process may write") {
		t.Errorf("a second writer: %v, %s", err, out)
	}
	if out, err := exec.Command(bin, "stats", "--store", data).CombinedOutput(); err != nil || !strings.Contains(string(out), "distinct triples") {
		t.Errorf("reading beside the server: %v, %s", err, out)
	}
	if err := stop(); err != nil {
		t.Errorf("the server did not stop well: %v", err)
	}
	start := time.Now()
	_, stop = startServer(t, bin, data)
	if took := time.Since(start); took > 5*time.Second { // 2 s is the promise; the machine of the test may be slow
		t.Errorf("a later start took %v", took)
	} else {
		t.Logf("a later start took %v", took)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// startServer runs "concord serve" until it prints its address.
func startServer(t *testing.T, bin, data string) (address string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, bin, "serve", "--store", data, "--addr", "127.0.0.1:0")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatalf("the server printed nothing: %v", err)
	}
	line := strings.TrimSpace(string(buf[:n]))
	_, address, ok := strings.Cut(line, " at ")
	if !ok {
		t.Fatalf("the server printed %q", line)
	}
	return address, func() error {
		if err := c.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		return c.Wait()
	}
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}
