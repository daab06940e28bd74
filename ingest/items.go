package ingest

import (
	"context"
	"fmt"
	"iter"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
)

// maxItems is how many items a chunk may have.
const maxItems = 512

// A chunkItem is an item in a chunk. Its page and raw bytes are in the chunk's data.
type chunkItem struct {
	format.Item
	page, raw, object bytesAt
	err               error // why the file ends here
}

type bytesAt struct{ start, end int }

func (s bytesAt) of(b []byte) []byte { return b[s.start:s.end] }

// An itemReader returns the items that a [format.Reader] finds in one file.
type itemReader struct {
	file string
	next func() (*format.Item, bool)
	stop func()
	err  error
}

// readItems starts reading a file. The function stop must be called.
func readItems(r format.Reader, in *format.Input) *itemReader {
	ctx, cancel := context.WithCancel(context.Background())
	t := &itemReader{file: in.Name}
	next, stop := iter.Pull(func(yield func(*format.Item) bool) {
		defer func() {
			if p := recover(); p != nil {
				t.err = fmt.Errorf("the %s reader failed: %v", r.Name(), p)
			}
		}()
		t.err = r.Read(ctx, in, yield)
	})
	t.next, t.stop = next, func() { cancel(); stop() }
	return t
}

func (t *itemReader) fill(c *Chunk) bool {
	c.File, c.Kind = t.file, KindItems
	for size := 0; size < chunkSize && len(c.items) < maxItems; {
		it, ok := t.next()
		if !ok {
			if t.err != nil {
				c.items = append(c.items, chunkItem{err: t.err})
			}
			return true
		}
		if it.Skip != "" {
			c.skip(it.Skip, false)
			continue
		}
		size += c.addItem(it)
	}
	return false
}

// addItem copies an item into the chunk and returns its size.
func (c *Chunk) addItem(it *format.Item) int {
	ci := chunkItem{Item: *it}
	ci.Article.Origin = article.Origin{File: cleanText(c.File), Offset: it.Offset, Record: it.Record}
	if it.Part != "" {
		ci.Article.Origin.File += "/" + cleanText(it.Part)
	}
	ci.page, ci.raw, ci.object = c.keep(it.Page), c.keep(it.Raw), c.keep(it.Object)
	ci.Page, ci.Raw, ci.Object = nil, nil, nil
	c.items = append(c.items, ci)
	a := &it.Article
	return len(it.Object) + len(it.Page) + len(it.Raw) + len(it.Markup) + len(a.Text) + len(a.Title) + len(a.Extra)
}

func (c *Chunk) keep(b []byte) bytesAt {
	start := len(c.Data)
	c.Data = append(c.Data, b...)
	return bytesAt{start, len(c.Data)}
}

// decodeItems is Decode for chunks of items.
func (d *Decoder) decodeItems(c *Chunk, fn func(a *article.Article) error, reject func(Reject)) error {
	for i := range c.items {
		it := &c.items[i]
		raw := it.raw.of(c.Data)
		var err error
		switch {
		case it.err != nil:
			err = fault{CauseCut, it.err}
		case it.Reject != "" && it.Cut:
			err = faultf(CauseCut, "%s", it.Reject)
		case it.Reject != "":
			err = faultf(CauseItem, "%s", it.Reject)
		case it.object.end > it.object.start:
			raw = it.object.of(c.Data)
			if err = d.decodeLine(raw, c.limit()); err == nil && d.art.Origin == (article.Origin{}) {
				d.art.Origin = it.Article.Origin
			}
		default:
			err = d.decodeItem(it, it.page.of(c.Data))
		}
		if err != nil {
			r := newReject(c.File, it.Line, raw, err)
			if it.Part != "" {
				r.File += "/" + it.Part
			}
			r.Offset, r.Record = it.Offset, it.Record
			reject(r)
			continue
		}
		if err := fn(&d.art); err != nil {
			return err
		}
	}
	return nil
}

// decodeItem decodes an item into d.art.
func (d *Decoder) decodeItem(it *chunkItem, page []byte) error {
	given := &it.Article
	if len(page) == 0 {
		return d.decodeText(given, it.Markup)
	}
	if it.Charset != "" {
		page = charset.DecodeSent(page, it.Charset)
	}
	var err error
	if d.art, err = parsePage(page, given.URL); err != nil {
		return err
	}
	overlay(&d.art, given)
	cleanStrings(&d.art)
	return d.finish(true)
}

// decodeText sets d.art to an article whose text is given as plain text or markup.
func (d *Decoder) decodeText(given *article.Article, markup string) error {
	d.art = *given
	cleanStrings(&d.art)
	d.rec.chosen = [numFields]key{} // no values of an earlier record
	if given.Text != "" || markup == "" {
		return d.finish(false)
	}
	b, err := markupBody(markup)
	if err != nil {
		return err
	}
	d.art.Text = b.text
	marks := marker{a: &d.art, text: b.text, dst: b.marks, known: len(b.marks), headings: b.headings}
	d.art.Furniture = marks.run()
	return d.finish(true)
}

// markupBody returns the text of HTML that contains only the article.
func markupBody(markup string) (b body, err error) {
	defer func() {
		if p := recover(); p != nil {
			b, err = body{}, fmt.Errorf("%w: %v", errPageParse, p)
		}
	}()
	doc, err := parseHTML([]byte(markup))
	if err != nil {
		return body{}, err
	}
	return renderBody(doc, nil), nil
}

// overlay replaces values of a page by those set in given.
func overlay(a, given *article.Article) {
	for _, f := range []struct {
		dst *string
		src string
	}{
		{&a.ID, given.ID},
		{&a.Source, given.Source},
		{&a.Title, given.Title},
		{&a.Byline, given.Byline},
		{&a.Credit, given.Credit},
		{&a.Lang, given.Lang},
		{&a.Text, given.Text},
		{&a.Revision, given.Revision},
	} {
		if f.src != "" {
			*f.dst = f.src
		}
	}
	if a.URL == "" {
		a.URL = given.URL
	}
	for _, t := range []struct{ dst, src *article.Time }{
		{&a.Published, &given.Published}, {&a.Updated, &given.Updated}, {&a.Fetched, &given.Fetched},
	} {
		if t.src.Known() {
			*t.dst = *t.src
		}
	}
	for _, l := range given.Links {
		a.AddLink(l.Rel, l.URL)
	}
	a.Origin = given.Origin
	a.Teaser = a.Teaser || given.Teaser
	if given.Status != article.StatusUsable {
		a.Status = given.Status
	}
	switch {
	case len(a.Extra) == 0:
		a.Extra = given.Extra
	case len(given.Extra) > 0:
		a.Extra = joinObjects(a.Extra, given.Extra)
	}
}

// cleanStrings cleans the strings of a.
func cleanStrings(a *article.Article) {
	for _, s := range []*string{
		&a.ID, &a.URL, &a.Source, &a.Title, &a.Byline, &a.Credit, &a.Lang, &a.Text, &a.Revision, &a.Origin.Record,
	} {
		*s = cleanText(*s)
	}
}
