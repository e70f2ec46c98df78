package tabular

import (
	"fmt"
	"io"
	"strings"
)

// matchHeader compares a header with the columns that the schema describes.
func matchHeader(s rowSource, cells []Cell, schema *Schema) error {
	if schema == nil {
		return nil
	}
	i := 0
	for _, c := range schema.Columns {
		if c.Virtual {
			continue
		}
		if i >= len(cells) {
			return s.errorCell(cells[len(cells)-1], "the header ends too early"+delimiterHint(cells, schema), fmt.Sprintf("the column %q after this one", c.title()))
		}
		if !c.hasTitle(cells[i].Text) {
			return s.errorCell(cells[i], fmt.Sprintf("the header says %q%s", cells[i].Text, headerHint(cells, i, schema)),
				fmt.Sprintf("the column %q, which is number %d of the metadata", c.title(), i+1))
		}
		i++
	}
	if i < len(cells) && i > 0 {
		return s.errorCell(cells[i], fmt.Sprintf("the metadata describe no column %q", cells[i].Text), "the end of the header")
	}
	return nil
}

// headerHint says what may be the matter with the title at i.
func headerHint(cells []Cell, i int, schema *Schema) string {
	if hint := delimiterHint(cells, schema); hint != "" {
		return hint
	}
	var titles []string
	for k, c := range schema.Columns {
		switch {
		case c.Virtual:
		case c.hasTitle(cells[i].Text) && !strings.HasPrefix(c.Name, "_col."):
			return fmt.Sprintf(" (the metadata have it as number %d: columns must have the order of the metadata)", k+1)
		case k == i:
			titles = append(titles, append([]string{c.Name}, c.Titles...)...)
		}
	}
	return didYouMean(strings.TrimSpace(cells[i].Text), titles)
}

// delimiterHint asks about another delimiter where the whole header came as one cell.
func delimiterHint(cells []Cell, schema *Schema) string {
	if len(cells) != 1 || len(schema.Columns) < 2 {
		return ""
	}
	for _, d := range []struct{ text, name string }{{";", "a semicolon"}, {"\t", "a tab"}, {"|", "|"}, {",", "a comma"}} {
		if strings.Contains(cells[0].Text, d.text) {
			return fmt.Sprintf(" (is %s the delimiter? then the metadata need \"dialect\": {\"delimiter\": %q})", d.name, d.text)
		}
	}
	return ""
}

// title is what people call a column.
func (c *Column) title() string {
	if len(c.Titles) > 0 {
		return c.Titles[0]
	}
	return c.Name
}

func (c *Column) hasTitle(text string) bool {
	text = strings.TrimSpace(text)
	if len(c.Titles) == 0 || text == c.Name {
		return text == c.Name || strings.HasPrefix(c.Name, "_col.")
	}
	for _, t := range c.Titles {
		if t == text {
			return true
		}
	}
	return false
}

// readHeader reads the header rows and gives the titles, which must be those of the schema if there is one.
func readHeader(s rowSource, d Dialect, schema *Schema) (titles []string, err error) {
	for i := 0; i < d.HeaderRows; i++ {
		cells, err := s.Next()
		if err == io.EOF {
			return nil, s.errorCell(Cell{}, "the file is empty", "a header row")
		}
		if err != nil {
			return nil, err
		}
		if i > 0 {
			continue
		}
		if err := matchHeader(s, cells, schema); err != nil {
			return nil, err
		}
		for _, c := range cells {
			titles = append(titles, c.Text)
		}
	}
	return titles, nil
}
