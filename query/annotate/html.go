package annotate

import (
	"html"
	"strings"
)

// skipped are the elements whose content is no text of a page. All of them end only at their own end tag.
var skipped = map[string]bool{"script": true, "style": true, "template": true, "title": true}

// inline are the elements that may stand within a word. At every other tag a word ends.
var inline = map[string]bool{
	"a": true, "abbr": true, "acronym": true, "b": true, "bdi": true, "bdo": true, "big": true, "cite": true, "code": true, "data": true,
	"del": true, "dfn": true, "em": true, "font": true, "i": true, "ins": true, "kbd": true, "mark": true, "q": true, "s": true, "samp": true,
	"small": true, "span": true, "strike": true, "strong": true, "sub": true, "sup": true, "time": true, "tt": true, "u": true, "var": true, "wbr": true,
}

// strip makes a document of a page, in one pass.
func strip(page string) *Document {
	d := &Document{Media: "text/html"}
	var b strings.Builder
	b.Grow(len(page))
	for len(page) > 0 {
		open := strings.IndexByte(page, '<')
		if open < 0 {
			open = len(page)
		}
		b.WriteString(html.UnescapeString(page[:open]))
		if page = page[open:]; page == "" {
			break
		}
		var name string
		n := markup(page, &name)
		if n == 0 { // a "<" of the text
			b.WriteByte('<')
			n = 1
		}
		page = page[n:]
		if name != "" && !inline[name] {
			d.cuts = append(d.cuts, cut{at: b.Len(), hard: name != "br"})
		}
		if skipped[name] {
			page = page[endOf(page, name):]
		}
	}
	d.Text = b.String()
	return d
}

// markup gives the length of the markup that a text begins with, 0 if it is none, and the name of the tag if it is one.
// What is not closed goes on to the end.
func markup(s string, name *string) int {
	switch {
	case strings.HasPrefix(s, "<!--"):
		if strings.HasPrefix(s, "<!-->") {
			return len("<!-->")
		}
		return through(s, "-->", 4)
	case strings.HasPrefix(s, "<!"), strings.HasPrefix(s, "<?"):
		return through(s, ">", 2)
	case strings.HasPrefix(s, "</") && len(s) > 2 && isLetter(s[2]):
		*name = tagName(s[2:])
		return tagEnd(s)
	case len(s) > 1 && isLetter(s[1]):
		*name = tagName(s[1:])
		return tagEnd(s)
	}
	return 0
}

// through is the length up to and with an end, which is looked for from a place on.
func through(s, end string, from int) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

func tagName(s string) string {
	n := 0
	for n < len(s) && n < 32 && s[n] != '>' && s[n] != '/' && s[n] > ' ' {
		n++
	}
	return strings.ToLower(s[:n])
}

// tagEnd is the length of a tag. Values in quotes may hold ">".
func tagEnd(s string) int {
	var quote byte
	value := false // after "=": only there a quote begins a value
	for i := 1; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote, value = 0, false
			}
		case c == '>':
			return i + 1
		case (c == '"' || c == '\'') && value:
			quote = c
		case c == '=':
			value = true
		case c > ' ':
			value = false
		}
	}
	return len(s)
}

// endOf is the length up to and with the end tag of an element, or all there is.
func endOf(s, name string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], "</")
		if i < 0 {
			return len(s)
		}
		at += i + 2
		if len(s) >= at+len(name) && strings.EqualFold(s[at:at+len(name)], name) && tagName(s[at:]) == name {
			return at - 2 + tagEnd(s[at-2:])
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
