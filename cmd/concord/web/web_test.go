package web

import (
	"io"
	"strings"
	"testing"
)

// Each page must render with the least that a handler can give, and refuse what is not there.
func TestRenderUnknownPage(t *testing.T) {
	if err := Render(io.Discard, "attic", nil); err == nil || !strings.Contains(err.Error(), "attic") {
		t.Errorf("rendering a page that does not exist: %v", err)
	}
}

func TestErrorPage(t *testing.T) {
	var b strings.Builder
	data := struct {
		Page            Page
		Message, Advice string
	}{Page: Page{Title: "Not found", Nav: []Link{{Href: "/types", Text: "Types"}}}, Message: "<b>no</b>"}
	if err := Render(&b, "error", data); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{`<html lang="en">`, `<a class="skip" href="#main">`, `<main id="main"`, "&lt;b&gt;no&lt;/b&gt;", "<title>Not found · Concord</title>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestDirection(t *testing.T) {
	for lang, want := range map[string]string{"ar": "rtl", "ar-EG": "rtl", "en": "ltr", "": "ltr", "arn": "ltr"} {
		if got := direction(lang); got != want {
			t.Errorf("direction(%q) = %s, want %s", lang, got, want)
		}
	}
}

func TestGroup(t *testing.T) {
	if got := Number(1234567); got != "1\u202f234\u202f567" {
		t.Errorf("group = %q", got)
	}
}
