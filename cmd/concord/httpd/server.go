// Package httpd serves a store over HTTP: the SPARQL protocol, linked data with content negotiation, dumps, lookup, and
// the pages of package web.
//
// It opens no store and reads no flags (that is the command's work), and the answers themselves come from package query
// and its neighbours.
//
// The main path: New with a store and an engine, then Serve on a listener; Handler for tests.
package httpd

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest"
	"w3id.org/concord/query"
)

// Options say what is served and within which limits. Zero limits take safe defaults.
type Options struct {
	Store     index.Store
	Engine    *query.Engine
	PublicURL string                       // base address in descriptions and links to the endpoint; "" for the one that was asked
	Version   string                       // of the program
	Token     string                       // bearer token that allows /update; "" keeps it off
	Status    func() (store.Status, error) // how the store is doing; nil if it cannot say

	Timeout     time.Duration // of one request's query; 60 s
	MaxBody     int64         // bytes of a request; 4 MiB
	MaxUpload   int64         // bytes of a request that brings a graph or a file to work on; 64 MiB
	Upload      ingest.Limits // of what a graph that is sent may hold; ingest.UploadLimits
	MaxRequests int           // that are worked on at once; the rest is told to come back; 64
	MaxPageRows int           // rows that an HTML page shows of an answer; 1000
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	Options
	echo  *echo.Echo
	whole http.Handler // echo, with compressed answers
	slots chan struct{}
	void  cached // the VoID description of the newest commit
	words cached // the names of the newest commit, for the annotation of texts
	names cached // for reconciliation, of the newest commit
}

// New makes a server.
func New(o Options) *Server {
	o.setDefaults()
	s := &Server{Options: o, echo: echo.New(), slots: make(chan struct{}, o.MaxRequests)}
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Use(s.guard)
	s.routes()
	s.whole = compressed(s.echo)
	return s
}

func (o *Options) setDefaults() {
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 4 << 20
	}
	if o.MaxUpload <= 0 {
		o.MaxUpload = 64 << 20
	}
	if o.Upload == (ingest.Limits{}) {
		o.Upload = ingest.UploadLimits()
	}
	if o.MaxRequests <= 0 {
		o.MaxRequests = 64
	}
	if o.MaxPageRows <= 0 {
		o.MaxPageRows = 1000
	}
	o.PublicURL = strings.TrimSuffix(o.PublicURL, "/")
}

// routes is the map of the server.
func (s *Server) routes() {
	e := s.echo
	s.get("/", s.home)
	s.get(harmonisePath, s.harmonisePage)
	s.get("/lookup", s.lookupPage)
	s.get("/api/v1/lookup", s.lookupAPI)
	s.get("/api/v1/suggest", s.suggestAPI)
	s.crosswalkRoutes()
	s.decideRoutes()
	s.friendsRoutes()
	s.consensusRoutes()
	s.groupRoutes()
	s.reconcileRoutes()
	s.compareRoutes()
	s.annotateRoutes()
	s.glossaryRoutes()
	s.get("/matrix", s.matrixPage)
	s.get("/api/v1/matrix", s.matrixAPI)
	for _, l := range lists {
		s.get(l.Path, s.list(l))
	}
	s.get("/routes", s.routesPage)
	s.get("/queries", s.questions)
	s.get("/queries/:name", s.question)

	s.get("/id/:kind/:slug", s.identify)
	s.get("/page/:kind/:slug", s.thingPage)
	s.get("/page", s.foreignPage)
	s.get("/data/:kind/:file", s.data)
	s.get("/data", s.foreignData)
	s.get("/def", s.ontology)
	s.get("/def.:ext", s.ontologyFile)
	s.get("/export", s.exportPage)
	s.get("/export.:ext", s.exportFile)
	s.get("/.well-known/void", s.voidFile)

	for _, path := range []string{"/sparql", "/query"} {
		e.Match([]string{http.MethodGet, http.MethodHead, http.MethodPost}, path, s.sparql)
		e.OPTIONS(path, s.options("GET, HEAD, POST, OPTIONS"))
	}
	s.runningRoutes()
	s.statusRoutes()
	s.graphRoutes()
	e.POST("/update", s.update)
	e.OPTIONS("/update", s.options("POST, OPTIONS"))

	s.get("/healthz", s.health)
	s.get("/readyz", s.ready)
	files := http.StripPrefix("/static/", http.FileServerFS(web.Static()))
	s.get("/static/*", func(c echo.Context) error {
		if _, err := fs.Stat(web.Static(), c.Param("*")); err != nil {
			return notFound("There is no such file.")
		}
		c.Response().Header().Set("Cache-Control", "max-age=3600")
		if s.unchanged(c, web.Fingerprint) {
			return nil
		}
		files.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}

// get adds a route for GET and HEAD, and OPTIONS that says so.
func (s *Server) get(path string, h echo.HandlerFunc) {
	s.echo.GET(path, h)
	s.echo.HEAD(path, h)
	s.echo.OPTIONS(path, s.options("GET, HEAD, OPTIONS"))
}

func (s *Server) options(allow string) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Allow", allow)
		h.Set("Access-Control-Allow-Methods", allow)
		h.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match, X-Request-Id")
		h.Set("Access-Control-Max-Age", "86400")
		h.Set("Accept-Post", "application/x-www-form-urlencoded, application/sparql-query")
		return c.NoContent(http.StatusNoContent)
	}
}

// Handler is the server as an http.Handler.
func (s *Server) Handler() http.Handler { return s.whole }

// Serve answers on a listener until ctx ends, then lets the requests under way finish for a few seconds.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s.whole,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      s.Timeout + 10*time.Minute, // a large answer may be taken slowly, but not for ever
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 18, // a query may stand in the request line
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *Server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says whether the store answers.
func (s *Server) ready(c echo.Context) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	return c.String(http.StatusOK, "ready\n")
}
