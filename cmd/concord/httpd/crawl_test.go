package httpd

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// crawlBound is how many addresses TestCrawl follows at most, crawlPerKind how many of one kind (a path without its last
// part): a list links hundreds of things, and they are all of one template.
const (
	crawlBound   = 400
	crawlPerKind = 3
)

// TestCrawl follows what the front pages link, and what those pages link, as a reader would; each page must be one that a
// reader with a screen reader, a keyboard or a phone can use, and no link may lead nowhere.
func TestCrawl(t *testing.T) {
	s := catalogueServer(t)
	type visit struct {
		path, from string
		depth      int
	}
	queue := []visit{{"/", "", 0}, {harmonisePath, "", 0}, {"/groups", "", 0}}
	seen, kinds := map[string]bool{}, map[string]int{}
	pages := 0
	for len(queue) > 0 && len(seen) < crawlBound {
		v := queue[0]
		queue = queue[1:]
		kind := kindOfAddress(v.path)
		if seen[v.path] || strings.HasPrefix(v.path, "/export.") || kinds[kind] >= crawlPerKind && v.depth > 0 {
			continue
		}
		seen[v.path] = true
		kinds[kind]++
		w := get(s, v.path, "Accept", browser)
		switch {
		case w.Code >= 400:
			t.Errorf("%s links %s: %d", v.from, v.path, w.Code)
		case w.Code >= 300:
			queue = append(queue, visit{w.Header().Get("Location"), v.path, v.depth})
		case strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Header().Get("Content-Disposition") == "":
			pages++
			root, err := html.Parse(w.Body)
			if err != nil {
				t.Fatalf("%s: %v", v.path, err)
			}
			p := readPage(root)
			for _, fault := range p.faults() {
				t.Errorf("%s: %s", v.path, fault)
			}
			for _, link := range p.links {
				if v.depth < 3 {
					queue = append(queue, visit{link, v.path, v.depth + 1})
				}
			}
		}
	}
	t.Logf("%d addresses, %d pages", len(seen), pages)
	if pages < 100 {
		t.Errorf("only %d pages were found", pages)
	}
}

// kindOfAddress is a path without what tells things of a kind apart, and the names of its parameters.
func kindOfAddress(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	kind := u.Path
	if parts := strings.Split(u.Path, "/"); len(parts) > 3 {
		kind = strings.Join(parts[:3], "/")
	}
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	return kind + "?" + strings.Join(names, "&")
}

// pageParts is what a reader without a screen has of a page.
type pageParts struct {
	lang, title string
	headings    []int
	ids         map[string]int
	labelled    map[string]bool // ids that a label is for
	controls    []*html.Node
	links       []string
	found       []string // faults seen on the way
}

func readPage(root *html.Node) *pageParts {
	p := &pageParts{ids: map[string]int{}, labelled: map[string]bool{}}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			p.element(n)
		}
	}
	return p
}

func (p *pageParts) element(n *html.Node) {
	if id := attribute(n, "id"); id != "" {
		p.ids[id]++
	}
	if attribute(n, "style") != "" {
		p.fault(n, "has a style attribute, which the Content-Security-Policy drops")
	}
	switch n.Data {
	case "html":
		p.lang = attribute(n, "lang")
	case "title":
		if n.Parent.Data == "head" {
			p.title = words(n)
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		p.headings = append(p.headings, int(n.Data[1]-'0'))
		if words(n) == "" {
			p.fault(n, "has no words")
		}
	case "label":
		p.labelled[attribute(n, "for")] = true
	case "input", "select", "textarea":
		if !slices.Contains([]string{"hidden", "submit", "button"}, attribute(n, "type")) {
			p.controls = append(p.controls, n)
		}
	case "th":
		if attribute(n, "scope") == "" {
			p.fault(n, "has no scope")
		}
	case "table":
		if !has(n, "th") {
			p.fault(n, "has no headers")
		}
	case "button":
		if calledBy(n) == "" {
			p.fault(n, "has no name")
		}
	case "img":
		if !hasAttribute(n, "alt") {
			p.fault(n, "has no alt")
		}
	case "a":
		p.link(n)
	}
}

func (p *pageParts) link(n *html.Node) {
	href, _, _ := strings.Cut(attribute(n, "href"), "#")
	if calledBy(n) == "" {
		p.fault(n, "has no words: "+href)
	}
	if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") {
		p.links = append(p.links, href)
	}
}

func (p *pageParts) fault(n *html.Node, what string) {
	p.found = append(p.found, fmt.Sprintf("<%s class=%q> %s", n.Data, attribute(n, "class"), what))
}

// faults are those of the whole page.
func (p *pageParts) faults() []string {
	out := p.found
	if p.lang == "" || p.title == "" {
		out = append(out, fmt.Sprintf("language %q, title %q", p.lang, p.title))
	}
	ones, last := 0, 0
	for _, h := range p.headings {
		if h == 1 {
			ones++
		}
		if h > last+1 {
			out = append(out, fmt.Sprintf("a heading skips from level %d to %d", last, h))
		}
		last = h
	}
	if ones != 1 {
		out = append(out, fmt.Sprintf("%d headings of the first level", ones))
	}
	for id, n := range p.ids {
		if n > 1 {
			out = append(out, fmt.Sprintf("the id %q comes %d times", id, n))
		}
	}
	for _, c := range p.controls {
		if !p.labelled[attribute(c, "id")] && attribute(c, "aria-label") == "" && attribute(c, "aria-labelledby") == "" && !inside(c, "label") {
			out = append(out, fmt.Sprintf("<%s name=%q> has no label", c.Data, attribute(c, "name")))
		}
	}
	return out
}

// calledBy is what a link or a button is called: by its words, its label or its picture.
func calledBy(n *html.Node) string {
	out := words(n) + attribute(n, "aria-label") + attribute(n, "title")
	for d := range n.Descendants() {
		out += attribute(d, "alt") + attribute(d, "aria-label")
	}
	return out
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func has(n *html.Node, tag string) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			return true
		}
	}
	return false
}

func inside(n *html.Node, tag string) bool {
	for a := range n.Ancestors() {
		if a.Data == tag {
			return true
		}
	}
	return false
}

// TestCrawlSeesFaults plants each fault and looks whether it is named.
func TestCrawlSeesFaults(t *testing.T) {
	sound := `<html lang="en"><head><title>A</title></head><body><h1>A</h1><h2>B</h2><label>c<input></label><a href="/x">x</a><table><tr><th scope="col">d</th></tr></table></body></html>`
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{` lang="en"`, "", "language"},
		{"<title>A</title>", "", "title"},
		{"<h2>B</h2>", "<h3>B</h3>", "skips"},
		{"<h2>B</h2>", "<h1>B</h1>", "2 headings"},
		{"<h2>B</h2>", "<h2></h2>", "no words"},
		{"<label>c<input></label>", "c<input>", "no label"},
		{">x</a>", "></a>", "no words: /x"},
		{` scope="col"`, "", "no scope"},
		{"<h2>", `<h2 style="color:red">`, "style attribute"},
		{"<h2>B</h2>", `<p id="i"><p id="i"><button></button><img>`, "comes 2 times"},
	} {
		root, err := html.Parse(strings.NewReader(strings.Replace(sound, c.old, c.new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(readPage(root).faults(), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%q for %q: %q lacks %q", c.new, c.old, got, c.want)
		}
	}
}
