package httpd

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/ontology/rdf"
)

const typeProblem = "application/problem+json"

// problem is an error for programs (RFC 9457). Line and column say where a text is wrong.
type problem struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Request string `json:"request,omitempty"`
}

// problemTypes are the media types that ask for problem details; results of queries count, for their clients read JSON.
var problemTypes = []string{"text/plain", typeProblem, "application/json", "application/sparql-results+json", "application/ld+json"}

// sendProblem sends an error in the form that the client reads.
func (s *Server) sendProblem(c echo.Context, code int, message string, err error) error {
	choice := negotiate(c.Request().Header.Get("Accept"), problemTypes)
	if choice == "" || choice == "text/plain" {
		return c.String(code, message+"\n")
	}
	p := problem{Type: "about:blank", Title: http.StatusText(code), Status: code, Detail: message, Request: c.Response().Header().Get(requestID)}
	var syntax *rdf.SyntaxError
	if errors.As(err, &syntax) {
		p.Line, p.Column = syntax.Line, syntax.Column
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(code, typeProblem, body)
}
