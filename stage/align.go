package stage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/score"
)

const (
	// blockPairs is how many pairs a block has at most, and blockBytes from how many bytes of text on it is closed.
	blockPairs = 16384
	blockBytes = 8 << 20
)

// A Blocks writes the pairs that a run has to align in blocks for the stage [Align]: of each block the texts, each
// once, and the pairs. It is not safe for concurrent use.
type Blocks struct {
	emit   Emit
	flush  func() error
	digest string
	number int
	pairs  int
	bytes  int
	texts  map[dedup.TextID]bool // of the block
}

// NewBlocks returns a writer of blocks to out, for an epoch.
func (p *Plan) NewBlocks(out io.Writer, e *Epoch) *Blocks {
	w, emit := p.emitter(out)
	return &Blocks{emit: emit, flush: w.Flush, digest: e.digest}
}

// Flush writes what is still held.
func (b *Blocks) Flush() error { return b.flush() }

// An alignment is a pair to align, as a line has it.
type alignment struct {
	Shared   int32   `json:"shared"`
	Sum      float32 `json:"sum"`
	Recurs   float32 `json:"recurs"`
	TotalA   float32 `json:"total_a"`
	TotalB   float32 `json:"total_b"`
	AnchorsA uint16  `json:"anchors_a"`
	AnchorsB uint16  `json:"anchors_b"`
	SameDay  bool    `json:"same_day,omitempty"`
}

// Add writes a pair. text reads the article that speaks for a text.
func (b *Blocks) Add(c *dedup.Candidate, text func(dedup.TextID) (article.Article, error)) error {
	if b.texts == nil || b.pairs >= blockPairs || b.bytes >= blockBytes {
		b.number++
		b.pairs, b.bytes, b.texts = 0, 0, map[dedup.TextID]bool{}
		if err := b.emit(Record{To: Align, Key: b.key(), Order: []byte("0"), Value: []byte(b.digest)}); err != nil {
			return err
		}
	}
	for _, id := range [2]dedup.TextID{c.A, c.B} {
		if err := b.text(id, text); err != nil {
			return err
		}
	}
	b.pairs++
	value, err := appendJSON(nil, &alignment{c.Shared, c.Sum, c.Recurs, c.TotalA, c.TotalB, c.AnchorsA, c.AnchorsB, c.SameDay})
	if err != nil {
		return err
	}
	return b.emit(Record{To: Align, Key: b.key(), Order: join([]byte("2"), columnOf(c.A), columnOf(c.B)), Value: value})
}

func (b *Blocks) key() []byte { return fmt.Appendf(nil, "%010d", b.number) }

func (b *Blocks) text(id dedup.TextID, read func(dedup.TextID) (article.Article, error)) error {
	if b.texts[id] {
		return nil
	}
	b.texts[id] = true
	a, err := read(id)
	if err != nil {
		return err
	}
	b.bytes += len(a.Text)
	value, err := appendJSON(nil, &titled{draftOf(&a), a.Title, a.Lang})
	if err != nil {
		return err
	}
	return b.emit(Record{To: Align, Key: b.key(), Order: join([]byte("1"), columnOf(id)), Value: value})
}

func columnOf(id dedup.TextID) []byte { return idOf(id.Content, id.Shingles).column() }

func textOf(column []byte) (dedup.TextID, error) {
	id, err := parseText(column)
	return dedup.TextID{Content: id.content(), Shingles: id.shingles()}, err
}

// A titled is an article with what alignment needs of it.
type titled struct {
	draft

	Title string `json:"title,omitempty"`
	Lang  string `json:"lang,omitempty"`
}

// alignBlock aligns the pairs of a block.
func alignBlock() group {
	var w *dedup.Aligner
	return func(p *Plan, _ []byte, records iter.Seq[Record], emit Emit) (err error) {
		if p.epoch == nil {
			return fmt.Errorf("%w: none is given", ErrEpoch)
		}
		if w == nil {
			if w, err = dedup.NewAligner(&p.epoch.learnt); err != nil {
				return err
			}
		}
		b := block{aligner: w, digest: p.epoch.digest, texts: map[dedup.TextID]dedup.Ready{}}
		for rec := range records {
			if err := b.take(rec, emit); err != nil {
				return err
			}
		}
		return nil
	}
}

// A block is a block that is being read.
type block struct {
	aligner *dedup.Aligner
	digest  string
	begun   bool
	texts   map[dedup.TextID]dedup.Ready
}

func (b *block) take(rec Record, emit Emit) error {
	kind, rest := rec.Order[0], rec.Order[1:]
	switch {
	case kind == '0' && len(rest) == 0:
		if string(rec.Value) != b.digest {
			return fmt.Errorf("%w: they were made with another epoch file, %.40q, here it is %s", ErrOther, rec.Value, b.digest)
		}
		b.begun = true
		return nil
	case !b.begun:
		return fmt.Errorf("the beginning of the block: %w", ErrLost)
	case kind == '1':
		return b.text(rest, rec.Value)
	case kind == '2' && len(rest) == 2*textDigits:
		return b.pair(rest[:textDigits], rest[textDigits:], rec.Value, emit)
	}
	return errEncoding
}

