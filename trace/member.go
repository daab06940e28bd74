package trace

import (
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// A Reader makes members of articles. It is read-only and safe for concurrent use.
type Reader struct {
	Registry *credit.Registry
	Clocks   *clock.Clocks
	Feeds    map[string]string // outlet to the agency that it belongs to, from the user's settings
	Owners   map[string]string // outlet to its house
}

// Read makes a member from an article. The caller sets Skip to leave out furniture.
func (r *Reader) Read(a *article.Article) *Member {
	return r.ReadWith(a, r.Registry.Find(nil, a), r.Registry.Sources(a))
}

// ReadWith is like [Reader.Read] for an article whose credits and printed sources were found
// before. Finding them is most of the work of Read.
func (r *Reader) ReadWith(a *article.Article, credits []credit.Credit, printed []credit.Source) *Member {
	m := &Member{
		ID: a.ID, Outlet: a.Source, House: r.Owners[a.Source], URL: a.URL, Title: a.Title, Text: a.Text,
		Clock: r.Clocks.Read(a.Source, a), Credits: credits, Printed: printed, Links: sourceLinks(a),
		FeedsKnown: len(r.Feeds) > 0,
	}
	for _, c := range credits {
		m.Unnamed = m.Unnamed || c.Role == credit.RoleUnnamed && c.Weight >= minCredit
	}
	r.setOwner(m)
	if a.Fetched.Known() {
		m.Fetched = a.Fetched.Latest()
	}
	return m
}

// setOwner sets Feed or Arm from the agency of the outlet. Text that the article credits to
// others is not text of that agency.
func (r *Reader) setOwner(m *Member) {
	own := r.Feeds[m.Outlet]
	if own == "" {
		own, _ = r.Registry.ByHost(m.Outlet)
	}
	if own == "" {
		m.Arm, _ = r.Registry.ByPaper(m.Outlet)
		return
	}
	if named := agenciesOf(m); len(named) > 0 && !slices.Contains(named, own) {
		m.Arm = own
		return
	}
	m.Feed = own
}

// maxLinks bounds the number of addresses in Member.Links.
const maxLinks = 8

// sourceLinks returns the addresses that an article names as the source of its text, the
// strongest first, without addresses of its own site.
func sourceLinks(a *article.Article) []string {
	var out []string
	for _, rel := range []string{
		article.RelSyndication, article.RelCanonical, article.RelBasedOn, article.RelDerivedFrom, article.RelOriginal, article.RelVia, article.RelSource,
	} {
		for _, l := range a.Links {
			if l.Rel == rel && hostOf(l.URL) != bareHost(a.Source) && len(out) < maxLinks && !slices.Contains(out, l.URL) {
				out = append(out, l.URL)
			}
		}
	}
	return out
}

// hostOf returns the host of an address without "www.".
func hostOf(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#:"); i >= 0 {
		rest = rest[:i]
	}
	return bareHost(rest)
}

func bareHost(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

// saysSource reports whether the article names an outlet or an address as its source.
func (m *Member) saysSource() bool {
	return len(m.Links) > 0 || slices.ContainsFunc(m.Printed, func(p credit.Source) bool { return p.Plain })
}
