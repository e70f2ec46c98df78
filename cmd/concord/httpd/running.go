package httpd

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query"
)

const runningPath = "/running"

// runningRoutes are the list of what runs and the ways to stop one of it. They answer under load too.
func (s *Server) runningRoutes() {
	s.get(runningPath, s.runningPage)
	s.echo.POST(runningPath+"/:id/stop", s.stopByForm)
	s.get("/api/v1"+runningPath, s.runningAPI)
	s.echo.DELETE("/api/v1"+runningPath+"/:id", s.stopRunning)
	s.echo.OPTIONS("/api/v1"+runningPath+"/:id", s.options("DELETE, OPTIONS"))
}

// answersUnderLoad reports whether a path is for those who look after the server.
func answersUnderLoad(path string) bool {
	return strings.HasSuffix(path, "z") || path == "/metrics" || path == "/api/v1/status" || strings.HasPrefix(path, runningPath) || strings.HasPrefix(path, "/api/v1"+runningPath)
}

func (s *Server) runningAPI(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	list := s.seenRunning(c)
	if list == nil {
		list = []query.Running{}
	}
	return c.JSON(http.StatusOK, map[string]any{"running": list, "plans": s.Engine.PlanStats()})
}

// seenRunning is what runs, as the client may see it: texts and plans, which show what others ask, are for those who have the token.
func (s *Server) seenRunning(c echo.Context) []query.Running {
	list := s.Engine.Running()
	c.Response().Header().Add("Vary", "Authorization")
	if s.hasToken(c) {
		return list
	}
	for i := range list {
		list[i].Text, list[i].Request, list[i].Plan = "", "", nil
	}
	return list
}

// stopRunning ends a query or update. It needs the server's token.
func (s *Server) stopRunning(c echo.Context) error {
	if err := s.authorize(c); err != nil {
		return err
	}
	if !s.Engine.Kill(c.Param("id")) {
		return notFound("No query of this name runs. /api/v1/running lists those that do.")
	}
	return c.NoContent(http.StatusNoContent)
}

// stopByForm is stopRunning for the page: a browser asks for the token as a password. A form of another site is refused,
// for the browser would send the password with it.
func (s *Server) stopByForm(c echo.Context) error {
	if site := c.Request().Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return echo.NewHTTPError(http.StatusForbidden, "This form belongs to another site.")
	}
	if err := s.authorize(c); err != nil {
		return err
	}
	s.Engine.Kill(c.Param("id")) // one that has ended meanwhile is what was wanted
	return c.Redirect(http.StatusSeeOther, runningPath)
}

type runningView struct {
	Page    web.Page
	Live    bool
	CanStop bool
	Texts   bool // are shown
	Running []runningQuery
	Plans   string // what the cache of plans did
}

type runningQuery struct {
	ID, Kind, Since, Status, Text string
	Explain                       *explainView
}

func (s *Server) runningPage(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	v := runningView{Page: s.page(c, "Running queries", ""), Live: c.QueryParam("live") == "1", CanStop: s.Token != "", Texts: s.hasToken(c)}
	if v.Live {
		h.Set("Refresh", "2")
	}
	if p := s.Engine.PlanStats(); p.Hits+p.Misses > 0 {
		v.Plans = fmt.Sprintf("%s kept for queries that come again, %s KiB; %s of %s found there.", plural(p.Plans, "plan"), web.Number(p.Bytes>>10),
			web.Number(p.Hits), plural(int(p.Hits+p.Misses), "request"))
	}
	for _, r := range s.seenRunning(c) {
		v.Running = append(v.Running, runningOf(r))
	}
	return s.render(c, "running", v)
}

func runningOf(r query.Running) runningQuery {
	q := runningQuery{ID: r.ID, Kind: "Query", Since: r.Since.UTC().Format(time.RFC3339), Text: r.Text}
	if r.Update {
		q.Kind = "Update"
	}
	q.Status = fmt.Sprintf("%.1f s · %s so far · %s KiB held · reads commit %d", r.Seconds, plural(int(r.Rows), "row"),
		web.Number((r.Memory+1023)>>10), r.Snapshot)
	if r.Killed {
		q.Status += " · is being stopped"
	}
	if r.Plan != nil {
		q.Explain = &explainView{Measured: true}
		q.Explain.add(r.Plan, "")
	}
	return q
}
