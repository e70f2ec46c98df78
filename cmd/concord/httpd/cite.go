package httpd

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/cite"
	"w3id.org/concord/query/glossary"
)

// maxCited bounds the addresses that are cited, in bytes: a query may stand in them.
const maxCited = 16 << 10

// citeHref leads to the references to a page or thing.
func citeHref(id string) string { return "/cite?" + url.Values{"id": {id}}.Encode() }

// citePage leads to the references to the page that was asked for; what was sent in a body has no address to cite.
func citePage(c echo.Context) string {
	if uri := c.Request().URL.RequestURI(); c.Request().Method != http.MethodPost && len(uri) <= maxCited {
		return citeHref(uri)
	}
	return ""
}

// citedID reads what is to be cited.
func citedID(c echo.Context) (string, error) {
	id := strings.TrimSpace(c.QueryParam("id"))
	switch {
	case id == "":
		return "", badRequest("Name a thing or a page: /api/v1/cite?id=term:oecd-decision&style=bibtex")
	case len(id) > maxCited:
		return "", badRequest("The address to cite is longer than %d bytes.", maxCited)
	}
	return id, nil
}

// citeAPI gives a reference in the style asked for, CSL-JSON if none is.
func (s *Server) citeAPI(c echo.Context) error {
	id, err := citedID(c)
	if err != nil {
		return err
	}
	style := c.QueryParam("style")
	if style == "" {
		style = "csl"
	}
	if !slices.Contains(cite.Styles, style) {
		return badRequest("The style is one of %s, not %q.", strings.Join(cite.Styles, ", "), style)
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, dayTag(snap)) {
			return nil
		}
		w, err := s.cited(c, snap, id)
		if err != nil {
			return err
		}
		var buf bytes.Buffer
		if err := cite.Write(&buf, w, style); err != nil {
			return err
		}
		return c.Blob(http.StatusOK, cite.MediaTypes[style], buf.Bytes())
	})
}

func (s *Server) cited(c echo.Context, snap index.Snapshot, id string) (cite.Work, error) {
	w, err := glossary.Citation(c.Request().Context(), snap, id, s.site(c), time.Now())
	if missing := new(glossary.NotFoundError); errors.As(err, &missing) {
		return w, notFound(capital(missing.Error()) + ".")
	}
	return w, err
}

// citeView is the page of references.
type citeView struct {
	Page   web.Page
	ID     string
	Styles []citeStyle
}

type citeStyle struct{ Name, Title, Text, Href string }

var styleTitles = map[string]string{"footnote": "Footnote", "bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}

func (s *Server) showCitation(c echo.Context) error {
	id := strings.TrimSpace(c.QueryParam("id"))
	if len(id) > maxCited {
		return badRequest("The address to cite is longer than %d bytes.", maxCited)
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, dayTag(snap)) {
			return nil
		}
		view := citeView{Page: s.page(c, "Cite", ""), ID: id}
		if id != "" {
			w, err := s.cited(c, snap, id)
			if err != nil {
				return err
			}
			for _, style := range cite.Styles {
				var buf bytes.Buffer
				if err := cite.Write(&buf, w, style); err != nil {
					return err
				}
				view.Styles = append(view.Styles, citeStyle{style, styleTitles[style], buf.String(), "/api/v1/cite?" + url.Values{"id": {id}, "style": {style}}.Encode()})
			}
			view.Page.Title = "Cite: " + w.Title
		}
		return s.render(c, "cite", view)
	})
}
