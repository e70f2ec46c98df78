package library

import (
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// The kinds of parameter.
const (
	IRI     = "iri"     // an absolute IRI
	Slug    = "slug"    // the name of a thing within its kind: oecd-decision; also term:oecd-decision or its address
	Slugs   = "slugs"   // one or more of these, between spaces or commas
	String  = "string"  // any text
	Integer = "integer" // a whole number
	Year    = "year"    // four digits
)

// Param is a parameter of a query.
type Param struct {
	Name    string
	Kind    string
	Prefix  string // Slug and Slugs: the prefix of what is named
	Default string
	Doc     string
}

var placeholder = regexp.MustCompile(`\{\{([a-z]+)\}\}`)

// Bind puts arguments in the place of the parameters; those not given keep their default. Every argument is checked by its
// kind and written as one term, or a list of terms, so that none can change the query around it.
func (q *Query) Bind(args map[string]string) (text string, err error) {
	values := map[string]string{}
	for name := range args {
		if !q.has(name) {
			return "", fmt.Errorf("library: %s has no parameter %q; it has %s", q.Name, name, q.names())
		}
	}
	for _, p := range q.Params {
		arg, given := args[p.Name]
		if !given {
			arg = p.Default
		}
		if values[p.Name], err = p.write(arg); err != nil {
			return "", fmt.Errorf("library: %s: %w", q.Name, err)
		}
	}
	text = placeholder.ReplaceAllStringFunc(q.template, func(s string) string {
		v, ok := values[s[2:len(s)-2]]
		if !ok {
			err = fmt.Errorf("library: %s: the text uses %s, which the header does not declare", q.Name, s)
		}
		return v
	})
	if err != nil {
		return "", err
	}
	if q.Kind == SPARQL {
		text = prologue(q.template, q.Params) + text
	}
	return text, nil
}

// Route gives the two ends, as IRIs, of a query of kind Traverse.
func (q *Query) Route(args map[string]string) (from, to string, err error) {
	text, err := q.Bind(args)
	if err != nil {
		return "", "", err
	}
	f := strings.Fields(text)
	if q.Kind != Traverse || len(f) != 3 || f[0] != "routes" {
		return "", "", fmt.Errorf("library: %s is no question of routes", q.Name)
	}
	return expand(f[1]), expand(f[2]), nil
}

func (q *Query) has(name string) bool {
	for _, p := range q.Params {
		if p.Name == name {
			return true
		}
	}
	return false
}

func (q *Query) names() string {
	if len(q.Params) == 0 {
		return "none"
	}
	names := make([]string, len(q.Params))
	for i, p := range q.Params {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

func (p Param) bad(arg, expected string) error {
	return fmt.Errorf("parameter %s: %q is not %s, for example %s", p.Name, arg, expected, p.Default)
}

var year = regexp.MustCompile(`^[0-9]{4}$`)

// write checks an argument and gives it as SPARQL.
func (p Param) write(arg string) (string, error) {
	switch p.Kind {
	case IRI:
		if !rdf.HasScheme(arg) || strings.ContainsFunc(arg, notInIRI) {
			return "", p.bad(arg, "an absolute IRI")
		}
		return "<" + arg + ">", nil
	case Slug:
		return p.slug(strings.TrimSpace(arg))
	case Slugs:
		return p.slugs(arg)
	case String:
		if !validText(arg) {
			return "", p.bad(arg, "text in UTF-8")
		}
		return rdf.NewString(arg).String(), nil
	case Integer:
		n, err := strconv.ParseInt(strings.TrimSpace(arg), 10, 64)
		if err != nil {
			return "", p.bad(arg, "a whole number")
		}
		return strconv.FormatInt(n, 10), nil
	case Year:
		if !year.MatchString(strings.TrimSpace(arg)) {
			return "", p.bad(arg, "a year of four digits")
		}
		return strings.TrimSpace(arg), nil
	}
	return "", fmt.Errorf("parameter %s has the unknown kind %q", p.Name, p.Kind)
}

func notInIRI(r rune) bool { return r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) || r == 0xFFFD }

func validText(s string) bool { return strings.ToValidUTF8(s, "") == s }

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (p Param) slug(arg string) (string, error) {
	s := strings.TrimPrefix(strings.TrimPrefix(arg, ontology.ID+p.Prefix+"/"), p.Prefix+":")
	if !slug.MatchString(s) {
		return "", p.bad(arg, "the name of a "+p.Prefix+" in small letters, digits and hyphens")
	}
	return p.Prefix + ":" + s, nil
}

func (p Param) slugs(arg string) (string, error) {
	list := strings.FieldsFunc(arg, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' || r == '\r' })
	if len(list) == 0 {
		return "", p.bad(arg, "one name of a "+p.Prefix+" or more")
	}
	for i, s := range list {
		var err error
		if list[i], err = p.slug(s); err != nil {
			return "", err
		}
	}
	return strings.Join(list, " "), nil
}

var prefixed = regexp.MustCompile(`\b([a-z][a-z-]*):`)

// prologue declares the prefixes that a text uses, so that it also runs elsewhere.
func prologue(text string, params []Param) string {
	used := map[string]bool{}
	for _, m := range prefixed.FindAllStringSubmatch(text, -1) {
		used[m[1]] = true
	}
	for _, p := range params {
		used[p.Prefix] = true
	}
	var lines []string
	for _, x := range ontology.Prefixes {
		if used[x.Name] {
			lines = append(lines, "PREFIX "+x.Name+": <"+x.IRI+">\n")
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "") + "\n"
}

func expand(name string) string {
	prefix, local, _ := strings.Cut(name, ":")
	for _, x := range ontology.Prefixes {
		if x.Name == prefix {
			return x.IRI + local
		}
	}
	return name
}

// Cell prints a term as the files of expected rows have it: an IRI by its prefix, a literal by its lexical form, nothing for
// an unbound variable.
func Cell(t rdf.Term) string {
	if t.Kind != rdf.IRI {
		return t.Value
	}
	best := rdf.Prefix{}
	for _, x := range ontology.Prefixes {
		if strings.HasPrefix(t.Value, x.IRI) && len(x.IRI) > len(best.IRI) {
			best = x
		}
	}
	if best.IRI == "" {
		return t.Value
	}
	return best.Name + ":" + t.Value[len(best.IRI):]
}
