package credit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

// Find appends the credits of a to dst: first those of the text, in its order, then those of
// the byline, the credit field and the canonical address. It appends at most 256 credits and
// reads at most 64 KiB of the text.
func (r *Registry) Find(dst []Credit, a *article.Article) []Credit {
	f := r.finder()
	defer r.scratch.Put(f)
	from := len(dst)
	dst = f.text(dst, a)
	dst = f.field(dst, a.Byline, FieldByline, PlaceByline)
	dst = f.field(dst, a.Credit, FieldCredit, PlaceStructured)
	dst = r.canonical(dst, a)
	return dst[:min(len(dst), from+maxCredits)]
}

// Mentions appends every mention of an agency in text, credit or not, in the order of the
// text. It is for comparison with a labelled corpus of mentions. Place is always body.
func (r *Registry) Mentions(dst []Credit, text string) []Credit {
	f := r.finder()
	defer r.scratch.Put(f)
	f.read(text, nil)
	from := len(dst)
	for k := range f.items {
		if !f.items[k].kind.names() {
			continue
		}
		if fm := f.judge(k); fm != formNone {
			dst = append(dst, f.credit(k, fm, PlaceBody))
		}
	}
	return runes(dst, from, text)
}

func (r *Registry) finder() *finder {
	f, ok := r.scratch.Get().(*finder)
	if !ok {
		f = new(finder)
	}
	f.r = r
	return f
}

// read cuts a text into words and finds the names in it.
func (f *finder) read(text string, furniture []article.Furniture) {
	f.ts.text, f.ts.list, f.ts.folded = text, f.ts.list[:0], f.ts.folded[:0]
	head, tail := len(text), len(text)
	if len(text) > maxHead+maxTail {
		head, tail = runeStart(text, maxHead), runeStart(text, len(text)-maxTail)
	}
	at := 0
	for _, m := range furniture {
		if m.Start < at || m.End < m.Start || m.End > len(text) || runeStart(text, m.Start) != m.Start || runeStart(text, m.End) != m.End {
			continue // cannot happen in a validated article
		}
		f.part(at, m.Start, head, tail, inBody)
		switch m.Kind {
		case article.KindCaption:
			f.part(m.Start, m.End, head, tail, inCaption)
		case article.KindCopyright:
			f.part(m.Start, m.End, head, tail, inCopyright)
		case article.KindSourceLink, article.KindOther:
			f.part(m.Start, m.End, head, tail, inBody)
		}
		at = m.End
	}
	f.part(at, len(text), head, tail, inBody)
	f.match()
	f.spellings()
	n := len(f.items)
	f.misreadAll()
	if len(f.items) > n {
		f.order()
	}
}

// part adds the parts of text[start:end] that are in the head or the tail.
func (f *finder) part(start, end, head, tail int, in zone) {
	if start < head {
		f.ts.add(start, min(end, head), in)
	}
	if head < tail && end > tail {
		f.ts.add(max(start, tail), end, in)
	}
}

// order sorts the items again after some were added.
func (f *finder) order() {
	slices.SortFunc(f.items, func(a, b item) int { return cmp.Compare(a.first, b.first) })
	for k, it := range f.items {
		for j := it.first; j < it.last; j++ {
			f.ts.list[j].item = int32(k + 1)
		}
	}
}