func (b *block) text(column, value []byte) error {
	id, err := textOf(column)
	if err != nil {
		return err
	}
	var t titled
	if err := json.Unmarshal(value, &t); err != nil {
		return err
	}
	a, err := t.checked()
	if err != nil {
		return err
	}
	a.Title, a.Lang = t.Title, t.Lang
	b.texts[id] = b.aligner.Prepare(&a)
	return nil
}

func (b *block) pair(columnA, columnB, value []byte, emit Emit) error {
	x, errA := textOf(columnA)
	y, errB := textOf(columnB)
	var c alignment
	if err := errors.Join(errA, errB, json.Unmarshal(value, &c)); err != nil {
		return err
	}
	textA, ok := b.texts[x]
	textB, also := b.texts[y]
	if !ok || !also {
		return fmt.Errorf("a text of pair %s %s: %w", columnA, columnB, ErrLost)
	}
	found := b.aligner.Align(&dedup.Candidate{
		A: x, B: y, Shared: c.Shared, Sum: c.Sum, Recurs: c.Recurs, TotalA: c.TotalA, TotalB: c.TotalB,
		AnchorsA: c.AnchorsA, AnchorsB: c.AnchorsB, SameDay: c.SameDay,
	}, textA, textB)
	value, err := appendJSON(nil, evidenceOf(&found))
	if err != nil {
		return err
	}
	return emit(Record{To: Conclude, Key: columnA, Order: columnB, Value: value})
}

// An evidence is what two texts share, as a line has it.
type evidence struct {
	Shared   int32     `json:"shared"`
	Sum      float32   `json:"sum"`
	Recurs   float32   `json:"recurs"`
	Z        float32   `json:"z"`
	Reuse    int16     `json:"reuse"`
	Kind     uint8     `json:"kind"`
	Sizes    [2]uint32 `json:"shingles"`
	Common   uint32    `json:"common"`
	Passages uint16    `json:"passages"`
	Words    uint32    `json:"words"`
	Matched  uint32    `json:"matched"`
	Lengths  [2]uint32 `json:"characters"`
	In       [2]uint32 `json:"in"`
	Bare     bool      `json:"bare,omitempty"`
	Apart    bool      `json:"apart,omitempty"`
	Form     bool      `json:"form,omitempty"`
	Within   bool      `json:"within,omitempty"`
	BeginsA  [3]int    `json:"begins_a,omitzero"`
	BeginsB  [3]int    `json:"begins_b,omitzero"`
}

func evidenceOf(p *kept.Pair) *evidence {
	s := &p.Counts
	return &evidence{
		Shared: p.Shared, Sum: p.Sum, Recurs: p.Recurs, Z: p.Z, Reuse: s.Reuse, Kind: uint8(s.Kind),
		Sizes: [2]uint32{s.SizeA, s.SizeB}, Common: s.Common, Passages: s.Passages, Words: s.Words, Matched: s.Matched,
		Lengths: [2]uint32{s.LenA, s.LenB}, In: [2]uint32{uint32(p.InA), uint32(p.InB)},
		Bare: p.Bare, Apart: p.Apart, Form: p.Form, Within: p.Within,
		BeginsA: [3]int{p.BeginsA.Start, p.BeginsA.End, p.BeginsA.Head}, BeginsB: [3]int{p.BeginsB.Start, p.BeginsB.End, p.BeginsB.Head},
	}
}

// pair returns the evidence, if it can be that of two texts.
func (e *evidence) pair() (p kept.Pair, err error) {
	p = kept.Pair{
		Counts: cluster.Scored{
			Pair:  cluster.Pair{SizeA: e.Sizes[0], SizeB: e.Sizes[1], Common: e.Common},
			Reuse: e.Reuse, Kind: score.Kind(e.Kind), Passages: e.Passages, Words: e.Words, Matched: e.Matched, LenA: e.Lengths[0], LenB: e.Lengths[1],
		},
		Shared: e.Shared, Sum: e.Sum, Recurs: e.Recurs, Z: e.Z, InA: pair.Mask(e.In[0]), InB: pair.Mask(e.In[1]),
		Bare: e.Bare, Apart: e.Apart, Form: e.Form, Within: e.Within,
		BeginsA: kept.Item{Start: e.BeginsA[0], End: e.BeginsA[1], Head: e.BeginsA[2]},
		BeginsB: kept.Item{Start: e.BeginsB[0], End: e.BeginsB[1], Head: e.BeginsB[2]},
	}
	bad := math.Abs(float64(e.Z)) > pair.MaxLogOdds || math.Abs(p.Counts.ReuseOdds()) > pair.MaxLogOdds ||
		!p.Counts.Kind.Valid() || e.Common > min(e.Sizes[0], e.Sizes[1])
	for _, x := range [2]kept.Item{p.BeginsA, p.BeginsB} {
		bad = bad || x != kept.Item{} && (x.Start < 0 || x.Start >= x.End || x.Head < 0 || x.Head > x.End)
	}
	if bad {
		return p, errEncoding
	}
	return p, nil
}
