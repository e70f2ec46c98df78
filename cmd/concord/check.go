package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/index/text"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Verify every checksum and invariant of the store, and whether its text index fits",
		Example: "  concord check", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, dir, err := a.openRead(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			start := time.Now()
			if err := s.Check(c.Context()); err != nil {
				return fmt.Errorf("check %s: %w", dir, err)
			}
			fmt.Fprintf(a.out, "%s is sound (%.2f s)\n", dir, time.Since(start).Seconds())
			st, err := text.Check(c.Context(), s, textDir(dir))
			if err != nil {
				return fmt.Errorf("check %s: %w", textDir(dir), err)
			}
			_, err = fmt.Fprintln(a.out, textState(st))
			return err
		},
	}
}

// textState says what the text index is to the store. None of it is an error: what does not fit is made anew.
func textState(st text.State) string {
	switch {
	case st.Missing:
		return "there is no text index; a server makes one"
	case st.Busy:
		return "the text index is open in another process and was not looked at"
	case st.Unfit != nil:
		return fmt.Sprintf("the text index cannot be used and is made anew when a server opens the store: %v", st.Unfit)
	case st.Waiting > 0:
		return fmt.Sprintf("the text index belongs to this state of the store; %s literals are still to be added to it", group(st.Waiting))
	}
	return "the text index belongs to this state of the store and holds all its literals"
}
