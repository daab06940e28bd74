package serve_test

import (
	"encoding/xml"
	"html"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/serve"
)

var href = regexp.MustCompile(`href="(/[^"#]*)`)

// linked returns the addresses on this server that a page links to.
func linked(body string) []string {
	var out []string
	for _, m := range href.FindAllStringSubmatch(body, -1) {
		out = append(out, html.UnescapeString(m[1]))
	}
	return out
}

// TestPagesLinked follows every link from the first page. All pages are there, every kind is reached, and
// pages of stories, articles, outlets and days link back to each other.
func TestPagesLinked(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	bodies := map[string]string{}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if u, err := url.Parse(at); err != nil || bodies[at] != "" || u.Path == "/stories" && u.RawQuery != "" {
			continue // the filters of the list have a test of their own
		}
		bodies[at] = string(s.want(s.get(at), 200).body)
		queue = append(queue, linked(bodies[at])...)
	}
	kinds := map[string]int{}
	for at, body := range bodies {
		kind := path.Dir(at)
		kinds[kind]++
		links := map[string]bool{}
		for _, to := range linked(body) {
			links[path.Dir(to)] = true
		}
		for _, want := range map[string][]string{
			"/stories": {"/articles", "/outlets", "/days"}, "/articles": {"/stories", "/outlets"},
			"/outlets": {"/stories", "/articles"}, "/days": {"/stories"},
		}[kind] {
			if !links[want] {
				t.Errorf("%s has no link to a page under %s", at, want)
			}
		}
	}
	for _, want := range []string{"/stories", "/articles", "/outlets", "/days"} {
		if kinds[want] < 4 {
			t.Errorf("%d pages under %s are reached", kinds[want], want)
		}
	}
	if bodies["/outlets"] == "" || bodies["/feed.xml"] == "" {
		t.Error("the outlets or the feed are not reached")
	}
}

// TestOutletPages sees whose words an outlet printed, whom it took text from, who owns it, and what is said of
// an outlet that there is not and of a page behind the last.
func TestOutletPages(t *testing.T) {
	owners := map[string]string{"islandradio.example": "Nordhus", "norhavenpost.example": "Nordhus"}
	s := newSite(t, serve.Options{Dedup: dedup.Options{Newsroom: generation.Newsroom{Owners: owners}}}).fill()
	page := func(at string) string { return string(s.want(s.get(at), 200).body) }
	one := page("/outlets/islandradio.example")
	for _, want := range []string{
		"Of its articles here (21), ", "Outlets it takes text from", " articles, median ", "It belongs to <bdi>Nordhus</bdi>",
		`as <a href="/outlets/norhavenpost.example"><bdi>norhavenpost.example</bdi></a> does.`,
	} {
		if !strings.Contains(one, want) {
			t.Errorf("the page of the outlet lacks %q:\n%s", want, one)
		}
	}
	if past := page("/outlets/islandradio.example?page=7"); !strings.Contains(past, "The list has no page 8. This is the last one.") {
		t.Error("a page behind the last does not say so")
	}
	if past := page("/outlets/islandradio.example?page=9223372036854775807"); !strings.Contains(past, "The list has no page 9,223,372,036,854,775,807.") {
		t.Error("the largest number of a page is not named as one")
	}
	all := page("/outlets")
	if !strings.Contains(all, "Nordhus") || !strings.Contains(all, `id="feeds"`) {
		t.Error("the list of outlets lacks the house or who feeds whom")
	}
	s.want(s.get("/outlets/nobody.example"), 404)
}

// TestOutletsUntraced sees the pages of outlets after a run that traced no sources, and on an empty store.
func TestOutletsUntraced(t *testing.T) {
	s := newSite(t, serve.Options{})
	if got := string(s.want(s.get("/outlets"), 200).body); !strings.Contains(got, "No article names its outlet.") {
		t.Errorf("an empty store: %s", got)
	}
	s.fill()
	if _, err := dedup.Link(s.Context(), s.st, dedup.Options{Near: true}); err != nil {
		t.Fatal(err)
	}
	if got := string(s.want(s.get("/outlets"), 200).body); !strings.Contains(got, `<a href="/outlets/islandradio.example"><bdi>islandradio.example</bdi></a> <span class="soft">21 articles</span>`) {
		t.Errorf("the list lacks an outlet:\n%s", got)
	}
	if got := string(s.want(s.get("/outlets/islandradio.example"), 200).body); !strings.Contains(got, `href="/stories/c`) {
		t.Errorf("the outlet has no story:\n%s", got)
	}
}

// TestFeed reads the feed of the newest stories.
func TestFeed(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	var feed struct {
		Entries []struct {
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(s.want(s.get("/feed.xml"), 200).body, &feed); err != nil || len(feed.Entries) < 5 {
		t.Fatalf("%d entries: %v", len(feed.Entries), err)
	}
	for i, e := range feed.Entries {
		if at, ok := strings.CutPrefix(e.Link.Href, s.url); !ok || i == 0 && s.get(at).StatusCode != 200 {
			t.Errorf("the feed names %s", e.Link.Href)
		}
		if i > 0 && e.Updated > feed.Entries[i-1].Updated {
			t.Errorf("entry %d is newer than the one before it", i)
		}
	}
}
