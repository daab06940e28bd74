package stage

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
)

// ErrLine is returned for input that is no sequence of records for the stage that reads it.
var ErrLine = errors.New("stage input")

// A Record is what one stage hands to another. No part of it is empty, or has a tab or a line end.
type Record struct {
	To    string // the stage, or the result file, that it is for
	Key   []byte // records with one key are read together
	Order []byte // their order within the key
	Value []byte
}

// maxLine bounds a line in bytes: the longest are articles with their text, which are bounded as well.
const maxLine = 256 << 20

// A reader reads the records for one stage, which must be sorted by key and order. What it returns is
// valid until the next call.
type reader struct {
	in      *bufio.Reader
	address []byte // of the stage, with the tab behind
	long    []byte // a line that the buffer of in does not hold
	last    []byte // key and order of the record before, with a tab between
	line    int
	once    bool // no two records have the same key and order
}

func newReader(in io.Reader, address string) *reader {
	return &reader{in: bufio.NewReaderSize(in, 1<<16), address: []byte(address + "\t")}
}

// next returns the next record, or io.EOF.
func (r *reader) next() (Record, error) {
	line, err := r.read()
	if err != nil {
		return Record{}, err
	}
	rec, err := r.parse(line)
	if err != nil {
		return Record{}, fmt.Errorf("%w: line %d: %w", ErrLine, r.line, err)
	}
	return rec, nil
}

// read returns a line without its end.
func (r *reader) read() ([]byte, error) {
	r.line++
	part, err := r.in.ReadSlice('\n')
	if err == nil {
		return part[:len(part)-1], nil
	}
	for r.long = append(r.long[:0], part...); errors.Is(err, bufio.ErrBufferFull); {
		if len(r.long) > maxLine {
			return nil, fmt.Errorf("%w: line %d: longer than %d bytes", ErrLine, r.line, maxLine)
		}
		part, err = r.in.ReadSlice('\n')
		r.long = append(r.long, part...)
	}
	switch {
	case errors.Is(err, io.EOF) && len(r.long) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: line %d is cut: it has no line end", ErrLine, r.line)
	case err != nil:
		return nil, err
	}
	return r.long[:len(r.long)-1], nil
}

func (r *reader) parse(line []byte) (Record, error) {
	rest, ok := bytes.CutPrefix(line, r.address)
	if !ok {
		return Record{}, wrongAddress(line, r.address)
	}
	var rec Record
	key, rest, _ := bytes.Cut(rest, []byte{'\t'})
	order, value, ok := bytes.Cut(rest, []byte{'\t'})
	if !ok || len(key) == 0 || len(order) == 0 || len(value) == 0 || bytes.IndexByte(value, '\t') >= 0 {
		return rec, errors.New("not four columns with a tab between")
	}
	rec = Record{Key: key, Order: order, Value: value}
	return rec, r.inOrder(rec)
}

// inOrder reports whether rec comes after the record before it.
func (r *reader) inOrder(rec Record) error {
	n := bytes.IndexByte(r.last, '\t')
	if n >= 0 {
		c := cmp.Or(bytes.Compare(r.last[:n], rec.Key), bytes.Compare(r.last[n+1:], rec.Order))
		if c == 0 && r.once {
			return fmt.Errorf("the record %s %s is there twice", rec.Key, rec.Order)
		}
		if c > 0 {
			return errors.New("not in the order of the keys: sort the lines by their bytes, as LC_ALL=C sort does")
		}
	}
	r.last = append(append(append(r.last[:0], rec.Key...), '\t'), rec.Order...)
	return nil
}

// A writer writes records.
type writer struct {
	out *bufio.Writer
	tag string // follows the name of the stage in an address
}

func (w *writer) write(rec Record) error {
	for i, part := range [3][]byte{rec.Key, rec.Order, rec.Value} {
		if len(part) == 0 || bytes.IndexByte(part, '\t') >= 0 || bytes.IndexByte(part, '\n') >= 0 || bytes.IndexByte(part, '\r') >= 0 {
			return fmt.Errorf("record for %s: column %d is empty or has a line end: %.80q", rec.To, i+2, part)
		}
	}
	_, _ = w.out.WriteString(rec.To) // the last error stays
	_, _ = w.out.WriteString(w.tag)
	for _, part := range [3][]byte{rec.Key, rec.Order, rec.Value} {
		_ = w.out.WriteByte('\t')
		_, _ = w.out.Write(part)
	}
	return w.out.WriteByte('\n')
}
