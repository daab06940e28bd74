package page_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/browser"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/view"
)

// A memoryFile is a file of a site in memory.
type memoryFile struct {
	bytes.Buffer
	closed func([]byte)
}

func (f *memoryFile) Close() error {
	f.closed(f.Bytes())
	return nil
}

func (*memoryFile) Abandon() error { return nil }

// site renders the site of a query over testdata/press.
func site(t *testing.T, q view.Query) map[string]string {
	t.Helper()
	return siteOf(t, q, nil)
}

// siteOf is site where outlets belong to houses.
func siteOf(t *testing.T, q view.Query, owners map[string]string) map[string]string {
	t.Helper()
	files := map[string]string{}
	s := &page.Site{Owners: owners, Create: func(name string) (page.File, error) {
		return &memoryFile{closed: func(b []byte) { files[name] = string(b) }}, nil
	}}
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), q, s)
	return files
}

// TestSiteLinks sees that every link of a site leads to one of its files, and that every page
// can be reached from the index.
func TestSiteLinks(t *testing.T) {
	for _, top := range []int{0, 3} {
		files := site(t, view.Query{Top: top})
		href := regexp.MustCompile(`(?:href|src)="([^"#?]+)[^"]*"`)
		reached := map[string]bool{"index.html": true}
		for queue := []string{"index.html"}; len(queue) > 0; queue = queue[1:] {
			for _, m := range href.FindAllStringSubmatch(files[queue[0]], -1) {
				if strings.Contains(m[1], "://") {
					continue
				}
				name := path.Join(path.Dir(queue[0]), m[1])
				if _, ok := files[name]; !ok {
					t.Fatalf("top %d: %s links to %s, which there is not", top, queue[0], name)
				}
				if !reached[name] {
					reached[name] = true
					queue = append(queue, name)
				}
			}
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(files)), slices.Sorted(maps.Keys(reached))); diff != "" {
			t.Errorf("top %d: files and what can be reached:\n%s", top, diff)
		}
	}
}

// TestSiteIsHarmless holds all pages of a site to the rules of single pages.
func TestSiteIsHarmless(t *testing.T) {
	for name, text := range site(t, view.Query{}) {
		if strings.HasSuffix(name, ".html") {
			harmless(t, []byte(text))
		}
	}
}

// TestSiteShares sees that style and script are in one file each, and that a browser uses them on disk and
// on a server, and breaks no policy.
func TestSiteShares(t *testing.T) {
	dir := t.TempDir()
	for name, text := range site(t, view.Query{Top: 3}) {
		if strings.HasSuffix(name, ".html") && strings.Contains(text, "<style>") {
			t.Errorf("%s has a style of its own", name)
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	stories, err := filepath.Glob(filepath.Join(dir, "story", "*.html"))
	if err != nil || len(stories) != 3 {
		t.Fatal(stories, err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	for base, root := range map[string]string{"file:": "file://" + filepath.ToSlash(dir), server.URL: server.URL} {
		v := browser.Open(t, base)
		v.Do(chromedp.Navigate(root + "/index.html"))
		if browser.Value[bool](v, `document.getElementById("filters").hidden`) {
			t.Errorf("%s: the script did not run", base)
		}
		v.Do(chromedp.Navigate(root + "/story/" + filepath.Base(stories[0])))
		if got := browser.Value[string](v, `getComputedStyle(document.querySelector(".kicker")).textTransform`); got != "uppercase" {
			t.Errorf("%s: the style is not used: %q", base, got)
		}
	}
}

// TestSiteForPrograms reads the feed and the list of stories.
func TestSiteForPrograms(t *testing.T) {
	files := site(t, view.Query{})
	var feed struct {
		Entries []struct {
			ID      string `xml:"id"`
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(files["feed.xml"]), &feed); err != nil || len(feed.Entries) == 0 {
		t.Fatalf("feed.xml: %v, %d entries", err, len(feed.Entries))
	}
	for i, e := range feed.Entries {
		if files[e.Link.Href] == "" {
			t.Errorf("the feed names %s, which there is not", e.Link.Href)
		}
		if i > 0 && e.Updated > feed.Entries[i-1].Updated {
			t.Errorf("entry %d of the feed is newer than the one before it", i)
		}
	}
	var stories []struct{ ID, Title, Page string }
	if err := json.Unmarshal([]byte(files["search.json"]), &stories); err != nil {
		t.Fatal(err)
	}
	for _, s := range stories {
		if files[s.Page] == "" || s.Title == "" {
			t.Errorf("search.json: %+v", s)
		}
	}
}

// TestSiteHouses sees that the page of an outlet names its house and the other outlets of it, by names
// that are fit to be read.
func TestSiteHouses(t *testing.T) {
	files := siteOf(t, view.Query{}, map[string]string{"islandradio.example": "Nord\u202ehus", "norhavenpost.example": "Nord\u202ehus"})
	got := files["outlet/norhavenpost.example.html"]
	if !strings.Contains(got, "<bdi>Nord\ufffdhus</bdi>") || !strings.Contains(got, `<a href="../outlet/islandradio.example.html"><bdi>islandradio.example</bdi></a> does.`) {
		t.Errorf("the page of the outlet does not name its house legibly:\n%s", got)
	}
}

// TestSiteOutlet sees that the page of an outlet says whose its words are, whom it takes text from and
// who takes text from it.
func TestSiteOutlet(t *testing.T) {
	got := site(t, view.Query{})["outlet/islandradio.example.html"]
	for _, want := range []string{"Of its articles here (21), ", "Outlets it takes text from", "3 articles, median 25 min later"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page of the outlet lacks %q:\n%s", want, got)
		}
	}
}

// A trackedFile counts how files of a site end.
type trackedFile struct {
	bytes.Buffer
	closed, abandoned *[]string
	name              string
}

func (f *trackedFile) Close() error {
	*f.closed = append(*f.closed, f.name)
	return nil
}

func (f *trackedFile) Abandon() error {
	*f.abandoned = append(*f.abandoned, f.name)
	return nil
}

// TestSiteFails sees that an index of an earlier site is not replaced by one that lacks stories.
func TestSiteFails(t *testing.T) {
	st := exporttest.Press(t, dedup.Options{})
	full := errors.New("no space left")
	var closed, abandoned []string
	s := &page.Site{Create: func(name string) (page.File, error) {
		if strings.HasPrefix(name, "story/") {
			return nil, full
		}
		return &trackedFile{closed: &closed, abandoned: &abandoned, name: name}, nil
	}}
	if err := view.Report(t.Context(), st, view.Query{}, "", s); !errors.Is(err, full) {
		t.Errorf("the report ends with %v", err)
	}
	if err := s.End(); !errors.Is(err, full) {
		t.Errorf("the site ends with %v", err)
	}
	if err := s.Abandon(); err != nil {
		t.Error(err)
	}
	slices.Sort(closed)
	if diff := cmp.Diff([][]string{{"script.js", "style.css"}, {"index.html"}}, [][]string{closed, abandoned}); diff != "" {
		t.Errorf("closed and abandoned files (-want +got):\n%s", diff)
	}
}
