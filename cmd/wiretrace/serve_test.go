package main

import (
	"os"
	"strings"
	"testing"
)

// TestServedCommandsAreListed: the page on serve names every command that goes through it.
func TestServedCommandsAreListed(t *testing.T) {
	page, err := os.ReadFile("../../doc/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	names := "`" + strings.NewReplacer(", ", "`, `", " and ", "` and `").Replace(throughServer()) + "`"
	if !strings.Contains(strings.ReplaceAll(string(page), "\n", " "), names) {
		t.Errorf("doc/serve.md lacks %s", names)
	}
}
