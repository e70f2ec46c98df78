package jsonld

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/piprate/json-gold/ld"
)

// Process says how a document is expanded, compacted or flattened, or made of quads. The fields are options of the JSON-LD API
// under its own names; limits and contexts are those of Options. The zero value is JSON-LD 1.1's default.
type Process struct {
	Options
	KeepArrays     bool // compactArrays = false
	UseNativeTypes bool // FromRDF: numbers and booleans of JSON instead of literals; lexical forms are lost
	UseRDFType     bool // FromRDF: rdf:type stays a property
}

// Expand gives the expanded form of a document. Unlike those that Reader gives, its language tags are in lower case, as in the
// library's other operations. Errors have a place where Reader's have one; see ErrorCode.
func Expand(ctx context.Context, text []byte, o Process) ([]any, error) {
	out, err := o.run(ctx, text, nil, func(p *ld.JsonLdProcessor, doc, _ any, opt *ld.JsonLdOptions) (any, error) {
		return expand(p, doc, opt)
	})
	if err != nil {
		return nil, err
	}
	items, _ := out.([]any)
	return items, nil
}

// Compact gives a document in the terms of a context (JSON).
func Compact(ctx context.Context, text, terms []byte, o Process) (any, error) {
	return o.run(ctx, text, terms, func(p *ld.JsonLdProcessor, doc, terms any, opt *ld.JsonLdOptions) (any, error) {
		return p.Compact(doc, terms, opt)
	})
}

// Flatten gives a document with all of its nodes side by side, and compacted if there is a context (JSON).
func Flatten(ctx context.Context, text, terms []byte, o Process) (any, error) {
	return o.run(ctx, text, terms, func(p *ld.JsonLdProcessor, doc, terms any, opt *ld.JsonLdOptions) (any, error) {
		return p.Flatten(doc, terms, opt)
	})
}

// expand is the JSON-LD expansion algorithm.
func expand(p *ld.JsonLdProcessor, doc any, o *ld.JsonLdOptions) ([]any, error) {
	items, err := p.Expand(doc, o)
	if err == nil {
		err = checkTypes(items)
	}
	return items, err
}

type operation func(p *ld.JsonLdProcessor, doc, terms any, o *ld.JsonLdOptions) (any, error)

// run reads the document within the limits and hands it to the library, which cannot be interrupted: ctx is looked at before,
// and whenever the library asks for a context.
func (o Process) run(ctx context.Context, text, terms []byte, do operation) (any, error) {
	x := NewReader(nil, o.Options)
	x.loader.ctx = ctx
	doc, err := x.document(text)
	if err != nil {
		return nil, err
	}
	opt, err := x.expansion()
	if err != nil {
		return nil, err
	}
	opt.CompactArrays = !o.KeepArrays
	side, err := o.side("context", terms)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	out, err := guard(func() (any, error) {
		if err := mendContexts(doc, o.Base); err != nil {
			return nil, err
		}
		return do(ld.NewJsonLdProcessor(), doc, side, opt)
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, &processError{shown: x.locate(text, err), cause: err}
	}
	return out, nil
}

// floatVersions makes the numbers of @version those that the library knows; all others keep their digits.
func floatVersions(v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if n, ok := x.(json.Number); ok && k == "@version" {
				if f, err := n.Float64(); err == nil {
					v[k] = f
				}
			}
			floatVersions(x)
		}
	case []any:
		for _, x := range v {
			floatVersions(x)
		}
	}
}

// side parses a context that stands beside the document; nil if there is none.
func (o Options) side(file string, text []byte) (any, error) {
	if text == nil {
		return nil, nil
	}
	o.File = file
	return NewReader(nil, o).document(text)
}

// check sees to options that have few values.
func (o Options) check() error {
	if o.Mode != "" && o.Mode != Mode10 && o.Mode != Mode11 {
		return fmt.Errorf("JSON-LD: the processing mode %q is not known; it is %s or %s", o.Mode, Mode10, Mode11)
	}
	if o.Direction != "" && o.Direction != I18nDatatype && o.Direction != CompoundLiteral {
		return fmt.Errorf("JSON-LD: the form of directions %q is not known; it is %s or %s", o.Direction, I18nDatatype, CompoundLiteral)
	}
	return nil
}

// expansion makes the options of the library.
func (x *Reader) expansion() (*ld.JsonLdOptions, error) {
	if err := x.opt.check(); err != nil {
		return nil, err
	}
	opt := ld.NewJsonLdOptions(x.opt.Base)
	opt.DocumentLoader = &x.loader
	if x.opt.Mode != "" {
		opt.ProcessingMode = x.opt.Mode
	}
	side, err := x.opt.side("the context to expand with", x.opt.ExpandContext)
	opt.ExpandContext = side
	return opt, err
}

// guard makes errors of the library's panics.
func guard(f func() (any, error)) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the document cannot be processed: %v", p)
		}
	}()
	return f()
}

// processError shows the error with its place and keeps the library's, which has the code.
type processError struct{ shown, cause error }

func (e *processError) Error() string   { return e.shown.Error() }
func (e *processError) Unwrap() []error { return []error{e.shown, e.cause} }

// ErrorCode is the code that the JSON-LD API gives to an error, like "invalid IRI mapping"; "" if it has none.
func ErrorCode(err error) string {
	var own *codeError
	if errors.As(err, &own) {
		return own.code
	}
	var e *ld.JsonLdError
	if errors.As(err, &e) {
		return string(e.Code)
	}
	return ""
}

// codeError is an error of ours that the JSON-LD API has a code for.
type codeError struct{ code, detail string }

func (e *codeError) Error() string { return e.code + ": " + e.detail }
