package sssom

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"w3id.org/concord/ontology/rdf"
)

// yamlLine finds the line in the messages of the YAML parser.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// block is the metadata with the place it has in its file.
type block struct {
	src    *source
	indent int // characters before the YAML on each line
}

func (b *block) fail(n *yaml.Node, format string, args ...any) error {
	return b.src.fail(n.Line, n.Column+b.indent, fmt.Sprintf(format, args...), "")
}

// metadata reads the YAML of a set.
func (p *parser) metadata(src *source, text string, embedded bool) error {
	b := &block{src: src}
	if embedded {
		b.indent = 1
	}
	root, err := b.parse(strings.ReplaceAll(text, "\r\n", "\n"))
	if err != nil || root == nil {
		return err
	}
	if root.Kind != yaml.MappingNode {
		return b.fail(root, "the metadata are no list of slots like \"license: ...\"")
	}
	for _, step := range []func(*block, *yaml.Node, *yaml.Node) error{p.readPrefixes, p.readExtensions, p.readSlot} {
		for i := 0; i+1 < len(root.Content); i += 2 {
			if err := step(b, root.Content[i], root.Content[i+1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// parse gives the root of the YAML, nil if there is none.
func (b *block) parse(text string) (*yaml.Node, error) {
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "%") || strings.HasPrefix(line, "---") {
			return nil, b.src.fail(i+1, 1+b.indent, "YAML directives and documents have no place in the metadata", "")
		}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		m := yamlLine.FindStringSubmatch(err.Error())
		line := 1
		if m != nil && m[1] != "" {
			line, _ = strconv.Atoi(m[1]) // digits, by the expression
		}
		return nil, b.src.fail(line, 1, "the metadata are no YAML: "+yamlLine.ReplaceAllString(err.Error(), ""), "slots like \"license: https://...\" on every line with #")
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], b.forbid(&doc)
}

// forbid refuses what the standard does: tags, anchors and aliases.
func (b *block) forbid(n *yaml.Node) error {
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		return b.fail(n, "YAML tags, anchors and aliases have no place in the metadata")
	}
	for _, child := range n.Content {
		if err := b.forbid(child); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) readPrefixes(b *block, key, value *yaml.Node) error {
	if key.Value != "curie_map" || isNull(value) {
		return nil
	}
	if value.Kind != yaml.MappingNode {
		return b.fail(value, "curie_map is no list of prefixes like \"HP: http://...\"")
	}
	for i := 0; i+1 < len(value.Content); i += 2 {
		name, iri := value.Content[i], value.Content[i+1]
		if iri.Kind != yaml.ScalarNode || !rdf.HasScheme(iri.Value) {
			return b.fail(iri, "the prefix %s stands for no absolute IRI", name.Value)
		}
		if fixed, ok := builtin[name.Value]; ok {
			if fixed != iri.Value {
				return b.fail(iri, "the prefix %s is built in and stands for %s", name.Value, fixed)
			}
			continue
		}
		p.set.Prefixes[name.Value] = iri.Value
	}
	return nil
}

var ncName = regexp.MustCompile(`^[\pL_][\pL\pN_.-]*$`)

// readExtensions reads declarations of slots; those that are not valid are ignored, as the standard wants.
func (p *parser) readExtensions(b *block, key, value *yaml.Node) error {
	if key.Value != "extension_definitions" || isNull(value) {
		return nil
	}
	if value.Kind != yaml.SequenceNode {
		return b.fail(value, "extension_definitions is no list of definitions")
	}
	for _, n := range value.Content {
		if e, ok := p.extension(n); ok {
			p.set.Extensions = append(p.set.Extensions, e)
		}
	}
	return nil
}

func (p *parser) extension(n *yaml.Node) (e Extension, ok bool) {
	if n.Kind != yaml.MappingNode {
		return e, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		v, err := n.Content[i+1].Value, error(nil)
		switch n.Content[i].Value {
		case "slot_name":
			e.Name = v
		case "property":
			e.Property, err = p.set.expand(v)
		case "type_hint":
			e.TypeHint, err = p.set.expand(v)
		default:
			return e, false
		}
		if err != nil {
			return e, false
		}
	}
	taken := ofMapping[e.Name] != nil || ofSet[e.Name] != nil || p.set.extension(e.Name) != nil
	return e, ncName.MatchString(e.Name) && !taken
}

// readSlot reads a slot of the set.
func (p *parser) readSlot(b *block, key, value *yaml.Node) error {
	name := key.Value
	if name == "curie_map" || name == "extension_definitions" || isNull(value) {
		return nil
	}
	d := p.set.slot(ofSet, name)
	if d == nil {
		p.set.Ignored = append(p.set.Ignored, name)
		return nil
	}
	values := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		values = value.Content
	}
	if len(values) > 1 && !d.many {
		return b.fail(value, "%s takes one value", name)
	}
	if len(p.set.Slots[name]) > 0 {
		return b.fail(key, "%s stands twice", name)
	}
	for _, n := range values {
		if n.Kind != yaml.ScalarNode {
			return b.fail(n, "%s takes text", name)
		}
		if isNull(n) || n.Value == "" {
			continue
		}
		v, err := p.value(d, n.Value, false)
		if err != nil {
			return b.fail(n, "%s: %v", name, err)
		}
		p.set.Slots[name] = append(p.set.Slots[name], v)
	}
	return nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

var notString = regexp.MustCompile(`^(?i:null|~|true|false|yes|no|on|off|y|n|[-+]?\.(?:inf|nan)|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9][0-9_,]*(?::[0-9]+)+)$`)

// scalar writes a value of a slot as YAML: plain where that is the same text again, else in double quotes.
func scalar(v string, k kind) string {
	if plain(v) && (k == number || !isNumber(v) && !notString.MatchString(v)) {
		return v
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range v {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case !printable(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func isNumber(v string) bool {
	_, err := strconv.ParseFloat(v, 64)
	return err == nil
}

func printable(r rune) bool {
	return r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0x9f) && r != 0x2028 && r != 0x2029 && r != 0xfeff && r != utf8.RuneError && r != 0xfffe && r != 0xffff
}

// plain reports whether a text may stand without quotes.
func plain(v string) bool {
	if v == "" || v != strings.TrimSpace(v) || strings.Contains(v, ": ") || strings.Contains(v, " #") || strings.HasSuffix(v, ":") {
		return false
	}
	if strings.HasPrefix(v, "---") || strings.HasPrefix(v, "...") || strings.ContainsRune(",[]{}#&*!|>'\"%@`", rune(v[0])) {
		return false
	}
	if strings.ContainsRune("-?:", rune(v[0])) && (len(v) == 1 || v[1] == ' ') {
		return false
	}
	return strings.IndexFunc(v, func(r rune) bool { return !printable(r) }) < 0
}
