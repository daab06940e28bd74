package article

import (
	"encoding/hex"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// The seeds of the two halves of a derived id. They belong to the format of
// stores: other seeds would store every article again.
const (
	idSeedHigh = 0x77697265 // "wire"
	idSeedLow  = 0x74726163 // "trac"
)

// DeriveID returns the id of an article whose input has none: "u-" and 32 hex
// digits of its canonical URL, or "t-" and 32 hex digits of its outlet and
// text if it has no address of its own. The front page of a site
// ("https://example.org/") is nobody's own address.
//
// The digits are two seeded 64-bit xxHashes: good against chance, not against
// somebody who constructs collisions.
func DeriveID(a *Article) string {
	if u := CanonicalURL(a.URL); strings.ContainsAny(strings.TrimPrefix(u, "https://"), "/?") {
		return hashID('u', u, "")
	}
	return hashID('t', a.Source, a.Text)
}

func hashID(kind byte, first, second string) string {
	var sum [16]byte
	put(sum[:8], idSeedHigh, first, second)
	put(sum[8:], idSeedLow, first, second)
	b := make([]byte, 2, 2+2*len(sum))
	b[0], b[1] = kind, '-'
	return string(hex.AppendEncode(b, sum[:]))
}

// put writes the hash of first, a zero byte and second to dst.
func put(dst []byte, seed uint64, first, second string) {
	var d xxhash.Digest
	d.ResetWithSeed(seed)
	_, _ = d.WriteString(first)
	_, _ = d.Write([]byte{0})
	_, _ = d.WriteString(second)
	d.Sum(dst[:0])
}
