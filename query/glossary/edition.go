package glossary

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
)

// Edition says what a document was made from, when, and under which licence it may be passed on.
type Edition struct {
	Title   string `json:"title"`             // of the data
	Version string `json:"version,omitempty"` // of the data, as they say it themselves
	Commit  uint64 `json:"commit"`            // of the store
	Date    string `json:"date"`              // of making the document, as 2026-11-25
	Licence string `json:"licence,omitempty"` // address; "" if the data do not say
	Address string `json:"address"`           // where the document is had from
}

// ReadEdition reads what a graph says of itself: title, version and licence of its dataset. address is where the document
// is had from.
func ReadEdition(ctx context.Context, snap index.Snapshot, made time.Time, address string) (Edition, error) {
	e := Edition{Title: "a graph without a title", Commit: snap.Seq(), Date: made.Format(time.DateOnly), Address: address}
	r, err := newReader(ctx, snap)
	if err != nil {
		return e, err
	}
	sets, err := r.instances(ontology.DCATDataset)
	if err != nil {
		return e, fmt.Errorf("read the edition: %w", err)
	}
	ours := ontology.Thing("dataset", "catalogue").Value
	if len(sets) == 0 {
		return e, nil
	}
	if slices.Contains(sets, ours) {
		sets[0] = ours
	}
	n, err := r.node(sets[0])
	if err != nil {
		return e, err
	}
	if t := bestText(n[ontology.DCTTitle]).Value; t != "" {
		e.Title = t
	}
	e.Version, e.Licence = bestText(n[ontology.OWLVersionInfo]).Value, first(n[ontology.DCTLicense])
	return e, nil
}

// String is the edition on one line.
func (e Edition) String() string {
	parts := []string{e.Title, e.Revision(), e.Date, "licence: " + e.LicenceName()}
	return strings.Join(parts, ", ")
}

// Revision names version and commit in words.
func (e Edition) Revision() string {
	if e.Version == "" {
		return e.Number()
	}
	return "version " + e.Number()
}

// Number is version and commit, for fields that say that they hold a version.
func (e Edition) Number() string {
	commit := fmt.Sprintf("commit %d", e.Commit)
	if e.Version == "" {
		return commit
	}
	return e.Version + ", " + commit
}

// licences are the names of licences that are known by their addresses.
var licences = map[string]string{
	"https://creativecommons.org/licenses/by/4.0/":                               "CC BY 4.0",
	"https://creativecommons.org/licenses/by-sa/4.0/":                            "CC BY-SA 4.0",
	"https://creativecommons.org/publicdomain/zero/1.0/":                         "CC0 1.0",
	"https://creativecommons.org/licenses/by-nc/4.0/":                            "CC BY-NC 4.0",
	"http://www.opendatacommons.org/licenses/pddl/1.0/":                          "PDDL 1.0",
	"https://opendatacommons.org/licenses/odbl/1-0/":                             "ODbL 1.0",
	"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/": "OGL 3.0",
}

// LicenceName is the licence in words.
func (e Edition) LicenceName() string {
	if e.Licence == "" {
		return "not stated"
	}
	if name := licences[e.Licence]; name != "" {
		return name
	}
	return e.Licence
}
