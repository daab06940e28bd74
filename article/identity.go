package article

import (
	"encoding/hex"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// The seeds of the two halves of a derived id. They are part of the format of stores: with other seeds
// every article would be stored again.
const (
	idSeedHigh = 0x77697265 // "wire"
	idSeedLow  = 0x74726163 // "trac"
)

// DeriveID returns an id for an article whose input has none. It is "u-" and 32 hex digits made from its
// outlet and canonical URL. If it has no address of its own, it is "t-" and 32 hex digits made from its
// outlet and text. The front page of a site ("https://example.org/") is not an article's own address.
//
// The outlet counts only if it is not the site of the address: one page of a portal in the feeds of two
// papers is an article of each. For an article on its outlet's own site the id depends on the address
// alone.
//
// The digits are two seeded 64-bit xxHashes. They prevent accidental collisions, not deliberate ones.
func DeriveID(a *Article) string {
	if u := CanonicalURL(a.URL); strings.ContainsAny(strings.TrimPrefix(u, "https://"), "/?#") {
		outlet := ""
		if !atOwnSite(a.Source, Host(a.URL)) {
			outlet = a.Source
		}
		return hashID('u', u, outlet)
	}
	return hashID('t', a.Source, a.Text)
}

// atOwnSite reports whether host belongs to an outlet, which may be a host or a domain.
func atOwnSite(outlet, host string) bool {
	site := Host("https://" + outlet)
	return outlet == "" || site == host || strings.HasSuffix(host, "."+site) || strings.HasSuffix(site, "."+host)
}

// SettleAddress replaces the address of a web archive, a cache or a reading proxy by the address of the
// page that it shows. The old address becomes a link, [RelViewed]. If the outlet is the viewer's host, it
// becomes the page's.
func (a *Article) SettleAddress() {
	shown, ok := ShownAddress(a.URL)
	if !ok {
		return
	}
	a.AddLink(RelViewed, a.URL)
	if a.Source != "" && atOwnSite(a.Source, Host(a.URL)) {
		a.Source = Host(shown)
	}
	a.URL = shown
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
