package harmonise

// Fit says how a term sits on its hub type: a kind of it (typical, special), close to it (near), or more than it
// (wider).
type Fit string

const (
	FitTypical Fit = "typical"
	FitSpecial Fit = "special"
	FitNear    Fit = "near"
	FitWider   Fit = "wider"
)

// Fits are all of them.
var Fits = []Fit{FitTypical, FitSpecial, FitNear, FitWider}

// Relation says how the hub type of B's term stands to the hub type of A's term.
type Relation string

const (
	SameType Relation = "same type"
	Narrower Relation = "narrower type" // below A's
	Broader  Relation = "broader type"  // above A's, but not the top of the hub
	// Neighbour: the hub relates the two (skos:related).
	Neighbour Relation = "neighbouring type"
	// Sibling: under the same broader type, which is not the top of the hub, and not related.
	Sibling Relation = "sibling type"
	// UnsortedSibling: a sibling where the hub relates none of the family, so that it does not say which are neighbours.
	UnsortedSibling Relation = "sibling type, neighbours not told"
	Apart           Relation = "no relation"
)

// Relations are all of them.
var Relations = []Relation{SameType, Narrower, Broader, Neighbour, Sibling, UnsortedSibling, Apart}

// Outcome is what a crosswalk says of a term of B. None of them says that two terms are the same.
type Outcome string

const (
	Counterpart    Outcome = "counterpart"             // both are kinds of one type
	NearOutcome    Outcome = "near counterpart"        // one type, to which one of the two is only close
	NarrowOutcome  Outcome = "narrower"                // B's word covers less
	BroadOutcome   Outcome = "broader"                 // B's word covers more
	NearestOutcome Outcome = "nearest, not equivalent" // the neighbourhood is shared, the function is not
	NoCounterpart  Outcome = "no counterpart"
)

// OutcomeRow is a row of the table: for terms with one of these fits and this relation of their types, this follows.
type OutcomeRow struct {
	A, B     []Fit
	Relation Relation
	Outcome  Outcome
	Points   float64 // the part "hub type" of the score
	Because  string
}

var (
	kindOfType = []Fit{FitTypical, FitSpecial}
	onlyNear   = []Fit{FitNear}
	onlyWider  = []Fit{FitWider}
	anyFit     = Fits
	notWider   = []Fit{FitTypical, FitSpecial, FitNear}
	notKind    = []Fit{FitNear, FitWider}
)

