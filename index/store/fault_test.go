package store

import (
	"os"
	"path/filepath"
	"testing"

	"w3id.org/concord/index"
)

// TestCutWhileOpen cuts mapped files short while they are read: the fault on the missing pages is an error, and the
// process survives.
func TestCutWhileOpen(t *testing.T) {
	for _, name := range []string{dictName(1), runName(index.SPO, 1)} {
		dir := t.TempDir()
		s := open(t, dir, Options{})
		loadSample(t, s, 20_000)
		mustDump(t, s)
		if err := os.Truncate(filepath.Join(dir, name), 4096); err != nil {
			t.Skipf("the system does not cut open files: %v", err)
		}
		if _, err := dump(s); !index.IsCorrupt(err) {
			t.Errorf("%s was cut while open: reading gives %v", name, err)
		}
		if err := s.Check(ctx); !index.IsCorrupt(err) {
			t.Errorf("%s was cut while open: check gives %v", name, err)
		}
	}
}
