package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"w3id.org/concord/ingest/catalogue"
)

// version is the version of the program; a build from a tagged module says it itself.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "0.1.0-dev"
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version of the program and of the catalogue inside it",
		Example: "  concord version", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.out, "concord   %s\ncatalogue %s\ngo        %s %s/%s\n", version(), catalogue.Version(),
				runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}
