package httpd

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/query"
)

// update changes the store by the SPARQL protocol (SPARQL 1.1 Protocol, 2.2). It is off unless a token is configured.
func (s *Server) update(c echo.Context) error {
	if s.Token == "" {
		return echo.NewHTTPError(http.StatusForbidden, "Updates are off. Start the server with --token-file to allow them.")
	}
	given, ok := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
	if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(s.Token)) != 1 {
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
		return echo.NewHTTPError(http.StatusUnauthorized, "Updates need the server's token: Authorization: Bearer ...")
	}
	text, err := readUpdate(c)
	if err != nil {
		return err
	}
	report, err := s.Engine.Update(c.Request().Context(), text, query.Params{Timeout: s.Timeout})
	if err != nil {
		return queryError(c.Request().Context(), err)
	}
	return c.JSON(http.StatusOK, map[string]any{"seq": report.Seq})
}

// readUpdate takes the one update of a request, by form or direct.
func readUpdate(c echo.Context) (string, error) {
	mediaType, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	data, err := readBody(c)
	if err != nil {
		return "", err
	}
	switch mediaType {
	case "application/sparql-update":
		return data, refuseUsing(c.QueryParams())
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(data)
		if err != nil {
			return "", badRequest("The form cannot be read: %v", err)
		}
		if len(form["update"]) != 1 || len(form["query"]) > 0 {
			return "", badRequest("Send one update, in the field \"update\".")
		}
		return form.Get("update"), refuseUsing(form)
	}
	return "", echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send an update as application/sparql-update or application/x-www-form-urlencoded.")
}

// refuseUsing refuses the dataset parameters of the protocol rather than leave them aside.
func refuseUsing(values url.Values) error {
	if len(values["using-graph-uri"])+len(values["using-named-graph-uri"]) > 0 {
		return badRequest("using-graph-uri is not supported; write USING in the update.")
	}
	return nil
}
