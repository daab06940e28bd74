package page

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"time"
)

// feedStories is how many stories the feed has, the newest first: what a reader who comes
// once a day misses nothing with on a crawl of some 100 outlets.
const feedStories = 100

// An atomFeed is a feed of stories as RFC 4287 has it.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// writeFeed writes the newest stories as an Atom feed. Its times are those at which the
// stories were first seen, so that the same collection gives the same feed.
func (s *Site) writeFeed() error {
	list := slices.DeleteFunc(slices.Clone(s.entries), func(e siteEntry) bool { return len(e.First) < len(time.DateOnly) })
	slices.SortStableFunc(list, func(a, b siteEntry) int { return cmp.Or(cmp.Compare(b.First, a.First), cmp.Compare(a.ID, b.ID)) })
	list = list[:min(len(list), feedStories)]
	f := atomFeed{ID: "urn:wiretrace:stories", Title: "Stories that spread", Updated: "1970-01-01T00:00:00Z", Author: atomAuthor{"wiretrace"}}
	for i, e := range list {
		at := atomTime(e.First)
		if i == 0 {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{
			ID: "urn:wiretrace:story:" + e.ID, Title: e.Title, Updated: at, Link: atomLink{"story/" + e.Link},
			Summary: fmt.Sprintf("%s in %s", plural(e.Articles, "article"), plural(e.Outlets, "outlet")),
		})
	}
	return s.file("feed.xml", func(w io.Writer) error {
		if _, err := io.WriteString(w, xml.Header); err != nil {
			return err
		}
		return xml.NewEncoder(w).Encode(f)
	})
}

// atomTime writes a time of the records as Atom requires it. A date counts as the end of its
// day in UTC, a time without a zone is taken for UTC.
func atomTime(t string) string {
	switch {
	case len(t) == len("2006-01-02"):
		return t + "T23:59:59Z"
	case len(t) == len("2006-01-02T15:04"):
		return t + ":00Z"
	case len(t) == len("2006-01-02T15:04Z") && t[len(t)-1] == 'Z':
		return t[:len(t)-1] + ":00Z"
	case len(t) == len("2006-01-02T15:04:05"):
		return t + "Z"
	}
	return t
}
