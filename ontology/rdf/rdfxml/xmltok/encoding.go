package xmltok

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding is the character encoding of a document.
type encoding uint8

const (
	utf8Text encoding = iota
	utf16BE
	utf16LE
	latin1
	ascii
)

func (e encoding) String() string {
	return [...]string{"UTF-8", "UTF-16", "UTF-16", "ISO-8859-1", "US-ASCII"}[e]
}

// width is the number of bytes that text had in the document before it was turned into UTF-8.
func (e encoding) width(text []byte) int64 {
	switch e {
	case utf8Text:
		return int64(len(text))
	case latin1, ascii:
		return int64(utf8.RuneCount(text))
	}
	n := int64(0)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		n += 2
		if r >= 0x10000 {
			n += 2
		}
		i += size
	}
	return n
}

// begin looks for a byte order mark.
func (t *Tokenizer) begin() error {
	w := &t.w
	for w.end < 4 && w.fill() {
	}
	b := w.buf[:w.end]
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		copy(w.buf, b[3:])
		w.end, w.off = w.end-3, 3
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		w.recode(utf16BE, 2)
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		w.recode(utf16LE, 2)
	case len(b) > 1 && (b[0] == 0 || b[1] == 0):
		return w.fail(0, "this document is not in UTF-8", "UTF-8, or UTF-16 with a byte order mark")
	}
	return nil
}

// recode takes everything behind place from for text in another encoding. A byte order mark before it goes.
func (w *window) recode(e encoding, from int) {
	raw := bytes.Clone(w.buf[from:w.end])
	w.r = &recoder{r: io.MultiReader(bytes.NewReader(raw), &rest{w.r, w.err}), enc: e}
	w.enc, w.err, w.end = e, nil, from
	if e == utf16BE || e == utf16LE {
		w.off, w.end = int64(from), 0
	}
}

// rest is the input behind the bytes that were read already, or the error that it gave.
type rest struct {
	r   io.Reader
	err error
}

func (r *rest) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	return r.r.Read(p)
}

const notText = 0xFF // stands for what is no character; it is no UTF-8 either, so that the scanner stumbles over it

// recoder turns text into UTF-8.
type recoder struct {
	r   io.Reader
	enc encoding
	buf [4 << 10]byte
	n   int // bytes in buf that were not used

	half bool // the text has ended in the middle of a unit
}

// Read fills at least part of p, which must have room for a few characters.
func (c *recoder) Read(p []byte) (int, error) {
	most := min(len(c.buf), len(p)/3)
	if most <= c.n {
		return 0, io.ErrShortBuffer
	}
	n, err := c.r.Read(c.buf[c.n:most])
	c.n += n
	out, used := p[:0], 0
	if c.enc == latin1 || c.enc == ascii {
		out, used = c.single(out), c.n
	} else {
		out, used = c.units(out, err != nil)
	}
	c.n = copy(c.buf[:], c.buf[used:c.n])
	return len(out), err
}

func (c *recoder) single(out []byte) []byte {
	for _, b := range c.buf[:c.n] {
		switch {
		case b < 0x80:
			out = append(out, b)
		case c.enc == ascii:
			out = append(out, notText)
		default:
			out = utf8.AppendRune(out, rune(b))
		}
	}
	return out
}

// units turns UTF-16 into UTF-8; last says that nothing follows.
func (c *recoder) units(out []byte, last bool) ([]byte, int) {
	i := 0
	for c.n-i >= 2 {
		r := c.unit(i)
		if !utf16.IsSurrogate(r) {
			out = utf8.AppendRune(out, r)
			i += 2
			continue
		}
		if c.n-i < 4 && !last {
			break
		}
		if c.n-i >= 4 {
			if r = utf16.DecodeRune(r, c.unit(i+2)); r != utf8.RuneError {
				out = utf8.AppendRune(out, r)
				i += 4
				continue
			}
		}
		out = append(out, notText)
		i += 2
	}
	if last && i < c.n {
		out = append(out, notText)
		i, c.half = c.n, true
	}
	return out, i
}

func (c *recoder) unit(i int) rune {
	if c.enc == utf16BE {
		return rune(c.buf[i])<<8 | rune(c.buf[i+1])
	}
	return rune(c.buf[i+1])<<8 | rune(c.buf[i])
}

// xmlDecl reads the XML declaration (section 2.8), which b begins with, up to its "?>" at place end.
func (t *Tokenizer) xmlDecl(b []byte, end int) (int, Kind, error) {
	i, enc := len("<?xml"), ""
	for step := 0; ; step++ {
		j := skipSpace(b[:end], i)
		if j == end {
			if step == 0 {
				return 0, None, t.fail(j, "the XML declaration has no version", `version="1.0"`)
			}
			break
		}
		name, value, k := pseudoAttribute(b[:end], j)
		switch {
		case i == j || k < 0:
			return 0, None, t.fail(j, "the XML declaration is malformed", `<?xml version="1.0" encoding="UTF-8"?>`)
		case step == 0 && name == "version":
			if value != "1.0" {
				return 0, None, t.fail(j, "version "+value+" of XML cannot be read", `version="1.0"`)
			}
		case step == 1 && name == "encoding":
			enc = value
			if err := t.declaredEncoding(value, j); err != nil {
				return 0, None, err
			}
		case step == 1 && name == "standalone" && (value == "yes" || value == "no"):
			step = 2
		case step == 2 && name == "standalone" && (value == "yes" || value == "no"):
		default:
			return 0, None, t.fail(j, "the XML declaration is malformed", `version, encoding and standalone="yes" or "no", in this order`)
		}
		i = k
	}
	if e := singleByte(enc); e != utf8Text {
		t.w.recode(e, t.w.start+end+2)
	}
	return end + 2, None, nil
}

// pseudoAttribute reads name="value" at place i; next is behind it, or -1.
func pseudoAttribute(b []byte, i int) (name, value string, next int) {
	j := nameEnd(b, i)
	name = string(b[i:j])
	j = skipSpace(b, j)
	if j == len(b) || b[j] != '=' {
		return name, "", -1
	}
	if j = skipSpace(b, j+1); j == len(b) || b[j] != '"' && b[j] != '\'' {
		return name, "", -1
	}
	n := bytes.IndexByte(b[j+1:], b[j])
	if n < 0 {
		return name, "", -1
	}
	return name, string(b[j+1 : j+1+n]), j + n + 2
}

func singleByte(name string) encoding {
	switch strings.ToLower(name) {
	case "iso-8859-1", "latin1", "iso_8859-1", "l1":
		return latin1
	case "us-ascii", "ascii":
		return ascii
	}
	return utf8Text
}

// declaredEncoding checks the encoding that the XML declaration names, at place i, against the one found.
func (t *Tokenizer) declaredEncoding(name string, i int) error {
	wide := t.w.enc == utf16BE || t.w.enc == utf16LE
	marked := wide || t.w.off > 0
	switch lower := strings.ToLower(name); {
	case lower == "utf-8" && !wide, lower == "utf-16" && wide:
		return nil
	case lower == "utf-16be" && t.w.enc == utf16BE, lower == "utf-16le" && t.w.enc == utf16LE:
		return nil
	case lower == "utf-16", lower == "utf-8", marked && singleByte(lower) != utf8Text:
		return t.fail(i, "the document is in "+t.w.enc.String()+", not in "+name+" as it says", "the same encoding in both")
	case singleByte(lower) != utf8Text:
		return nil
	}
	return t.w.fail(t.w.start, "this character encoding cannot be read", "a document in UTF-8, UTF-16, ISO-8859-1 or US-ASCII")
}
