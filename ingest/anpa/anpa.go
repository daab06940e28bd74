// Package anpa reads the oldest formats of wires, which are text between
// control characters: ANPA 1312 and IPTC 7901. A file holds one message or
// several.
package anpa

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// The control characters that part a message.
const (
	soh = 0x01 // before the header
	stx = 0x02 // before the text
	etx = 0x03 // after the text
	eot = 0x04 // at the end
	syn = 0x16
	us  = 0x1F
)

// maxMessage is the longest message that is read, in bytes. Wires cut stories
// into takes of some 10 KB.
const maxMessage = 1 << 20

// A Reader reads messages of wires. It implements [format.Reader].
type Reader struct{}

// Name returns "anpa".
func (Reader) Name() string { return "anpa" }

// Detect reports whether the file begins with a header between SOH and STX.
func (Reader) Detect(h *format.Head) bool {
	b := bytes.TrimLeft(h.Bytes, "\x16\r\n \x00")
	if len(b) == 0 || b[0] != soh {
		return false
	}
	text := bytes.IndexByte(b[:min(len(b), 1000)], stx)
	return text > 0 && !bytes.ContainsAny(b[:text], "\x00")
}

// Read gives the messages of a file to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, charset.NewReader(in.Body), yield)
}

// Read gives the messages of r, which is UTF-8, to yield until that returns
// false.
func Read(ctx context.Context, r io.Reader, yield func(*format.Item) bool) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 16<<10), maxMessage)
	sc.Split(split)
	offset, line := int64(0), 1
	for sc.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := sc.Bytes()
		if i := bytes.IndexByte(b, soh); i >= 0 {
			at := line + bytes.Count(b[:i], []byte{'\n'})
			out := message(string(b[i:]), at, offset+int64(i))
			if !yield(out) {
				return nil
			}
		}
		offset += int64(len(b))
		line += bytes.Count(b, []byte{'\n'})
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		fault := item.Fault{Cut: true, Line: line, Offset: offset, Reason: fmt.Sprintf(
			"a message is larger than %d bytes: the rest of the file is not read", maxMessage)}
		yield(fault.Format())
		return nil
	}
	return sc.Err()
}

// split cuts a file before each SOH but the first.
func split(data []byte, atEOF bool) (advance int, token []byte, err error) {
	first := bytes.IndexByte(data, soh)
	if first >= 0 {
		if next := bytes.IndexByte(data[first+1:], soh); next >= 0 {
			end := first + 1 + next
			return end, data[:end], nil
		}
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// message reads one message, which begins with SOH.
func message(s string, line int, offset int64) *format.Item {
	header, rest, ok := strings.Cut(s[1:], string(rune(stx)))
	fault := item.Fault{Line: line, Offset: offset}
	if !ok {
		fault.Reason = "the message has no text: it ends within its header"
		return fault.Format()
	}
	end := strings.IndexAny(rest, string([]byte{etx, eot}))
	if end < 0 {
		fault.Reason = "the message is not complete: the file ends within its text"
		return fault.Format()
	}
	it := &item.Item{Line: line, Offset: offset}
	text, trailer := rest[:end], rest[end:]
	if strings.IndexByte(header, us) >= 0 {
		readANPA(it, header, text, trailer)
	} else {
		readIPTC(it, header, text, trailer)
	}
	return it.Format()
}

// clean replaces what has a meaning only for the machines that set type.
func clean(s string) string {
	s = strings.NewReplacer("``", "“", "''", "”", " _ ", " — ").Replace(s)
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' {
			return ' '
		}
		return c
	}, strings.ReplaceAll(s, "\r", ""))
}

// IsByline reports whether a line names an author in one of the languages of
// wires that use these formats.
func IsByline(line string) bool {
	first, rest, ok := strings.Cut(line, " ")
	if !ok || len(rest) > 120 {
		return false
	}
	switch strings.ToLower(first) {
	case "by", "von", "par", "por", "di", "da", "door", "av", "af":
		return rest[0] < 'a' || rest[0] > 'z' || strings.ToLower(first) == "by"
	}
	return false
}
