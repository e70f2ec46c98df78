package httpd

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/publish"
)

const (
	graphsPath    = "/graphs"
	graphsMethods = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
)

// graphRoutes serves graphs by the Graph Store Protocol (SPARQL 1.1 Graph Store HTTP Protocol): one graph by ?graph=IRI,
// ?default or its own address below /graphs/. A graph without triples is no graph. Changes need the server's token.
func (s *Server) graphRoutes() {
	for _, path := range []string{graphsPath, graphsPath + "/", graphsPath + "/*"} {
		s.echo.Match([]string{http.MethodGet, http.MethodHead}, path, s.graphRead)
		s.echo.PUT(path, s.graphWrite(s.graphPut))
		s.echo.POST(path, s.graphWrite(s.graphPost))
		s.echo.DELETE(path, s.graphWrite(s.graphDelete))
		s.echo.OPTIONS(path, s.options(graphsMethods))
	}
}

// graphName is the graph that a request names: its IRI, or publish.DefaultGraph; "" if it names none.
func (s *Server) graphName(c echo.Context) (string, error) {
	values := c.QueryParams()
	graphs, byDefault := values["graph"], values.Has("default")
	switch {
	case len(graphs) > 1, len(graphs) == 1 && byDefault:
		return "", badRequest("Name one graph: ?graph=IRI or ?default.")
	case byDefault:
		return publish.DefaultGraph, nil
	case len(graphs) == 1:
		iri := rdf.ResolveIRI(s.site(c)+c.Request().URL.Path, graphs[0])
		if !validGraph(iri) {
			return "", badRequest("The graph %q is no IRI.", graphs[0])
		}
		return iri, nil
	}
	if direct := strings.TrimPrefix(c.Request().URL.EscapedPath(), graphsPath); len(direct) > 1 {
		return s.site(c) + graphsPath + direct, nil
	}
	return "", nil
}

func validGraph(iri string) bool {
	return rdf.HasScheme(iri) && !strings.ContainsFunc(iri, func(r rune) bool { return r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) })
}

// graphRead sends a graph; without a name it describes the store and its graphs.
func (s *Server) graphRead(c echo.Context) error {
	name, err := s.graphName(c)
	if err != nil {
		return err
	}
	c.Response().Header().Add("Vary", "Accept")
	if name == "" {
		return s.serviceDescription(c)
	}
	f := chooseRDF(c.Request().Header.Get("Accept"), c.QueryParam("format"))
	if f == nil {
		return echo.NewHTTPError(http.StatusNotAcceptable, "A graph comes as: "+strings.Join(rdfOffers, ", "))
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if name != publish.DefaultGraph && !isGraph(c.Request().Context(), snap, name) {
			return notFound("There is no graph <" + name + ">.")
		}
		if s.unchanged(c, fmt.Sprintf("%d-%s-%x", snap.Seq(), f.Name, name)) {
			return nil
		}
		w := s.delayed(c, mediaType(f))
		if c.Request().Method == http.MethodHead {
			return w.finish(nil)
		}
		_, err := publish.Dump(c.Request().Context(), snap, w, f, name)
		return w.finish(err)
	})
}

// graphWrite wraps what changes a graph: the token first, then the name.
func (s *Server) graphWrite(change func(c echo.Context, graph string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.authorize(c); err != nil {
			return err
		}
		name, err := s.graphName(c)
		if err != nil {
			return err
		}
		return change(c, name)
	}
}

// graphPut makes a graph what the body says.
func (s *Server) graphPut(c echo.Context, graph string) error {
	if graph == "" {
		return badRequest("Name the graph: ?graph=IRI, ?default, or an address below %s/.", graphsPath)
	}
	return s.graphLoad(c, graph, true)
}

// graphPost adds the body to a graph; without a name to a new one.
func (s *Server) graphPost(c echo.Context, graph string) error {
	if graph == "" {
		graph = s.site(c) + graphsPath + "/" + randomName()
		c.Response().Header().Set("Location", graph)
	}
	return s.graphLoad(c, graph, false)
}

