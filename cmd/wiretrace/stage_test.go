package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
)

// TestStageInterrupted: a stage that waits for lines ends with an interruption, and says that its output is not whole.
func TestStageInterrupted(t *testing.T) {
	for _, args := range [][]string{{"read"}, {"connect"}, {"write", "--out", t.TempDir()}} {
		ctx, cancel := context.WithCancel(t.Context())
		in, feed := io.Pipe()
		var errOut bytes.Buffer
		ended := make(chan int)
		go func() { ended <- run(ctx, append([]string{"stage"}, args...), in, io.Discard, &errOut) }()
		if _, err := feed.Write([]byte("\n")[:0]); err != nil { // the stage has begun to read
			t.Fatal(err)
		}
		cancel()
		status := <-ended
		if want := "stage " + args[0] + " was interrupted: what it wrote is not whole"; status != exitFailed || !strings.Contains(errOut.String(), want) {
			t.Errorf("%s: status %d, %q, want %q", args, status, errOut.String(), want)
		}
		_ = feed.Close() // ends the read that still waits
	}
}

// TestOneDefaultWindow: without --window all ways of a run link what package dedup links.
func TestOneDefaultWindow(t *testing.T) {
	if d, err := article.ParseSpan(defaultWindow); err != nil || d != dedup.DefaultWindow {
		t.Errorf("the flag has %v, %v, package dedup %v", d, err, dedup.DefaultWindow)
	}
	job, err := os.ReadFile("../../contrib/spark/dedup.py")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`"--window", default="([^"]*)"`).FindSubmatch(job)
	if len(m) != 2 || string(m[1]) != defaultWindow {
		t.Errorf("contrib/spark/dedup.py has the window %q, want %q", m, defaultWindow)
	}
}
