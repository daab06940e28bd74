package cluster

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// ErrCodec is returned by the decoders for bytes that are damaged or of a version that
// this program does not know. Nothing is lost: a run can make the conclusions of a store
// again.
var ErrCodec = errors.New("conclusions are damaged or of another version")

// Versions of the encodings.
//
//	pairs 1:    first
//	clusters 1: first
const (
	pairsVersion    = 1
	clustersVersion = 1
)

// EncodePairs returns pairs (sorted by A, then B) as bytes, about 5 to 7 for each:
//
//	version byte
//	uvarint  number of pairs
//	for each A, ascending:
//	  uvarint  A minus the A before it (the first: A)
//	  uvarint  number n of its pairs, at least 1
//	  uvarint  SizeA
//	  n times, ascending:
//	    uvarint  B minus the B before it (the first: minus A), at least 1
//	    varint   SizeB - SizeA
//	    uvarint  min(SizeA, SizeB) - Common
func EncodePairs(pairs []Pair) []byte {
	b := binary.AppendUvarint([]byte{pairsVersion}, uint64(len(pairs)))
	last := Doc(0)
	for len(pairs) > 0 {
		n := 1
		for n < len(pairs) && pairs[n].A == pairs[0].A {
			n++
		}
		a := pairs[0]
		b = binary.AppendUvarint(b, uint64(a.A-last))
		b = binary.AppendUvarint(b, uint64(n))
		b = binary.AppendUvarint(b, uint64(a.SizeA))
		last = a.A
		before := a.A
		for _, p := range pairs[:n] {
			b = binary.AppendUvarint(b, uint64(p.B-before))
			b = binary.AppendVarint(b, int64(p.SizeB)-int64(p.SizeA))
			b = binary.AppendUvarint(b, uint64(min(p.SizeA, p.SizeB)-p.Common))
			before = p.B
		}
		pairs = pairs[n:]
	}
	return b
}

// DecodePairs reads what [EncodePairs] wrote. An empty b has no pairs. It takes at most eight
// times the memory of b.
func DecodePairs(b []byte) ([]Pair, error) {
	r, count, err := newReader("pairs", b, pairsVersion, 3)
	if err != nil || count == 0 {
		return nil, err
	}
	pairs := make([]Pair, 0, count)
	a := uint64(0)
	for first := true; uint64(len(pairs)) < count && r.err == nil; first = false {
		step := r.uvarint()
		a += step
		n := r.uvarint()
		if step == 0 && !first || n == 0 || n > count-uint64(len(pairs)) {
			r.fail()
		}
		pairs = r.pairsOf(pairs, a, n)
	}
	return pairs, r.end()
}

// pairsOf reads the n pairs of a.
func (r *reader) pairsOf(pairs []Pair, a, n uint64) []Pair {
	size := r.uvarint()
	b := a
	for ; n > 0 && r.err == nil; n-- {
		step := r.uvarint()
		b += step
		other := int64(size) + r.varint()
		short := r.uvarint()
		if step == 0 || !fits(step) || !fits(b) || !fits(size) || other < 0 || !fits(uint64(other)) || short > min(size, uint64(other)) {
			r.fail()
			break
		}
		pairs = append(pairs, Pair{
			A: Doc(a), B: Doc(b), SizeA: uint32(size), SizeB: uint32(other),
			Common: uint32(min(size, uint64(other)) - short),
		})
	}
	return pairs
}

// EncodeClusters returns clusters as bytes, in the order given:
//
//	version byte
//	uvarint  number of clusters
//	for each:
//	  uvarint  length of the id, or 0 for the usual form
//	  bytes    the id; in the usual form the 8 bytes of its 16 hex digits
//	  uvarint  number of members, at least 1
//	  uvarint  each member, ascending, minus the one before it (the first: itself)
func EncodeClusters(clusters []Cluster) []byte {
	b := binary.AppendUvarint([]byte{clustersVersion}, uint64(len(clusters)))
	for _, c := range clusters {
		if raw, ok := usualID(c.ID); ok {
			b = append(append(b, 0), raw...)
		} else {
			b = append(binary.AppendUvarint(b, uint64(len(c.ID))), c.ID...)
		}
		b = binary.AppendUvarint(b, uint64(len(c.Members)))
		last := Doc(0)
		for _, d := range c.Members {
			b = binary.AppendUvarint(b, uint64(d-last))
			last = d
		}
	}
	return b
}

// usualID returns the 8 bytes of an id of the form that [Assign] makes.
func usualID(id string) ([]byte, bool) {
	if len(id) != 17 || id[0] != 'c' {
		return nil, false
	}
	raw, err := hex.DecodeString(id[1:])
	return raw, err == nil && hex.EncodeToString(raw) == id[1:]
}

