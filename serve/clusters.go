package serve

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// stories caches the list of stories of the last generation. It is made anew after a run, and when an
// article has died.
type stories struct {
	mu   sync.Mutex
	list *view.StoryList
}

// storyList returns the list of stories.
func (s *Server) storyList(ctx context.Context) (*view.StoryList, error) {
	s.stories.mu.Lock()
	defer s.stories.mu.Unlock()
	var generation, deaths uint64
	if err := s.st.View(func(v *store.View) error {
		generation, deaths = v.Generation(), v.Deaths()
		return nil
	}); err != nil {
		return nil, err
	}
	if l := s.stories.list; l != nil && l.Generation == generation && l.Deaths == deaths {
		return l, nil
	}
	l, err := view.Stories(ctx, s.st)
	if err != nil {
		return nil, err
	}
	s.stories.list = l
	return l, nil
}

// A clusterItem is a cluster in a list.
type clusterItem struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Size        int      `json:"size"`
	Outlets     []string `json:"outlets"` // the first 100, sorted by name
	OutletCount int      `json:"outlet_count"`
	First       *string  `json:"first"`
	Last        *string  `json:"last"`
	Origin      *string  `json:"origin"`
	OriginP     float64  `json:"origin_p"`
	Agency      *string  `json:"agency"`
	AgencyName  *string  `json:"agency_name"`
	AgencyP     float64  `json:"agency_p"`
	Independent *int     `json:"independent"`
}

// A clusterList is one page of a list.
type clusterList struct {
	Generation uint64        `json:"generation"`
	Traced     bool          `json:"traced"`
	Clusters   []clusterItem `json:"clusters"`
	Next       *string       `json:"next"` // cursor of the next page; null: no further page
}

const (
	usualPage   = 50
	maxPage     = 500
	listOutlets = 100
)

// getClusters lists clusters, the latest first.
func (s *Server) getClusters(w http.ResponseWriter, r *http.Request) {
	q, err := storyQuery(r.URL.Query(), time.Now())
	if err != nil {
		s.fail(w, err)
		return
	}
	l, err := s.storyList(r.Context())
	if err != nil {
		s.fail(w, err)
		return
	}
	found, more := l.Find(q)
	out := clusterList{Generation: l.Generation, Traced: l.Traced, Clusters: []clusterItem{}}
	for _, x := range found {
		out.Clusters = append(out.Clusters, newClusterItem(x))
	}
	if more {
		next := cursorOf(found[len(found)-1])
		out.Next = &next
	}
	s.json(w, http.StatusOK, out)
}

func newClusterItem(x *view.Story) clusterItem {
	optional := func(v string) *string {
		if v == "" {
			return nil
		}
		return &v
	}
	return clusterItem{
		ID: x.ID, Title: x.Title, Size: x.Articles, Outlets: x.Outlets[:min(len(x.Outlets), listOutlets)], OutletCount: len(x.Outlets),
		First: optional(x.First), Last: optional(x.Last), Origin: x.Origin, OriginP: x.OriginP,
		Agency: optional(x.Agency), AgencyName: optional(x.AgencyName), AgencyP: x.AgencyP, Independent: x.Independent,
	}
}

// getCluster answers with one cluster like report --json.
func (s *Server) getCluster(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	err := s.report(r, view.Query{Cluster: r.PathValue("id")}, &oneCluster{report.JSON{Out: &b}})
	s.raw(w, &b, err)
}

// storyQuery reads the query for stories.
func storyQuery(q url.Values, now time.Time) (view.StoryQuery, error) {
	out := view.StoryQuery{Outlet: q.Get("outlet"), Agency: q.Get("agency"), Words: q.Get("q"), Limit: usualPage}
	if err := notLonger(q, map[string]int{"q": 200, "outlet": 500, "agency": 500, "since": 100, "cursor": 4096}); err != nil {
		return out, err
	}
	var err error
	if since := q.Get("since"); since != "" {
		if d, spanErr := duration(q, "since"); spanErr == nil {
			out.Since = now.Add(-d).Unix()
		} else if t := article.ParseTime(since, "query"); t.Known() {
			out.Since = t.Unix
		} else {
			return out, fmt.Errorf("%w: since=%s: give a length of time as 7d, or a date as 2026-05-01", errInput, short(since))
		}
	}
	if limit := q.Get("limit"); limit != "" {
		if out.Limit, err = strconv.Atoi(limit); err != nil || out.Limit < 1 || out.Limit > maxPage {
			return out, fmt.Errorf("%w: limit=%s: give a number from 1 to %d", errInput, short(limit), maxPage)
		}
	}
	if c := q.Get("cursor"); c != "" {
		out.After, err = placeOf(c)
	}
	return out, err
}

// cursorOf returns the cursor for the stories after x.
func cursorOf(x *view.Story) string {
	b, _ := json.Marshal([]any{x.LastAt, x.ID}) // cannot fail: a number and a string
	return base64.RawURLEncoding.EncodeToString(b)
}

// placeOf parses a cursor.
func placeOf(cursor string) (view.Place, error) {
	bad := fmt.Errorf("%w: cursor=%s: give the \"next\" of an earlier answer", errInput, short(cursor))
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return view.Place{}, bad
	}
	var parts []json.RawMessage
	var p view.Place
	if json.Unmarshal(b, &parts) != nil || len(parts) != 2 || json.Unmarshal(parts[0], &p.LastAt) != nil ||
		json.Unmarshal(parts[1], &p.ID) != nil || p.ID == "" {
		return view.Place{}, bad
	}
	return p, nil
}
