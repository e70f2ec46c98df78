package rdf

import "testing"

// The examples of RFC 3986, sections 5.4.1 and 5.4.2 (strict), and cases that RDF meets.
func TestResolveIRI(t *testing.T) {
	const base = "http://a/b/c/d;p?q"
	for ref, want := range map[string]string{
		"g:h": "g:h", "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g", "//g": "http://g",
		"?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q#s", "g#s": "http://a/b/c/g#s", "g?y#s": "http://a/b/c/g?y#s",
		";x": "http://a/b/c/;x", "g;x": "http://a/b/c/g;x", "g;x?y#s": "http://a/b/c/g;x?y#s", "": "http://a/b/c/d;p?q", ".": "http://a/b/c/",
		"./": "http://a/b/c/", "..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g", "../..": "http://a/", "../../": "http://a/",
		"../../g": "http://a/g", "../../../g": "http://a/g", "../../../../g": "http://a/g", "/./g": "http://a/g", "/../g": "http://a/g",
		"g.": "http://a/b/c/g.", ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..", "..g": "http://a/b/c/..g", "./../g": "http://a/b/g",
		"./g/.": "http://a/b/c/g/", "g/./h": "http://a/b/c/g/h", "g/../h": "http://a/b/c/h", "g;x=1/./y": "http://a/b/c/g;x=1/y",
		"g?y/./x": "http://a/b/c/g?y/./x", "g#s/../x": "http://a/b/c/g#s/../x", "http:g": "http:g",
		"%7Eé": "http://a/b/c/%7Eé", "HTTP://X/../y": "HTTP://X/../y",
	} {
		if got := ResolveIRI(base, ref); got != want {
			t.Errorf("%q: got %q, want %q", ref, got, want)
		}
	}
	for _, c := range [][3]string{{"http://a", "b", "http://a/b"}, {"urn:x:y", "z", "urn:z"}, {"http://a?q", "", "http://a?q"}, {"", "x", "x"}, {"file:///a/b", "c", "file:///a/c"}} {
		if got := ResolveIRI(c[0], c[1]); got != c[2] {
			t.Errorf("%q against %q: got %q, want %q", c[1], c[0], got, c[2])
		}
	}
}
