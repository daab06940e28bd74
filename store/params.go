package store

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/wiretrace/wiretrace/minhash"
)

// formatVersion is the version of the bytes, see doc/format.md. Every change
// gets a line here:
//
//	1: first version
//	2: the manifest may end with an anchor index; a store of format 1 is read, and
//	   gets format 2 with its first anchor index
//	3: the manifest may end with the blocks of the generation; a store of format 1 or 2 is
//	   read, and gets format 3 with its first blocks
//	4: a metadata record may have a status, a revision, an origin, links and the mark of a
//	   teaser; an earlier store is read, and gets format 4 with the first such record
const (
	formatVersion = 4
	anchorFormat  = 2 // first format with an anchor index
	blocksFormat  = 3 // first format with blocks of the generation
	fieldsFormat  = 4 // first format with the fields of appendFields
	oldestFormat  = 1
)

// Format is the version of the bytes that this program writes.
const Format = formatVersion

// params is what a store was made with. A store with other parameters is refused, because its sketches
// would match nothing.
type params struct {
	Format  int    `json:"format"`  // version of the bytes
	Meaning string `json:"meaning"` // version of normaliser and shingles, see Options
	Minhash int    `json:"minhash"` // version of the sketch
	K       int    `json:"k"`       // bins of a signature
	Bands   int    `json:"bands"`
	Rows    int    `json:"rows"`
	Packed  int    `json:"packed"` // bytes of a packed signature
	Seed    string `json:"seed"`
	// Lineage is a random name that a store shares with its backups and with stores restored from them. A
	// store of an earlier version gets one at its next commit.
	Lineage string `json:"lineage,omitempty"`
}

func newLineage() string { return fmt.Sprintf("%016x", rand.Uint64()|1) } // 0 means none

func (p params) lineage() uint64 {
	n, err := strconv.ParseUint(p.Lineage, 16, 64)
	if err != nil {
		return 0
	}
	return n
}

func currentParams(meaning string) params {
	return params{
		Format: formatVersion, Meaning: meaning, Minhash: minhash.Version, K: minhash.K,
		Bands: minhash.Bands, Rows: minhash.Rows, Packed: minhash.PackedSize,
		Seed: fmt.Sprintf("%x", uint64(minhash.Seed)),
	}
}

// with returns the parameters of a store whose manifest becomes m.
func (p params) with(m *manifest) params {
	if p.Lineage == "" {
		p.Lineage = newLineage()
	}
	p.Format = max(p.Format, m.format)
	if m.anchors.version != 0 {
		p.Format = max(p.Format, anchorFormat)
	}
	if len(m.blocks) > 0 {
		p.Format = max(p.Format, blocksFormat)
	}
	return p
}

func (p params) encode() ([]byte, error) { return json.Marshal(p) }

// decodeParams decodes the parameters of a store. It ignores unknown fields: the format number tells
// whether they matter.
func decodeParams(b []byte) (params, error) {
	var p params
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("%w: its parameters cannot be read: %w", ErrDamaged, err)
	}
	return p, nil
}

// accept returns an error if a store made with p cannot be used as want. An empty want.Meaning accepts
// every meaning.
func (p params) accept(want params) error {
	if want.Meaning == "" {
		want.Meaning = p.Meaning
	}
	if p.Format >= oldestFormat && p.Format < want.Format {
		want.Format = p.Format
	}
	for _, f := range []struct {
		name      string
		got, want any
	}{
		{"format", p.Format, want.Format},
		{"meaning", p.Meaning, want.Meaning},
		{"minhash version", p.Minhash, want.Minhash},
		{"bins", p.K, want.K},
		{"bands", p.Bands, want.Bands},
		{"rows", p.Rows, want.Rows},
		{"packed signature size", p.Packed, want.Packed},
		{"seed", p.Seed, want.Seed},
	} {
		if f.got != f.want {
			return fmt.Errorf("%w: made with %s %v, this program needs %v; "+
				"use the program it was made with, or ingest the articles into a new store",
				ErrVersion, f.name, f.got, f.want)
		}
	}
	return nil
}
