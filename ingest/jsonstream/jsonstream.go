// Package jsonstream reads large JSON documents value by value, in bounded
// memory. It knows no format.
package jsonstream

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth is how deep a value may nest. Items of ninjs nest to 14.
const maxDepth = 200

// A Value is one value of a document.
type Value struct {
	Name   string // of a member of an object; "" for an element of a list and for a document
	List   string // name of the list that it is an element of; "" if it is none of a named list
	Raw    json.RawMessage
	Offset int64 // where it ends, in bytes
}

// ErrTooLarge says that one value is larger than is allowed.
var ErrTooLarge = errors.New("a value is too large")

// ErrTruncated says that the document ends within a value.
var ErrTruncated = errors.New("the JSON document ends too early")

// ErrTooDeep says that one value nests too deep.
var ErrTooDeep = fmt.Errorf("a value is nested deeper than %d levels", maxDepth)

// Read gives the values of r, which holds one JSON document or several, to fn
// until that returns false. enter reports whether an object or list is itself
// read value by value: by its first byte, its name and its depth, which is 0 for
// a document. No value that is given to fn is larger than size bytes. [Fault] tells errors of the
// document from errors of reading r.
func Read(r io.Reader, size int64, enter func(kind byte, name string, depth int) bool, fn func(Value) bool) error {
	limit := &limited{r: bufio.NewReader(r), size: size, left: size}
	w := walker{limit: limit, dec: json.NewDecoder(limit), enter: enter, fn: fn}
	for {
		ok, err := w.value("", "", 0)
		switch {
		case limit.err != nil && err != nil:
			return limit.err
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return ErrTruncated
		case err != nil || !ok:
			return err
		}
	}
}

// limited is a reader that gives at most left bytes.
type limited struct {
	r       *bufio.Reader
	size    int64
	left    int64
	skipped int64 // white space that the decoder never saw
	err     error // of r, unless it is the end
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	l.note(err)
	return n, err
}

func (l *limited) note(err error) {
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		l.err = err
	}
}

// next returns the first byte that is no white space. The byte is still there for Read.
func (l *limited) next() (byte, error) {
	for {
		b, err := l.r.Peek(1)
		if err != nil {
			l.note(err)
			return 0, io.ErrUnexpectedEOF
		}
		switch b[0] {
		case ' ', '\t', '\r', '\n':
			_, _ = l.r.Discard(1) // it is buffered
			l.skipped++
		default:
			return b[0], nil
		}
	}
}

type walker struct {
	limit *limited
	dec   *json.Decoder
	enter func(byte, string, int) bool
	fn    func(Value) bool
}

// value reads the next value and reports whether reading goes on.
func (w *walker) value(name, list string, depth int) (bool, error) {
	w.limit.left = w.limit.size
	c, err := w.peek()
	if err != nil {
		return false, err
	}
	if (c == '{' || c == '[') && w.enter(c, name, depth) {
		return w.inside(c, name, depth)
	}
	var raw json.RawMessage
	if err := w.dec.Decode(&raw); err != nil {
		return false, err
	}
	if tooDeep(raw) {
		return false, ErrTooDeep
	}
	return w.fn(Value{Name: name, List: list, Raw: raw, Offset: w.dec.InputOffset() + w.limit.skipped}), nil
}

// peek returns the first byte of the next value.
func (w *walker) peek() (byte, error) {
	if !w.dec.More() {
		// At the end of the input Token says which end it is.
		_, err := w.dec.Token()
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return 0, err
	}
	buffered := w.dec.Buffered()
	var b [1]byte
	for {
		if _, err := io.ReadFull(buffered, b[:]); err != nil {
			return w.limit.next() // the decoder has read no further than a separator
		}
		switch b[0] {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return b[0], nil
		}
	}
}

// inside reads the members or elements of the value that comes next.
func (w *walker) inside(c byte, name string, depth int) (bool, error) {
	if _, err := w.dec.Token(); err != nil {
		return false, err
	}
	for w.dec.More() {
		member := ""
		if c == '{' {
			tok, err := w.dec.Token()
			if err != nil {
				return false, err
			}
			member, _ = tok.(string)
		}
		list := ""
		if c == '[' {
			list = name
		}
		ok, err := w.value(member, list, depth+1)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil || !ok {
			return false, err
		}
	}
	_, err := w.dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err == nil, err
}

// tooDeep reports whether a value has more brackets open at once than allowed.
func tooDeep(raw []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
