package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/serve"
)

// remoteSite returns a site whose requests go over the network to a server that runs.
func remoteSite(t *testing.T, r *running) *site {
	t.Helper()
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &site{T: t, url: "http://" + r.address, client: &http.Client{Transport: tr}, spec: description(t)}
}

// sendPieces sends a body piece by piece, with time between them.
func sendPieces(t *testing.T, c *http.Client, address, kind string, pause time.Duration, pieces ...string) (status int, body string) {
	t.Helper()
	in, out := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), "POST", address, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	go func() {
		for i, p := range pieces {
			if i > 0 {
				time.Sleep(pause)
			}
			if _, err := io.WriteString(out, p); err != nil {
				return
			}
		}
		_ = out.Close()
	}()
	res, err := c.Do(req)
	_ = in.CloseWithError(io.ErrClosedPipe)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// TestLocalLimits sees that what bounds strangers does not bound commands on this computer.
func TestLocalLimits(t *testing.T) {
	r := start(t, serve.Options{Limits: serve.Limits{Body: 4 << 10, Batch: 8 << 10, Idle: 100 * time.Millisecond}})
	large := `{"id":"a","text":"` + strings.Repeat("Many words about a ferry. ", 800) + `"}` + "\n"
	const kind = "application/x-ndjson"
	status, body := sendPieces(t, r.local, "http://socket/v1/articles", kind, 400*time.Millisecond, large, `{"id":"b","text":"Few words."}`+"\n")
	if status != 200 || !strings.Contains(body, `"done":true,"read":2,"stored":2,`) {
		t.Errorf("a command's batch: status %d, want 200 and two stored: %s", status, body)
	}
	if a := remoteSite(t, r).post("/v1/articles", kind, large); a.StatusCode != 413 && !strings.Contains(string(a.body), `"rejected"`) {
		t.Errorf("a stranger's batch: status %d, want a refusal: %s", a.StatusCode, a.body)
	}
}

// TestPaced sees that a sender who is as fast as it must be is answered, however long it takes.
func TestPaced(t *testing.T) {
	r := start(t, serve.Options{Limits: serve.Limits{Idle: time.Second}})
	s := remoteSite(t, r)
	pieces := []string{`{"text":"Few words."`}
	for range 6 {
		pieces = append(pieces, strings.Repeat(" ", 64<<10))
	}
	status, body := sendPieces(t, s.client, s.url+"/v1/check", "application/json", 400*time.Millisecond, append(pieces, "}")...)
	if status != 200 {
		t.Errorf("status %d, want 200: %s", status, body)
	}
}

// TestTrickle sees that a body that comes slowly keeps no check waiting.
func TestTrickle(t *testing.T) {
	s := newSite(t, serve.Options{Limits: serve.Limits{Checks: 1, Waiting: 1, Patience: 50 * time.Millisecond}})
	in, out := io.Pipe()
	hold, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/v1/check", in)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		res, err := s.client.Do(hold)
		if err != nil {
			t.Error(err)
			return
		}
		_ = res.Body.Close()
		if res.StatusCode != 200 {
			t.Errorf("the slow check: status %d, want 200", res.StatusCode)
		}
	})
	if _, err := io.WriteString(out, "Few "); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	if a := s.post("/v1/check", "text/plain", "Other words."); a.StatusCode != 200 {
		t.Errorf("another check: status %d, want 200", a.StatusCode)
	}
	_, _ = io.WriteString(out, "words.")
	_ = out.Close()
	wg.Wait()
}

// command runs a command line on the socket.
func (r *running) command(ctx context.Context, args string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://socket/command", http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set(serve.HeaderArguments, args)
	return r.local.Do(req)
}

// TestRunOfCommand sees that the run of a command is one of the runs: none other goes on with it.
func TestRunOfCommand(t *testing.T) {
	var at atomic.Int32
	began, end := make(chan struct{}, 2), make(chan struct{})
	r := start(t, serve.Options{
		Limits: serve.Limits{Commands: 1, Patience: 10 * time.Millisecond},
		Links:  func(args []string) bool { return args[0] == "dedup" },
		Command: func(_ context.Context, args []string, _ io.Reader, _, _ io.Writer) int {
			if args[0] != "dedup" {
				return 0
			}
			if at.Add(1) > 1 {
				t.Error("two runs go on at a time")
			}
			began <- struct{}{}
			<-end
			at.Add(-1)
			return 2
		},
	})
	s := remoteSite(t, r)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			res, err := r.command(t.Context(), `["dedup"]`)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		})
	}
	<-began
	if res, err := r.command(t.Context(), `["stats"]`); err != nil || res.Body.Close() != nil || res.StatusCode != http.StatusOK {
		t.Errorf("a command without a run does not go on: %v, %v", res, err)
	}
	refused := s.want(s.post("/v1/dedup", "", ""), 409)
	end <- struct{}{}
	<-began
	end <- struct{}{}
	wg.Wait()
	got := decode[struct {
		State, Error string
		Run          json.RawMessage
	}](s, s.want(s.get(refused.Header.Get("Location")), 200))
	if got.State != "failed" || !strings.Contains(got.Error, "exit status 2") || string(got.Run) != "null" {
		t.Errorf("run %+v, want that it failed with the command's status", got)
	}
	s.follow(s.want(s.post("/v1/dedup", "", ""), 202))
}

// TestPanic sees that a panic is cut off or answered with 500, that the log has its stack, and that
// the caller learns nothing of it.
func TestPanic(t *testing.T) {
	var mu sync.Mutex
	var log strings.Builder
	r := start(t, serve.Options{
		Links: func(args []string) bool {
			if args[0] == "early" {
				panic("secret")
			}
			return true
		},
		Command: func(_ context.Context, _ []string, _ io.Reader, out, _ io.Writer) int {
			fmt.Fprint(out, "half")
			panic("secret")
		},
		Logf: func(format string, args ...any) {
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintf(&log, format, args...)
		},
	})
	for _, c := range []struct {
		args   string
		status int
		whole  bool
	}{{`["early"]`, 500, true}, {`["late"]`, 200, false}} {
		res, err := r.command(t.Context(), c.args)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != c.status || (err == nil) != c.whole || strings.Contains(string(b), "secret") {
			t.Errorf("%s: status %d, %q, %v; want status %d, whole: %v", c.args, res.StatusCode, b, err, c.status, c.whole)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if n := strings.Count(log.String(), "secret\ngoroutine "); n != 2 {
		t.Errorf("the log has %d stacks, want 2:\n%s", n, log.String())
	}
	s := remoteSite(t, r)
	if got := decode[struct{ State string }](s, s.want(s.get("/v1/runs/1"), 200)); got.State != "failed" {
		t.Errorf("the run of the command is %s, want failed", got.State)
	}
}
