package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"w3id.org/concord/cmd/concord/sheet"
)

var fence = regexp.MustCompile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```$")

// TestTableGuide runs the commands of the guide to tables, with its files, and looks for the output that it shows.
func TestTableGuide(t *testing.T) {
	guide, err := os.ReadFile("../../ingest/tabular/GUIDE.md")
	if err != nil {
		t.Fatal(err)
	}
	var script, files strings.Builder
	commands := 0
	for _, m := range fence.FindAllStringSubmatch(string(guide), -1) {
		switch kind, name, text := m[1], m[2], m[3]; {
		case kind == "console":
			commands += guideCommands(t, &script, text)
		case name != "":
			fmt.Fprintf(&files, "-- %s --\n%s", name, text)
			if name == "terms.csv-metadata.json" {
				fmt.Fprintf(&files, "-- glossary.xlsx-metadata.json --\n%s", strings.ReplaceAll(text, "terms.csv", "glossary.xlsx#Terms"))
			}
		}
	}
	if commands < 5 {
		t.Fatalf("the guide has %d commands", commands)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "guide.txtar"), []byte(script.String()+files.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: dir, Cmds: map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCode},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			return writeBook(filepath.Join(e.WorkDir, "terms.csv"), filepath.Join(e.WorkDir, "glossary.xlsx"))
		}})
}

// guideCommands turns "$ concord ..." and the output below it into lines of a script.
func guideCommands(t *testing.T, script *strings.Builder, text string) (n int) {
	for _, part := range strings.Split("\n"+text, "\n$ concord ")[1:] {
		lines := strings.Split(strings.TrimSpace(part), "\n")
		command := strings.ReplaceAll(strings.ReplaceAll(lines[0], "'", "''"), `"`, "'")
		code := "0"
		if len(lines) > 1 && strings.HasPrefix(lines[1], "concord: ") {
			code = "1"
		}
		fmt.Fprintf(script, "exitcode %s %s\n", code, command)
		for _, line := range lines[1:] {
			from := "stdout"
			if strings.Contains(line, "bad cells;") || regexp.MustCompile(`\.csv:\d`).MatchString(line) {
				from = "stderr"
			}
			fmt.Fprintf(script, "%s '%s'\n", from, strings.ReplaceAll(regexp.QuoteMeta(line), "'", "''"))
		}
		n++
	}
	return n
}

// writeBook makes a workbook with the sheet Terms of a CSV file.
func writeBook(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := sheet.XLSX(&b, sheet.Table{Name: "Terms", Columns: rows[0], Rows: rows[1:]}); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o600)
}
