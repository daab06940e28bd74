package dbfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4/fb"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"
)

// An Entry is one version of a key in a table or a log. Its bytes are valid until the callback that
// received it returns.
type Entry struct {
	Key     []byte // without its version
	Version uint64
	Deleted bool
	Value   []byte  // nil if it is in the value log
	Pointer Pointer // position of the value, if it is in the value log
	At      int64   // position of the value in the file; only in logs
	Size    int64   // size of the whole entry; only in logs
	Whole   bool    // the checksum is correct; always set in tables
	within  bool    // metaTxn is set
}

// A Pointer is the position of an entry in the value logs.
type Pointer struct{ File, Size, At uint32 }

// The bits of an entry's meta byte.
const (
	metaDelete  = 1 << 0
	metaPointer = 1 << 1
	metaTxn     = 1 << 6 // in a memtable's log: part of a transaction, whose last entry has metaTxnEnd
	metaTxnEnd  = 1 << 7
)

const (
	versionSize = 8
	pointerSize = 12
)

// EachInTable checks a table and calls fn with its entries in order. If a checksum is wrong, it does not
// call fn.
func EachInTable(path string, fn func(Entry) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := eachInTable(b, fn); err != nil {
		return fmt.Errorf("the table %s: %w", filepath.Base(path), err)
	}
	return nil
}

func eachInTable(b []byte, fn func(Entry) error) error {
	blocks, err := tableBlocks(b)
	if err != nil {
		return err
	}
	for _, block := range blocks {
		if err := block.each(fn); err != nil {
			return err
		}
	}
	return nil
}

// eachInDamagedTable calls fn with the entries of the blocks whose checksums are correct.
func eachInDamagedTable(path string, fn func(Entry) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, block := range looseBlocks(b) {
		if err := block.each(fn); err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
	}
	return nil
}

// looseBlocks finds the blocks of a table without using its index. The bytes between two possible ends of
// blocks are a block if the checksum after them is correct.
func looseBlocks(b []byte) (out []block) {
	const tries = 8 // damage rarely makes more false ends of a block than this
	ends := []int{0}
	for end := range len(b) + 1 {
		if !canEndBlock(b[:end]) {
			continue
		}
		for i := len(ends) - 1; i >= max(0, len(ends)-tries); i-- {
			if block, err := parseBlock(b[ends[i]:end]); err == nil {
				out = append(out, block)
				break
			}
		}
		ends = append(ends, end)
	}
	return out
}

// maxChecksum is the most bytes of a block's encoded checksum.
const maxChecksum = 16

// canEndBlock reports whether b may end with a checksum and its size.
func canEndBlock(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	n := binary.BigEndian.Uint32(b[len(b)-4:])
	b = b[:len(b)-4]
	if n < 2 || n > maxChecksum || int(n) > len(b) {
		return false
	}
	var sum pb.Checksum
	return proto.Unmarshal(b[len(b)-int(n):], &sum) == nil && sum.Sum != 0 && sum.Algo == pb.Checksum_CRC32C
}

// A block holds entries and their start positions.
type block struct {
	data   []byte
	starts []byte // 4 bytes each, little-endian
}

// tableBlocks checks the footer, the index and every block of a table, and returns the blocks.
func tableBlocks(b []byte) (blocks []block, err error) {
	defer func() {
		if r := recover(); r != nil { // the index points outside the table
			err = fmt.Errorf("%w: index: %v", ErrDamaged, r)
		}
	}()
	index, rest, err := summed(b, true)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	root := fb.GetRootAsTableIndex(index, 0)
	if root.OffsetsLength() == 0 {
		return nil, fmt.Errorf("%w: no block", ErrDamaged)
	}
	var at fb.BlockOffset
	end := uint64(0)
	for i := range root.OffsetsLength() {
		root.Offsets(&at, i)
		start := uint64(at.Offset())
		if start != end || start+uint64(at.Len()) > uint64(len(rest)) {
			return nil, fmt.Errorf("%w: block %d is not in its place", ErrDamaged, i)
		}
		end = start + uint64(at.Len())
		block, err := parseBlock(rest[start:end])
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", i, err)
		}
		blocks = append(blocks, block)
	}
	if end != uint64(len(rest)) {
		return nil, fmt.Errorf("%w: %d bytes between blocks and index", ErrDamaged, uint64(len(rest))-end)
	}
	return blocks, nil
}

