package main

import (
	"context"
	"io"
	"strings"
	"testing"
)

// TestLongQuestion: a line without an end ends the conversation with an error.
func TestLongQuestion(t *testing.T) {
	x := &exchange{ctx: context.Background(), in: io.LimitReader(spaces{}, 2*maxLine), out: io.Discard}
	_, err := io.Copy(io.Discard, x)
	if err == nil || !strings.Contains(err.Error(), "a line has more than 8 MB") {
		t.Errorf("error %v", err)
	}
	if n := len(x.asked.rest); n > maxLine+1<<20 {
		t.Errorf("%d bytes are kept", n)
	}
}

type spaces struct{}

func (spaces) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}
