package harmonise

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"w3id.org/concord/ontology/rdf"
)

// plainWord makes a name that somebody writes comparable: like foldWord, and accents do not count.
func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(foldWord(s)))
}

// bearsName reports whether a thing is called so: by its address, the end of it, or its name.
func bearsName(iri, name, asked string) bool {
	asked = strings.TrimSpace(asked)
	return iri != "" && (iri == asked || strings.EqualFold(lastSegment(iri), asked)) || plainWord(name) == plainWord(asked)
}

// wordsCalled are the words of a name: in the singular or plural, else those with a term that is called so in any language.
func wordsCalled(words []word, asked string) []word {
	for _, called := range []func(word) bool{
		func(w word) bool { return bearsName(w.iri, w.name, asked) },
		func(w word) bool { return plainWord(w.name)+"s" == plainWord(asked) },
		func(w word) bool {
			return slices.ContainsFunc(w.terms, func(t *TermEntry) bool { return anyCalled(t.prefs, asked) })
		},
	} {
		if found := slices.DeleteFunc(slices.Clone(words), func(w word) bool { return !called(w) }); len(found) > 0 {
			return found
		}
	}
	return nil
}

// typesCalled are the types of a name, in any language, or all for "", by name.
func (s *Spokes) typesCalled(asked string) []string {
	var out []string
	for iri, t := range s.Types {
		if strings.TrimSpace(asked) == "" || bearsName(iri, t.Name, asked) || anyCalled(t.Labels, asked) {
			out = append(out, iri)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(s.Types[a].Name+a, s.Types[b].Name+b) })
	return out
}

// typeNames are the names of all types.
func (s *Spokes) typeNames() []string {
	var out []string
	for _, t := range s.Types {
		out = append(out, t.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func anyCalled(labels []rdf.Term, asked string) bool {
	return slices.ContainsFunc(labels, func(l rdf.Term) bool { return plainWord(l.Value) == plainWord(asked) })
}

// nearNames are the names that hold what is asked for, else the first ones.
func nearNames(all []string, asked string) []string {
	var near []string
	for _, n := range all {
		if strings.Contains(plainWord(n), plainWord(asked)) {
			near = append(near, n)
		}
	}
	if len(near) == 0 {
		near = all
	}
	return near[:min(len(near), 12)]
}
