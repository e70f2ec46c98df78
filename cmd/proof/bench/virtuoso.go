package bench

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/cmd/proof/bench/race"
	"w3id.org/concord/index/vfs"
)

//go:embed peers/virtuoso.ini
var virtuosoINI string

const (
	virtuosoSQL   = "11111" // ports of the configuration
	virtuosoGraph = "http://bench"
)

// virtuosoBuffers is how many pages of 8 KiB Virtuoso keeps: a third of the machine's memory, or 1.4 GB where that is not known. Its manual
// asks for half or two thirds, but the system's cache and the temporary results of queries need room here too.
func virtuosoBuffers() int {
	memory, err := vfs.Memory()
	if err != nil {
		return 170_000
	}
	return int(memory / 3 / (8 << 10))
}

// loadVirtuoso starts a server of its own in the folder, lets it load the files, writes a checkpoint and shuts it down. The clock runs
// from the moment when the server listens; the processor time is that of the server's whole life.
func loadVirtuoso(ctx context.Context, program, dir string, files []string) (cost, race.Memory, error) {
	config := filepath.Join(dir, "virtuoso.ini")
	allowed := filepath.Dir(files[0])
	buffers := virtuosoBuffers()
	settings := strings.NewReplacer("@DIR@", dir, "@DATA@", allowed, "@BUFFERS@", strconv.Itoa(buffers), "@DIRTY@", strconv.Itoa(buffers/4*3))
	if err := os.WriteFile(config, []byte(settings.Replace(virtuosoINI)), 0o644); err != nil {
		return cost{}, race.Memory{}, err
	}
	server := exec.CommandContext(ctx, program, "-f", "-c", config)
	server.Dir = dir
	if err := server.Start(); err != nil {
		return cost{}, race.Memory{}, err
	}
	memory := watch(server.Process.Pid)
	wall, err := fillVirtuoso(ctx, files)
	if err != nil {
		server.Process.Kill()
	}
	err = errors.Join(err, server.Wait())
	c := cost{wall: wall, cpu: server.ProcessState.UserTime() + server.ProcessState.SystemTime()}
	return c, memory(), err
}

func fillVirtuoso(ctx context.Context, files []string) (time.Duration, error) {
	if err := listening(ctx, "127.0.0.1:"+virtuosoSQL, 2*time.Minute); err != nil {
		return 0, err
	}
	var sql strings.Builder
	for _, f := range files {
		fmt.Fprintf(&sql, "ld_dir('%s', '%s', '%s');\n", filepath.Dir(f), filepath.Base(f), virtuosoGraph)
	}
	sql.WriteString("rdf_loader_run();\ncheckpoint;\n")
	start := time.Now()
	if err := isql(ctx, sql.String()); err != nil {
		return 0, err
	}
	wall := time.Since(start)
	return wall, isql(ctx, "shutdown;\n")
}

// isql gives statements to the server. Errors of statements stand in its output, not in its exit code.
func isql(ctx context.Context, sql string) error {
	program := inPath("CONCORD_ISQL", "isql-vt")()
	if program == "" {
		return errors.New("CONCORD_ISQL names Virtuoso's isql; it is not on the path as isql-vt")
	}
	c := exec.CommandContext(ctx, program, virtuosoSQL, "dba", "dba", "VERBOSE=OFF", "PROMPT=OFF")
	c.Stdin = strings.NewReader(sql)
	out, err := c.CombinedOutput()
	if strings.Contains(sql, "shutdown") {
		return nil // the connection breaks
	}
	if i := strings.Index(string(out), "*** Error"); i >= 0 {
		return fmt.Errorf("isql: %s", strings.Join(strings.Fields(string(out)[i:]), " "))
	}
	return err
}

// listening waits until somebody listens at an address.
func listening(ctx context.Context, address string, most time.Duration) error {
	for end := time.Now().Add(most); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		if c, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			return c.Close()
		}
	}
	return fmt.Errorf("nobody listens at %s", address)
}
