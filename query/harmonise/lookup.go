package harmonise

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/index"
)

// LookupQuery asks for the things that are called Text.
type LookupQuery struct {
	Text  string
	Lang  string         // only labels in this language
	Org   string         // only terms of this organisation: its IRI, the end of its IRI, its acronym or its name; "hub" for the hub
	Kind  string         // only things of this kind: "term", "type", "organisation", "instrument", ...
	Limit int            // rows, 0 means 20
	Modes index.TextMode // 0 means all

	names bool // names only, no running text
}

// Match is a thing that was found, by its best label.
type Match struct {
	Thing        string            `json:"thing"`
	ThingKind    string            `json:"kind"`
	Name         string            `json:"name"` // what the thing is called first
	Label        string            `json:"label"`
	LabelKind    string            `json:"labelKind"`
	Lang         string            `json:"lang,omitempty"`
	Organisation Owner             `json:"organisation"`      // whose word it is; zero if nobody's in particular
	Scheme       Owner             `json:"scheme,omitzero"`   // the vocabulary that it belongs to
	Score        float64           `json:"score"`             // the sum of Parts
	Parts        []index.ScorePart `json:"parts"`             //
	Mode         string            `json:"mode"`              // exact, prefix, stem or typo
	Reading      string            `json:"reading,omitempty"` // how the query was read to find it, if not as written
	Spans        [][2]int          `json:"spans,omitempty"`   // what matched in Label, in bytes
	Definition   string            `json:"definition,omitempty"`
	Also         []Label           `json:"also,omitempty"` // its further labels that match, the best first
}

// Owner is an organisation or a vocabulary.
type Owner struct {
	IRI     string `json:"iri,omitempty"`
	Acronym string `json:"acronym,omitempty"`
	Name    string `json:"name,omitempty"`
}

// String is the acronym, else the name, else the IRI.
func (o Owner) String() string {
	switch {
	case o.Acronym != "":
		return o.Acronym
	case o.Name != "":
		return o.Name
	}
	return o.IRI
}

// Label is a name of a thing that matches.
type Label struct {
	Text string `json:"text"`
	Kind string `json:"kind"`
	Lang string `json:"lang,omitempty"`
	Mode string `json:"mode"`
}

const (
	defaultLimit = 20
	maxLimit     = 1_000
	firstSearch  = 60     // literals asked for at first, more if the filters leave too few
	lastSearch   = 10_000 // and at last
	maxLabelled  = 2_000  // things looked at that bear one literal
)

// ErrNoText says that a store has no text index.
var ErrNoText = errors.New("look up a term: the store has no text index; open it with one")

