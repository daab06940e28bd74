package store

import (
	"cmp"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"sync"
)

// Anchored returns how many documents the anchor index covers: all numbers below have their anchors in it.
// It returns 0 if there is no index or one of another version.
func (v *View) Anchored(version uint32) Doc {
	if v.im.m.anchors.version != version {
		return 0
	}
	return v.im.m.anchors.end()
}

// Anchors appends the postings of a hash in document order. Only live documents, and those given to
// [View.Include], count. If there are more than limit, it appends limit+1 and stops. The error is
// ErrDamaged.
func (v *View) Anchors(dst []Posting, hash uint32, limit int) ([]Posting, error) {
	most := len(dst) + limit + 1
	var err error
	for seg := range v.im.m.anchors.segments {
		if dst, err = v.segmentAnchors(dst, seg, hash, most); err != nil {
			return dst, err
		}
		if len(dst) >= most {
			break
		}
	}
	return dst, nil
}

// lookups is how many lookups make a goroutine worth its cost. A lookup takes about 10 us.
const lookups = 32

// AnchorLists returns for each hash what [View.Anchors] appends. It reads them in the order of the index,
// in parallel.
func (v *View) AnchorLists(hashes []uint32, limit int) ([][]Posting, error) {
	order := make([]int, len(hashes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(hashes[x], hashes[y]) })
	lists := make([][]Posting, len(hashes))
	workers := min(runtime.GOMAXPROCS(0), len(hashes)/lookups+1)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		mine := order[len(order)*w/workers : len(order)*(w+1)/workers]
		wg.Go(func() {
			errs[w] = v.Fork(func(own *View) error {
				for _, i := range mine {
					var err error
					if lists[i], err = own.Anchors(nil, hashes[i], limit); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	wg.Wait()
	return lists, errors.Join(errs...)
}

// segmentAnchors appends the postings of one segment until dst has most postings.
func (v *View) segmentAnchors(dst []Posting, seg int, hash uint32, most int) ([]Posting, error) {
	g := &v.im.m.anchors.segments[seg]
	// The run may begin in the part before the first part that starts with the hash, and may span several
	// parts.
	i := max(0, sort.Search(len(g.parts), func(i int) bool { return g.parts[i].first >= hash })-1)
	for ; i < len(g.parts) && g.parts[i].first <= hash; i++ {
		p, err := v.im.anchorPart(seg, i)
		if err != nil {
			return dst, err
		}
		b := max(0, sort.Search(p.len(), func(b int) bool { return p.first(b) >= hash })-1)
		for ; b < p.len() && p.first(b) <= hash; b++ {
			if dst, err = v.blockAnchors(dst, g.first, &p, b, hash, most); err != nil {
				return dst, fmt.Errorf("value %q: %w", valueKey(keyAnchor, g.parts[i].id), err)
			}
			if len(dst) >= most {
				return dst, nil
			}
		}
	}
	return dst, nil
}

func (v *View) blockAnchors(dst []Posting, first Doc, p *anchorPartValue, b int, hash uint32, most int) ([]Posting, error) {
	a := &v.anchor
	if err := a.open(p, b); err != nil {
		return dst, err
	}
	hi, err := a.hashes(hash)
	if err != nil || hi == 0 || a.hash[hi-1] != hash {
		return dst, err
	}
	if _, err := a.hashes(1<<32 - 1); err != nil {
		return dst, err
	}
	lo := sort.Search(hi, func(i int) bool { return a.hash[i] >= hash })
	if err := a.rest(lo, hi); err != nil {
		return dst, err
	}
	for i := lo; i < hi && len(dst) < most; i++ {
		if d := first + Doc(a.doc[i]); v.found(d) {
			dst = append(dst, Posting{d, a.pos[i]})
		}
	}
	return dst, nil
}

// EachAnchor calls fn for every hash of live documents in ascending order, with the number n of its
// postings and the postings in document order. p is valid until fn returns. If n is above limit, p is nil.
// EachAnchor stops when fn returns false. The error is ErrDamaged.
func (v *View) EachAnchor(limit int, fn func(hash uint32, p []Posting, n int) bool) error {
	hs, err := newAnchorHeads(v.im, 0, len(v.im.m.anchors.segments))
	var run []Posting
	for err == nil && len(hs) > 0 {
		hash, n := hs[0].r.hash[hs[0].at], 0
		run = run[:0]
		for err == nil && len(hs) > 0 && hs[0].r.hash[hs[0].at] == hash {
			h := hs[0]
			if d := v.im.m.anchors.segments[h.seg].first + Doc(h.r.doc[h.at]); v.Live(d) {
				if n++; n <= limit {
					run = append(run, Posting{d, h.r.pos[h.at]})
				}
			}
			err = hs.advance(v.im)
		}
		p := run
		if n > limit {
			p = nil
		}
		if err == nil && n > 0 && !fn(hash, p, n) {
			return nil
		}
	}
	return err
}
