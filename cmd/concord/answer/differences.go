package answer

import (
	"fmt"
	"strings"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/harmonise"
)

// DifferenceSheet is the table of differences as a sheet: a column for each feature, and one that names the features in
// which the term differs from the value that leads.
func DifferenceSheet(d *harmonise.Differences) sheet.Table {
	t := sheet.Table{Name: "Differences", Columns: []string{"organisation", "term", "address", "type", "fit", "counted"}}
	for _, c := range d.Columns {
		t.Columns = append(t.Columns, c.Title)
	}
	t.Columns = append(t.Columns, "differs from the plurality on", "source", "state")
	for _, r := range d.Rows {
		counted := "yes"
		if !r.Counted {
			counted = "no"
		}
		row := []string{r.Organisation.String(), r.Term.Name, r.Term.IRI, r.Type.Name, string(r.Fit), counted}
		var differs []string
		for i := range r.Cells {
			row = append(row, r.Cells[i].String())
			if r.Cells[i].Differs {
				differs = append(differs, d.Columns[i].Title)
			}
		}
		var source, state string
		if len(r.Evidence) > 0 {
			source, state = r.Evidence[0].Title, r.Evidence[0].CheckState
		}
		t.Rows = append(t.Rows, append(row, strings.Join(differs, "; "), source, state))
	}
	return t
}

// Shares writes values with their votes: `binding 20, depends 2.5`.
func Shares(all []harmonise.ValueShare) string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = fmt.Sprintf("%s %.3g", v, v.Votes)
	}
	return strings.Join(out, ", ")
}
