package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Verify every checksum and invariant of the store",
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
			_, err = fmt.Fprintf(a.out, "%s is sound (%.2f s)\n", dir, time.Since(start).Seconds())
			return err
		},
	}
}
