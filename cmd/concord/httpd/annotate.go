package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/annotate"
	"w3id.org/concord/query/harmonise"
)

// annotateRoutes adds the annotation of texts. Long texts come by POST, short ones have an address.
func (s *Server) annotateRoutes() {
	for path, h := range map[string]echo.HandlerFunc{"/annotate": s.annotatePage, "/api/v1/annotate": s.annotateAPI} {
		s.echo.Match([]string{http.MethodGet, http.MethodHead, http.MethodPost}, path, h)
		s.echo.OPTIONS(path, s.options("GET, HEAD, POST, OPTIONS"))
	}
}

// maxAddressed bounds a text that stands in an address, in bytes.
const maxAddressed = 8000

// annotateRequest is what is asked: a text, and for whom it is checked.
type annotateRequest struct {
	data   []byte
	html   bool
	target string
	source string // address of the text
	format string // of the answer: json or jsonld
	asked  bool   // a text was sent, be it empty
}

// annotateForm are the names that the request goes by in addresses and forms.
func (q *annotateRequest) fill(get func(string) string) {
	q.target = strings.TrimSpace(firstOf(get("for"), get("target")))
	q.source, q.format = strings.TrimSpace(get("source")), get("format")
	q.html = get("input") == "html" || q.html
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// readAnnotate reads a request in any of its forms.
func readAnnotate(c echo.Context) (*annotateRequest, error) {
	q := &annotateRequest{}
	q.fill(c.QueryParam)
	if c.Request().Method != http.MethodPost {
		q.data, q.asked = []byte(c.QueryParam("text")), c.QueryParams().Has("text")
		if len(q.data) > maxAddressed {
			return nil, echo.NewHTTPError(http.StatusRequestURITooLong, "A text of more than 8000 bytes does not fit into an address. Send it by POST.")
		}
		return q, q.check()
	}
	mediaType, params, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil {
		mediaType = ""
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii") {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send the text in UTF-8, not in "+charset+".")
	}
	q.asked = true
	switch mediaType {
	case "application/x-www-form-urlencoded", "multipart/form-data":
		err = q.readForm(c, mediaType)
	case "text/plain", "text/html", "application/xhtml+xml":
		q.html = q.html || mediaType != "text/plain"
		q.data, err = readText(c)
	case "application/json":
		err = q.readJSON(c)
	default:
		err = echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send the text as text/plain, text/html, application/json ({\"text\": ..., \"target\": ...}) or a form.")
	}
	if err != nil {
		return nil, err
	}
	return q, q.check()
}

func readText(c echo.Context) ([]byte, error) {
	data, err := readBody(c)
	return []byte(data), err
}

// readForm reads the fields of the page. A file counts before a text. Browsers send the line ends of a field as two
// characters; here they count as one.
func (q *annotateRequest) readForm(c echo.Context, mediaType string) error {
	var form *multipart.Form
	var err error
	if mediaType == "multipart/form-data" {
		form, err = c.MultipartForm()
	} else {
		err = c.Request().ParseForm()
	}
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return err
	case err != nil:
		return badRequest("The form cannot be read: %v", err)
	}
	q.fill(c.Request().FormValue)
	q.data = []byte(strings.ReplaceAll(c.Request().FormValue("text"), "\r\n", "\n"))
	if form == nil || len(form.File["file"]) == 0 || form.File["file"][0].Filename == "" {
		return nil
	}
	header := form.File["file"][0]
	f, err := header.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	if q.data, err = io.ReadAll(f); err != nil {
		return err
	}
	name := strings.ToLower(header.Filename)
	q.html = q.html || strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm") || strings.HasSuffix(name, ".xhtml") || annotate.LooksLikeHTML(q.data)
	return nil
}

// readJSON reads {"text": ..., "html": true, "target": ..., "source": ...}.
func (q *annotateRequest) readJSON(c echo.Context) error {
	data, err := readText(c)
	if err != nil {
		return err
	}
	var body struct {
		Text   *string `json:"text"`
		HTML   bool    `json:"html"`
		Target string  `json:"target"`
		Source string  `json:"source"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return badRequest("The JSON cannot be read: %v. It is {\"text\": ..., \"html\": false, \"target\": ..., \"source\": ...}", err)
	}
	if body.Text == nil {
		return badRequest("The JSON has no \"text\".")
	}
	q.data, q.html = []byte(*body.Text), q.html || body.HTML
	q.target, q.source = firstOf(strings.TrimSpace(body.Target), q.target), firstOf(body.Source, q.source)
	return nil
}

func (q *annotateRequest) check() error {
	for what, text := range map[string]string{"for": q.target, "source": q.source} {
		if len(text) > maxTermText {
			return badRequest("%s is longer than %d bytes.", what, maxTermText)
		}
	}
	if q.source != "" && !rdf.HasScheme(q.source) {
		return badRequest("source is the address of the text, like https://example.org/text, not %q.", q.source)
	}
	if q.format != "" && q.format != "json" && q.format != "jsonld" {
		return badRequest("There is no format %q; there are json and jsonld.", q.format)
	}
	return nil
}

// answer annotates the text of a request.
func (s *Server) annotateText(c echo.Context, snap index.Snapshot, q *annotateRequest) (*annotate.Result, error) {
	read := annotate.Plain
	if q.html {
		read = annotate.HTML
	}
	d, err := read(q.data)
	if err != nil {
		return nil, annotateError(err)
	}
	ctx := c.Request().Context()
	made, err := s.words.get(snap.Seq(), func() (any, error) { return annotate.Compile(ctx, snap) })
	if err != nil {
		return nil, err
	}
	g := made.(*annotate.Gazetteer)
	r, err := g.Annotate(ctx, d)
	if err != nil || q.target == "" {
		return r, err
	}
	return r, g.CheckDraft(ctx, snap, r, q.target)
}

// annotateError gives the errors of texts their status.
func annotateError(err error) error {
	var long *annotate.TooLongError
	var encoding *annotate.EncodingError
	switch {
	case errors.As(err, &long):
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge, capital(err.Error())+".")
	case errors.As(err, &encoding):
		return badRequest("%s.", capital(err.Error()))
	}
	return err
}

// annotateAPI answers with JSON or, if JSON-LD is asked for, with Web Annotations.
func (s *Server) annotateAPI(c echo.Context) error {
	q, err := readAnnotate(c)
	if err != nil {
		return err
	}
	if !q.asked {
		return badRequest("Send a text: POST it as text/plain, text/html or JSON, or ask /api/v1/annotate?text=...&target=oecd")
	}
	c.Response().Header().Add("Vary", "Accept")
	if q.format == "" && negotiate(c.Request().Header.Get("Accept"), []string{"application/json", "application/ld+json"}) == "application/ld+json" {
		q.format = "jsonld"
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		r, err := s.annotateText(c, snap, q)
		var missing *harmonise.NotFoundError
		if errors.As(err, &missing) {
			return notFound(capital(err.Error()) + ".")
		}
		if err != nil {
			return err
		}
		if q.format != "jsonld" {
			return c.JSON(http.StatusOK, r)
		}
		c.Response().Header().Set("Content-Type", `application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"`)
		return annotate.WriteWebAnnotations(c.Response(), r, q.source)
	})
}
