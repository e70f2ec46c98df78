package annotate

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Annotation is a place in a text and what it is taken to mean.
type Annotation struct {
	Start  int      `json:"start"` // in code points of the text
	End    int      `json:"end"`   // after the last
	Exact  string   `json:"exact"`
	Prefix string   `json:"prefix"`
	Suffix string   `json:"suffix"`
	Kind   string   `json:"kind"`             // of what it means: organisation, instrument, term, type; several joined by " or "
	Means  []string `json:"means"`            // addresses: one, or those between which the text does not decide
	Open   bool     `json:"open"`             // several meanings
	Differ string   `json:"differ,omitempty"` // how the meanings differ
	Why    string   `json:"why"`
	Label  string   `json:"label"` // the name that was recognised
	Lang   string   `json:"labelLang,omitempty"`
	Others []string `json:"others,omitempty"` // what else has this name, ruled out by context

	from, to int // in bytes
}

// Result is an annotated text. Its annotations are in order and do not overlap.
type Result struct {
	Text        string            `json:"text"` // the offsets count its code points
	Media       string            `json:"media"`
	Characters  int               `json:"characters"`
	Annotations []Annotation      `json:"annotations"`
	Left        int               `json:"left"` // annotations beyond MaxAnnotations
	Things      map[string]*Thing `json:"things"`
	Draft       *Draft            `json:"draft,omitempty"`
	Seq         uint64            `json:"commit"` // of the names

	cuts []cut
}

// MaxAnnotations is how many annotations a result has at most; the first ones of the text.
const MaxAnnotations = 20000

// around is how many code points of the text a quotation has before and after it.
const around = 32

// Annotate finds what a document names.
func (g *Gazetteer) Annotate(ctx context.Context, d *Document) (*Result, error) {
	w, err := g.newWork(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("annotate: %w", err)
	}
	found, err := w.choose()
	if err != nil {
		return nil, fmt.Errorf("annotate: %w", err)
	}
	r := &Result{Text: d.Text, Media: d.Media, Characters: utf8.RuneCountInString(d.Text), Annotations: []Annotation{}, Things: map[string]*Thing{}, Seq: g.Seq, cuts: d.cuts}
	if len(found) > MaxAnnotations {
		r.Left, found = len(found)-MaxAnnotations, found[:MaxAnnotations]
	}
	at, points := 0, 0
	for _, f := range found {
		a := w.annotation(&f)
		points += utf8.RuneCountInString(d.Text[at:a.from])
		a.Start = points
		points += utf8.RuneCountInString(a.Exact)
		a.End, at = points, a.to
		for _, iri := range slices.Concat(a.Means, a.Others) {
			r.Things[iri] = &g.things[g.byIRI[iri]]
		}
		r.Annotations = append(r.Annotations, a)
	}
	return r, nil
}

// chosen is a span with its reading.
type chosen struct {
	span
	reading
}

// choose takes the longest spans that are recognised and do not overlap, in the order of the text.
func (w *work) choose() ([]chosen, error) {
	order := slices.Clone(w.spans)
	slices.SortStableFunc(order, byLength)
	taken := make([]bool, len(w.tokens))
	var out []chosen
	for i, s := range order {
		if i&255 == 0 && w.ctx.Err() != nil {
			return nil, w.ctx.Err()
		}
		if slices.Contains(taken[s.from:s.to], true) {
			continue
		}
		r, ok := w.judge(s)
		if !ok {
			continue
		}
		for k := s.from; k < s.to; k++ {
			taken[k] = true
		}
		out = append(out, chosen{s, r})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].from < out[j].from })
	return out, nil
}

// annotation words a choice, without its offsets in code points.
func (w *work) annotation(c *chosen) Annotation {
	from, to := int(w.tokens[c.from].start), int(w.tokens[c.to-1].end)
	if strings.HasSuffix(w.g.names[c.name].text, ")") && strings.HasPrefix(w.text[to:], ")") && strings.Contains(w.text[from:to], "(") {
		to++ // the bracket belongs to the name
	}
	a := Annotation{Exact: w.text[from:to], Prefix: lastRunes(w.text[:from], around), Suffix: firstRunes(w.text[to:], around), Open: c.open, Why: c.why, from: from, to: to}
	var kinds []string
	for _, t := range c.things {
		th := &w.g.things[t]
		a.Means = append(a.Means, th.IRI)
		if !slices.Contains(kinds, th.Kind) {
			kinds = append(kinds, th.Kind)
		}
	}
	sort.Strings(kinds)
	a.Kind = strings.Join(kinds, " or ")
	for _, t := range c.others {
		a.Others = append(a.Others, w.g.things[t].IRI)
	}
	a.Label, a.Lang = w.g.names[c.name].text, w.g.names[c.name].lang
	if c.open {
		a.Differ = w.g.differ(c.things)
	}
	return a
}

// differ says how several things of one name differ: by what they are and what force they have.
func (g *Gazetteer) differ(things []int32) string {
	var order []string
	by := map[string][]string{}
	oneOrg := !slices.ContainsFunc(things, func(t int32) bool { return g.things[t].org != g.things[things[0]].org })
	for _, t := range things {
		th := &g.things[t]
		what := th.Nature
		switch {
		case th.Kind == Organisation:
			what = "an organisation"
		case th.Kind == Instrument:
			what = "an instrument"
		case what == "":
			what = "legal nature not stated"
		}
		who := th.Name
		switch {
		case th.Kind == Term && !oneOrg:
			who = g.orgName(th.org)
		case th.Kind == HubType:
			who = "the type " + th.Name
		}
		if by[what] == nil {
			order = append(order, what)
		}
		if !slices.Contains(by[what], who) {
			by[what] = append(by[what], who)
		}
	}
	sort.Strings(order)
	var parts []string
	for _, what := range order {
		parts = append(parts, what+": "+strings.Join(by[what], ", "))
	}
	return strings.Join(parts, "; ")
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	at := len(s)
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
	}
	return s[at:]
}

// Thing gives a thing by its address, nil if the gazetteer does not have it.
func (g *Gazetteer) Thing(iri string) *Thing {
	if i, ok := g.byIRI[iri]; ok {
		return &g.things[i]
	}
	return nil
}

// String names the thing and whose it is.
func (t *Thing) String() string {
	if t.Kind == Term && t.Organisation != nil {
		return t.Name + " (" + t.Organisation.String() + ")"
	}
	return t.Name
}
