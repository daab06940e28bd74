package anchor

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/shingle"
)

// An Index holds the anchors that 2 to [Cap] articles share, in some 4.5 bytes a
// posting. It is filled and built by one goroutine, and then safe for
// concurrent use.
type Index struct {
	docs   int    // articles with a record
	own    memory // by article, if they were added one by one
	shift  uint   // a hash belongs to the part of its bits from here on
	parts  []part
	totals []float32 // by article: weight of all its anchors
	counts []uint16  // by article: its anchors
	days   []int32   // by article; nil: not known
	table  *Table    // how rare anchors are
}

// A part holds the runs of the hashes with the same first bits: of each hash its
// postings, ascending by article. Runs with the same next bits are a bucket:
//
//	uint16   the bits of the hash that the bucket does not give
//	byte     articles that had it when the table was learnt, at least 2
//	uvarint  bytes of them
//	for each posting:
//	  uvarint  article minus the one before
//	  uint16   place
//
// Of 100,000 generated articles the postings take 4.3 bytes each plus .9 for the heads and
// .3 for the buckets; a slice of postings and one of each article's runs took 16.
type part struct {
	runs    []byte
	buckets []uint32 // where each begins; and the end of the last
	shift   uint     // of a hash's bits below those of the part, those from here on are the bucket
}

// NewIndex returns an empty index of articles with numbers below docs.
func NewIndex(docs Doc) *Index { return &Index{own: make(memory, docs)} }

// Add adds an article. Articles may come in any order, each once.
func (x *Index) Add(d Doc, anchors []shingle.Anchor) {
	x.docs++
	x.own[d] = AppendRecord(nil, anchors)
}

// noAnchors is the record of an article that was not added.
var noAnchors = []byte{0}

// Build makes the index ready for searches.
func (x *Index) Build() {
	total := 0
	for d, r := range x.own {
		if r == nil {
			x.own[d] = noAnchors
		}
		total += len(r) / recordEntry
	}
	b := builder{x: x, feed: x.own, keep: clone}
	b.init(len(x.own), total, anchorsOfPart(total))
	_ = b.run(runtime.GOMAXPROCS(0)) // records in memory are whole
}

func clone(b []byte) ([]byte, error) { return slices.Clone(b), nil }

// A builder makes the parts of an index, each in a pass over all records.
type builder struct {
	x        *Index
	feed     Feed
	numbers  []Doc // by place in the feed; nil: the place itself
	keep     func([]byte) ([]byte, error)
	capacity int // anchors of a part, about
	docBits  uint
	hashBits uint // of a hash, without those of the part
	learning bool // the table is learnt
	only     *Selection
	known    []float32 // by number: weights that are not added up; below 0: not known
}

const (
	// From partAnchors anchors on there are minParts parts or more, so that no part has more
	// than mostAnchors: an anchor takes 16 bytes of memory while its part is sorted. A
	// pass over the records of a million articles takes a second of CPU.
	minParts    = 16
	partAnchors = 1 << 20
	mostAnchors = 16 << 20
	placeBits   = 16
	// restBits is how many bits of a hash a run has itself.
	restBits = 16
	// perBucket is the number of anchors of a part that make a bucket: one or
	// two runs.
	perBucket = 16
)

// anchorsOfPart returns how many anchors a part may have.
func anchorsOfPart(total int) int { return min(max(total/minParts, partAnchors), mostAnchors) }

// init chooses the parts: as many as it takes for each to be small enough to be
// sorted and for a hash, an article and a place to fit 64 bits.
func (b *builder) init(docs, total, most int) {
	b.docBits = uint(bits.Len(uint(docs)))
	partBits := uint(0)
	for total>>partBits > most || b.docBits+placeBits+32-partBits > 64 {
		partBits++
	}
	b.hashBits = 32 - partBits
	b.capacity = total>>partBits + total>>partBits/16
	b.x.shift = b.hashBits
	b.x.parts = make([]part, 1<<partBits)
	b.x.totals, b.x.counts = make([]float32, docs), make([]uint16, docs)
	if b.x.table == nil {
		b.x.table, b.learning = newTable(b.x.docs), true
	}
}

