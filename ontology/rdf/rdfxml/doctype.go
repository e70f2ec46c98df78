package rdfxml

import (
	"regexp"
	"strings"
)

const (
	maxEntities   = 1000
	maxEntitySize = 1000
)

var (
	entityDecl = regexp.MustCompile(`<!ENTITY\s+([^\s%"'&<>]+)\s+("[^"]*"|'[^']*')\s*>`)
	entityRef  = regexp.MustCompile(`&([^;&\s]+);`)
)

// directive takes the internal entities out of a document type declaration: ontologies use them to shorten IRIs. Their
// number and size are limited, and nothing outside the document is read; a reference to anything else is an error.
func (x *Reader) directive(d []byte) error {
	if !strings.HasPrefix(string(d), "DOCTYPE") {
		return x.fail("an unknown declaration", "<!DOCTYPE>, a comment or an element")
	}
	for _, m := range entityDecl.FindAllSubmatch(d, maxEntities+1) {
		name, value := string(m[1]), string(m[2][1:len(m[2])-1])
		if _, again := x.d.Entity[name]; again {
			continue // the first declaration binds (XML 1.0, section 4.2)
		}
		value = entityRef.ReplaceAllStringFunc(value, func(ref string) string {
			if v, ok := x.d.Entity[ref[1:len(ref)-1]]; ok {
				return v
			}
			return ref
		})
		if len(value) > maxEntitySize || len(x.d.Entity) >= maxEntities {
			return x.fail("too many or too long entities in the document type declaration", "at most 1000 of 1000 bytes")
		}
		if strings.ContainsAny(value, "<&") {
			continue // markup and references that are not known here: using such an entity is an error
		}
		x.d.Entity[name] = value
		// A token full of references must not expand to more than a token may hold.
		if growth := len(value) / (len(name) + len("&;")); growth > 1 {
			x.w.maxToken = min(x.w.maxToken, int64(x.opt.MaxToken/growth))
		}
	}
	return nil
}
