package harmonise

import (
	"net/url"
	"slices"
	"strings"
)

// Values is the question as parameters of an address: the same question has the same address, defaults are left out.
func (q MatrixQuery) Values() url.Values {
	v := url.Values{}
	set := func(name, value, standard string) {
		if value != "" && value != standard {
			v.Set(name, value)
		}
	}
	set("columns", q.Columns, ByOrganisation)
	set("family", q.Family, "")
	set("nature", q.Nature, "")
	set("sort", q.Sort, SortTree)
	set("lang", q.Lang, "en")
	set("as-of", q.AsOf, "")
	if q.Used {
		v.Set("show", "used")
	}
	for name, list := range map[string][]string{"orgs": q.Orgs, "types": q.Types} {
		if slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, ",") }) {
			v[name] = append([]string{""}, list...) // a name with a comma: one parameter each, told by the empty one
		} else {
			set(name, strings.Join(list, ","), "")
		}
	}
	return v
}

// MatrixQueryFrom reads the parameters of an address. Lists are parted by commas; after an empty value each further one
// is a whole name.
func MatrixQueryFrom(v url.Values) MatrixQuery {
	get := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	return MatrixQuery{Columns: get("columns"), Orgs: names(v["orgs"]), Types: names(v["types"]), Family: get("family"),
		Nature: get("nature"), Used: v.Get("show") == "used", Sort: get("sort"), Lang: get("lang"), AsOf: get("as-of")}
}

func names(values []string) (out []string) {
	if len(values) > 1 && values[0] == "" {
		return values[1:]
	}
	for _, value := range values {
		out = append(out, SplitNames(value)...)
	}
	return out
}

// SplitNames takes a list apart at its commas.
func SplitNames(list string) (out []string) {
	for _, s := range strings.Split(list, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
