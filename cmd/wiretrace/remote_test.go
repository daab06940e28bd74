//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/serve"
)

// fakeServer returns an app whose store is held by a server that answers as h does.
func fakeServer(t *testing.T, h http.HandlerFunc) (*app, *remote) {
	t.Helper()
	dir, err := os.MkdirTemp("", "w") // a socket has a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	a := &app{in: strings.NewReader(""), out: io.Discard, err: &bytes.Buffer{}, storeDir: dir}
	r := a.served()
	if r == nil {
		t.Fatal("the server is not found")
	}
	return a, r
}

// TestLongMessages sees that all messages arrive that a server keeps of a command, also where JSON
// writes most for them.
func TestLongMessages(t *testing.T) {
	long := strings.Repeat("\x01", 64<<10)
	a, r := fakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Trailer", serve.TrailerStatus+", "+serve.TrailerMessages)
		_, _ = io.WriteString(w, "output")
		text, _ := json.Marshal(long)
		w.Header().Set(serve.TrailerStatus, "3")
		w.Header().Set(serve.TrailerMessages, string(text))
	})
	var out, messages bytes.Buffer
	a.err = &messages
	var status statusError
	if err := r.run(t.Context(), a, []string{"stats"}, http.NoBody, &out); !errors.As(err, &status) || status != 3 {
		t.Errorf("run: %v, want status 3", err)
	}
	if out.String() != "output" || messages.Len() < len(long) {
		t.Errorf("output %q and messages of %d bytes, want all of %d", out.String(), messages.Len(), len(long))
	}
}

// TestSentIsRead sees that a server that has read fewer records than were sent is no success.
func TestSentIsRead(t *testing.T) {
	for end, ok := range map[string]bool{
		`{"done":true,"read":2,"stored":2}`: true,
		`{"done":true,"read":1,"stored":1}`: false,
	} {
		a, r := fakeServer(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, end+"\n")
		})
		u := &sender{app: a}
		src := ingest.Open([]string{"-"}, strings.NewReader(`{"id":"a","text":"Few words."}`+"\n"+`{"id":"b","text":"Other words."}`+"\n"), ingest.Options{Format: "jsonl"})
		if err := u.send(t.Context(), r, src); (err == nil) != ok {
			t.Errorf("two records, answer %s: %v", end, err)
		}
		_ = src.Close()
	}
}

// TestCheckLinesCause sees that the error that ends the check of lines is the one that is given, and
// not that the rest was cancelled.
func TestCheckLinesCause(t *testing.T) {
	cause := errors.New("the disk is gone")
	c := &lineChecker{out: nil, do: func(context.Context, *article.Article, time.Duration) (check.Answer, error) {
		return check.Answer{}, cause
	}}
	err := c.run(t.Context(), strings.NewReader(strings.Repeat(`{"id":"a","text":"Few words."}`+"\n", 1000)), 2)
	if !errors.Is(err, cause) || errors.Is(err, context.Canceled) {
		t.Errorf("run: %v, want the cause alone", err)
	}
}
