package decide

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Past is a graph as it was at the end of a day, as far as that is recorded: what the decisions up to then assert instead
// of what today's do, the log up to then, and only the things whose recorded years (io:since, io:until) hold that year;
// organisations that did not exist are left out with their terms. What the catalogue or anybody else changed in the graph
// without a decision has no date, and is seen as it is now.
type Past struct {
	index.Snapshot
	Day             time.Time
	NoOrganisations int // how many are left out, because they did not exist then
	NoTerms         int // how many are left out with theirs
	Later           int // decisions made after the day

	hidden map[index.ID]bool
	force  index.ID      // the graph of what is in force
	state  [][4]index.ID // what stood in it
	made   []rdf.Term    // terms that the store does not have (any more)
	ids    map[rdf.Term]index.ID
}

// AsOf gives the state of a snapshot at the end of a day. The snapshot stays open under it and is the caller's to close.
func AsOf(ctx context.Context, snap index.Snapshot, day time.Time) (*Past, error) {
	p := &Past{Snapshot: snap, Day: day, hidden: map[index.ID]bool{}, ids: map[rdf.Term]index.ID{}}
	log, err := Read(ctx, snap)
	if err != nil {
		return nil, err
	}
	v := newView(ctx, snap)
	hidden, err := p.outside(v)
	if err != nil {
		return nil, fmt.Errorf("read the state at %s: %w", day.Format(time.DateOnly), err)
	}
	then := log.At(EndOf(day))
	hidden = append(hidden, p.later(log, then)...)
	if err := p.hide(ctx, hidden); err != nil {
		return nil, err
	}
	return p, p.setState(ctx, then.State())
}

// later lists what the decisions after the day brought into the log.
func (p *Past) later(log, then *Log) []string {
	var out []string
	known := map[string]bool{}
	for _, d := range then.Decisions {
		known[d.IRI], known[agent(d.Reviewer).Value] = true, true
	}
	if len(then.Decisions) == 0 {
		out = append(out, Graph) // it has its title from the first decision
	}
	for _, d := range log.Decisions {
		if known[d.IRI] {
			continue
		}
		p.Later++
		out = append(out, d.IRI, made("mapping", d.Number).Value)
		if who := agent(d.Reviewer).Value; !known[who] {
			out = append(out, who)
		}
		for i := range d.Dissent {
			out = append(out, dissentIRI(d.Number, i).Value)
		}
	}
	return out
}

// Note says what the state at a day covers.
func (p *Past) Note() string {
	return fmt.Sprintf("As of %s: decisions up to that day (%d later ones are left out), and what is in its recorded years then (%d organisations and %d terms are left out). "+
		"The catalogue's own edits have no dates and are seen as they are now.", p.Day.Format(time.DateOnly), p.Later, p.NoOrganisations, p.NoTerms)
}

// outside lists what did not exist in the year of the day: by its own years, or with its organisation.
func (p *Past) outside(v *view) ([]string, error) {
	year := p.Day.UTC().Year()
	out := map[string]bool{}
	for property, holds := range map[string]func(int) bool{ontology.IOSince: func(y int) bool { return y <= year }, ontology.IOUntil: func(y int) bool { return y >= year }} {
		pairs, err := v.pairsOf(property)
		if err != nil {
			return nil, err
		}
		for _, x := range pairs {
			if y, ok := yearOf(x[1]); ok && !holds(y) {
				out[x[0]] = true
			}
		}
	}
	for _, iri := range sortedKeys(out) {
		things, err := v.ownedBy(iri)
		if err != nil {
			return nil, err
		}
		n, err := v.node(iri)
		if err != nil {
			return nil, err
		}
		if slices.Contains(n[ontology.RDFType], rdf.NewIRI(ontology.ORGFormalOrganization)) || len(things) > 0 {
			p.NoOrganisations++
		}
		for _, t := range things {
			n, err := v.node(t)
			if err != nil {
				return nil, err
			}
			if len(n[ontology.SKOSPrefLabel]) > 0 && !out[t] {
				p.NoTerms++
			}
			out[t] = true
		}
	}
	return sortedKeys(out), nil
}

// yearOf reads the year of a gYear, date or number.
func yearOf(text string) (int, bool) {
	if len(text) < 4 {
		return 0, false
	}
	y, err := strconv.Atoi(text[:4])
	return y, err == nil
}

// ownedBy lists what an organisation owns, directly or through a scheme that it publishes.
func (v *view) ownedBy(org string) ([]string, error) {
	all, err := v.subjects(ontology.IOOfOrganisation, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	schemes, err := v.subjects(ontology.DCTPublisher, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	for _, s := range schemes {
		more, err := v.subjects(ontology.SKOSInScheme, rdf.NewIRI(s))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (p *Past) hide(ctx context.Context, iris []string) error {
	terms := make([]rdf.Term, len(iris))
	for i, iri := range iris {
		terms[i] = rdf.NewIRI(iri)
	}
	ids := make([]index.ID, len(terms))
	if err := p.Snapshot.IDs(ctx, terms, ids); err != nil {
		return err
	}
	for _, id := range ids {
		if id != 0 {
			p.hidden[id] = true
		}
	}
	return nil
}

// setState gives the quads of the state their IDs; terms that the store does not have get IDs of this snapshot alone.
func (p *Past) setState(ctx context.Context, quads []rdf.Quad) error {
	terms := []rdf.Term{forceGraph}
	for _, q := range quads {
		terms = append(terms, q.S, q.P, q.O, q.G)
	}
	ids := make([]index.ID, len(terms))
	if err := p.Snapshot.IDs(ctx, terms, ids); err != nil {
		return err
	}
	for i, t := range terms {
		if ids[i] != 0 {
			continue
		}
		if p.ids[t] == 0 {
			p.ids[t] = index.MakeID(index.KindQuery, uint64(len(p.made)))
			p.made = append(p.made, t)
		}
		ids[i] = p.ids[t]
	}
	p.force = ids[0]
	for i := range quads {
		row := [4]index.ID(ids[1+4*i : 5+4*i])
		if !p.hidden[row[0]] && !p.hidden[row[2]] {
			p.state = append(p.state, row)
		}
	}
	return nil
}
