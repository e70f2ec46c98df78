package httpd

import (
	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
)

// reconcilePageRoutes adds the steps of the page.
func (s *Server) reconcilePageRoutes() {}

type reconcileStartView struct{ Page web.Page }

func (s *Server) reconcileStart(c echo.Context) error {
	return s.render(c, "reconcile", reconcileStartView{Page: s.page(c, "Reconcile a table", "")})
}
