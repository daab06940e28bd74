package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// A Generation holds the conclusions of one run over the stored articles. The store does not interpret
// them; it only knows which articles the run has seen.
type Generation struct {
	Number   uint64 // from 1 on, see SwapGeneration; 0: no generation
	Horizon  Doc    // the run saw the documents below it
	Deaths   uint64 // View.Deaths at the time of the run
	Made     string // the program that made it, for people
	Params   []byte // payloads
	Pairs    []byte
	Clusters []byte
	// Blocks are read one at a time by [View.Block]. They are not part of what Conclusions returns. No
	// block is empty. Blocks that are equal to one of the generation before are not written again.
	Blocks [][]byte
	// Held says for each block which one of the generation before it is, counted from 1. The bytes of such a block are not read. 0 says
	// that the bytes are given. So does nil, for all blocks. With Held, Number must be set.
	Held []int
}

// Conclusions returns the generation that the view sees, without its blocks, or the zero Generation if
// there is none. The result stays valid after the view ends.
func (v *View) Conclusions() (Generation, error) { return v.conclusions(true) }

// Outline is like Conclusions, but without the pairs, which are by far the largest payload. It is enough
// to look up an article.
func (v *View) Outline() (Generation, error) { return v.conclusions(false) }

func (v *View) conclusions(pairs bool) (Generation, error) {
	r := &v.im.m.gen
	g := Generation{Number: r.number, Horizon: r.horizon, Deaths: r.deaths, Made: r.made}
	for i, p := range []*[]byte{&g.Params, &g.Pairs, &g.Clusters} {
		if p == &g.Pairs && !pairs {
			continue
		}
		var err error
		if *p, err = readBlob(v.im.fetch, &r.blobs[i]); err != nil {
			return Generation{}, fmt.Errorf("generation %d: %w", r.number, err)
		}
	}
	return g, nil
}

// readBlob joins the pieces of a payload. It checks the checksum of each.
func readBlob(fetch func(key []byte) ([]byte, error), b *blob) ([]byte, error) {
	var out []byte
	for _, id := range b.ids {
		key := valueKey(keyPart, id)
		v, err := fetch(key)
		if err != nil {
			return nil, missing(err)
		}
		if v, err = checkSum(v, key); err != nil {
			return nil, err
		}
		if out == nil && b.size <= uint64(len(b.ids))*max(uint64(len(v)), 4*meanPiece) {
			out = make([]byte, 0, b.size)
		}
		out = append(out, v...)
	}
	if uint64(len(out)) != b.size {
		return nil, fmt.Errorf("%w: a payload of %d bytes, not %d", ErrDamaged, len(out), b.size)
	}
	return out, nil
}

// SwapGeneration makes g the current generation. It writes the payloads, then replaces the old generation
// in one transaction, and removes the old payloads. If Number is not 0, it must be the next number.
// Otherwise another run has finished since this one began, and the error is ErrBusy.
func (s *Store) SwapGeneration(g Generation) error {
	if err := s.claim(); err != nil {
		return err
	}
	defer s.unclaim()
	m := s.man.Load().clone()
	if g.Horizon > m.next {
		return fmt.Errorf("swap the generation: its horizon is %d, the store ends at %d", g.Horizon, m.next)
	}
	if g.Number != 0 && g.Number != m.gen.number+1 {
		return fmt.Errorf("%w: another run has made generation %d meanwhile; run again", ErrBusy, m.gen.number)
	}
	r := generationRecord{number: m.gen.number + 1, horizon: g.Horizon, deaths: g.Deaths, made: g.Made}
	for i, payload := range [][]byte{g.Params, g.Pairs, g.Clusters} {
		var err error
		if r.blobs[i], err = s.putPayload(m, payload, &m.gen.blobs[i]); err != nil {
			return fmt.Errorf("generation %d: %w", r.number, err)
		}
	}
	blocks, err := s.putBlocks(m, &g)
	if err != nil {
		return fmt.Errorf("generation %d: %w", r.number, err)
	}
	m.gen, m.blocks = r, blocks
	if err := s.commit(m, nil, nil); err != nil {
		return fmt.Errorf("generation %d: %w", r.number, err)
	}
	return nil
}

// A piece of a payload ends where the 64 bytes before its end say so. So a change in a payload changes the pieces around it alone. A piece
// has leastPiece bytes, unless it is the last one, and then meanPiece more on average.
const (
	leastPiece = 16 << 10
	pieceBits  = 16
	meanPiece  = 1 << pieceBits
)

// pieceEnd returns the length of the first piece of b, which is at most most.
func pieceEnd(b []byte, most int) int {
	most = min(most, len(b))
	h := uint64(0)
	for i := leastPiece - 64; i < most; i++ {
		if i >= leastPiece && h>>(64-pieceBits) == 0 {
			return i
		}
		h = h<<1 + (uint64(b[i])+1)*0x9e3779b97f4a7c15
	}
	return most
}

// putPayload writes a payload, except the pieces that the same payload of the last generation has too.
func (s *Store) putPayload(m *manifest, payload []byte, last *blob) (b blob, err error) {
	b.size = uint64(len(payload))
	var pieces [][]byte
	for len(payload) > 0 {
		n := pieceEnd(payload, s.tune.part)
		pieces, payload = append(pieces, payload[:n]), payload[n:]
	}
	held, err := s.sameValues(keyPart, last.ids, pieces)
	var buf []byte
	for i, p := range pieces {
		id, ok := held[i]
		if !ok && err == nil {
			id = m.newID()
			buf = append(buf[:0], p...)
			err = s.put(valueKey(keyPart, id), buf)
		}
		b.ids = append(b.ids, id)
	}
	return b, err
}

