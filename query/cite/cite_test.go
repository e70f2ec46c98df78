package cite

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

func TestStyles(t *testing.T) {
	k := Work{Key: "oecd-decision", Title: "Decision (OECD)", Container: "Catalogue", Version: "7", Commit: 2, Address: "https://a.example/x", Accessed: day, Licence: "CC BY 4.0", Note: "From arts 5-6."}
	for style, want := range map[string]string{
		"footnote": "“Decision (OECD)”, in Catalogue, version 7, commit 2, https://a.example/x, accessed 5 March 2026, CC BY 4.0. From arts 5-6.\n",
		"bibtex": "@misc{concord-oecd-decision,\n  title = {{Decision (OECD)}},\n  howpublished = {\\url{https://a.example/x}},\n" +
			"  note = {Catalogue, version 7, commit 2, accessed 2026-03-05, CC BY 4.0, From arts 5-6},\n  version = {7, commit 2},\n  url = {https://a.example/x},\n  urldate = {2026-03-05}\n}\n",
		"ris": "TY  - ELEC\r\nID  - concord-oecd-decision\r\nTI  - Decision (OECD)\r\nT2  - Catalogue\r\nET  - 7, commit 2\r\nUR  - https://a.example/x\r\nY2  - 2026/03/05\r\nN1  - From arts 5-6.\r\nC1  - CC BY 4.0\r\nER  - \r\n",
	} {
		var b bytes.Buffer
		if err := Write(&b, k, style); err != nil || b.String() != want {
			t.Errorf("%s: %v\n%q\n%q", style, err, b.String(), want)
		}
	}
	if err := Write(&bytes.Buffer{}, k, "chicago"); err == nil || !strings.Contains(err.Error(), "footnote, bibtex, ris, csl") {
		t.Errorf("an unknown style: %v", err)
	}
}

// cslFields are the fields of CSL-JSON that are used here; its schema allows no others than its own.
var cslFields = []string{"URL", "accessed", "container-title", "id", "note", "title", "type", "version"}

var risLine = regexp.MustCompile(`^[A-Z][A-Z0-9]  - .*$`)

// TestAnythingIsEscaped: whatever stands in a work, each format keeps its shape.
func TestAnythingIsEscaped(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~\n\r\t]{0,30}`), rapid.SampledFrom([]string{"}", "\\", "{", "%", "ER  - ", "\r\nER  - \r\n", "@misc{x}", `\end{document}`, "“", "à é"}))
	rapid.Check(t, func(t *rapid.T) {
		k := Work{Key: text.Draw(t, "key"), Title: text.Draw(t, "title"), Container: text.Draw(t, "container"), Version: text.Draw(t, "version"),
			Address: "https://a.example/" + text.Draw(t, "address"), Accessed: day, Licence: text.Draw(t, "licence"), Note: text.Draw(t, "note"), Result: rapid.Bool().Draw(t, "result")}
		if f := Footnote(k); strings.ContainsAny(f, "\r\n") {
			t.Fatalf("a footnote of several lines: %q", f)
		}
		checkBibTeX(t, BibTeX(k))
		checkRIS(t, RIS(k))
		checkCSL(t, k)
	})
}

// checkBibTeX counts braces: at each line's end of a field they are balanced but for the one of the entry.
func checkBibTeX(t *rapid.T, text string) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++ // what is escaped does not count for LaTeX; for BibTeX it does, so such braces must come in pairs
			if i < len(text) && strings.IndexByte("{}", text[i]) >= 0 {
				continue
			}
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				t.Fatalf("braces close too soon: %s", text)
			}
		}
	}
	if depth != 0 || !strings.HasPrefix(text, "@misc{concord") || !strings.HasSuffix(text, "\n}\n") || strings.Count(text, "\n  ") < 4 {
		t.Fatalf("no entry: %s", text)
	}
	if plain := strings.Count(text, "{") - strings.Count(text, "}"); plain != 0 {
		t.Fatalf("BibTeX counts %d braces too many: %s", plain, text)
	}
}

func checkRIS(t *rapid.T, text string) {
	lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
	ends := 0
	for _, l := range lines {
		if !risLine.MatchString(l) || strings.ContainsAny(l, "\r\n") {
			t.Fatalf("no line of RIS: %q", l)
		}
		if strings.HasPrefix(l, "ER") {
			ends++
		}
	}
	if ends != 1 || !strings.HasPrefix(lines[0], "TY  - ") || lines[len(lines)-1] != "ER  - " {
		t.Fatalf("no record of RIS: %q", text)
	}
}

func checkCSL(t *rapid.T, k Work) {
	data, err := CSL(k)
	if err != nil {
		t.Fatal(err)
	}
	var items []map[string]any
	if err := json.Unmarshal(data, &items); err != nil || len(items) != 1 {
		t.Fatalf("%v: %s", err, data)
	}
	for name, v := range items[0] {
		if !slices.Contains(cslFields, name) {
			t.Fatalf("CSL-JSON has no field %q", name)
		}
		if _, isText := v.(string); !isText && name != "accessed" {
			t.Fatalf("%s is no text: %v", name, v)
		}
	}
	if kind := items[0]["type"]; kind != "entry" && kind != "dataset" {
		t.Fatalf("type %v", kind)
	}
}
