package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/index/store"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup DIR", Short: "Copy the store into a new folder, while others read and write it",
		Long: "Backup copies the newest committed state into a folder that is empty or not there yet. The copy is a store: --store opens\n" +
			"it. The full-text index is left out; it is made anew from the data.",
		Example: "  concord backup /backups/monday", Args: argCount(1, 1, "the folder to copy to"),
		RunE: func(c *cobra.Command, args []string) error {
			s, dir, err := a.openRead(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			start := time.Now()
			seq, err := s.Backup(c.Context(), args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "copied commit %s of %s to %s (%.2f s)\n", group(seq), dir, args[0], time.Since(start).Seconds())
			return err
		},
	}
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore DIR", Short: "Make a store from a backup, and check every byte of it",
		Long: "Restore copies a backup into the store's folder, which must be empty or not there yet, and checks what it copied. To go back\n" +
			"to a backup, restore it to a new folder and use that, or move the old one away first.",
		Example: "  concord restore /backups/monday --store ./restored", Args: argCount(1, 1, "the folder of the backup"),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.dir()
			if err != nil {
				return err
			}
			if err := store.Restore(c.Context(), args[0], dir, store.Options{}); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "restored %s to %s; it is sound\n", args[0], dir)
			return err
		},
	}
}

func (a *app) compactCommand() *cobra.Command {
	return &cobra.Command{
		Use: "compact", Short: "Write the store anew with all changes in its base, which gives space back",
		Long: "Compact writes all data into new files, sorted, and removes the old ones. A store does so by itself when many changes have\n" +
			"come together, a running server too. It needs room for a second copy while it runs.",
		Example: "  concord compact", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if _, done, err := a.snapshot(c.Context()); err != nil { // a store that was named must be there
				return err
			} else {
				done()
			}
			s, dir, err := a.openWrite()
			if err != nil {
				return err
			}
			defer s.Close()
			start := time.Now()
			if err := s.Compact(c.Context()); err != nil {
				return err
			}
			st, err := s.Status()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "compacted %s: %s (%.2f s)\n", dir, bytesOf(st.Files), time.Since(start).Seconds())
			return err
		},
	}
}

// bytesOf is the size of files together.
func bytesOf(files []store.FileSize) string {
	var n int64
	for _, f := range files {
		n += f.Bytes
	}
	return group(n) + " bytes"
}
