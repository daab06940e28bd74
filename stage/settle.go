package stage

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// A Writer writes the records of the articles that a run begins with.
type Writer struct {
	emit  Emit
	flush func() error
	buf   []byte
}

// NewWriter returns a writer to out.
func (p *Plan) NewWriter(out io.Writer) *Writer {
	w, emit := p.emitter(out)
	return &Writer{emit: emit, flush: w.Flush}
}

// Add writes the record of an article.
func (w *Writer) Add(a *article.Article) (err error) {
	if w.buf, err = appendJSON(w.buf[:0], draftOf(a)); err != nil {
		return err
	}
	return w.emit(Record{To: Settle, Key: hexID(a.ID), Order: sortable(store.RevisionTime(a)), Value: w.buf})
}

// Reject writes a line of rejects.jsonl.
func (w *Writer) Reject(file string, line int, value []byte) error {
	return w.emit(Record{To: Rejects, Key: join([]byte("f"), hexID(file)), Order: sortable(int64(line)), Value: value})
}

// Flush writes what is still held. The run is not complete before it returned nil.
func (w *Writer) Flush() error { return w.flush() }

// settle finds the current revision among the records of an article, which come in the order of
// their times, and sketches it.
func settle() group {
	var sketcher dedup.Sketcher
	return func(_ *Plan, key []byte, records iter.Seq[Record], emit Emit) error {
		var history store.History
		var current article.Article
		for rec := range records {
			a, err := parseDraft(rec.Value)
			if err != nil {
				return err
			}
			if !bytes.Equal(hexID(a.ID), key) {
				return fmt.Errorf("article %.80q: %w", a.ID, errEncoding)
			}
			if history.Take(&a) {
				current = a
			}
		}
		var sk store.Sketch
		set := sketcher.Sketch(&sk, &current)
		if err := emitMarks(&current, emit); err != nil {
			return err
		}
		return emitSketch(&current, &sk, set, emit)
	}
}

// emitMarks writes the furniture of an article.
func emitMarks(a *article.Article, emit Emit) error {
	var line []byte
	list := view.Marks(a)
	for i := range list {
		line = list[i].AppendJSON(line[:0])
		if err := emit(Record{To: Passages, Key: hexID(a.ID), Order: sortable(int64(i)), Value: line}); err != nil {
			return err
		}
	}
	return nil
}

// emitSketch writes the bands and shingles of an article's text, and the article itself.
func emitSketch(a *article.Article, sk *store.Sketch, set []uint64, emit Emit) error {
	id := idOf(sk.Content, sk.Shingles)
	column, name := id.column(), hexID(a.ID)
	m := member{fact: factOf(a), Text: string(column), Packed: make([]byte, minhash.PackedSize)}
	sk.Sig.Pack(m.Packed)
	value, err := appendJSON(nil, &m)
	if err != nil {
		return err
	}
	if sk.Shingles == 0 { // it has nothing in common with anything
		return emit(Record{To: Cluster, Key: join([]byte("-"), name), Order: join([]byte("0"), name), Value: value})
	}
	if err := emit(Record{To: Gather, Key: column, Order: join([]byte("2"), name), Value: value}); err != nil {
		return err
	}
	if err := emit(Record{To: Attach, Key: column, Order: []byte("0"), Value: appendSet(nil, set)}); err != nil {
		return err
	}
	value = fmt.Appendf(nil, "%d ", store.Minute(a))
	value = append(appendPacked(value, &sk.Sig), ' ')
	for _, h := range sk.Sig.BandHashes() {
		value = fmt.Appendf(value, "%08x", h)
	}
	for _, h := range sk.Prefix {
		value = fmt.Appendf(value, "%08x", h)
	}
	return emit(Record{To: Texts, Key: column, Order: []byte("0"), Value: value})
}

// texts joins the articles with one text and writes a record for each of its bands.
func texts(_ *Plan, key []byte, records iter.Seq[Record], emit Emit) error {
	id, err := parseText(key)
	if err != nil || id.shingles() == 0 {
		return errEncoding
	}
	t := cluster.Text{Content: id.content(), Shingles: id.shingles()}
	var packed, bands []byte
	for rec := range records {
		parts := bytes.Split(rec.Value, []byte{' '})
		if len(parts) != 3 {
			return errEncoding
		}
		minute, err := strconv.ParseInt(string(parts[0]), 10, 32)
		if err != nil {
			return errEncoding
		}
		span := cluster.At(int32(minute))
		if packed == nil {
			packed, bands, t.Span = bytes.Clone(parts[1]), bytes.Clone(parts[2]), span
		}
		t.Span = t.Span.Join(span)
	}
	if len(bands)%8 != 0 || len(bands) < 8*minhash.Bands {
		return errEncoding
	}
	rank := hex.AppendEncode(nil, t.AppendRank(nil))
	value := join(spanColumn(t.Span), []byte(" "), packed)
	for i := 0; len(bands) > 0; i++ {
		band := fmt.Appendf(nil, "%02x%s", min(i, cluster.PrefixBand), bands[:8])
		if err := emit(Record{To: Meet, Key: band, Order: rank, Value: value}); err != nil {
			return err
		}
		bands = bands[8:]
	}
	return nil
}

// bandDigits is the length of the number of a band with its hash.
const bandDigits = 10

// meet finds the candidates in one band. Of each, one text is held and the other one comes later: in
// a band that many texts have few are held.
func meet() group {
	var m *cluster.RunSearch
	return func(p *Plan, band []byte, records iter.Seq[Record], emit Emit) error {
		if len(band) != bandDigits {
			return errEncoding
		}
		if m == nil {
			m = cluster.NewRunSearch(p.search)
		}
		m.Reset()
		for rec := range records {
			t, err := parseMeeting(rec)
			if err != nil {
				return err
			}
			own := idOf(t.Content, t.Shingles).column()
			if err := m.Add(t, func(o *cluster.Text) error {
				other := idOf(o.Content, o.Shingles).column()
				if err := emit(Record{To: Attach, Key: own, Order: join([]byte("1"), other, band), Value: []byte("c")}); err != nil {
					return err
				}
				return emit(Record{To: Attach, Key: other, Order: join([]byte("1"), own, band), Value: []byte("h")})
			}); err != nil {
				return err
			}
		}
		return nil
	}
}

func parseMeeting(rec Record) (t cluster.Text, err error) {
	rank, err := hex.AppendDecode(nil, rec.Order)
	if err != nil {
		return t, errEncoding
	}
	var ok bool
	if t.Content, t.Shingles, ok = cluster.RankedText(rank); !ok {
		return t, errEncoding
	}
	parts := bytes.Split(rec.Value, []byte{' '})
	if len(parts) != 3 {
		return t, errEncoding
	}
	for i, to := range []*int32{&t.Span.First, &t.Span.Last} {
		n, err := strconv.ParseInt(string(parts[i]), 10, 32)
		if err != nil {
			return t, errEncoding
		}
		*to = int32(n)
	}
	t.Packed, err = parsePacked(parts[2])
	return t, err
}
