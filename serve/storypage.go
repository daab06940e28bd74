package serve

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/view"
)

// storiesPage lists stories: the latest first, or those in the most outlets.
func (s *Server) storiesPage(w http.ResponseWriter, r *http.Request) {
	given := r.URL.Query()
	q, err := storyQuery(given, time.Now())
	if err == nil {
		err = notLonger(given, map[string]int{"house": 500, "page": 10, "order": 10, "limit": 10})
	}
	if err != nil {
		s.fail(w, err)
		return
	}
	q.House, q.Owners = given.Get("house"), s.opts.Dedup.Newsroom.Owners
	s.html(w, http.StatusOK, func(out io.Writer) error {
		l, err := s.storyList(r.Context())
		if err != nil {
			return err
		}
		p := page.StoryList{
			Title: "Stories", Links: link, Total: l.Count(q), Facets: facetsOf(l.Facets(q), given),
			Search: &page.StorySearch{
				Words: given.Get("q"), Outlet: given.Get("outlet"), Agency: given.Get("agency"), House: given.Get("house"),
				Since: given.Get("since"), Order: given.Get("order"), Houses: len(q.Owners) > 0,
			},
		}
		if p.Total == 0 {
			p.Ways = waysOut(l, q, given)
		}
		if p.Search.Order == orderOutlets {
			widest(&p, l, q, given)
		} else {
			found, more := l.Find(q)
			p.Stories = items(found)
			if more {
				p.Next = &page.PageLink{Address: storiesWith(given, "cursor", cursorOf(found[len(found)-1])), Words: "Earlier stories"}
			}
		}
		return p.Write(out)
	})
}

// orderOutlets is the order in which the stories in the most outlets are first.
const orderOutlets = "outlets"

// widest adds one page of the stories in the most outlets to a list, with links to the neighbouring pages.
func widest(p *page.StoryList, l *view.StoryList, q view.StoryQuery, given url.Values) {
	limit := q.Limit
	q.Limit, q.After = 0, view.Place{}
	found, _ := l.Find(q)
	slices.SortStableFunc(found, func(a, b *view.Story) int {
		return cmp.Or(cmp.Compare(len(b.Outlets), len(a.Outlets)), cmp.Compare(b.Articles, a.Articles))
	})
	at, all, note := pageOf(given, len(found), limit)
	if p.Note = note; at > 0 {
		p.Previous = &page.PageLink{Address: storiesWith(given, "page", strconv.Itoa(at-1)), Words: "Stories in more outlets"}
	}
	if at+1 < all {
		p.Next = &page.PageLink{Address: storiesWith(given, "page", strconv.Itoa(at+1)), Words: "Stories in fewer outlets"}
	}
	found = found[at*limit:]
	p.Stories = items(found[:min(limit, len(found))])
}

// storiesWith returns the address of the list with another value of one filter. "" removes the filter. The
// list starts at its first page. Parameters that are not filters are dropped.
func storiesWith(given url.Values, name, value string) string {
	q := url.Values{}
	for _, field := range [...]string{"q", "outlet", "agency", "house", "since", "order", "limit", "cursor", "page"} {
		if v := given.Get(field); v != "" {
			q.Set(field, v)
		}
	}
	if name != "cursor" && name != "page" {
		q.Del("cursor")
		q.Del("page")
	}
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/stories"
	}
	return "/stories?" + q.Encode()
}

// shownFacets is how many values of each filter are listed. A selected value is always listed.
const shownFacets = 10

// facetsOf makes links from the values of filters.
func facetsOf(f view.Facets, given url.Values) []page.StoryFacet {
	var out []page.StoryFacet
	for _, x := range []struct {
		title, name string
		list        []view.Facet
	}{{"Agency", "agency", f.Agencies}, {"House", "house", f.Houses}, {"Outlet", "outlet", f.Outlets}} {
		if len(x.list) == 0 {
			continue
		}
		facet := page.StoryFacet{Title: x.title}
		chosen := given.Get(x.name)
		if chosen != "" {
			facet.All = storiesWith(given, x.name, "")
		}
		for i, v := range x.list {
			if i >= shownFacets && v.Name != chosen {
				continue
			}
			facet.Choices = append(facet.Choices, page.FacetChoice{Name: v.Name, Stories: v.Stories, Address: storiesWith(given, x.name, v.Name), Chosen: v.Name == chosen})
		}
		facet.Rest = len(x.list) - len(facet.Choices)
		out = append(out, facet)
	}
	return out
}

// waysOut returns the filters that exclude all stories: without them there are some.
func waysOut(l *view.StoryList, q view.StoryQuery, given url.Values) []page.PageLink {
	var out []page.PageLink
	for _, x := range []struct {
		name, words string
		without     func(*view.StoryQuery)
	}{
		{"q", "the words", func(q *view.StoryQuery) { q.Words = "" }},
		{"agency", "the agency", func(q *view.StoryQuery) { q.Agency = "" }},
		{"house", "the house", func(q *view.StoryQuery) { q.House = "" }},
		{"outlet", "the outlet", func(q *view.StoryQuery) { q.Outlet = "" }},
		{"since", "the first day", func(q *view.StoryQuery) { q.Since = 0 }},
	} {
		value := given.Get(x.name)
		if value == "" {
			continue
		}
		q := q
		x.without(&q)
		if n := l.Count(q); n > 0 {
			out = append(out, page.PageLink{Address: storiesWith(given, x.name, ""), Words: fmt.Sprintf("Leave out %s “%s”: %s", x.words, value, page.Stories(n))})
		}
	}
	return out
}
