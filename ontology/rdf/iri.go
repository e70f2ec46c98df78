package rdf

import "strings"

// ResolveIRI resolves a reference against a base by RFC 3986, section 5.2, strictly and on bytes: nothing is decoded,
// re-encoded or put into another case. Without a base, and where the reference has a scheme of its own, it comes back as
// it is, dot segments included: RDF compares IRIs as they were written.
func ResolveIRI(base, ref string) string {
	if base == "" || HasScheme(ref) {
		return ref
	}
	b, r := splitIRI(base), splitIRI(ref)
	t := r
	t.scheme = b.scheme
	switch {
	case r.hasAuthority:
		t.path = removeDots(r.path)
	case r.path == "":
		t.authority, t.hasAuthority, t.path = b.authority, b.hasAuthority, b.path
		if !r.hasQuery {
			t.query, t.hasQuery = b.query, b.hasQuery
		}
	default:
		t.authority, t.hasAuthority = b.authority, b.hasAuthority
		if strings.HasPrefix(r.path, "/") {
			t.path = removeDots(r.path)
		} else {
			t.path = removeDots(mergePaths(b, r.path))
		}
	}
	return t.join()
}

// HasScheme reports whether s begins with a scheme and a colon, so that it is an IRI and not a relative reference.
func HasScheme(s string) bool { return schemeLen(s) > 0 }

func schemeLen(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == ':':
			return i
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return 0
		}
	}
	return 0
}

// parts are the five components of RFC 3986, section 3.
type parts struct {
	scheme, authority, path, query, fragment string
	hasAuthority, hasQuery, hasFragment      bool
}

func splitIRI(s string) (p parts) {
	if n := schemeLen(s); n > 0 {
		p.scheme, s = s[:n], s[n+1:]
	}
	if s, p.fragment, p.hasFragment = strings.Cut(s, "#"); strings.HasPrefix(s, "//") {
		s, p.hasAuthority = s[2:], true
		end := strings.IndexAny(s, "/?")
		if end < 0 {
			end = len(s)
		}
		p.authority, s = s[:end], s[end:]
	}
	p.path, p.query, p.hasQuery = strings.Cut(s, "?")
	return p
}

func (p parts) join() string {
	var b strings.Builder
	if p.scheme != "" {
		b.WriteString(p.scheme + ":")
	}
	if p.hasAuthority {
		b.WriteString("//" + p.authority)
	}
	b.WriteString(p.path)
	if p.hasQuery {
		b.WriteString("?" + p.query)
	}
	if p.hasFragment {
		b.WriteString("#" + p.fragment)
	}
	return b.String()
}

// mergePaths is RFC 3986, section 5.2.3.
func mergePaths(base parts, ref string) string {
	if base.hasAuthority && base.path == "" {
		return "/" + ref
	}
	return base.path[:strings.LastIndexByte(base.path, '/')+1] + ref
}

// removeDots is RFC 3986, section 5.2.4.
func removeDots(in string) string {
	if !strings.Contains(in, ".") {
		return in
	}
	var out []byte
	for in != "" {
		switch {
		case strings.HasPrefix(in, "../"):
			in = in[3:]
		case strings.HasPrefix(in, "./"), strings.HasPrefix(in, "/./"):
			in = in[2:] // of "/./" the second slash stays
		case in == "/.":
			in = "/"
		case strings.HasPrefix(in, "/../"):
			in, out = in[3:], dropSegment(out)
		case in == "/..":
			in, out = "/", dropSegment(out)
		case in == "." || in == "..":
			in = ""
		default:
			n := strings.IndexByte(in[1:], '/') + 1
			if n == 0 {
				n = len(in)
			}
			out, in = append(out, in[:n]...), in[n:]
		}
	}
	return string(out)
}

func dropSegment(out []byte) []byte {
	return out[:max(0, strings.LastIndexByte(string(out), '/'))]
}
