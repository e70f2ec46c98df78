package library

import (
	"fmt"
	"regexp"
	"strings"

	"w3id.org/concord/ontology"
)

// parse reads a query's file: header, then text.
func parse(text string) (*Query, error) {
	q := &Query{Kind: SPARQL}
	var key, value string
	for strings.HasPrefix(text, "#") {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimPrefix(line, "#")
		if strings.HasPrefix(line, "   ") {
			value += " " + strings.TrimSpace(line)
			continue
		}
		if err := q.set(key, value); err != nil {
			return nil, err
		}
		k, v, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%q in the header is no \"# key: value\"", line)
		}
		key, value = strings.TrimSpace(k), strings.TrimSpace(v)
	}
	if err := q.set(key, value); err != nil {
		return nil, err
	}
	q.template = strings.TrimSpace(text) + "\n"
	return q, nil
}

func (q *Query) set(key, value string) error {
	field := map[string]*string{"name": &q.Name, "id": &q.ID, "title": &q.Title, "group": &q.Group, "question": &q.Question,
		"rule": &q.Rule, "answer": &q.Answer, "finding": &q.Finding, "kind": &q.Kind}[key]
	switch {
	case key == "":
		return nil
	case field != nil:
		*field = value
		return nil
	case key == "param":
		p, err := parseParam(value)
		q.Params = append(q.Params, p)
		return err
	case key == "route":
		for i, slug := range strings.Fields(value) {
			q.Expected.Route = append(q.Expected.Route, ontology.Thing([]string{"organisation", "coordination"}[i%2], slug).Value)
		}
		return nil
	case key == "expect":
		if _, err := fmt.Sscanf(value, "%d routes of %d arrangements", &q.Expected.Routes, &q.Expected.Arrangements); err != nil {
			return fmt.Errorf("expect: %q is not \"N routes of M arrangements\"", value)
		}
		return nil
	}
	return fmt.Errorf("unknown key %q in the header", key)
}

var paramLine = regexp.MustCompile(`^([a-z]+) ([a-z]+)(?: ([a-z-]+))? = (.*) \| (.+)$`)

func parseParam(line string) (Param, error) {
	m := paramLine.FindStringSubmatch(line)
	if m == nil {
		return Param{}, fmt.Errorf("param %q is not \"name kind [prefix] = default | description\"", line)
	}
	p := Param{Name: m[1], Kind: m[2], Prefix: m[3], Default: m[4], Doc: m[5]}
	if (p.Kind == Slug || p.Kind == Slugs) != (p.Prefix != "") {
		return p, fmt.Errorf("param %q: a prefix belongs to slugs, and only to them", line)
	}
	return p, nil
}
