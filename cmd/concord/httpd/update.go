package httpd

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/query"
)

// authorize lets a change through that brings the server's token. Changes are off unless one is configured.
func (s *Server) authorize(c echo.Context) error {
	if s.Token == "" {
		return echo.NewHTTPError(http.StatusForbidden, "Changes are off. Start the server with --token-file to allow them.")
	}
	if !s.hasToken(c) {
		c.Response().Header().Add("WWW-Authenticate", `Basic realm="Concord", charset="UTF-8"`)
		c.Response().Header().Add("WWW-Authenticate", "Bearer")
		return echo.NewHTTPError(http.StatusUnauthorized, "Changes need the server's token: Authorization: Bearer ..., or as the password of any user.")
	}
	return nil
}

// hasToken reports whether a request brings the server's token.
func (s *Server) hasToken(c echo.Context) bool {
	given, ok := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
	if !ok { // clients that know only user names send the token as the password
		_, given, ok = c.Request().BasicAuth()
	}
	return ok && s.Token != "" && subtle.ConstantTimeCompare([]byte(given), []byte(s.Token)) == 1
}

// update changes the store by the SPARQL protocol (SPARQL 1.1 Protocol, 2.2).
func (s *Server) update(c echo.Context) error {
	if err := s.authorize(c); err != nil {
		return err
	}
	text, values, err := readUpdate(c)
	if err != nil {
		return err
	}
	report, err := s.Engine.Update(c.Request().Context(), text, query.Params{
		DefaultGraphs: nonEmpty(values["using-graph-uri"]), NamedGraphs: nonEmpty(values["using-named-graph-uri"]),
		Base: s.site(c) + c.Request().URL.Path, Timeout: s.Timeout,
		Request: c.Response().Header().Get(requestID)}) // relative IRIs mean what the address of the request makes of them (RFC 3986, 5.1.3)
	if err != nil {
		return queryError(c.Request().Context(), err)
	}
	return c.JSON(http.StatusOK, map[string]any{"seq": report.Seq})
}

// readUpdate takes the one update of a request, by form or direct, and the other parameters of the protocol.
func readUpdate(c echo.Context) (string, url.Values, error) {
	mediaType, params, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if set := params["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
		return "", nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "An update must be UTF-8, not "+set+".")
	}
	data, err := readBody(c)
	if err != nil {
		return "", nil, err
	}
	values := trimNames(c.QueryParams())
	switch mediaType {
	case "application/sparql-update":
		values["update"] = append(values["update"], data)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(data)
		if err != nil {
			return "", nil, badRequest("The form cannot be read: %v", err)
		}
		for name, v := range trimNames(form) {
			values[name] = append(values[name], v...)
		}
	default:
		return "", nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send an update as application/sparql-update or application/x-www-form-urlencoded.")
	}
	if len(values["update"]) != 1 || len(values["query"]) > 0 {
		return "", nil, badRequest("Send one update, in the field \"update\" or as the body.")
	}
	if text := values.Get("update"); utf8.ValidString(text) {
		return text, values, nil
	}
	return "", nil, badRequest("The update is not UTF-8.")
}
