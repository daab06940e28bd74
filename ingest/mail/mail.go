// Package mail reads e-mail: a message a file (RFC 5322, as .eml files have it) and
// mailboxes (mbox). Agencies and press offices send news this way.
//
// A message is one article: its text part, or the HTML part if that has the
// text. The headers give title, date, sender and id. Attachments are not read.
package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// A Reader reads messages and mailboxes. It implements [format.Reader].
type Reader struct{}

// Name returns "mail".
func (Reader) Name() string { return "mail" }

// Detect reports whether the file begins with the headers of a message, or with
// the line that precedes a message in a mailbox.
func (Reader) Detect(h *format.Head) bool {
	text := h.Text
	if separates(firstLine(text)) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return hasHeaders(text)
}

// Read gives the messages of a file to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, in.Body, in.MaxItem, yield)
}

// Read gives the messages of r to yield until that returns false. A message of
// more than limit bytes is a fault.
func Read(ctx context.Context, r io.Reader, limit int64, yield func(*format.Item) bool) error {
	b := &box{in: bufio.NewReaderSize(r, 16<<10), limit: limit, line: 1}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		more, err := b.next()
		if err != nil {
			return err
		}
		if data := bytes.TrimLeft(b.data, " \t\r\n"); len(data) > 0 || b.cut {
			fault := item.Fault{Line: b.first, Offset: b.start}
			var out *format.Item
			if b.cut {
				fault.Reason = fmt.Sprintf("the message is larger than %d bytes", limit)
				out = fault.Format()
			} else {
				out = message(data, fault)
			}
			if !yield(out) {
				return nil
			}
		}
		if !more {
			return nil
		}
	}
}

// A box cuts a file into messages.
type box struct {
	in    *bufio.Reader
	limit int64

	mailbox bool   // the file has lines that part messages
	data    []byte // the message
	cut     bool   // the message is longer than limit, data holds its start
	start   int64  // where the message begins in the file
	first   int    // its line, from 1

	offset int64 // of what is read next
	line   int
}

// next reads the next message and reports whether another may follow.
func (b *box) next() (more bool, err error) {
	b.data, b.cut, b.start, b.first = b.data[:0], false, b.offset, b.line
	blank := true // the line before was empty
	for whole := true; ; {
		part, err := b.in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return false, err
		}
		ended := err == nil
		b.offset += int64(len(part))
		if ended {
			b.line++
		}
		if whole && blank && ended && separates(part) {
			part = bytes.Clone(part) // what follows is read into the same buffer
		}
		switch {
		case whole && blank && ended && separates(part) && (b.mailbox || len(bytes.TrimSpace(b.data)) == 0) && b.headersFollow():
			if b.mailbox = true; len(bytes.TrimSpace(b.data)) > 0 || b.cut {
				return true, nil
			}
			b.data, b.start, b.first = b.data[:0], b.offset, b.line
		case int64(len(b.data)+len(part)) > b.limit:
			b.cut = true
		default:
			if b.mailbox && whole {
				part = unquote(part)
			}
			b.data = append(b.data, part...)
		}
		blank = whole && len(bytes.TrimRight(part, "\r\n")) == 0
		whole = ended
		if errors.Is(err, io.EOF) {
			return false, nil
		}
	}
}

// headersFollow reports whether the next line of the file is a header.
func (b *box) headersFollow() bool {
	// An error shows again when the text is read.
	head, _ := b.in.Peek(256)
	name, _ := header(head)
	return name != ""
}

// unquote takes away the sign that keeps a line of a text from being taken for
// the start of a message.
func unquote(line []byte) []byte {
	if rest := bytes.TrimLeft(line, ">"); len(rest) < len(line) && bytes.HasPrefix(rest, []byte("From ")) {
		return line[1:]
	}
	return line
}

// separator is the line before a message of a mailbox: sender and date.
var separator = regexp.MustCompile(`^From \S+ .*\d\d:\d\d.*\d{4}|^From \S+ .*\d{4}.*\d\d:\d\d`)

// separates reports whether a line separates messages of a mailbox.
func separates(line []byte) bool {
	return len(line) > 5 && len(line) < 400 && string(line[:5]) == "From " && separator.Match(line)
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

// header returns the name of a header in lower case and its value, if b begins
// with one.
func header(b []byte) (name, value string) {
	line := firstLine(b)
	n, v, ok := bytes.Cut(line, []byte(":"))
	if !ok || len(n) == 0 || len(n) > 70 {
		return "", ""
	}
	for _, c := range n {
		if c <= ' ' || c >= 0x7F {
			return "", ""
		}
	}
	return string(bytes.ToLower(n)), string(bytes.TrimSpace(v))
}

// hasHeaders reports whether a text begins with headers of e-mail: one that
// nothing but mail has, or a sender with a date, a subject or a receiver.
func hasHeaders(text []byte) bool {
	seen := map[string]bool{}
	for n := 0; len(text) > 0 && n < 200; n++ {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if len(bytes.TrimRight(line, "\r")) == 0 || !whole {
			break
		}
		name, value := header(text)
		switch {
		case line[0] == ' ' || line[0] == '\t':
		case name == "":
			return false
		case value != "":
			seen[name] = true
		}
		text = rest
	}
	for _, name := range []string{"received", "return-path", "delivered-to", "message-id", "mime-version", "dkim-signature", "x-received"} {
		if seen[name] {
			return true
		}
	}
	return seen["from"] && (seen["to"] || seen["subject"]) && (seen["date"] || seen["to"])
}
