package httpd

import (
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
)

const harmonisePath = "/harmonise"

// room is a page that works with the words of organisations: what it answers, and an example to try.
type room struct {
	Path, Text, Lead string
	Try              linkTo
}

// roomGroup is a group of rooms, by what people come for.
type roomGroup struct {
	Title string
	Rooms []room
}

// rooms are all of them.
var rooms = []roomGroup{
	{"Find a word", []room{
		{"/lookup", "Lookup", "Whose word is it? Any language, with typing errors, by acronym or former name.", linkTo{Href: "/lookup?q=OECD+Decision", Text: "OECD Decision"}},
		{"/word", "Word card", "What does this word do to me: does it bind, whom, by which consent, which duty follows?", linkTo{Href: "/word?term=Decision&org=oecd", Text: "Decision of the OECD"}},
		{"/matrix", "Matrix", "Who calls what how: types of instrument by organisations or languages, the empty cells told apart.", linkTo{Href: "/matrix?orgs=oecd%2Cilo%2Cwho&show=used", Text: "OECD, ILO and WHO"}},
		{"/variations", "Variations", "What most organisations mean by a word, with share and ties, and who differs in what.", linkTo{Href: "/variations?name=recommendation", Text: "recommendation"}},
	}},
	{"Carry it across", []room{
		{"/crosswalk", "Crosswalk", "What another organisation calls the nearest thing, what changes on the way, or why there is no counterpart.", linkTo{Href: "/crosswalk?term=Recommendation&from=oecd&to=ilo", Text: "Recommendation, from OECD to ILO"}},
		{"/friends", "False friends", "One word for different things: another type, or another legal force.", linkTo{Href: "/friends?word=decision", Text: "decision"}},
		{"/twins", "Hidden twins", "Different words for what is coded alike.", linkTo{Href: "/twins", Text: "all of them"}},
		{"/candidates", "Candidates", "Proposed matches, each with the named parts of its score.", linkTo{Href: "/candidates?org=oecd", Text: "for the OECD"}},
		{"/decisions", "Decisions", "What reviewers accepted, rejected or put off, and why; nothing is ever deleted.", linkTo{Href: "/decisions", Text: "the log"}},
	}},
	{"Compare", []room{
		{"/compare", "Compare", "Two organisations, types or terms side by side, life cycle included.", linkTo{Href: "/compare?a=oecd&b=ilo", Text: "OECD and ILO"}},
		{"/differences", "Differences", "A type of instrument feature by feature: what differs, how far organisations agree, who stands apart.", linkTo{Href: "/differences?type=technical-standard", Text: "technical standards"}},
	}},
	{"Texts and tables", []room{
		{"/annotate", "Annotate", "Paste a text: the terms in it, whose they are; for a draft, what your organisation would say.", linkTo{Href: "/annotate", Text: "a text of yours"}},
		{"/reconcile", "Reconcile", "A column of a table matched with the things it names, here or from OpenRefine.", linkTo{Href: "/reconcile", Text: "a table of yours"}},
		{"/review", "Review sheets", "A workbook for each organisation: every claim to confirm or correct, and back in.", linkTo{Href: "/review", Text: "choose an organisation"}},
	}},
	{"Take away", []room{
		{"/glossary", "Glossary", "Each type: definition, who calls it what, examples, variations; for print, spreadsheets, SKOS.", linkTo{Href: "/glossary?types=recommendation", Text: "recommendation"}},
		{"/concordance", "Concordance", "The words of the organisations you choose, side by side.", linkTo{Href: "/concordance?orgs=oecd%2Cilo%2Cwho", Text: "OECD, ILO and WHO"}},
		{"/cite", "Cite", "Any address as a footnote, BibTeX, RIS or CSL-JSON.", linkTo{Href: "/cite?id=https%3A%2F%2Fw3id.org%2Fconcord%2Fid%2Fterm%2Foecd-decision", Text: "Decision of the OECD"}},
	}},
}

// roomLinks is the menu of the rooms, for pages that are one of them or lead to them; nil elsewhere.
func roomLinks(path string) []linkTo {
	var out []linkTo
	inside := path == harmonisePath
	for _, g := range rooms {
		for _, r := range g.Rooms {
			out = append(out, linkTo{Href: r.Path, Text: r.Text, Current: r.Path == path})
			inside = inside || r.Path == path
		}
	}
	if !inside {
		return nil
	}
	return out
}

// sectionOf is the first part of a path: /groups of /groups/wg2.
func sectionOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return "/" + first
}

// harmonisePage leads to the rooms.
func (s *Server) harmonisePage(c echo.Context) error {
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		return s.render(c, "harmonise", struct {
			Page   web.Page
			Groups []roomGroup
		}{s.page(c, "Harmonise terms", harmonisePath), rooms})
	})
}
