// Package groups answers what each of the five working groups asks of the catalogue: a view per group, made of sections.
// A section is one named query of package library and how its rows are laid out, as a table with one line per thing or
// as a pivot that counts things; it says how many things it speaks of, for how many what it shows is documented, and
// how far their evidence was checked.
//
// It holds no queries (package library does) and prints nothing. It asserts nothing either: counts are of what is
// recorded, and an empty cell is "not documented", never "no".
//
// The main path: Get a Group, then Maker.Make its View, whole or narrowed to sections, an organisation and a type.
package groups

import (
	"slices"
	"strings"
)

// Group is a working group: what it asks, and the sections that answer.
type Group struct {
	ID       string    `json:"id"`   // wg1 to wg5
	Code     string    `json:"code"` // WG1 to WG5
	Title    string    `json:"title"`
	About    string    `json:"about"`
	Things   string    `json:"things"` // what it collects, in the plural
	Clauses  []Clause  `json:"asks"`
	Sections []Section `json:"-"`
	Filters  []Filter  `json:"filters"`
}

// Clause is one thing that a group must be able to do, with the sections of its view and the other pages that do it.
type Clause struct {
	Text     string   `json:"text"`
	Sections []string `json:"sections"`
	Pages    []Page   `json:"pages,omitempty"`
}

// Page is another page that answers, or goes further.
type Page struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Filter is a parameter by which queries of the group's sections can be narrowed.
type Filter struct {
	Param  string `json:"param"`
	Prefix string `json:"kind"` // the kind of thing that it names
	Title  string `json:"title"`
}

// Section is a query and its layout.
type Section struct {
	ID    string
	Title string
	Query string            // its name in package library
	Args  map[string]string // that the section always gives
	Note  string            // what to know before reading
	Draw  bool              // its rows are participations, and are drawn
	Layout
}

// Layout says how rows become a table.
type Layout struct {
	Things string // what is counted, in the plural
	Key    string // the variable of the thing
	State  string // the variable of the check state of the thing's evidence; mostly "state"

	// A table: one line for each thing, the values of a column side by side.
	Columns []Column
	GroupBy string // the variable whose values head groups of lines
	Called  string // the variable that says what to call a thing without a name

	// A pivot: things counted by two variables.
	Rows, Cols Column
	List       string // a variable whose values are named in each cell
	Possible   string // a variable that is true where a thing could be
}

// Column is a variable and what to call it.
type Column struct {
	Var   string
	Title string
	Empty string            // what an empty cell is; "" for "not documented"
	Short bool              // things by their notation
	Count bool              // holds a number: it is not counted how often it is filled
	Words map[string]string // what texts and truth values are called in a pivot
}

// Pivot reports whether the layout is one.
func (l *Layout) Pivot() bool { return l.Rows.Var != "" }

// NotDocumented is what an empty cell is where nothing else is said.
const NotDocumented = "not documented"

func (c Column) empty() string {
	if c.Empty == "" {
		return NotDocumented
	}
	return c.Empty
}

// col and short make columns.
func col(variable, title string) Column   { return Column{Var: variable, Title: title} }
func short(variable, title string) Column { return Column{Var: variable, Title: title, Short: true} }

func count(variable, title string) Column { return Column{Var: variable, Title: title, Count: true} }

func (c Column) or(empty string) Column {
	c.Empty = empty
	return c
}

// table is the layout with one line for each thing.
func table(things, key, title string, columns ...Column) Layout {
	return Layout{Things: things, Key: key, State: "state", Columns: append([]Column{col(key, title)}, columns...)}
}

// grouped puts lines under the values of a variable.
func (l Layout) grouped(variable string) Layout {
	l.GroupBy = variable
	return l
}

// called names things that have no name by a variable.
func (l Layout) called(variable string) Layout {
	l.Called = variable
	return l
}

// pivot is the layout that counts things.
func pivot(things, key string, rows, cols Column) Layout {
	return Layout{Things: things, Key: key, State: "state", Rows: rows, Cols: cols}
}

// could makes a pivot one of what could be and what is.
func (l Layout) could(variable string) Layout {
	l.Possible = variable
	return l
}

func (l Layout) listing(variable string) Layout {
	l.List = variable
	return l
}

var all = []*Group{wg1(), wg2(), wg3(), wg4(), wg5()}

// All lists the groups in order.
func All() []*Group { return all }

// Get finds a group by its code: wg2, WG2 or 2.
func Get(name string) (*Group, error) {
	id := strings.ToLower(strings.TrimSpace(name))
	if len(id) == 1 {
		id = "wg" + id
	}
	for _, g := range all {
		if g.ID == id {
			return g, nil
		}
	}
	return nil, &UnknownError{What: "working group", Name: name, Have: "wg1, wg2, wg3, wg4, wg5"}
}

// Section finds a section of a group.
func (g *Group) Section(id string) (*Section, error) {
	at := slices.IndexFunc(g.Sections, func(s Section) bool { return s.ID == id })
	if at < 0 {
		return nil, &UnknownError{What: "section of " + g.Code, Name: id, Have: strings.Join(g.SectionIDs(), ", ")}
	}
	return &g.Sections[at], nil
}

// SectionIDs lists the sections in order.
func (g *Group) SectionIDs() []string {
	ids := make([]string, len(g.Sections))
	for i := range g.Sections {
		ids[i] = g.Sections[i].ID
	}
	return ids
}

// filter finds a filter by its parameter.
func (g *Group) filter(param string) (Filter, bool) {
	for _, f := range g.Filters {
		if f.Param == param {
			return f, true
		}
	}
	return Filter{}, false
}

func (g *Group) params() string {
	names := make([]string, len(g.Filters))
	for i, f := range g.Filters {
		names[i] = f.Param
	}
	return strings.Join(names, ", ")
}

// UnknownError is a name that means nothing here.
type UnknownError struct{ What, Name, Have string }

func (e *UnknownError) Error() string {
	text := "there is no " + e.What + " \"" + e.Name + "\""
	if e.Have != "" {
		text += "; there is " + e.Have
	}
	return text
}
