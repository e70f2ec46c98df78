package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
)

// Booklet is a glossary or a concordance as a document of its own.
type Booklet struct {
	Title       string
	Edition     Edition
	Entries     []GlossaryEntry
	Concordance *Matrix
}

// Edition says which state of which data a document was made from.
type Edition struct {
	Data, Revision, Date string
	Licence              Link
	Address              string
	Caveats              []string
}

// GlossaryEntry is a type of instrument.
type GlossaryEntry struct {
	ID                string
	Type              Link
	Names             []Name
	Level             int
	Broader           []Link
	Definition, Scope string
	Nature            string
	State, StateText  string
	Checks            string
	Uses              []GlossaryUse
	Examples          []GlossaryExample
	Variation         string
	Differing         []GlossaryDiffering
}

// GlossaryUse is what an organisation calls the type.
type GlossaryUse struct {
	Org, Term                             Link
	Fit, Nature, Source, State, StateText string
}

// GlossaryExample is an instrument.
type GlossaryExample struct {
	Org, Title                           Link
	Code, Year, Called, State, StateText string
}

// GlossaryDiffering is a term that differs from what is most frequent.
type GlossaryDiffering struct {
	Org, Term Link
	What      string
}

// GlossaryDocument writes a booklet as a document of its own, that needs no other file and prints on paper.
func GlossaryDocument(w io.Writer, b Booklet) error {
	var style []byte
	for _, name := range []string{"style.css", "glossary.css"} {
		data, err := fs.ReadFile(Static(), name)
		if err != nil {
			return err
		}
		style = append(style, data...)
	}
	var buf bytes.Buffer
	data := struct {
		Style template.CSS
		Booklet
	}{template.CSS(style), b} // our own files
	if err := pages["glossary"].ExecuteTemplate(&buf, "booklet", data); err != nil {
		return fmt.Errorf("render the document: %w", err)
	}
	_, err := buf.WriteTo(w)
	return err
}
