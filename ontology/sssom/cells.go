package sssom

import (
	"strings"
	"unicode/utf8"
)

// cell is the text of a cell and where it begins.
type cell struct {
	text         string
	line, column int
}

// scanner cuts a table into cells: tabs between them, double quotes around those that hold tabs, breaks or quotes.
type scanner struct {
	src          *source
	pos          int
	line, column int
}

// row gives the cells of the next row, nil at the end.
func (s *scanner) row() ([]cell, error) {
	if s.pos >= len(s.src.text) {
		return nil, nil
	}
	var out []cell
	for {
		c, err := s.cell()
		if err != nil {
			return nil, err
		}
		out = append(out, c)
		rest := s.src.text[s.pos:]
		switch {
		case strings.HasPrefix(rest, "\t"):
			s.skip("\t")
		case strings.HasPrefix(rest, "\r\n"):
			s.skip("\r\n")
			return out, nil
		case rest == "" || rest[0] == '\n' || rest[0] == '\r':
			s.skip(rest[:min(len(rest), 1)])
			return out, nil
		default:
			return nil, s.src.fail(s.line, s.column, "text after the closing quote of a cell", "a tab or the end of the line; a quote inside quotes is written twice")
		}
	}
}

// skip passes over text.
func (s *scanner) skip(passed string) {
	s.pos += len(passed)
	if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
		s.line += strings.Count(passed, "\n")
		s.column = 1
		passed = passed[i+1:]
	}
	s.column += utf8.RuneCountInString(passed)
}

func (s *scanner) cell() (cell, error) {
	c := cell{line: s.line, column: s.column}
	rest := s.src.text[s.pos:]
	if !strings.HasPrefix(rest, `"`) {
		end := strings.IndexAny(rest, "\t\r\n")
		if end < 0 {
			end = len(rest)
		}
		c.text = rest[:end]
		s.skip(c.text)
		return c, nil
	}
	var b strings.Builder
	for i := 1; ; {
		end := strings.IndexByte(rest[i:], '"')
		if end < 0 {
			return c, s.src.fail(c.line, c.column, "the quote that opens this cell is never closed", "")
		}
		b.WriteString(rest[i : i+end])
		i += end + 1
		if !strings.HasPrefix(rest[i:], `"`) {
			s.skip(rest[:i])
			c.text = oneBreak(b.String())
			return c, nil
		}
		b.WriteByte('"')
		i++
	}
}

// oneBreak makes every line break a line feed.
func oneBreak(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// quoted puts quotes around a cell that needs them.
func quoted(text string) string {
	if !strings.ContainsAny(text, "\t\n\"") {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// splitValues cuts at bars that no backslash takes as text.
func splitValues(text string) []string {
	var out []string
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '|' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		case text[i] == '|':
			out = append(out, b.String())
			b.Reset()
		default:
			b.WriteByte(text[i])
		}
	}
	out = append(out, b.String())
	kept := out[:0]
	for _, v := range out {
		if v != "" {
			kept = append(kept, v)
		}
	}
	return kept
}

var escapeValue = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// joinValues is the reverse of splitValues.
func joinValues(values []string) string {
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = escapeValue.Replace(v)
	}
	return strings.Join(escaped, "|")
}