func randomName() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// graphLoad loads the documents of a request into a graph: 201 for a new graph, 204 for one that was there.
func (s *Server) graphLoad(c echo.Context, graph string, replace bool) error {
	bodies, err := graphBodies(c)
	if err != nil {
		return err
	}
	existed, err := s.graphExists(c.Request().Context(), graph)
	if err != nil {
		return err
	}
	o := ingest.Options{Bodies: bodies, Base: graph, Graph: graph, Small: true, Replace: replace, OneGraph: true, Limits: s.Upload}
	if graph == publish.DefaultGraph {
		o.Graph, o.Base = "", s.site(c)+graphsPath+"?default"
	}
	if _, err := ingest.Load(c.Request().Context(), s.Store, o); err != nil {
		return err
	}
	if existed {
		return c.NoContent(http.StatusNoContent)
	}
	return c.NoContent(http.StatusCreated)
}

func (s *Server) graphExists(ctx context.Context, graph string) (is bool, err error) {
	err = s.withSnapshot(func(snap index.Snapshot) error {
		if graph != publish.DefaultGraph {
			is = isGraph(ctx, snap, graph)
			return nil
		}
		n, _, err := snap.Count(ctx, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Unnamed}})
		is = n > 0
		return err
	})
	return is, err
}

// graphDelete empties a graph.
func (s *Server) graphDelete(c echo.Context, graph string) error {
	if graph == "" {
		return badRequest("Name the graph: ?graph=IRI, ?default, or an address below %s/.", graphsPath)
	}
	ctx := c.Request().Context()
	existed, err := s.graphExists(ctx, graph)
	if err != nil {
		return err
	}
	if !existed && graph != publish.DefaultGraph {
		return notFound("There is no graph <" + graph + ">.")
	}
	w, err := s.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer w.Rollback()
	var id [1]index.ID
	if graph != publish.DefaultGraph {
		if err := w.Intern([]rdf.Term{rdf.NewIRI(graph)}, id[:]); err != nil {
			return err
		}
	}
	if err := w.ClearGraph(id[0]); err != nil {
		return err
	}
	if _, err := w.Commit(); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// graphBodies are the documents of a request: the body, or the parts of a form.
func graphBodies(c echo.Context) ([]ingest.Body, error) {
	mediaType, params, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Say in Content-Type what the body is: "+strings.Join(rdfOffers, ", "))
	}
	if mediaType == "multipart/form-data" {
		return multipartBodies(multipart.NewReader(c.Request().Body, params["boundary"]))
	}
	f, err := bodyFormat(mediaType, params)
	if err != nil {
		return nil, err
	}
	return []ingest.Body{{Name: "the request", Format: f, Reader: c.Request().Body}}, nil
}

// multipartBodies reads the parts of a form into memory, which the limit of the request bounds.
func multipartBodies(r *multipart.Reader) (out []ingest.Body, err error) {
	for {
		part, err := r.NextPart()
		if err == io.EOF && len(out) > 0 {
			return out, nil
		}
		if err != nil {
			return nil, badRequest("The form cannot be read: %v", err)
		}
		mediaType, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		name := part.FileName()
		if byName := rdf.FormatByFile(name); err != nil && byName != nil {
			mediaType = byName.MediaTypes[0]
		}
		f, err := bodyFormat(mediaType, params)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		if name == "" {
			name = part.FormName()
		}
		out = append(out, ingest.Body{Name: name, Format: f, Reader: strings.NewReader(string(data))})
	}
}

// bodyFormat is the format of a media type.
func bodyFormat(mediaType string, params map[string]string) (*rdf.Format, error) {
	if set := params["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "RDF must be UTF-8 here, not "+set+".")
	}
	for _, f := range rdf.Formats {
		if slices.Contains(f.MediaTypes, mediaType) {
			return f, nil
		}
	}
	return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, fmt.Sprintf("A graph is read from: %s; not from %q.", strings.Join(rdfOffers, ", "), mediaType))
}