// sameValues finds stored values, of those with the ids old, that have the bytes of values. It returns the ids by place in values, each
// id at most once. Values that cannot be read are left out.
func (s *Store) sameValues(kind byte, old []uint32, values [][]byte) (map[int]uint32, error) {
	out, at := map[int]uint32{}, map[int][]int{} // at: the places in values by size
	for i, b := range values {
		at[len(b)] = append(at[len(b)], i)
	}
	err := s.View(func(v *View) error {
		for _, id := range old {
			key := valueKey(kind, id)
			held, err := v.im.fetch(key)
			size := len(held) - sumSize
			if err == nil && len(at[size]) > 0 {
				held, err = checkSum(held, key)
			}
			if err != nil {
				continue
			}
			for n, i := range at[size] {
				if bytes.Equal(held, values[i]) {
					out[i], at[size] = id, slices.Delete(at[size], n, n+1)
					break
				}
			}
		}
		return nil
	})
	if errors.Is(err, ErrDamaged) {
		err = nil // the values that were compared until then are whole
	}
	return out, err
}

// A blockPiece is a stored block of a generation.
type blockPiece struct {
	id    uint32
	bytes uint32 // size of the value
}

// putBlocks writes the blocks of a generation. One that the last generation has too is not written again: both refer to
// the same value.
func (s *Store) putBlocks(m *manifest, g *Generation) ([]blockPiece, error) {
	out, err := g.heldBlocks(m.blocks)
	if err != nil {
		return nil, err
	}
	same, err := s.sameBlocks(out, m.blocks, g.Blocks)
	if err != nil {
		return nil, err
	}
	var buf []byte
	for i, b := range g.Blocks {
		if out[i].bytes > 0 {
			continue
		}
		if len(b) == 0 || len(b) > maxBlock {
			return nil, fmt.Errorf("block %d has %d bytes: from 1 to %d can be stored", i, len(b), maxBlock)
		}
		out[i].bytes = uint32(len(b) + sumSize)
		var ok bool
		if out[i].id, ok = same[i]; ok {
			continue
		}
		buf = append(buf[:0], b...)
		out[i].id = m.newID()
		if err := s.put(valueKey(keyBlock, out[i].id), buf); err != nil {
			return nil, err
		}
	}
	return out, nil
}

var errHeld = errors.New("a block that the last generation does not have, or a block twice")

// heldBlocks returns the stored blocks that Held names, and the zero value for all others.
func (g *Generation) heldBlocks(old []blockPiece) ([]blockPiece, error) {
	out, used := make([]blockPiece, len(g.Blocks)), make([]bool, len(old))
	if g.Held == nil {
		return out, nil
	}
	if len(g.Held) != len(g.Blocks) || g.Number == 0 {
		return nil, errHeld
	}
	for i, k := range g.Held {
		if k == 0 {
			continue
		}
		if k < 0 || k > len(old) || used[k-1] {
			return nil, errHeld
		}
		out[i], used[k-1] = old[k-1], true
	}
	return out, nil
}

// sameBlocks returns the ids of old blocks that have the bytes of one of blocks, by its place, without those that out has.
func (s *Store) sameBlocks(out, old []blockPiece, blocks [][]byte) (map[int]uint32, error) {
	used := make(map[uint32]bool, len(out))
	open := slices.Clone(blocks)
	for i, p := range out {
		if p.bytes > 0 {
			used[p.id], open[i] = true, nil
		}
	}
	var ids []uint32
	for _, p := range old {
		if !used[p.id] {
			ids = append(ids, p.id)
		}
	}
	return s.sameValues(keyBlock, ids, open)
}

// maxBlock is the most bytes of a block. The records of the largest cluster fit in.
const maxBlock = 256 << 20

// Blocks returns the number of blocks of the generation.
func (v *View) Blocks() int { return len(v.im.m.blocks) }

// Generation returns the number of the generation that the view sees, 0 if there is none.
func (v *View) Generation() uint64 { return v.im.m.gen.number }

// Block returns block i of the generation and checks its checksum. The bytes are valid until the view ends
// and must not be changed.
func (v *View) Block(i int) ([]byte, error) {
	if i < 0 || i >= len(v.im.m.blocks) {
		return nil, fmt.Errorf("%w: block %d of %d", ErrNotFound, i, len(v.im.m.blocks))
	}
	key := valueKey(keyBlock, v.im.m.blocks[i].id)
	b, err := v.im.fetch(key)
	if err != nil {
		return nil, missing(err)
	}
	return checkSum(b, key)
}

// appendBlocks appends the positions of the blocks to a manifest. Without blocks it appends nothing, as in
// manifests of format 2.
func appendBlocks(b []byte, blocks []blockPiece) []byte {
	if len(blocks) == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(blocks)))
	for _, p := range blocks {
		b = binary.LittleEndian.AppendUint32(b, p.id)
		b = binary.LittleEndian.AppendUint32(b, p.bytes)
	}
	return b
}

func decodeBlocks(c *cursor) (blocks []blockPiece) {
	if c.s == "" {
		return nil
	}
	n := c.count(8)
	c.bad = c.bad || n == 0
	for range n {
		blocks = append(blocks, blockPiece{id: c.u32(), bytes: c.u32()})
	}
	return blocks
}
