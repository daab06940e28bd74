package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/ingest/packed"
)

// postCheck checks one article.
func (s *Server) postCheck(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	window, err := duration(q, "window")
	if err != nil {
		s.fail(w, err)
		return
	}
	near, err := boolean(q, "near")
	if err == nil {
		err = notLonger(q, map[string]int{"window": 20, "url": 2048, "id": 500, "source": 500, "title": 1000, "published": 100})
	}
	if err != nil {
		s.fail(w, err)
		return
	}
	data, err := s.readBody(w, r)
	if err != nil {
		s.fail(w, err)
		return
	}
	if !s.enter(w, r, s.checks) {
		return
	}
	defer s.checks.leave()
	art, err := readArticle(data, r.Header.Get("Content-Type"), q)
	if err != nil {
		s.fail(w, err)
		return
	}
	do := s.pool.Check
	if near {
		do = s.pool.Near
	}
	answer, err := do(r.Context(), &art, window)
	if err != nil {
		s.fail(w, err)
		return
	}
	s.metrics.verdict(answer.Verdict)
	view := answer.View(art.ID)
	s.json(w, http.StatusOK, view.Record())
}

// json answers with a value as JSON.
func (s *Server) json(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		s.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// The content types that can be checked.
const (
	typeHTML = "text/html"
	typeJSON = "application/json"
	typeText = "text/plain"
)

// readArticle makes an article of a body. If the content type does not decide, the first character does.
// For a text, the query may have url, source, title and published.
func readArticle(data []byte, contentType string, q url.Values) (article.Article, error) {
	if packing := packed.Packing(data); packing != "" {
		return article.Article{}, fmt.Errorf("%w: the body is packed: say \"Content-Encoding: %s\"", errPacking, packing)
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil && contentType != "" {
		return article.Article{}, fmt.Errorf("%w %q is none", errType, short(contentType))
	}
	switch kind {
	case "", "application/octet-stream", "application/x-www-form-urlencoded": // curl sends these for any data
		kind = sniff(data)
	case "application/xhtml+xml":
		kind = typeHTML
	}
	var art article.Article
	switch kind {
	case typeHTML:
		art, err = ingest.ReadPage(data, q.Get("url"))
	case typeJSON:
		art, err = ingest.ReadOne("body", data, ingest.Options{Format: "json"})
	case typeText:
		art, err = ingest.ReadOne("body", textRecord(string(data), q), ingest.Options{Format: "json"})
	default:
		return art, fmt.Errorf("%w %q: send %s, %s or %s", errType, short(kind), typeHTML, typeJSON, typeText)
	}
	if err != nil {
		return art, inputError(err)
	}
	return art, nil
}

// sniff finds the content type from the first character.
func sniff(data []byte) string {
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("<")):
		return typeHTML
	case bytes.HasPrefix(head, []byte("{")):
		return typeJSON
	}
	return typeText
}

// textRecord returns the JSON record of a text, with the fields in the query.
func textRecord(text string, q url.Values) []byte {
	rec := map[string]string{"text": text}
	for _, name := range []string{"id", "url", "source", "title", "published"} {
		if v := strings.TrimSpace(q.Get(name)); v != "" {
			rec[name] = v
		}
	}
	b, _ := json.Marshal(rec) // cannot fail: only strings
	return b
}

// notLonger returns an error if a value of a query is too long. most has the limits in characters.
func notLonger(q url.Values, most map[string]int) error {
	for _, name := range slices.Sorted(maps.Keys(most)) {
		if n := most[name]; utf8.RuneCountInString(q.Get(name)) > n {
			return fmt.Errorf("%w: %s is longer than %d characters", errInput, name, n)
		}
	}
	return nil
}

// duration parses a length of time such as 36h or 30d. If it is missing, it returns 0.
func duration(q url.Values, name string) (time.Duration, error) {
	if !q.Has(name) {
		return 0, nil
	}
	d, err := article.ParseSpan(q.Get(name))
	if err != nil {
		return 0, fmt.Errorf("%w: %s=%s: give a length of time as 36h or 30d", errInput, name, short(q.Get(name)))
	}
	return d, nil
}

// boolean parses true, false, 1 or 0. If it is missing, it returns false.
func boolean(q url.Values, name string) (bool, error) {
	if !q.Has(name) {
		return false, nil
	}
	b, err := strconv.ParseBool(q.Get(name))
	if err != nil {
		return false, fmt.Errorf("%w: %s=%s: give true or false", errInput, name, short(q.Get(name)))
	}
	return b, nil
}
