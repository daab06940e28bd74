package stage

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store"
)

// A textID names a distinct text: the content of its shingles and their number. Equal ids mean equal
// sets.
type textID [12]byte

func idOf(content uint64, shingles uint32) (id textID) {
	binary.BigEndian.PutUint64(id[:], content)
	binary.BigEndian.PutUint32(id[8:], shingles)
	return id
}

func (id textID) content() uint64  { return binary.BigEndian.Uint64(id[:]) }
func (id textID) shingles() uint32 { return binary.BigEndian.Uint32(id[8:]) }

// textDigits is the length of a text id as a column has it.
const textDigits = 2 * len(textID{})

func (id textID) column() []byte { return hex.AppendEncode(nil, id[:]) }

func parseText(column []byte) (id textID, err error) {
	if len(column) != textDigits {
		return id, fmt.Errorf("%.40q is no text id", column)
	}
	_, err = hex.Decode(id[:], column)
	return id, err
}

// hexID returns the id of an article as a column: the order of columns is that of ids.
func hexID(id string) []byte { return hex.AppendEncode(nil, []byte(id)) }

var errEncoding = errors.New("a value that cannot be read")

// appendSet appends sorted shingles.
func appendSet(dst []byte, set []uint64) []byte {
	raw := make([]byte, 0, 8*len(set))
	for _, h := range set {
		raw = binary.BigEndian.AppendUint64(raw, h)
	}
	return base64.StdEncoding.AppendEncode(dst, raw)
}

// parseSet reads the shingles of a text.
func parseSet(value []byte, id textID) ([]uint64, error) {
	raw, err := base64.StdEncoding.AppendDecode(nil, value)
	if err != nil || len(raw)%8 != 0 || len(raw)/8 != int(id.shingles()) {
		return nil, fmt.Errorf("shingles of text %s: %w", id.column(), errEncoding)
	}
	set := make([]uint64, len(raw)/8)
	for i := range set {
		set[i] = binary.BigEndian.Uint64(raw[8*i:])
		if i > 0 && set[i] <= set[i-1] {
			return nil, fmt.Errorf("shingles of text %s: %w", id.column(), errEncoding)
		}
	}
	return set, nil
}

func parsePacked(value []byte) ([]byte, error) {
	packed, err := base64.StdEncoding.AppendDecode(nil, value)
	if err != nil || len(packed) != minhash.PackedSize {
		return nil, fmt.Errorf("signature: %w", errEncoding)
	}
	return packed, nil
}

func appendPacked(dst []byte, sig *minhash.Signature) []byte {
	var packed [minhash.PackedSize]byte
	sig.Pack(packed[:])
	return base64.StdEncoding.AppendEncode(dst, packed[:])
}

// A clock is an article's time as records have it: seconds, precision, and whether the zone is known.
type clock struct {
	Unix      int64             `json:"s"`
	Precision article.Precision `json:"p"`
	Zone      bool              `json:"z,omitempty"`
}

func clockOf(t article.Time) clock { return clock{t.Unix, t.Precision, t.Zone} }

func (c clock) time() article.Time {
	return article.Time{Unix: c.Unix, Precision: c.Precision, Zone: c.Zone}
}

// A fact is what stages need to know of an article without its text.
type fact struct {
	ID        string         `json:"id"`
	Source    string         `json:"source,omitempty"`
	Published clock          `json:"published,omitzero"`
	Updated   clock          `json:"updated,omitzero"`
	Fetched   clock          `json:"fetched,omitzero"`
	Status    article.Status `json:"status,omitempty"`
}

func factOf(a *article.Article) fact {
	return fact{a.ID, a.Source, clockOf(a.Published), clockOf(a.Updated), clockOf(a.Fetched), a.Status}
}

func (f *fact) article() article.Article {
	return article.Article{
		ID: f.ID, Source: f.Source, Status: f.Status,
		Published: f.Published.time(), Updated: f.Updated.time(), Fetched: f.Fetched.time(),
	}
}

// A draft is a record as it was read, with its text.
type draft struct {
	fact

	Revision      string   `json:"revision,omitempty"`
	Teaser        bool     `json:"teaser,omitempty"`
	LowConfidence bool     `json:"low_confidence,omitempty"`
	Text          string   `json:"text"`
	Furniture     [][3]int `json:"furniture,omitempty"` // start and end in bytes, kind
}

func draftOf(a *article.Article) draft {
	d := draft{fact: factOf(a), Revision: a.Revision, Teaser: a.Teaser, LowConfidence: a.LowConfidence, Text: a.Text}
	for _, f := range a.Furniture {
		d.Furniture = append(d.Furniture, [3]int{f.Start, f.End, int(f.Kind)})
	}
	return d
}

// parseDraft reads a draft.
func parseDraft(value []byte) (article.Article, error) {
	var d draft
	if err := json.Unmarshal(value, &d); err != nil {
		return article.Article{}, err
	}
	return d.checked()
}

// checked returns the article of a draft, and checks what later steps rely on.
func (d *draft) checked() (article.Article, error) {
	a := d.article()
	a.Revision, a.Teaser, a.LowConfidence, a.Text = d.Revision, d.Teaser, d.LowConfidence, d.Text
	at := 0
	for _, f := range d.Furniture {
		if f[0] < at || f[1] < f[0] || f[1] > len(a.Text) || f[2] < 0 || f[2] > int(article.KindCookies) {
			return a, fmt.Errorf("furniture of article %.80q: %w", a.ID, errEncoding)
		}
		at = f[1]
		a.Furniture = append(a.Furniture, article.Furniture{Start: f[0], End: f[1], Kind: article.Kind(f[2])})
	}
	if err := a.Validate(); err != nil {
		return a, err
	}
	return a, nil
}

// A member is an article on its way to its cluster.
type member struct {
	fact

	Text   string `json:"text"`   // id
	Packed []byte `json:"packed"` // signature
}

// entry returns what a catalog takes of the member, and its text.
func (m *member) entry() (text textID, a article.Article, row store.Row, err error) {
	if text, err = parseText([]byte(m.Text)); err != nil {
		return text, a, row, err
	}
	if len(m.Packed) != minhash.PackedSize || m.ID == "" {
		return text, a, row, fmt.Errorf("member %.80q: %w", m.ID, errEncoding)
	}
	a = m.article()
	return text, a, store.Row{Content: text.content(), Shingles: text.shingles(), Minute: store.Minute(&a)}, nil
}

// appendJSON appends a value that JSON can hold; it never has a tab or a line end.
func appendJSON(dst []byte, v any) ([]byte, error) {
	data, err := json.Marshal(v)
	return append(dst, data...), err
}

// spanColumn returns a span as a column.
func spanColumn(s cluster.Span) []byte { return fmt.Appendf(nil, "%d %d", s.First, s.Last) }

// sortable returns a number as a column whose order is that of the numbers.
func sortable(n int64) []byte {
	return hex.AppendEncode(nil, binary.BigEndian.AppendUint64(nil, uint64(n)^1<<63))
}

// join returns parts as one column.
func join(parts ...[]byte) []byte { return slices.Concat(parts...) }
