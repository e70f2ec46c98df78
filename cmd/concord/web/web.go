// Package web holds the pages of the server: templates (html/template), one stylesheet and one small script, embedded.
//
// It fetches no data and knows no routes: package httpd fills the values that the templates print. Every page is
// complete without the script.
//
// The main path: Render with the name of a page and its values.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/*
var staticFiles embed.FS

// Static are the files that pages refer to: style.css, script.js, icon.svg.
func Static() fs.FS {
	sub, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err) // the folder is embedded: it cannot be missing
	}
	return sub
}

var pages = parsePages()

// parsePages makes a template of the layout, the shared parts and one page, for each page.
func parsePages() map[string]*template.Template {
	shared := template.Must(template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/_*.html"))
	names, err := fs.Glob(templateFiles, "templates/[a-z]*.html")
	if err != nil {
		panic(err)
	}
	out := map[string]*template.Template{}
	for _, name := range names {
		t := template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, name))
		out[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	return out
}

// funcs are what templates may call.
var funcs = template.FuncMap{
	"dir":    direction,
	"group":  Number,
	"join":   strings.Join,
	"static": func(name string) string { return "/static/" + name + "?v=" + Fingerprint }, // a new version has a new address
}

// direction is the writing direction of a language.
func direction(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch base {
	case "ar", "he", "fa", "ur":
		return "rtl"
	}
	return "ltr"
}

// Number writes a whole number with a thin space after each three digits.
func Number(n any) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// Render writes a page. Nothing is written if a template fails.
func Render(w io.Writer, page string, data any) error {
	t, ok := pages[page]
	if !ok {
		return fmt.Errorf("render: there is no page %q", page)
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, "layout", data); err != nil {
		return fmt.Errorf("render %s: %w", page, err)
	}
	_, err := buf.WriteTo(w)
	return err
}

// Fingerprint changes whenever a template or a static file does: it is part of every page's ETag.
var Fingerprint = fingerprint()

func fingerprint() string {
	h := sha256.New()
	for _, files := range []fs.FS{templateFiles, staticFiles} {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(files, name)
			h.Write(data)
			return err
		})
		if err != nil {
			panic(err) // embedded files can be read
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
