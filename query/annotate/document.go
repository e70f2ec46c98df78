package annotate

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaxText is the size of the largest text that is annotated, in bytes.
const MaxText = 1 << 20

// TooLongError says that a text is longer than MaxText.
type TooLongError struct{ Bytes int }

func (e *TooLongError) Error() string {
	return fmt.Sprintf("the text has %d bytes, at most %d are annotated at once; cut it in parts", e.Bytes, MaxText)
}

// EncodingError says that a text is not UTF-8.
type EncodingError struct {
	Offset int    // in bytes, of the first that is wrong
	Hint   string // what the text may be instead
}

func (e *EncodingError) Error() string {
	return fmt.Sprintf("the text is not UTF-8: byte %d is out of place%s; save it as UTF-8 and send it again", e.Offset, e.Hint)
}

// Document is a text to annotate. Offsets of annotations count the code points of Text.
type Document struct {
	Text  string // of a page in HTML, its text content
	Media string // text/plain or text/html
	cuts  []cut  // where words end although no space is there: at tags of blocks
}

// cut is a place between two letters of a text.
type cut struct {
	at   int // in bytes
	hard bool
}

// Plain makes a document of plain text. A byte order mark at its beginning is left away and not counted.
func Plain(data []byte) (*Document, error) {
	text, err := valid(data)
	if err != nil {
		return nil, err
	}
	return &Document{Text: text, Media: "text/plain"}, nil
}

// HTML makes a document of the text content of a page or fragment: tags and comments are left away, character references
// are replaced by what they stand for, and script, style, template and title count for nothing. White space stays as it
// is. That is what textContent of the body gives in a browser, without its scripts and styles.
func HTML(data []byte) (*Document, error) {
	text, err := valid(data)
	if err != nil {
		return nil, err
	}
	return strip(text), nil
}

// pageStart is how pages and fragments in HTML begin.
var pageStart = regexp.MustCompile(`^(?i)\s*(<\?xml[^>]*>\s*)?<(!doctype html|(html|head|body|p|div|article|section|main|h[1-6]|ul|ol|table|blockquote)[\s>])`)

// LooksLikeHTML tells whether a text begins as a page or fragment in HTML does.
func LooksLikeHTML(data []byte) bool {
	return pageStart.Match(bytes.TrimPrefix(data[:min(len(data), 512)], []byte("\ufeff")))
}

// valid checks the size and the encoding.
func valid(data []byte) (string, error) {
	if len(data) > MaxText {
		return "", &TooLongError{Bytes: len(data)}
	}
	if !utf8.Valid(data) {
		return "", &EncodingError{Offset: firstInvalid(data), Hint: guess(data)}
	}
	return strings.TrimPrefix(string(data), "\ufeff"), nil
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// guess says what a text that is not UTF-8 may be.
func guess(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return " (it looks like UTF-16)"
	case bytes.HasPrefix(data, []byte("%PDF")):
		return " (it is a PDF; copy its text)"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return " (it is a zipped file such as .docx; save it as plain text or HTML)"
	case bytes.IndexByte(data, 0) >= 0:
		return " (it looks like a binary file)"
	}
	return " (it may be Latin-1 or Windows-1252)"
}