func runeStart(s string, at int) int {
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// text appends the credits in the text of a.
func (f *finder) text(dst []Credit, a *article.Article) []Credit {
	f.read(a.Text, a.Furniture)
	if len(f.ts.list) == 0 {
		return dst
	}
	from := len(dst)
	head, tail := f.windows()
	for k := range f.items {
		if len(dst)-from >= maxCredits {
			break
		}
		it := f.items[k]
		switch {
		case it.kind == kindOrigin:
			dst = f.origin(dst, it, head, tail)
			continue
		case !it.kind.names():
			continue
		}
		fm := f.judge(k)
		place := f.place(it, fm, head, tail)
		if (fm == formClosing || fm == formLine) && f.captioned(it, fm, place) {
			fm = formPhoto
		}
		if fm <= formBare || place == PlaceBody && fm != formCited && fm != formPhoto {
			continue
		}
		dst = append(dst, f.credit(k, fm, place))
	}
	return runes(dst, from, a.Text)
}

// windows returns the byte where the head ends and the byte where the tail begins. The tail
// ends with the body; furniture of the page may follow it.
func (f *finder) windows() (head, tail int) {
	text := f.ts.text
	head = int(f.ts.list[0].start)
	for n := 0; n < window && head < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[head:])
		head += size
	}
	last := len(f.ts.list) - 1
	for last > 0 && f.ts.list[last].in != inBody {
		last--
	}
	tail = int(f.ts.list[last].end)
	for n := 0; n < window && tail > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:tail])
		tail -= size
	}
	return head, tail
}

// place returns the place of an item of form fm.
func (f *finder) place(it item, fm form, head, tail int) Place {
	t := f.ts.list[it.first]
	start, end := int(t.start), int(f.ts.list[it.last-1].end)
	switch {
	case t.in == inCopyright || fm == formCopyright && (start >= tail || end <= head):
		return PlaceCopyright
	case fm == formDateline && end <= head:
		return PlaceDateline
	case start >= tail && (end > head || start-tail > head-end):
		return PlaceTail
	case end <= head:
		return PlaceHead
	}
	return PlaceBody
}

// captioned reports whether a bracket at the end of a line ends a caption: it is at the head
// after a sentence, or much of the body still follows.
func (f *finder) captioned(it item, fm form, place Place) bool {
	if fm == formLine {
		s, ok := f.segmentOf(it)
		return place == PlaceHead && ok && !s.own // "The harbour at dawn. | AP"
	}
	if place == PlaceHead {
		before := f.kindAt(int(it.first) - 1)
		return it.first > 0 && before != kindMonth && !digits(f.ts.raw(int(it.first)-1))
	}
	const follows = 40
	return int(it.last)+follows < len(f.ts.list) && f.ts.list[it.last+follows].in == inBody
}

// credit makes the credit of an item; offsets are still in bytes.
func (f *finder) credit(k int, fm form, place Place) Credit {
	it := f.items[k]
	a := &f.r.agencies[it.agency]
	c := Credit{
		Agency: a.Name, Place: place, Field: FieldText,
		Start: int(f.ts.list[it.first].start), End: int(f.ts.list[it.last-1].end),
	}
	c.Text = f.ts.text[c.Start:c.End]
	c.Role, c.Weight = fm.role(a.Kind), fm.weight()
	if it.fuzzy {
		c.Weight = math.Round(c.Weight*weightFuzzy*weightSteps) / weightSteps
	}
	return c
}

// role returns the role of a credit of this form for an agency of this kind.
func (fm form) role(k Kind) Role {
	switch {
	case fm == formPhoto:
		return RolePhoto
	case fm <= formCited:
		return RoleCitation
	case k == KindGeneric:
		return RoleUnnamed
	case fm == formOrigin, k == KindRepublisher:
		return RoleRepublished
	case k == KindSyndicate, k == KindBroadcaster, k == KindRelease:
		return RoleVia
	}
	return RoleCredit
}

func (fm form) weight() float64 {
	weights := [...]float64{
		formBare: 0, formCited: weightCitation, formPhoto: weightPhoto, formBracket: weightBracket, formLine: weightLine,
		formLead: weightLead, formContrib: weightContrib, formCopyright: weightCopyright, formClosing: weightClosing,
		formPhrase: weightPhrase, formOrigin: weightLead, formDateline: weightDateline,
	}
	return weights[fm]
}

