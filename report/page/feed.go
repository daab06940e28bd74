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

// A FeedStory is a story as a feed lists it.
type FeedStory struct {
	ID, Title         string
	First             string // when it was first seen, as in the records; empty: not known
	Address           string // of its page
	Outlets, Articles int
}

// WriteFeed writes the newest stories as an Atom feed. Its times are those at which the stories were first
// seen, so that the same collection gives the same feed.
func WriteFeed(w io.Writer, stories []FeedStory) error {
	list := slices.DeleteFunc(slices.Clone(stories), func(s FeedStory) bool { return len(s.First) < len(time.DateOnly) })
	slices.SortStableFunc(list, func(a, b FeedStory) int { return cmp.Or(cmp.Compare(b.First, a.First), cmp.Compare(a.ID, b.ID)) })
	list = list[:min(len(list), feedStories)]
	f := atomFeed{ID: "urn:wiretrace:stories", Title: "Stories that spread", Updated: "1970-01-01T00:00:00Z", Author: atomAuthor{"wiretrace"}}
	for i, s := range list {
		at := atomTime(s.First)
		if i == 0 {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{
			ID: "urn:wiretrace:story:" + s.ID, Title: legible(s.Title), Updated: at, Link: atomLink{s.Address},
			Summary: fmt.Sprintf("%s in %s", plural(s.Articles, "article"), plural(s.Outlets, "outlet")),
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(f)
}

// writeFeed writes the newest stories of the site.
func (s *Site) writeFeed() error {
	list := make([]FeedStory, len(s.entries))
	for i, e := range s.entries {
		list[i] = FeedStory{ID: e.ID, Title: e.Title, First: e.First, Address: "story/" + e.Link, Outlets: e.Outlets, Articles: e.Articles}
	}
	return s.file("feed.xml", func(w io.Writer) error { return WriteFeed(w, list) })
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
