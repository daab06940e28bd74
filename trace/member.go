package trace

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// A Reader makes members of articles. It is read-only and safe for concurrent use.
type Reader struct {
	Registry *credit.Registry
	Clocks   *clock.Clocks
	Feeds    map[string]string // outlet to the agency whose own it is, as far as the user says
	Owners   map[string]string // outlet to its house
}

// Read makes a member of an article, without its furniture: set Skip. An outlet at
// an agency's own address is taken for its feed.
func (r *Reader) Read(a *article.Article) *Member { return r.ReadWith(a, r.Registry.Find(nil, a)) }

// ReadWith is [Reader.Read] of an article whose credits are known from a reading before:
// to look for them is most of its work.
func (r *Reader) ReadWith(a *article.Article, credits []credit.Credit) *Member {
	feed := r.Feeds[a.Source]
	if feed == "" {
		feed, _ = r.Registry.ByHost(a.Source)
	}
	m := &Member{
		ID: a.ID, Outlet: a.Source, House: r.Owners[a.Source], URL: a.URL, Title: a.Title, Text: a.Text, Feed: feed,
		Clock: r.Clocks.Read(a.Source, a), Credits: credits,
	}
	if a.Fetched.Known() {
		m.Fetched = a.Fetched.Latest()
	}
	return m
}

// Agency returns the agency whose text the article itself says that it is, and how
// sure that is; "" if it names none.
func (m *Member) Agency() (name string, p float64) {
	if m.Feed != "" {
		return m.Feed, .99
	}
	for _, c := range m.Credits {
		if x := creditWeight(c); c.Agency != "" && x >= minCredit && x > p {
			name, p = c.Agency, x
		}
	}
	return name, p
}
