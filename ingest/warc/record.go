package warc

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

const (
	// maxHeader bounds the header of a record, and that of an HTTP response.
	maxHeader = 256 << 10
	// maxStart is how much tells whether a record begins.
	maxStart = 8 << 10
	// maxOff is how many bytes the length of a record may be wrong without a
	// word. Real files have lengths that are off by 2 to 9 bytes.
	maxOff = 64
	// tailSize is how much of the end of a block is searched for the beginning
	// of the next record if nothing begins behind the block.
	tailSize = 512
)

// A header is the header of one record, of WARC or ARC.
type header struct {
	kind    string // "response", "request", ...
	uri     string
	id      string
	date    string
	mime    string
	digest  string // of the payload
	lang    string // of a conversion
	refURI  string // what a revisit refers to
	cut     string // why the crawler cut the record, or empty
	length  int64
	arc     bool
	offset  int64
	damaged string // why the header cannot be used, or empty
}

// A scanner reads the records of a file one after the other: next, then the
// block by peek and read or discard.
type scanner struct {
	b     *buffer
	h     header
	left  int64 // bytes of the block that were not taken
	stray int64 // bytes before the record that belong to none
	trail trail
	back  int64 // bytes that were read again
	lost  int   // records within the block that are not read

	again  opener // opens the file once more, or nil
	closer io.Closer
}

// next reads the header of the next record. It returns false at the end of the
// file or at damage, which b.err says.
func (s *scanner) next() bool {
	s.stray, s.lost = 0, 0
	s.trail.reset()
	for {
		start := s.b.peek(maxStart)
		if len(start) == 0 {
			return false
		}
		if isStart(start) {
			break
		}
		line := s.b.line()
		s.stray += int64(len(bytes.Trim(line, "\r\n\x00 ")))
	}
	s.b.pass()
	s.h = header{offset: s.b.offset()}
	if bytes.HasPrefix(s.b.peek(5), []byte("WARC/")) {
		s.readHeader()
	} else {
		s.h.readARC(s.b.line())
	}
	s.left = max(s.h.length, 0)
	return true
}

// isStart reports whether a record begins with b.
func isStart(b []byte) bool {
	if bytes.HasPrefix(b, []byte("WARC/")) {
		return len(b) > 5 && b[5] >= '0' && b[5] <= '9'
	}
	return isARC(b)
}

// isARC reports whether b begins with the line of an ARC record: an address,
// an IP address, a date, a type, and in newer files more, the last of it the
// length.
func isARC(b []byte) bool {
	line, _, found := bytes.Cut(b, []byte("\n"))
	if !found || len(line) < 20 || bytes.IndexByte(line[:min(len(line), 20)], ':') <= 0 || line[0] <= ' ' {
		return false
	}
	fields := bytes.Split(bytes.TrimRight(line, "\r "), []byte(" ")) // the type may be empty
	if len(fields) < 5 {
		return false
	}
	date := fields[len(fields)-3]
	if len(fields) >= 10 && !isDigits(date) {
		date = fields[len(fields)-8]
	}
	return len(date) >= 12 && isDigits(date)
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// readHeader reads the header of a WARC record up to the empty line.
func (s *scanner) readHeader() {
	s.h.length = -1
	s.b.line()
	size := 0
	name, value := "", ""
	for {
		line := s.b.line()
		size += len(line)
		text := strings.TrimRight(string(line), "\r\n")
		if len(line) == 0 || line[len(line)-1] != '\n' && s.ended() {
			s.h.damaged = "the file ends within the header of the record"
			return
		}
		if text == "" || size > maxHeader {
			break
		}
		if text[0] == ' ' || text[0] == '\t' { // the value goes on
			value += " " + strings.TrimSpace(text)
			continue
		}
		s.h.set(name, value)
		name, value, _ = strings.Cut(text, ":")
		value = strings.TrimSpace(value)
	}
	s.h.set(name, value)
	switch {
	case size > maxHeader:
		s.h.damaged = "the header of the record is too long"
	case s.h.length < 0:
		s.h.damaged = "the record has no valid Content-Length"
	case s.h.kind == "":
		s.h.damaged = "the record has no WARC-Type"
	}
}

// set takes one field of a WARC header.
func (h *header) set(name, value string) {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "warc-type":
		h.kind = strings.ToLower(value)
	case "warc-target-uri":
		h.uri = cleanURI(value)
	case "warc-record-id":
		h.id = value
	case "warc-date":
		h.date = value
	case "content-type":
		h.mime = mediaType(value)
	case "warc-payload-digest":
		h.digest = value
	case "warc-identified-content-language":
		h.lang, _, _ = strings.Cut(value, ",")
	case "warc-refers-to-target-uri":
		h.refURI = cleanURI(value)
	case "warc-truncated":
		h.cut = value
	case "content-length":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			h.length = n
		}
	}
}

