package serve_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/serve"
)

// TestHost sees that a name that is not the server's is refused: a page may have made it point
// to this computer.
func TestHost(t *testing.T) {
	s := newSite(t, serve.Options{Hosts: []string{"desk.example"}})
	for host, want := range map[string]int{
		"127.0.0.1:8470": 200, "[::1]:8470": 200, "localhost": 200, "LOCALHOST:1": 200, "desk.example:8470": 200, "Desk.Example.": 200,
		"evil.example": 421, "127.0.0.1.evil.example:8470": 421, "localhost.evil.example": 421, "": 421,
	} {
		r := s.request("GET", "/healthz", "", "")
		r.Host = host
		if host == "" {
			r.Host = "." // net/http fills in an empty one
		}
		if got := s.do(r); got.StatusCode != want {
			t.Errorf("host %q: status %d, want %d", host, got.StatusCode, want)
		}
	}
}

// TestToken sees that nothing but health is reported without the token.
func TestToken(t *testing.T) {
	s := newSite(t, serve.Options{Token: "secret ü"})
	for _, c := range []struct {
		name, header string
		status       int
	}{
		{"none", "", 401},
		{"wrong", "Bearer secret", 401},
		{"empty", "Bearer ", 401},
		{"other scheme", "Digest secret ü", 401},
		{"bearer", "Bearer secret ü", 200},
	} {
		r := s.request("GET", "/v1/clusters", "", "")
		if c.header != "" {
			r.Header.Set("Authorization", c.header)
		}
		if got := s.do(r); got.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", c.name, got.StatusCode, c.status)
		}
	}
	r := s.request("GET", "/", "", "")
	r.SetBasicAuth("anybody", "secret ü")
	s.want(s.do(r), 200)
	s.want(s.get("/healthz"), 200)
	s.want(s.get("/metrics"), 401)
	s.want(s.get("/openapi.yaml"), 401)
}

// TestCrossSite sees that pages of other sites can send nothing and read nothing, unless they are
// named.
func TestCrossSite(t *testing.T) {
	s := newSite(t, serve.Options{Origins: []string{"https://desk.example"}})
	try := func(method, path string, header ...string) answer {
		r := s.request(method, path, "text/plain", "Some words.")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return s.do(r)
	}
	s.want(try("POST", "/v1/check", "Sec-Fetch-Site", "cross-site"), 403)
	s.want(try("POST", "/v1/check", "Sec-Fetch-Site", "same-site"), 403)
	s.want(try("POST", "/", "Origin", "https://evil.example"), 403)
	s.want(try("POST", "/v1/check", "Origin", "null"), 403)
	s.want(try("POST", "/v1/check", "Sec-Fetch-Site", "same-origin"), 200)
	s.want(try("POST", "/v1/check"), 200)
	if a := try("GET", "/v1/clusters", "Origin", "https://evil.example"); a.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another site may read the answer")
	}
	a := s.want(try("POST", "/v1/check", "Origin", "https://desk.example", "Sec-Fetch-Site", "cross-site"), 200)
	if got := a.Header.Get("Access-Control-Allow-Origin"); got != "https://desk.example" {
		t.Errorf("a named site may not read the answer: %q", got)
	}
	s.want(try("OPTIONS", "/v1/check", "Origin", "https://desk.example", "Access-Control-Request-Method", "POST"), 204)
	if a := try("OPTIONS", "/v1/check", "Origin", "https://evil.example", "Access-Control-Request-Method", "POST"); a.StatusCode < 400 {
		t.Errorf("another site asks before a request: status %d, want a refusal", a.StatusCode)
	}
	if err := serve.CheckOrigins([]string{"desk.example"}); err == nil {
		t.Error("an origin without a scheme is accepted")
	}
}

// TestHeaders sees that every answer tells the browser to keep others away.
func TestHeaders(t *testing.T) {
	s := newSite(t, serve.Options{})
	for _, path := range []string{"/", "/stories", "/v1/clusters", "/nothing", "/metrics"} {
		h := s.get(path).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if got := h.Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, got)
		}
	}
}

func packed(t *testing.T, kind string, text io.Reader) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if kind == "zstd" {
		var err error
		if w, err = zstd.NewWriter(&b); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.Copy(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// TestPacked sees that packed bodies are read, and that bombs are not.
func TestPacked(t *testing.T) {
	s := newSite(t, serve.Options{Limits: serve.Limits{Batch: 4 << 20}})
	send := func(path, encoding, body string) answer {
		r := s.request("POST", path, "text/plain", body)
		if path == "/v1/articles" {
			r.Header.Set("Content-Type", "application/x-ndjson")
		}
		r.Header.Set("Content-Encoding", encoding)
		return s.do(r)
	}
	for _, kind := range []string{"gzip", "zstd"} {
		s.want(send("/v1/check", kind, packed(t, kind, strings.NewReader("Some words."))), 200)
		bomb := packed(t, kind, io.LimitReader(zeros{}, 200<<20))
		s.want(send("/v1/check", kind, bomb), 413)
		if a := send("/v1/articles", kind, bomb); a.StatusCode != 413 {
			t.Errorf("%s bomb of articles: status %d: %.200s", kind, a.StatusCode, a.body)
		}
		s.want(send("/v1/check", kind, "no packing"), 400)
		s.want(send("/v1/check", kind, packed(t, kind, strings.NewReader("Some words."))[:12]), 400)
	}
	s.want(send("/v1/check", "br", "x"), 415)
}

// TestGate sees that what is too much is refused with the time to wait, and that it goes on after that.
func TestGate(t *testing.T) {
	s := newSite(t, serve.Options{Limits: serve.Limits{Uploads: 1, Waiting: 1, Patience: 50 * time.Millisecond}})
	in, out := io.Pipe()
	hold, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/v1/articles", in)
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
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	})
	if _, err := io.WriteString(out, `{"id":"a",`); err != nil {
		t.Fatal(err)
	}
	var refused answer
	for range 100 {
		if refused = s.post("/v1/articles", "", `{"text":"b"}`); refused.StatusCode == 429 {
			break
		}
	}
	s.want(refused, 429)
	if refused.Header.Get("Retry-After") == "" {
		t.Error("a refusal names no time to wait")
	}
	s.want(s.post("/v1/check", "text/plain", "Other kinds go on."), 200)
	if _, err := io.WriteString(out, `"text":"c"}`); err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	wg.Wait()
	s.want(s.post("/v1/articles", "", `{"text":"b"}`), 200)
}
