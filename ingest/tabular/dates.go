package tabular

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// dateFormat is a format of dates and times (Tabular Data Model, section 6.4.4) taken apart.
type dateFormat struct {
	base  string // IRI of the XSD type to write
	parts []datePart
}

// datePart is a run of one letter, or a text that stands for itself.
type datePart struct {
	letter byte // 0: text
	n      int
	text   string
}

// dateLetters are the letters of formats and how often each may stand in a row.
var dateLetters = map[byte][]int{'y': {4}, 'M': {1, 2}, 'd': {1, 2}, 'H': {1, 2}, 'm': {1, 2}, 's': {1, 2}, 'X': {1, 2, 3}, 'x': {1, 2, 3}}

// needed are the letters without which a type cannot be written.
var needed = map[string]string{"date": "yMd", "dateTime": "yMdHm", "dateTimeStamp": "yMdHmX", "time": "Hm", "gYear": "y",
	"gYearMonth": "yM", "gMonth": "M", "gMonthDay": "Md", "gDay": "d"}

// parseDateFormat takes a format apart, or says what in it is not understood.
func parseDateFormat(format, base string) (*dateFormat, error) {
	f := &dateFormat{base: strings.TrimPrefix(base, rdf.XSD)}
	seen := ""
	for i := 0; i < len(format); {
		c, n := format[i], 1
		for i+n < len(format) && format[i+n] == c {
			n++
		}
		i += n
		isLetter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		switch {
		case !isLetter, c == 'T' && n == 1:
			f.parts = append(f.parts, datePart{text: strings.Repeat(string([]byte{c}), n)})
			continue
		case c != 'S' && !slices.Contains(dateLetters[c], n):
			return nil, fmt.Errorf("%q in the format %q is not understood; use yyyy, MM, dd, HH, mm, ss, S, X and x, like dd.MM.yyyy", strings.Repeat(string(c), n), format)
		case strings.IndexByte(seen, c) >= 0:
			return nil, fmt.Errorf("%q stands twice in the format %q", string(c), format)
		case (c == 'X' || c == 'x') && i < len(format):
			return nil, fmt.Errorf("the time zone in the format %q does not come last", format)
		}
		seen += string(c)
		f.parts = append(f.parts, datePart{letter: c, n: n})
	}
	return f, f.check(format, strings.Replace(seen, "x", "X", 1))
}

// check reports letters that are missing, or that the type has no place for.
func (f *dateFormat) check(format, seen string) error {
	need := needed[f.base]
	for _, c := range need {
		if !strings.ContainsRune(seen, c) {
			return fmt.Errorf("the format %q lacks %q, which a %s needs", format, string(c), f.base)
		}
	}
	allowed := need + "X"
	if strings.Contains(need, "H") {
		allowed += "sS"
	}
	if at := strings.IndexFunc(seen, func(c rune) bool { return !strings.ContainsRune(allowed, c) }); at >= 0 {
		return fmt.Errorf("the format %q has %q, which a %s has no place for", format, seen[at:at+1], f.base)
	}
	return nil
}

// parse reads a date or time and writes it as XSD does; false if the text does not fit.
func (f *dateFormat) parse(rest string) (string, bool) {
	var p dateFields
	for i, part := range f.parts {
		var ok bool
		switch part.letter {
		case 0:
			if part.text == "." && i+1 < len(f.parts) && f.parts[i+1].letter == 'S' && !strings.HasPrefix(rest, ".") {
				continue // the fraction may be missing
			}
			if rest, ok = strings.CutPrefix(rest, part.text); !ok {
				return "", false
			}
		case 'X', 'x':
			if p['X'], ok = zone(rest, part); !ok {
				return "", false
			}
			rest = ""
		default:
			if p[part.letter], rest, ok = digits(rest, part.letter, part.n); !ok {
				return "", false
			}
		}
	}
	return assemble(&p, f.base), rest == ""
}

// dateFields holds what was read for each letter.
type dateFields [128]string

// zone writes a time zone as XSD does. X is +hh or +hhmm, XX +hhmm, XXX +hh:mm, all of them also Z; x is the same
// without Z.
func zone(s string, p datePart) (string, bool) {
	if s == "" || s == "Z" {
		return s, p.letter == 'X' && s == "Z"
	}
	sign, digits := s[:1], strings.Replace(s[1:], ":", "", 1)
	colon := len(digits) < len(s)-1
	switch {
	case sign != "+" && sign != "-", colon != (p.n == 3), colon && s[3:4] != ":", len(digits) != 4 && (p.n != 1 || len(digits) != 2):
		return "", false
	}
	if len(digits) == 2 {
		digits += "00"
	}
	return sign + digits[:2] + ":" + digits[2:], true
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

func assemble(p *dateFields, base string) string {
	date := p['y'] + "-" + two(p['M']) + "-" + two(p['d'])
	clock := two(p['H']) + ":" + two(p['m']) + ":" + two(p['s'])
	if f := strings.TrimRight(p['S'], "0"); f != "" {
		clock += "." + f
	}
	zone := p['X']
	switch base {
	case "date":
		return date + zone
	case "time":
		return clock + zone
	case "gYear":
		return p['y'] + zone
	case "gYearMonth":
		return p['y'] + "-" + two(p['M']) + zone
	case "gMonth":
		return "--" + two(p['M']) + zone
	case "gMonthDay":
		return "--" + two(p['M']) + "-" + two(p['d']) + zone
	case "gDay":
		return "---" + two(p['d']) + zone
	}
	return date + "T" + clock + zone
}

// two writes a number of at most two digits with two.
func two(s string) string { return "00"[min(len(s), 2):] + s }
