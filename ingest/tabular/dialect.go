package tabular

import (
	"fmt"
	"strings"
)

// Trimming says where white space around cells that are not quoted falls away.
type Trimming uint8

// The values of Dialect.Trim.
const (
	TrimNone  Trimming = 0
	TrimStart Trimming = 1
	TrimEnd   Trimming = 2
	TrimBoth           = TrimStart | TrimEnd
)

func (t Trimming) apply(s string) string {
	if t&TrimStart != 0 {
		s = strings.TrimLeft(s, " \t")
	}
	if t&TrimEnd != 0 {
		s = strings.TrimRight(s, " \t")
	}
	return s
}

// set takes over what a dialect description says, and refuses what the scanner cannot do.
func (d *Dialect) set(v any, where string) error {
	if v == nil {
		return nil
	}
	where += ", dialect"
	props, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: a dialect in another file is not supported; write it here", where)
	}
	if err := dialectProperties.check(props, where, true); err != nil {
		return err
	}
	for name, to := range map[string]*byte{"delimiter": &d.Delimiter, "quoteChar": &d.Quote} {
		if err := oneByte(props, name, to); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
	}
	if err := checkEncoding(props); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	d.Comment = stringOr(props["commentPrefix"], d.Comment)
	d.DoubleQuote = boolOr(props["doubleQuote"], d.DoubleQuote)
	d.SkipBlankRows = boolOr(props["skipBlankRows"], d.SkipBlankRows)
	d.SkipInitialSpace = boolOr(props["skipInitialSpace"], d.SkipInitialSpace)
	if h, ok := props["header"].(bool); ok {
		d.HeaderRows = 0
		if h {
			d.HeaderRows = 1
		}
	}
	for name, to := range map[string]*int{"headerRowCount": &d.HeaderRows, "skipRows": &d.SkipRows, "skipColumns": &d.SkipColumns} {
		if err := count(props, name, to); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
	}
	if err := d.setTrim(props["trim"]); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	if d.Delimiter == d.Quote {
		return fmt.Errorf("%s: delimiter and quoteChar are both %q", where, string([]byte{d.Quote}))
	}
	return nil
}

func oneByte(props map[string]any, name string, to *byte) error {
	v, said := props[name]
	s, _ := v.(string)
	switch {
	case !said:
	case s == "" && name == "quoteChar": // null: there are no quotes
		*to = 0
	case len(s) != 1 || s[0] >= 0x80 || s == "\n" || s == "\r":
		return fmt.Errorf("the %s %q is not supported: it must be one ASCII character, and no line end", name, s)
	default:
		*to = s[0]
	}
	return nil
}

func count(props map[string]any, name string, to *int) error {
	v, said := props[name]
	if !said {
		return nil
	}
	n := intOr(v, -1)
	if n < 0 {
		return fmt.Errorf("%s must be a whole number, 0 or more, not %v", name, v)
	}
	*to = n
	return nil
}

func checkEncoding(props map[string]any) error {
	switch e := strings.ToLower(stringOr(props["encoding"], "utf-8")); e {
	case "utf-8", "utf8", "us-ascii", "ascii":
	default:
		return fmt.Errorf("the encoding %q is not supported: save the file as UTF-8", e)
	}
	for _, end := range stringsOf(props["lineTerminators"]) {
		if end != "\n" && end != "\r\n" {
			return fmt.Errorf("the line terminator %q is not supported: lines end with LF or CRLF", end)
		}
	}
	return nil
}

func (d *Dialect) setTrim(v any) error {
	switch v {
	case nil:
	case true, "true":
		d.Trim = TrimBoth
	case false, "false":
		d.Trim = TrimNone
	case "start":
		d.Trim = TrimStart
	case "end":
		d.Trim = TrimEnd
	default:
		return fmt.Errorf("trim is %v; it must be true, false, start or end", v)
	}
	return nil
}
