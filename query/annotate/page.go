package annotate

import (
	_ "embed"
	"html/template"
	"io"
	"sort"
)

// Segment is a piece of an annotated text.
type Segment struct {
	Text       string
	Annotation int  // number of the annotation, -1 for the text between
	Break      bool // a block of a page in HTML ends before it
}

// Segments cuts the text at the annotations, and at the blocks of a page in HTML. Together they are the text.
func (r *Result) Segments() []Segment {
	var out []Segment
	at, cuts := 0, r.cuts
	blocks := false
	plain := func(to int) {
		for len(cuts) > 0 && cuts[0].at <= to {
			if c := cuts[0]; c.at > at {
				out = append(out, Segment{Text: r.Text[at:c.at], Annotation: -1, Break: blocks})
				at, blocks = c.at, false
			}
			blocks = blocks || at > 0
			cuts = cuts[1:]
		}
		if at < to {
			out = append(out, Segment{Text: r.Text[at:to], Annotation: -1, Break: blocks})
			at, blocks = to, false
		}
	}
	for i := range r.Annotations {
		a := &r.Annotations[i]
		plain(a.from)
		out = append(out, Segment{Text: a.Exact, Annotation: i, Break: blocks})
		at, blocks = a.to, false
		for len(cuts) > 0 && cuts[0].at < at {
			cuts = cuts[1:]
		}
	}
	plain(len(r.Text))
	return out
}

// Class says what kind of mark an annotation is: organisation, instrument, term, type, or open.
func (a *Annotation) Class() string {
	if a.Open {
		return "open"
	}
	return a.Kind
}

// Found is a thing that a text names, and how often.
type Found struct {
	*Thing
	Count int // where it is the only meaning
	Open  int // where it is one of several
}

// Found lists what the text names, the most frequent first.
func (r *Result) Found() []Found {
	by := map[string]*Found{}
	for i := range r.Annotations {
		for _, iri := range r.Annotations[i].Means {
			f := by[iri]
			if f == nil {
				f = &Found{Thing: r.Things[iri]}
				by[iri] = f
			}
			if r.Annotations[i].Open {
				f.Open++
			} else {
				f.Count++
			}
		}
	}
	out := make([]Found, 0, len(by))
	for _, f := range by {
		out = append(out, *f)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		switch {
		case a.Count != b.Count:
			return a.Count > b.Count
		case a.Open != b.Open:
			return a.Open > b.Open
		}
		return a.IRI < b.IRI
	})
	return out
}

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// WritePage writes a page in HTML that stands alone: the text with its marks, what they mean and why, and the findings of
// the draft check if there was one.
func WritePage(w io.Writer, r *Result, title string) error {
	return pageTemplate.Execute(w, struct {
		*Result
		Title string
	}{r, title})
}

// At is an annotation by its number.
func (r *Result) At(i int) *Annotation { return &r.Annotations[i] }

// Marks are the annotations, for templates.
func (r *Result) Marks() []*Annotation {
	out := make([]*Annotation, len(r.Annotations))
	for i := range r.Annotations {
		out[i] = &r.Annotations[i]
	}
	return out
}
