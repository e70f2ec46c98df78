package answer

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/query"
)

// Explain says how a query is to be explained. The zero value: not at all.
type Explain struct {
	On      bool
	Analyze bool // run it, and show the true rows, times and memory
	JSON    bool // for programs
}

// ParseExplain reads what a flag or parameter asks for: plan, analyze, json, or several with commas between; true is plan,
// false and "" are nothing.
func ParseExplain(text string) (x Explain, err error) {
	for _, word := range strings.Split(strings.ToLower(text), ",") {
		switch strings.TrimSpace(word) {
		case "", "false", "0":
			continue
		case "plan", "true", "1", "text":
		case "analyze", "analyse":
			x.Analyze = true
		case "json":
			x.JSON = true
		default:
			return x, fmt.Errorf("explain=%s: say plan (what would be done), analyze (run it and measure), json (for programs), or several with commas, like analyze,json", text)
		}
		x.On = true
	}
	return x, nil
}

// WriteExplanation writes an explanation as text or JSON.
func WriteExplanation(w io.Writer, x *query.Explanation, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintln(w, x)
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(x)
}
