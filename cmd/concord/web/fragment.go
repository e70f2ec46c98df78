package web

import (
	"bytes"
	"fmt"
	"io"
)

// Fragment writes one template of a page, without the layout. Nothing is written if it fails.
func Fragment(w io.Writer, page, name string, data any) error {
	t, ok := pages[page]
	if !ok {
		return fmt.Errorf("render: there is no page %q", page)
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, name, data); err != nil {
		return fmt.Errorf("render %s of %s: %w", name, page, err)
	}
	_, err := buf.WriteTo(w)
	return err
}