// Outcomes is the table of outcomes, the whole of what decides whether a term of B is a candidate. Every combination of
// two fits and a relation is in exactly one row (a test holds that). CROSSWALK.md explains it.
var Outcomes = []OutcomeRow{
	// Two kinds of one type do the same work. That one is a special kind is the score's matter, not the outcome's.
	{kindOfType, kindOfType, SameType, Counterpart, 4, "both are kinds of the same type"},
	// Being close to a type is less than being a kind of it: what A's word does, B's does nearly.
	{kindOfType, onlyNear, SameType, NearOutcome, 3.4, "the term of B is close to the type, not a kind of it"},
	// The same from the other side.
	{onlyNear, kindOfType, SameType, NearOutcome, 3.4, "the term of A is close to the type, not a kind of it"},
	// Two terms close to one type may be close on opposite sides of it: nothing follows about the two.
	{onlyNear, onlyNear, SameType, NearestOutcome, 2.6, "both are only close to the type, perhaps on different sides"},
	// B's word holds the whole type and more: whoever says A's word has said a part of B's.
	{notWider, onlyWider, SameType, BroadOutcome, 3, "the term of B covers the type and more"},
	// The reverse: B's word is a part of what A's covers.
	{onlyWider, notWider, SameType, NarrowOutcome, 3, "the term of A covers the type and more"},
	// Both cover the type and more, and the more need not be shared.
	{onlyWider, onlyWider, SameType, NearestOutcome, 2.6, "both cover more than the type, not the same more"},
	// B has a word for a part of what A's type covers.
	{kindOfType, kindOfType, Narrower, NarrowOutcome, 3, "the term of B is a kind of a narrower type"},
	// Near or wide on either side, "narrower" can no longer be said; the neighbourhood remains.
	{kindOfType, notKind, Narrower, NearestOutcome, 2.2, "the type of B is narrower, and the term of B is not a kind of it"},
	{notKind, anyFit, Narrower, NearestOutcome, 2.2, "the type of B is narrower, and the term of A is not a kind of its own"},
	// B has a word that covers A's and other things.
	{kindOfType, kindOfType, Broader, BroadOutcome, 3, "the term of B is a kind of a broader type"},
	// As with narrower.
	{kindOfType, notKind, Broader, NearestOutcome, 2.2, "the type of B is broader, and the term of B is not a kind of it"},
	{notKind, anyFit, Broader, NearestOutcome, 2.2, "the type of B is broader, and the term of A is not a kind of its own"},
	// Neighbours do one job in unlike forms: the nearest there is, said to be no equivalent.
	{kindOfType, kindOfType, Neighbour, NearestOutcome, 1.6, "the types are neighbours: one job, unlike forms"},
	// Only near its own type, and that a neighbour: two loose steps lead anywhere. A wider term has no definite neighbour.
	{kindOfType, notKind, Neighbour, NoCounterpart, 0, "the types are neighbours, and the term of B is no kind of its own: too far"},
	{notKind, anyFit, Neighbour, NoCounterpart, 0, "the types are neighbours, and the term of A is no kind of its own: too far"},
	// Siblings that are no neighbours share a family, not a job: a founding treaty is no amendment.
	{anyFit, anyFit, Sibling, NoCounterpart, 0, "the types are siblings: the family is shared, the job is not"},
	// Where the hub is silent, a sibling is the nearest there is, and may be far.
	{kindOfType, kindOfType, UnsortedSibling, NearestOutcome, 1.6, "the types are siblings, and the hub does not say which of the family do one job"},
	{kindOfType, notKind, UnsortedSibling, NoCounterpart, 0, "the types are siblings, and the term of B is no kind of its own: too far"},
	{notKind, anyFit, UnsortedSibling, NoCounterpart, 0, "the types are siblings, and the term of A is no kind of its own: too far"},
	// No common ground below the top of the hub.
	{anyFit, anyFit, Apart, NoCounterpart, 0, "the types are not neighbours"},
}

// Decide finds the row of two fits and a relation. What is no fit at all is taken as near, the weakest claim.
func Decide(a, b Fit, rel Relation) *OutcomeRow {
	a, b = knownFit(a), knownFit(b)
	for i := range Outcomes {
		r := &Outcomes[i]
		if r.Relation == rel && holds(r.A, a) && holds(r.B, b) {
			return r
		}
	}
	return &OutcomeRow{Relation: rel, Outcome: NoCounterpart, Because: "the table has no row for this"}
}

func knownFit(f Fit) Fit {
	if holds(Fits, f) {
		return f
	}
	return FitNear
}

func holds(list []Fit, f Fit) bool {
	for _, x := range list {
		if x == f {
			return true
		}
	}
	return false
}

// FeatureWeights are the coded features that a crosswalk compares, in the order in which they are shown, and what each
// is worth: agreement adds the weight, disagreement takes half of it away, what is not stated on a side does neither.
var FeatureWeights = []struct {
	Feature, Title string
	Weight         float64
}{
	{"legal-nature", "Legal nature", 0.30},
	{"attached-duty", "Attached duty", 0.15},
	{"addressee", "Addressee", 0.10},
	{"adoption", "Adoption", 0.10},
	{"consent-route", "Consent route", 0.15},
}

// fitPoints is the part "fit" of the score: a typical kind before a special one, either before the rest.
var fitPoints = map[Fit]float64{FitTypical: 0.2, FitSpecial: 0.1}
