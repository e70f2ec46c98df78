package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query/reconcile"
)

// reconcileRoutes adds the Reconciliation Service API 0.2 and its page.
func (s *Server) reconcileRoutes() {
	root := s.reconcileFailures(s.reconcileRoot)
	s.echo.Match([]string{http.MethodGet, http.MethodHead, http.MethodPost}, "/reconcile", root)
	s.echo.OPTIONS("/reconcile", s.options("GET, HEAD, POST, OPTIONS"))
	for path, h := range map[string]echo.HandlerFunc{
		"/reconcile/suggest/entity": s.suggestEntity, "/reconcile/suggest/type": s.suggestType, "/reconcile/suggest/property": s.suggestProperty,
		"/reconcile/flyout/entity": s.flyoutEntity, "/reconcile/flyout/type": s.flyoutType, "/reconcile/flyout/property": s.flyoutProperty,
		"/reconcile/properties": s.proposeProperties,
	} {
		s.get(path, s.reconcileFailures(h))
	}
	s.get("/reconcile/preview", s.reconcilePreview)
	s.get("/reconcile/view", s.reconcileView)
	s.reconcilePageRoutes()
}

// maxBatch is the number of queries, or of things to extend, that one request may hold.
const maxBatch = 1000

// reconcileFailures answers errors as JSON, where the client is no browser.
func (s *Server) reconcileFailures(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		var form *reconcile.FormError
		if errors.As(err, &form) {
			err = badRequest("%s.", capital(form.Error()))
		}
		if err == nil || c.Response().Committed || wantsPage(c.Request()) {
			return err
		}
		code, message := statusOf(err)
		if code >= 500 && code != http.StatusServiceUnavailable {
			c.Logger().Error(err)
		}
		return c.JSON(code, map[string]any{"status": "error", "code": code, "message": message, "documentation": s.site(c) + "/reconcile"})
	}
}

// namesOf are the names of a state of the store, read once per commit.
func (s *Server) namesOf(ctx context.Context, snap index.Snapshot) (*reconcile.Names, error) {
	v, err := s.names.get(snap.Seq(), func() (any, error) { return reconcile.ReadNames(ctx, snap) })
	if err != nil {
		return nil, err
	}
	return v.(*reconcile.Names), nil
}

// matcher runs f with a service on the newest state.
func (s *Server) matcher(c echo.Context, f func(*reconcile.Service, *reconcile.Names) error) error {
	return s.withSnapshot(func(snap index.Snapshot) error {
		names, err := s.namesOf(c.Request().Context(), snap)
		if err != nil {
			return err
		}
		return f(reconcile.New(snap, s.Store.Text(), names), names)
	})
}

// reconcileRoot is the endpoint: a batch of queries, a data extension, else the manifest, or the page for browsers.
func (s *Server) reconcileRoot(c echo.Context) error {
	c.Response().Header().Add("Vary", "Accept")
	form, err := reconcileForm(c)
	if err != nil {
		return err
	}
	switch {
	case form.Has("queries"):
		return s.reconcileQueries(c, form.Get("queries"))
	case form.Has("extend"):
		return s.reconcileExtend(c, form.Get("extend"))
	case form.Has("query"):
		return badRequest(`Single queries went out with version 0.1. Send queries={"q0": {"query": "Recommendation"}}.`)
	case c.Request().Method == http.MethodPost:
		return badRequest("The form has no field named queries or extend; GET without fields gives the manifest.")
	case wantsPage(c.Request()) && !form.Has("callback") && form.Get("format") != "json":
		return s.reconcileStart(c)
	}
	return s.matcher(c, func(_ *reconcile.Service, names *reconcile.Names) error { return sendJSONP(c, s.manifest(c, names)) })
}

// reconcileForm reads the fields of the address and of a form in the body.
func reconcileForm(c echo.Context) (url.Values, error) {
	r := c.Request()
	if r.Method != http.MethodPost {
		form, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return nil, badRequest("The address is malformed: %v.", err)
		}
		return form, nil
	}
	switch mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType {
	case "application/x-www-form-urlencoded", "multipart/form-data":
	default:
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send a form (application/x-www-form-urlencoded) with a field named queries or extend.")
	}
	form, err := c.FormParams()
	var tooBig *http.MaxBytesError
	if err != nil && !errors.As(err, &tooBig) {
		return nil, badRequest("The form cannot be read: %v.", err)
	}
	return form, err
}

