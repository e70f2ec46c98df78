package harmonise

import (
	"cmp"
	"fmt"
	"strings"
)

// typeDiffers words how a type stands to the expected one. A narrower type is a kind of what the word brings to mind, and
// deceives nobody.
var typeDiffers = map[Relation]string{
	Apart: "its function is another", Sibling: "its function is another one of the same family", Broader: "it covers more than that",
}

// forceDiffers words how a level stands to the expected one, "" if it does not contradict it. Against a force that is only
// the most frequent one, "depends" is no contradiction.
func forceDiffers(expected, level string, byMost bool) string {
	whose := "what the word suggests"
	if byMost {
		whose = "most in the usual sense"
	}
	switch {
	case expected == level || level == "" || byMost && level == "depends":
		return ""
	case expected == "binding" && level == "non-binding":
		return "it does not bind, unlike " + whose
	case expected == "non-binding" && level == "binding":
		return "it binds, unlike " + whose
	case expected == "binding" || expected == "non-binding":
		return "whether it binds depends, unlike " + whose
	}
	return ""
}

// saying words the differences of a finding.
func saying(parts []string) string {
	if len(parts) == 0 {
		return "it is recorded as a false friend"
	}
	return strings.Join(parts, ", and ")
}

// Says says what a word usually names, and how that is known.
func (w *FriendWord) Says() string {
	in := ""
	if w.Lang != "" {
		in = "in " + cmp.Or(languages[w.Lang], w.Lang) + " "
	}
	switch w.Basis {
	case BasisSuggested:
		return in + "brings to mind: " + w.Expected.String()
	case BasisPlurality:
		return fmt.Sprintf("%smost often (in %d terms) names: %s", in, len(w.Usual), w.Expected.String())
	case BasisTie:
		return in + "names no type more often than: " + w.Expected.String()
	}
	return in + "is recorded not to name: " + w.Expected.String()
}

// String names the type, with its force if it is known.
func (s *Sense) String() string {
	if s.Level == "" {
		return s.Type.Name
	}
	return s.Type.Name + " (" + s.Level + ")"
}

// languages are those of the United Nations; others are named by their tags.
var languages = map[string]string{"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "ru": "Russian", "zh": "Chinese"}

// refIn is the term in short under its name in a language; "" for its own.
func (t *TermEntry) refIn(lang string) TermRef {
	out := t.Ref()
	for _, p := range t.prefs {
		if lang != "" && strings.EqualFold(p.Lang, lang) {
			out.Label, out.Lang = p.Value, p.Lang
		}
	}
	return out
}
