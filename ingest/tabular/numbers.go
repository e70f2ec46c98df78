package tabular

import (
	"fmt"
	"regexp"
	"strings"
)

// numberFormat says how the numbers of a column are written (Tabular Data Model, section 6.4.2).
type numberFormat struct {
	decimal, group string
	pattern        *regexp.Regexp // nil: any number
}

// parseNumberFormat reads decimalChar, groupChar and pattern. The group character is a comma if there is a pattern and
// nothing else is said, and otherwise there is none, as CSVW has it.
func parseNumberFormat(parts map[string]any) (*numberFormat, error) {
	pattern := stringOr(parts["pattern"], "")
	f := &numberFormat{decimal: stringOr(parts["decimalChar"], "."), group: stringOr(parts["groupChar"], "")}
	if _, said := parts["groupChar"]; !said && pattern != "" && f.decimal != "," {
		f.group = ","
	}
	if f.decimal == "" || f.decimal == f.group || strings.ContainsAny(f.decimal+f.group, "0123456789+-#eE%‰") {
		return nil, fmt.Errorf("a number format with the decimalChar %q and the groupChar %q cannot be told apart", f.decimal, f.group)
	}
	var err error
	if pattern != "" {
		f.pattern, err = f.compile(pattern)
	} else if f.group != "" {
		f.pattern = f.anyGrouped()
	}
	return f, err
}

// anyGrouped is the form of numbers where no pattern says how digits are grouped: in threes or fours, and before the
// last group perhaps in twos. So 1.5 is not taken for 15 where the full stop groups.
func (f *numberFormat) anyGrouped() *regexp.Regexp {
	g, d := regexp.QuoteMeta(f.group), regexp.QuoteMeta(f.decimal)
	return regexp.MustCompile(`^[+-]?(\d*|\d{1,4}(` + g + `\d{2,4})*` + g + `\d{3,4})(` + d + `\d*)?([eE][+-]?\d+)?[%‰]?$|^[+-]?INF$|^NaN$`)
}

// numberPattern are the patterns of Unicode TR 35 that CSVW asks for, with full stop and comma in place of the
// characters of the column.
var numberPattern = regexp.MustCompile(`^([+-]?)([#0,]*)(?:\.([0#,]*))?(?:E([+-]?)([#0]+))?([%‰]?)$`)

// compile makes a regular expression of a pattern: 0 is a digit, # one that may be missing. Digits before the point are
// grouped as the pattern groups them or not at all.
func (f *numberFormat) compile(pattern string) (*regexp.Regexp, error) {
	names := []string{f.decimal, "."}
	if f.group != "" {
		names = append(names, f.group, ",")
	}
	plain := strings.NewReplacer(append(names, ".", "\x00", ",", "\x00")...).Replace(pattern)
	m := numberPattern.FindStringSubmatch(plain)
	if m == nil || !strings.ContainsAny(m[2]+m[3], "0#") || strings.Contains(strings.ReplaceAll(m[2], ",", ""), "0#") ||
		strings.Contains(m[3], "#0") || strings.Contains(m[3], ",") || strings.HasSuffix(m[2], ",") || strings.Contains(m[2], ",,") {
		return nil, fmt.Errorf("the number pattern %q is not understood; use 0 and #, the point and group characters, E0 and a percent sign, like #,##0.00", pattern)
	}
	out := `^[+-]?` + f.whole(m[2])
	if n := strings.Count(m[3], "0"); n > 0 {
		out += fmt.Sprintf(`%s\d{%d,%d}`, regexp.QuoteMeta(f.decimal), n, len(m[3]))
	} else if m[3] != "" {
		out += fmt.Sprintf(`(?:%s\d{1,%d})?`, regexp.QuoteMeta(f.decimal), len(m[3]))
	}
	if m[5] != "" {
		out += fmt.Sprintf(`[eE][+-]?\d{%d,}`, max(1, strings.Count(m[5], "0")))
	}
	return regexp.Compile(out + m[6] + `$`)
}

// whole is the expression for the digits before the point.
func (f *numberFormat) whole(pattern string) string {
	groups := strings.Split(pattern, ",")
	least := strings.Count(pattern, "0")
	if len(groups) == 1 {
		return fmt.Sprintf(`\d{%d,}`, least)
	}
	last := len(groups[len(groups)-1])
	other := last
	if len(groups) > 2 {
		other = len(groups[len(groups)-2])
	}
	return fmt.Sprintf(`(?:\d{%d,}|\d{1,%d}(?:%[3]s\d{%[2]d})*%[3]s\d{%[4]d})`, least, other, regexp.QuoteMeta(f.group), last)
}

// parse writes a number as XSD does; false if it is not of the pattern.
func (f *numberFormat) parse(s string) (string, bool) {
	if f.pattern != nil && !f.pattern.MatchString(s) {
		return "", false
	}
	if f.group != "" {
		s = strings.ReplaceAll(s, f.group, "")
	}
	if f.decimal != "." {
		if strings.Contains(s, ".") {
			return "", false
		}
		s = strings.Replace(s, f.decimal, ".", 1)
	}
	return percent(s), true
}

// percent divides a number with a percent or per mille sign, by moving its point.
func percent(text string) string {
	places := 0
	if s, ok := strings.CutSuffix(text, "%"); ok {
		text, places = s, 2
	} else if s, ok := strings.CutSuffix(text, "‰"); ok {
		text, places = s, 3
	}
	if places == 0 {
		return text
	}
	if strings.Trim(text, "+-.0123456789") != "" || !strings.ContainsAny(text, "0123456789") {
		return ""
	}
	sign := ""
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, text = text[:1], text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	whole = strings.Repeat("0", places) + whole
	at := len(whole) - places
	out := strings.TrimLeft(whole[:at], "0")
	if out == "" {
		out = "0"
	}
	if f := strings.TrimRight(whole[at:]+fraction, "0"); f != "" {
		out += "." + f
	}
	return sign + out
}
