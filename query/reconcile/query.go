package reconcile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Query asks which thing a text means.
type Query struct {
	Text       string
	Types      []string     // kinds of thing, or classes; none for all
	Strict     string       // how Types count: Any (the default), Should or All
	Limit      int          // candidates at most, 0 means 10
	Properties []Constraint // what else is known of the thing
	Org        string       // address of an organisation: only its things
}

// How the types of a query count.
const (
	Any    = "any"    // a candidate has one of them
	All    = "all"    // a candidate has all of them
	Should = "should" // others are candidates too, with a lower score
)

// Constraint is a property with the values that it may have.
type Constraint struct {
	Property string
	Values   []Value
}

// Value is a text (numbers and booleans as they are written) or a thing with an ID and perhaps a name.
type Value struct{ ID, Text string }

const (
	defaultLimit = 10
	maxLimit     = 200
	maxText      = 10_000 // bytes of a query
)

// Named is a query of a batch under its name.
type Named struct {
	Key   string
	Query Query
}

// FormError says what is wrong with a request.
type FormError struct{ Message string }

func (e *FormError) Error() string { return e.Message }

func formf(format string, args ...any) error { return &FormError{fmt.Sprintf(format, args...)} }

// ParseBatch reads a batch of queries as the API writes it: a JSON object with a query under each name. They come sorted by
// name.
func ParseBatch(text string) ([]Named, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, formf(`queries is no JSON object (%s); it looks like {"q0": {"query": "Recommendation", "type": "term", "limit": 3}}`, plainly(err))
	}
	out := make([]Named, 0, len(raw))
	for key, part := range raw {
		q, err := parseQuery(part)
		if err != nil {
			return nil, formf("%s: %v", key, err)
		}
		out = append(out, Named{key, q})
	}
	slices.SortFunc(out, func(a, b Named) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// rawQuery is a query as it is written.
type rawQuery struct {
	Query      *string         `json:"query"`
	Type       json.RawMessage `json:"type"`
	Strict     string          `json:"type_strict"`
	Limit      *float64        `json:"limit"`
	Properties []struct {
		Pid string          `json:"pid"`
		V   json.RawMessage `json:"v"`
	} `json:"properties"`
}

func parseQuery(text []byte) (q Query, err error) {
	var raw rawQuery
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&raw); err != nil {
		return q, formf("%s; a query has query, type, type_strict, limit and properties", plainly(err))
	}
	if raw.Query == nil && len(raw.Properties) == 0 {
		return q, formf("a query needs a query or at least one of properties")
	}
	if raw.Query != nil {
		q.Text = strings.TrimSpace(*raw.Query)
	}
	if len(q.Text) > maxText {
		return q, formf("the query is longer than %d bytes", maxText)
	}
	if q.Types, err = texts(raw.Type); err != nil {
		return q, formf("type is a text or a list of texts, not %s", raw.Type)
	}
	if q.Strict = raw.Strict; !slices.Contains([]string{"", Any, All, Should}, q.Strict) {
		return q, formf("type_strict is any, all or should, not %q", q.Strict)
	}
	if raw.Limit != nil {
		if *raw.Limit < 1 {
			return q, formf("limit is a number above zero, not %g", *raw.Limit)
		}
		q.Limit = int(min(math.Floor(*raw.Limit), maxLimit))
	}
	for _, p := range raw.Properties {
		values, err := parseValues(p.V)
		if p.Pid == "" || err != nil {
			return q, formf(`a property is {"pid": ID, "v": VALUE}, where a value is a text, a number, true or false, {"id": ID}, or a list of them`)
		}
		values = slices.DeleteFunc(values, func(v Value) bool { return v == Value{} }) // null, or an empty cell
		if len(values) > 0 {
			q.Properties = append(q.Properties, Constraint{p.Pid, values})
		}
	}
	return q, nil
}

// plainly says what is wrong with JSON without the names of the program.
func plainly(err error) string {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return wrong.Field + " must not be of the kind " + wrong.Value
	case errors.As(err, &wrong):
		return "it must not be of the kind " + wrong.Value
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// texts reads a text or a list of texts; empty ones are left out.
func texts(raw json.RawMessage) ([]string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var one string
	var list []string
	if err := json.Unmarshal(raw, &one); err == nil {
		list = []string{one}
	} else if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" }), nil
}

func parseValues(raw json.RawMessage) ([]Value, error) {
	if len(raw) == 0 {
		return nil, formf("v is missing")
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var out []Value
	for _, one := range list {
		v, err := parseValue(one)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func parseValue(raw json.RawMessage) (Value, error) {
	var text string
	var thing struct {
		ID   *string `json:"id"`
		Name string  `json:"name"`
	}
	switch raw = bytes.TrimSpace(raw); {
	case json.Unmarshal(raw, &text) == nil:
		return Value{Text: strings.TrimSpace(text)}, nil
	case raw[0] == '{' && json.Unmarshal(raw, &thing) == nil && thing.ID != nil:
		return Value{ID: *thing.ID, Text: thing.Name}, nil
	case raw[0] == '{' || raw[0] == '[':
		return Value{}, formf("no value: %s", raw)
	}
	return Value{Text: string(raw)}, nil // a number, true or false
}
