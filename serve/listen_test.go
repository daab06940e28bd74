package serve_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/serve"
	"github.com/wiretrace/wiretrace/store"
)

// A running server with its listeners.
type running struct {
	address string
	local   *http.Client
	dir     string
	stop    func() error
}

// start runs a server on loopback and on a socket.
func start(t *testing.T, o serve.Options) *running {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(dir+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s")
	unix, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	server := serve.New(st, o)
	go func() {
		done <- server.Serve(ctx, serve.Listener{Listener: tcp}, serve.Listener{Listener: unix, Local: true})
	}()
	tr := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}}
	t.Cleanup(tr.CloseIdleConnections)
	var once bool
	r := &running{address: tcp.Addr().String(), local: &http.Client{Transport: tr}, dir: dir + "/store"}
	r.stop = func() error {
		if once {
			return nil
		}
		once = true
		cancel()
		return errors.Join(<-done, st.Close())
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// TestStop sees that a server stops in time with a batch under way, and that all that was
// acknowledged is in the store.
func TestStop(t *testing.T) {
	r := start(t, serve.Options{Limits: serve.Limits{Grace: 3 * time.Second}})
	in, out := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+r.address+"/v1/articles", in)
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		text := strings.Repeat("Many words about a ferry. ", 400)
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(out, `{"id":"a%d","text":"%d %s"}`+"\n", i, i, text); err != nil {
				return
			}
		}
	}()
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	res, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var acknowledged []string
	lines := bufio.NewScanner(res.Body)
	var stopped chan error
	began := time.Now()
	for lines.Scan() {
		var x struct{ ID, Outcome string }
		if err := json.Unmarshal(lines.Bytes(), &x); err == nil && x.Outcome == "stored" {
			acknowledged = append(acknowledged, x.ID)
		}
		if len(acknowledged) == 200 && stopped == nil {
			stopped = make(chan error, 1)
			began = time.Now()
			go func() { stopped <- r.stop() }()
		}
	}
	_ = in.CloseWithError(io.ErrClosedPipe)
	<-sent
	if stopped == nil {
		t.Fatalf("only %d articles were acknowledged before the answer ended", len(acknowledged))
	}
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("the server took %v to stop", took)
	}
	st, err := store.Open(r.dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = st.View(func(v *store.View) error {
		for _, id := range acknowledged {
			if _, ok := v.Lookup(id); !ok {
				t.Errorf("%s was acknowledged and is lost", id)
			}
		}
		return nil
	})
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestSlow sees that a sender who sends nothing is cut off, also in the middle of a body.
func TestSlow(t *testing.T) {
	r := start(t, serve.Options{Limits: serve.Limits{Idle: 200 * time.Millisecond}})
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }() // the server may have closed it
	fmt.Fprintf(conn, "POST /v1/check HTTP/1.1\r\nHost: %s\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nfew", r.address)
	if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer to a slow sender: %v", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d, want 408", res.StatusCode)
	}
}

// TestCommand sees that a command gets its input and that its output, messages and status come
// back, over the socket alone.
func TestCommand(t *testing.T) {
	r := start(t, serve.Options{Command: func(_ context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
		b, _ := io.ReadAll(in)
		fmt.Fprintf(out, "%q %s", args, b)
		fmt.Fprint(errOut, "told\nyou")
		return 3
	}})
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://socket/command", strings.NewReader("input"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(serve.HeaderArguments, `["check","-"]`)
	res, err := r.local.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if want := `["check" "-"] input`; string(b) != want {
		t.Errorf("output %s, want %s", b, want)
	}
	if got := res.Trailer.Get(serve.TrailerStatus) + res.Trailer.Get(serve.TrailerMessages); got != `3"told\nyou"` {
		t.Errorf("status and messages %s", got)
	}
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	res, err = (&http.Client{Transport: tr}).Post("http://"+r.address+"/command", "", nil) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNotFound {
		t.Errorf("commands from the network: status %d, want 404", res.StatusCode)
	}
}