// Lookup finds things by their names, the best first: exact before prefix before stem before typing errors, preferred
// labels before others.
func Lookup(ctx context.Context, s index.Snapshot, t index.Text, q LookupQuery) ([]Match, error) {
	if t == nil {
		return nil, ErrNoText
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	q.Limit = min(q.Limit, maxLimit)
	l, err := newLookup(ctx, s, q)
	if err != nil {
		return nil, err
	}
	for _, m := range []index.TextMode{index.MatchExact | index.MatchPrefix | index.MatchStem, index.MatchFuzzy} {
		if m &= l.modes(); m == 0 {
			continue
		}
		if err := l.search(t, m); err != nil {
			return nil, err
		}
		if m&index.MatchExact != 0 && !q.names {
			if err := l.reread(t); err != nil {
				return nil, err
			}
		}
		if len(l.found) >= q.Limit || l.exact {
			break // what was typed is a name: names that are written nearly so are not meant
		}
	}
	return l.describe()
}

// Suggest finds things by the beginning of a name, as it is being typed.
func Suggest(ctx context.Context, s index.Snapshot, t index.Text, q LookupQuery) ([]Match, error) {
	q.Modes, q.names = index.MatchExact|index.MatchPrefix, true
	if q.Limit <= 0 {
		q.Limit = 10
	}
	return Lookup(ctx, s, t, q)
}

// lookup is one run of Lookup.
type lookup struct {
	*reader
	q       LookupQuery
	labels  map[index.ID]string // properties and labelNodes of this snapshot
	nodes   map[index.ID]string
	naming  []index.ID // the predicates of labels and xl:literalForm, sorted
	special special
	owners  map[index.ID]*Owner // what is known of organisations and schemes
	found   map[index.ID]*thing
	exact   bool            // a name of one of them is what was asked for
	seen    map[uint64]bool // ordinals dealt with
	refused map[index.ID]bool
}

// thing is a candidate: what was found of it, and what it is.
type thing struct {
	id     index.ID
	iri    string
	kind   string
	about  about
	labels []found
}

// found is a label of a thing that matches.
type found struct {
	hit   *index.Hit
	kind  string
	score float64
	said  string // the reading of the query that finds it, "" for the query as written
}

func newLookup(ctx context.Context, s index.Snapshot, q LookupQuery) (*lookup, error) {
	r, err := newReader(ctx, s)
	if err != nil {
		return nil, err
	}
	l := &lookup{reader: r, q: q, owners: map[index.ID]*Owner{}, found: map[index.ID]*thing{}, seen: map[uint64]bool{},
		refused: map[index.ID]bool{}}
	if l.labels, err = ids(r, properties); err != nil {
		return nil, err
	}
	if l.nodes, err = ids(r, labelNodes); err != nil {
		return nil, err
	}
	if l.special, err = r.special(); err != nil {
		return nil, err
	}
	l.naming = append(l.naming, l.special.literalForm)
	for p := range l.labels {
		l.naming = append(l.naming, p)
	}
	slices.Sort(l.naming)
	return l, nil
}

func (l *lookup) modes() index.TextMode {
	if l.q.Modes == 0 {
		return index.MatchAll
	}
	return l.q.Modes
}

// search asks for more and more literals until there are enough things or no further literals.
func (l *lookup) search(t index.Text, m index.TextMode) error {
	for n := max(firstSearch, 4*l.q.Limit); ; n *= 4 {
		hits, err := t.Search(l.ctx, index.TextQuery{Text: l.q.Text, Lang: l.q.Lang, Modes: m, Limit: n})
		if err != nil {
			return err
		}
		if err := l.take(hits); err != nil {
			return err
		}
		if len(hits) < n || len(l.found) >= l.q.Limit || n >= lastSearch {
			return nil
		}
	}
}

// take finds out whom new hits label.
func (l *lookup) take(hits []index.Hit) error {
	var fresh []*index.Hit
	var ords []uint64
	for i := range hits {
		if h := &hits[i]; !l.seen[h.Ordinal] {
			l.seen[h.Ordinal] = true
			fresh, ords = append(fresh, h), append(ords, h.Ordinal)
		}
	}
	lits := make([]index.ID, len(ords))
	if err := l.snap.Ordinals(ords, lits); err != nil {
		return err
	}
	var rows []labelling
	for i, lit := range lits {
		if lit == 0 {
			continue
		}
		var err error
		if rows, err = l.labelled(lit, fresh[i], rows); err != nil {
			return err
		}
	}
	return l.admit(rows)
}

// labelling says that a thing bears a label.
type labelling struct {
	thing index.ID
	kind  string
	hit   *index.Hit
}

// labelled appends the things that a literal labels, directly or through a SKOS-XL label.
func (l *lookup) labelled(lit index.ID, h *index.Hit, rows []labelling) ([]labelling, error) {
	first := len(rows)
	var nodes []index.ID
	err := l.around(lit, l.byObject, l.naming, func(p, s index.ID) bool {
		if kind := l.labels[p]; kind != "" && (!isText(kind) || !l.q.names && h.Mode != index.MatchFuzzy) {
			rows = append(rows, labelling{s, kind, h})
		} else if p == l.special.literalForm {
			nodes = append(nodes, s)
		}
		return len(rows)-first+len(nodes) < maxLabelled
	})
	for _, n := range nodes {
		if err == nil {
			rows, err = l.bearers(n, h, rows)
		}
	}
	return rows, err
}

// bearers appends the things that bear a SKOS-XL label.
func (l *lookup) bearers(node index.ID, h *index.Hit, rows []labelling) ([]labelling, error) {
	first := len(rows)
	err := l.around(node, l.byObject, nil, func(p, s index.ID) bool {
		if kind := l.nodes[p]; kind != "" {
			rows = append(rows, labelling{s, kind, h})
		}
		return len(rows)-first < maxLabelled
	})
	if err != nil || len(rows) == first || len(l.special.labelKinds) == 0 {
		return rows, err
	}
	kind := ""
	err = l.around(node, l.bySubject, nil, func(p, o index.ID) bool {
		if p == l.special.labelKind && kind == "" {
			kind = l.special.labelKinds[o]
		}
		return kind == ""
	})
	for i := first; i < len(rows) && kind != ""; i++ {
		rows[i].kind = kind
	}
	return rows, err
}

// admit adds labels to their things; new things must pass the filters.
func (l *lookup) admit(rows []labelling) error {
	var fresh []index.ID
	for _, r := range rows {
		if l.found[r.thing] == nil && !l.refused[r.thing] {
			l.found[r.thing] = &thing{id: r.thing}
			fresh = append(fresh, r.thing)
		}
	}
	if err := l.sift(fresh); err != nil {
		return err
	}
	for _, r := range rows {
		if t := l.found[r.thing]; t != nil {
			t.add(r.hit, r.kind)
			l.exact = l.exact || r.hit.Mode == index.MatchExact
		}
	}
	return nil
}

// add notes a label; of two kinds that a literal has for a thing the better one counts.
func (t *thing) add(h *index.Hit, kind string) {
	f := found{hit: h, kind: kind, score: h.Score + modeBonus(h.Mode) + weights[kind] + standing(t.kind)}
	for i, old := range t.labels {
		if old.hit.Text == h.Text && old.hit.Lang == h.Lang {
			if rank(kind) < rank(old.kind) {
				t.labels[i] = f
			}
			return
		}
	}
	t.labels = append(t.labels, f)
}

// modeBonus spreads the modes of the text index, which are one apart, so that the kind of a label does not lift a hit
// over a better mode.
func modeBonus(m index.TextMode) float64 {
	switch m {
	case index.MatchExact:
		return 5
	case index.MatchPrefix:
		return 4
	case index.MatchStem:
		return 3
	}
	return 2
}

// sift finds out what new candidates are and drops those that the filters refuse.
func (l *lookup) sift(fresh []index.ID) error {
	names, err := l.terms(fresh)
	if err != nil {
		return err
	}
	for _, id := range fresh {
		t := l.found[id]
		t.iri = resourceName(names[id])
		ok, err := l.passes(t)
		if err != nil {
			return err
		}
		if !ok {
			delete(l.found, id)
			l.refused[id] = true
		}
	}
	return nil
}

// passes applies the filters, the cheap one first.
func (l *lookup) passes(t *thing) (bool, error) {
	read := false
	if t.kind = kindOf(t.iri); t.kind == "" {
		if err := l.learn(t); err != nil {
			return false, err
		}
		read = true
	}
	switch {
	case l.q.Kind == "" && bookkeeping[t.kind], l.q.Kind != "" && !strings.EqualFold(l.q.Kind, t.kind):
		return false, nil
	case l.q.Org == "":
		return true, nil
	}
	if !read {
		if err := l.learn(t); err != nil {
			return false, err
		}
	}
	return l.belongs(t)
}

// describe sorts what was found and describes the first rows.
func (l *lookup) describe() ([]Match, error) {
	all := make([]*thing, 0, len(l.found))
	for _, t := range l.found {
		sort.SliceStable(t.labels, func(i, j int) bool { return t.labels[i].score > t.labels[j].score })
		all = append(all, t)
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if x, y := a.labels[0].score, b.labels[0].score; x != y {
			return x > y
		}
		return a.iri < b.iri
	})
	all = all[:min(len(all), l.q.Limit)]
	return l.matches(all)
}
