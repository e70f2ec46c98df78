package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/httpd"
	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
)

func (a *app) statsCommand() *cobra.Command {
	var server, tokenFile string
	c := &cobra.Command{
		Use: "stats", Short: "Count what the store holds: quads, triples, terms, graphs, properties",
		Long: "Stats counts what the store holds and tells what lies on its disk. --server asks a server that runs instead: which old\n" +
			"states are held open there since when, what they pin on the disk, and whether the last compaction failed.",
		Example: "  concord stats\n  concord stats --server http://127.0.0.1:7575", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if server != "" {
				return a.serverStats(c.Context(), server, tokenFile)
			}
			s, _, err := a.openRead(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			snap, err := s.Snapshot()
			if err != nil {
				return err
			}
			defer snap.Close()
			if err := printStats(c.Context(), a.out, snap); err != nil {
				return err
			}
			return a.printStatus(s)
		},
	}
	c.Flags().StringVar(&server, "server", "", "address of a running server to ask, like http://127.0.0.1:7575")
	c.Flags().StringVar(&tokenFile, "token-file", "", "file that holds the server's token, to see why a compaction failed")
	return c
}

// serverStats tells what only the process that serves a store knows.
func (a *app) serverStats(ctx context.Context, server, tokenFile string) error {
	token, err := readToken(tokenFile)
	if err != nil {
		return err
	}
	body, err := askServer(ctx, http.MethodGet, server, "/api/v1/status", token)
	if err != nil {
		return err
	}
	var got struct {
		Running int
		Store   *httpd.StoreStatus
	}
	if err := json.Unmarshal(body, &got); err != nil || got.Store == nil {
		return fmt.Errorf("%s does not tell how its store is doing", server)
	}
	st := got.Store
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\t commit\n%s\t on the disk, generation %d\n%s\t quads added since the base was written\n%s\t removed\n%s\t new terms\n%s\t literals not yet in the text index\n", group(st.Commit), group(st.Bytes),
		st.Generation, group(st.Added), group(st.Removed), group(st.LateTerms), group(st.Unindexed))
	fmt.Fprintf(w, "%d\t queries and updates run\n%d\t snapshots held\n", got.Running, len(st.Snapshots))
	for _, sn := range st.Snapshots {
		fmt.Fprintf(w, "%s\t   bytes pinned by commit %d, open since %s\n", group(sn.Pinned), sn.Commit, sn.Since.Format(time.RFC3339))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if st.Failed != "" {
		_, err = fmt.Fprintf(a.out, "the last compaction failed at %s: %s\n", st.FailedAt.Format(time.RFC3339), st.Failed)
	}
	return err
}

// printStatus tells what lies on the disk, and what waits in the log for a compaction.
func (a *app) printStatus(s *store.Store) error {
	st, err := s.Status()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\t\n%s\t on the disk, generation %d\n", bytesOf(st.Files), st.Generation)
	for _, f := range st.Files {
		fmt.Fprintf(w, "%s\t   %s\n", group(f.Bytes), f.Name)
	}
	fmt.Fprintf(w, "\t\n%s\t quads added since the base was written\n%s\t removed\n%s\t new terms\n%s\t bytes of memory for these\n",
		group(st.Added), group(st.Removed), group(st.LateTerms), group(st.DeltaBytes))
	return w.Flush()
}

func printStats(ctx context.Context, out io.Writer, snap index.Snapshot) error {
	st := snap.Stats()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range []struct {
		n    uint64
		what string
	}{{snap.Seq(), "commit"}, {st.Quads, "quads"}, {st.Triples, "distinct triples"}, {st.Unnamed, "quads in the unnamed graph"}, {st.Terms, "terms"}} {
		fmt.Fprintf(w, "%s\t %s\n", group(row.n), row.what)
	}
	counts := map[index.ID]uint64{}
	for _, g := range st.Graphs {
		counts[g.Graph] = g.Quads
	}
	if err := printCounts(ctx, w, snap, "graphs", counts); err != nil {
		return err
	}
	counts = map[index.ID]uint64{}
	for _, p := range st.Predicates {
		counts[p.Predicate] = p.Quads
	}
	if err := printCounts(ctx, w, snap, "properties", counts); err != nil {
		return err
	}
	return w.Flush()
}

// printCounts lists terms by falling count.
func printCounts(ctx context.Context, w io.Writer, snap index.Snapshot, title string, counts map[index.ID]uint64) error {
	var ids []index.ID
	for id, n := range counts {
		if n > 0 {
			ids = append(ids, id)
		}
	}
	terms := make([]rdf.Term, len(ids))
	if err := snap.Terms(ctx, ids, terms); err != nil {
		return err
	}
	rows := make([]int, len(ids))
	for i := range rows {
		rows[i] = i
	}
	sort.Slice(rows, func(a, b int) bool {
		x, y := rows[a], rows[b]
		if counts[ids[x]] != counts[ids[y]] {
			return counts[ids[x]] > counts[ids[y]]
		}
		return terms[x].Value < terms[y].Value
	})
	fmt.Fprintf(w, "\t\n%s\t %s\n", group(len(ids)), title)
	for _, i := range rows {
		fmt.Fprintf(w, "%s\t   %s\n", group(counts[ids[i]]), terms[i])
	}
	return nil
}
