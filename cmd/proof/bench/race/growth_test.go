package race

import (
	"strings"
	"testing"
)

const heading = "set,query,engine,first,least,median,cpu,runs,rows,hash,differs,bytes,error\n"

func TestGrowth(t *testing.T) {
	g := &Growth{Engine: "concord"}
	for _, f := range []struct {
		size  int64
		lines string
	}{
		{100_000_000, "sp2b,scan,concord,9,1,1,1,3,100,0,false,1,\nsp2b,square,concord,100,0,0,1,0,7,0,false,1,\n"},
		{1_000_000, "sp2b,scan,concord,9,0.01,0.01,1,3,1,0,false,1,\nsp2b,scan,jena,9,5,5,1,3,1,0,false,1,\nsp2b,square,concord,0.01,0,0,1,0,7,0,false,1,\nsp2b,late,concord,0,0,0,0,0,0,0,false,1,timeout\n"},
		{10_000_000, "sp2b,scan,concord,9,0.1,0.1,1,3,10,0,false,1,\nsp2b,late,concord,0,0,2,0,1,3,0,false,1,\n"},
	} {
		if err := g.Read(strings.NewReader(heading+f.lines), f.size); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := g.Table(&out); err != nil {
		t.Fatal(err)
	}
	want := `   set   query  1M rows     ms  10M rows       ms  100M rows         ms  exponent
  sp2b    scan        1  10.00        10   100.00        100    1000.00      1.00
  sp2b  square        7  10.00         -        -          7  100000.00      2.00
  sp2b    late        -      -         3  2000.00          -          -         -
2 queries at two sizes or more; exponent at most 1.05: 1, at most 1.3: 1
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestGrowthRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"another file":   {"name,age\n", "first line should name the columns"},
		"no file":        {"", "first line should name the columns"},
		"a number":       {heading + "sp2b,q,concord,x,1,0,1,3,1,0,false,1,\n", "sp2b q: "},
		"the same twice": {heading + strings.Repeat("sp2b,q,concord,1,1,1,1,3,1,0,false,1,\n", 2), "sp2b q is there twice for 5 triples"},
	} {
		err := (&Growth{Engine: "concord"}).Read(strings.NewReader(c.file), 5)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
