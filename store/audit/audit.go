// Package audit keeps the log of what people did to a store on purpose: deletions, blocks and legal holds,
// with who, when and why. The log holds no text, title or id, only hashes of them.
//
// The log is the only record of what is blocked and held, so no second list can contradict it. [Open]
// reads it, and [Log.Append] adds an event. An event is a line of JSON. The line ends with a checksum of
// itself and of the line before, so that changed and missing lines are detected. doc/format.md describes
// the bytes.
//
// The package does not know what is in the store.
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/wiretrace/wiretrace/store/disk"
)

// Name is the name of the log in the directory of a store.
const Name = "audit.jsonl"

// ErrDamaged is returned for a log with a changed, missing or unreadable line.
var ErrDamaged = errors.New("the audit log is damaged")

// The kinds of events.
const (
	Delete  = "delete"
	Expire  = "expire"
	Hold    = "hold"
	Release = "release"
	Unblock = "unblock"
)

// By what an article can be blocked.
const (
	ByID      = "id"
	ByAddress = "address"
	ByText    = "text"
)

// A Hash is the xxhash64 of an id, an address or a text. Zero means none.
type Hash uint64

// MarshalText writes a hash as 16 hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the digits that MarshalText writes.
func (h *Hash) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 16, 64)
	if err != nil || len(b) != 16 {
		return fmt.Errorf("%q is no hash", b)
	}
	*h = Hash(n)
	return nil
}

func (h Hash) String() string { return fmt.Sprintf("%016x", uint64(h)) }

// A Mark identifies an article by hashes: of its id, its canonical address, its text, and its set of
// shingles. The last does not change with spelling or page furniture.
type Mark struct {
	ID      Hash `json:"id,omitempty"`
	Address Hash `json:"address,omitempty"`
	Text    Hash `json:"text,omitempty"`
	Content Hash `json:"content,omitempty"`
}

// An Event is one act of a person or of a nightly job.
type Event struct {
	At    time.Time `json:"at"`
	Who   string    `json:"who"`
	Why   string    `json:"why,omitempty"`
	Did   string    `json:"did"`
	Block []string  `json:"block,omitempty"` // by what the articles are refused from now on
	Count int       `json:"count,omitempty"` // number of articles that are not listed
	Marks []Mark    `json:"articles,omitempty"`
}

// maxLine is the most bytes of a line. It has room for 800,000 articles.
const maxLine = 128 << 20

// A Log is the audit log of a store at the time when it was opened. It is not safe for concurrent use.
type Log struct {
	Events []Event

	path string
	size int64 // bytes of the complete lines
	last string
}

// Open reads the log in a store's directory. A missing log is an empty one. An incomplete last line was
// never acknowledged and is ignored.
func Open(dir string) (*Log, error) {
	l := &Log{path: filepath.Join(dir, Name)}
	b, err := disk.ReadFile(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return l, nil
	}
	if errors.Is(err, disk.ErrOdd) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	err = l.read(b)
	return l, err
}

// Parse reads a log from bytes and checks it.
func Parse(b []byte) (*Log, error) {
	l := &Log{}
	err := l.read(b)
	return l, err
}

// A line is an event with its checksum.
type line struct {
	Event
	Sum string `json:"sum"`
}

func (l *Log) read(b []byte) error {
	for n := 1; ; n++ {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			return nil
		}
		var x line
		err := json.Unmarshal(b[:end], &x)
		if err == nil {
			var want []byte
			if want, _, err = l.encode(&x.Event); err == nil && !bytes.Equal(want, b[:end+1]) {
				err = errors.New("its checksum is wrong, or a line before it is missing")
			}
		}
		if err != nil {
			return fmt.Errorf("%w: line %d: %w", ErrDamaged, n, err)
		}
		l.take(&x.Event, x.Sum, end+1)
		b = b[end+1:]
	}
}

func (l *Log) take(e *Event, sum string, size int) {
	l.Events = append(l.Events, *e)
	l.last, l.size = sum, l.size+int64(size)
}

// encode returns the line of an event that follows the last line, and its checksum.
func (l *Log) encode(e *Event) (b []byte, sum string, err error) {
	if b, err = json.Marshal(e); err != nil {
		return nil, "", err
	}
	h := sha256.Sum256(append([]byte(l.last), b...))
	sum = hex.EncodeToString(h[:16])
	b, err = json.Marshal(&line{*e, sum})
	return append(b, '\n'), sum, err
}

// Append adds an event and returns when it is on disk. After an error the log is as before.
func (l *Log) Append(e Event) error {
	e.At = e.At.UTC().Truncate(time.Second)
	b, sum, err := l.encode(&e)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	if len(b) > maxLine {
		return fmt.Errorf("audit log: %d articles are too many for one event: name fewer at a time", len(e.Marks))
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	err = f.Truncate(l.size) // remove a line that a kill left incomplete
	if err == nil {
		_, err = f.WriteAt(b, l.size)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil && l.size == 0 { // the file may be new: sync its name
		err = disk.Sync(filepath.Dir(l.path))
	}
	if err != nil {
		err = errors.Join(err, f.Truncate(l.size))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	l.take(&e, sum, len(b))
	return nil
}

// Encode returns the lines of the log.
func (l *Log) Encode() ([]byte, error) {
	fresh := &Log{}
	var out []byte
	for i := range l.Events {
		b, sum, err := fresh.encode(&l.Events[i])
		if err != nil {
			return nil, fmt.Errorf("audit log: %w", err)
		}
		out = append(out, b...)
		fresh.take(&l.Events[i], sum, len(b))
	}
	return out, nil
}

// Mend keeps the readable events of a damaged log. lost is how many lines it left out, and kept is the new
// name of the damaged log. It does nothing if the log is not damaged. If the log is not a regular file, Mend
// only renames it, and lost is -1.
func Mend(dir string) (lost int, kept string, err error) {
	_, err = Open(dir)
	if !errors.Is(err, ErrDamaged) {
		return 0, "", err
	}
	path := filepath.Join(dir, Name)
	kept = path + ".damaged-" + time.Now().UTC().Format("20060102T150405.000Z")
	if errors.Is(err, disk.ErrOdd) {
		if err := errors.Join(os.Rename(path, kept), disk.Sync(dir)); err != nil {
			return 0, "", fmt.Errorf("audit log: %w", err)
		}
		return -1, kept, nil
	}
	b, err := disk.ReadFile(path)
	if err != nil {
		return 0, "", fmt.Errorf("audit log: %w", err)
	}
	mended := &Log{}
	for text := range bytes.Lines(b) {
		var x line
		if json.Unmarshal(text, &x) != nil || !known(x.Did) || x.At.IsZero() {
			lost++
			continue
		}
		mended.Events = append(mended.Events, x.Event)
	}
	if b, err = mended.Encode(); err != nil {
		return 0, "", err
	}
	fresh := path + ".tmp"
	err = disk.WriteFile(fresh, b)
	if err == nil {
		err = os.Link(path, kept)
	}
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err == nil {
		err = disk.Sync(dir)
	}
	if err != nil {
		return 0, "", fmt.Errorf("audit log: %w", err)
	}
	return lost, kept, nil
}

func known(did string) bool {
	switch did {
	case Delete, Expire, Hold, Release, Unblock:
		return true
	}
	return false
}
