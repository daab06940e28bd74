package serve

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/store"
)

// testServer returns a server on an empty store.
func testServer(t *testing.T) *Server {
	t.Helper()
	st, err := store.Open(t.TempDir()+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	s := New(st, Options{Logf: func(string, ...any) {}})
	t.Cleanup(func() {
		s.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestRunStops sees that a run ends as soon as the server is to stop, while others still have time.
func TestRunStops(t *testing.T) {
	s := testServer(t)
	s.stop()
	x, err := s.runs.begin(false)
	if err != nil {
		t.Fatal(err)
	}
	<-x.over
	if b := x.body(); b.State != runFailed || b.Error == nil || !strings.Contains(*b.Error, context.Canceled.Error()) {
		t.Errorf("run %+v, want that it was cancelled", b)
	}
}

// TestRunPanics sees that a run that panics fails without saying how.
func TestRunPanics(t *testing.T) {
	s := testServer(t)
	s.runs.mu.Lock()
	x, err := s.runs.enter(false)
	s.runs.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	_, err = safely(func() (dedup.Linked, error) { panic("secret") })
	if err == nil || !strings.Contains(err.Error(), "TestRunPanics") {
		t.Errorf("error %v, want the stack for the log", err)
	}
	x.end(err, nil)
	if b := x.body(); b.State != runFailed || b.Error == nil || *b.Error != internalError {
		t.Errorf("run %+v, want an internal error", b)
	}
}

// TestCountsPanics sees that the metrics count an answer that was cut off as an error.
func TestCountsPanics(t *testing.T) {
	s := testServer(t)
	for pattern, begin := range map[string]func(http.ResponseWriter){
		"before": func(http.ResponseWriter) {},
		"within": func(w http.ResponseWriter) { _, _ = w.Write([]byte("half")) },
	} {
		h := s.metrics.counted(pattern, recovered(&s.opts, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			begin(w)
			panic("secret")
		})))
		w := httptest.NewRecorder()
		func() {
			defer func() {
				if v := recover(); (v == http.ErrAbortHandler) != (pattern == "within") { //nolint:errorlint // net/http compares it so
					t.Errorf("%s: the panic goes on as %v", pattern, v)
				}
			}()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
		}()
		if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "half{") {
			t.Errorf("%s: the answer is %s", pattern, w.Body)
		}
	}
	w := httptest.NewRecorder()
	s.metrics.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for _, pattern := range []string{"before", "within"} {
		if want := `wiretrace_http_requests_total{path="` + pattern + `",status="500"} 1`; !strings.Contains(w.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

// TestNotLonger: of several values that are too long the first by name is named.
func TestNotLonger(t *testing.T) {
	q := url.Values{"a": {"1234"}, "b": {"1234"}, "c": {"1"}}
	for range 20 {
		err := notLonger(q, map[string]int{"c": 3, "b": 3, "a": 3})
		if !errors.Is(err, errInput) || !strings.Contains(err.Error(), "a is longer than 3 characters") {
			t.Fatalf("error %v, want one that names a", err)
		}
	}
	if err := notLonger(q, map[string]int{"a": 4}); err != nil {
		t.Errorf("error %v for a value that is as long as it may be", err)
	}
}
