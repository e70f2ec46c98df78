package store

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

const killDir = "CONCORD_TEST_KILL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		killedChild(dir)
	}
	os.Exit(m.Run())
}

// killQuads is what commit seq adds: markers in several graphs, so that half a commit would show.
func killQuads(seq uint64) (quads []rdf.Quad) {
	s := term(fmt.Sprint("commit", seq))
	for g := range 20 {
		quads = append(quads, rdf.Quad{S: s, P: term("marks"), O: rdf.NewString(fmt.Sprint(seq, " in ", g)), G: term(fmt.Sprint("g", g))})
	}
	return quads
}

// killedChild commits for ever, now and then by a bulk load or with a rebuild, and prints each acknowledged number.
func killedChild(dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	s, err := Open(dir, Options{})
	fail(err)
	s.rebuildRows = 500
	for seq := s.now.seq + 1; ; seq++ {
		if seq%10 == 0 {
			err = killLoad(s, killQuads(seq))
		} else {
			_, err = tryPut(s, killQuads(seq)...)
		}
		fail(err)
		fmt.Println(seq)
	}
}

func killLoad(s *Store, quads []rdf.Quad) error {
	l, err := s.Bulk(ctx, index.BulkOptions{})
	if err != nil {
		return err
	}
	p, err := l.Part()
	if err != nil {
		return err
	}
	for _, q := range quads {
		if err := p.Add([]rdf.Term{q.S, q.P, q.O, q.G}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
			return err
		}
	}
	if err := p.Close(); err != nil {
		return err
	}
	_, err = l.Commit(ctx)
	return err
}

// TestKill kills a writing process at random moments. No acknowledged commit may be lost, none may be there in part.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("short: no killed processes")
	}
	dir := t.TempDir()
	rng := rand.New(rand.NewSource(time.Now().UnixNano()))
	var acked uint64
	for round := range 12 {
		acked = max(acked, killOne(t, dir, time.Duration(5+rng.Intn(120))*time.Millisecond))
		start := time.Now()
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatalf("round %d, after commit %d: %v", round, acked, err)
		}
		if d := time.Since(start); d > time.Second {
			t.Errorf("opening took %v", d)
		}
		checkKilled(t, s, acked)
		acked = s.now.seq
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d commits", acked)
}

// killOne runs the child for a while and returns the last commit it acknowledged.
func killOne(t *testing.T, dir string, after time.Duration) (acked uint64) {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), killDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if lines.Scan() { // it has begun to commit
		time.AfterFunc(after, func() { cmd.Process.Kill() })
	}
	for more := true; more; more = lines.Scan() {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Fatal(lines.Text())
		}
		fmt.Sscan(lines.Text(), &acked)
	}
	cmd.Wait()
	return acked
}

func checkKilled(t *testing.T, s *Store, acked uint64) {
	t.Helper()
	if s.now.seq != acked && s.now.seq != acked+1 {
		t.Fatalf("commit %d was acknowledged, the store is at %d", acked, s.now.seq)
	}
	lines := mustDump(t, s)
	for seq := uint64(1); seq <= s.now.seq; seq++ {
		for _, q := range killQuads(seq) {
			if !lines[q.String()] {
				t.Fatalf("of commit %d of %d, %v is missing", seq, s.now.seq, q)
			}
		}
	}
	if len(lines) != 20*int(s.now.seq) {
		t.Fatalf("%d quads after %d commits", len(lines), s.now.seq)
	}
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
}
