package annotate

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// TestRule has a text for each row of the rule in DESIGN.md, recognised and not.
func TestRule(t *testing.T) {
	g, _ := smallGazetteer(t)
	for text, want := range map[string]string{
		// acronyms are written as they are
		"Ask the one who knows, or WHO, or the WHO's staff.": "WHO=who WHO=who",
		"THE STATES WHO SIGNED MUST PAY NOW":                 "",
		"They signed two MoUs and a mou.":                    "MoUs=mou",
		// two letters need their organisation in the sentence, if they are no organisation
		"A TN is short. GU is shorter.": "GU=gamma",
		"ALPHA put it into a TN.":       "ALPHA=alpha TN=a2",
		// several words: a type in any case, a term with capitals or its organisation
		"a memorandum of understanding, a MEMORANDUM OF UNDERSTANDING": "memorandum of understanding=mou MEMORANDUM OF UNDERSTANDING=mou",
		"we wrote a technical note about it":                           "",
		"we wrote a Technical Note about it":                           "Technical Note=a2",
		"ALPHA is old. We wrote technical notes for it.":               "ALPHA=alpha technical notes=a2",
		// one word: bound, numbered, or with a capital that says something
		"a decision to go home. Decisions are hard":          "",
		"an ALPHA decision":                                  "ALPHA=alpha decision=a1",
		"the decision of the Board of ALPHA":                 "decision=a1 ALPHA=alpha",
		"the decision to leave ALPHA":                        "ALPHA=alpha",
		"ALPHA met. It took decision 5/14 then.":             "ALPHA=alpha decision=a1",
		"ALPHA met. It took decision number five then.":      "ALPHA=alpha",
		"By this Decision we act.":                           "Decision=act|a1|b1",
		"Decisions, Technical Notes And Other Things Of Use": "Technical Notes=a2",
		"He saw the Bologna Decision.":                       "",
		// whose it is
		"BETA met; ALPHA adopted a Decision.":                      "BETA=beta ALPHA=alpha Decision=a1",
		"ALPHA met. A Decision of BETA followed.":                  "ALPHA=alpha Decision=b1 BETA=beta",
		"ALPHA and BETA adopt Decisions.":                          "ALPHA=alpha BETA=beta Decisions=a1|b1",
		"A WHO Decision is unheard of, says ALPHA.":                "WHO=who Decision=act|a1|b1 ALPHA=alpha",
		"BETA has a Policy.":                                       "BETA=beta Policy=g1",
		"La política de la GU.":                                    "política=g1 GU=gamma",
		"ALPHA Technical Notes, decisions and a decision besides.": "ALPHA=alpha Technical Notes=a2 decisions=a1",
		"ALPHA took a Decision & the BETA one as well.":            "ALPHA=alpha Decision=a1 BETA=beta",
		"By Decision the BETA came to ALPHA.":                      "Decision=b1 BETA=beta ALPHA=alpha",
		// a mention with a word of its own does not lend itself to others; several in reach leave it open
		"ALPHA met. A Decision cites the BETA Edict.":              "ALPHA=alpha Decision=a1 BETA=beta Edict=b2",
		"ALPHA met. BETA met. They ate. A Decision came.":          "ALPHA=alpha BETA=beta Decision=a1|b1",
		"ALPHA met. BETA met. They ate; GU paid. A Decision came.": "ALPHA=alpha BETA=beta GU=gamma Decision=a1|b1",
		"The Decision of Westphalia, and ALPHA.":                   "ALPHA=alpha",
		"1. ALPHA met;\n2. a Decision came;\n3. BETA met.":         "ALPHA=alpha Decision=a1 BETA=beta",
		"ALPHA met; it said: \"This Decision is final\".":          "ALPHA=alpha Decision=a1",
		// one common word for an organisation needs another name of it
		"The Commission met.":                             "",
		"The Alpha Commission met. The Commission spoke.": "Alpha Commission=alpha Commission=alpha",
		// instruments: titles, parts of them, codes
		"Regulation (GU) 2020/7 on lakes (Lake Act)":     "Regulation (GU) 2020/7 on lakes (Lake Act)=i1",
		"Under Regulation (GU) 2020/7 and the Lake Act.": "Regulation (GU) 2020/7=i1 Lake Act=i1",
		"See GU/2020/7, not gu/2020/7.":                  "GU/2020/7=i1",
		"See Annex 3.":                                   "",
		"GU has Annex 3.":                                "GU=gamma Annex 3=i2",
		"the Smallville Decision, 1999":                  "Smallville Decision=i3",
		// names do not go over the end of a sentence or a comma that they do not have
		"the Alpha. Commission": "", "World Health, Organization": "",
		// longest first, accents and case folded
		"THE WORLD HEALTH ORGANISATION; world health organization": "WORLD HEALTH ORGANISATION=who world health organization=who",
		// scripts without capitals: the organisation in the sentence
		"世界卫生组织的公约。他们签了谅解备忘录。他喜欢公约。":                    "世界卫生组织=who 公约=w1 谅解备忘录=mou",
		"ولمنظمة الصحة العالمية اتفاقية. هذه الاتفاقية": "منظمة الصحة العالمية=who اتفاقية=w1",
		"WHO рада. Конвенцию подписали.":                "WHO=who",
		"подписали Конвенцию WHO":                       "Конвенцию=w1 WHO=who",
	} {
		if got := strings.Join(read(t, g, text), " "); got != want {
			t.Errorf("%s\n  is  %s\n  not %s", text, got, want)
		}
	}
}

