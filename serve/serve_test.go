package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"go.uber.org/goleak"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/serve"
	"github.com/wiretrace/wiretrace/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A site is a server with the store that it answers from.
type site struct {
	*testing.T
	st     *store.Store
	server *serve.Server
	url    string
	client *http.Client
	spec   routers.Router // nil: answers are not held against the description
}

// newSite starts a server on an empty store.
func newSite(t *testing.T, o serve.Options) *site {
	t.Helper()
	st, err := store.Open(t.TempDir()+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	if o.Logf == nil {
		o.Logf = t.Logf
	}
	s := &site{T: t, st: st, server: serve.New(st, o)}
	h := httptest.NewServer(s.server.Handler())
	s.url, s.client = h.URL, h.Client()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(func() {
		h.Close()
		s.server.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	s.spec = description(t)
	return s
}

// fill stores and clusters testdata/press.
func (s *site) fill() *site {
	s.Helper()
	src := ingest.Open([]string{"../testdata/press"}, nil, ingest.Options{})
	if _, err := dedup.Ingest(s.Context(), s.st, src, dedup.Options{}); err != nil {
		s.Fatal(err)
	}
	if _, err := dedup.Link(s.Context(), s.st, dedup.Options{}); err != nil {
		s.Fatal(err)
	}
	return s
}

// description reads openapi.yaml.
func description(t *testing.T) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// An answer is what a server returned.
type answer struct {
	*http.Response
	body []byte
}

// do sends a request and holds the answer against the description of the API.
func (s *site) do(r *http.Request) answer {
	s.Helper()
	res, err := s.client.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	s.describes(r, res, body)
	return answer{res, body}
}

func (s *site) describes(r *http.Request, res *http.Response, body []byte) {
	s.Helper()
	route, params, err := s.spec.FindRoute(r)
	if err != nil {
		return // not of the API
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: res.StatusCode, Header: res.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", openapi3filter.FileBodyDecoder)
	out.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		s.Errorf("%s %s: the answer is not as openapi.yaml says: %v", r.Method, r.URL, err)
	}
}

func (s *site) request(method, path, kind, body string) *http.Request {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func (s *site) get(path string) answer { s.Helper(); return s.do(s.request("GET", path, "", "")) }

func (s *site) post(path, kind, body string) answer {
	s.Helper()
	return s.do(s.request("POST", path, kind, body))
}

// want fails unless the answer has a status.
func (s *site) want(a answer, status int) answer {
	s.Helper()
	if a.StatusCode != status {
		s.Fatalf("%s %s: status %d, want %d: %.300s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	return a
}

// decode reads JSON.
func decode[T any](s *site, a answer) (v T) {
	s.Helper()
	if err := json.Unmarshal(a.body, &v); err != nil {
		s.Fatalf("%s: %v: %.300s", a.Request.URL, err, a.body)
	}
	return v
}

// pressText returns the text of the first article of testdata/press with an id.
func pressText(t *testing.T, id string) string {
	t.Helper()
	for a, err := range ingest.Read(t.Context(), []string{"../testdata/press"}, nil, ingest.Options{}) {
		if err == nil && a.ID == id {
			return a.Text
		}
	}
	t.Fatalf("testdata/press has no %s", id)
	return ""
}

type found struct {
	Verdict string
	Cluster *string
	Parent  *string
	Stored  int
	Matches []struct{ ID string }
}

// TestCheck sees that a text, a page and a record get the answer of check --json.
func TestCheck(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	text := pressText(t, "p001")
	record, _ := json.Marshal(map[string]string{"source": "new.example", "text": text})
	for _, c := range []struct{ name, path, kind, body string }{
		{"text", "/v1/check?source=new.example&title=Ferry", "text/plain; charset=utf-8", text},
		{"page", "/v1/check?url=" + url.QueryEscape("https://new.example/a"), "text/html", "<html><body><article><h1>Story</h1><p>" + strings.ReplaceAll(text, "\n\n", "</p><p>") + "</p></article></body></html>"},
		{"record", "/v1/check", "application/json", string(record)},
		{"record without a type", "/v1/check", "", string(record)},
		{"near", "/v1/check?near=true", "text/plain", text},
		{"window", "/v1/check?window=30d", "text/plain", text},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decode[found](s, s.want(s.post(c.path, c.kind, c.body), 200))
			if got.Verdict != "copy" || got.Cluster == nil || len(got.Matches) == 0 || got.Stored < 100 {
				t.Errorf("answer %+v, want a copy with a cluster", got)
			}
		})
	}
}

// TestCheckRefuses sees that what can't be read is refused with the reason.
func TestCheckRefuses(t *testing.T) {
	s := newSite(t, serve.Options{Limits: serve.Limits{Body: 64 << 10}})
	for _, c := range []struct {
		name, path, kind, body string
		status                 int
	}{
		{"empty", "/v1/check", "text/plain", "", 400},
		{"broken JSON", "/v1/check", "application/json", `{"text":`, 400},
		{"no text", "/v1/check", "application/json", `{"id":"a"}`, 400},
		{"two records", "/v1/check", "application/json", `{"text":"a"}` + "\n" + `{"text":"b"}`, 400},
		{"picture", "/v1/check", "image/png", "\x89PNG", 415},
		{"packed", "/v1/check", "text/html", "\x1f\x8b\x08\x00", 415},
		{"bad type", "/v1/check", "text/", "a", 415},
		{"bad window", "/v1/check?window=soon", "text/plain", "a", 400},
		{"bad near", "/v1/check?near=perhaps", "text/plain", "a", 400},
		{"too large", "/v1/check", "text/plain", strings.Repeat("word ", 20000), 413},
		{"wrong path", "/v2/check", "text/plain", "a", 404},
		{"wrong method", "/v1/clusters", "text/plain", "a", 405},
		{"bad run", "/v1/dedup", "application/json", `{"fast":true}`, 400},
		{"wrong type of batch", "/v1/articles", "text/csv", "a,b", 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.want(s.post(c.path, c.kind, c.body), c.status)
			if got := decode[struct {
				Status int
				Detail string
			}](s, a); got.Status != c.status || got.Detail == "" {
				t.Errorf("problem %+v, want status %d and a detail", got, c.status)
			}
		})
	}
}

// TestArticles sees that each record is acknowledged in order, and that it is there then.
func TestArticles(t *testing.T) {
	s := newSite(t, serve.Options{})
	records := `{"id":"a/1 ü","source":"a.example","title":"One","text":"One text about a ferry."}
{"id":"b","text":"Two."}
not JSON
{"id":"b","text":"Two."}
`
	a := s.want(s.post("/v1/articles", "application/x-ndjson", records), 200)
	lines := strings.Split(strings.TrimSpace(string(a.body)), "\n")
	var got []string
	for _, l := range lines[:len(lines)-1] {
		var x struct {
			Record  int
			Outcome string
			Reason  string
		}
		if err := json.Unmarshal([]byte(l), &x); err != nil {
			t.Fatal(err)
		}
		if (x.Reason != "") != (x.Outcome == "rejected") {
			t.Errorf("%s: a reason goes with a rejected record alone", l)
		}
		got = append(got, x.Outcome)
	}
	if want := "stored stored rejected known"; strings.Join(got, " ") != want {
		t.Errorf("outcomes %v, want %s", got, want)
	}
	if want := `{"done":true,"read":3,"stored":2,"known":1,"revised":0,"kept_out":0,"rejected":1}`; lines[len(lines)-1] != want {
		t.Errorf("last line %s, want %s", lines[len(lines)-1], want)
	}
	one := decode[struct{ Article, Text string }](s, s.want(s.get("/v1/articles/"+url.PathEscape("a/1 ü")), 200))
	if one.Article != "a/1 ü" || !strings.Contains(one.Text, "ferry") {
		t.Errorf("article %+v, want that which was sent", one)
	}
	s.want(s.get("/v1/articles/none"), 404)
}

// TestRun sees that a run can be begun and followed, and that clusters are listed afterwards.
func TestRun(t *testing.T) {
	s := newSite(t, serve.Options{})
	var b bytes.Buffer
	for a, err := range ingest.Read(t.Context(), []string{"../testdata/press"}, nil, ingest.Options{}) {
		if err == nil {
			b.Write(ingest.AppendRecord(nil, &a))
		}
	}
	s.want(s.post("/v1/articles", "application/x-ndjson", b.String()), 200)
	a := s.want(s.post("/v1/dedup", "application/json", ""), 202)
	if second := s.post("/v1/dedup", "", ""); second.StatusCode != 409 && second.StatusCode != 202 {
		t.Errorf("a second run: status %d, want 409, or 202 if the first has ended", second.StatusCode)
	}
	s.follow(a)
	s.want(s.get("/v1/runs/999"), 404)
	s.lists(t)
}

// follow waits until a run is done.
func (s *site) follow(begun answer) {
	s.Helper()
	for {
		got := decode[struct {
			State string
			Error *string
			Run   *struct{ Generation int }
		}](s, s.want(s.get(begun.Header.Get("Location")), 200))
		if got.State == "done" && got.Run != nil && got.Run.Generation > 0 {
			return
		}
		if got.State != "running" {
			s.Fatalf("run %+v, want it to be done", got)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

type listed struct {
	Clusters []struct {
		ID, Title string
		Size      int
		Outlets   []string
		Agency    *string
		Last      *string
	}
	Next *string
}

// lists sees that clusters are paged, searched and linked.
func (s *site) lists(t *testing.T) {
	all := decode[listed](s, s.want(s.get("/v1/clusters?limit=500"), 200))
	if len(all.Clusters) < 15 || all.Next != nil {
		t.Fatalf("%d clusters, next %v; want all of testdata/press", len(all.Clusters), all.Next)
	}
	var paged []string
	for path := "/v1/clusters?limit=7"; path != ""; {
		page := decode[listed](s, s.want(s.get(path), 200))
		for _, c := range page.Clusters {
			paged = append(paged, c.ID)
		}
		path = ""
		if page.Next != nil {
			path = "/v1/clusters?limit=7&cursor=" + *page.Next
		}
	}
	for i, c := range all.Clusters {
		if i >= len(paged) || paged[i] != c.ID {
			t.Fatalf("pages list %d clusters in another order than the whole list of %d", len(paged), len(all.Clusters))
		}
	}
	first := all.Clusters[0]
	s.want(s.get("/v1/clusters/"+first.ID), 200)
	s.want(s.get("/v1/clusters/none"), 404)
	of := decode[listed](s, s.want(s.get("/v1/clusters?outlet="+url.QueryEscape(first.Outlets[0])), 200))
	if len(of.Clusters) == 0 || len(of.Clusters) >= len(all.Clusters) {
		t.Errorf("%d of %d clusters are of %s", len(of.Clusters), len(all.Clusters), first.Outlets[0])
	}
	word := strings.ToUpper(strings.Fields(first.Title)[0])
	if got := decode[listed](s, s.want(s.get("/v1/clusters?q="+url.QueryEscape(word)), 200)); len(got.Clusters) == 0 {
		t.Errorf("no cluster has %q in a headline, want %s", word, first.ID)
	}
	if got := decode[listed](s, s.want(s.get("/v1/clusters?since="+(*first.Last)[:10]), 200)); len(got.Clusters) == 0 || len(got.Clusters) == len(all.Clusters) {
		t.Errorf("%d of %d clusters since the last day", len(got.Clusters), len(all.Clusters))
	}
	for _, bad := range []string{"cursor=x", "limit=0", "limit=x", "since=soon", "q=" + strings.Repeat("a", 201)} {
		s.want(s.get("/v1/clusters?"+bad), 400)
	}
}

// TestPages sees that the pages link to each other and that every link leads somewhere.
func TestPages(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	seen := map[string]bool{"/": true}
	todo := []string{"/", "/stories", "/days"}
	for len(todo) > 0 && len(seen) < 120 {
		path := todo[0]
		todo = todo[1:]
		a := s.want(s.get(path), 200)
		if got := a.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
			t.Errorf("%s is %s, want HTML", path, got)
		}
		for _, part := range strings.Split(string(a.body), `href="/`)[1:] {
			next := "/" + part[:strings.IndexByte(part, '"')]
			next = strings.ReplaceAll(next, "&amp;", "&")
			if !seen[next] && !strings.HasPrefix(next, "/#") {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	kinds := map[string]int{}
	for path := range seen {
		kinds[strings.Split(strings.Split(path, "?")[0], "/")[1]]++
	}
	if kinds["stories"] < 5 || kinds["articles"] < 5 || kinds["days"] < 2 {
		t.Errorf("pages by kind %v, want stories, articles and days", kinds)
	}
	s.want(s.get("/days/tomorrow"), 404)
	s.want(s.get("/days/1999-01-01"), 404)
	s.want(s.get("/stories/none"), 404)
}

// TestDescription sees that the description is given out as it is tested, and that health is reported.
func TestDescription(t *testing.T) {
	s := newSite(t, serve.Options{})
	want, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.want(s.get("/openapi.yaml"), 200); !bytes.Equal(got.body, want) {
		t.Error("/openapi.yaml is not the file")
	}
	s.want(s.get("/healthz"), 200)
	s.want(s.get("/readyz"), 200)
	s.post("/v1/check", "text/plain", "Some words.")
	if got := s.want(s.get("/metrics"), 200); !bytes.Contains(got.body, []byte(`wiretrace_http_requests_total{path="POST /v1/check",status="200"} 1`)) {
		t.Errorf("metrics do not count the check:\n%.2000s", got.body)
	}
	s.server.Close()
	s.want(s.get("/readyz"), 503)
	s.want(s.post("/v1/check", "text/plain", "Some words."), 503)
}

// TestCheckDuringRuns sees that checks are answered while articles come in and runs go on, and that
// what was acknowledged is seen by a later run.
func TestCheckDuringRuns(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	text := pressText(t, "p001")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 5 {
				if a := s.post("/v1/check", "text/plain", text); a.StatusCode != 200 && a.StatusCode != 429 {
					t.Errorf("check: status %d: %s", a.StatusCode, a.body)
				}
				rec, _ := json.Marshal(map[string]string{"source": "n.example", "text": text + strings.Repeat(" more", i+1)})
				if a := s.post("/v1/articles", "application/x-ndjson", string(rec)+"\n"); a.StatusCode != 200 && a.StatusCode != 429 {
					t.Errorf("articles: status %d: %s", a.StatusCode, a.body)
				}
			}
		})
	}
	s.follow(s.post("/v1/dedup", "", "")) // the store has no other: it ends as the others go on
	wg.Wait()
	rec, _ := json.Marshal(map[string]string{"id": "late", "source": "late.example", "text": text})
	s.want(s.post("/v1/articles", "application/x-ndjson", string(rec)+"\n"), 200)
	s.follow(s.want(s.post("/v1/dedup", "", ""), 202))
	got := decode[struct{ Cluster *string }](s, s.want(s.get("/v1/articles/late"), 200))
	if got.Cluster == nil {
		t.Error("an article that was acknowledged before a run is in no cluster after it, want that of its copies")
	}
}

// TestEarlierMembers sees that the list counts the members that a story's page has: earlier revisions
// too, and none that was deleted.
func TestEarlierMembers(t *testing.T) {
	s := newSite(t, serve.Options{})
	send := func(records ...map[string]string) {
		var b bytes.Buffer
		for _, r := range records {
			line, _ := json.Marshal(r)
			b.Write(append(line, '\n'))
		}
		s.want(s.post("/v1/articles", "application/x-ndjson", b.String()), 200)
	}
	text := pressText(t, "p008")
	send(map[string]string{"id": "a", "source": "a.example", "url": "https://a.example/1", "published": "2024-05-02T07:00:00Z", "text": text},
		map[string]string{"id": "b", "source": "b.example", "url": "https://b.example/1", "published": "2024-05-02T09:00:00Z", "text": text})
	send(map[string]string{
		"id": "a", "source": "a.example", "url": "https://a.example/1", "published": "2024-05-02T07:00:00Z", "updated": "2024-05-03T07:00:00Z",
		"text": "The editors have replaced this report by another one, about a goat that won the third prize at the county fair in the rain, and about its owner.",
	})
	s.follow(s.want(s.post("/v1/dedup", "", ""), 202))
	list := decode[listed](s, s.want(s.get("/v1/clusters"), 200)).Clusters
	if len(list) != 1 || list[0].Size != 2 || len(list[0].Outlets) != 2 {
		t.Fatalf("clusters %+v, want one of b and of the earlier a", list)
	}
	whole := decode[struct{ Size int }](s, s.want(s.get("/v1/clusters/"+list[0].ID), 200))
	if whole.Size != list[0].Size {
		t.Errorf("the list has %d members, the cluster %d", list[0].Size, whole.Size)
	}
}
