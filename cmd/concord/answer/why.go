package answer

import (
	"fmt"

	"w3id.org/concord/query/harmonise"
)

// Why says for people which label of a thing matched, of what kind, in which language, and how.
func Why(m harmonise.Match) string {
	how := map[string]string{
		"exact": "the same but for case and accents", "prefix": "begins with it", "stem": "the same words in another form",
		"typo": "close to it, with typing errors",
	}[m.Mode]
	if m.Reading != "" {
		how += ", with " + m.Reading
	}
	lang := ""
	if m.Lang != "" {
		lang = " (" + m.Lang + ")"
	}
	switch m.LabelKind {
	case harmonise.Definition, harmonise.Note:
		return fmt.Sprintf("found in its %s%s: %s", m.LabelKind, lang, how)
	case harmonise.Acronym, harmonise.Notation:
		return fmt.Sprintf("its %s “%s”%s: %s", m.LabelKind, m.Label, lang, how)
	}
	return fmt.Sprintf("its %s name “%s”%s: %s", m.LabelKind, m.Label, lang, how)
}
