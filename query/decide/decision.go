package decide

import (
	"slices"
	"strings"
	"time"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// The graphs of decisions: the log, and what the decisions in force assert.
const (
	Graph        = ontology.ID + "graph/decisions"
	InForceGraph = ontology.ID + "graph/decisions-in-force"
)

// Outcome is what a reviewer decided.
type Outcome string

// The outcomes, by what they are about: two concepts, a statement of the catalogue, or an organisation and a type.
const (
	Accepted Outcome = "accepted" // the two match, by a predicate
	Rejected Outcome = "rejected" // they do not, and are never proposed again
	Deferred Outcome = "deferred" // not now; takes back what was accepted before

	Confirmed  Outcome = "confirmed"  // the statement was checked and is right
	Corrected  Outcome = "corrected"  // it should say something else; both stay, each with its source
	Questioned Outcome = "questioned" // the reviewer could not tell

	HasNone  Outcome = "has-none" // the organisation has no such instrument
	Unclear  Outcome = "unclear"  // researched, without a clear answer
	Reported Outcome = "reported" // it has one that the catalogue does not hold yet
)

// Outcomes lists all outcomes.
var Outcomes = []Outcome{Accepted, Rejected, Deferred, Confirmed, Corrected, Questioned, HasNone, Unclear, Reported}

// OfPair reports whether the outcome is about two concepts.
func (o Outcome) OfPair() bool { return o == Accepted || o == Rejected || o == Deferred }

// ofCell reports whether the outcome is about an organisation and a type.
func (o Outcome) ofCell() bool { return o == HasNone || o == Unclear || o == Reported }

// The predicates of mappings, by their names in SKOS. There is no relatedMatch: it says nothing that helps.
const (
	ExactMatch  = "exactMatch"
	CloseMatch  = "closeMatch"
	BroadMatch  = "broadMatch"
	NarrowMatch = "narrowMatch"
)

// Predicates lists them.
var Predicates = []string{ExactMatch, CloseMatch, BroadMatch, NarrowMatch}

// Decision is one entry of the log.
type Decision struct {
	Number     int       `json:"number"` // from 1, in the order of recording
	IRI        string    `json:"iri"`
	Outcome    Outcome   `json:"outcome"`
	Subject    string    `json:"subject"`             // a term; a statement; an organisation
	Object     string    `json:"object,omitempty"`    // a term or type; the thing that the statement is about; a type
	Predicate  string    `json:"predicate,omitempty"` // of a match: what the reviewer accepted or rejected
	Confidence float64   `json:"confidence,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	Rule       string    `json:"rule,omitempty"` // the rule that was applied
	Reviewer   string    `json:"reviewer"`
	Dissent    []Dissent `json:"dissent,omitempty"`
	Date       time.Time `json:"date"`                 // when it was decided
	Recorded   time.Time `json:"recorded"`             // when it came into the log
	Supersedes string    `json:"supersedes,omitempty"` // the decision on the same matter before it
	Feature    string    `json:"feature,omitempty"`    // of a correction
	Value      string    `json:"value,omitempty"`      // of a correction or report: the wording
	Code       string    `json:"code,omitempty"`       // of a correction: the coded value
	Before     string    `json:"before,omitempty"`     // of a confirmation: the state of checking before
	Sheet      string    `json:"sheet,omitempty"`      // the review sheet it came with
	InForce    bool      `json:"inForce"`              // no later decision took its place
	Asserts    string    `json:"asserts,omitempty"`    // the predicate that holds because of it; an exactMatch waits for a second reviewer
}

// Dissent is what an organisation holds against a decision.
type Dissent struct {
	Organisation string `json:"organisation"`
	Text         string `json:"text"`
}

// matter names what a decision is about: the same for both directions of a pair.
func (d *Decision) matter() string {
	switch {
	case d.Outcome.OfPair():
		return pairKey(d.Subject, d.Object)
	case d.Outcome.ofCell():
		return "cell " + d.Subject + " " + d.Object
	}
	return "statement " + d.Subject
}

func pairKey(a, b string) string {
	if b < a {
		a, b = b, a
	}
	return "pair " + a + " " + b
}

// agent is the address of a reviewer: names that differ in case, accents or points alone are one person.
func agent(name string) rdf.Term { return ontology.Thing("agent", "reviewer-"+slug(name)) }

// slug keeps letters and digits, in lower case.
func slug(name string) string {
	words := strings.FieldsFunc(fold(name), func(r rune) bool { return !isWord(r) })
	return strings.Join(words, "-")
}

// Log is all decisions, by number.
type Log struct {
	Seq       uint64     `json:"seq"` // of the commit it was read from
	Decisions []Decision `json:"decisions"`
	latest    map[string]int
	rejected  map[string]int
}

// newLog orders decisions and tells which are in force.
func newLog(seq uint64, all []Decision) *Log {
	l := &Log{Seq: seq, Decisions: make([]Decision, 0, len(all)), latest: map[string]int{}, rejected: map[string]int{}}
	slices.SortStableFunc(all, func(a, b Decision) int { return a.Number - b.Number })
	for _, d := range all {
		l.add(d)
	}
	return l
}

// add puts a decision at the end: it takes the place of the one on the same matter.
func (l *Log) add(d Decision) {
	key, at := d.matter(), len(l.Decisions)
	if before, ok := l.latest[key]; ok {
		l.Decisions[before].InForce, l.Decisions[before].Asserts = false, ""
	}
	d.InForce, d.Asserts = true, ""
	l.Decisions, l.latest[key] = append(l.Decisions, d), at
	switch d.Outcome {
	case Rejected:
		l.rejected[key] = at
	case Accepted:
		l.Decisions[at].Asserts = l.asserts(at)
	}
}

// asserts gives the predicate that an accepted match holds by: an exactMatch of one reviewer alone holds as closeMatch.
func (l *Log) asserts(at int) string {
	d := &l.Decisions[at]
	if d.Predicate != ExactMatch || len(l.agreed(at)) > 1 {
		return d.Predicate
	}
	return CloseMatch
}

// agreed lists the different reviewers of the unbroken row of exactMatch decisions on a pair that ends with this one.
func (l *Log) agreed(at int) []string {
	var people []string
	key := l.Decisions[at].matter()
	for ; at >= 0; at-- {
		d := &l.Decisions[at]
		if d.matter() != key {
			continue
		}
		if d.Outcome != Accepted || d.Predicate != ExactMatch {
			break
		}
		if who := agent(d.Reviewer).Value; !slices.Contains(people, who) {
			people = append(people, who)
		}
	}
	return people
}

// At is the log as it stood at a time.
func (l *Log) At(t time.Time) *Log {
	var then []Decision
	for _, d := range l.Decisions {
		if !d.Date.After(t) {
			then = append(then, d)
		}
	}
	return newLog(l.Seq, then)
}

// OnPair is the decision in force on two concepts, in whatever direction; nil if there is none.
func (l *Log) OnPair(a, b string) *Decision { return l.on(pairKey(a, b)) }

func (l *Log) on(matter string) *Decision {
	if i, ok := l.latest[matter]; ok {
		return &l.Decisions[i]
	}
	return nil
}

// EverRejected reports whether a pair was ever rejected. Such a pair is never proposed again, whatever came later.
func (l *Log) EverRejected(a, b string) bool {
	_, ok := l.rejected[pairKey(a, b)]
	return ok
}

// InForce lists the decisions in force, by number.
func (l *Log) InForce() []Decision {
	var out []Decision
	for _, d := range l.Decisions {
		if d.InForce {
			out = append(out, d)
		}
	}
	return out
}

// EndOf is the last moment of a day, which is how far the state at a day reaches.
func EndOf(day time.Time) time.Time {
	return day.UTC().Truncate(24 * time.Hour).Add(24*time.Hour - time.Second)
}
