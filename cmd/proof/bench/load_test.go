package bench

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLoadIsMeasured loads with a shell in place of an engine.
func TestLoadIsMeasured(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data.nt")
	if err := os.WriteFile(data, []byte("<s> <p> <o> .\n<s> <p> <q> .\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	copies := loader{name: "copies", load: process(func(program, dir string, files []string) []string {
		return []string{program, "-c", `sleep 0.1; cat "$1" "$1" > "$0/copy"`, dir, files[0]}
	})}
	r := loadOptions{dir: dir, keep: true}.measure(context.Background(), copies, sh, []string{data})
	if r.err != nil || r.disk == 0 || r.cost.wall <= 0 || r.memory.Resident == 0 {
		t.Errorf("%+v", r)
	}
	fails := loader{name: "fails", load: process(func(program, _ string, _ []string) []string {
		return []string{program, "-c", "echo first >&2; echo last >&2; exit 3"}
	})}
	if r = (loadOptions{dir: dir}).measure(context.Background(), fails, sh, []string{data}); r.err == nil || !strings.Contains(r.err.Error(), "last") {
		t.Errorf("%v", r.err)
	}
	if n, err := countLines([]string{data, data}); n != 4 || err != nil {
		t.Errorf("%d lines, %v", n, err)
	}
}

func TestAbsentLoadersAreNamed(t *testing.T) {
	for _, v := range []string{"CONCORD_PROGRAM", "CONCORD_OXIGRAPH", "CONCORD_PYTHON", "CONCORD_JENA_LIB", "CONCORD_VIRTUOSO"} {
		t.Setenv(v, "")
	}
	t.Setenv("PATH", t.TempDir())
	var out strings.Builder
	data := filepath.Join(t.TempDir(), "data.nt")
	if err := os.WriteFile(data, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), []string{"load", "--dir", t.TempDir(), data}, &out); err != nil {
		t.Fatal(err)
	}
	for _, name := range loaderNames() {
		if !strings.Contains(out.String(), "absent: "+name) {
			t.Errorf("%s is not named as absent:\n%s", name, &out)
		}
	}
}
