package torture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"w3id.org/concord/index/store/storetest"
)

// server is a process that serves a store.
type server struct {
	cmd    *exec.Cmd
	addr   string
	client *http.Client
	killed atomic.Bool
}

// launch starts the process; it may be killed before it serves.
func launch(dir string) (*server, *bufio.Scanner, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	s := &server{cmd: exec.Command(exe), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: time.Minute}}
	s.cmd.Env = append(os.Environ(), childEnv+"="+dir)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	return s, bufio.NewScanner(out), s.cmd.Start()
}

// start starts the process and waits until it serves. Its opening of the store must not take long.
func start(dir string) (*server, error) {
	s, lines, err := launch(dir)
	if err != nil {
		return nil, err
	}
	var clock, processors int64 // microseconds of the opening
	if !lines.Scan() {
		s.kill()
		return nil, errors.New("the server ended without a word")
	}
	if _, err := fmt.Sscan(strings.TrimPrefix(lines.Text(), "serving"), &s.addr, &clock, &processors); err != nil {
		s.kill()
		return nil, fmt.Errorf("the server says %q", lines.Text())
	}
	took := storetest.Opening{Clock: time.Duration(clock) * time.Microsecond, Processors: time.Duration(processors) * time.Microsecond}
	if err := took.Err(); err != nil {
		s.kill()
		return nil, fmt.Errorf("server: %w", err)
	}
	return s, nil
}

// kill kills the process as kill -9 does and waits for its end.
func (s *server) kill() {
	s.killed.Store(true)
	s.cmd.Process.Kill()
	s.cmd.Wait()
	s.client.CloseIdleConnections()
}

// errKilled says that a request had no answer because the process was killed.
var errKilled = errors.New("killed")

// send makes a request and gives the body of the answer.
func (s *server) send(method, path, mediaType, body string) (string, error) {
	r, err := http.NewRequest(method, "http://"+s.addr+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", mediaType)
	r.Header.Set("Accept", "text/csv, */*;q=0.1")
	a, err := s.client.Do(r)
	if err == nil {
		defer a.Body.Close()
		var got []byte
		if got, err = io.ReadAll(a.Body); err == nil {
			if a.StatusCode >= 300 {
				return "", fmt.Errorf("%s %s: %s: %s", method, path, a.Status, got)
			}
			return string(got), nil
		}
	}
	if s.killed.Load() {
		return "", errKilled
	}
	return "", err
}

func (s *server) update(text string) error {
	_, err := s.send("POST", "/update", "application/sparql-update", "PREFIX : <http://example.org/> "+text)
	return err
}
