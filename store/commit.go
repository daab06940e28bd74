package store

import (
	"math/bits"
	"slices"
	"sort"
)

// Commit stores what was appended and ends the writer. When it returns nil, no crash can lose it, and new
// views see it. After an error the store is as before.
func (w *Writer) Commit() error {
	if w.done {
		return ErrClosed
	}
	if w.p.n > 0 || w.m.next != w.s.man.Load().next { // otherwise nothing is new, and nothing is written
		if err := w.finish(); err != nil {
			w.Abort()
			return err
		}
	}
	w.s.listDeleted(nil, debt(nil).union(w.back))
	w.end()
	return nil
}

func (w *Writer) finish() error {
	if err := w.flush(true); err != nil {
		return err
	}
	if err := w.join(); err != nil {
		return err
	}
	if err := w.mergeSegments(); err != nil {
		return err
	}
	if err := w.putTombs(); err != nil {
		return err
	}
	w.m.live = uint32(w.m.next)
	for _, t := range w.m.tombs {
		w.m.live -= t.dead
	}
	return w.s.commit(w.m, w.replaced, nil)
}

// end allows the next writer to start.
func (w *Writer) end() {
	w.done = true
	w.letGo()
	w.s.unclaim()
}

// Abort ends the writer and discards what was appended. It does nothing after Commit. Values that were
// already written are removed now or by the next Open.
func (w *Writer) Abort() {
	if w.done {
		return
	}
	defer w.end() // last, so that the next writer's values are not taken for leftovers
	end, err := w.s.beginWrite(0)
	if err != nil {
		return
	}
	defer end()
	if w.s.db == nil || w.s.broken != nil {
		return
	}
	if unused, err := w.s.unusedKeys(); err != nil || w.s.removeKeys(unused) != nil {
		w.s.logf("%s: unfinished values stay until the store is opened again", w.s.dir)
	}
}

// putTombs writes the changed bitmaps of dead documents.
func (w *Writer) putTombs() error {
	blocks := make([]uint32, 0, len(w.dead))
	for k := range w.dead {
		blocks = append(blocks, k)
	}
	slices.Sort(blocks)
	for _, k := range blocks {
		b := w.dead[k]
		t := tomb{index: k, id: w.m.newID()}
		for _, x := range b {
			t.dead += uint32(bits.OnesCount8(x))
		}
		if err := w.s.put(valueKey(keyTomb, t.id), b); err != nil {
			return err
		}
		i := sort.Search(len(w.m.tombs), func(i int) bool { return w.m.tombs[i].index >= k })
		if i < len(w.m.tombs) && w.m.tombs[i].index == k {
			w.m.tombs[i] = t
		} else {
			w.m.tombs = slices.Insert(w.m.tombs, i, t)
		}
	}
	return nil
}
