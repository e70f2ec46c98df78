package exec

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
)

// ErrNoText says that a query searches where there is no text index.
var ErrNoText = errors.New("io:search: this store is open without its text index")

// openSearch finds the literals of a search, best first.
func (q *Query) openSearch(n *plan.Search, e *env) (operator, error) {
	if q.opts.Text == nil {
		return nil, ErrNoText
	}
	hits, ids, err := q.findText(n, e.graphs(n.Graph), plan.SearchModes)
	if err == nil && len(hits) == 0 {
		hits, ids, err = q.findText(n, e.graphs(n.Graph), index.MatchFuzzy)
	}
	if err != nil {
		return nil, err
	}
	return q.searchRows(n, hits, ids)
}

// findText asks the text index for more and more until enough of what it finds is in the graphs.
func (q *Query) findText(n *plan.Search, graphs index.GraphSet, modes index.TextMode) (hits []index.Hit, ids []index.ID, err error) {
	want := n.Algebra.Limit
	if want == 0 || want > plan.MostHits {
		want = plan.MostHits
	}
	for ask := min(2*want+20, plan.MostHits); ; ask = min(4*ask, plan.MostHits) {
		all, err := q.opts.Text.Search(q.ctx, index.TextQuery{Text: n.Algebra.Text, Lang: n.Algebra.Lang, Modes: modes, Limit: ask})
		if err != nil {
			return nil, nil, err
		}
		if hits, ids, err = q.present(all, graphs, want); err != nil {
			return nil, nil, err
		}
		if len(hits) == want || len(all) < ask || ask == plan.MostHits {
			return hits, ids, nil
		}
	}
}

// present keeps the first hits, as many as are wanted, that are objects in the graphs: the text index may hold literals
// that no triple uses any more, and those of later commits.
func (q *Query) present(all []index.Hit, graphs index.GraphSet, want int) (hits []index.Hit, ids []index.ID, err error) {
	ords, found := make([]uint64, len(all)), make([]index.ID, len(all))
	for i, h := range all {
		ords[i] = h.Ordinal
	}
	if err := q.snap.Ordinals(ords, found); err != nil {
		return nil, nil, err
	}
	for i, id := range found {
		if id == 0 {
			continue
		}
		if err := q.check(); err != nil {
			return nil, nil, err
		}
		n, _, err := q.snap.Count(q.ctx, index.Scan{Order: index.OSP, Prefix: []index.ID{id}, Cols: index.AllCols, Graphs: graphs})
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			continue
		}
		if hits, ids = append(hits, all[i]), append(ids, id); len(hits) == want {
			break
		}
	}
	return hits, ids, nil
}

// searchRows makes the rows: the literal, and the score and snippet that are asked for.
func (q *Query) searchRows(n *plan.Search, hits []index.Hit, ids []index.ID) (operator, error) {
	b := sizedBatch(len(n.Vars), len(hits))
	if err := q.grow(int64(len(hits) * len(n.Vars) * 8)); err != nil {
		return nil, err
	}
	a := n.Algebra
	terms, made := make([]rdf.Term, 2), make([]index.ID, 2)
	for i, h := range hits {
		terms[0] = rdf.NewTyped(strconv.FormatFloat(math.Round(h.Score*1e4)/1e4, 'f', -1, 64), rdf.XSDDouble)
		terms[1] = snippetTerm(h)
		if err := q.Intern(terms, made); err != nil {
			return nil, err
		}
		row := map[plan.Var]index.ID{a.Literal: ids[i]}
		same := true
		for v, id := range map[plan.Var]index.ID{a.Score: made[0], a.Snippet: made[1]} {
			if have, twice := row[v]; v != "" && twice && have != id {
				same = false // a variable that is asked to be two things is neither
			} else if v != "" {
				row[v] = id
			}
		}
		if !same {
			continue
		}
		for c, v := range n.Vars {
			b.Cols[c][b.N] = row[v]
		}
		b.N++
	}
	return &stored{q: q, rows: b}, nil
}

const (
	snippetBefore = 40  // bytes before the first match
	snippetLength = 160 // and altogether, the marks not counted
)

func snippetTerm(h index.Hit) rdf.Term {
	if h.Lang != "" {
		return rdf.NewLang(snippet(h), h.Lang)
	}
	return rdf.NewString(snippet(h))
}

// snippet is the part of a literal around its first match, what matched between pairs of asterisks.
func snippet(h index.Hit) string {
	from, to := 0, len(h.Text)
	if len(h.Spans) > 0 && h.Spans[0][0] > snippetBefore && len(h.Text) > snippetLength {
		from = wordStart(h.Text, h.Spans[0][0]-snippetBefore)
	}
	if to-from > snippetLength {
		to = wordStart(h.Text, from+snippetLength)
	}
	var s strings.Builder
	if from > 0 {
		s.WriteString("… ")
	}
	at := from
	for _, span := range h.Spans {
		if span[0] < at || span[1] > to || span[0] >= span[1] {
			continue
		}
		s.WriteString(h.Text[at:span[0]] + "**" + h.Text[span[0]:span[1]] + "**")
		at = span[1]
	}
	s.WriteString(strings.TrimRight(h.Text[at:to], " "))
	if to < len(h.Text) {
		s.WriteString(" …")
	}
	return s.String()
}

// wordStart is the first beginning of a word at or after a place, or the next rune where a word is long.
func wordStart(text string, at int) int {
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	for i := at; i < len(text) && i < at+30; i++ {
		if text[i] == ' ' {
			return i + 1
		}
	}
	return at
}
