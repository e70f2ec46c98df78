package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
)

// Matrix is a table of types by organisations or languages.
type Matrix struct {
	Summary string
	Columns []Link
	Rows    []MatrixRow
}

// MatrixRow is a type with its cells.
type MatrixRow struct {
	Type  Link
	Level int
	Note  string
	Cells []MatrixCell
}

// MatrixCell holds terms, or the kind of empty, as a code and in words.
type MatrixCell struct {
	Terms       []MatrixTerm
	Kind, Empty string
}

// MatrixTerm is a term, with fit, mapping, legal nature, state and evidence in its note.
type MatrixTerm struct {
	Link
	Note, State string
}

// MatrixDocument writes a matrix as a document of its own, that needs no other file.
func MatrixDocument(w io.Writer, m Matrix) error {
	style, err := fs.ReadFile(Static(), "style.css")
	if err != nil {
		return err
	}
	sheet, err := fs.ReadFile(Static(), "matrix.css")
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	data := struct {
		Style  template.CSS
		Matrix Matrix
	}{template.CSS(append(style, sheet...)), m} // our own files
	if err := pages["matrix"].ExecuteTemplate(&buf, "matrix-document", data); err != nil {
		return fmt.Errorf("render the matrix: %w", err)
	}
	_, err = buf.WriteTo(w)
	return err
}
