package httpd

import (
	"fmt"
	"strings"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query/harmonise"
)

// shares writes the values behind a summary, where there is more than one.
func shares(all []harmonise.ValueShare) string {
	if len(all) < 2 {
		return ""
	}
	return answer.Shares(all)
}

func (s *Server) addVocabularies(a *compareAnswer, x *harmonise.Comparison) {
	for i := range x.Types {
		t := &x.Types[i]
		row := typeRow{Type: s.ownerLink(t.Type), SuitedTo: t.SuitedTo, A: s.cellLinks(t.A), B: s.cellLinks(t.B), EmptyA: t.A.Empty.String(), EmptyB: t.B.Empty.String()}
		switch {
		case t.Only == "a":
			a.OnlyA++
			row.Leads = crosswalkHref(t.A.Terms[0].IRI, x.A.IRI, x.B.IRI)
		case t.Only == "b":
			a.OnlyB++
			row.Leads = crosswalkHref(t.B.Terms[0].IRI, x.B.IRI, x.A.IRI)
		case len(t.A.Terms) > 0:
			a.Both++
		}
		a.Types = append(a.Types, row)
	}
	for i := range x.Words {
		w := &x.Words[i]
		a.Words = append(a.Words, sharedRow{capital(w.Word), strings.Join(w.Differs, " and "), s.wordPart(&w.A), s.wordPart(&w.B)})
	}
	for _, u := range x.Users {
		a.Users = append(a.Users, userRow{s.ownerLink(u.Organisation), s.usages(u.A), s.usages(u.B)})
	}
}

func (s *Server) cellLinks(c harmonise.Cell) []linkTo {
	var out []linkTo
	for _, t := range c.Terms {
		l := linkTo{Href: s.href(t.IRI), Text: t.Label}
		if t.Fit == string(harmonise.FitNear) || t.Fit == string(harmonise.FitWider) {
			l.Text += " (" + t.Fit + ")"
		}
		out = append(out, l)
	}
	return out
}

func (s *Server) wordPart(w *harmonise.WordSide) wordPart {
	return wordPart{s.ownerLink(w.Term), s.ownerLink(w.Type), w.Nature, s.proofs(w.Evidence)}
}

func (s *Server) usages(all []harmonise.Usage) []web.Value {
	var out []web.Value
	for _, u := range all {
		v := web.Value{Link: s.ownerLink(u.Term)}
		if u.Fit == harmonise.FitNear || u.Fit == harmonise.FitWider {
			v.Note = string(u.Fit)
		}
		out = append(out, v)
	}
	return out
}

// phaseTitles word the phases as the group on instruments asks about them.
var phaseTitles = map[string]string{"developed": "How they are developed", "maintained": "How they are maintained", "updated": "How they are updated", "": "Other stages"}

func (s *Server) addStages(a *compareAnswer, x *harmonise.Comparison) {
	for i := range x.Stages {
		st := &x.Stages[i]
		title := phaseTitles[st.Phase]
		if n := len(a.Phases); n == 0 || a.Phases[n-1].Title != title {
			a.Phases = append(a.Phases, phaseView{Title: title})
		}
		p := &a.Phases[len(a.Phases)-1]
		p.Stages = append(p.Stages, stageRow{s.ownerLink(st.Stage), s.stageSide(st.A, x.Kind), s.stageSide(st.B, x.Kind)})
	}
}

// stageSide leaves out what the reader knows: the organisation of a step between organisations, the term between terms.
func (s *Server) stageSide(steps []harmonise.Step, kind string) stageSide {
	const shown = 4
	out := stageSide{}
	orgs := map[string]bool{}
	for i := range steps {
		st := &steps[i]
		v := stepView{Description: st.Description, Period: st.Period, Evidence: s.proofs(st.Evidence)}
		if kind != harmonise.CompareTerms {
			v.Term = s.ownerLink(st.Term)
		}
		if kind == harmonise.CompareTypes {
			v.Org = s.ownerLink(st.Organisation)
			orgs[st.Organisation.IRI] = true
		}
		if i < shown {
			out.First = append(out.First, v)
		} else {
			out.Rest = append(out.Rest, v)
		}
	}
	out.Orgs = len(orgs)
	return out
}

func (s *Server) addPractices(a *compareAnswer, x *harmonise.Comparison) {
	for _, p := range x.Practices {
		a.Practices = append(a.Practices, practiceRow{p.Title, p.A.N, p.B.N, s.typeCounts(p.A), s.typeCounts(p.B)})
	}
	for i := range x.Together {
		j := &x.Together[i]
		row := jointRow{Link: s.ownerLink(j.Owner), Formality: j.Formality, Years: j.Years, Status: j.Status, RoleA: j.RoleA, RoleB: j.RoleB,
			Description: j.Description, Others: j.Others, Evidence: s.proofs(j.Evidence)}
		for _, t := range j.Types {
			row.Types = append(row.Types, s.ownerLink(t))
		}
		a.Together = append(a.Together, row)
	}
}

func (s *Server) typeCounts(p harmonise.PracticeCount) []web.Value {
	var out []web.Value
	for _, t := range p.Types {
		out = append(out, web.Value{Link: s.ownerLink(t.Owner), Note: fmt.Sprint(t.N)})
	}
	return out
}

// countTrust counts what the page shows by the state of its evidence, the best of each.
func (a *compareAnswer) countTrust(x *harmonise.Comparison) {
	a.trust(x.A.Evidence)
	a.trust(x.B.Evidence)
	for i := range x.Stages {
		for _, side := range [][]harmonise.Step{x.Stages[i].A, x.Stages[i].B} {
			for k := range side {
				a.trust(side[k].Evidence)
			}
		}
	}
	for i := range x.Together {
		a.trust(x.Together[i].Evidence)
	}
}

func (a *compareAnswer) trust(proofs []harmonise.TermProof) {
	state := ""
	for _, p := range proofs {
		if p.CheckState == "checked" || p.CheckState == "excerpt-seen" && state != "checked" || state == "" {
			state = p.CheckState
		}
	}
	switch state {
	case "checked":
		a.Trust.Checked++
	case "excerpt-seen":
		a.Trust.Seen++
	default:
		a.Trust.Unchecked++
	}
}
