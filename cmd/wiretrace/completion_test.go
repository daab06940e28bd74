package main

import (
	"testing"

	"github.com/spf13/cobra"
)

// TestCompletes: a command that completes a flag which it lacks ends with an error.
func TestCompletes(t *testing.T) {
	cmd := &cobra.Command{Use: "x", SilenceErrors: true, SilenceUsage: true, RunE: func(*cobra.Command, []string) error { return nil }}
	cmd.SetArgs(nil)
	completesWith(cmd, "none", "a")
	if err := cmd.Execute(); err == nil {
		t.Error("no error")
	}
}