// readARC reads the line that is the header of an ARC record. The address may
// hold blanks: the other fields are counted from the end.
func (h *header) readARC(line []byte) {
	h.arc = true
	fields := strings.Split(strings.TrimRight(string(line), "\r\n "), " ")
	after := 4 // fields behind the address
	if len(fields) >= 10 && !isDigits([]byte(fields[len(fields)-3])) {
		after = 9
	}
	rest := fields[len(fields)-after:]
	h.uri = cleanURI(strings.Join(fields[:len(fields)-after], " "))
	h.mime = mediaType(rest[2])
	h.date = arcDate(rest[1])
	h.kind = "response"
	if strings.HasPrefix(h.uri, "filedesc:") {
		h.kind = "warcinfo"
	}
	var err error
	if h.length, err = strconv.ParseInt(rest[after-1], 10, 64); err != nil || h.length < 0 {
		h.damaged = "the record has no valid length"
		h.length = 0
	}
}

// arcDate turns 20140301000000 into RFC 3339.
func arcDate(s string) string {
	if len(s) < 14 {
		return ""
	}
	return s[:4] + "-" + s[4:6] + "-" + s[6:8] + "T" + s[8:10] + ":" + s[10:12] + ":" + s[12:14] + "Z"
}

// cleanURI returns an address without the brackets and blanks that some
// writers leave in it.
func cleanURI(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = s[1 : len(s)-1]
	}
	return strings.ReplaceAll(strings.TrimSpace(s), " ", "%20")
}

// mediaType returns a media type without its parameters, in lower case.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// head returns the first n bytes of the block without taking them.
func (s *scanner) head(n int) []byte {
	return s.b.peek(int(min(int64(n), s.left)))
}

// read appends the rest of the block to dst, at most limit bytes of it. missing
// is how many bytes the block is shorter than its header says.
func (s *scanner) read(dst []byte, limit int64) (block []byte, missing int64) {
	n := min(s.left, limit)
	got := s.take(n, func(p []byte) { dst = append(dst, p...) })
	s.left -= got
	if got < n {
		missing = s.left
		s.left = 0
		return dst, s.cutShort(missing)
	}
	if s.left == 0 {
		return s.giveBack(dst)
	}
	return dst, s.discard()
}

// cutShort is called where the file or the member ended within the block.
func (s *scanner) cutShort(missing int64) int64 {
	if missing <= maxOff {
		return missing
	}
	return s.goBack(missing)
}

// discard passes over the rest of the block.
func (s *scanner) discard() (missing int64) {
	n := s.left
	s.left = 0
	far := max(n-tailSize, 0)
	if got := s.take(far, nil); got < far {
		return s.cutShort(n - got)
	}
	var tail []byte
	got := s.take(n-far, func(p []byte) { tail = append(tail, p...) })
	if got < n-far {
		return s.cutShort(n - far - got)
	}
	_, missing = s.giveBack(tail)
	return missing
}

// giveBack checks the end of a block: if no record begins behind it but one
// does within its last bytes, the length was too large, and what belongs to the
// next record is put back. It returns what is the block's. If the length was
// far too large, it goes back to the first record within the block.
func (s *scanner) giveBack(block []byte) (own []byte, missing int64) {
	next := bytes.TrimLeft(s.b.peek(maxStart), "\r\n")
	if len(next) == 0 && s.b.err != nil && !s.h.arc || isStart(next) {
		return block, 0
	}
	from := max(len(block)-tailSize, 0)
	around := append(bytes.Clone(block[from:]), s.b.peek(16)...) // the beginning may lie across
	at := bytes.LastIndex(around, []byte("\nWARC/1."))
	switch {
	case s.h.arc:
		return block, 0
	case s.trail.found && (s.trail.over || len(s.trail.kept) > tailSize) && len(block)-(from+at+1) > maxOff || at < 0 || from+at+1 >= len(block):
		return block, s.goBack(0)
	}
	s.b.unread(block[from+at+1:])
	return bytes.TrimRight(block[:from+at], "\r\n"), 0
}

// ended reports whether nothing follows the present place.
func (s *scanner) ended() bool { return len(s.b.peek(1)) == 0 }

// fault returns what ended the file early, or nil.
func (s *scanner) fault() error {
	if errors.Is(s.b.err, io.EOF) && !errors.Is(s.b.err, io.ErrUnexpectedEOF) {
		return nil
	}
	return s.b.err
}
