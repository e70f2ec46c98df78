package web

// Page is what the layout of every page needs.
type Page struct {
	Title   string
	Section string // the entry of the navigation that is current; "" for none
	Query   string // what stands in the search field
	Nav     []Link
	Rooms   []Link // a second menu, for pages that work with terms
	Build   string // version and commit, for the foot of the page
	Cite    string // where the references to the page as it was asked for are
}

// Link leads somewhere. Without Href it is only text.
type Link struct {
	Href, Text string
	Title      string // the long form, where Text is short
	Lang       string // language of Text; "" for the page's own
	Current    bool
}

// Value is one value of a property: a link, or text in a language.
type Value struct {
	Link
	Note string // small print after the value
}

// Fact is a property with its values.
type Fact struct {
	Name   Link
	Values []Value
}

// Evidence is where a statement comes from, and whether anybody looked.
type Evidence struct {
	Source     Link
	Locator    string
	State      string // code: checked, excerpt-seen, not-checked
	StateText  string
	Confidence string
	SiteOnly   bool // the address is that of a site, not of the page
}

// Statement is a claim about a thing.
type Statement struct {
	Feature  Link
	Texts    []Value
	Codes    []Value
	Evidence []Evidence
}

// Trust counts how far the statements of a page were checked.
type Trust struct{ Checked, Seen, Unchecked int }

// Total is the number of statements.
func (t Trust) Total() int { return t.Checked + t.Seen + t.Unchecked }

// Name is one label of a thing.
type Name struct {
	Text, Lang, Kind, Years string
}

// Cell holds the values of a column in a row.
type Cell struct {
	Values []Value
	More   int // how many were left out
}

// Table is a list of things.
type Table struct {
	ID, Title, Note string
	Columns         []string
	Rows            [][]Cell
	More            *Link // leads to the whole list where this one is cut
}

// Option is a choice of a facet.
type Option struct {
	Value, Text string
	Count       int
	Selected    bool
}

// Facet narrows a list.
type Facet struct {
	Name, Title string
	Options     []Option
}

// Group is a list of links under a heading.
type Group struct {
	Title string
	Links []Link
	More  int
}
