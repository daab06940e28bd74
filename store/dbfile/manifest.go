package dbfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/bits"
	"os"

	"github.com/dgraph-io/badger/v4/pb"
	"google.golang.org/protobuf/proto"
)

// ErrOther is returned by [ReadManifest] for the database of another program.
var ErrOther = errors.New("the database of another program")

// A Manifest holds what Badger's MANIFEST lists.
type Manifest struct {
	Tables map[uint64]uint32 // table number -> level
	Torn   bool              // the last record is incomplete
}

// manifestHead is the size of the header: "Bdgr", the program's mark, Badger's version.
const manifestHead = 8

// damagedBits is how many wrong bits of the mark count as damage. With more it is the mark of another
// program.
const damagedBits = 2

// manifestVersion is the only version of Badger's manifest that is supported.
const manifestVersion = 8

func castagnoli(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// ReadManifest reads MANIFEST. The error is os.ErrNotExist if there is none.
func ReadManifest(path string, magic uint16) (*Manifest, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseManifest(b, magic)
}

func parseManifest(b []byte, magic uint16) (*Manifest, error) {
	if len(b) < manifestHead {
		return nil, fmt.Errorf("%w: %s is cut to %d bytes", ErrDamaged, ManifestName, len(b))
	}
	mark, version := binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:])
	if off := bits.OnesCount16(mark ^ magic); string(b[:4]) != "Bdgr" || off > 0 && off <= damagedBits {
		return nil, fmt.Errorf("%w: %s begins with %q", ErrDamaged, ManifestName, b[:6])
	}
	if mark != magic {
		return nil, fmt.Errorf("%w: its mark is %q", ErrOther, b[:6])
	}
	if version != manifestVersion {
		return nil, fmt.Errorf("%w: %s has version %d, not %d", ErrDamaged, ManifestName, version, manifestVersion)
	}
	m := &Manifest{Tables: map[uint64]uint32{}}
	for b = b[manifestHead:]; len(b) > 0; {
		n, err := m.record(b)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			m.Torn = true
			break
		}
		b = b[n:]
	}
	return m, nil
}

// record applies one record and returns its size, or 0 if it is incomplete.
func (m *Manifest) record(b []byte) (int, error) {
	const head = 8
	if len(b) < head {
		return 0, nil
	}
	size := uint64(binary.BigEndian.Uint32(b))
	if size > uint64(len(b)-head) {
		return 0, nil
	}
	body := b[head : head+size]
	if castagnoli(body) != binary.BigEndian.Uint32(b[4:]) {
		return 0, fmt.Errorf("%w: a record of %s has a wrong checksum", ErrDamaged, ManifestName)
	}
	var set pb.ManifestChangeSet
	if err := proto.Unmarshal(body, &set); err != nil {
		return 0, fmt.Errorf("%w: a record of %s: %w", ErrDamaged, ManifestName, err)
	}
	for _, c := range set.Changes {
		_, listed := m.Tables[c.Id]
		switch {
		case c.Op == pb.ManifestChange_CREATE && !listed:
			m.Tables[c.Id] = c.Level
		case c.Op == pb.ManifestChange_DELETE && listed:
			delete(m.Tables, c.Id)
		default:
			return 0, fmt.Errorf("%w: %s contradicts itself about table %d", ErrDamaged, ManifestName, c.Id)
		}
	}
	return int(head + size), nil
}
