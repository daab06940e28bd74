package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/ingest/packed"
)

const (
	bufferSize = 64 << 10
	// maxTape is how much of a member is kept so that members behind a damaged
	// one are found even if the damage makes the decoder run past them.
	maxTape = 8 << 20
)

// errDamaged is returned by reads of a member that cannot be unpacked.
var errDamaged = errors.New("damaged member")

// A tape counts what is read of a file and keeps the last of it.
type tape struct {
	r    io.Reader
	log  []byte
	base int64 // place of log[0] in the file
	err  error // what ended r, unless io.EOF
}

func (t *tape) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.log = append(t.log, p[:n]...)
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	return n, err
}

func (t *tape) end() int64 { return t.base + int64(len(t.log)) }

// trim forgets what lies before a place, and more if the tape is too long.
func (t *tape) trim(place int64) {
	drop := int(place - t.base)
	if len(t.log)-drop > maxTape {
		drop = len(t.log)
	}
	if drop > 1<<20 || drop > 0 && drop == len(t.log) {
		t.log = append(t.log[:0], t.log[drop:]...)
		t.base += int64(drop)
	}
}

// members gives the content of a file member by member. A file that is not
// packed, or that is packed as one piece, is one member.
type members struct {
	tape   *tape
	in     *bufio.Reader // the file as it is, on top of tape
	format string        // as [packed.Packing] names it
	cur    io.Reader     // the member being read, or nil
	start  int64         // where it begins in the file
	gz     *gzip.Reader
	zst    *zstd.Decoder
}

// openMembers begins to read a file. It must be closed.
func openMembers(r io.Reader) (*members, error) {
	m := &members{tape: &tape{r: r}}
	m.in = bufio.NewReaderSize(m.tape, bufferSize)
	magic, err := m.in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	m.format = packed.Packing(magic)
	return m, nil
}

func (m *members) close() {
	if m.zst != nil {
		m.zst.Close()
	}
}

// place returns how far the file was read.
func (m *members) place() int64 { return m.tape.end() - int64(m.in.Buffered()) }

// next begins the next member and returns where it begins in the file. It
// returns io.EOF at the end of the file.
func (m *members) next() (int64, error) {
	m.start = m.place()
	m.tape.trim(m.start)
	err := m.begin()
	return m.start, err
}

// begin opens the member at the present place.
func (m *members) begin() error {
	magic, err := m.in.Peek(4)
	if len(magic) == 0 {
		return err
	}
	switch m.format {
	case "gzip", "zstd":
		if err := m.padding(magic); err != nil {
			return err
		}
		if m.format == "gzip" {
			return m.beginGzip()
		}
		return m.beginZstd()
	}
	if m.start > 0 {
		return io.EOF // the one member was read
	}
	m.cur = m.in
	if m.format == "bzip2" {
		m.cur, _, err = packed.Unpack(m.format, m.in, 0)
		return err
	}
	return nil
}

// padding passes over zero bytes between members. It returns io.EOF at the end
// of the file.
func (m *members) padding(next []byte) error {
	if next[0] != 0 {
		return nil
	}
	err := packed.SkipZeros(m.in)
	m.start = m.place()
	m.tape.trim(m.start)
	return err
}

func (m *members) beginGzip() error {
	var err error
	if m.gz == nil {
		m.gz, err = gzip.NewReader(m.in)
	} else {
		err = m.gz.Reset(m.in)
	}
	if err != nil {
		m.gz = nil
		return m.damage()
	}
	m.gz.Multistream(false)
	m.cur = m.gz
	return nil
}

func (m *members) beginZstd() error {
	f := packed.NewFrame(m.in)
	dict, err := f.Skippable()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return m.damage()
	}
	m.start = m.place()
	if m.zst == nil || dict != nil {
		if m.zst, err = packed.NewZstd(dict); err != nil {
			return m.damage()
		}
	}
	if err := m.zst.Reset(f); err != nil {
		return m.damage()
	}
	m.cur = m.zst
	return nil
}

// Read reads the member. It returns io.EOF at its end and errDamaged where it
// cannot be unpacked.
func (m *members) Read(p []byte) (int, error) {
	if m.cur == nil {
		return 0, io.EOF
	}
	n, err := m.cur.Read(p)
	m.tape.trim(m.start)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		m.cur = nil
		if m.format != "" && m.place() == m.start { // a decoder that takes a cut header for an empty member
			return n, io.ErrUnexpectedEOF
		}
		return n, io.EOF
	case m.format == "":
		return n, err
	case m.format == "bzip2":
		return n, packed.Explain(m.format, err)
	}
	return n, m.damage()
}

// damage returns what a member that cannot be unpacked means: the file ends
// within it, cannot be read, or has damage after which it may go on.
func (m *members) damage() error {
	m.cur = nil
	switch {
	case m.tape.err != nil:
		return m.tape.err
	case m.atEnd() && memberAt(m.format, m.behind()) < 0:
		return io.ErrUnexpectedEOF
	}
	return errDamaged
}

// behind returns what is known of the file behind the beginning of the member.
func (m *members) behind() []byte {
	return m.tape.log[max(m.start+1, m.tape.base)-m.tape.base:]
}

func (m *members) atEnd() bool {
	_, err := m.in.Peek(1)
	return err != nil
}

// resync goes to the next place behind the beginning of the present member at
// which a member can begin. It reports whether there is one.
func (m *members) resync() bool {
	m.cur, m.gz = nil, nil
	from := max(m.start+1, m.tape.base)
	rest := bytes.Clone(m.behind())
	m.tape = &tape{r: io.MultiReader(bytes.NewReader(rest), m.tape.r), base: from}
	m.in = bufio.NewReaderSize(m.tape, bufferSize)
	for {
		b, _ := m.in.Peek(bufferSize)
		at := memberAt(m.format, b)
		if at < 0 && len(b) < bufferSize {
			return false
		}
		if at < 0 {
			at = len(b) - 3 // a magic may lie across
		}
		_, _ = m.in.Discard(at)
		m.tape.trim(m.place())
		if b, _ := m.in.Peek(4); memberAt(m.format, b) == 0 {
			return true
		}
	}
}

// memberAt returns where in b a member seems to begin, or -1.
func memberAt(format string, b []byte) int {
	magic := []byte("\x1f\x8b\x08")
	if format == "zstd" {
		magic = []byte("\x28\xb5\x2f\xfd")
	}
	for from := 0; ; {
		i := bytes.Index(b[from:], magic)
		switch at := from + i; {
		case i < 0:
			return -1
		case format == "zstd" || at+3 < len(b) && b[at+3] < 0x20: // gzip has five flags
			return at
		}
		from += i + 1
	}
}
