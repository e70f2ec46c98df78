package groups

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Any is the argument of a filter that narrows nothing.
const Any = "any"

// Question says which view is wanted.
type Question struct {
	Sections []string          // by id; none for all
	Args     map[string]string // filters: organisation, type ...; missing, "" and "any" narrow nothing
	Pick     Pick              // of a pivot, the one section asked for: the things behind a count
}

// View is the answer to a group.
type View struct {
	Group   *Group            `json:"group"`
	Args    map[string]string `json:"filters,omitempty"` // those that narrow
	Named   map[string]Value  `json:"filteredBy,omitempty"`
	Answers []*Answer         `json:"sections"`
}

// Answer is a section with its rows.
type Answer struct {
	ID      string            `json:"id"`
	Title   string            `json:"title"`
	Note    string            `json:"note,omitempty"`
	Query   string            `json:"query"`
	Args    map[string]string `json:"parameters,omitempty"`
	Text    string            `json:"-"`                 // the query as it ran
	Ignored []string          `json:"ignored,omitempty"` // filters that the query does not know

	Things   string     `json:"things"`
	N        int        `json:"n"` // how many things
	Coverage []Coverage `json:"coverage,omitempty"`
	Trust    Trust      `json:"evidence"`

	Picked  []Value  `json:"picked,omitempty"` // what Pick chose
	Pivot   bool     `json:"pivot,omitempty"`
	Heads   []Head   `json:"columns"`
	Lines   []Line   `json:"rows"`
	Totals  []int    `json:"totals,omitempty"` // pivots: things per column
	Gaps    []int    `json:"gaps,omitempty"`   // pivots of what could be: gaps per column
	Section *Section `json:"-"`
	Network *Network `json:"-"` // for sections that are drawn
}

// Coverage says for how many of the things a column is filled.
type Coverage struct {
	Column string `json:"column"`
	Stated int    `json:"stated"`
	Silent int    `json:"readButNotStated"` // coded as not coded, none stated, not stated
	Empty  int    `json:"empty"`
	Word   string `json:"emptyMeans"`
}

// Trust counts things by the state of checking of their evidence.
type Trust struct {
	Checked    int `json:"checked"`
	Seen       int `json:"excerptSeen"`
	Unchecked  int `json:"notChecked"`
	Unrecorded int `json:"noEvidenceRecorded"`
}

// Head is a column of an answer.
type Head struct {
	Value
	Code string `json:"code,omitempty"` // pivots: by which it is picked
	N    int    `json:"n,omitempty"`    // in how many things it is filled
}

// Line is a row of an answer: the group it stands in, its own heading, its cells.
type Line struct {
	Group *Value `json:"group,omitempty"`
	Key   Value  `json:"key"`
	Code  string `json:"code,omitempty"` // pivots: by which it is picked
	N     int    `json:"n,omitempty"`    // pivots: things in the row
	Gaps  int    `json:"gaps,omitempty"`
	State string `json:"evidence,omitempty"`
	Cells []Cell `json:"cells"`
}

// Cell is what stands in a column: values, a count, or why it is empty.
type Cell struct {
	Values []Value `json:"values,omitempty"`
	N      int     `json:"n,omitempty"`
	Mark   string  `json:"mark,omitempty"` // gap, does, extra: for pivots of what could be
	Empty  string  `json:"empty,omitempty"`
}

// Value is a thing or a text.
type Value struct {
	IRI   string `json:"iri,omitempty"`
	Text  string `json:"text"`
	Lang  string `json:"lang,omitempty"`
	Short string `json:"short,omitempty"`
	order string // by which values are sorted; "" for the text
}

// Params are the arguments of the query, as NAME=VALUE.
func (a *Answer) Params() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(a.Args)) {
		out = append(out, name+"="+a.Args[name])
	}
	return out
}

// Address is the page of an answer's query, run with the same arguments.
func (a *Answer) Address() string {
	v := url.Values{"run": {"1"}}
	for name, value := range a.Args {
		v.Set(name, value)
	}
	return "/queries/" + a.Query + "?" + v.Encode()
}

// Name is what to call a value, by its notation where a short form is wanted and there is one.
func (v Value) Name(short bool) string {
	if short && v.Short != "" {
		return v.Short
	}
	return v.Text
}

// String says for how many things a column is filled, and what the rest is: three things that are never added up.
func (c Coverage) String() string {
	text := fmt.Sprintf("%s: %d documented", c.Column, c.Stated)
	if c.Silent > 0 {
		text += fmt.Sprintf(", %d read but not stated", c.Silent)
	}
	if c.Empty > 0 {
		text += fmt.Sprintf(", %d %s", c.Empty, c.Word)
	}
	return text
}

// String says how far the evidence of things was checked.
func (t Trust) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{t.Checked, "checked against the source"}, {t.Seen, "seen in an excerpt"}, {t.Unchecked, "not yet checked"}, {t.Unrecorded, "without recorded evidence"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if len(parts) == 0 {
		return "no evidence recorded"
	}
	return strings.Join(parts, ", ")
}

// Summary says how many things an answer speaks of and for how many each column is filled.
func (a *Answer) Summary() string {
	parts := []string{fmt.Sprintf("n = %d %s", a.N, a.Things)}
	for _, c := range a.Coverage {
		if c.Silent+c.Empty > 0 {
			parts = append(parts, c.String())
		}
	}
	return strings.Join(parts, ". ") + "."
}

// Command is the command line that prints the same.
func (v *View) Command(a *Answer) string {
	text := "concord group " + v.Group.ID + " --section " + a.ID
	for _, param := range slices.Sorted(maps.Keys(v.Args)) {
		if param == "organisation" || param == "type" {
			text += " --" + param + " " + v.Args[param]
		} else {
			text += " --filter " + param + "=" + v.Args[param]
		}
	}
	return text
}
