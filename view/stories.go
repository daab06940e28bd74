package view

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A Story is a cluster in lists of stories.
type Story struct {
	ID, Title   string
	First, Last string   // times of the earliest and latest member, as in result files; empty: unknown
	LastAt      int64    // Last in seconds since 1970
	LastDay     string   // the date of Last, for readers
	Articles    int      // members that are stored, including earlier revisions
	Outlets     []string // sorted
	Origin      *string  // id of the origin; nil: not in the store, or not traced
	OriginP     float64
	Agency      string // the agency whose text it is; empty: unknown
	AgencyName  string // full name
	AgencyP     float64
	Independent *int // number of independent reports; nil: not traced

	search string // folded headlines of members
}

// A StoryList holds all stories of a store, the latest first.
type StoryList struct {
	Generation uint64
	Deaths     uint64 // see [store.View.Deaths]
	Traced     bool
	Stories    []Story
	// Outlets counts the articles of each outlet, including those in no story.
	Outlets map[string]int
}

// maxSearch is how many bytes of a story's headlines are searched: about ten headlines.
const maxSearch = 1 << 10

// Stories lists all stories with at least two stored members. It reads the metadata of all articles once.
func Stories(ctx context.Context, st *store.Store) (*StoryList, error) {
	out := &StoryList{}
	err := st.View(func(v *store.View) error {
		c, err := generation.LoadClusters(v)
		if err != nil {
			return err
		}
		b := newStoryBuilder(v, c)
		out.Outlets = map[string]int{}
		out.Generation, out.Deaths = v.Generation(), v.Deaths()
		if err := v.EachMeta(0, func(d store.Doc, a *article.Article) error {
			if d%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			b.add(d, a)
			if n := out.Outlets[a.Source]; n > 0 {
				out.Outlets[a.Source] = n + 1
			} else {
				out.Outlets[strings.Clone(a.Source)] = 1 // a is only valid in this call
			}
			return nil
		}); err != nil {
			return err
		}
		if err := b.addEarlier(c); err != nil {
			return err
		}
		traces, err := generation.OpenTraces(v, c.Number)
		if err != nil {
			return err
		}
		if traces != nil {
			out.Traced = true
			if err := b.trace(ctx, traces); err != nil {
				return err
			}
		}
		out.Stories = b.list()
		return nil
	})
	return out, err
}

// A storyBuilder builds stories, one article after the other.
type storyBuilder struct {
	v       *store.View
	of      []int32 // by document: index in stories, -1: none
	at      map[string]int
	stories []draft
	titles  map[string]string
	fold    folder
}

// A draft is a story that is being built.
type draft struct {
	Story
	first, last article.Time
	leader      string // id of the earliest member with a headline so far
	clock       article.Time
	outlets     map[string]bool
}

func newStoryBuilder(v *store.View, c *generation.Conclusions) *storyBuilder {
	b := &storyBuilder{
		v: v, of: make([]int32, v.Docs()), at: make(map[string]int, len(c.Clusters)),
		stories: make([]draft, len(c.Clusters)), titles: credit.Titles(),
	}
	for d := range b.of {
		b.of[d] = -1
	}
	for k := range c.Clusters {
		x := &c.Clusters[k]
		b.stories[k] = draft{Story: Story{ID: x.ID}, outlets: map[string]bool{}}
		b.at[x.ID] = k
		for _, d := range x.Members {
			if int(d) < len(b.of) {
				b.of[d] = int32(k)
			}
		}
	}
	return b
}

// addEarlier counts the earlier revisions that are members.
func (b *storyBuilder) addEarlier(c *generation.Conclusions) error {
	for _, d := range c.EarlierDocs() {
		if b.v.Live(d) {
			continue
		}
		a, err := b.v.Meta(d)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		b.add(d, &a)
	}
	return nil
}

// add counts a stored article.
func (b *storyBuilder) add(d store.Doc, a *article.Article) {
	if int(d) >= len(b.of) || b.of[d] < 0 {
		return
	}
	s := &b.stories[b.of[d]]
	s.Articles++
	if !s.outlets[a.Source] {
		s.outlets[strings.Clone(a.Source)] = true
	}
	t := a.Clock()
	if t.Known() {
		if !s.first.Known() || t.Compare(s.first) < 0 {
			s.first = t
		}
		if !s.last.Known() || t.Compare(s.last) > 0 {
			s.last, s.LastDay = t, report.Day(t)
		}
	}
	if a.Title == "" {
		return
	}
	if s.leader == "" || cmp.Or(t.Compare(s.clock), cmp.Compare(a.ID, s.leader)) < 0 {
		s.Title, s.leader, s.clock = strings.Clone(a.Title), strings.Clone(a.ID), t
	}
	if len(s.search) < maxSearch {
		if words := b.fold.fold(cutText(a.Title, maxSearch)); !strings.Contains(s.search, words) {
			s.search += "\n" + words
		}
	}
}

