package storetest

import (
	"fmt"
	"time"

	"w3id.org/concord/index/indextest"
)

// MostOpening is how long it may take to open a small store, whatever happened to it.
const MostOpening = time.Second

// Opening is what opening a store took, by the clock and of the processors. Neither alone judges: by the clock, an opening beside
// other work tells how busy the machine was, and the processors count what other goroutines did.
type Opening struct {
	Clock, Processors time.Duration
}

// StartOpening begins to measure; what it gives ends that.
func StartOpening() func() Opening {
	clock, processors := time.Now(), indextest.ProcessorTime()
	return func() Opening {
		return Opening{time.Since(clock), indextest.ProcessorTime() - processors}
	}
}

// Err is an error if the opening took more than MostOpening by both measures.
func (o Opening) Err() error {
	if min(o.Clock, o.Processors) > MostOpening {
		return fmt.Errorf("opening took %v", o)
	}
	return nil
}

// Longer is the opening that took longer by the clock.
func (o Opening) Longer(p Opening) Opening {
	if p.Clock > o.Clock {
		return p
	}
	return o
}

func (o Opening) String() string {
	return fmt.Sprintf("%v by the clock (%v of the processors)", o.Clock.Round(time.Microsecond), o.Processors.Round(time.Microsecond))
}
