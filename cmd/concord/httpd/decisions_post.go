package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/index"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

// decisionBody is a decision as clients send it: things by address or name.
type decisionBody struct {
	Outcome    string  `json:"outcome"` // accept, reject, defer, or the outcome itself
	Subject    string  `json:"subject"`
	Object     string  `json:"object"`
	Predicate  string  `json:"predicate"`
	Reason     string  `json:"reason"`
	Rule       string  `json:"rule"`
	Reviewer   string  `json:"reviewer"`
	Confidence float64 `json:"confidence"`
	Date       string  `json:"date"`
	Dissent    []struct {
		Organisation string `json:"organisation"`
		Text         string `json:"text"`
	} `json:"dissent"`
}

// decisionsPost records one decision on a match, or a list of them, all or none.
func (s *Server) decisionsPost(c echo.Context) error {
	if err := s.authorize(c); err != nil {
		return err
	}
	if t, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type")); t != "application/json" {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send a decision, or a list of them, as application/json.")
	}
	bodies, err := readDecisions(c)
	if err != nil {
		return err
	}
	decisions, err := s.nameDecisions(c.Request().Context(), bodies)
	if err != nil {
		return err
	}
	r, err := decide.Record(c.Request().Context(), s.Store, time.Now(), decisions...)
	var refused *decide.RefusedError
	if errors.As(err, &refused) {
		return badRequest("%s.", capital(err.Error()))
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, r)
}

// readDecisions takes one object or a list of them; fields that mean nothing are refused rather than left aside.
func readDecisions(c echo.Context) ([]decisionBody, error) {
	text, err := readBody(c)
	if err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	var bodies []decisionBody
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&bodies); err != nil {
		return nil, badRequest("The decision cannot be read: %v.", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, badRequest("There is more after the decision; send several as a list.")
	}
	if len(bodies) == 0 {
		return nil, badRequest("There is no decision in the request.")
	}
	return bodies, nil
}

var decisionWords = map[string]decide.Outcome{"accept": decide.Accepted, "reject": decide.Rejected, "defer": decide.Deferred,
	"accepted": decide.Accepted, "rejected": decide.Rejected, "deferred": decide.Deferred}

// nameDecisions turns names into addresses.
func (s *Server) nameDecisions(ctx context.Context, bodies []decisionBody) ([]decide.Decision, error) {
	var out []decide.Decision
	err := s.withSnapshot(func(snap index.Snapshot) error {
		for _, b := range bodies {
			d, err := nameDecision(ctx, snap, b)
			if err != nil {
				return missing404(err)
			}
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

func nameDecision(ctx context.Context, snap index.Snapshot, b decisionBody) (decide.Decision, error) {
	d := decide.Decision{Outcome: decisionWords[b.Outcome], Predicate: b.Predicate, Reason: b.Reason, Rule: b.Rule, Reviewer: b.Reviewer, Confidence: b.Confidence}
	if d.Outcome == "" {
		return d, badRequest("outcome is accept, reject or defer, not %q.", b.Outcome)
	}
	if b.Date != "" {
		day, err := time.Parse(time.DateOnly, b.Date)
		if err != nil {
			return d, badRequest("date is a day like 2026-03-31, not %q.", b.Date)
		}
		d.Date = day
	}
	for name, side := range map[string]*string{b.Subject: &d.Subject, b.Object: &d.Object} {
		o, err := harmonise.FindConcept(ctx, snap, name)
		if err != nil {
			return d, err
		}
		*side = strings.Clone(o.IRI)
	}
	if b.Subject == b.Object {
		d.Object = d.Subject
	}
	for _, x := range b.Dissent {
		o, err := harmonise.FindOrganisation(ctx, snap, x.Organisation)
		if err != nil {
			return d, err
		}
		d.Dissent = append(d.Dissent, decide.Dissent{Organisation: strings.Clone(o.IRI), Text: x.Text})
	}
	return d, nil
}
