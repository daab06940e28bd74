package warc

import (
	"bytes"
	"regexp"
)

const (
	// maxTrail bounds how far one goes back where the length of a record was
	// far too large, in bytes, and maxBack how far in a file all together.
	maxTrail = 8 << 20
	maxBack  = 256 << 20
	// overlap is more than the beginning of a header that recordHead matches.
	overlap = 64
)

// recordHead is where a record begins within a block.
var recordHead = regexp.MustCompile(`(?i)\nWARC/1\.\d\r?\n(?:WARC|Content)-[a-z-]{1,32}:`)

// A trail keeps what a block holds from the first line on that looks like the
// header of another record. Archives lie within archives, so this counts only
// where the length of the block has proved wrong.
type trail struct {
	kept  []byte
	found bool
	over  bool // there was too much to keep
}

func (t *trail) reset() { t.kept, t.found, t.over = t.kept[:0], false, false }

// add takes the next piece of the block.
func (t *trail) add(p []byte) {
	switch {
	case t.over:
		return
	case t.found && len(t.kept)+len(p) > maxTrail:
		t.kept, t.over = nil, true
		return
	}
	t.kept = append(t.kept, p...)
	if t.found {
		return
	}
	if bytes.Contains(t.kept, []byte("\nWARC/1.")) {
		if at := recordHead.FindIndex(t.kept); at != nil {
			t.kept, t.found = append(t.kept[:0], t.kept[at[0]+1:]...), true
			return
		}
	}
	t.kept = append(t.kept[:0], t.kept[max(0, len(t.kept)-overlap):]...)
}

// take hands at most n bytes of the block to sink, see [buffer.take].
func (s *scanner) take(n int64, sink func([]byte)) (got int64) {
	if s.h.arc || s.b.m.format != "" {
		return s.b.take(n, isStart, sink) // members tell where records begin
	}
	return s.b.take(n, isStart, func(p []byte) {
		s.trail.add(p)
		if sink != nil {
			sink(p)
		}
	})
}

// goBack goes to the first record that begins within the block, whose length
// has proved wrong, and returns how many bytes are missing in front of it.
func (s *scanner) goBack(missing int64) int64 {
	t := &s.trail
	size := int64(len(t.kept))
	if !t.found || t.over || s.back+size > maxBack {
		return missing
	}
	s.back += size
	s.b.unread(t.kept)
	return missing + size
}
