package feed

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/jsonstream"
)

// A JSONReader reads feeds in the format JSON Feed, versions 1 and 1.1. It
// implements [format.Reader].
type JSONReader struct{}

// Name returns "jsonfeed".
func (JSONReader) Name() string { return "jsonfeed" }

// Detect reports whether a JSON object is a JSON Feed.
func (JSONReader) Detect(h *format.Head) bool {
	if h.Object == nil {
		return false
	}
	if strings.Contains(h.Object["version"], "jsonfeed.org/version/") {
		return true
	}
	_, home := h.Object["home_page_url"]
	_, own := h.Object["feed_url"]
	return home || own
}

// Read gives the entries of a feed to yield.
func (JSONReader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return ReadJSON(ctx, charset.NewReader(in.Body), in.MaxItem, yield)
}

// ReadJSON gives the entries of a JSON Feed, which is UTF-8, to yield until that
// returns false. An entry is at most size bytes large.
func ReadJSON(ctx context.Context, r io.Reader, size int64, yield func(*format.Item) bool) error {
	var f feed
	enter := func(_ byte, name string, depth int) bool { return depth == 0 || depth == 1 && name == "items" }
	end := int64(0)
	err := jsonstream.Read(r, size, enter, func(v jsonstream.Value) bool {
		if ctx.Err() != nil {
			return false
		}
		end = v.Offset
		if v.List == "" {
			f.member(v)
			return true
		}
		return yield(f.jsonEntry(v))
	})
	if err == nil {
		return ctx.Err()
	}
	if fault := jsonstream.Fault(err, end); fault != nil {
		yield(fault.Format())
		return nil
	}
	return err
}

// member keeps what a member of the feed says of the feed.
func (f *feed) member(v jsonstream.Value) {
	var s string
	if json.Unmarshal(v.Raw, &s) != nil {
		if v.Name == "authors" || v.Name == "author" {
			f.author = authorNames(v.Raw)
		}
		return
	}
	switch v.Name {
	case "title":
		f.title = item.Squeeze(s)
	case "home_page_url":
		f.link = s
	case "language":
		f.lang = s
	}
}

// A jsonEntry has the members of an entry that are read.
type jsonEntry struct {
	ID            json.RawMessage `json:"id"`
	URL           string          `json:"url"`
	ExternalURL   string          `json:"external_url"`
	Title         string          `json:"title"`
	HTML          string          `json:"content_html"`
	Text          string          `json:"content_text"`
	Summary       string          `json:"summary"`
	DatePublished string          `json:"date_published"`
	DateModified  string          `json:"date_modified"`
	Language      string          `json:"language"`
	Author        json.RawMessage `json:"author"`
	Authors       json.RawMessage `json:"authors"`
}

// jsonEntry reads one entry.
func (f *feed) jsonEntry(v jsonstream.Value) *format.Item {
	start := v.Offset - int64(len(v.Raw))
	var j jsonEntry
	var kind *json.UnmarshalTypeError
	if err := json.Unmarshal(v.Raw, &j); err != nil && !errors.As(err, &kind) {
		return (&item.Fault{Offset: start, Reason: "not an entry of a feed: " + err.Error()}).Format()
	}
	it := item.Item{
		Offset: start, URL: j.URL, Title: item.Squeeze(j.Title), Lang: j.Language,
		Published: j.DatePublished, Updated: j.DateModified, Byline: authorNames(j.Authors),
	}
	if it.Byline == "" {
		it.Byline = authorNames(j.Author)
	}
	guid := strings.Trim(string(j.ID), `"`)
	_ = json.Unmarshal(j.ID, &guid) // a number stays as it is written
	e := entry{Item: it, guid: guid, permalink: true, base: f.link}
	e.identity(f)
	e.AddLink(article.RelSource, j.ExternalURL)
	e.AddNote("feed", f.title)
	if e.Lang == "" {
		e.Lang = f.lang
	}
	if e.Byline == "" {
		e.Byline = f.author
	}
	e.Body, e.HTML = j.HTML, true
	if !e.HasText() {
		e.Body, e.HTML = j.Text, false
	}
	if !e.HasText() {
		e.Body, e.Teaser = j.Summary, item.IsSummary(j.Summary)
	} else if item.IsCut(item.StripTags(e.Body)) {
		e.Teaser = true
	}
	return e.Format()
}

// authorNames joins the names of one author or of several.
func authorNames(raw json.RawMessage) string {
	type author struct {
		Name string `json:"name"`
	}
	var many []author
	if json.Unmarshal(raw, &many) != nil {
		var one author
		if json.Unmarshal(raw, &one) != nil {
			return ""
		}
		many = []author{one}
	}
	var names []string
	for _, a := range many {
		if name := item.Squeeze(a.Name); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
