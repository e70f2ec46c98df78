package sssom

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/ontology/rdf"
)

// kind is what the values of a slot are.
type kind uint8

const (
	text kind = iota
	entity
	uri
	date
	number
	enum
)

// slot describes one slot of the standard.
type slot struct {
	name     string
	kind     kind
	many     bool     // several values
	shared   bool     // propagatable: on the set it speaks for every mapping
	newer    bool     // since version 1.1
	choices  []string // of an enum
	min, max float64
}

var entityTypes = []string{"owl class", "owl object property", "owl data property", "owl annotation property", "owl named individual",
	"skos concept", "rdfs resource", "rdfs class", "rdfs literal", "rdfs datatype", "rdf property", "composed entity expression"}

var cardinalities = []string{"1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0"}

// Types of entities whose identifiers are no CURIEs, or that have none.
const (
	literalType  = "rdfs literal"
	composedType = "composed entity expression"
)

// mappingSlots are the slots of a mapping in the order of the schema, which is that of the columns.
var mappingSlots = []*slot{
	{name: "record_id", kind: entity, newer: true},
	{name: "subject_id", kind: entity}, {name: "subject_label"}, {name: "subject_category"},
	{name: "predicate_id", kind: entity}, {name: "predicate_label"}, {name: "predicate_modifier", kind: enum, choices: []string{"Not"}},
	{name: "object_id", kind: entity}, {name: "object_label"}, {name: "object_category"},
	{name: "mapping_justification", kind: entity},
	{name: "author_id", kind: entity, many: true}, {name: "author_label", many: true},
	{name: "reviewer_id", kind: entity, many: true}, {name: "reviewer_label", many: true},
	{name: "creator_id", kind: entity, many: true}, {name: "creator_label", many: true},
	{name: "license", kind: uri},
	{name: "subject_type", kind: enum, choices: entityTypes, shared: true}, {name: "subject_source", kind: entity, shared: true},
	{name: "subject_source_version", shared: true},
	{name: "object_type", kind: enum, choices: entityTypes, shared: true}, {name: "object_source", kind: entity, shared: true},
	{name: "object_source_version", shared: true},
	{name: "predicate_type", kind: enum, choices: entityTypes, shared: true, newer: true},
	{name: "mapping_provider", kind: uri, shared: true}, {name: "mapping_source", kind: entity},
	{name: "mapping_cardinality", kind: enum, choices: cardinalities}, {name: "cardinality_scope", many: true, shared: true, newer: true},
	{name: "mapping_tool", shared: true}, {name: "mapping_tool_id", kind: entity, shared: true, newer: true}, {name: "mapping_tool_version", shared: true},
	{name: "mapping_date", kind: date, shared: true}, {name: "publication_date", kind: date}, {name: "review_date", kind: date, newer: true},
	{name: "confidence", kind: number, max: 1}, {name: "reviewer_agreement", kind: number, min: -1, max: 1, newer: true},
	{name: "curation_rule", kind: entity, many: true, shared: true}, {name: "curation_rule_text", many: true, shared: true},
	{name: "subject_match_field", kind: entity, many: true, shared: true}, {name: "object_match_field", kind: entity, many: true, shared: true},
	{name: "match_string", many: true},
	{name: "subject_preprocessing", kind: entity, many: true, shared: true}, {name: "object_preprocessing", kind: entity, many: true, shared: true},
	{name: "similarity_score", kind: number, max: 1}, {name: "similarity_measure", shared: true},
	{name: "see_also", kind: uri, many: true}, {name: "issue_tracker_item", kind: entity}, {name: "other"}, {name: "comment"},
}

// setOnly are the slots of a set that mappings do not have, or that are something else there.
var setOnly = map[string]*slot{
	"sssom_version":  {name: "sssom_version", kind: enum, choices: []string{"1.0", "1.1"}, newer: true},
	"mapping_set_id": {name: "mapping_set_id", kind: uri}, "mapping_set_version": {name: "mapping_set_version"},
	"mapping_set_source": {name: "mapping_set_source", kind: uri, many: true}, "mapping_set_title": {name: "mapping_set_title"},
	"mapping_set_description": {name: "mapping_set_description"},
	"mapping_set_confidence":  {name: "mapping_set_confidence", kind: number, max: 1, newer: true},
	"issue_tracker":           {name: "issue_tracker", kind: uri},
	"similarity_measure":      {name: "similarity_measure", shared: true, newer: true},
	"curation_rule":           {name: "curation_rule", kind: entity, many: true, shared: true, newer: true},
	"curation_rule_text":      {name: "curation_rule_text", many: true, shared: true, newer: true},
}

// setOrder is the order of the slots of a set, without curie_map and extension_definitions.
var setOrder = strings.Fields(`sssom_version mapping_set_id mapping_set_version mapping_set_source mapping_set_title mapping_set_description
	mapping_set_confidence creator_id creator_label license subject_type subject_source subject_source_version object_type object_source
	object_source_version predicate_type mapping_provider cardinality_scope mapping_tool mapping_tool_id mapping_tool_version mapping_date
	publication_date subject_match_field object_match_field subject_preprocessing object_preprocessing similarity_measure curation_rule
	curation_rule_text see_also issue_tracker other comment`)

// ofMapping and ofSet find slots by their names.
var ofMapping, ofSet = slotTables()

func slotTables() (mapping, set map[string]*slot) {
	mapping, set = map[string]*slot{}, map[string]*slot{}
	for _, d := range mappingSlots {
		mapping[d.name] = d
	}
	for _, name := range setOrder {
		if set[name] = setOnly[name]; set[name] == nil {
			set[name] = mapping[name]
		}
	}
	return mapping, set
}

// value checks one value of a slot that is no identifier and gives it in its one form.
func (d *slot) value(v string) (string, error) {
	switch d.kind {
	case uri:
		if !rdf.HasScheme(v) {
			return "", fmt.Errorf("%q is no absolute address", v)
		}
	case date:
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return "", fmt.Errorf("%q is no date; write it like 2026-11-25", v)
		}
	case enum:
		if !slices.Contains(d.choices, v) {
			return "", fmt.Errorf("%q is none of: %s", v, strings.Join(d.choices, ", "))
		}
	case number:
		f, err := strconv.ParseFloat(v, 64)
		if err != nil || math.IsNaN(f) || f < d.min || f > d.max {
			return "", fmt.Errorf("%q is no number from %g to %g", v, d.min, d.max)
		}
		return strconv.FormatFloat(f, 'f', -1, 64), nil
	}
	return v, nil
}

// rounded gives a number at most three digits after the point, halves upwards.
func rounded(v string) string {
	r, ok := new(big.Rat).SetString(v)
	if !ok {
		return v
	}
	r.Mul(r, big.NewRat(1000, 1)).Add(r, big.NewRat(1, 2))
	thousandths := new(big.Int).Div(r.Num(), r.Denom()) // towards minus infinity: the denominator is positive
	out := new(big.Rat).SetFrac(thousandths, big.NewInt(1000)).FloatString(3)
	return strings.TrimSuffix(strings.TrimRight(out, "0"), ".")
}
