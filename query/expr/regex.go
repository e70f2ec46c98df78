package expr

import (
	"errors"
	"regexp"
	"strings"

	"w3id.org/concord/ontology/xsd"
)

// Regular expressions of XPath F&O, 5.6.1, on Go's engine: linear time, no back-references, no subtraction of character
// classes and no \p{Is...} blocks; a pattern with one of these is an error value.

const maxPatterns = 256 // patterns kept compiled for an expression whose pattern is not constant

// constantRegex compiles a constant pattern once; nil if pattern or flags vary.
func constantRegex(args []node) node {
	k, ok := args[1].(*constNode)
	flags := ""
	if ok && len(args) == 3 {
		var f *constNode
		if f, ok = args[2].(*constNode); ok {
			ok, flags = f.val.Kind == xsd.String, f.val.Text()
		}
	}
	if !ok || k.val.Kind != xsd.String {
		return nil
	}
	re, err := translate(k.val.Text(), flags)
	match := matcher(k.val.Text(), flags, re)
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		in, ferr := args[0].values(e, rows)
		if ferr != nil {
			return nil, ferr
		}
		out := e.truths()
		for _, r := range rows {
			if err != nil || !in[r].IsText() {
				out[r] = failed
				continue
			}
			out[r] = truthOf(match(in[r].Text()))
		}
		return out, nil
	})
}

// matcher is the fastest way to match a pattern that compiled: a word is searched for without the engine, which is ten times
// slower where case does not count.
func matcher(pattern, flags string, re *regexp.Regexp) func(string) bool {
	literal := flags == "" && regexp.QuoteMeta(pattern) == pattern
	word := flags == "i" && regexp.QuoteMeta(pattern) == pattern && pattern != ""
	for i := 0; i < len(pattern) && word; i++ {
		word = pattern[i] < 0x80
	}
	switch {
	case re == nil:
		return nil
	case literal:
		return func(s string) bool { return strings.Contains(s, pattern) }
	case word:
		lower := strings.ToLower(pattern)
		return func(s string) bool {
			found, ascii := containsFold(s, lower)
			return found || !ascii && re.MatchString(s) // beyond ASCII letters have more than two cases
		}
	}
	return re.MatchString
}

// containsFold looks for an ASCII word in lower case, and stops with ascii false at the first byte that is not ASCII.
func containsFold(s, lower string) (found, ascii bool) {
	first := lower[0]
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false, false
		}
		if lowerByte(s[i]) == first && i+len(lower) <= len(s) && equalFold(s[i:i+len(lower)], lower) {
			return true, true
		}
	}
	return false, true
}

func equalFold(s, lower string) bool {
	for i := 0; i < len(lower); i++ {
		if lowerByte(s[i]) != lower[i] {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func regex(e *env, a []xsd.Value) xsd.Value {
	re := e.pattern(a[1:])
	if re == nil || !a[0].IsText() {
		return xsd.Value{}
	}
	return xsd.NewBoolean(re.MatchString(a[0].Text()))
}

// replace is REPLACE; a pattern that matches the empty string is an error, as fn:replace has it.
func replace(e *env, a []xsd.Value) xsd.Value {
	re := e.pattern([]xsd.Value{a[1], orEmpty(a[3:])})
	if re == nil || !a[0].IsText() || a[2].Kind != xsd.String || re.MatchString("") {
		return xsd.Value{}
	}
	parts, ok := replacement(a[2].Text(), re.NumSubexp())
	if len(a) == 4 && strings.Contains(a[3].Text(), "q") {
		parts, ok = []replacementPart{{text: a[2].Text(), group: -1}}, true
	}
	if !ok {
		return xsd.Value{}
	}
	s := a[0].Text()
	var b strings.Builder
	last := 0
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(s[last:m[0]])
		for _, p := range parts {
			b.WriteString(p.text)
			if p.group >= 0 && m[2*p.group] >= 0 {
				b.WriteString(s[m[2*p.group]:m[2*p.group+1]])
			}
		}
		last = m[1]
	}
	b.WriteString(s[last:])
	return like(b.String(), a[0])
}

func orEmpty(a []xsd.Value) xsd.Value {
	if len(a) == 0 {
		return xsd.NewString("")
	}
	return a[0]
}

// replacementPart is literal text and then a group, -1 for none.
type replacementPart struct {
	text  string
	group int
}

// replacement reads $1, \$ and \\; a group that does not exist is empty. Of the digits after $ as many count as make a
// group that exists.
func replacement(s string, groups int) (parts []replacementPart, ok bool) {
	text := []byte{}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			if i++; i == len(s) || s[i] != '\\' && s[i] != '$' {
				return nil, false
			}
			text = append(text, s[i])
		case s[i] == '$':
			if i++; i == len(s) || s[i] < '0' || s[i] > '9' {
				return nil, false
			}
			group := int(s[i] - '0')
			for i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' && group*10+int(s[i+1]-'0') <= groups {
				i++
				group = group*10 + int(s[i]-'0')
			}
			if group > groups {
				group = -1
			}
			parts = append(parts, replacementPart{string(text), group})
			text = text[:0]
		default:
			text = append(text, s[i])
		}
	}
	return append(parts, replacementPart{string(text), -1}), true
}

