package httpd

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
)

// explain answers with how a query is run, as text or JSON.
func (s *Server) explain(c echo.Context, q request) error {
	accept := c.Request().Header.Get("Accept")
	choice := negotiate(accept, []string{"text/plain", "application/json"})
	if choice == "" { // clients of results send their own types; what they asked for is no result
		choice = "text/plain"
	}
	if q.explain.JSON || q.format == "json" {
		choice = "application/json"
	}
	x, err := s.explanation(c.Request().Context(), q)
	if err != nil {
		return queryError(c.Request().Context(), err)
	}
	var b bytes.Buffer
	if err := answer.WriteExplanation(&b, x, choice == "application/json"); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, choice+"; charset=utf-8", b.Bytes())
}

func (s *Server) explanation(ctx context.Context, q request) (*query.Explanation, error) {
	if q.explain.Analyze {
		return s.Engine.Analyze(ctx, q.text, q.params)
	}
	return s.Engine.Explain(ctx, q.text, q.params)
}

// explainView is an explanation as a page shows it: the plan as a table, the other stages folded.
type explainView struct {
	Status   string
	Measured bool
	Rows     []explainRow
	Stages   []linkTo // title and text
}

type explainRow struct{ Indent, Text, Expected, Rows, Off, Millis, Memory string }

func (s *Server) explainForPage(ctx context.Context, q request) (*explainView, string, int) {
	x, err := s.explanation(ctx, q)
	if err != nil {
		code, message := statusOf(queryError(ctx, err))
		return nil, message, code
	}
	v := &explainView{Status: fmt.Sprintf("planned in %.2f ms", x.Planning)}
	if x.Cached {
		v.Status = fmt.Sprintf("plan kept from an earlier query, found in %.2f ms", x.Planning)
	}
	if r := x.Ran; r != nil {
		v.Measured = true
		v.Status += fmt.Sprintf(" · %s in %.2f ms · at most %s KiB held", plural(int(r.Rows), "row"), r.Millis, web.Number((r.Memory+1023)>>10))
	}
	v.add(x.Plan, "")
	for _, stage := range x.Stages() {
		v.Stages = append(v.Stages, linkTo{Title: stage[0], Text: stage[1]})
	}
	return v, "", http.StatusOK
}

func (v *explainView) add(o *plan.Operator, indent string) {
	if o == nil {
		return
	}
	row := explainRow{Indent: indent, Text: o.Text, Expected: web.Number(int64(math.Round(o.Expected)))}
	if r := o.Run; r != nil {
		row.Rows, row.Off = web.Number(r.Rows), offBy(o.Expected, r)
		row.Millis, row.Memory = fmt.Sprintf("%.2f", r.Millis), web.Number((r.Memory+1023)>>10)
	}
	v.Rows = append(v.Rows, row)
	deeper := indent + "\u00a0\u00a0"
	for _, x := range o.Exists {
		v.Rows = append(v.Rows, explainRow{Indent: deeper, Text: "exists, " + x.How})
		for _, line := range strings.Split(strings.TrimSpace(x.Pattern), "\n") {
			if line != "" {
				v.Rows = append(v.Rows, explainRow{Indent: deeper + deeper, Text: line})
			}
		}
		v.add(x.Plan, deeper+"\u00a0\u00a0")
	}
	for _, k := range o.Inputs {
		v.add(k, deeper)
	}
}

// offBy says how far an estimate was from the truth, where it is worth a look: by ten times and by ten rows. An operator
// that ran often expects its rows for each run.
func offBy(expected float64, r *plan.Run) string {
	truth := float64(r.Rows) / float64(max(r.Opens, 1))
	if math.Abs(truth-expected) < 10 || r.Opens == 0 {
		return ""
	}
	switch ratio := max(truth, 1) / max(expected, 1); {
	case ratio >= 10:
		return fmt.Sprintf("×%.0f more", ratio)
	case ratio <= 0.1:
		return fmt.Sprintf("×%.0f fewer", 1/ratio)
	}
	return ""
}