// DecodeClusters reads what [EncodeClusters] wrote. An empty b has no clusters. It takes at
// most sixteen times the memory of b.
func DecodeClusters(b []byte) ([]Cluster, error) {
	r, count, err := newClusterReader(b)
	if err != nil || count == 0 {
		return nil, err
	}
	clusters := make([]Cluster, 0, count)
	for uint64(len(clusters)) < count && r.err == nil {
		var c Cluster
		switch n := r.uvarint(); {
		case n > 0:
			c.ID = string(r.bytes(n))
		default:
			c.ID = "c" + hex.EncodeToString(r.bytes(8))
		}
		c.Members = r.members()
		clusters = append(clusters, c)
	}
	return clusters, r.end()
}

// newClusterReader begins to read clusters, and returns their number.
func newClusterReader(b []byte) (*reader, uint64, error) {
	return newReader("clusters", b, clustersVersion, 4)
}

// EncodedClusters is the output of [EncodeClusters]. It finds the clusters of a few articles
// without decoding all clusters, which would take most of the time of a check.
type EncodedClusters []byte

// Of returns, by article, the id of its cluster. Articles in no cluster are left out.
func (e EncodedClusters) Of(docs []Doc) (map[Doc]string, error) {
	var likely [64]uint64 // a bit for the last 12 bits of each article
	for _, d := range docs {
		likely[d/64%64] |= 1 << (d % 64)
	}
	out := map[Doc]string{}
	return out, e.each(func(id encodedID, r *reader, n uint64) {
		d := uint64(0)
		for range n {
			d += r.uvarint()
			if likely[d/64%64]>>(d%64)&1 > 0 && slices.Contains(docs, Doc(d)) {
				out[Doc(d)] = id.String()
			}
		}
	})
}

// Members returns the articles of a cluster, none if there is no such cluster.
func (e EncodedClusters) Members(id string) (docs []Doc, err error) {
	want := encodedID{raw: []byte(id)}
	if raw, ok := usualID(id); ok {
		want = encodedID{usual: true, raw: raw}
	}
	return docs, e.each(func(id encodedID, r *reader, n uint64) {
		if id.usual == want.usual && bytes.Equal(id.raw, want.raw) {
			docs = r.docs(n)
			return
		}
		for range n {
			r.uvarint()
		}
	})
}

// An encodedID is the encoded id of a cluster.
type encodedID struct {
	usual bool
	raw   []byte
}

func (i encodedID) String() string {
	if i.usual {
		return "c" + hex.EncodeToString(i.raw)
	}
	return string(i.raw)
}

// each calls fn with the id of each cluster and a reader. fn must read the
// n members from it.
func (e EncodedClusters) each(fn func(id encodedID, r *reader, n uint64)) error {
	r, count, err := newClusterReader(e)
	if err != nil || count == 0 {
		return err
	}
	for ; count > 0 && r.err == nil; count-- {
		id := encodedID{}
		if size := r.uvarint(); size > 0 {
			id.raw = r.bytes(size)
		} else {
			id = encodedID{usual: true, raw: r.bytes(8)}
		}
		n := r.uvarint()
		if n == 0 || n > uint64(len(r.rest)) {
			r.fail()
			break
		}
		fn(id, r, n)
	}
	return r.end()
}

func (r *reader) members() []Doc { return r.docs(r.uvarint()) }

// docs reads the n members of a cluster.
func (r *reader) docs(n uint64) []Doc {
	if n == 0 || n > uint64(len(r.rest)) {
		r.fail()
		return nil
	}
	docs := make([]Doc, 0, n)
	d := uint64(0)
	for i := range n {
		step := r.uvarint()
		d += step
		if step == 0 && i > 0 || !fits(step) || !fits(d) {
			r.fail()
			return nil
		}
		docs = append(docs, Doc(d))
	}
	return docs
}

func fits(v uint64) bool { return v <= 1<<32-1 }

// A reader decodes values from bytes. After an error it returns only zeros.
type reader struct {
	what string
	rest []byte
	err  error
}

// newReader checks the version and reads the number of records. Each
// record takes at least least bytes.
func newReader(what string, b []byte, version byte, least uint64) (*reader, uint64, error) {
	r := &reader{what: what, rest: b}
	if len(b) == 0 {
		return r, 0, nil
	}
	if b[0] != version {
		return r, 0, fmt.Errorf("%s have version %d, not %d: %w", what, b[0], version, ErrCodec)
	}
	r.rest = b[1:]
	count := r.uvarint()
	if count > uint64(len(r.rest))/least {
		r.fail()
	}
	if count == 0 {
		err := r.end()
		return r, 0, err
	}
	return r, count, r.err
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = fmt.Errorf("%s, %d bytes from the end: %w", r.what, len(r.rest), ErrCodec)
	}
}

func (r *reader) uvarint() uint64 {
	if len(r.rest) > 0 && r.rest[0] < 0x80 && r.err == nil {
		v := uint64(r.rest[0])
		r.rest = r.rest[1:]
		return v
	}
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || r.err != nil {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 || r.err != nil {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.rest)) || r.err != nil {
		r.fail()
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// end returns the error. It is an error if bytes are left over.
func (r *reader) end() error {
	if len(r.rest) > 0 {
		r.fail()
	}
	return r.err
}
