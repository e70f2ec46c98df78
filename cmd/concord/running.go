package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/query"
)

type runningFlags struct {
	server, stop, tokenFile string
	json                    bool
}

func (a *app) runningCommand() *cobra.Command {
	var f runningFlags
	c := &cobra.Command{
		Use: "running", Short: "List the queries that a server runs, or stop one",
		Long: "Running asks a server what it works on: every query and update with its age, the rows it has given so far and the memory\n" +
			"it holds; with the server's token also its text and what each operator gave. --stop ends one of them; that needs the token.",
		Example: "  concord running\n  concord running --server https://example.org --json\n  concord running --stop q17 --token-file token",
		Args:    noArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.running(c.Context(), f) },
	}
	c.Flags().StringVar(&f.server, "server", "http://127.0.0.1:7575", "address of the server")
	c.Flags().StringVar(&f.stop, "stop", "", "stop the query of this name")
	c.Flags().StringVar(&f.tokenFile, "token-file", "", "file that holds the server's token: for --stop, and to see the texts")
	c.Flags().BoolVar(&f.json, "json", false, "print what the server answers")
	return c
}

func (a *app) running(ctx context.Context, f runningFlags) error {
	token, err := readToken(f.tokenFile)
	if err != nil {
		return err
	}
	if f.stop == "" {
		return a.listRunning(ctx, f, token)
	}
	if token == "" {
		return usagef("--stop needs the server's token; name the file that holds it with --token-file")
	}
	if _, err := askServer(ctx, http.MethodDelete, f.server, "/api/v1/running/"+url.PathEscape(f.stop), token); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "stopped %s\n", f.stop)
	return err
}

func (a *app) listRunning(ctx context.Context, f runningFlags, token string) error {
	body, err := askServer(ctx, http.MethodGet, f.server, "/api/v1/running", token)
	if err != nil {
		return err
	}
	if f.json {
		_, err := a.out.Write(body)
		return err
	}
	var list struct{ Running []query.Running }
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("%s does not answer like a Concord server: %w", f.server, err)
	}
	if len(list.Running) == 0 {
		fmt.Fprintln(a.out, "nothing runs")
	}
	for _, r := range list.Running {
		fmt.Fprintf(a.out, "%s  %.1f s, %s rows so far, %d KiB held, reads commit %d\n", r.ID, r.Seconds, group(r.Rows), r.Memory>>10, r.Snapshot)
		if text := strings.TrimSpace(r.Text); text != "" {
			fmt.Fprintf(a.out, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
		}
		if r.Plan != nil {
			fmt.Fprintf(a.out, "\n    %s\n\n", strings.ReplaceAll(strings.TrimSpace(r.Plan.String()), "\n", "\n    "))
		}
	}
	return nil
}

// askServer sends a request without a body to a server and gives what it answers.
func askServer(ctx context.Context, method, server, path, token string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(server, "/")+path, nil)
	if err != nil {
		return nil, usagef("--server %s: %w", server, err)
	}
	req.Header.Set("Accept", "application/json, text/plain;q=0.5")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("no server answers: %w; name another with --server", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		var p struct{ Detail string }
		if json.Unmarshal(body, &p) != nil {
			p.Detail = strings.TrimSpace(string(body))
		}
		return nil, fmt.Errorf("the server says: %s (%s)", p.Detail, res.Status)
	}
	return body, nil
}
