package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// strict makes wrong usage of mistakes in the command line that cobra lets pass or reports as a failure.
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
			cmd.Args = cobra.ArbitraryArgs // else cobra answers by itself
			cmd.RunE = func(cmd *cobra.Command, given []string) error {
				if len(given) > 0 {
					return usagef("completion for %q is not known\nusage: %s {bash|fish|powershell|zsh}", given[0], cmd.CommandPath())
				}
				return cmd.Help()
			}
		}
	}
}

// flagsTogether says in a sentence which flags exclude each other, or which one is missing. Cobra's error ends with their
// names: "[a b] were all set", "missing [b]".
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
