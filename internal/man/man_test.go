package man_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/internal/man"
)

// tool is a command with everything that a page can show.
func tool() *cobra.Command {
	root := &cobra.Command{Use: "tool", Short: "Find things", Long: "Tool finds things.\n\nPlaces:\n  here\n  there\n\nStatus: 0 found"}
	root.PersistentFlags().BoolP("quiet", "q", false, "say nothing")
	find := &cobra.Command{
		Use: "find FILE", Short: "Find it", Long: ".hidden files\nare \\ found",
		Example: "  tool find -q a", Run: func(*cobra.Command, []string) {},
	}
	find.Flags().Int("top", 10, "the first `N`")
	find.Flags().Bool("secret", false, "not shown")
	find.Flags().Lookup("secret").Hidden = true
	hidden := &cobra.Command{Use: "hidden", Hidden: true, Run: find.Run}
	root.AddCommand(find, hidden)
	return root
}

func TestPages(t *testing.T) {
	pages := man.Pages(tool(), man.Section{Title: "EXIT STATUS", Text: "Status: 0 found"})
	if diff := cmp.Diff([]string{"tool-find.1", "tool.1"}, slices.Sorted(maps.Keys(pages))); diff != "" {
		t.Fatalf("names (-want +got):\n%s", diff)
	}
	const root = `.TH "TOOL" 1 "" "tool" "User Commands"
.SH NAME
tool \- find things
.SH SYNOPSIS
tool COMMAND [flags]
.SH DESCRIPTION
Tool finds things.
.PP
Places:
.nf
  here
  there
.fi
.SH COMMANDS
.TP
.B find
Find it; see tool\-find(1)
.SH OPTIONS
.TP
\fB\-h, \-\-help\fP
help for tool
.TP
\fB\-q, \-\-quiet\fP
say nothing
.SH EXIT STATUS
Status: 0 found
`
	if diff := cmp.Diff(root, string(pages["tool.1"])); diff != "" {
		t.Errorf("tool.1 (-want +got):\n%s", diff)
	}
	const find = `.TH "TOOL-FIND" 1 "" "tool" "User Commands"
.SH NAME
tool\-find \- find it
.SH SYNOPSIS
tool find FILE [flags]
.SH DESCRIPTION
\&.hidden files
are \e found
.SH OPTIONS
.TP
\fB\-\-top\fP \fIN\fP
the first N (default 10)
.SH OPTIONS OF ALL COMMANDS
.TP
\fB\-q, \-\-quiet\fP
say nothing
.SH EXAMPLES
.nf
  tool find \-q a
.fi
.SH EXIT STATUS
Status: 0 found
.SH SEE ALSO
tool(1)
`
	if diff := cmp.Diff(find, string(pages["tool-find.1"])); diff != "" {
		t.Errorf("tool-find.1 (-want +got):\n%s", diff)
	}
}

func TestPagesRepeat(t *testing.T) {
	root := tool()
	if diff := cmp.Diff(man.Pages(root), man.Pages(root)); diff != "" {
		t.Errorf("two calls differ:\n%s", diff)
	}
}
