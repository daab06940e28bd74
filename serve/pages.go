package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// link returns the address of a page of this server, or "" if there is none.
func link(kind, id string) string {
	if kind == "outlet" && (id == "" || id == "." || id == "..") {
		return "" // cannot be part of an address
	}
	switch kind {
	case "home":
		return "/"
	case "stories", "days", "outlets":
		return "/" + kind
	case "feed":
		return "/feed.xml"
	case "story":
		return "/stories/" + url.PathEscape(id)
	}
	return "/" + kind + "s/" + url.PathEscape(id)
}

// html answers with a page when it is complete.
func (s *Server) html(w http.ResponseWriter, status int, write func(io.Writer) error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		s.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// storyPage shows a cluster.
func (s *Server) storyPage(w http.ResponseWriter, r *http.Request) {
	s.html(w, http.StatusOK, func(out io.Writer) error {
		return s.report(r, view.Query{Cluster: r.PathValue("id")}, &page.Cluster{Out: out, Links: link})
	})
}

// articlePage shows an article.
func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) {
	s.html(w, http.StatusOK, func(out io.Writer) error {
		return s.report(r, view.Query{Article: r.PathValue("id"), With: r.URL.Query().Get("with")}, &page.Article{Out: out, Links: link, Choose: true})
	})
}

func items(list []*view.Story) []page.StoryItem {
	out := make([]page.StoryItem, len(list))
	for i, x := range list {
		agency := x.AgencyName
		if agency == "" {
			agency = x.Agency
		}
		out[i] = page.StoryItem{ID: x.ID, Title: x.Title, Agency: agency, When: dayOf(x), Outlets: len(x.Outlets), Articles: x.Articles}
	}
	return out
}

// dayOf returns the day of the latest article of a story, or "" if the day is unknown.
func dayOf(x *view.Story) string {
	if len(x.LastDay) < len(time.DateOnly) {
		return ""
	}
	return x.LastDay
}

// daysPage lists the days that have stories.
func (s *Server) daysPage(w http.ResponseWriter, r *http.Request) {
	s.html(w, http.StatusOK, func(out io.Writer) error {
		days, err := s.days(r.Context())
		if err != nil {
			return err
		}
		p := page.StoryList{Title: "Days", Links: link, Days: days}
		return p.Write(out)
	})
}

// days returns the days of the stories' last articles, the latest first.
func (s *Server) days(ctx context.Context) ([]string, error) {
	l, err := s.storyList(ctx)
	if err != nil {
		return nil, err
	}
	var days []string
	for i := range l.Stories {
		if d := dayOf(&l.Stories[i]); d != "" {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	slices.Reverse(days)
	return days, nil
}

// maxDay is how many stories the page of a day lists.
const maxDay = 2000

// dayPage lists the stories whose last article is of a day.
func (s *Server) dayPage(w http.ResponseWriter, r *http.Request) {
	day := r.PathValue("day")
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		problem(w, http.StatusNotFound, "%q is no day, as 2026-05-01 is", short(day))
		return
	}
	s.html(w, http.StatusOK, func(out io.Writer) error {
		days, err := s.days(r.Context())
		if err != nil {
			return err
		}
		at := slices.Index(days, day)
		if at < 0 {
			return fmt.Errorf("stories of %s: %w", day, store.ErrNotFound)
		}
		l, err := s.storyList(r.Context())
		if err != nil {
			return err
		}
		var found []*view.Story
		all := 0
		for i := range l.Stories {
			x := &l.Stories[i]
			if dayOf(x) != day {
				continue
			}
			if all++; all <= maxDay {
				found = append(found, x)
			}
		}
		p := page.StoryList{Title: "Stories of " + page.Date(day), Links: link, Stories: items(found)}
		if all > len(found) {
			p.Of = all
		}
		if at+1 < len(days) {
			p.Previous = &page.PageLink{Address: link("day", days[at+1]), Words: page.Date(days[at+1])}
		}
		if at > 0 {
			p.Next = &page.PageLink{Address: link("day", days[at-1]), Words: page.Date(days[at-1])}
		}
		return p.Write(out)
	})
}

// front shows the form.
func (s *Server) front(w http.ResponseWriter, r *http.Request) { s.ask(w, r, http.StatusOK, "") }

// ask shows the form with an error message.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, status int, trouble string) {
	s.html(w, status, func(out io.Writer) error {
		f := page.Front{Links: link, Problem: trouble, Address: address(r)}
		if err := s.st.View(func(v *store.View) error { f.Articles = v.LiveDocs(); return nil }); err != nil {
			return err
		}
		return f.Write(out)
	})
}

