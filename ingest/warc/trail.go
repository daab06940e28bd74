package warc

import (
	"bytes"
	"io"
	"regexp"
)

const (
	// maxTrail bounds what is kept of a block for going back where the length of
	// its record was far too large, in bytes, and maxBack how far one goes back in a
	// file all together.
	maxTrail = 8 << 20
	maxBack  = 256 << 20
	// maxReread is maxBack for a file that can be opened once more: several seconds.
	maxReread = 4 << 30
	// overlap is more than the beginning of a header that recordHead matches.
	overlap = 64
)

// recordHead is where a record begins within a block.
var recordHead = regexp.MustCompile(`(?i)\nWARC/1\.\d\r?\n(?:WARC|Content)-[a-z-]{1,32}:`)

// recordMark is how such a place begins.
var recordMark = []byte("\nWARC/1.")

// A trail keeps what a block holds from the first line on that looks like the
// header of another record. Archives lie within archives, so this counts only
// where the length of the block has proved wrong.
type trail struct {
	kept  []byte
	at    int64 // place of the first header in the content
	found bool
	over  bool // there was too much to keep
	heads int  // lines that look like the beginning of a record
	tail  []byte
}

func (t *trail) reset() {
	t.kept, t.tail, t.found, t.over, t.heads = t.kept[:0], t.tail[:0], false, false, 0
}

// add takes the next piece of the block, which is at a place of the content.
func (t *trail) add(p []byte, at int64) {
	t.count(p)
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
	if bytes.Contains(t.kept, recordMark) {
		if head := recordHead.FindIndex(t.kept); head != nil {
			t.at = at - int64(len(t.kept)-len(p)) + int64(head[0]) + 1
			t.kept, t.found = append(t.kept[:0], t.kept[head[0]+1:]...), true
			return
		}
	}
	t.kept = append(t.kept[:0], t.kept[max(0, len(t.kept)-overlap):]...)
}

// count counts the beginnings of records, also those that lie across two pieces.
func (t *trail) count(p []byte) {
	t.heads += bytes.Count(p, recordMark)
	most := len(recordMark) - 1
	t.tail = append(t.tail, p[:min(len(p), most)]...)
	t.heads += bytes.Count(t.tail, recordMark)
	if len(p) >= most {
		t.tail = append(t.tail[:0], p[len(p)-most:]...)
	} else {
		t.tail = t.tail[max(0, len(t.tail)-most):]
	}
}

// take hands at most n bytes of the block to sink, see [buffer.take].
func (s *scanner) take(n int64, sink func([]byte)) (got int64) {
	if s.h.arc {
		return s.b.take(n, isStart, sink)
	}
	return s.b.take(n, isStart, func(p []byte) {
		s.trail.add(p, s.b.pos)
		if sink != nil {
			sink(p)
		}
	})
}

// goBack goes to the first record that begins within the block, whose length
// has proved wrong, and returns how many bytes are missing in front of it. If it
// cannot, the records within the block are lost.
func (s *scanner) goBack(missing int64) int64 {
	t := &s.trail
	if !t.found {
		return missing
	}
	size := s.b.pos - t.at
	switch {
	case !t.over && s.back+size <= maxBack:
		s.b.unread(t.kept)
	case s.back+size > maxReread || !s.reopen(t.at):
		s.lost = t.heads
		return missing
	}
	s.back += size
	return missing + size
}

// reopen goes to a place of the file by opening it once more, and reports whether
// that is possible. In a packed file the place is not known.
func (s *scanner) reopen(at int64) bool {
	if s.again == nil || s.b.m.format != "" {
		return false
	}
	raw, err := s.again(at)
	if err != nil {
		return false
	}
	m, err := openMembers(raw)
	if err != nil || m.format != "" {
		_ = raw.Close() // it was only read
		return false
	}
	s.close()
	s.closer = raw
	s.b = newBuffer(m)
	s.b.pos = at
	return true
}

// close closes what reopen has opened.
func (s *scanner) close() {
	if s.closer != nil {
		_ = s.closer.Close() // it was only read
	}
}

// An opener opens a file at an offset.
type opener = func(offset int64) (io.ReadCloser, error)
