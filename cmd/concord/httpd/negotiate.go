package httpd

import (
	"net/http"
	"strconv"
	"strings"
)

const typeHTML = "text/html"

// acceptRange is one entry of an Accept header.
type acceptRange struct {
	main, sub string
	q         float64
}

// parseAccept reads an Accept header (RFC 9110, 12.5.1). Broken entries are left out.
func parseAccept(header string) []acceptRange {
	var out []acceptRange
	for _, entry := range strings.Split(header, ",") {
		fields := strings.Split(entry, ";")
		main, sub, ok := strings.Cut(strings.ToLower(strings.TrimSpace(fields[0])), "/")
		if !ok {
			continue
		}
		r := acceptRange{main, sub, 1}
		for _, p := range fields[1:] {
			name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
			if strings.EqualFold(name, "q") {
				q, err := strconv.ParseFloat(value, 64)
				if err != nil || q < 0 || q > 1 {
					q = 0
				}
				r.q = q
			}
		}
		out = append(out, r)
	}
	return out
}

// quality is how much a media type is wanted: the most specific range that covers it decides.
func quality(ranges []acceptRange, mediaType string) float64 {
	main, sub, _ := strings.Cut(mediaType, "/")
	best, q := -1, 0.0
	for _, r := range ranges {
		rank := -1
		switch {
		case r.main == main && r.sub == sub:
			rank = 2
		case r.main == main && r.sub == "*":
			rank = 1
		case r.main == "*" && r.sub == "*":
			rank = 0
		}
		if rank > best {
			best, q = rank, r.q
		}
	}
	return q
}

// negotiate picks the offer that an Accept header wants most; among equals the first. "" if it wants none; the first
// offer if there is no header.
func negotiate(header string, offers []string) string {
	if strings.TrimSpace(header) == "" {
		return offers[0]
	}
	ranges := parseAccept(header)
	best, bestQ := "", 0.0
	for _, o := range offers {
		if q := quality(ranges, o); q > bestQ {
			best, bestQ = o, q
		}
	}
	return best
}

// wantsPage reports whether a client names HTML and wants nothing more than it: a browser, as opposed to a program.
func wantsPage(r *http.Request) bool {
	ranges := parseAccept(r.Header.Get("Accept"))
	html, most := 0.0, 0.0
	for _, a := range ranges {
		most = max(most, a.q)
		if a.main == "text" && a.sub == "html" || a.main == "application" && a.sub == "xhtml+xml" {
			html = max(html, a.q)
		}
	}
	return html > 0 && html >= most
}