// run makes the parts. It sorts several parts at a time and finishes them in the order of
// their hashes, because the weights of an article are summed in that order.
func (b *builder) run(workers int) error {
	workers = max(1, min(workers, len(b.x.parts)))
	turns := make([]chan struct{}, len(b.x.parts)+1)
	for i := range turns {
		turns[i] = make(chan struct{})
	}
	close(turns[0])
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			var p pass
			for i := w; i < len(b.x.parts); i += workers {
				err := p.gather(b, i)
				if err == nil {
					p.sort(b)
				}
				<-turns[i]
				if err == nil {
					b.x.parts[i], err = p.finish(b, i)
				}
				if errs[w] == nil {
					errs[w] = err
				}
				close(turns[i+1])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// A pass makes one part. Its anchors are numbers that hold, from the highest bits down, the
// rest of the hash, the article and the place.
type pass struct {
	list, tmp []uint64
	buf       []byte
	runs      runWriter
	days      []int32
}

// gather collects the anchors of part i, in the order of the feed. For the first part it
// also counts the anchors of each article.
func (p *pass) gather(b *builder, i int) error {
	if p.list == nil {
		p.list = make([]uint64, 0, b.capacity)
	}
	p.list = p.list[:0]
	mask := uint32(1)<<b.hashBits - 1 // all ones for 32
	for k := range b.feed.Batches() {
		d, records, err := b.feed.Batch(k, &p.buf)
		if err != nil {
			return err
		}
		for ; len(records) > 0; d++ {
			var r Record
			if r, records, err = CutRecord(records); err != nil {
				return err
			}
			if int(d) >= len(b.x.counts) {
				return ErrRecord
			}
			n := b.number(d)
			if i == 0 {
				b.x.counts[n] = uint16(min(r.Len(), math.MaxUint16))
			}
			for j := range r.Len() {
				if h := r.Hash(j); uint64(h)>>b.hashBits == uint64(i) && (b.only == nil || b.only.Has(h)) {
					p.list = append(p.list, uint64(h&mask)<<(b.docBits+placeBits)|uint64(n)<<placeBits|uint64(r.place(j)))
				}
			}
		}
	}
	return nil
}

// number returns the number in the index of article d of the feed.
func (b *builder) number(d Doc) Doc {
	if b.numbers == nil {
		return d
	}
	return b.numbers[d]
}

// digit is how many bits a pass of the radix sort reads.
const digit = 11

// sort orders the anchors by hash and then by article. The place does not matter, since an
// article has each hash once.
func (p *pass) sort(b *builder) {
	from := uint(placeBits)
	if b.numbers == nil { // they were gathered so
		from += b.docBits
	}
	for ; from < placeBits+b.docBits+b.hashBits; from += digit {
		if cap(p.tmp) < len(p.list) {
			p.tmp = make([]uint64, cap(p.list))
		}
		out := p.tmp[:len(p.list)]
		sortDigit(out, p.list, from, make([]int32, 1<<digit))
		p.list, p.tmp = out, p.list
	}
}

// sortDigit fills dst with the numbers of src, in the order of the digit that begins at the given
// bit. Numbers with the same digit keep their order. at has room for the count of each digit.
// The number of digits is a power of two.
func sortDigit(dst, src []uint64, from uint, at []int32) {
	clear(at)
	mask := uint64(len(at) - 1)
	for _, e := range src {
		at[e>>from&mask]++
	}
	sum := int32(0)
	for i, n := range at {
		at[i] = sum
		sum += n
	}
	for _, e := range src {
		i := e >> from & mask
		dst[at[i]] = e
		at[i]++
	}
}

// finish adds up the weights and writes the runs.
func (p *pass) finish(b *builder, number int) (out part, err error) {
	bucketBits := min(b.hashBits, max(uint(bits.Len(uint(len(p.list)/perBucket))), b.hashBits-min(b.hashBits, restBits)))
	out = part{shift: b.hashBits - bucketBits, buckets: make([]uint32, 1<<bucketBits+1)}
	w := &p.runs
	w.docBits, w.out = b.docBits, w.out[:0]
	high := uint32(uint64(number) << b.hashBits) // the bits of the part
	known := b.x.table.walk(high)
	next := 0 // bucket whose beginning is not known
	for rest := p.list; len(rest) > 0; {
		hash, n := w.hash(rest[0]), 1
		for n < len(rest) && w.hash(rest[n]) == hash {
			n++
		}
		run := rest[:n]
		rest = rest[n:]
		df := n
		if b.learning {
			p.learn(b, high|uint32(hash), run)
		} else {
			df = known.count(high | uint32(hash))
		}
		weight := float32(Weight(df, b.x.table.docs))
		for _, e := range run {
			if d := w.doc(e); len(b.known) == 0 || b.known[d] < 0 {
				b.x.totals[d] += weight
			}
		}
		if n < 2 || n > Cap || df > Cap {
			continue
		}
		for ; next <= int(hash>>out.shift); next++ {
			out.buckets[next] = uint32(len(w.out))
		}
		w.add(uint16(hash&(1<<out.shift-1)), max(2, df), run)
	}
	for ; next < len(out.buckets); next++ {
		out.buckets[next] = uint32(len(w.out))
	}
	out.runs, err = b.keep(w.out)
	return out, err
}

// learn adds an anchor to the table. Several articles have it.
func (p *pass) learn(b *builder, hash uint32, run []uint64) {
	if len(run) < 2 {
		return
	}
	p.days = p.days[:0]
	if b.x.days != nil && len(run) <= Cap {
		for _, e := range run {
			p.days = append(p.days, b.x.days[p.runs.doc(e)])
		}
	}
	b.x.table.add(hash, len(run), p.days)
}

// A runWriter appends runs to bytes.
type runWriter struct {
	docBits uint
	out     []byte
	body    []byte
}

func (w *runWriter) hash(e uint64) uint64 { return e >> (w.docBits + placeBits) }

func (w *runWriter) doc(e uint64) Doc { return Doc(e >> placeBits & (1<<w.docBits - 1)) }

func (w *runWriter) add(rest uint16, df int, run []uint64) {
	w.body = w.body[:0]
	last := Doc(0)
	for _, e := range run {
		d := w.doc(e)
		w.body = binary.AppendUvarint(w.body, uint64(d-last))
		w.body = binary.LittleEndian.AppendUint16(w.body, uint16(e))
		last = d
	}
	w.out = binary.LittleEndian.AppendUint16(w.out, rest)
	w.out = append(w.out, byte(df))
	w.out = binary.AppendUvarint(w.out, uint64(len(w.body)))
	w.out = append(w.out, w.body...)
}

// A spot is the bucket that has the run of a hash, if there is such a run.
type spot struct {
	bucket []byte
	hash   uint32
	rest   uint16
}

// spot returns where the run of a hash would be.
func (x *Index) spot(hash uint32) spot {
	p := &x.parts[uint64(hash)>>x.shift]
	low := hash & uint32(uint64(1)<<x.shift-1)
	b := low >> p.shift
	return spot{p.runs[p.buckets[b]:p.buckets[b+1]], hash, uint16(low & (1<<p.shift - 1))}
}

// run returns the postings of an anchor and the number of articles that had it when the table was
// learnt. The number is 0 if now fewer than two articles have it, or more than Cap.
func (s spot) run() (body []byte, df int) {
	for b := s.bucket; len(b) > 0; {
		size, from := int(b[3]), 4
		if size >= 0x80 {
			long, k := binary.Uvarint(b[3:])
			size, from = int(long), 3+k
		}
		if binary.LittleEndian.Uint16(b) == s.rest {
			return b[from : from+size], int(b[2])
		}
		b = b[from+size:]
	}
	return nil, 0
}

// Docs returns the number of articles in the index.
func (x *Index) Docs() int { return x.docs }

// Table returns the table that gives the weights of anchors.
func (x *Index) Table() *Table { return x.table }

// Release frees the postings, which are most of the index. After it only
// [Index.Docs], [Index.Table] and [Index.Total] may be called.
func (x *Index) Release() { x.parts, x.own = nil, nil }

// Total returns the weight of all anchors of an article, and their number.
func (x *Index) Total(d Doc) (weight float64, anchors int) {
	return float64(x.totals[d]), int(x.counts[d])
}
