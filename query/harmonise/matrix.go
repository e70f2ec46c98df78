package harmonise

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
)

// MatrixQuery chooses rows, columns and their order. The zero value is all types by all organisations.
type MatrixQuery struct {
	Columns string   `json:"columns,omitempty"` // ByOrganisation (also "") or ByLanguage
	Orgs    []string `json:"orgs,omitempty"`    // only these, in this order: IRI, end of the IRI, acronym or name; languages by tag
	Types   []string `json:"types,omitempty"`   // only these types: IRI, end of the IRI or name
	Family  string   `json:"family,omitempty"`  // only this type and all that is narrower
	Nature  string   `json:"nature,omitempty"`  // only types of this legal nature, at either level
	Used    bool     `json:"used,omitempty"`    // leave out rows and columns in which no cell is filled
	Sort    string   `json:"sort,omitempty"`    // rows: SortTree (also ""), SortName or SortTerms; SortTerms orders columns too
	Lang    string   `json:"lang,omitempty"`    // language of names; "" means English
	AsOf    string   `json:"asOf,omitempty"`    // the day whose state is read, like 2026-01-01: the snapshot must be that state
}

// What columns are, and how rows are sorted.
const (
	ByOrganisation = "organisations"
	ByLanguage     = "languages"

	SortTree  = "tree"  // families with their kinds below them
	SortName  = "name"  // by name
	SortTerms = "terms" // the fullest first
)

// Empty says why a cell holds no term.
type Empty string

// The three kinds of empty cell. HasNone and Unclear are findings that somebody recorded; without one a cell is
// NotResearched, however much else is known of the organisation.
const (
	HasNone       Empty = "none"           // it was researched: there is no such instrument
	Unclear       Empty = "unclear"        // it was researched, without a clear answer
	NotResearched Empty = "not-researched" // nobody looked, or nobody wrote it down
)

// String is the kind in words.
func (e Empty) String() string {
	switch e {
	case HasNone:
		return "has no such instrument"
	case Unclear:
		return "researched and unclear"
	case NotResearched:
		return "not researched"
	}
	return ""
}

// Matrix says who calls what how: a row for each type, a column for each organisation or language.
type Matrix struct {
	Seq     uint64         `json:"seq"`            // of the commit it was read from
	Note    string         `json:"note,omitempty"` // what the state of an earlier day covers
	Query   MatrixQuery    `json:"query"`          // with every name as the one that stands in the address
	Columns []MatrixColumn `json:"columns"`
	Rows    []MatrixRow    `json:"rows"`
	Counts  MatrixCounts   `json:"counts"`
}

// MatrixColumn is an organisation, or a language in Acronym and Name.
type MatrixColumn struct {
	Owner
	Coverage string `json:"coverage,omitempty"` // how far it was researched: researched, name-only
	Terms    int    `json:"terms"`              // in the rows shown
}

// MatrixRow is a type of instrument with its cells in the order of the columns.
type MatrixRow struct {
	IRI    string   `json:"iri"`
	Name   string   `json:"name"`
	Level  int      `json:"level"` // steps below the top of its family
	Nature []string `json:"nature,omitempty"`
	Terms  int      `json:"terms"` // in the columns shown
	Cells  []Cell   `json:"cells"`
}

// Cell holds the terms of one organisation for one type, or why there are none.
type Cell struct {
	Terms []CellTerm `json:"terms,omitempty"`
	Empty Empty      `json:"empty,omitempty"`
}

// CellTerm is a term with how it is mapped to the type and what that stands on. Codes are the ends of their IRIs.
type CellTerm struct {
	IRI      string   `json:"iri,omitempty"`
	Label    string   `json:"label"`
	Fit      string   `json:"fit,omitempty"`     // typical, special, near, wider; of a label: its kind
	Mapping  string   `json:"mapping,omitempty"` // broadMatch ...; several joined by " "
	Nature   []string `json:"nature,omitempty"`  // legal nature of the term
	Check    string   `json:"check,omitempty"`   // the best state of its evidence: checked, excerpt-seen, not-checked
	Evidence int      `json:"evidence"`          // pieces of evidence for the term and its mapping
}

// MatrixCounts counts cells, and the terms in them.
type MatrixCounts struct {
	Terms         int `json:"terms"`
	Filled        int `json:"filled"`
	HasNone       int `json:"none"`
	Unclear       int `json:"unclear"`
	NotResearched int `json:"notResearched"`
}

// String is the term on one line: `Decision (typical, broadMatch; binding; not-checked; 1 evidence)`.
func (t CellTerm) String() string {
	var parts []string
	for _, p := range []string{join(", ", t.Fit, t.Mapping), strings.Join(t.Nature, ", "), t.Check, fmt.Sprintf("%d evidence", t.Evidence)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return t.Label + " (" + strings.Join(parts, "; ") + ")"
}

func join(sep string, words ...string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, sep)
}

// String is the cell on one line: its terms joined by " | ", or the kind of empty in words.
func (c Cell) String() string {
	if len(c.Terms) == 0 {
		return c.Empty.String()
	}
	out := make([]string, len(c.Terms))
	for i, t := range c.Terms {
		out[i] = t.String()
	}
	return strings.Join(out, " | ")
}

// UnknownError says that a filter names what the graph does not have.
type UnknownError struct{ What, Name, Advice string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("there is no %s %q; %s", e.What, e.Name, e.Advice)
}

// NewMatrix reads the matrix of a graph in hub-and-spoke form: concepts in a hub scheme, terms mapped to them by
// io:hubType or the SKOS mapping properties, and the organisation of each term by io:ofOrganisation or as the publisher
// of its scheme (else the scheme itself). The hub is Concord's own where it is used, else the scheme that most terms of
// other schemes are mapped to.
func NewMatrix(ctx context.Context, snap index.Snapshot, q MatrixQuery) (*Matrix, error) {
	if q.Columns != "" && q.Columns != ByOrganisation && q.Columns != ByLanguage {
		return nil, &UnknownError{"kind of column", q.Columns, "take " + ByOrganisation + " or " + ByLanguage}
	}
	if q.Sort != "" && q.Sort != SortTree && q.Sort != SortName && q.Sort != SortTerms {
		return nil, &UnknownError{"order of rows", q.Sort, "take " + join(", ", SortTree, SortName, SortTerms)}
	}
	q.Types = slices.Clone(q.Types) // names become handles
	r, err := readHub(ctx, snap, q)
	if err != nil {
		return nil, fmt.Errorf("read the matrix: %w", err)
	}
	rows, err := r.chooseRows()
	if err != nil {
		return nil, err
	}
	columns, err := r.chooseColumns()
	if err != nil {
		return nil, err
	}
	m := &Matrix{Seq: snap.Seq(), Query: r.q}
	m.fill(r, rows, columns)
	m.trim()
	m.sort()
	m.count()
	return m, nil
}
