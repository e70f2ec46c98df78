package sssom

import (
	"fmt"
	"strings"
)

// expand turns a CURIE into an IRI.
func (s *Set) expand(curie string) (string, error) {
	prefix, local, ok := strings.Cut(curie, ":")
	if !ok {
		return "", fmt.Errorf("%q is no CURIE, a prefix and a name like skos:exactMatch", curie)
	}
	if iri, ok := s.Prefixes[prefix]; ok {
		return iri + local, nil
	}
	if iri, ok := builtin[prefix]; ok {
		return iri + local, nil
	}
	if strings.HasPrefix(local, "//") {
		return "", fmt.Errorf("%q is an IRI; identifiers are written as CURIEs with a prefix of curie_map", curie)
	}
	return "", fmt.Errorf("the prefix %q is not declared in curie_map", prefix)
}

// compactor turns IRIs into CURIEs and remembers which prefixes it took.
type compactor struct {
	prefixes map[string]string
	used     map[string]bool
	done     map[string]string
}

func newCompactor(s *Set) *compactor {
	return &compactor{prefixes: s.Prefixes, used: map[string]bool{}, done: map[string]string{}}
}

// compact takes the longest prefix that fits, of equal ones the first by name.
func (c *compactor) compact(iri string) (string, error) {
	if out, ok := c.done[iri]; ok {
		return out, nil
	}
	best, at := "", ""
	for _, table := range []map[string]string{builtin, c.prefixes} {
		for name, start := range table {
			if start != "" && strings.HasPrefix(iri, start) && (len(start) > len(at) || len(start) == len(at) && name < best) {
				best, at = name, start
			}
		}
	}
	if at == "" {
		return "", fmt.Errorf("no prefix of the set begins <%s>; add one to Prefixes", iri)
	}
	c.used[best] = true
	c.done[iri] = best + ":" + iri[len(at):]
	return c.done[iri], nil
}

// mention takes note of the prefixes inside an expression that is kept as it is.
func (c *compactor) mention(expression string) {
	for name := range c.prefixes {
		for rest := expression; ; {
			i := strings.Index(rest, name+":")
			if i < 0 {
				break
			}
			if i == 0 || !isNameByte(rest[i-1]) {
				c.used[name] = true
				break
			}
			rest = rest[i+1:]
		}
	}
}

func isNameByte(b byte) bool {
	return b == '_' || b == '-' || b == '.' || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}
