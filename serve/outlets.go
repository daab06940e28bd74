package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// outlets holds what the outlets printed by the list of stories that it was made with.
type outlets struct {
	mu  sync.Mutex
	of  *view.StoryList
	day *report.DayView // nil: no sources were traced
}

// outletViews returns what the outlets printed; nil: no sources were traced. It is made when it is first
// asked for after a run.
func (s *Server) outletViews(ctx context.Context, l *view.StoryList) (*report.DayView, error) {
	if !l.Traced {
		return nil, nil
	}
	s.outlets.mu.Lock()
	defer s.outlets.mu.Unlock()
	if s.outlets.of == l {
		return s.outlets.day, nil
	}
	day, err := view.Outlets(ctx, s.st)
	if err != nil {
		return nil, err
	}
	s.outlets.of, s.outlets.day = l, day
	return day, nil
}

// outletsPage lists the outlets: whose words each printed, and which outlets took text from each other.
func (s *Server) outletsPage(w http.ResponseWriter, r *http.Request) {
	s.html(w, http.StatusOK, func(out io.Writer) error {
		l, err := s.storyList(r.Context())
		if err != nil {
			return err
		}
		day, err := s.outletViews(r.Context(), l)
		if err != nil {
			return err
		}
		p := page.OutletList{Links: link, Day: day, Owners: s.opts.Dedup.Newsroom.Owners, Counts: l.Outlets}
		return p.Write(out)
	})
}

// outletStories is how many stories of an outlet are on one page.
const outletStories = 100

// outletPage shows an outlet.
func (s *Server) outletPage(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	s.html(w, http.StatusOK, func(out io.Writer) error {
		l, err := s.storyList(r.Context())
		if err != nil {
			return err
		}
		if name == "" || l.Outlets[name] == 0 {
			return fmt.Errorf("outlet %q: %w", short(name), store.ErrNotFound)
		}
		day, err := s.outletViews(r.Context(), l)
		if err != nil {
			return err
		}
		owners := s.opts.Dedup.Newsroom.Owners
		p := page.Outlet{Links: link, Name: name, House: owners[name]}
		if p.House != "" {
			for _, other := range slices.Sorted(maps.Keys(l.Outlets)) {
				if other != name && owners[other] == p.House {
					p.Sisters = append(p.Sisters, other)
				}
			}
		}
		if day != nil {
			if i := slices.IndexFunc(day.Outlets, func(o report.OutletView) bool { return o.Source == name }); i >= 0 {
				p.Words = &day.Outlets[i]
			}
			p.Flows = day.Links
		}
		if err := s.printed(r, &p, l); err != nil {
			return err
		}
		return p.Write(out)
	})
}

// printed adds one page of the articles of an outlet that others have too.
func (s *Server) printed(r *http.Request, p *page.Outlet, l *view.StoryList) error {
	found, _ := l.Find(view.StoryQuery{Outlet: p.Name})
	at, all, note := pageOf(r.URL.Query(), len(found), outletStories)
	address := func(n int) string { return link("outlet", p.Name) + "?page=" + strconv.Itoa(n) }
	p.Note = note
	if at > 0 {
		p.Previous = &page.PageLink{Address: address(at - 1), Words: "Later stories"}
	}
	if at+1 < all {
		p.Next = &page.PageLink{Address: address(at + 1), Words: "Earlier stories"}
	}
	found = found[min(at*outletStories, len(found)):]
	found = found[:min(len(found), outletStories)]
	if !l.Traced {
		for _, x := range found {
			p.Articles = append(p.Articles, page.OutletArticle{Title: x.Title, When: page.Date(dayOf(x)), Story: x.ID})
		}
		return nil
	}
	ids := make([]string, len(found))
	for i, x := range found {
		ids[i] = x.ID
	}
	return view.Clusters(r.Context(), s.st, ids, func(v *report.ClusterView) error {
		p.Articles = append(p.Articles, page.OutletArticles(v, p.Name)...)
		return nil
	})
}

// pageOf returns which page of a list is asked for, counted from 0, and how many there are. If the list ends
// before the page, it returns the last one, and a note for the reader.
func pageOf(q url.Values, things, each int) (at, pages int, note string) {
	pages = max(1, (things+each-1)/each)
	n, err := strconv.Atoi(q.Get("page"))
	if err != nil || n < 0 {
		return 0, pages, ""
	}
	if n >= pages {
		n = min(n, math.MaxInt-1)
		return pages - 1, pages, fmt.Sprintf("The list has no page %s. This is the last one.", report.Number(n+1))
	}
	return n, pages, ""
}

// feed answers with the newest stories as an Atom feed.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) {
	l, err := s.storyList(r.Context())
	if err != nil {
		s.fail(w, err)
		return
	}
	base := address(r)
	list := make([]page.FeedStory, 0, len(l.Stories))
	for i := range l.Stories {
		x := &l.Stories[i]
		list = append(list, page.FeedStory{ID: x.ID, Title: x.Title, First: x.First, Address: base + link("story", x.ID), Outlets: len(x.Outlets), Articles: x.Articles})
	}
	var b bytes.Buffer
	if err := page.WriteFeed(&b, list); err != nil {
		s.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// address returns the address of the server as the caller names it.
func address(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
