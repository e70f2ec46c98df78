package tabular

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// inherit copies the inherited properties (CSVW metadata, section 5.7) that props set over those of c.
func inherit(c Column, props map[string]any, where string) (Column, error) {
	c.AboutURL = stringOr(props["aboutUrl"], c.AboutURL)
	c.PropertyURL = stringOr(props["propertyUrl"], c.PropertyURL)
	c.ValueURL = stringOr(props["valueUrl"], c.ValueURL)
	c.Lang = stringOr(props["lang"], c.Lang)
	c.Separator = stringOr(props["separator"], c.Separator)
	c.Default = stringOr(props["default"], c.Default)
	if v, ok := props["required"].(bool); ok {
		c.Required = v
	}
	if v, ok := props["ordered"].(bool); ok {
		c.Ordered = v
	}
	if v, ok := props["null"]; ok {
		c.Null = stringsOf(v)
	}
	if v, ok := props["separator"]; ok && v == nil {
		c.Separator = ""
	}
	var err error
	if v, ok := props["datatype"]; ok {
		if c.Datatype, err = parseDatatype(v); err != nil {
			return c, fmt.Errorf("%s: %w", where, err)
		}
	}
	if c.Lang != "" && c.Lang != "und" && !lexicalPatterns["language"].MatchString(c.Lang) {
		return c, fmt.Errorf("%s: lang %q is no language tag", where, c.Lang)
	}
	return c, nil
}

func parseDatatype(v any) (Datatype, error) {
	d := Datatype{Base: stringOr(v, "")}
	if props, ok := v.(map[string]any); ok {
		if err := datatypeProperties.check(props, "datatype", true); err != nil {
			return d, err
		}
		d = Datatype{Base: stringOr(props["base"], "string"), ID: full(stringOr(props["@id"], "")), Format: props["format"],
			Bounds: map[string]string{}, numbers: map[string]bool{}}
		if f, ok := d.Format.(map[string]any); ok {
			if err := formatProperties.check(f, "datatype, format", false); err != nil {
				return d, err
			}
		}
		for _, k := range boundNames {
			if b, ok := props[k]; ok {
				_, d.numbers[k] = b.(json.Number)
				d.Bounds[k] = fmt.Sprint(b)
			}
		}
	}
	var err error
	d.ready, err = d.checker()
	return d, err
}

func stringOr(v any, or string) string {
	if s, ok := v.(string); ok {
		return s
	}
	return or
}

func boolOr(v any, or bool) bool {
	if b, ok := v.(bool); ok {
		return b
	}
	return or
}

func intOr(v any, or int) int {
	n, ok := v.(json.Number)
	if i, err := strconv.Atoi(n.String()); ok && err == nil && i >= 0 {
		return i
	}
	return or
}

// stringsOf reads a string or a list of them.
func stringsOf(v any) []string {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	var out []string
	list, _ := v.([]any)
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// titlesOf reads titles: a string, a list, or an object from languages to those.
func titlesOf(v any) []string {
	byLang, ok := v.(map[string]any)
	if !ok {
		return stringsOf(v)
	}
	var out []string
	for _, lang := range sortedKeys(byLang) {
		out = append(out, stringsOf(byLang[lang])...)
	}
	return out
}

// contextLang is the @language of the @context, if it says one.
func contextLang(top map[string]any, or string) string {
	list, _ := top["@context"].([]any)
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			or = stringOr(m["@language"], or)
		}
	}
	return or
}
