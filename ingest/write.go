package ingest

import (
	"encoding/json"

	"github.com/wiretrace/wiretrace/article"
)

// AppendRecord appends a as one JSON record with a line end. Reading the record gives the same article. In
// addition to the fields of records it may have clocks (how the input wrote a time, and where it was
// found), furniture (in runes) and low_confidence.
//
// The unknown fields come first, in their order. If one has the name of a field that a has too, reading
// keeps the field and drops the unknown one. This happens only if a record had the field twice.
func AppendRecord(b []byte, a *article.Article) []byte {
	w := recordWriter{b: append(b, '{')}
	if n := len(a.Extra); n > 2 {
		w.b = append(w.b, a.Extra[1:n-1]...)
		w.some = true
	}
	w.text("id", a.ID)
	w.text("url", a.URL)
	w.text("source", a.Source)
	w.text("title", a.Title)
	w.text("byline", a.Byline)
	w.text("credit", a.Credit)
	w.text("lang", a.Lang)
	w.text("published", a.Published.String())
	w.text("updated", a.Updated.String())
	w.text("fetched", a.Fetched.String())
	if c := clocksOf(a); c != (clocks{}) {
		w.value("clocks", c)
	}
	w.text("revision", a.Revision)
	if a.Status != article.StatusUsable {
		w.text("status", a.Status.String())
	}
	w.flag("teaser", a.Teaser)
	w.flag("low_confidence", a.LowConfidence)
	if len(a.Links) > 0 {
		w.value("links", linkRecords(a.Links))
	}
	if a.Origin != (article.Origin{}) {
		w.value("origin", originRecord(a.Origin))
	}
	w.text("text", a.Text)
	w.value("furniture", furnitureRecords(a))
	return append(w.b, '}', '\n')
}

// A recordWriter appends the members of a JSON object.
type recordWriter struct {
	b    []byte
	some bool // a member was written
}

func (w *recordWriter) name(name string) {
	if w.some {
		w.b = append(w.b, ',')
	}
	w.some = true
	w.b = append(appendQuoted(w.b, name), ':')
}

func (w *recordWriter) text(name, s string) {
	if s != "" {
		w.name(name)
		w.b = appendQuoted(w.b, s)
	}
}

func (w *recordWriter) flag(name string, set bool) {
	if set {
		w.name(name)
		w.b = append(w.b, "true"...)
	}
}

// value appends a value that JSON can encode.
func (w *recordWriter) value(name string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		return
	}
	w.name(name)
	w.b = append(w.b, raw...)
}

type linkRecord struct {
	Rel string `json:"rel"`
	URL string `json:"url"`
}

func linkRecords(links []article.Link) []linkRecord {
	list := make([]linkRecord, len(links))
	for i, l := range links {
		list[i] = linkRecord(l)
	}
	return list
}

type originRecord struct {
	File   string `json:"file"`
	Offset int64  `json:"offset,omitempty"`
	Record string `json:"record,omitempty"`
}

// A clockRecord holds what the normal form of a time lacks.
type clockRecord struct {
	Raw  string `json:"raw"`
	From string `json:"from"`
}

type clocks struct {
	Published clockRecord `json:"published,omitzero"`
	Updated   clockRecord `json:"updated,omitzero"`
	Fetched   clockRecord `json:"fetched,omitzero"`
}

func clocksOf(a *article.Article) clocks {
	of := func(t article.Time) clockRecord {
		if t.From == "field" && t.Raw == t.String() {
			return clockRecord{}
		}
		return clockRecord{Raw: t.Raw, From: t.From}
	}
	return clocks{Published: of(a.Published), Updated: of(a.Updated), Fetched: of(a.Fetched)}
}

// restore adds the content of clocks to the times of a.
func (c clocks) restore(a *article.Article) {
	for _, p := range []struct {
		t *article.Time
		c clockRecord
	}{{&a.Published, c.Published}, {&a.Updated, c.Updated}, {&a.Fetched, c.Fetched}} {
		if p.c != (clockRecord{}) {
			p.t.Raw, p.t.From = cleanText(p.c.Raw), cleanText(p.c.From)
		}
	}
}

func readClocks(s string) (c clocks, ok bool) {
	ok = json.Unmarshal([]byte(s), &c) == nil && c != clocks{}
	for _, r := range []clockRecord{c.Published, c.Updated, c.Fetched} {
		ok = ok && len(r.Raw) <= maxClock && len(r.From) <= maxClock
	}
	return c, ok
}

// maxClock is the most bytes of the input's form of a time.
const maxClock = 256

type furnitureRecord struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
}

// furnitureRecords returns the furniture of a with offsets in runes. It is never nil, so that an article
// without furniture is recognised.
func furnitureRecords(a *article.Article) []furnitureRecord {
	offsets := make([]int, 0, 2*len(a.Furniture))
	for _, f := range a.Furniture {
		offsets = append(offsets, f.Start, f.End)
	}
	article.RuneOffsets(a.Text, offsets)
	list := make([]furnitureRecord, len(a.Furniture))
	for i, f := range a.Furniture {
		list[i] = furnitureRecord{Start: offsets[2*i], End: offsets[2*i+1], Kind: f.Kind.String()}
	}
	return list
}

func readFurniture(s string) (list []furnitureRecord, ok bool) {
	if json.Unmarshal([]byte(s), &list) != nil || list == nil {
		return nil, false
	}
	at := 0
	for _, f := range list {
		if _, ok := article.ParseKind(f.Kind); !ok || f.Start < at || f.End < f.Start {
			return nil, false
		}
		at = f.End
	}
	return list, true
}

// marked sets the furniture from the record and reports whether it did. If an offset does not fit the
// text, all are ignored.
func (r *record) marked(a *article.Article) bool {
	if r.chosen[fieldFurniture] == keyUnknown {
		return false
	}
	list, _ := readFurniture(r.fields[fieldFurniture])
	offsets := make([]int, 0, 2*len(list))
	for _, f := range list {
		offsets = append(offsets, f.Start, f.End)
	}
	if !byteOffsets(a.Text, offsets) {
		return false
	}
	for i, f := range list {
		kind, _ := article.ParseKind(f.Kind)
		a.Furniture = append(a.Furniture, article.Furniture{Start: offsets[2*i], End: offsets[2*i+1], Kind: kind})
	}
	return true
}

// byteOffsets converts ascending rune offsets of text to byte offsets in place. It returns false if one is
// outside the text.
func byteOffsets(text string, offsets []int) bool {
	runes, i := 0, 0
	for at := range text {
		for i < len(offsets) && offsets[i] == runes {
			offsets[i] = at
			i++
		}
		if i == len(offsets) {
			return true
		}
		runes++
	}
	for i < len(offsets) && offsets[i] == runes {
		offsets[i] = len(text)
		i++
	}
	return i == len(offsets)
}
