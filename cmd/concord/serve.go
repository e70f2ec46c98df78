package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/httpd"
	"w3id.org/concord/cmd/concord/remote"
	"w3id.org/concord/index"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
)

// serveFlags are the flags of the serve command.
type serveFlags struct {
	addr, publicURL, tokenFile string
	timeout                    time.Duration
	memory, totalMemory        int64
	cache, plans               int64
	empty, noText              bool
	allowService, allowLoad    []string
	allowPrivate               bool
	maxUpload                  int64
	upload                     ingest.Limits
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use: "serve", Short: "Serve the store: pages, SPARQL, linked data",
		Long: "Serve opens the store, or makes it and loads the catalogue on first use, and answers at the address it prints:\n" +
			"pages for people, /sparql for programs, /id/... as linked data. It stops on Ctrl-C.",
		Example: "  concord serve\n  concord serve --addr :8080 --public-url https://example.org\n  concord serve --store ./mydata --no-catalogue",
		Args:    noArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), f) },
	}
	c.Flags().StringVar(&f.addr, "addr", "127.0.0.1:7575", "address to listen on, host:port")
	c.Flags().StringVar(&f.publicURL, "public-url", "", "address under which others reach this server, for descriptions of the data")
	c.Flags().StringVar(&f.tokenFile, "token-file", "", "file that holds the token for /update (default: updates are off)")
	c.Flags().DurationVar(&f.timeout, "timeout", time.Minute, "time limit of one query")
	c.Flags().Int64Var(&f.memory, "memory", 512, "mebibytes that one query may hold")
	c.Flags().Int64Var(&f.totalMemory, "total-memory", 0, "mebibytes that all queries together may hold (default: two fifths of the machine's)")
	c.Flags().Int64Var(&f.cache, "result-cache", 0, "mebibytes of answers that are kept until the next commit (default: none)")
	c.Flags().Int64Var(&f.plans, "plan-cache", 16, "mebibytes of plans that are kept for queries that come again; 0 plans each anew")
	c.Flags().StringArrayVar(&f.allowService, "allow-service", nil, "address that SERVICE may call, and all below it; may be repeated (default: none)")
	c.Flags().StringArrayVar(&f.allowLoad, "allow-load", nil, "address that LOAD may read, and all below it; may be repeated (default: none)")
	c.Flags().BoolVar(&f.allowPrivate, "allow-private", false, "let the allowed addresses lead to this machine and to private networks")
	uploadFlags(c.Flags(), &f.maxUpload, &f.upload)
	c.Flags().BoolVar(&f.empty, "no-catalogue", false, "do not load the catalogue, whatever the store holds")
	c.Flags().BoolVar(&f.noText, "no-text-index", false, "do without the full-text index, which takes a core for minutes after a large load: nothing can be searched")
	return c
}

func (a *app) serve(ctx context.Context, f serveFlags) error {
	token, err := readToken(f.tokenFile)
	if err != nil {
		return err
	}
	o := query.Options{DefaultGraph: query.Union, Timeout: f.timeout, Memory: f.memory << 20, Temp: os.TempDir(),
		SharedMemory: sharedMemory(f.totalMemory, f.memory), ResultCache: f.cache << 20, PlanCache: f.plans << 20, Prefixes: ontology.Prefixes}
	if err := f.openWorld(&o); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", f.addr) // before the store is made: a server that cannot listen leaves nothing behind
	if err != nil {
		return fmt.Errorf("listen on %s: %w; choose another address with --addr", f.addr, err)
	}
	defer ln.Close()
	s, dir, err := a.openWrite()
	if err != nil {
		return err
	}
	defer s.Close()
	if !f.empty {
		if err := a.ensureCatalogue(ctx, s); err != nil {
			return err
		}
	}
	var indexed index.Store = s
	if !f.noText {
		if indexed, err = text.Attach(s, textDir(dir), text.Options{}); err != nil {
			return err
		}
		defer indexed.Close()
	}
	server := httpd.New(httpd.Options{
		Store:     indexed,
		Engine:    query.New(indexed, o),
		PublicURL: f.publicURL, Version: version(), Token: token, Status: s.Status, Timeout: f.timeout,
		MaxUpload: f.maxUpload, Upload: f.upload,
	})
	fmt.Fprintf(a.out, "Concord serves %s at http://%s\n", dir, ln.Addr())
	return server.Serve(ctx, ln)
}

// openWorld lets queries reach other servers, as far as the flags allow it.
func (f *serveFlags) openWorld(o *query.Options) error {
	if len(f.allowService) > 0 {
		c, err := remote.New(remote.Options{Allow: f.allowService, Private: f.allowPrivate})
		if err != nil {
			return usagef("--allow-service: %w", err)
		}
		o.Service = c.Service
	}
	if len(f.allowLoad) > 0 {
		c, err := remote.New(remote.Options{Allow: f.allowLoad, Private: f.allowPrivate})
		if err != nil {
			return usagef("--allow-load: %w", err)
		}
		o.Load = c.Load
	}
	return nil
}

func readToken(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(data))
	if len(token) < 16 {
		return "", usagef("the token in %s is shorter than 16 characters", file)
	}
	return token, nil
}

// ensureCatalogue loads the catalogue into an empty store, and again into a store that holds an older one. A store with
// other data and no catalogue is left alone.
func (a *app) ensureCatalogue(ctx context.Context, s index.Store) error {
	snap, err := s.Snapshot()
	if err != nil {
		return err
	}
	held, err := catalogue.Stored(ctx, snap)
	empty := snap.Stats().Quads == 0
	snap.Close()
	if err != nil || held == catalogue.Version() || held == "" && !empty {
		return err
	}
	bar, start := newProgress(a.err), time.Now()
	report, err := catalogue.Load(ctx, s, func(done, total int) { bar.steps("loading the catalogue", done, total) })
	bar.clear()
	if err != nil {
		return fmt.Errorf("load the catalogue: %w", err)
	}
	if c, ok := s.(interface{ Compact(context.Context) error }); ok && held != "" {
		if err := c.Compact(ctx); err != nil { // else every later start would replay the exchange of one catalogue for the other
			return fmt.Errorf("compact the store: %w", err)
		}
	}
	_, err = fmt.Fprintf(a.err, "loaded the catalogue: %s quads in %.1f s\n", group(report.Quads), time.Since(start).Seconds())
	return err
}
