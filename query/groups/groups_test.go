package groups

import (
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/query/library"
)

// Every clause of every group is answered by a section of its view; every section has a query that projects what its
// layout shows, and is named by a clause or stands for itself.
func TestGroups(t *testing.T) {
	for i, g := range All() {
		if g.ID != "wg"+string(rune('1'+i)) || g.Code != strings.ToUpper(g.ID) || g.Title == "" || g.About == "" {
			t.Errorf("group %d is not whole: %+v", i, g)
		}
		for _, c := range g.Clauses {
			if len(c.Sections) == 0 {
				t.Errorf("%s: no section answers %q", g.ID, c.Text)
			}
			for _, id := range c.Sections {
				if _, err := g.Section(id); err != nil {
					t.Errorf("%s, %q: %v", g.ID, c.Text, err)
				}
			}
		}
		seen := map[string]bool{}
		for i := range g.Sections {
			s := &g.Sections[i]
			if seen[s.ID] {
				t.Errorf("%s has two sections %s", g.ID, s.ID)
			}
			seen[s.ID] = true
			checkSection(t, g, s)
		}
	}
}

// checkSection compares the layout of a section with what its query projects.
func checkSection(t *testing.T, g *Group, s *Section) {
	q, ok := library.Get(s.Query)
	if !ok {
		t.Errorf("%s, %s: there is no query %s", g.ID, s.ID, s.Query)
		return
	}
	if q.Group != g.Code {
		t.Errorf("%s, %s: the query %s is one of %s", g.ID, s.ID, q.Name, q.Group)
	}
	used := []string{s.Key, s.State, s.GroupBy, s.Called, s.List, s.Possible, s.Rows.Var, s.Cols.Var}
	for _, c := range s.Columns {
		used = append(used, c.Var)
	}
	for _, v := range used {
		if v != "" && !slices.Contains(q.Expected.Vars, "?"+v) {
			t.Errorf("%s, %s: %s does not project ?%s", g.ID, s.ID, q.Name, v)
		}
	}
	if _, err := q.Bind(s.Args); err != nil {
		t.Errorf("%s, %s: %v", g.ID, s.ID, err)
	}
	if s.Pivot() == (len(s.Columns) > 0) {
		t.Errorf("%s, %s is a table and a pivot, or neither", g.ID, s.ID)
	}
}

// Every filter is known to the queries of some sections, and names the same kind of thing there.
func TestFiltersAreKnown(t *testing.T) {
	for _, g := range All() {
		for _, f := range g.Filters {
			known := 0
			for _, s := range g.Sections {
				q, _ := library.Get(s.Query)
				for _, p := range q.Params {
					if p.Name == f.Param {
						if known++; p.Prefix != f.Prefix || p.Default != Any {
							t.Errorf("%s: %s is of the kind %s, in %s %s = %s", g.ID, f.Param, f.Prefix, q.Name, p.Prefix, p.Default)
						}
					}
				}
			}
			if known == 0 || example(f) == "" {
				t.Errorf("%s: %d sections know the filter %s; an example is %q", g.ID, known, f.Param, example(f))
			}
		}
	}
}

func TestGet(t *testing.T) {
	for _, name := range []string{"wg3", "WG3", "3", " wg3 "} {
		if g, err := Get(name); err != nil || g.ID != "wg3" {
			t.Errorf("%q: %v %v", name, g, err)
		}
	}
	for _, name := range []string{"", "wg6", "wg", "implementation", "\x00"} {
		if _, err := Get(name); err == nil || !strings.Contains(err.Error(), "wg1, wg2") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
