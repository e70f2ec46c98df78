package catalogue

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"w3id.org/concord/ingest/tabular"
)

// derived recomputes the tables that follow from others and reports where the files differ. They are a check and no
// source: nothing of them is loaded.
func (b *builder) derived() {
	b.compare("near_types.csv", b.nearTypes())
	b.compare("variations.csv", b.variations())
	b.checkDivergence()
}

// derivedRow is a recomputed row: its key and the columns that follow from other tables.
type derivedRow struct {
	key   string
	cells map[string]string
}

// compare reports rows that are missing, too many, or different.
func (b *builder) compare(file string, want []derivedRow) {
	t := b.tables[file]
	byKey := map[string]derivedRow{}
	for _, w := range want {
		byKey[w.key] = w
	}
	for _, row := range t.Rows {
		parts := make([]string, len(t.Schema.PrimaryKey))
		for i, c := range t.Schema.PrimaryKey {
			parts[i] = row.Get(c)
		}
		key := strings.Join(parts, " ")
		w, ok := byKey[key]
		if !ok {
			b.problem(row, "%s does not follow from terms.csv", key)
			continue
		}
		delete(byKey, key)
		for _, column := range t.Names() {
			if v, ok := w.cells[column]; ok && v != row.Get(column) {
				b.problem(row, "%s: %s is %q, recomputed %q", key, column, row.Get(column), v)
			}
		}
	}
	for _, w := range want {
		if _, left := byKey[w.key]; left {
			b.problems = append(b.problems, tabular.Problem{File: file, Line: 1, Msg: w.key + " follows from terms.csv and is missing"})
		}
	}
	b.files = append(b.files, FileReport{File: file, Rows: len(t.Rows), Derived: true})
}

// nearTypes pairs the type that a word suggests with the type that its terms have. The verdict on a pair is a judgement
// and not recomputed.
func (b *builder) nearTypes() []derivedRow {
	terms := map[[2]string][]string{}
	for _, row := range b.tables["terms.csv"].Rows {
		pair := [2]string{row.Get("suggested_type_id"), row.Get("instrument_type_id")}
		if pair[0] != "" && pair[0] != pair[1] {
			terms[pair] = append(terms[pair], row.Get("id"))
		}
	}
	var out []derivedRow
	for pair, ids := range terms {
		out = append(out, derivedRow{pair[0] + " " + pair[1], map[string]string{
			"hub_relation": b.hubRelation(pair[0], pair[1]), "n_terms": strconv.Itoa(len(ids)), "term_ids": strings.Join(ids, ";")}})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].key < out[j].key })
	return out
}

// hubRelation is how the actual type stands to the suggested one.
func (b *builder) hubRelation(suggested, actual string) string {
	s, a := b.typeRow(suggested), b.typeRow(actual)
	switch {
	case b.isUnder(actual, suggested):
		return "narrower"
	case b.isUnder(suggested, actual):
		return "broader"
	case contains(a.List("also_broader_ids"), suggested):
		return "overlap"
	case s.Get("broader_id") != "" && s.Get("broader_id") == a.Get("broader_id"):
		return "sibling"
	}
	return "other-family"
}

func (b *builder) typeRow(id string) tabular.Row {
	if b.typeRows == nil {
		b.typeRows = map[string]tabular.Row{}
		for _, row := range b.tables["instrument_types.csv"].Rows {
			b.typeRows[row.Get("id")] = row
		}
	}
	row, ok := b.typeRows[id]
	if !ok {
		return tabular.Row{Table: b.tables["instrument_types.csv"]}
	}
	return row
}