// pattern gives the compiled form of a pattern and perhaps flags; nil if they are no strings or do not compile.
func (e *env) pattern(a []xsd.Value) *regexp.Regexp {
	flags := orEmpty(a[1:])
	if a[0].Kind != xsd.String || flags.Kind != xsd.String {
		return nil
	}
	key := [2]string{a[0].Text(), flags.Text()}
	if re, ok := e.patterns[key]; ok {
		return re
	}
	if len(e.patterns) >= maxPatterns || e.patterns == nil {
		e.patterns = map[[2]string]*regexp.Regexp{}
	}
	re, err := translate(key[0], key[1])
	if err != nil {
		re = nil
	}
	e.patterns[key] = re
	return re
}

var errFlag = errors.New("the flags of a regular expression are s, m, i, x and q")

// translate compiles an XPath pattern.
func translate(pattern, flags string) (*regexp.Regexp, error) {
	mode := ""
	for _, f := range flags {
		switch f {
		case 'i', 's', 'm':
			mode += string(f)
		case 'x', 'q':
		default:
			return nil, errFlag
		}
	}
	if strings.Contains(flags, "q") {
		pattern = regexp.QuoteMeta(pattern)
	} else {
		var err error
		if pattern, err = rewrite(pattern, strings.Contains(flags, "x")); err != nil {
			return nil, err
		}
	}
	if mode != "" {
		pattern = "(?" + mode + ")" + pattern
	}
	return regexp.Compile(pattern)
}

// escapes are XPath's classes by escape, as the inside of a bracket.
var escapes = map[byte]string{
	's': ` \t\n\r`, 'd': `\p{Nd}`, 'w': `\p{L}\p{M}\p{N}\p{S}`, 'W': `\p{P}\p{Z}\p{C}`,
	'i': `\p{L}_:`, 'c': `\p{L}\p{M}\p{Nd}\-._:·`,
}

var errClass = errors.New("this use of character classes is not supported")

// rewrite turns XPath's escapes into Go's and, with free, drops white space outside of brackets.
func rewrite(p string, free bool) (string, error) {
	var b strings.Builder
	inClass := false
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c == '\\' && i+1 < len(p):
			i++
			s, err := escape(p[i], inClass)
			if err != nil {
				return "", err
			}
			b.WriteString(s)
		case inClass && c == '[':
			return "", errClass
		case c == '[':
			inClass = true
			b.WriteByte(c)
		case c == ']':
			inClass = false
			b.WriteByte(c)
		case free && !inClass && strings.IndexByte(" \t\n\r", c) >= 0:
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

func escape(c byte, inClass bool) (string, error) {
	if class, ok := escapes[c]; ok {
		if inClass {
			return class, nil
		}
		return "[" + class + "]", nil
	}
	if class, ok := escapes[c|0x20]; ok && strings.IndexByte("SDIC", c) >= 0 {
		switch {
		case inClass && c == 'D':
			return `\P{Nd}`, nil
		case inClass && c == 'S':
			return `\x00-\x08\x0b\x0c\x0e-\x1f!-\x{10FFFF}`, nil
		case inClass:
			return "", errClass
		}
		return "[^" + class + "]", nil
	}
	if c >= 0x80 {
		return "", errClass
	}
	if c >= '1' && c <= '9' {
		return "", errors.New("back-references are not supported")
	}
	return `\` + string(rune(c)), nil
}