func parseBlock(b []byte) (block, error) {
	body, _, err := summed(b, false)
	if err != nil {
		return block{}, err
	}
	n := uint64(binary.BigEndian.Uint32(body[len(body)-4:]))
	if 4*n+4 > uint64(len(body)) || n == 0 {
		return block{}, fmt.Errorf("%w: %d entries", ErrDamaged, n)
	}
	cut := uint64(len(body)) - 4 - 4*n
	return block{body[:cut], body[cut : uint64(len(body))-4]}, nil
}

// summed checks the checksum at the end of b and returns the bytes it covers. If sized, their size is
// before the checksum, and rest is what is before them.
func summed(b []byte, sized bool) (body, rest []byte, err error) {
	cut := func(n uint64) (tail []byte) {
		if n > uint64(len(b)) {
			err = fmt.Errorf("%w: it is cut", ErrDamaged)
			return nil
		}
		tail = b[uint64(len(b))-n:]
		b = b[:uint64(len(b))-n]
		return tail
	}
	size := cut(4)
	if err != nil {
		return nil, nil, err
	}
	sum := cut(uint64(binary.BigEndian.Uint32(size)))
	if err != nil {
		return nil, nil, err
	}
	var want pb.Checksum
	if err := proto.Unmarshal(sum, &want); err != nil || want.Sum == 0 || want.Algo != pb.Checksum_CRC32C {
		return nil, nil, fmt.Errorf("%w: no checksum", ErrDamaged)
	}
	body = b
	if sized {
		if size = cut(4); err == nil {
			body = cut(uint64(binary.BigEndian.Uint32(size)))
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if len(body) < 4 {
		return nil, nil, fmt.Errorf("%w: %d bytes", ErrDamaged, len(body))
	}
	if err := y.VerifyChecksum(body, &want); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return body, b, nil
}

// each calls fn with the entries of a block. An entry has the number of bytes that its key shares with the
// block's first key, the number of its other bytes, these bytes, and the value.
func (b block) each(fn func(Entry) error) error {
	var base, key []byte
	n := len(b.starts) / 4
	for i := range n {
		start, end := uint64(binary.LittleEndian.Uint32(b.starts[4*i:])), uint64(len(b.data))
		if i+1 < n {
			end = uint64(binary.LittleEndian.Uint32(b.starts[4*i+4:]))
		}
		if start+4 > end || end > uint64(len(b.data)) {
			return fmt.Errorf("%w: entry %d is not in its place", ErrDamaged, i)
		}
		e := b.data[start:end]
		common, own := int(binary.LittleEndian.Uint16(e)), int(binary.LittleEndian.Uint16(e[2:]))
		if common > len(base) || 4+own > len(e) {
			return fmt.Errorf("%w: the key of entry %d runs over", ErrDamaged, i)
		}
		key = append(append(key[:0], base[:common]...), e[4:4+own]...)
		if i == 0 {
			base = append([]byte(nil), key...)
		}
		entry, err := parseEntry(key, e[4+own:])
		if err != nil {
			return err
		}
		if err := fn(entry); err != nil {
			return err
		}
	}
	return nil
}

// parseEntry decodes a key with its version, and a value with its header.
func parseEntry(key, v []byte) (Entry, error) {
	if len(key) < versionSize || len(v) < 3 {
		return Entry{}, fmt.Errorf("%w: an entry of %d and %d bytes", ErrDamaged, len(key), len(v))
	}
	_, n := binary.Uvarint(v[2:]) // skip the expiry time, which is never set
	if n <= 0 {
		return Entry{}, fmt.Errorf("%w: the head of an entry", ErrDamaged)
	}
	e := Entry{Whole: true}
	e.setKey(key)
	err := e.setValue(v[0], v[2+n:])
	return e, err
}

func (e *Entry) setKey(key []byte) {
	cut := len(key) - versionSize
	e.Key, e.Version = key[:cut], math.MaxUint64-binary.BigEndian.Uint64(key[cut:])
}

func (e *Entry) setValue(meta byte, v []byte) error {
	switch {
	case meta&metaDelete != 0:
		e.Deleted = true
	case meta&metaPointer != 0:
		if len(v) != pointerSize {
			return fmt.Errorf("%w: a pointer of %d bytes", ErrDamaged, len(v))
		}
		e.Pointer = Pointer{binary.LittleEndian.Uint32(v), binary.LittleEndian.Uint32(v[4:]), binary.LittleEndian.Uint32(v[8:])}
	default:
		e.Value = v
	}
	return nil
}
