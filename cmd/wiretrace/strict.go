package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// strict turns mistakes in the command line into usage errors where cobra ignores them or reports another
// error.
func strict(root *cobra.Command) {
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return flagsTogether(cmd.ValidateFlagGroups()) }
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, given []string) error {
				if found, rest, err := root.Find(given); err != nil || len(rest) > 0 {
					return knownCommand(found, given)
				}
				return nil
			}
		case "completion":
			cmd.Args = cobra.ArbitraryArgs // else cobra prints its own error
			cmd.RunE = func(cmd *cobra.Command, given []string) error {
				if len(given) > 0 {
					return usagef("completion for %q is not known\nusage: %s {bash|fish|powershell|zsh}", given[0], cmd.CommandPath())
				}
				return cmd.Help()
			}
		}
	}
}

// flagsTogether rewrites cobra's error on flags that exclude each other, or that need each other, as a
// plain sentence. Cobra's error ends with the names of the flags: "[a b] were all set", "missing [b]".
func flagsTogether(err error) error {
	if err == nil {
		return nil
	}
	s := err.Error()
	open, end := strings.LastIndexByte(s, '['), strings.LastIndexByte(s, ']')
	if open < 0 || end < open {
		return usageError{err}
	}
	advice := "give only one of"
	if strings.HasSuffix(s[:open], "missing ") {
		advice = "also give"
	}
	return usagef("%s --%s", advice, strings.Join(strings.Fields(s[open+1:end]), " and --"))
}
