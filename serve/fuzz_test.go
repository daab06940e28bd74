package serve_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/serve"
	"github.com/wiretrace/wiretrace/store"
)

// FuzzRequests sends anything as the body of every request that takes one, and as the query of the
// list. No answer may be an internal error.
func FuzzRequests(f *testing.F) {
	f.Add(uint8(0), "text/plain", []byte("Some words."))
	f.Add(uint8(0), "text/html", []byte("<p>Some words.<template shadowrootmode=open>"))
	f.Add(uint8(0), "application/json", []byte(`{"id":"a","text":"Some words.","published":"9999-99-99"}`))
	f.Add(uint8(1), "application/x-ndjson", []byte("{\"id\":\"a\",\"text\":\"x\"}\nbad\n"))
	f.Add(uint8(2), "application/json", []byte(`{"near":null}`))
	f.Add(uint8(3), "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=text\r\n\r\nSome words.\r\n--x--"))
	f.Add(uint8(3), "application/x-www-form-urlencoded", []byte("text=Some+words&url=https://a.example/"))
	f.Add(uint8(4), "", []byte("cursor=WzEsImEiXQ&q=%ff&since=7d&limit=5"))
	st, err := store.Open(f.TempDir()+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		f.Fatal(err)
	}
	server := serve.New(st, serve.Options{Logf: f.Logf, Limits: serve.Limits{Body: 1 << 16, Batch: 1 << 16}})
	h := server.Handler()
	f.Cleanup(func() {
		server.Close()
		if err := st.Close(); err != nil {
			f.Error(err)
		}
	})
	f.Fuzz(func(t *testing.T, which uint8, kind string, body []byte) {
		paths := []string{"/v1/check", "/v1/articles", "/v1/dedup", "/"}
		r := httptest.NewRequest(http.MethodGet, "http://localhost/v1/clusters", nil)
		if int(which) < len(paths) {
			r = httptest.NewRequest(http.MethodPost, "http://localhost"+paths[which], bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
		} else {
			r.URL.RawQuery = string(body)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s %s (%s): %s", r.Method, r.URL, kind, w.Body)
		}
	})
}
