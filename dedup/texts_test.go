package dedup

import (
	"errors"
	"sync"
	"testing"

	"github.com/wiretrace/wiretrace/store"
)

// TestTextCache gets texts in several goroutines: each is that of its number, none is prepared
// twice while the cache holds it, and that the cache keeps to its limit.
func TestTextCache(t *testing.T) {
	const docs, limit = 64, 400
	s := newTextCache(limit)
	make1 := func(d store.Doc) func() (*ready, error) {
		return func() (*ready, error) { return &ready{set: []uint64{uint64(d)}}, nil } // of 8 bytes
	}
	var wg sync.WaitGroup
	for w := range store.Doc(4) {
		wg.Go(func() {
			for i := range store.Doc(2000) {
				d := (i*i*(w+1) + i) % docs
				if x, err := s.get(d, make1(d)); err != nil || x.set[0] != uint64(d) {
					t.Errorf("text %d: %v, %v", d, x, err)
				}
			}
		})
	}
	wg.Wait()
	if s.bytes > limit || len(s.texts) != s.order.Len() || s.bytes != 8*len(s.texts) {
		t.Errorf("%d bytes of %d texts, %d in order; the limit is %d", s.bytes, len(s.texts), s.order.Len(), limit)
	}
	made := 0
	for range 3 {
		for d := range store.Doc(limit / 8) {
			if _, err := s.get(d, func() (*ready, error) { made++; return make1(d)() }); err != nil {
				t.Error(err)
			}
		}
	}
	if made > limit/8 {
		t.Errorf("%d texts were prepared %d times", limit/8, made)
	}
}

func TestTextCacheError(t *testing.T) {
	s, want := newTextCache(100), errors.New("damaged")
	for range 2 {
		if _, err := s.get(7, func() (*ready, error) { return nil, want }); !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
	}
}

// TestTextCacheLarge gets a text that is larger than the limit: it is returned and not held.
func TestTextCacheLarge(t *testing.T) {
	s := newTextCache(100)
	x, err := s.get(1, func() (*ready, error) { return &ready{set: make([]uint64, 100)}, nil })
	if err != nil || len(x.set) != 100 || s.bytes != 0 || len(s.texts) != 0 {
		t.Errorf("%v, %v; %d bytes of %d texts are held", x, err, s.bytes, len(s.texts))
	}
}

// TestHeldItems holds many items: they keep to their limit, and one that is too large is held alone.
func TestHeldItems(t *testing.T) {
	var x texts
	for i := range 40 {
		x.hold(itemKey{1, i}, &ready{set: make([]uint64, itemBytes/8/16)})
		if len(x.items) == 0 || len(x.items) > 16 || x.itemBytes != len(x.items)*itemBytes/16 {
			t.Fatalf("%d items in %d bytes after %d", len(x.items), x.itemBytes, i+1)
		}
	}
	x.hold(itemKey{2, 0}, &ready{set: make([]uint64, itemBytes/8+1)})
	if len(x.items) != 1 {
		t.Errorf("%d items are held with a large one", len(x.items))
	}
}