// isUnder says whether a type is anywhere below another.
func (b *builder) isUnder(id, above string) bool {
	for steps := 0; id != "" && steps < 100; steps++ {
		id = b.typeRow(id).Get("broader_id")
		if id == above {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// checkDivergence compares false_friend_of and divergence of each term with what near_types.csv and the legal natures
// say.
func (b *builder) checkDivergence() {
	verdict := map[[2]string]string{}
	for _, row := range b.tables["near_types.csv"].Rows {
		verdict[[2]string{row.Get("suggested_type_id"), row.Get("instrument_type_id")}] = row.Get("verdict")
	}
	for _, row := range b.tables["terms.csv"].Rows {
		suggested := row.Get("suggested_type_id")
		friend, divergence := "", "not-applicable"
		if suggested != "" {
			if verdict[[2]string{suggested, row.Get("instrument_type_id")}] == "false-friend" {
				friend = suggested
			}
			level := b.typeRow(suggested).Get("legal_nature_level1")
			divergence = divergenceOf(friend != "", level != "depends" && level != row.Get("legal_nature_level1"))
		}
		if got := row.Get("false_friend_of"); got != friend {
			b.problem(row, "false_friend_of is %q, near_types.csv says %q", got, friend)
		}
		if got := row.Get("divergence"); got != divergence {
			b.problem(row, "divergence is %q, recomputed %q", got, divergence)
		}
	}
}

func divergenceOf(inType, inNature bool) string {
	switch {
	case inType && inNature:
		return "type-and-legal-nature"
	case inType:
		return "type"
	case inNature:
		return "legal-nature"
	}
	return "none"
}

const fewestTerms = 3 // a word of fewer terms has no plurality worth the name

// variations counts, for each word, which type and legal nature its terms have most often.
func (b *builder) variations() []derivedRow {
	byWord := map[string][]tabular.Row{}
	for _, row := range b.tables["terms.csv"].Rows {
		if w := row.Get("head_word"); w != "" {
			byWord[w] = append(byWord[w], row)
		}
	}
	var out []derivedRow
	for word, rows := range byWord {
		if len(rows) < fewestTerms {
			continue
		}
		types, natures := count(rows, "instrument_type_id"), count(rows, "legal_nature_level1")
		for _, row := range rows {
			cells := map[string]string{
				"head_word": word, "terms_with_word": strconv.Itoa(len(rows)), "organisations_with_word": strconv.Itoa(len(count(rows, "organisation_id").n)),
				"type_is_majority": yesNo(2*types.most > len(rows)), "differs_in_type": types.differs(row.Get("instrument_type_id"), "tie"),
				"differs_in_legal_nature":        natures.differs(row.Get("legal_nature_level1"), "no"),
				"divergence_from_suggested_type": row.Get("divergence"),
			}
			for _, c := range []string{"organisation_id", "term", "instrument_type_id", "legal_nature_level1", "legal_nature"} {
				cells[c] = row.Get(c)
			}
			types.fill(cells, "plurality_type_ids", "plurality_type", "type_tie")
			natures.fill(cells, "plurality_legal_nature_level1", "plurality_legal_nature", "legal_nature_tie")
			out = append(out, derivedRow{row.Get("id"), cells})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].key < out[j].key })
	return out
}

// tally counts the values of a column.
type tally struct {
	n     map[string]int
	total int
	most  int
	top   []string // the values that occur most often, sorted
}

func count(rows []tabular.Row, column string) tally {
	t := tally{n: map[string]int{}, total: len(rows)}
	for _, row := range rows {
		t.n[row.Get(column)]++
	}
	for v, n := range t.n {
		if n > t.most {
			t.most, t.top = n, nil
		}
		if n == t.most {
			t.top = append(t.top, v)
		}
	}
	sort.Strings(t.top)
	return t
}

// differs says whether a value is not the most frequent one; tied is the answer for one of several that are.
func (t tally) differs(value, tied string) string {
	switch {
	case !contains(t.top, value):
		return "yes"
	case len(t.top) > 1:
		return tied
	}
	return "no"
}

func (t tally) fill(cells map[string]string, values, prefix, tie string) {
	cells[values] = strings.Join(t.top, ";")
	cells[prefix+"_count"] = strconv.Itoa(t.most)
	cells[prefix+"_share"] = fmt.Sprintf("%.2f", float64(t.most)/float64(t.total))
	cells[tie] = yesNo(len(t.top) > 1)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
