package tabular

import (
	"errors"
	"fmt"
	"strings"

	"w3id.org/concord/ontology"
)

// templateNames lists the names in a template, or says what in it is not understood.
func templateNames(template string) ([]string, error) {
	var out []string
	for {
		_, after, found := strings.Cut(template, "{")
		if !found {
			return out, nil
		}
		expr, rest, closed := strings.Cut(after, "}")
		if !closed {
			return nil, errors.New("has a brace that is not closed")
		}
		if expr != "" && (expr[0] == '+' || expr[0] == '#') {
			expr = expr[1:]
		}
		for _, name := range strings.Split(expr, ",") {
			if name == "" || strings.ContainsAny(name, "/?&;=!@|*:$()^ ") {
				return nil, fmt.Errorf("has {%s}; of URI templates only {x}, {+x}, {#x} and {x,y} are understood", expr)
			}
			out = append(out, name)
		}
		template = rest
	}
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// escape writes s with everything but unreserved, and reserved characters if they may stand, in percents.
func escape(b *strings.Builder, s string, reserved bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if strings.IndexByte(unreserved, c) >= 0 || reserved && strings.IndexByte(":/?#[]@!$&'()*+,;=%", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(b, "%%%02X", c)
		}
	}
}

// vocabularies are the prefixes that CSVW takes for granted and that are not among the ontology's.
var vocabularies = map[string]string{
	"dc": ontology.DCT, "schema": "http://schema.org/", "csvw": CSVW, "time": "http://www.w3.org/2006/time#",
	"dc11": "http://purl.org/dc/elements/1.1/", "cc": "http://creativecommons.org/ns#", "qb": "http://purl.org/linked-data/cube#",
}

// full writes a prefixed name out, if its prefix is known; an IRI stays what it is.
func full(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok || strings.HasPrefix(local, "//") {
		return name
	}
	if ns := vocabularies[prefix]; ns != "" {
		return ns + local
	}
	for _, p := range ontology.Prefixes {
		if p.Name == prefix {
			return p.IRI + local
		}
	}
	return name
}
