// Package item holds the record that the readers of feeds and of agency formats
// fill in: one news item with the facts that its format states, as they were
// written. [Item.Format] makes it what package ingest takes.
//
// The package knows no format.
package item

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
)

// An Item is one entry of a file. Fields that the file does not state are empty.
type Item struct {
	// Kind is "" for an item that should have a text. Other items are counted
	// by their kind and not read: "picture", "event", "package", ...
	Kind string

	ID       string // only if it is unique among all outlets
	URL      string // absolute address of the item's own page
	Source   string // outlet or agency that published the item
	Title    string
	Byline   string
	Credit   string // agency credit line as printed
	Dateline string
	Lang     string // BCP 47
	Version  string
	Status   article.Status
	Embargo  string // date until which the item must not be published

	Published string
	Updated   string
	Fetched   string // when the item was received

	Body   string // the text; HTML if HTML is true
	HTML   bool
	Teaser bool // Body is only a summary of the text

	Links []article.Link
	Notes []Note

	Line   int   // line of the file on which the item starts, from 1
	Offset int64 // offset of the item in the file decoded as UTF-8, in bytes
}

// A Note is a further fact that is kept with the article, by name.
type Note struct{ Name, Value string }

// AddLink adds a link. An empty address is left out.
func (it *Item) AddLink(rel, url string) {
	url = strings.ReplaceAll(strings.ToValidUTF8(url, "\ufffd"), "\x00", "")
	if url = strings.TrimSpace(url); url != "" {
		it.Links = append(it.Links, article.Link{Rel: rel, URL: url})
	}
}

// AddNote adds a fact unless it is empty. A further value of the same name is
// joined to the first.
func (it *Item) AddNote(name, value string) {
	if value = Squeeze(value); value == "" {
		return
	}
	for i := range it.Notes {
		if it.Notes[i].Name == name {
			if it.Notes[i].Value != value {
				it.Notes[i].Value += "; " + value
			}
			return
		}
	}
	it.Notes = append(it.Notes, Note{name, value})
}

// Format returns the item as package ingest takes it. An item whose embargo
// is not over is withheld. Status and embargo are facts even
// without a text: such an item has its headline for one.
func (it *Item) Format() *format.Item {
	out := &format.Item{Offset: it.Offset, Line: it.Line, Record: it.ID}
	if it.Kind != "" {
		out.Skip = it.Kind
		return out
	}
	a := &out.Article
	*a = article.Article{
		ID: it.ID, URL: it.URL, Source: it.Source, Title: it.Title, Byline: it.Byline, Credit: it.Credit, Lang: it.Lang,
		Published: parseTime(it.Published), Updated: parseTime(it.Updated), Fetched: parseTime(it.Fetched),
		Teaser: it.Teaser, Revision: Clip(it.Version, article.MaxRevision), Status: it.Status,
	}
	if a.Embargo(it.Embargo) || a.Status.Blocked() {
		it.AddNote("embargoed", it.Embargo)
	}
	for _, l := range it.Links {
		a.AddLink(l.Rel, l.URL)
	}
	it.AddNote("dateline", it.Dateline)
	a.Extra = it.extra()
	switch {
	case it.HasText() && it.HTML:
		out.Markup = it.Body
	case it.HasText():
		a.Text = it.Body
	case a.Status.Blocked():
		a.Text = it.Title
		if strings.TrimSpace(a.Text) == "" {
			a.Text = a.Status.String()
		}
	default:
		out.Skip = "item without text"
	}
	return out
}

func parseTime(raw string) article.Time {
	if raw == "" {
		return article.Time{}
	}
	return article.ParseTime(strings.ReplaceAll(strings.ToValidUTF8(raw, "\ufffd"), "\x00", ""), "field")
}

// extra returns the notes as one JSON object, or nil.
func (it *Item) extra() []byte {
	var b []byte
	for _, n := range it.Notes {
		name, err := json.Marshal(n.Name)
		if err != nil {
			continue // a string is never refused
		}
		value, err := json.Marshal(n.Value)
		if err != nil {
			continue
		}
		if b == nil {
			b = append(b, '{')
		} else {
			b = append(b, ',')
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	if b != nil {
		b = append(b, '}')
	}
	return b
}

// HasText reports whether the body has a letter or digit outside of markup.
func (it *Item) HasText() bool {
	inTag := false
	for _, c := range it.Body {
		switch {
		case it.HTML && c == '<':
			inTag = true
		case it.HTML && c == '>':
			inTag = false
		case !inTag && (unicode.IsLetter(c) || unicode.IsNumber(c)):
			return true
		}
	}
	return false
}

// A Fault is a place of a file that gave no item. Reading goes on after it unless Cut is set.
type Fault struct {
	Line   int // from 1
	Offset int64
	Reason string
	Cut    bool // nothing behind it was read: see [format.Item]
}

// Error describes the fault in one line.
func (f *Fault) Error() string {
	return fmt.Sprintf("line %d, offset %d: %s", f.Line, f.Offset, f.Reason)
}

// Format returns the fault as package ingest takes it.
func (f *Fault) Format() *format.Item {
	return &format.Item{Offset: f.Offset, Line: f.Line, Reject: f.Reason, Cut: f.Cut}
}
