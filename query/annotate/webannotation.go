package annotate

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteWebAnnotations writes a result as a page of the Web Annotation Data Model (W3C Recommendation of 23 February 2017)
// in JSON-LD. Each annotation has a TextPositionSelector, which counts code points, and a TextQuoteSelector. What is open
// between several meanings has a Choice for its body. The source is the address of the text; "" makes one of its content.
// The addresses are made of the content too, so the same text and graph give the same bytes.
func WriteWebAnnotations(w io.Writer, r *Result, source string) error {
	text := contentID("text", r.Text)
	if source == "" {
		source = text
	}
	made := fmt.Sprint(source, text, r.Seq)
	page := webPage{Context: "http://www.w3.org/ns/anno.jsonld", ID: contentID("page", made), Type: "AnnotationPage", Items: make([]webAnnotation, 0, len(r.Annotations))}
	page.PartOf = webCollection{ID: contentID("collection", made), Type: "AnnotationCollection", Total: len(r.Annotations) + r.Left}
	comments := r.comments()
	for i := range r.Annotations {
		item := r.webAnnotation(i, source, made)
		for _, c := range comments[i] {
			item.Body = append(item.Body, webBody{Type: "TextualBody", Value: c, Format: "text/plain", Language: "en", Purpose: "commenting"})
		}
		page.Items = append(page.Items, item)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(page)
}

type webPage struct {
	Context    string          `json:"@context"`
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	PartOf     webCollection   `json:"partOf"`
	StartIndex int             `json:"startIndex"`
	Items      []webAnnotation `json:"items"`
}

type webCollection struct {
	ID    string `json:"id"`
	Type  string `json:"type"`
	Total int    `json:"total"`
}

type webAnnotation struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	Motivation string    `json:"motivation"`
	Body       []webBody `json:"body"`
	Target     webTarget `json:"target"`
}

type webBody struct {
	Type     string    `json:"type"`
	Source   string    `json:"source,omitempty"`
	Items    []webBody `json:"items,omitempty"`
	Value    string    `json:"value,omitempty"`
	Format   string    `json:"format,omitempty"`
	Language string    `json:"language,omitempty"`
	Purpose  string    `json:"purpose,omitempty"`
}

type webTarget struct {
	Source   string        `json:"source"`
	Selector []webSelector `json:"selector"`
}

type webSelector struct {
	Type   string  `json:"type"`
	Start  *int    `json:"start,omitempty"`
	End    *int    `json:"end,omitempty"`
	Exact  *string `json:"exact,omitempty"`
	Prefix *string `json:"prefix,omitempty"`
	Suffix *string `json:"suffix,omitempty"`
}

func (r *Result) webAnnotation(i int, source, made string) webAnnotation {
	a := &r.Annotations[i]
	out := webAnnotation{ID: contentID("annotation", fmt.Sprint(made, " ", a.Start)), Type: "Annotation", Motivation: purposeOf(a.Kind)}
	var bodies []webBody
	for _, iri := range a.Means {
		bodies = append(bodies, webBody{Type: "SpecificResource", Source: iri, Purpose: purposeOf(r.Things[iri].Kind)})
	}
	if a.Open {
		bodies = []webBody{{Type: "Choice", Items: bodies}}
	}
	out.Body = bodies
	out.Target = webTarget{Source: source, Selector: []webSelector{
		{Type: "TextPositionSelector", Start: &a.Start, End: &a.End},
		{Type: "TextQuoteSelector", Exact: &a.Exact, Prefix: &a.Prefix, Suffix: &a.Suffix},
	}}
	return out
}

// purposeOf says what a body is for: single things are identified, words are classified by what they mean.
func purposeOf(kind string) string {
	if kind == Organisation || kind == Instrument {
		return "identifying"
	}
	return "classifying"
}

// comments are what is to be said of each annotation: how its meanings differ, and what the draft check found.
func (r *Result) comments() map[int][]string {
	out := map[int][]string{}
	for i := range r.Annotations {
		if a := &r.Annotations[i]; a.Open {
			out[i] = append(out[i], "Open between several meanings: "+a.Differ+".")
		}
	}
	if r.Draft == nil {
		return out
	}
	for i := range r.Draft.Findings {
		f := &r.Draft.Findings[i]
		text := fmt.Sprintf("For %s (derived): %s. %s", r.Draft.Target, f.Verdict, f.Says)
		if f.Verdict != OwnWord && f.Verdict != SameWord && len(f.Suggestions) > 0 {
			text += " To consider: " + f.suggested() + "."
		}
		for _, p := range f.Places {
			out[p] = append(out[p], text)
		}
	}
	return out
}

// suggested lists the suggestions in a line.
func (f *Finding) suggested() string {
	var out []string
	for _, s := range f.Suggestions {
		out = append(out, fmt.Sprintf("%s (%s)", s.Label, s.Outcome))
	}
	return strings.Join(out, ", ")
}

// contentID makes an address of content: a UUID of version 8 (RFC 9562) from its SHA-256.
func contentID(kind, content string) string {
	h := sha256.Sum256([]byte(kind + "\x00" + content))
	h[6] = h[6]&0x0f | 0x80
	h[8] = h[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