// origin appends the publisher after "originally published by", unless it is an agency,
// which is found as an item of its own.
func (f *finder) origin(dst []Credit, it item, head, tail int) []Credit {
	first, last := int(it.last), int(it.last)
	for last < len(f.ts.list) && last-first < 6 {
		gap, kd := f.ts.gap(last), f.kindAt(last)
		if kd.names() || kd == kindMonth || strings.Contains(gap, "\n") || last > first && strings.IndexFunc(gap, separates) >= 0 || sentenceEnd(gap) {
			break
		}
		if kd == kindArt && last == first && !capital(f.ts.raw(last)) {
			first, last = last+1, last+1
			continue
		}
		if r, _ := utf8.DecodeRuneInString(f.ts.raw(last)); !capital(f.ts.raw(last)) && r < 0x370 {
			break
		}
		last++
	}
	if last == first || f.kindAt(last).names() && last == first {
		return dst
	}
	span := item{first: int32(first), last: int32(last)}
	place := f.place(span, formOrigin, head, tail)
	if place == PlaceBody {
		return dst
	}
	c := Credit{
		Role: RoleRepublished, Place: place, Field: FieldText, Weight: weightLead,
		Start: int(f.ts.list[first].start), End: int(f.ts.list[last-1].end),
	}
	c.Text = f.ts.text[c.Start:c.End]
	return append(dst, c)
}

// field appends the credits of a byline or credit field. Every name of an agency there is a
// credit, but a short name must be an element by itself.
func (f *finder) field(dst []Credit, text string, field Field, place Place) []Credit {
	if text == "" {
		return dst
	}
	whole := text
	if len(text) > maxField {
		text = text[:runeStart(text, maxField)]
	}
	f.read(text, nil)
	from := len(dst)
	photo := false
	for _, it := range f.items {
		photo = photo || it.kind == kindPhoto
	}
	for k, it := range f.items {
		if !it.kind.names() || it.kind != kindName && it.kind != kindPhrase && !f.parted(it) && !f.ends(it) && f.kindAt(int(it.last)) != kindRole {
			continue
		}
		fm := formDateline
		if photo {
			fm = formPhoto
		}
		c := f.credit(k, fm, place)
		c.Field = field
		dst = append(dst, c)
	}
	return runes(dst, from, whole)
}

// ends reports whether an item is the last of its field: "Ana Roe AP".
func (f *finder) ends(it item) bool {
	return int(it.last) == len(f.ts.list)
}

// canonical appends the agency whose site has the canonical address of the page.
func (r *Registry) canonical(dst []Credit, a *article.Article) []Credit {
	if !bytes.Contains(a.Extra, []byte(`"canonical"`)) || len(a.Extra) > maxHead {
		return dst
	}
	var extra struct {
		Canonical string `json:"canonical"`
	}
	if err := json.Unmarshal(a.Extra, &extra); err != nil {
		return dst // not an address
	}
	u, err := url.Parse(extra.Canonical)
	if err != nil {
		return dst
	}
	name, ok := r.ByHost(u.Hostname())
	at := strings.Index(extra.Canonical, u.Host)
	if !ok || at < 0 || u.Host == "" {
		return dst
	}
	start := utf8.RuneCountInString(extra.Canonical[:at])
	return append(dst, Credit{
		Agency: name, Role: RoleRepublished, Place: PlaceStructured, Field: FieldCanonical, Text: u.Host,
		Start: start, End: start + utf8.RuneCountInString(u.Host), Weight: weightField,
	})
}

// runes turns the byte offsets of dst[from:] into runes of text.
func runes(dst []Credit, from int, text string) []Credit {
	list := dst[from:]
	slices.SortStableFunc(list, func(a, b Credit) int { return cmp.Compare(a.Start, b.Start) })
	at, n := 0, 0
	for i := range list {
		c := &list[i]
		n += utf8.RuneCountInString(text[at:c.Start])
		at = c.Start
		size := utf8.RuneCountInString(text[c.Start:c.End])
		c.Start, c.End = n, n+size
	}
	return dst
}