// checkForm checks the text in the form.
func (s *Server) checkForm(w http.ResponseWriter, r *http.Request) {
	data, address, err := s.readForm(w, r)
	if err != nil {
		s.ask(w, r, statusOf(err), sentence(err))
		return
	}
	if !s.enter(w, r, s.checks) {
		return
	}
	defer s.checks.leave()
	q := url.Values{}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		q.Set("url", address)
	}
	art, err := readArticle(data, "", q)
	if err != nil {
		s.ask(w, r, statusOf(err), sentence(err))
		return
	}
	answer, err := s.pool.Check(r.Context(), &art, 0)
	if err != nil {
		s.fail(w, err)
		return
	}
	s.metrics.verdict(answer.Verdict)
	s.html(w, http.StatusOK, func(out io.Writer) error {
		c := answer.View(art.ID)
		v, err := view.Checked(s.st, &art, &c)
		if err != nil {
			return err
		}
		p := page.Checked{Links: link, Check: &c, Article: v}
		return p.Write(out)
	})
}

// sentence returns an error as a sentence for the user of the form.
func sentence(err error) string {
	switch statusOf(err) {
	case http.StatusRequestEntityTooLarge:
		return "That is larger than an article can be."
	case http.StatusUnsupportedMediaType:
		return "Only texts, HTML pages and JSON records can be checked. Unpack the file first."
	}
	if errors.Is(err, errNothing) {
		return "Paste a text or choose a file first."
	}
	return "No article was found in it: " + strings.TrimPrefix(err.Error(), errInput.Error()+": ")
}

// errNothing is returned for an empty form.
var errNothing = fmt.Errorf("%w: the form is empty", errInput)

// readForm returns the file or text in a form, and the address.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) (data []byte, address string, err error) {
	body, end, err := s.body(w, r, s.limits.Body)
	if err != nil {
		return nil, "", err
	}
	defer end()
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errType, err)
	}
	fields := map[string][]byte{}
	switch kind {
	case "multipart/form-data":
		err = readParts(multipart.NewReader(body, params["boundary"]), fields)
	case "application/x-www-form-urlencoded":
		var raw []byte
		if raw, err = io.ReadAll(body); err == nil {
			var v url.Values
			v, err = url.ParseQuery(string(raw))
			fields["text"], fields["url"] = []byte(v.Get("text")), []byte(v.Get("url"))
		}
	default:
		err = fmt.Errorf("%w %q: send a form", errType, short(kind))
	}
	if err != nil && !errors.Is(err, errType) {
		err = inputError(err)
	}
	data = fields["file"]
	if len(data) == 0 {
		data = bytes.TrimSpace(fields["text"])
	}
	if err == nil && len(data) == 0 {
		err = errNothing
	}
	return data, strings.TrimSpace(string(fields["url"])), err
}

// maxParts is how many parts a form may have.
const maxParts = 8

// readParts reads the fields of a form.
func readParts(m *multipart.Reader, fields map[string][]byte) error {
	for range maxParts {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return err
		}
		if len(b) > 0 || fields[p.FormName()] == nil {
			fields[p.FormName()] = b
		}
	}
	return fmt.Errorf("%w: the form has too many parts", errInput)
}
