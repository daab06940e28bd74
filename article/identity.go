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
// digits of its outlet and canonical URL, or "t-" and 32 hex digits of its
// outlet and text if it has no address of its own. The front page of a site
// ("https://example.org/") is nobody's own address.
//
// The outlet counts if it is another than the site of the address: a portal's
// page in the feeds of two papers is an article of each. For an article at its
// outlet's own site the id is that of the address alone, as it always was.
//
// The digits are two seeded 64-bit xxHashes: good against chance, not against
// somebody who constructs collisions.
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

// atOwnSite reports whether an outlet, which may be a host or the domain of
// several, is the site of a host.
func atOwnSite(outlet, host string) bool {
	site := Host("https://" + outlet)
	return outlet == "" || site == host || strings.HasSuffix(host, "."+site) || strings.HasSuffix(site, "."+host)
}

// SettleAddress replaces the address of a web archive, a cache or a reading
// proxy by that of the page that it shows. The address that was used becomes a
// link, [RelViewed]. An outlet that is the viewer's host becomes the page's.
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
