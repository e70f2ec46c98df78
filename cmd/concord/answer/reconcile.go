package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/query/reconcile"
)

// Matching matches the values of a column, each distinct one once.
type Matching struct {
	Service    *reconcile.Service
	Column     int
	Kind       string // only things of this kind, "" for all
	Org        string // address of an organisation: only its things
	Properties []ColumnProperty
	Progress   func(rows int)    // may be nil
	Picks      map[string]string // what a person chose, by Key: the address of a candidate, or None
	JSON       io.Writer         // instead of a table, a line of JSON for each row

	Counts MatchCounts
	known  map[string][]reconcile.Candidate
}

// ColumnProperty says that a column holds values of a property.
type ColumnProperty struct {
	Property string
	Column   int
}

// MatchCounts says how many rows came to what.
type MatchCounts struct{ Rows, Distinct, Matched, Perhaps, Nothing, Empty int }

// String is the counts for people.
func (c MatchCounts) String() string {
	return fmt.Sprintf("%d rows with %d distinct values; matched: %d rows, candidates to look at: %d, none: %d, empty: %d", c.Rows, c.Distinct, c.Matched, c.Perhaps, c.Nothing, c.Empty)
}

// MatchColumns are the columns that are added, named apart from those that there are.
func MatchColumns(taken []string) []string {
	out := []string{"match_id", "match_name", "match_type", "match_organisation", "match_score", "matched", "match_reason", "second_id", "second_name", "second_score"}
	for i, name := range out {
		for n := 2; slices.Contains(taken, out[i]); n++ {
			out[i] = name + "_" + strconv.Itoa(n)
		}
	}
	return out
}

// matchLimit is how many candidates are worked out: the best, the second, and whether there are more as good.
const matchLimit = 5

// query asks for the cells of a row.
func (m *Matching) query(cells []string) reconcile.Query {
	at := func(i int) string {
		if i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	q := reconcile.Query{Text: at(m.Column), Limit: matchLimit, Org: m.Org}
	if m.Kind != "" {
		q.Types = []string{m.Kind}
	}
	if q.Text == "" {
		return reconcile.Query{}
	}
	for _, p := range m.Properties {
		if v := at(p.Column); v != "" {
			q.Properties = append(q.Properties, reconcile.Constraint{Property: p.Property, Values: []reconcile.Value{{Text: v}}})
		}
	}
	return q
}

// None is the choice of none of the candidates.
const None = "-"

// Key is what a choice is about: the value of a row and what tells it apart, on one line.
func (m *Matching) Key(row []string) string {
	q := m.query(row)
	for _, p := range q.Properties {
		q.Text += " | " + p.Values[0].Text
	}
	return strings.Join(strings.Fields(q.Text), " ")
}

// picked puts what a person chose in the first place; a choice that is no candidate any more counts for nothing.
func (m *Matching) picked(row []string, found []reconcile.Candidate) []reconcile.Candidate {
	pick := m.Picks[m.Key(row)]
	if pick == None {
		return nil
	}
	at := slices.IndexFunc(found, func(c reconcile.Candidate) bool { return c.ID == pick })
	if at < 0 {
		return found
	}
	chosen := found[at]
	chosen.Match, chosen.Why = true, "chosen by hand; "+chosen.Why
	return append([]reconcile.Candidate{chosen}, slices.Delete(slices.Clone(found), at, at+1)...)
}

// maxKnown bounds the answers that are kept for rows to come.
const maxKnown = 20_000

// Candidates matches rows; those that were asked before are remembered.
func (m *Matching) Candidates(ctx context.Context, rows [][]string) ([][]reconcile.Candidate, error) {
	if m.known == nil || len(m.known) > maxKnown {
		m.known = map[string][]reconcile.Candidate{}
	}
	keys := make([]string, len(rows))
	var fresh []reconcile.Query
	var freshKeys []string
	for i, cells := range rows {
		q := m.query(cells)
		key, err := json.Marshal(q)
		if err != nil {
			return nil, err
		}
		keys[i] = string(key)
		if _, ok := m.known[keys[i]]; !ok {
			m.known[keys[i]] = nil
			fresh, freshKeys = append(fresh, q), append(freshKeys, keys[i])
		}
	}
	found, err := m.Service.Match(ctx, fresh, nil)
	if err != nil {
		return nil, err
	}
	for i, key := range freshKeys {
		m.known[key] = found[i]
		if fresh[i].Text != "" {
			m.Counts.Distinct++
		}
	}
	out := make([][]reconcile.Candidate, len(rows))
	for i, key := range keys {
		out[i] = m.picked(rows[i], m.known[key])
		m.count(rows[i], out[i])
	}
	return out, nil
}

func (m *Matching) count(cells []string, found []reconcile.Candidate) {
	m.Counts.Rows++
	switch {
	case m.query(cells).Text == "":
		m.Counts.Empty++
	case len(found) == 0:
		m.Counts.Nothing++
	case found[0].Match:
		m.Counts.Matched++
	default:
		m.Counts.Perhaps++
	}
}

// Cells are the cells that are added to a row.
func (m *Matching) Cells(row []string, found []reconcile.Candidate) []string {
	out := make([]string, 10)
	switch {
	case m.query(row).Text == "":
		out[6] = "the cell is empty"
	case m.Picks[m.Key(row)] == None:
		out[5], out[6] = "no", "none of the candidates, by hand"
	case len(found) == 0:
		out[5], out[6] = "no", "nothing comes close"
	default:
		c := found[0]
		out[0], out[1], out[2], out[3], out[4], out[5], out[6] = c.ID, c.Name, c.Type[0].Name, c.Whose, score(c.Score), "no", c.Why
		if c.Match {
			out[5] = "yes"
		}
	}
	if len(found) > 1 {
		c := found[1]
		out[7], out[8], out[9] = c.ID, named(c), score(c.Score)
	}
	return out
}

// named is the name of a candidate and whose it is.
func named(c reconcile.Candidate) string {
	if c.Whose == "" {
		return c.Name
	}
	return c.Name + " (" + c.Whose + ")"
}

func score(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
