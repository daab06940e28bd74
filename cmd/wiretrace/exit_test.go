package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestInterruptedAndMore: an interruption does not hide the failures that were before it.
func TestInterruptedAndMore(t *testing.T) {
	disk := errors.New("the disk is gone")
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"alone", context.Canceled, ""},
		{"with its place", fmt.Errorf("read: %w", context.Canceled), ""},
		{"as a cause", fmt.Errorf("%w: %w", disk, context.Canceled), ""},
		{"joined", errors.Join(fmt.Errorf("site: %w", disk), context.Canceled), "wiretrace: site: the disk is gone\n"},
		{"joined within", fmt.Errorf("read: %w", errors.Join(context.Canceled, disk)), "wiretrace: the disk is gone\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var errOut bytes.Buffer
			if code := (&app{err: &errOut}).exit(test.err); code != exitFailed {
				t.Errorf("status %d", code)
			}
			rest, ok := strings.CutSuffix(errOut.String(), "wiretrace: interrupted: what was done is stored, the next run goes on from there\n")
			if !ok || rest != test.want {
				t.Errorf("printed %q", errOut.String())
			}
		})
	}
}
