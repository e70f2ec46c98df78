package workbook

import "testing"

// TestNumbers: what cells of numbers show and hold, by the codes that programs for spreadsheets write.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		value, code string
		want        Cell
	}{
		{"7", "General", Cell{"7", Number, "7"}},
		{"0.30000000000000004", "General", Cell{"0.3", Number, "0.3"}},
		{"1E+20", "General", Cell{"100000000000000000000", Number, "100000000000000000000"}},
		{"1.5E-7", "0.00E+00", Cell{"0.00000015", Number, "0.00000015"}},
		{"-3", "000", Cell{"-003", Number, "-3"}},
		{"1.5", "0.00", Cell{"1.50", Number, "1.5"}},
		{"1234.5", "#,##0.00", Cell{"1234.5", Number, "1234.5"}},
		{"0.07", "0%", Cell{"7%", Number, "0.07"}},
		{"0.1", "[$-409]d/m/yy;@", Cell{"02:24:00", Moment, "1899-12-31T02:24:00"}},
		{"45657", "yyyy\\-mm\\-dd", Cell{"2024-12-31", Moment, "2024-12-31T00:00:00"}},
		{"45657.75", "dd.mm.yyyy hh:mm", Cell{"2024-12-31T18:00:00", Moment, "2024-12-31T18:00:00"}},
		{"61", "mmm d", Cell{"1900-03-01", Moment, "1900-03-01T00:00:00"}},
		{"60", "mmm d", Cell{"60", Number, "60"}},
		{"1", "mmm d", Cell{"1900-01-01", Moment, "1900-01-01T00:00:00"}},
		{"1.5", "[h]:mm", Cell{"1.5", Number, "1.5"}},
		{"5", `0" days"`, Cell{"5", Number, "5"}},
		{"5", `[Red]0`, Cell{"5", Number, "5"}},
	} {
		got, err := (&Book{}).number(c.value, parseFormat(c.code))
		if err != nil || got != c.want {
			t.Errorf("%s as %s: %+v %v, want %+v", c.value, c.code, got, err, c.want)
		}
	}
	if _, err := (&Book{}).number("much", format{}); err == nil {
		t.Error("a text is taken for a number")
	}
	if c, _ := (&Book{from: true}).number("1", parseFormat("d.m.yy")); c.Text != "1904-01-02" {
		t.Errorf("day 1 after 1904-01-01 is %s", c.Text)
	}
}

func TestUnescape(t *testing.T) {
	for s, want := range map[string]string{"a": "a", "_x000D_": "\r", "a_x0041_b_x": "aAb_x", "_x00G1_": "_x00G1_", "_x005F_x0041_": "_x0041_"} {
		if got := unescape(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
