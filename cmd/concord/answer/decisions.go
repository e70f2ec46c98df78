package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query/decide"
)

// DecisionFormats are the formats of the log, the first that of people at a terminal.
var DecisionFormats = []string{"table", "json", "csv", "provo", "sssom"}

// Decisions writes the decisions that a filter takes in the format of that name: provo as Turtle, sssom the matches
// accepted and rejected, the others the newest first.
func Decisions(ctx context.Context, w io.Writer, snap index.Snapshot, log *decide.Log, f decide.Filter, format string) error {
	chosen, err := log.Choose(ctx, snap, f)
	if err != nil {
		return err
	}
	switch format {
	case "provo":
		return writeTurtle(w, chosen.Quads())
	case "sssom":
		set, err := chosen.Mappings(ctx, snap)
		if err != nil {
			return err
		}
		return set.Write(w)
	}
	entries, err := chosen.Entries(ctx, snap)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(entries)
	case "csv":
		return sheet.CSV(w, decisionTable(entries))
	case "", "table":
		return decisionList(w, entries)
	}
	return fmt.Errorf("decisions are written as %s, not as %q", strings.Join(DecisionFormats, ", "), format)
}

func writeTurtle(w io.Writer, quads []rdf.Quad) error {
	out, err := codec.NewWriter(rdf.Turtle, w, codec.Options{Prefixes: ontology.Prefixes})
	if err != nil {
		return err
	}
	for _, q := range quads {
		q.G = rdf.Term{}
		if err := out.Write(q); err != nil {
			return err
		}
	}
	return out.Close()
}

func decisionTable(entries []decide.Entry) sheet.Table {
	t := sheet.Table{Name: "Decisions", Columns: []string{"number", "date", "outcome", "subject", "subject_name", "predicate", "object", "object_name", "value", "in_force",
		"asserts", "reviewer", "reason", "rule", "confidence", "dissent", "supersedes", "recorded", "sheet", "address"}}
	for _, e := range entries {
		t.Rows = append(t.Rows, []string{fmt.Sprint(e.Number), e.Date.Format(time.DateOnly), string(e.Outcome), e.Subject, e.SubjectName, e.Predicate, e.Object, e.ObjectName,
			e.Value, YesNo(e.InForce), e.Asserts, e.Reviewer, e.Reason, e.Rule, confidence(e.Confidence), DissentText(e), e.Supersedes, e.Recorded.Format(time.RFC3339), e.Sheet, e.IRI})
	}
	return t
}

// YesNo says a truth in a word.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func confidence(f float64) string {
	if f == 0 {
		return ""
	}
	return fmt.Sprint(f)
}

// DissentText joins what organisations hold against a decision.
func DissentText(e decide.Entry) string {
	var out []string
	for i, x := range e.Dissent {
		out = append(out, e.Dissenters[i]+": "+x.Text)
	}
	return strings.Join(out, "; ")
}

// DecisionLine says in one line what was decided.
func DecisionLine(e decide.Entry) string {
	switch e.Outcome {
	case decide.Accepted, decide.Rejected:
		line := fmt.Sprintf("%s: %s %s %s", e.Outcome, e.SubjectName, e.Predicate, e.ObjectName)
		if e.InForce && e.Asserts != "" && e.Asserts != e.Predicate {
			line += " (holds as " + e.Asserts + " until a second reviewer accepts exactMatch)"
		}
		return line
	case decide.Deferred:
		return fmt.Sprintf("deferred: %s and %s", e.SubjectName, e.ObjectName)
	case decide.Confirmed, decide.Questioned:
		return fmt.Sprintf("%s: %s", e.Outcome, e.SubjectName)
	case decide.Corrected:
		return fmt.Sprintf("corrected: %s, to %q", e.SubjectName, e.Value)
	case decide.Reported:
		return fmt.Sprintf("reported: %s has %q, %s", e.SubjectName, e.Value, e.ObjectName)
	case decide.HasNone:
		return fmt.Sprintf("has none: %s, %s", e.SubjectName, e.ObjectName)
	}
	return fmt.Sprintf("%s: %s, %s", e.Outcome, e.SubjectName, e.ObjectName)
}

func decisionList(w io.Writer, entries []decide.Entry) error {
	if len(entries) == 0 {
		_, err := fmt.Fprintln(w, "No decision is recorded here.")
		return err
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		state := "in force"
		if !e.InForce {
			state = "superseded"
		}
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\n", e.Number, e.Date.Format(time.DateOnly), state, e.Reviewer, DecisionLine(e))
		for _, more := range []string{e.Reason, DissentText(e)} {
			if more != "" {
				fmt.Fprintf(out, "\t\t\t\t  %s\n", strings.ReplaceAll(more, "\n", " "))
			}
		}
	}
	return out.Flush()
}
