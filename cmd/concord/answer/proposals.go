package answer

import (
	"fmt"

	"w3id.org/concord/query/decide"
)

// ProposalSummary counts in a sentence what is proposed and what is left out.
func ProposalSummary(p *decide.Proposals) string {
	return fmt.Sprintf("%d of %d proposals with a score of %.2f or more; left out: %d decided or asserted already, %d once rejected. Derived, asserted by nobody.",
		len(p.Proposals), p.Total, p.Query.Min, p.Decided, p.Rejected)
}