func (s *Server) reconcileQueries(c echo.Context, text string) error {
	batch, err := reconcile.ParseBatch(text)
	if err != nil {
		return err
	}
	if len(batch) > maxBatch {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge, fmt.Sprintf("The batch has %d queries; one may have %d. Send several batches.", len(batch), maxBatch))
	}
	queries := make([]reconcile.Query, len(batch))
	for i, b := range batch {
		queries[i] = b.Query
	}
	return s.matcher(c, func(m *reconcile.Service, _ *reconcile.Names) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), s.Timeout)
		defer cancel()
		found, err := m.Match(ctx, queries, nil)
		if err != nil {
			return err
		}
		out := make(map[string]any, len(batch))
		for i, b := range batch {
			out[b.Key] = map[string]any{"result": append([]reconcile.Candidate{}, found[i]...)}
		}
		return sendJSONP(c, out)
	})
}

func (s *Server) reconcileExtend(c echo.Context, text string) error {
	q, err := reconcile.ParseExtend(text)
	if err != nil {
		return err
	}
	if len(q.IDs) > maxBatch || len(q.Properties) > 100 {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge, fmt.Sprintf("One request may ask for %d things and 100 properties. Send several.", maxBatch))
	}
	return s.matcher(c, func(m *reconcile.Service, _ *reconcile.Names) error {
		out, err := m.Extend(c.Request().Context(), q, s.site(c)+"/reconcile")
		if err != nil {
			return err
		}
		return sendJSONP(c, out)
	})
}

// callbacks are names of functions that a script may be asked to call: nothing else can be smuggled in.
var callbacks = regexp.MustCompile(`^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*){0,8}$`)

// sendJSONP sends JSON, or the script that hands it to the function named by callback.
func sendJSONP(c echo.Context, value any) error {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	if err := e.Encode(value); err != nil {
		return err
	}
	callback := c.QueryParam("callback")
	if callback == "" {
		return c.Blob(http.StatusOK, "application/json; charset=utf-8", buf.Bytes())
	}
	if len(callback) > 128 || !callbacks.MatchString(callback) {
		return badRequest("callback is no name of a function: letters, digits, _ and $, joined by dots.")
	}
	script := append([]byte("/**/"+callback+"("), bytes.TrimSpace(buf.Bytes())...)
	return c.Blob(http.StatusOK, "application/javascript; charset=utf-8", append(script, ");\n"...))
}

// manifest describes the service.
func (s *Server) manifest(c echo.Context, names *reconcile.Names) map[string]any {
	site := s.site(c)
	root := site + "/reconcile"
	suggest := func(what string) map[string]any {
		return map[string]any{"service_url": root, "service_path": "/suggest/" + what, "flyout_service_url": root, "flyout_service_path": "/flyout/" + what + "?id=${id}"}
	}
	return map[string]any{
		"versions": []string{"0.2"}, "name": "Concord: instruments of international organisations",
		"identifierSpace": ontology.ID, "schemaSpace": ontology.IO, "serviceVersion": s.Version, "documentation": root, "logo": site + "/static/icon.svg",
		"defaultTypes": names.MainTypes(), "batchSize": maxBatch,
		"view":    map[string]any{"url": root + "/view?id={{id}}"},
		"preview": map[string]any{"url": root + "/preview?id={{id}}", "width": 430, "height": 300},
		"suggest": map[string]any{"entity": suggest("entity"), "property": suggest("property"), "type": suggest("type")},
		"extend": map[string]any{
			"propose_properties": map[string]any{"service_url": root, "service_path": "/properties"},
			"property_settings": []map[string]any{
				{"name": "limit", "label": "Values at most", "type": "number", "default": 0, "help_text": "How many values of the property to fetch; 0 for all."},
				{"name": "lang", "label": "Language", "type": "select", "default": "any", "help_text": "Only texts in this language.",
					"choices": []map[string]string{{"value": "any", "name": "any"}, {"value": "en", "name": "English"}, {"value": "fr", "name": "French"}, {"value": "es", "name": "Spanish"}}},
			},
		},
	}
}
