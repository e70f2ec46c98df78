package answer

import (
	"strings"

	"w3id.org/concord/query/traverse"
)

// Via says in which roles the two take part in an arrangement, and when.
func Via(v traverse.Via) string {
	var parts []string
	if v.FromRole != "" && v.ToRole != "" {
		parts = append(parts, v.FromRole+" and "+v.ToRole)
	}
	switch {
	case v.Since != "" && v.Until != "":
		parts = append(parts, v.Since+" to "+v.Until)
	case v.Since != "":
		parts = append(parts, "since "+v.Since)
	case v.Until != "":
		parts = append(parts, "until "+v.Until)
	}
	return strings.Join(parts, ", ")
}
