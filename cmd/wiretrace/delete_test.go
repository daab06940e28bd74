package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/store"
)

// TestFinishDeletion: bytes that are owed and a proof that fails are both in the error, and what was deleted is printed.
func TestFinishDeletion(t *testing.T) {
	var out bytes.Buffer
	a := &app{out: &out}
	failed := errors.New("no permission")
	err := a.finish(newDeleteRecord(&store.Removed{Deleted: 2}, nil), store.ErrOwed, func() (*store.Proof, error) { return &store.Proof{}, failed })
	if !errors.Is(err, store.ErrOwed) || !errors.Is(err, failed) || strings.Contains(err.Error(), "%!") {
		t.Errorf("error %v", err)
	}
	if got := out.String(); got != "2 deleted\n" {
		t.Errorf("printed %q", got)
	}
}