// TestOpenSaysHowItDiffers: an open word says which force it has where.
func TestOpenSaysHowItDiffers(t *testing.T) {
	g, _ := smallGazetteer(t)
	d, _ := Plain([]byte("By this Decision we act."))
	r, err := g.Annotate(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	a := r.Annotations[0]
	if !a.Open || a.Differ != "binding: the type Act of power, Alpha Commission; not binding: BETA" || a.Why == "" {
		t.Errorf("%+v", a)
	}
}

func check(t *testing.T, text, target string) *Draft {
	t.Helper()
	g, sn := smallGazetteer(t)
	d, err := Plain([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := g.Annotate(context.Background(), d)
	if err == nil {
		err = g.CheckDraft(context.Background(), sn, r, target)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Draft
}

// TestDraft has a word for each verdict.
func TestDraft(t *testing.T) {
	for _, c := range []struct {
		text, target string
		verdict      Verdict
		says         string
		suggested    []string
	}{
		{"An ALPHA Decision.", "BETA", FalseFriend, "false friend of that type", []string{"b2"}},
		{"A Decision of BETA.", "alpha", FalseFriend, "not not binding as here", []string{"a2"}},
		{"By this Decision.", "Beta Commission", Unclear, "At BETA it is not binding", nil},
		{"A Technical Note of ALPHA.", "http://example.org/beta", OtherWord, "calls what comes closest Decision", []string{"b1"}},
		{"A memorandum of understanding.", "beta", NoCounterpart, "None of the 2 terms", nil},
		{"A Decision of BETA.", "BETA", OwnWord, "same thing", nil},
		{"A BETA Edict.", "alpha", OtherWord, "Decision", []string{"a1"}},
	} {
		d := check(t, c.text, c.target)
		if len(d.Findings) != 1 || !d.Derived {
			t.Errorf("%s for %s: %+v", c.text, c.target, d)
			continue
		}
		f := d.Findings[0]
		var got []string
		for _, s := range f.Suggestions {
			got = append(got, lastSegment(s.IRI))
		}
		if f.Verdict != c.verdict || !strings.Contains(f.Says, c.says) || !slices.Equal(got, c.suggested) {
			t.Errorf("%s for %s: %s, %q, %v", c.text, c.target, f.Verdict, f.Says, got)
		}
	}
}

func TestDraftRefusals(t *testing.T) {
	g, sn := smallGazetteer(t)
	d, _ := Plain([]byte("WHO"))
	r, _ := g.Annotate(context.Background(), d)
	var missing *harmonise.NotFoundError
	for _, name := range []string{"nobody", "", " "} {
		if err := g.CheckDraft(context.Background(), sn, r, name); !errors.As(err, &missing) || r.Draft != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if d := check(t, "An ALPHA Decision.", "Plain Treaty"); !strings.Contains(d.Note, "No term") || d.Findings[0].Verdict != NoCounterpart {
		t.Errorf("an organisation without terms: %+v", d)
	}
}

// TestWebAnnotations reads the JSON-LD back: its selectors find the quotes, and it is the same each time.
func TestWebAnnotations(t *testing.T) {
	g, sn := smallGazetteer(t)
	d, _ := Plain([]byte("🙂 By this Decision WHO adds العربية: a memorandum of understanding."))
	r, err := g.Annotate(context.Background(), d)
	if err == nil {
		err = g.CheckDraft(context.Background(), sn, r, "BETA")
	}
	if err != nil {
		t.Fatal(err)
	}
	var first, second strings.Builder
	if err := errors.Join(WriteWebAnnotations(&first, r, ""), WriteWebAnnotations(&second, r, "")); err != nil || first.String() != second.String() {
		t.Fatal(err, "the same result is not written the same")
	}
	var page webPage
	if err := json.Unmarshal([]byte(first.String()), &page); err != nil || len(page.Items) != len(r.Annotations) || page.PartOf.Total != len(page.Items) {
		t.Fatalf("%v %s", err, first.String())
	}
	points := []rune(r.Text)
	ids := map[string]bool{}
	for _, item := range page.Items {
		at, quote := item.Target.Selector[0], item.Target.Selector[1]
		if got := string(points[*at.Start:*at.End]); got != *quote.Exact || !strings.HasSuffix(string(points[:*at.Start]), *quote.Prefix) || !strings.HasPrefix(string(points[*at.End:]), *quote.Suffix) {
			t.Errorf("the selectors of %q disagree: %q", *quote.Exact, got)
		}
		ids[item.ID] = true
	}
	if len(ids) != len(page.Items) {
		t.Error("annotations share an address")
	}
	if b := page.Items[0].Body; b[0].Type != "Choice" || len(b[0].Items) != 3 || b[len(b)-1].Purpose != "commenting" {
		t.Errorf("an open word: %+v", b)
	}
	if b := page.Items[1].Body[0]; b.Purpose != "identifying" || b.Source != "http://example.org/who" {
		t.Errorf("an organisation: %+v", b)
	}
}

func TestCancelled(t *testing.T) {
	g, sn := smallGazetteer(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Compile(ctx, sn); !errors.Is(err, context.Canceled) {
		t.Errorf("compile: %v", err)
	}
	d, _ := Plain([]byte(strings.Repeat("WHO Convention ", 1000)))
	if _, err := g.Annotate(ctx, d); !errors.Is(err, context.Canceled) {
		t.Errorf("annotate: %v", err)
	}
}

// TestMemoryIsBounded: a gazetteer that is full takes no more names and says so.
func TestMemoryIsBounded(t *testing.T) {
	g, _ := smallGazetteer(t)
	if g.Bytes < 5000 || g.Names < 40 {
		t.Errorf("%d names in %d bytes", g.Names, g.Bytes)
	}
	g.Bytes, g.lower = MaxMemory, map[string]bool{}
	var full *MemoryError
	if err := g.call(0, rdf.Term{Kind: rdf.Literal, Value: "One More"}, nameMain, true); !errors.As(err, &full) || !strings.Contains(err.Error(), "full") {
		t.Errorf("a name too many: %v", err)
	}
}
