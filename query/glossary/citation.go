package glossary

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	pathpkg "path"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/cite"
)

// NotFoundError says that nothing is known under an address.
type NotFoundError struct{ Address string }

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("nothing is known under %q; name a thing by its address like term:oecd-decision, or a page by its path like /matrix?orgs=oecd,who", e.Address)
}

// Citation is what is cited: a thing by its IRI or prefixed name, a page by its path or its address on the site. site is
// the address of the server, without a slash at the end.
func Citation(ctx context.Context, snap index.Snapshot, id, site string, accessed time.Time) (cite.Work, error) {
	id = strings.TrimSpace(id)
	e, err := ReadEdition(ctx, snap, accessed, "")
	if err != nil {
		return cite.Work{}, err
	}
	w := cite.Work{Container: e.Title, Version: e.Version, Commit: e.Commit, Accessed: accessed}
	if e.Licence != "" {
		w.Licence = e.LicenceName()
	}
	path, isPath := pathOf(id, site)
	if thing, ok := thingOf(path); isPath && ok {
		id, isPath = thing, false
	}
	if isPath {
		return pageWork(w, path, site)
	}
	return thingWork(ctx, snap, w, fullName(id))
}

// pathOf gives the path of a page on the site.
func pathOf(id, site string) (string, bool) {
	if strings.HasPrefix(id, "/") {
		return id, true
	}
	rest, ok := strings.CutPrefix(id, site)
	if ok && (rest == "" || strings.ContainsRune("/?", rune(rest[0]))) && !strings.HasPrefix(id, ontology.ID) && !strings.HasPrefix(id, ontology.IO) {
		return cmp.Or(rest, "/"), true
	}
	return "", false
}

// thingOf gives the thing that a path is the page or the data of.
func thingOf(path string) (string, bool) {
	u, err := url.Parse(path)
	if err != nil {
		return "", false
	}
	for _, start := range []string{"/id/", "/page/", "/data/"} {
		rest, ok := strings.CutPrefix(u.Path, start)
		if !ok || strings.Count(rest, "/") != 1 {
			continue
		}
		if start == "/data/" && rdf.FormatByFile(rest) != nil {
			rest = rest[:strings.LastIndexByte(rest, '.')]
		}
		return ontology.ID + rest, true
	}
	if iri := u.Query().Get("iri"); iri != "" && (u.Path == "/page" || u.Path == "/data") {
		return iri, true
	}
	return "", false
}

// fullName makes an IRI of a prefixed name.
func fullName(id string) string {
	prefix, local, ok := strings.Cut(id, ":")
	if !ok || strings.HasPrefix(local, "//") {
		return id
	}
	for _, p := range ontology.Prefixes {
		if p.Name == prefix {
			return p.IRI + local
		}
	}
	return id
}

// pageTitles are the titles of pages by their paths.
var pageTitles = map[string]string{
	"/": "Concord", "/glossary": "Glossary of types of instrument", "/concordance": "Concordance of terms", "/matrix": "Who calls what how",
	"/crosswalk": "Crosswalk", "/word": "What does this word do to me?", "/lookup": "Lookup", "/variations": "Variations", "/friends": "False friends",
	"/consensus": "Consensus", "/differences": "Differences", "/compare": "Comparison", "/sparql": "Result of a SPARQL query", "/export": "Downloads",
	"/twins": "Hidden twins", "/harmonise": "Harmonisation", "/reconcile": "Reconciliation", "/groups": "Working groups",
	"/routes": "Routes between organisations", "/queries": "Questions", "/annotate": "Annotation",
}

// pageWork cites a page, with what was asked of it in the title.
func pageWork(w cite.Work, path, site string) (cite.Work, error) {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || path != "/" && pathpkg.Clean(u.Path) != strings.TrimSuffix(u.Path, "/") {
		return w, &NotFoundError{path}
	}
	name := "/" + strings.TrimPrefix(strings.TrimPrefix(u.Path, "/api/v1"), "/")
	w.Title = pageTitles[name]
	if w.Title == "" {
		w.Title = strings.ReplaceAll(strings.Trim(name, "/"), "/", ", ")
		if i := strings.IndexByte(w.Title, '-'); i >= 0 {
			w.Title = strings.ReplaceAll(w.Title, "-", " ")
		}
		w.Title = strings.ToUpper(w.Title[:min(1, len(w.Title))]) + w.Title[min(1, len(w.Title)):]
	}
	w.Title = cmp.Or(w.Title, "Concord")
	var asked []string
	values := u.Query()
	for _, key := range sortedKeys(values) {
		if v := strings.Join(slices.DeleteFunc(slices.Clone(values[key]), func(s string) bool { return s == "" }), ", "); v != "" && key != "format" && key != "query" {
			asked = append(asked, key+": "+v)
		}
	}
	if len(asked) > 0 {
		w.Title += " (" + strings.Join(asked, "; ") + ")"
		w.Result = true
	}
	w.Result = w.Result || values.Get("query") != ""
	w.Address, w.Key = site+path, strings.Trim(name, "/")
	return w, nil
}

func sortedKeys(v url.Values) []string {
	out := make([]string, 0, len(v))
	for k := range v {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// thingWork cites a thing: its name, whose it is, and what is recorded of it stands on.
func thingWork(ctx context.Context, snap index.Snapshot, w cite.Work, iri string) (cite.Work, error) {
	r, err := newReader(ctx, snap)
	if err != nil {
		return w, err
	}
	n, err := r.node(iri)
	if err != nil {
		return w, err
	}
	if len(n) == 0 {
		return w, &NotFoundError{iri}
	}
	w.Address, w.Key = iri, lastSegment(iri)
	if w.Title, err = r.named(iri); err != nil {
		return w, err
	}
	for _, o := range n[ontology.IOOfOrganisation] {
		org, err := r.node(o.Value)
		if err != nil {
			return w, err
		}
		name := bestText(org[ontology.SKOSNotation]).Value
		if name == "" {
			if name, err = r.named(o.Value); err != nil {
				return w, err
			}
		}
		w.Title += " (" + name + ")"
	}
	w.Note, err = r.restsOn(n)
	return w, err
}

// restsOn names the evidence of a thing.
func (r *reader) restsOn(n node) (string, error) {
	var out []string
	for _, t := range n[ontology.IOHasEvidence] {
		e, err := r.node(t.Value)
		if err != nil {
			return "", err
		}
		text := bestText(e[ontology.DCTTitle]).Value
		if l := bestText(e[ontology.BIBOLocator]).Value; l != "" {
			text += ", " + l
		}
		if s := first(e[ontology.IOCheckState]); s != "" && text != "" {
			text += " (" + strings.ReplaceAll(lastSegment(s), "-", " ") + ")"
		}
		if text != "" {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return "", nil
	}
	return "Recorded there from " + strings.Join(out, "; "), nil
}
