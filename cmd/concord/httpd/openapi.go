package httpd

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"
)

// operation describes one call of a JSON API, for OpenAPI. The parameters are "name=an example", with "*" after the names of those
// that must be given; those of the path stand in the path.
type operation struct {
	method, path, summary string
	params                []string
	token                 bool // it needs the server's token
}

// operations are all calls under /api/v1. A test holds them against the routes, and the examples against the answers.
var operations = []operation{
	{"GET", "/api/v1/lookup", "Find what a name means: in any language, with typing errors, by acronym", []string{"q*=Recomendacion", "kind=", "org=", "lang=", "limit=5"}, false},
	{"GET", "/api/v1/suggest", "Names that begin like this", []string{"q*=recomm", "limit=5"}, false},
	{"GET", "/api/v1/crosswalk", "Carry a term from one organisation to another", []string{"term*=Decision", "from*=oecd", "to*=osce"}, false},
	{"GET", "/api/v1/word", "What a word does to its reader at an organisation", []string{"term*=oecd-decision", "org=oecd"}, false},
	{"GET", "/api/v1/variations", "Words by the names that are used for them", []string{"name=recommendation", "of=word"}, false},
	{"GET", "/api/v1/friends", "False friends of a word", []string{"word=decision"}, false},
	{"GET", "/api/v1/twins", "Different words for what is coded alike", []string{"type=binding-decision", "org=sieca", "least=4"}, false},
	{"GET", "/api/v1/candidates", "Pairs that may match, with the parts of their scores", []string{"org*=oecd", "with=osce"}, false},
	{"GET", "/api/v1/decisions", "The log of decisions", []string{"org=", "outcome=", "format=json"}, false},
	{"POST", "/api/v1/decisions", "Record a decision", nil, true},
	{"GET", "/api/v1/review", "A review sheet, as a workbook or JSON", []string{"org*=oecd", "format=json"}, false},
	{"POST", "/api/v1/review", "Take a review sheet back", nil, true},
	{"GET", "/api/v1/compare", "Compare two organisations, types or terms", []string{"a*=oecd", "b*=osce"}, false},
	{"GET", "/api/v1/differences", "In what the terms of a type differ", []string{"type*=technical-standard", "narrower=yes", "format=json"}, false},
	{"GET", "/api/v1/consensus", "On what the terms of a type agree", []string{"type*=technical-standard"}, false},
	{"GET", "/api/v1/matrix", "Types by organisations or languages", []string{"format=json"}, false},
	{"GET", "/api/v1/glossary", "A glossary of types and terms", nil, false},
	{"GET", "/api/v1/concordance", "The terms of some organisations side by side", []string{"orgs=oecd,who,ilo"}, false},
	{"GET", "/api/v1/cite", "How to cite a thing, as CSL-JSON or in another style", []string{"id*=term:oecd-decision", "style=csl"}, false},
	{"GET", "/api/v1/groups", "The working groups", nil, false},
	{"GET", "/api/v1/groups/{group=wg5}", "What the catalogue holds for a working group", []string{"section=network", "organisation=oecd"}, false},
	{"GET", "/api/v1/annotate", "Mark what a text names; long texts by POST", []string{"text*=The Council adopted a Decision.", "target=oecd"}, false},
	{"POST", "/api/v1/annotate", "Mark what a text names", nil, false},
	{"GET", "/api/v1/running", "What the server works on; texts and plans with the token", nil, false},
	{"DELETE", "/api/v1/running/{id=q1}", "Stop a query or update", nil, true},
	{"GET", "/api/v1/status", "How the store is doing: old states that are held, compactions that failed", nil, false},
}

var inPath = regexp.MustCompile(`\{(\w+)=([^}]*)\}`)

// parameters are those of an operation, as OpenAPI has them.
func (o operation) parameters() []any {
	out := []any{}
	add := func(name, example, in string, required bool) {
		p := map[string]any{"name": name, "in": in, "required": required, "schema": map[string]any{"type": "string"}}
		if example != "" {
			p["example"] = example
		}
		out = append(out, p)
	}
	for _, m := range inPath.FindAllStringSubmatch(o.path, -1) {
		add(m[1], m[2], "path", true)
	}
	for _, p := range o.params {
		name, example, _ := strings.Cut(p, "=")
		bare, required := strings.CutSuffix(name, "*")
		add(bare, example, "query", required)
	}
	return out
}

// openAPI describes the JSON APIs (OpenAPI 3.1.0).
func (s *Server) openAPI(c echo.Context) error {
	paths := map[string]map[string]any{}
	for _, o := range operations {
		path := inPath.ReplaceAllString(o.path, "{$1}")
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		call := map[string]any{"summary": o.summary, "parameters": o.parameters(), "responses": map[string]any{
			"2XX": map[string]any{"description": "done"}, "default": map[string]any{"description": "what is wrong, as problem details (RFC 9457)"}}}
		if o.token {
			call["security"] = []any{map[string]any{"token": []string{}}}
		}
		paths[path][strings.ToLower(o.method)] = call
	}
	return c.JSON(http.StatusOK, map[string]any{"openapi": "3.1.0", "info": map[string]any{"title": "Concord", "version": s.Version}, "paths": paths,
		"servers":    []any{map[string]any{"url": s.site(c)}},
		"components": map[string]any{"securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer"}}}})
}
