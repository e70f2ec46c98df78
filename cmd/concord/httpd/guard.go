package httpd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/remote"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/harmonise"
)

// guard wraps every request: security headers, CORS, the size of the body, and how many run at once.
func (s *Server) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Content-Location, Location, Link, X-Request-Id")
		h.Set(requestID, s.identifyRequest(c.Request()))
		sent := c.Request().Body
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, s.maxBody(c))
		if !answersUnderLoad(c.Path()) {
			select {
			case s.slots <- struct{}{}:
				defer func() { <-s.slots }()
			default:
				h.Set("Retry-After", "2")
				return echo.NewHTTPError(http.StatusServiceUnavailable, "The server has as many requests as it takes at once. Try again in a moment.")
			}
		}
		defer func() { drain(sent, err) }()
		defer recoverInto(&err)
		return next(c)
	}
}

// drained is how much of a refused request is read before it is answered.
const drained = 16 << 20

// drain reads the rest of a request that is refused: many clients, browsers among them, send all before they read, and
// would see a broken connection instead of the reason.
func drain(body io.Reader, err error) {
	if err != nil && body != nil {
		io.CopyN(io.Discard, body, drained)
	}
}

const requestID = "X-Request-Id"

// identifyRequest takes the client's name for a request if it is a plain word, else makes one: it stands in the answer and
// in the log.
func (s *Server) identifyRequest(r *http.Request) string {
	id := r.Header.Get(requestID)
	odd := func(c rune) bool {
		return !(c == '-' || c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
	}
	if id == "" || len(id) > 64 || strings.ContainsFunc(id, odd) {
		return randomName()
	}
	return id
}

// maxBody is how much a request may bring.
func (s *Server) maxBody(c echo.Context) int64 {
	if strings.HasPrefix(c.Path(), graphsPath) {
		return s.MaxUpload
	}
	return s.MaxBody
}

// recoverInto turns a panic of a handler into an error: one bad request must not end the process.
func recoverInto(err *error) {
	r := recover()
	if r == nil {
		return
	}
	if r == http.ErrAbortHandler {
		panic(r) // the answer had begun and failed: the connection is cut so that nobody takes it for whole
	}
	*err = fmt.Errorf("internal error: %v", r)
}

// unchanged sets the ETag and answers 304 if the client has that state already.
func (s *Server) unchanged(c echo.Context, tag string) bool {
	tag = `W/"` + tag + `"`
	c.Response().Header().Set("ETag", tag)
	for _, have := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if have = strings.TrimSpace(have); have == tag || have == "*" {
			c.Response().WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// pageTag is the state of a page: the commit it shows and the templates that show it.
func pageTag(snap index.Snapshot) string { return fmt.Sprintf("%d-%s", snap.Seq(), web.Fingerprint) }

func notFound(message string) error { return echo.NewHTTPError(http.StatusNotFound, message) }

func badRequest(format string, args ...any) error {
	return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// readBody reads the whole body; one that ends before its announced length is the client's fault.
func readBody(c echo.Context) (string, error) {
	data, err := io.ReadAll(c.Request().Body)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "", badRequest("The request ended before its announced length.")
	}
	return string(data), err
}

// fail answers with an error: a page for people, problem details for programs that ask for JSON, else plain text.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	code, message := statusOf(err)
	if code >= 500 && code != http.StatusServiceUnavailable {
		c.Logger().Error("request " + c.Response().Header().Get(requestID) + ": " + err.Error())
	}
	c.Response().Header().Del("ETag")
	if errors.Is(err, query.ErrBusy) {
		c.Response().Header().Set("Retry-After", "2")
	}
	if wantsPage(c.Request()) {
		s.errorPage(c, code, message)
		return
	}
	if c.Request().Method == http.MethodHead {
		c.NoContent(code)
		return
	}
	s.sendProblem(c, code, message, err)
}

// statusOf is the status and the text for an error.
func statusOf(err error) (int, string) {
	var he *echo.HTTPError
	var syntax *rdf.SyntaxError
	var tooBig *http.MaxBytesError
	var limit *ingest.LimitError
	switch {
	case errors.As(err, &limit):
		return http.StatusRequestEntityTooLarge, limit.File + " " + limit.What + ", which is the most that this server takes."
	case errors.As(err, &tooBig):
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("The request is larger than %d bytes.", tooBig.Limit)
	case errors.As(err, &he):
		return he.Code, explainStatus(he)
	case errors.As(err, &syntax):
		return http.StatusBadRequest, syntax.Detail()
	case errors.Is(err, query.ErrRelative), errors.Is(err, query.ErrUnbound), errors.Is(err, query.ErrDataset), errors.Is(err, ingest.ErrOtherGraph):
		return http.StatusBadRequest, err.Error()
	case errors.Is(err, query.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "The query stopped at its time limit: " + err.Error()
	case errors.Is(err, query.ErrKilled), errors.Is(err, query.ErrBusy):
		return http.StatusServiceUnavailable, capital(err.Error()) + "."
	case errors.Is(err, query.ErrMemory), errors.Is(err, query.ErrTooManyRows):
		return http.StatusServiceUnavailable, "The query stopped at a limit: " + err.Error()
	case errors.Is(err, index.ErrReadOnly), errors.Is(err, query.ErrLoad), errors.Is(err, query.ErrService), errors.Is(err, remote.ErrNotAllowed):
		return http.StatusForbidden, err.Error()
	case errors.Is(err, query.ErrRemote):
		return http.StatusBadGateway, err.Error()
	case errors.Is(err, query.ErrNoText), errors.Is(err, harmonise.ErrNoText):
		return http.StatusNotImplemented, capital(err.Error()) + "."
	case errors.Is(err, query.ErrInternal):
		return http.StatusInternalServerError, "The query met a fault of the server, which is in its log."
	case errors.Is(err, context.Canceled):
		return 499, "The client went away."
	}
	return http.StatusInternalServerError, err.Error()
}

// explainStatus is the text of an error with a status; the router's own errors say no more than the status.
func explainStatus(e *echo.HTTPError) string {
	message := fmt.Sprint(e.Message)
	switch {
	case message != http.StatusText(e.Code):
	case e.Code == http.StatusNotFound:
		return "There is nothing at this address. The pages start at /, those on terms at /harmonise; README.md lists the addresses for programs."
	case e.Code == http.StatusMethodNotAllowed:
		return "This address does not take the method. The header Allow says which it takes."
	}
	return message
}

func (s *Server) errorPage(c echo.Context, code int, message string) {
	data := struct {
		Page            web.Page
		Message, Advice string
	}{s.page(c, http.StatusText(code), ""), message, "You can go on from here:"}
	if code == http.StatusNotFound {
		data.Page.Title, data.Advice = "Not found", "Perhaps a search finds it:"
	}
	c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
	c.Response().WriteHeader(code)
	if err := web.Render(c.Response(), "error", data); err != nil {
		c.Logger().Error(err)
	}
}