// trace adds the sources.
func (b *storyBuilder) trace(ctx context.Context, traces *record.Reader) error {
	gone := generation.Gone(b.v)
	return traces.Each(func(c *record.Cluster) error {
		k, ok := b.at[c.ID]
		if err := ctx.Err(); !ok || err != nil {
			return err
		}
		c, _ = c.Without(gone)
		s := &b.stories[k]
		n := len(c.Reports)
		s.Independent = &n
		s.Agency, s.AgencyName, s.AgencyP = c.Origin.Agency, b.titles[c.Origin.Agency], c.Origin.AgencyP
		s.OriginP = c.Origin.P
		if c.Origin.Member == record.Unseen {
			return nil
		}
		a, err := b.v.Meta(c.Members[c.Origin.Member].Doc)
		if err != nil {
			return err
		}
		id := strings.Clone(a.ID)
		s.Origin = &id
		return nil
	}, func(*record.Article) error { return nil })
}

// list returns the stories with at least two members, the latest first.
func (b *storyBuilder) list() []Story {
	out := make([]Story, 0, len(b.stories))
	for k := range b.stories {
		s := &b.stories[k]
		if s.Articles < 2 {
			continue
		}
		s.Outlets = slices.Sorted(maps.Keys(s.outlets))
		s.First, s.Last = s.first.String(), s.last.String()
		if s.last.Known() {
			s.LastAt = s.last.Unix
		}
		s.OriginP, s.AgencyP = report.Round(s.OriginP), report.Round(s.AgencyP)
		out = append(out, s.Story)
	}
	slices.SortFunc(out, func(x, y Story) int { return cmp.Or(cmp.Compare(y.LastAt, x.LastAt), cmp.Compare(x.ID, y.ID)) })
	return out
}

// A StoryQuery selects stories. Its zero value selects all.
type StoryQuery struct {
	Since  int64  // only stories with an article since this second
	Outlet string // only stories that this outlet printed
	Agency string // only stories with text of this agency, by its short or full name
	Words  string // only stories whose headlines have all these words
	House  string // only stories that an outlet of this owner printed
	// Owners maps outlets to their owners.
	Owners map[string]string
	// After is the place of the last story that was already listed.
	After Place
	Limit int // most stories; 0: no limit
}

// A Place is a position in the list. It stays valid if its story disappears.
type Place struct {
	LastAt int64
	ID     string
}

// Find returns the stories that q selects. more is set if there are further ones.
func (l *StoryList) Find(q StoryQuery) (found []*Story, more bool) {
	l.each(&q, func(s *Story) bool {
		if more = q.Limit > 0 && len(found) == q.Limit; !more {
			found = append(found, s)
		}
		return !more
	})
	return found, more
}

func (s *Story) matches(q *StoryQuery, words []string) bool {
	if q.Agency != "" && s.Agency != q.Agency && s.AgencyName != q.Agency {
		return false
	}
	if q.Outlet != "" {
		if _, ok := slices.BinarySearch(s.Outlets, q.Outlet); !ok {
			return false
		}
	}
	if q.House != "" && !slices.ContainsFunc(s.Outlets, func(name string) bool { return q.Owners[name] == q.House }) {
		return false
	}
	for _, w := range words {
		if !strings.Contains(s.search, w) {
			return false
		}
	}
	return true
}

// A folder removes differences in case and accents, for search.
type folder struct{ caser *cases.Caser }

func (f *folder) fold(s string) string {
	if f.caser == nil {
		c := cases.Fold()
		f.caser = &c
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(f.caser.String(strings.ToValidUTF8(s, ""))) {
		switch r {
		case 'ة':
			r = 'ه'
		case 'ى':
			r = 'ي'
		case 'ـ':
			continue
		}
		if norm.NFKD.PropertiesString(string(r)).CCC() == 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cutText returns at most the first n bytes of s. It does not cut within a character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
