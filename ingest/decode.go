package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

// A Decoder decodes chunks into articles. It reuses its buffers: an article on one flat line with an id
// needs no allocation. The zero value is ready. It is not safe for concurrent use.
type Decoder struct {
	rec       record
	art       article.Article
	furniture []article.Furniture
	extra     []byte
	page      []byte
	counter   fieldCounter
	pages     described // of the chunk
}

// Fields returns how often each name was used for a field so far.
func (d *Decoder) Fields() *FieldCounts { return d.counter.counts(d.rec.names) }

// Decode calls fn for each article of c and reject for each record that is not an article, in the order of
// input. It does not read c.Rejects. Articles have clean strings, parsed times, marked furniture, an id
// and a valid text. An article is valid until fn returns: it shares memory with c and the decoder (see
// [article.Article.Clone]). Decode stops only at an error of fn, and returns it.
func (d *Decoder) Decode(c *Chunk, fn func(a *article.Article) error, reject func(Reject)) error {
	if d.rec.names = c.names; d.rec.names == nil {
		d.rec.names, _ = newNames(nil) // cannot fail without a mapping
	}
	d.pages = c.pages
	switch c.Kind {
	case KindItems:
		return d.decodeItems(c, fn, reject)
	case KindPage:
		if reason := d.decodePage(c.Data, ""); reason != nil {
			reject(newReject(c.File, c.Line, c.Data, reason))
			return nil
		}
		return fn(&d.art)
	}
	data := c.Data
	for n := 0; len(data) > 0; n++ {
		line := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			line, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		number := c.Line + n
		if n < len(c.lines) {
			number = c.lines[n]
		}
		if blank(line) {
			continue
		}
		reason := d.decodeLine(line, c.limit())
		if cause := causeOf(reason); cause == CauseNoText || cause == CauseSyntax {
			if listed, err := d.decodeList(line, c, fn, reject); listed {
				if err != nil {
					return err
				}
				continue
			}
		}
		if reason != nil {
			reject(newReject(c.File, number, line, reason))
			continue
		}
		if err := fn(&d.art); err != nil {
			return err
		}
	}
	return nil
}

// trim removes what may surround a record on its line.
func trim(line []byte) []byte {
	line = bytes.TrimPrefix(line, []byte(bom))
	for len(line) > 0 && isSpace(line[len(line)-1]) {
		line = line[:len(line)-1]
	}
	for len(line) > 0 && (isSpace(line[0]) || line[0] == recordMark) {
		line = line[1:]
	}
	if n := len(line); n > 1 && line[n-1] == ',' && line[n-2] == '}' {
		line = line[:n-1] // a row of an array ends with a comma
	}
	return line
}

// recordMark begins the records of a JSON text sequence (RFC 7464).
const recordMark = 0x1E

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func blank(line []byte) bool { return len(line) < 64 && len(trim(line)) == 0 }

// decodeLine reads a record into d.art. An error is the reason of a reject.
func (d *Decoder) decodeLine(line []byte, limit int64) error {
	if int64(len(line)) > limit {
		return tooLong(len(line), int(limit))
	}
	line = trim(line)
	if !utf8.Valid(line) {
		size := replacedSize(alias(line))
		if int64(size) > limit {
			return tooLong(size, int(limit))
		}
		line = replacedInvalid(alias(line))
	}
	if !d.rec.flat(alias(line)) {
		if err := d.rec.slow(line); err != nil {
			return err
		}
	}
	return d.build()
}

