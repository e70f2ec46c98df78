package annotate

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// pieces make texts in which names of the small graph stand between all that makes counting hard: characters outside the
// first plane, combining marks, right-to-left letters, line ends, emoji made of several code points.
var pieces = []string{"WHO", "World Health Organization", "ALPHA", "BETA", "Decision", "decision of ALPHA", "Technical Note", "Conve\u0301ntion", "memorandum of understanding",
	"منظمة الصحة العالمية", "اتفاقية", "و", "世界卫生组织", "公约", "谅解备忘录", "Конвенция", "GU/2020/7", "Annex 3", "𠮷野家", "🙂", "👩‍👩‍👧", "e\u0301", "ﷺ", "𝔘𝔫𝔦", "\u00ad", "\u200f",
	" ", " ", " ", "\n", "\r\n", "\n\n", "\t", ".", ". ", ", ", "; ", "(", ")", "-", "'", "’s ", "…", "\x00", "\ufeff", "\ufffd", "x", "é", "no 4"}

func textOf(t *rapid.T) string {
	piece := rapid.OneOf(rapid.SampledFrom(pieces), rapid.SampledFrom(pieces), rapid.SampledFrom(pieces), rapid.String())
	between := rapid.SampledFrom([]string{" ", " ", "", "🙂"})
	return strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), between.Draw(t, "between"))
}

// holds checks what every result promises of its text.
func holds(t *rapid.T, r *Result) {
	points := []rune(r.Text)
	if r.Characters != len(points) {
		t.Fatalf("%d characters, there are %d", r.Characters, len(points))
	}
	last := 0
	for i := range r.Annotations {
		a := &r.Annotations[i]
		if a.Start < last || a.End <= a.Start || a.End > len(points) {
			t.Fatalf("annotation %d is at %d-%d after %d", i, a.Start, a.End, last)
		}
		last = a.End
		if got := string(points[a.Start:a.End]); got != a.Exact {
			t.Fatalf("the code points %d-%d are %q, the quote is %q", a.Start, a.End, got, a.Exact)
		}
		before, after := string(points[:a.Start]), string(points[a.End:])
		if !strings.HasSuffix(before, a.Prefix) || !strings.HasPrefix(after, a.Suffix) || utf8.RuneCountInString(a.Prefix) != min(around, a.Start) || utf8.RuneCountInString(a.Suffix) != min(around, len(points)-a.End) {
			t.Fatalf("%q has the prefix %q and the suffix %q", a.Exact, a.Prefix, a.Suffix)
		}
		if len(a.Means) == 0 || a.Open != (len(a.Means) > 1) || a.Why == "" || a.Open && a.Differ == "" {
			t.Fatalf("%+v", a)
		}
		for _, iri := range slices.Concat(a.Means, a.Others) {
			if r.Things[iri] == nil {
				t.Fatalf("%s is not described", iri)
			}
		}
	}
	var joined strings.Builder
	marked := 0
	for _, s := range r.Segments() {
		joined.WriteString(s.Text)
		if s.Annotation >= 0 {
			marked++
		}
	}
	if joined.String() != r.Text || marked != len(r.Annotations) {
		t.Fatalf("the segments make %q of %q, with %d of %d marks", joined.String(), r.Text, marked, len(r.Annotations))
	}
}

// TestOffsetsCountCodePoints slices random texts by the offsets: the slice is the quote.
func TestOffsetsCountCodePoints(t *testing.T) {
	g, _ := smallGazetteer(t)
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		text := textOf(t)
		d, err := Plain([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		r, err := g.Annotate(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if strings.TrimPrefix(text, "\ufeff") != r.Text {
			t.Fatalf("%q became %q", text, r.Text)
		}
		found += len(r.Annotations)
		holds(t, r)
	})
	if found < 50 {
		t.Errorf("only %d annotations in all texts: the test has nothing to look at", found)
	}
}

// TestOffsetsOfHTML does the same with tags, comments and references strewn in.
func TestOffsetsOfHTML(t *testing.T) {
	g, _ := smallGazetteer(t)
	markup := []string{"<p>", "</p>", "<b>", "</b>", "<br/>", "<!-- WHO -->", "<script>WHO</script>", "<a title='WHO > x'>", "&amp;", "&eacute;", "&#x1F642;", "&", "<", ">", "</", "<style>", "</style>", "&#0;", "<td>", "&nosuch;"}
	rapid.Check(t, func(t *rapid.T) {
		page := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(markup), rapid.SampledFrom(pieces), rapid.String()), 0, 40).Draw(t, "pieces"), "")
		d, err := HTML([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.ValidString(d.Text) {
			t.Fatalf("%q gives %q", page, d.Text)
		}
		r, err := g.Annotate(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, r)
	})
}

// TestAutomatonFindsAll compares the automaton with a look at every place for every name.
func TestAutomatonFindsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.Int32Range(1, 3)
		names := rapid.SliceOfN(rapid.SliceOfN(word, 1, 4), 1, 12).Draw(t, "names")
		text := rapid.SliceOfN(rapid.Int32Range(0, 3), 0, 40).Draw(t, "text")
		a := newAutomaton()
		for i, n := range names {
			a.add(n, int32(i))
		}
		a.link()
		type hit struct{ end, name int32 }
		var got, want []hit
		at := int32(0)
		for i, w := range text {
			at = a.step(at, w)
			a.ends(at, func(n *node) {
				for _, name := range n.names {
					if int(n.depth) != len(names[name]) {
						t.Fatalf("a name of %d words ends at depth %d", len(names[name]), n.depth)
					}
					got = append(got, hit{int32(i), name})
				}
			})
			for name, n := range names {
				if len(n) <= i+1 && slices.Equal(text[i+1-len(n):i+1], n) {
					want = append(want, hit{int32(i), int32(name)})
				}
			}
		}
		order := func(x, y hit) int { return int((x.end-y.end)*100 + x.name - y.name) }
		slices.SortFunc(got, order)
		slices.SortFunc(want, order)
		if !slices.Equal(got, want) {
			t.Fatalf("found %v, there are %v", got, want)
		}
	})
}
