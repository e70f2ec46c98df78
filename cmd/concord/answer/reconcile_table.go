package answer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/reconcile"
)

// chunk is how many rows are matched at a time.
const chunk = 1000

// Table writes a table of separated values with the columns of the matches, all else as it was. It gives the number of
// characters that the encoding of the table does not have.
func (m *Matching) Table(ctx context.Context, w io.Writer, k *sheet.Kept) (lost int, err error) {
	out := k.Encoding.NewWriter(w)
	head := true
	for end := false; !end; {
		var rows []sheet.Row
		for len(rows) < chunk && !end {
			row, err := k.Next()
			if errors.Is(err, io.EOF) {
				end = true
			} else if err != nil {
				return 0, err
			} else {
				rows = append(rows, row)
			}
		}
		if err := m.write(ctx, out, k, rows, &head); err != nil {
			return 0, err
		}
		if m.Progress != nil {
			m.Progress(m.Counts.Rows)
		}
	}
	return out.Lost, out.Flush()
}

// write writes some rows in their order, the first row of all as the head.
func (m *Matching) write(ctx context.Context, out *sheet.Writer, k *sheet.Kept, rows []sheet.Row, head *bool) error {
	at := -1
	if *head {
		at = slices.IndexFunc(rows, func(r sheet.Row) bool { return !r.Blank() })
		*head = at < 0
	}
	var cells [][]string
	for i, r := range rows {
		if i != at && !r.Blank() {
			cells = append(cells, r.Cells)
		}
	}
	found, err := m.Candidates(ctx, cells)
	if err != nil {
		return err
	}
	for i, r := range rows {
		var added []string
		switch {
		case i == at:
			added = MatchColumns(r.Cells)
		case !r.Blank():
			if err := m.writeJSON(r, found[0]); err != nil {
				return err
			}
			added, found = m.Cells(r.Cells, found[0]), found[1:]
		}
		if m.JSON != nil {
			continue
		}
		if err := k.WriteRow(out, r, added); err != nil {
			return err
		}
	}
	return nil
}

// explained is a candidate with its reason in words.
type explained struct {
	reconcile.Candidate
	Why string `json:"why"`
}

func (m *Matching) writeJSON(r sheet.Row, found []reconcile.Candidate) error {
	if m.JSON == nil {
		return nil
	}
	all := []explained{}
	for _, c := range found {
		all = append(all, explained{c, c.Why})
	}
	e := json.NewEncoder(m.JSON)
	e.SetEscapeHTML(false)
	return e.Encode(map[string]any{"line": r.Line, "value": m.query(r.Cells).Text, "candidates": all})
}

// Workbook gives a table of a workbook the columns of the matches, the head first.
func (m *Matching) Workbook(ctx context.Context, t sheet.Table) ([][]string, error) {
	out := [][]string{MatchColumns(t.Columns)}
	for from := 0; from < len(t.Rows); from += chunk {
		rows := t.Rows[from:min(from+chunk, len(t.Rows))]
		found, err := m.Candidates(ctx, rows)
		if err != nil {
			return nil, err
		}
		for i, r := range rows {
			if err := m.writeJSON(sheet.Row{Line: from + i + 2, Cells: r}, found[i]); err != nil {
				return nil, err
			}
			out = append(out, m.Cells(r, found[i]))
		}
		if m.Progress != nil {
			m.Progress(m.Counts.Rows)
		}
	}
	return out, nil
}
