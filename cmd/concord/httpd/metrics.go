package httpd

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"runtime"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/index/text"
)

// statusRoutes are for those who look after the server, for crawlers, and for browsers that ask for an icon by habit.
func (s *Server) statusRoutes() {
	s.get("/api/v1/status", s.statusAPI)
	s.get("/metrics", s.metrics)
	s.get("/openapi.json", s.openAPI)
	s.get("/robots.txt", func(c echo.Context) error {
		return c.String(http.StatusOK, "User-agent: *\nDisallow: /sparql\nDisallow: /query\nDisallow: /update\nDisallow: /api/\nDisallow: /export\nDisallow: /running\nDisallow: /metrics\n")
	})
	s.get("/favicon.ico", func(c echo.Context) error { return c.Redirect(http.StatusMovedPermanently, "/static/icon.svg") })
}

// StoreStatus is how the store is doing, as /api/v1/status gives it.
type StoreStatus struct {
	Commit     uint64         `json:"commit"`
	Generation uint64         `json:"generation"`
	Bytes      int64          `json:"bytes"` // on the disk, of the newest generation
	Added      uint64         `json:"added"` // quads since the base was written
	Removed    uint64         `json:"removed"`
	LateTerms  uint64         `json:"lateTerms"`
	Unindexed  uint64         `json:"unindexedLiterals"` // that the text index does not hold yet
	Compacting bool           `json:"compacting"`
	Failed     string         `json:"failed,omitempty"` // of the last compaction
	FailedAt   *time.Time     `json:"failedAt,omitempty"`
	Snapshots  []HeldSnapshot `json:"snapshots"` // that are open, the oldest first
}

// HeldSnapshot is an open snapshot.
type HeldSnapshot struct {
	Commit uint64    `json:"commit"`
	Since  time.Time `json:"since"`
	Pinned int64     `json:"pinnedBytes"` // of files that are there for it only
}

// storeStatus asks the store; nil where it cannot say.
func (s *Server) storeStatus(ctx context.Context) (*StoreStatus, error) {
	if s.Status == nil {
		return nil, nil
	}
	st, err := s.Status()
	if err != nil {
		return nil, err
	}
	out := &StoreStatus{Commit: st.Seq, Generation: st.Generation, Added: st.Added, Removed: st.Removed, LateTerms: st.LateTerms,
		Compacting: st.Compacting, Snapshots: []HeldSnapshot{}}
	if out.Unindexed, err = text.Waiting(ctx, s.Store); err != nil {
		return nil, err
	}
	for _, f := range st.Files {
		out.Bytes += f.Bytes
	}
	if st.Failed != nil {
		out.Failed, out.FailedAt = st.Failed.Error(), &st.FailedAt
	}
	for _, sn := range st.Snapshots {
		out.Snapshots = append(out.Snapshots, HeldSnapshot{sn.Seq, sn.Since, sn.Pinned})
	}
	return out, nil
}

func (s *Server) statusAPI(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	st, err := s.storeStatus(c.Request().Context())
	if err != nil {
		return err
	}
	if st != nil && !s.hasToken(c) && st.Failed != "" {
		st.Failed = "the last compaction failed" // the reason may name files
	}
	return c.JSON(http.StatusOK, map[string]any{"version": s.Version, "running": len(s.Engine.Running()), "store": st})
}

// exposition collects metrics in Prometheus' text format (version 0.0.4).
type exposition struct{ bytes.Buffer }

func (x *exposition) add(name, kind, help string, value any) {
	fmt.Fprintf(x, "# HELP concord_%s %s\n# TYPE concord_%s %s\nconcord_%s %v\n", name, help, name, kind, name, value)
}

func (s *Server) metrics(c echo.Context) error {
	var x exposition
	list, held := s.Engine.Running(), int64(0)
	for _, r := range list {
		held += r.Memory
	}
	x.add("queries_running", "gauge", "Queries and updates that run now.", len(list))
	x.add("query_memory_bytes", "gauge", "Memory that they hold.", held)
	x.add("requests_at_work", "gauge", "Requests that are worked on now.", len(s.slots))
	x.add("requests_at_most", "gauge", "Requests that are worked on at once at most.", cap(s.slots))
	plans, answers := s.Engine.PlanStats(), s.Engine.CacheStats()
	x.add("plan_cache_hits_total", "counter", "Queries whose plan was kept.", plans.Hits)
	x.add("plan_cache_misses_total", "counter", "Queries that had to be planned.", plans.Misses)
	x.add("plan_cache_bytes", "gauge", "Memory of kept plans, about.", plans.Bytes)
	x.add("result_cache_hits_total", "counter", "Queries whose answer was kept.", answers.Hits)
	x.add("result_cache_misses_total", "counter", "Queries that had to be answered.", answers.Misses)
	x.add("result_cache_bytes", "gauge", "Memory of kept answers.", answers.Bytes)
	if err := s.storeMetrics(c.Request().Context(), &x); err != nil {
		return err
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	x.add("heap_bytes", "gauge", "Memory of the heap in use.", m.HeapInuse)
	x.add("goroutines", "gauge", "Goroutines.", runtime.NumGoroutine())
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", x.Bytes())
}

func (s *Server) storeMetrics(ctx context.Context, x *exposition) error {
	st, err := s.storeStatus(ctx)
	if st == nil || err != nil {
		return err
	}
	pinned, failed := int64(0), 0
	for _, sn := range st.Snapshots {
		pinned += sn.Pinned
	}
	if st.Failed != "" {
		failed = 1
	}
	x.add("store_commit", "counter", "The newest commit.", st.Commit)
	x.add("store_generation", "counter", "The newest generation of files.", st.Generation)
	x.add("store_bytes", "gauge", "Bytes on the disk, of the newest generation.", st.Bytes)
	x.add("store_added_quads", "gauge", "Quads added since the base was written.", st.Added)
	x.add("store_removed_quads", "gauge", "Quads removed since the base was written.", st.Removed)
	x.add("store_unindexed_literals", "gauge", "Literals that the text index does not hold yet.", st.Unindexed)
	x.add("store_snapshots", "gauge", "Open snapshots.", len(st.Snapshots))
	x.add("store_pinned_bytes", "gauge", "Bytes of files that are there for old snapshots only.", pinned)
	x.add("store_compaction_failed", "gauge", "1 if the last compaction failed.", failed)
	return nil
}
