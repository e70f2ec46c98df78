package w3ctest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// JudgeJSON runs an operation on the input of a test and on its context (nil if it has none), and compares what comes out
// with the document or the error code expected; nil if it passes. code gives the code of an error.
func (t *JSONLDTest) JudgeJSON(dir string, run func(input, context []byte) (any, error), code func(error) string) error {
	input, err := os.ReadFile(filepath.Join(dir, t.Input))
	if err != nil {
		return err
	}
	var context []byte
	if t.Context != "" {
		if context, err = os.ReadFile(filepath.Join(dir, t.Context)); err != nil {
			return err
		}
	}
	got, err := run(input, context)
	switch {
	case t.Negative() && err == nil:
		return errors.New("accepted, but must be refused")
	case t.Negative() && code(err) != t.ErrorCode:
		return fmt.Errorf("refused with the code %q instead of %q", code(err), t.ErrorCode)
	case t.Negative():
		return nil
	case err != nil || t.Expect == "":
		return err
	}
	want, err := os.ReadFile(filepath.Join(dir, t.Expect))
	if err != nil {
		return err
	}
	text, err := json.Marshal(got)
	if err != nil {
		return err
	}
	return sameJSON(text, want)
}

// sameJSON compares documents as the suite wants it: arrays are sets, but for those of @list, contexts and JSON literals.
// Blank nodes must have the same labels.
func sameJSON(got, want []byte) error {
	var g, w any
	if err := errors.Join(json.Unmarshal(got, &g), json.Unmarshal(want, &w)); err != nil {
		return err
	}
	if !reflect.DeepEqual(unordered(g, false), unordered(w, false)) {
		return errors.New("another document than expected")
	}
	return nil
}

// unordered sorts the arrays whose order means nothing.
func unordered(v any, ordered bool) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if k != "@context" && k != "@value" {
				v[k] = unordered(x, k == "@list")
			}
		}
	case []any:
		for i, x := range v {
			v[i] = unordered(x, false)
		}
		if !ordered {
			slices.SortFunc(v, func(a, b any) int { return strings.Compare(jsonText(a), jsonText(b)) })
		}
	}
	return v
}

func jsonText(v any) string {
	b, _ := json.Marshal(v) // of what was decoded: it has a text
	return string(b)
}
