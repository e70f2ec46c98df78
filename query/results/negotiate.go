package results

import (
	"strconv"
	"strings"
)

// Negotiate picks, of the media types on offer, the one that an Accept header wants most (RFC 9110, 12.5.1): of the ranges
// that match an offer the most specific one counts; of offers that are wanted equally the first wins. An empty header takes
// anything. "" means that nothing on offer is acceptable. It serves RDF formats as well.
func Negotiate(accept string, offers []string) string {
	ranges := parseAccept(accept)
	best, bestQ := "", 0.0
	for _, offer := range offers {
		if q := quality(ranges, offer); q > bestQ {
			best, bestQ = offer, q
		}
	}
	return best
}

// mediaRange is one element of an Accept header.
type mediaRange struct {
	typ, subtype string // "*" for any
	q            float64
}

func parseAccept(accept string) (ranges []mediaRange) {
	for _, part := range strings.Split(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if name == "*" {
			name = "*/*"
		}
		r := mediaRange{q: 1}
		r.typ, r.subtype, _ = strings.Cut(name, "/")
		for _, p := range strings.Split(params, ";") {
			key, value, _ := strings.Cut(p, "=")
			if strings.EqualFold(strings.TrimSpace(key), "q") {
				r.q = weight(strings.TrimSpace(value))
			}
		}
		ranges = append(ranges, r)
	}
	if len(ranges) == 0 && strings.TrimSpace(accept) == "" {
		ranges = []mediaRange{{"*", "*", 1}}
	}
	return ranges
}

// weight reads a q-value; one that cannot be read counts in full.
func weight(s string) float64 {
	q, err := strconv.ParseFloat(s, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 1
	}
	return q
}

func quality(ranges []mediaRange, offer string) (q float64) {
	offer, _, _ = strings.Cut(offer, ";")
	typ, subtype, _ := strings.Cut(strings.ToLower(strings.TrimSpace(offer)), "/")
	best := -1
	for _, r := range ranges {
		specific := -1
		switch {
		case r.typ == typ && r.subtype == subtype:
			specific = 2
		case r.typ == typ && r.subtype == "*":
			specific = 1
		case r.typ == "*" && r.subtype == "*":
			specific = 0
		}
		if specific > best || specific == best && specific >= 0 && r.q > q {
			best, q = specific, r.q
		}
	}
	return q
}
