// Package cite writes references to things, pages and results: as a footnote, BibTeX, RIS and CSL-JSON, with the version of
// the data and the date of access.
//
// It knows no graph: whoever cites fills a Work. It names no author where the data name none.
//
// The main path: fill a Work, then Write it in a style.
package cite

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Work is what is cited.
type Work struct {
	Key       string    // short name for programs; made of ASCII letters, digits and hyphens
	Title     string    // without a full stop
	Container string    // the data that it is part of
	Version   string    // of the data; may be empty
	Commit    uint64    // of the store
	Address   string    // where it is
	Accessed  time.Time // when it was looked at
	Licence   string    // name; may be empty
	Note      string    // what it rests on; may be empty
	Result    bool      // it is the answer to a question, not a thing with a permanent address
}

// Styles are the names of the styles, the first that for people.
var Styles = []string{"footnote", "bibtex", "ris", "csl"}

// MediaTypes are those of the styles.
var MediaTypes = map[string]string{"footnote": "text/plain; charset=utf-8", "bibtex": "application/x-bibtex; charset=utf-8",
	"ris": "application/x-research-info-systems; charset=utf-8", "csl": "application/vnd.citationstyles.csl+json"}

// Write writes a reference in a style.
func Write(w io.Writer, k Work, style string) error {
	var text string
	switch style {
	case "", "footnote":
		text = Footnote(k) + "\n"
	case "bibtex":
		text = BibTeX(k)
	case "ris":
		text = RIS(k)
	case "csl":
		data, err := CSL(k)
		if err != nil {
			return err
		}
		text = string(data)
	default:
		return fmt.Errorf("cite: the style must be one of %s, not %q", strings.Join(Styles, ", "), style)
	}
	_, err := io.WriteString(w, text)
	return err
}

// Footnote is the reference as a sentence.
func Footnote(k Work) string {
	parts := []string{"“" + oneLine(k.Title) + "”"}
	if k.Container != "" {
		parts = append(parts, "in "+oneLine(k.Container))
	}
	parts = append(parts, k.revision(), address(k.Address), "accessed "+k.Accessed.Format("2 January 2006"))
	if k.Licence != "" {
		parts = append(parts, oneLine(k.Licence))
	}
	out := strings.Join(parts, ", ") + "."
	if k.Note != "" {
		out += " " + strings.TrimSuffix(oneLine(k.Note), ".") + "."
	}
	return out
}

// BibTeX is the reference as an entry @misc, with the fields of biblatex beside those of BibTeX.
func BibTeX(k Work) string {
	about := []string{}
	for _, s := range []string{k.Container, k.revision(), "accessed " + k.Accessed.Format(time.DateOnly), k.Licence, strings.TrimSuffix(k.Note, ".")} {
		if s != "" {
			about = append(about, latex(s))
		}
	}
	link := address(k.Address) // without braces; a percent sign is no comment to BibTeX, nor inside \url
	fields := [][2]string{{"title", "{" + latex(k.Title) + "}"}, {"howpublished", `\url{` + link + "}"}, {"note", strings.Join(about, ", ")},
		{"version", latex(k.number())}, {"url", link}, {"urldate", k.Accessed.Format(time.DateOnly)}}
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s", key(k.Key))
	for _, f := range fields {
		if f[1] != "" {
			fmt.Fprintf(&b, ",\n  %s = {%s}", f[0], f[1])
		}
	}
	b.WriteString("\n}\n")
	return b.String()
}

// RIS is the reference in the tagged format of reference managers.
func RIS(k Work) string {
	kind := "ELEC"
	if k.Result {
		kind = "DATA"
	}
	var b strings.Builder
	for _, line := range [][2]string{{"TY", kind}, {"ID", key(k.Key)}, {"TI", k.Title}, {"T2", k.Container}, {"ET", k.number()}, {"UR", address(k.Address)},
		{"Y2", k.Accessed.Format("2006/01/02")}, {"N1", k.Note}, {"C1", k.Licence}} {
		if v := oneLine(line[1]); v != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", line[0], v)
		}
	}
	b.WriteString("ER  - \r\n")
	return b.String()
}

// CSL is the reference as CSL-JSON, a list of one item.
func CSL(k Work) ([]byte, error) {
	item := map[string]any{"id": key(k.Key), "type": "entry", "title": oneLine(k.Title), "URL": address(k.Address),
		"accessed": map[string]any{"date-parts": [][]int{{k.Accessed.Year(), int(k.Accessed.Month()), k.Accessed.Day()}}}}
	if k.Result {
		item["type"] = "dataset"
	}
	note := []string{}
	for _, s := range []string{k.Note, k.Licence} {
		if s != "" {
			note = append(note, strings.TrimSuffix(oneLine(s), "."))
		}
	}
	for name, v := range map[string]string{"container-title": k.Container, "version": k.number(), "note": strings.Join(note, ". ")} {
		if v != "" {
			item[name] = oneLine(v)
		}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err := enc.Encode([]any{item})
	return []byte(b.String()), err
}

// revision is the version in words.
func (k Work) revision() string {
	if k.Version == "" {
		return k.number()
	}
	return "version " + k.number()
}

// number is the version for fields that say that they hold one.
func (k Work) number() string {
	commit := fmt.Sprintf("commit %d", k.Commit)
	if k.Version == "" {
		return commit
	}
	return oneLine(k.Version) + ", " + commit
}

// oneLine keeps a text from breaking the line that it stands on.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// address writes an address without blanks and controls.
func address(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || r == 0x7f || strings.ContainsRune(`"<>\^{}|`+"`", r) {
			b.WriteString(url.PathEscape(string(r)))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// latexEscapes are the characters that mean something to LaTeX. Braces stay in pairs, for BibTeX counts those that are
// escaped too.
var latexEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`, `"`, `{"}`)

func latex(s string) string { return latexEscapes.Replace(oneLine(s)) }

// key keeps the letters that all programs take.
func key(s string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-':
			return r
		case r < 0x80:
			return '-'
		}
		return -1
	}, s)
	if out = strings.Trim(out, "-"); out == "" {
		return "concord"
	}
	return "concord-" + strings.TrimPrefix(out, "concord-")
}
