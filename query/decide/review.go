package decide

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// Sheet is a review sheet: what the graph says of an organisation and its terms, row by row, for its secretariat to
// confirm or correct, and the types for which no term is recorded.
type Sheet struct {
	ID           string          `json:"id"` // names the sheet, so that one that comes back twice counts once
	Organisation harmonise.Owner `json:"organisation"`
	Seq          uint64          `json:"seq"`
	Made         time.Time       `json:"made"`
	Statements   []Row           `json:"statements"`
	Cells        []Row           `json:"cells"` // types without a term
}

// Row is one statement, or one type without a term.
type Row struct {
	ID     string `json:"id"` // a prefixed name where there is a prefix, else the address
	What   string `json:"what"`
	Value  string `json:"value"`
	Source string `json:"source"`
	State  string `json:"state"` // of checking, or why the cell is empty
	iri    string
	about  string // the thing that the statement is about
	what   string // the feature of a correction
	scheme string // of the coded value that the statement has
	check  string // the state of checking as a code
}

// NewSheet makes the review sheet of an organisation, which is named by address, acronym or name.
func NewSheet(ctx context.Context, snap index.Snapshot, org string, made time.Time) (*Sheet, error) {
	o, err := harmonise.FindOrganisation(ctx, snap, org)
	if err != nil {
		return nil, err
	}
	made = made.UTC().Truncate(time.Second)
	s := &Sheet{Organisation: o, Seq: snap.Seq(), Made: made, ID: "review-" + slug(o.String()) + "-" + made.Format("20060102T150405Z"), Statements: []Row{}, Cells: []Row{}}
	log, err := Read(ctx, snap)
	if err != nil {
		return nil, err
	}
	r := &reviewer{view: newView(ctx, snap), log: log, sheet: s}
	if err := r.statements(o.IRI); err != nil {
		return nil, fmt.Errorf("make a review sheet: %w", err)
	}
	var unknown *harmonise.UnknownError
	if err := r.cells(o.IRI); errors.As(err, &unknown) {
		return nil, &harmonise.NotFoundError{What: "organisation", Name: org}
	} else if err != nil {
		return nil, fmt.Errorf("make a review sheet: %w", err)
	}
	return s, nil
}

// reviewer fills a sheet.
type reviewer struct {
	*view
	log   *Log
	sheet *Sheet
}

// cells are the types for which the organisation has no term, as the matrix has them.
func (r *reviewer) cells(org string) error {
	m, err := harmonise.NewMatrix(r.ctx, r.snap, harmonise.MatrixQuery{Orgs: []string{org}})
	if err != nil {
		return err
	}
	for _, row := range m.Rows {
		cell := row.Cells[0]
		if len(cell.Terms) > 0 {
			continue
		}
		n, err := r.node(row.IRI)
		if err != nil {
			return err
		}
		out := Row{ID: shorten(row.IRI), What: "type without a term", Value: row.Name, Source: n.text(ontology.SKOSDefinition), State: cell.Empty.String(), iri: row.IRI}
		if d := r.log.on("cell " + org + " " + row.IRI); d != nil {
			out.State += fmt.Sprintf(" (%s by %s, %s)", d.Outcome, d.Reviewer, d.Date.Format(time.DateOnly))
		}
		r.sheet.Cells = append(r.sheet.Cells, out)
	}
	return nil
}

// shorten writes an address as a prefixed name where there is a prefix.
func shorten(iri string) string {
	best := rdf.Prefix{}
	for _, p := range ontology.Prefixes {
		if len(p.IRI) > len(best.IRI) && len(p.IRI) < len(iri) && strings.HasPrefix(iri, p.IRI) {
			best = p
		}
	}
	if best.IRI == "" {
		return iri
	}
	return best.Name + ":" + iri[len(best.IRI):]
}
