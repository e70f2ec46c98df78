package httpd

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// reviewRoutes adds review sheets.
func (s *Server) reviewRoutes() {
	s.get("/review", s.reviewPage)
	s.echo.GET("/api/v1/review", s.reviewAPI)
	s.echo.HEAD("/api/v1/review", s.reviewAPI)
	s.echo.POST("/api/v1/review", s.reviewPost)
	s.echo.OPTIONS("/api/v1/review", s.options("GET, HEAD, POST, OPTIONS"))
}

// reviewView is the page of review sheets.
type reviewView struct {
	Page              web.Page
	Orgs              []web.Option
	Missing           string
	Sheet             *decide.Sheet
	Org               linkTo
	Terms, Unanswered int
	States            []stateCount
	Download, JSON    string
	Decisions         string
	Writable          bool
}

// stateCount counts statements by how far they were checked.
type stateCount struct {
	State string
	N     int
}

func (s *Server) reviewPage(c echo.Context) error {
	p, err := named(c, "org", "format")
	if err != nil {
		return err
	}
	if p[1] == "xlsx" {
		return s.reviewAPI(c)
	}
	if p[1] != "" && p[1] != "html" {
		return badRequest("A review sheet comes as a page or with format=xlsx, not as %q.", p[1])
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		g := newGraph(c.Request().Context(), snap)
		view := reviewView{Page: s.page(c, "Review sheets", ""), Orgs: s.organisationOptions(g, p[0], "choose"), Writable: s.Token != ""}
		if g.err != nil {
			return g.err
		}
		if p[0] != "" {
			sheet, err := decide.NewSheet(c.Request().Context(), snap, p[0], time.Now())
			var missing *harmonise.NotFoundError
			switch {
			case errors.As(err, &missing):
				view.Missing = capital(err.Error()) + "."
			case err != nil:
				return err
			default:
				s.fillReview(&view, sheet, p[0])
			}
		}
		return s.render(c, "review", view)
	})
}

func (s *Server) fillReview(v *reviewView, sheet *decide.Sheet, org string) {
	v.Sheet, v.Org = sheet, s.ownerLink(sheet.Organisation)
	v.Page.Title = "Review sheet of " + sheet.Organisation.String()
	address := url.Values{"org": {org}}
	v.JSON, v.Decisions = "/api/v1/review?"+address.Encode()+"&format=json", "/decisions?"+address.Encode()
	v.Download = "/review?" + address.Encode() + "&format=xlsx"
	at := map[string]int{}
	for _, r := range sheet.Statements {
		if r.What == "term" {
			v.Terms++
		}
		state, _, _ := strings.Cut(r.State, " (")
		if _, ok := at[state]; !ok {
			at[state] = len(v.States)
			v.States = append(v.States, stateCount{State: state})
		}
		v.States[at[state]].N++
	}
}

// reviewAPI gives a review sheet as a workbook or as JSON.
func (s *Server) reviewAPI(c echo.Context) error {
	p, err := named(c, "org", "format")
	if err != nil {
		return err
	}
	switch {
	case p[0] == "":
		return badRequest("Name an organisation: /api/v1/review?org=oecd")
	case p[1] != "" && p[1] != "xlsx" && p[1] != "json":
		return badRequest("A review sheet comes as xlsx or json, not as %q.", p[1])
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		sheet, err := decide.NewSheet(c.Request().Context(), snap, p[0], time.Now())
		if err != nil {
			return missing404(err)
		}
		if p[1] == "json" {
			return c.JSON(http.StatusOK, sheet)
		}
		var buf bytes.Buffer
		if err := answer.Review(&buf, sheet); err != nil {
			return err
		}
		c.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": sheet.ID + ".xlsx"}))
		return c.Blob(http.StatusOK, typeXLSX, buf.Bytes())
	})
}

// reviewPost records the answers of a sheet: all or none.
func (s *Server) reviewPost(c echo.Context) error {
	if err := s.authorize(c); err != nil {
		return err
	}
	if t, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type")); t != typeXLSX {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send a review sheet as "+typeXLSX+".")
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	filled, err := answer.ReadReview(strings.NewReader(body))
	if err != nil {
		return badRequest("%s", capital(err.Error()))
	}
	r, err := decide.RecordSheet(c.Request().Context(), s.Store, time.Now(), filled)
	var wrong *decide.SheetError
	var refused *decide.RefusedError
	switch {
	case errors.As(err, &wrong), errors.As(err, &refused):
		return badRequest("%s", capital(err.Error()))
	case err != nil:
		return missing404(err)
	}
	return c.JSON(http.StatusOK, r)
}
