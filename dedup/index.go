package dedup

import (
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store"
)

// An index gives package cluster access to one view of the store. It computes data
// that the store does not keep from the text. It is not safe for concurrent use.
type index struct {
	*store.View
	sketcher sketcher
	bands    []uint32
	hits     []store.Doc
}

// Row returns the data that candidates are filtered by: the identity of the shingle set, its size
// and the article's clock in minutes since 1970.
func (x *index) Row(d uint32) (content uint64, shingles uint32, minute int32) {
	r := x.View.Row(store.Doc(d))
	return r.Content, r.Shingles, r.Minute
}

// Set returns the sorted distinct shingles of a stored article.
func (x *index) Set(d uint32) ([]uint64, error) {
	text, furniture, err := x.Body(store.Doc(d))
	if err != nil {
		return nil, err
	}
	return x.sketcher.set(text, furniture), nil
}

// Bands returns the band hashes of a stored article and then its prefix.
func (x *index) Bands(d uint32) ([]uint32, error) {
	text, furniture, err := x.Body(store.Doc(d))
	if err != nil {
		return nil, err
	}
	var sig minhash.Signature
	h := x.sketcher.shingles(text, furniture)
	minhash.Sketch(&sig, h)
	hashes := sig.BandHashes()
	x.bands = append(x.bands[:0], hashes[:]...)
	return minhash.Prefix(x.bands, minhash.Distinct(h)), nil
}

// Run appends the live articles with this hash in this band.
func (x *index) Run(dst []uint32, band int, hash uint32) []uint32 {
	return x.Band(dst, band, hash)
}
