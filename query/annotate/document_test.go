package annotate

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestStrip has the text content of pages, with "|" where words are cut.
func TestStrip(t *testing.T) {
	for page, want := range map[string]string{
		"plain":                                          "plain",
		"<p>one</p><p>two</p>":                           "|one|two|",
		"W<b>H</b>O <i><span>x</span></i>":               "WHO x",
		"one<br>two":                                     "one|two",
		"<table><tr><td>one<td>two</table>":              "|one|two|",
		"a<script>if (a<b) {}</script>b":                 "a|b",
		"a<SCRIPT src='x'>WHO</ScRiPt >b":                "a|b",
		"<style>p > b {}</style>x":                       "|x",
		"<title>WHO</title>x":                            "|x",
		"a<!-- <p> WHO -->b<!-->c":                       "abc",
		"a<!DOCTYPE html>b<?xml x?>c":                    "abc",
		"1 < 2 and 3<4 & so on":                          "1 < 2 and 3<4 & so on",
		"caf&eacute; &amp;lt; &#x1F642;&#233;":           "café &lt; 🙂é",
		"&nosuch; &":                                     "&nosuch; &",
		`<a title="a > b" href=x>y</a>`:                  "y",
		`<p title='it"s > '>y`:                           "|y",
		"<p":                                             "|",
		"x<script>never closed":                          "x|",
		"x<!-- never closed":                             "x",
		"<svg><title>WHO</title><text>y</text>":          "|y|",
		"</>x</ y>":                                      "</>x</ y>",
		"<p\n class=x\n>y</p\n>":                         "|y|",
		"<script>a</scripty>b</script>c":                 "|c",
		"<noscript>x</noscript><template>WHO</template>": "|x|",
	} {
		d, err := HTML([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		got, at := "", 0
		for _, c := range d.cuts {
			got += d.Text[at:c.at]
			if !strings.HasSuffix(got, "|") || c.at > at {
				got += "|"
			}
			at = c.at
		}
		if got += d.Text[at:]; got != want {
			t.Errorf("%s\n  is  %s\n  not %s", page, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"Latin-1": {[]byte("caf\xe9"), "byte 3"}, "cut": {[]byte("é\xc3"), "byte 2"}, "UTF-16": {[]byte("\xff\xfeW\x00"), "UTF-16"}, "surrogate": {[]byte("a\xed\xa0\x80"), "byte 1"},
		"PDF": {[]byte("%PDF-1.7\n\xe2\xe3"), "PDF"}, "docx": {[]byte("PK\x03\x04\xff"), "docx"}, "binary": {[]byte("\x00\xff"), "binary"},
	} {
		var bad *EncodingError
		if _, err := Plain(c.data); !errors.As(err, &bad) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := HTML(c.data); !errors.As(err, &bad) {
			t.Errorf("%s as HTML: %v", name, err)
		}
	}
	var long *TooLongError
	if _, err := Plain(make([]byte, MaxText+1)); !errors.As(err, &long) || long.Bytes != MaxText+1 {
		t.Errorf("too long: %v", err)
	}
	if _, err := Plain(make([]byte, MaxText)); err != nil {
		t.Errorf("as long as may be: %v", err)
	}
}

func TestLooksLikeHTML(t *testing.T) {
	for text, want := range map[string]bool{"<!DOCTYPE html><p>": true, "\ufeff\n <HTML lang=en>": true, "<p>x": true, "<?xml version='1.0'?>\n<html>": true, "<h1>x": true,
		"<who> is": false, "x <p>": false, "": false, "<": false, "<?xml version='1.0'?><rdf>": false, "<pre>": false} {
		if LooksLikeHTML([]byte(text)) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestKeys(t *testing.T) {
	for _, same := range [][]string{
		{"Decision", "decisions", "DÉCISIONS", "décision"}, {"treaty", "Treaties"}, {"policy", "policies"}, {"guideline", "guidelines"}, {"resolución", "Resoluciones"},
		{"organisation", "Organization", "organizations"}, {"labour", "labor"}, {"centre", "center"}, {"principal", "principaux"}, {"cooperation", "Co-operation"},
		{"programme", "program", "programmes"}, {"norme", "normes"}, {"process", "processes"}, {"Конвенция", "конвенции", "Конвенцию"}, {"Решение", "решений"},
		{"организация", "организации", "Организацией"}, {"اتفاقية", "الاتفاقية", "اتّفاقيّة"}, {"أمم", "امم"}, {"Straße", "strasse"}, {"ﬁnal", "final"}, {"Ｗ３Ｃ", "w3c"},
	} {
		for _, w := range same[1:] {
			if keyOf(w) != keyOf(same[0]) {
				t.Errorf("%s is %s, %s is %s", w, keyOf(w), same[0], keyOf(same[0]))
			}
		}
	}
	for _, other := range [][2]string{{"act", "acts of"}, {"convention", "convent"}, {"standard", "stand"}, {"code", "codex"}, {"rule", "ruler"}, {"公", "约"}} {
		if keyOf(other[0]) == keyOf(other[1]) {
			t.Errorf("%s and %s are one", other[0], other[1])
		}
	}
}

// TestRubbish annotates a mebibyte of each of several things that nobody should send, in bounded time.
func TestRubbish(t *testing.T) {
	g, sn := smallGazetteer(t)
	fill := func(s string) []byte { return bytes.Repeat([]byte(s), MaxText/len(s)) }
	for name, data := range map[string][]byte{
		"one letter": fill("a"), "names": fill("WHO "), "open words": fill("x Decision "), "acronyms": fill("ALPHA and BETA, "), "marks": fill("\u0301"), "brackets": fill("((("),
		"tags": fill("<p>"), "open tags": fill("<p "), "comments": fill("<!--"), "scripts": fill("<script>"), "ends": fill("</script"), "references": fill("&amp;"), "quotes": fill("<a b='"),
		"nothing": fill("\x00"), "emoji": fill("👩‍👩‍👧"), "Chinese": fill("公约"), "Arabic": fill("ولل"), "lines": fill("\n"), "one sentence": fill("Decision of the "),
		"row": fill("Decisions and "), "prefixes": fill("World Health "), "capitals": fill("DECISION OF WHO "), "sentences": fill("WHO. Convention. "),
	} {
		read := Plain
		if strings.ContainsAny(string(data[:1]), "<&") {
			read = HTML
		}
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			d, err := read(data)
			if err != nil {
				t.Fatal(err)
			}
			r, err := g.Annotate(context.Background(), d)
			if err == nil {
				err = g.CheckDraft(context.Background(), sn, r, "BETA")
			}
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(began)
			t.Logf("%s: %d places, %d left out, %v", d.Media, len(r.Annotations), r.Left, took.Round(time.Millisecond))
			if took > 20*time.Second {
				t.Errorf("it takes %v", took)
			}
			if len(r.Annotations) > MaxAnnotations {
				t.Errorf("%d annotations", len(r.Annotations))
			}
		})
	}
}
