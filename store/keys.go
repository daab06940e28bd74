package store

import (
	"encoding/binary"
	"fmt"
)

// The key types. A key consists of one of these bytes and the big-endian id of the value, which is never
// reused. The two single records have no id. doc/format.md has the same table.
const (
	keyParams   = 'p' // what the store was made with
	keyManifest = 'm' // the manifest, which refers to all other values
	keyText     = 't' // chunk of texts
	keyMeta     = 'a' // chunk of metadata
	keySig      = 's' // column of packed signatures
	keyRow      = 'r' // column of fixed rows
	keyTomb     = 'd' // bitmap of dead documents
	keyBand     = 'b' // sorted array of one band of one segment; the key ends with the band, one byte
	keyPart     = 'g' // piece of a generation's payload
	keyAnchor   = 'n' // part of a segment of the anchor index
	keyBlock    = 'c' // block of a generation
	keyOwed     = 'o' // deleted articles whose bytes are still in the files
)

// valueKey returns the key of a value by its type and id.
func valueKey(kind byte, id uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{kind}, id)
}

// bandKey returns the key of a segment's array of a band.
func bandKey(id uint32, band int) []byte {
	return append(valueKey(keyBand, id), byte(band))
}

// keyName describes a key in messages.
func keyName(key []byte) string {
	kinds := map[byte]string{
		keyText: "chunk of texts", keyMeta: "chunk of metadata", keySig: "column of signatures", keyRow: "column of rows",
		keyTomb: "bitmap of dead documents", keyBand: "index of segment", keyPart: "part of a generation", keyAnchor: "part of the anchor index",
		keyBlock: "block of a generation",
	}
	switch {
	case len(key) == 1 && key[0] == keyParams:
		return "the record of parameters"
	case len(key) == 1 && key[0] == keyManifest:
		return "the store's manifest"
	case len(key) == 1 && key[0] == keyOwed:
		return "the list of deleted articles that are still in the files"
	case len(key) >= 5 && kinds[key[0]] != "":
		return fmt.Sprintf("%s %d", kinds[key[0]], binary.BigEndian.Uint32(key[1:]))
	}
	return fmt.Sprintf("value %q", key)
}