// build makes d.art from the record.
func (d *Decoder) build() error {
	r := &d.rec
	r.choose()
	if m := r.unusable(); m != nil {
		return faultf(CauseField, "field %q cannot be read: it is %s", m.name, kindName(m.raw[0]))
	}
	a := &d.art
	*a = article.Article{}
	html := r.chosen[fieldText] == keyUnknown && r.chosen[fieldHTML] != keyUnknown
	if html {
		if err := d.fromPage(r.fields[fieldHTML], strings.TrimSpace(cleanValid(r.fields[fieldURL]))); err != nil {
			return err
		}
	}
	if a.URL == "" { // else the page's own address, which the record's has helped to find
		set(&a.URL, r.fields[fieldURL])
	}
	set(&a.Source, r.fields[fieldSource])
	set(&a.Title, r.fields[fieldTitle])
	set(&a.Byline, r.fields[fieldByline])
	set(&a.Credit, r.fields[fieldCredit])
	set(&a.Lang, r.fields[fieldLang])
	setTime(&a.Published, r.fields[fieldPublished])
	setTime(&a.Updated, r.fields[fieldUpdated])
	setTime(&a.Fetched, r.fields[fieldFetched])
	if id := cleanValid(r.fields[fieldID]); strings.TrimSpace(id) != "" {
		a.ID = id // unchanged: space in an id may be significant
	}
	if r.chosen[fieldText] != keyUnknown {
		a.Text = cleanValid(r.fields[fieldText])
	}
	r.setFields(a)
	d.addExtra()
	err := d.finish(html)
	switch {
	case err == nil:
		r.withhold(a)
		d.counter.count(r)
	case errors.Is(err, article.ErrNoText):
		return r.noText()
	}
	return err
}

// addExtra adds the record's unknown fields after those of the page.
func (d *Decoder) addExtra() {
	fromPage := d.art.Extra
	d.extra = d.rec.extra(d.extra[:0])
	switch {
	case len(d.extra) == 0:
	case len(fromPage) == 0:
		d.art.Extra = d.extra
	default:
		d.art.Extra = joinObjects(fromPage, d.extra)
	}
}

// joinObjects returns a JSON object with the members of b, after those of a whose names are not in b.
func joinObjects(a, b []byte) []byte {
	var first, second record
	if first.slow(a) != nil || second.slow(b) != nil {
		return b
	}
	var joined record
	for _, m := range append(first.members, second.members...) {
		m.key = keyUnknown
		joined.add(m)
	}
	return joined.extra(nil)
}

// set replaces a value of the page by that of the record, if it has one.
func set(dst *string, value string) {
	if value = strings.TrimSpace(cleanValid(value)); value != "" {
		*dst = value
	}
}

// setTime is like set, for times. A time that cannot be parsed does not replace the page's.
func setTime(dst *article.Time, value string) {
	if value == "" {
		return
	}
	if t := article.ParseTime(cleanValid(value), "field"); t.Known() || !dst.Known() {
		*dst = t
	}
}

// fromPage reads the page in a field of a record into d.art.
func (d *Decoder) fromPage(html, url string) error {
	// JSON is UTF-8, whatever charset the page declares. A byte order mark overrides the declaration.
	d.page = append(append(d.page[:0], bom...), html...)
	var err error
	if d.art, err = parsePage(d.page, url); err != nil {
		return fmt.Errorf("field \"html\": %w", err)
	}
	return nil
}

// decodePage reads a page into d.art. url is its address, or "".
func (d *Decoder) decodePage(data []byte, url string) error {
	var err error
	if d.art, err = parsePage(data, url); err != nil {
		return err
	}
	return d.finish(true)
}

// finish sets fields that the input omitted and validates the article. If page is set, furniture is
// already marked.
func (d *Decoder) finish(page bool) error {
	a := &d.art
	if len(a.Text) > maxText {
		return faultf(CauseSize, "text of %d bytes: at most %d are read", len(a.Text), maxText)
	}
	a.ReadTimes()
	a.SettleAddress()
	d.pages.describe(a)
	if a.Source == "" {
		a.Source = article.Host(a.URL)
	}
	if a.ID == "" {
		a.ID = article.DeriveID(a)
	}
	switch {
	case page:
	case d.rec.marked(a):
	default:
		d.furniture = markFurniture(d.furniture[:0], a)
		a.Furniture = d.furniture
	}
	return a.Validate()
}
