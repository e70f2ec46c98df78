package tabular

import (
	"fmt"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// parseDate reads a date or time in one of the formats of CSVW (Tabular Data Model, section 6.4.4) and writes it as
// XSD does; false if the text does not fit.
func parseDate(text, format, base string) (string, bool) {
	p := map[byte]string{}
	rest := text
	for i := 0; i < len(format); {
		c := format[i]
		n := 1
		for i+n < len(format) && format[i+n] == c {
			n++
		}
		i += n
		switch c {
		case 'y', 'M', 'd', 'H', 'm', 's', 'S':
			var ok bool
			if p[c], rest, ok = digits(rest, c, n); !ok {
				return "", false
			}
		case 'X', 'x':
			p['X'], rest = rest, ""
		default:
			lit := strings.Repeat(string(c), n)
			if c == '.' && p['s'] != "" && !strings.HasPrefix(rest, lit) {
				continue // the fraction may be missing
			}
			if !strings.HasPrefix(rest, lit) {
				return "", false
			}
			rest = rest[len(lit):]
		}
	}
	return assemble(p, base), rest == ""
}

// digits takes the number that a run of n letters stands for.
func digits(s string, letter byte, n int) (value, rest string, ok bool) {
	limit := 2
	switch letter {
	case 'y':
		limit = 4
	case 'S':
		limit = n
	}
	k := 0
	for k < len(s) && k < limit && s[k] >= '0' && s[k] <= '9' {
		k++
	}
	if letter != 'S' && (k == 0 || n > 1 && k < n) {
		return "", s, false
	}
	return s[:k], s[k:], true
}

func assemble(p map[byte]string, base string) string {
	two := func(c byte) string { return fmt.Sprintf("%02s", p[c]) }
	date := p['y'] + "-" + two('M') + "-" + two('d')
	clock := two('H') + ":" + two('m') + ":" + pad(p['s'])
	if f := strings.TrimRight(p['S'], "0"); f != "" {
		clock += "." + f
	}
	switch strings.TrimPrefix(base, rdf.XSD) {
	case "date":
		return date + p['X']
	case "time":
		return clock + p['X']
	case "gYear":
		return p['y'] + p['X']
	case "gYearMonth":
		return p['y'] + "-" + two('M') + p['X']
	case "gMonth":
		return "--" + two('M') + p['X']
	case "gMonthDay":
		return "--" + two('M') + "-" + two('d') + p['X']
	case "gDay":
		return "---" + two('d') + p['X']
	}
	return date + "T" + clock + p['X']
}

func pad(s string) string {
	if s == "" {
		return "00"
	}
	return fmt.Sprintf("%02s", s)
}
