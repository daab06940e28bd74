// Package man writes the manual pages of a tree of cobra commands, in roff.
//
// Call [Pages] with the root command. The content of a page is in the command
// itself, so that help and manual cannot differ; the package knows nothing of
// what the commands do.
package man

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A Section is a part that every page has, such as EXIT STATUS. A Text that the help of a
// command has too is not printed twice.
type Section struct {
	Title, Text string
}

// Pages returns the pages of root and of every command below it by file name,
// such as "wiretrace-check.1". Hidden and deprecated commands and flags have
// none. The same commands give the same bytes.
func Pages(root *cobra.Command, common ...Section) map[string][]byte {
	root.InitDefaultHelpFlag()
	pages := make(map[string][]byte)
	add(pages, root, common)
	return pages
}

func add(pages map[string][]byte, cmd *cobra.Command, common []Section) {
	pages[pageName(cmd)+".1"] = page(cmd, common)
	for _, sub := range documented(cmd) {
		add(pages, sub, common)
	}
}

// documented returns the commands directly below cmd that have a page. The
// ones that cobra adds when it runs explain themselves.
func documented(cmd *cobra.Command) []*cobra.Command {
	var subs []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" && sub.Name() != "completion" {
			subs = append(subs, sub)
		}
	}
	return subs
}

// pageName is a command's path with dashes: "wiretrace-check".
func pageName(cmd *cobra.Command) string {
	return strings.ReplaceAll(cmd.CommandPath(), " ", "-")
}

// page writes one page.
func page(cmd *cobra.Command, common []Section) []byte {
	var b bytes.Buffer
	name := pageName(cmd)
	fmt.Fprintf(&b, ".TH %q 1 \"\" %q \"User Commands\"\n", strings.ToUpper(name), cmd.Root().Name())
	short := strings.TrimSuffix(cmd.Short, ".")
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", escape(name), escape(lowerFirst(short)))
	use := cmd.UseLine()
	subs := documented(cmd)
	if len(subs) > 0 && !cmd.Runnable() {
		use = cmd.CommandPath() + " COMMAND [flags]"
	}
	fmt.Fprintf(&b, ".SH SYNOPSIS\n%s\n", escape(use))
	b.WriteString(".SH DESCRIPTION\n")
	long := cmd.Long
	if long == "" {
		long = cmd.Short
	}
	for _, c := range common {
		long = strings.Replace(long, c.Text, "", 1)
	}
	prose(&b, long)
	if len(subs) > 0 {
		b.WriteString(".SH COMMANDS\n")
		for _, sub := range subs {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s; see %s(1)\n", escape(sub.Name()), escape(sub.Short), escape(pageName(sub)))
		}
	}
	flags(&b, "OPTIONS", cmd.NonInheritedFlags())
	flags(&b, "OPTIONS OF ALL COMMANDS", cmd.InheritedFlags())
	if cmd.Example != "" {
		b.WriteString(".SH EXAMPLES\n")
		verbatim(&b, strings.Split(cmd.Example, "\n"))
	}
	for _, c := range common {
		fmt.Fprintf(&b, ".SH %s\n", c.Title)
		prose(&b, c.Text)
	}
	if parent := cmd.Parent(); parent != nil {
		fmt.Fprintf(&b, ".SH SEE ALSO\n%s(1)\n", escape(pageName(parent)))
	}
	return b.Bytes()
}

// flags writes a section of flags, if there are any.
func flags(b *bytes.Buffer, title string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		b.WriteString(".TP\n\\fB" + escape(name) + "\\fP")
		if value != "" {
			b.WriteString(" \\fI" + escape(value) + "\\fP")
		}
		b.WriteString("\n" + escape(usage))
		if d := f.DefValue; d != "" && d != "false" && d != "0" && d != "[]" && d != "0s" {
			fmt.Fprintf(b, " (default %s)", escape(d))
		}
		b.WriteString("\n")
	})
}

// prose writes help text: its paragraphs are filled, what is indented stays as
// it is.
func prose(b *bytes.Buffer, text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		lines := strings.Split(paragraph, "\n")
		for len(lines) > 0 && !strings.HasPrefix(lines[0], "  ") {
			b.WriteString(escape(lines[0]) + "\n")
			lines = lines[1:]
		}
		if len(lines) > 0 {
			verbatim(b, lines)
		}
	}
}

// verbatim writes lines as they are.
func verbatim(b *bytes.Buffer, lines []string) {
	b.WriteString(".nf\n")
	for _, line := range lines {
		b.WriteString(escape(line) + "\n")
	}
	b.WriteString(".fi\n")
}

// escape makes roff print text as it is. Dashes are written so that they
// can be searched for and copied to a shell.
func escape(text string) string {
	text = strings.NewReplacer(`\`, `\e`, `-`, `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

// lowerFirst writes the first letter small, as the NAME section has it.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
