package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
)

// maxRaw is how many bytes of the record a [Reject] keeps: enough to find and recognise it.
const maxRaw = 64 << 10

// A Cause is a short reason of a reject, by which rejects are counted.
type Cause string

// The causes of rejects.
const (
	CauseUnreadable Cause = "input cannot be opened"
	CauseCut        Cause = "input cannot be read to its end"
	CauseFormat     Cause = "format is not read"
	CauseSyntax     Cause = "not JSON"
	CauseField      Cause = "field cannot be read"
	CauseSize       Cause = "record is too large"
	CauseNoText     Cause = "no text"
	CauseID         Cause = "id is too long"
	CausePage       Cause = "page cannot be read"
	CauseItem       Cause = "item cannot be read"
)

// Incomplete reports whether c means that a whole input, or the rest of one, is missing. Otherwise c is
// about one record.
func (c Cause) Incomplete() bool {
	return c == CauseUnreadable || c == CauseCut || c == CauseFormat
}

// A Reject is a record or a file that gave no article. It shares no memory with its chunk. [Read] and
// [ReadOne] return it as an error.
type Reject struct {
	File   string // name of the file; "-" for standard input
	Line   int    // from 1; for a whole page or file, 1 or the line of the error
	Offset int64  // start of the item in the file, for formats without lines
	Record string // id of the item in the file, if it has one
	Cause  Cause
	Reason string
	Raw    []byte // first 64 KiB of the record; may be empty
	Cut    bool   // Raw is not the whole record
}

// newReject returns the reject of a record with the reason. It copies raw.
func newReject(file string, line int, raw []byte, reason error) Reject {
	kept := cutRunes(raw, maxRaw)
	return Reject{
		File: file, Line: line, Cause: causeOf(reason), Reason: reason.Error(),
		Raw: bytes.Clone(kept), Cut: len(kept) < len(raw),
	}
}

// Error describes the reject in one line, without the raw record.
func (r Reject) Error() string {
	if r.Line == 0 {
		return fmt.Sprintf("%s, byte %d: %s", r.File, r.Offset, r.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason)
}

// MarshalJSON encodes file, line, reason, cause and raw, and cut if it is true. Invalid bytes of raw
// become U+FFFD. Items of other formats than JSON and HTML have an offset; those without lines have no
// line.
func (r Reject) MarshalJSON() ([]byte, error) {
	var offset *int64
	if r.Line == 0 || r.Offset > 0 {
		offset = &r.Offset
	}
	return json.Marshal(struct {
		File   string `json:"file"`
		Line   int    `json:"line,omitempty"`
		Offset *int64 `json:"offset,omitempty"`
		Record string `json:"record,omitempty"`
		Reason string `json:"reason"`
		Cause  Cause  `json:"cause"`
		Raw    string `json:"raw"`
		Cut    bool   `json:"cut,omitempty"`
	}{r.File, r.Line, offset, r.Record, r.Reason, r.Cause, string(r.Raw), r.Cut})
}

// A fault is an error with its cause.
type fault struct {
	cause Cause
	err   error
}

func (f fault) Error() string { return f.err.Error() }
func (f fault) Unwrap() error { return f.err }

func faultf(c Cause, format string, args ...any) error {
	return fault{c, fmt.Errorf(format, args...)}
}

// causeOf returns the cause of a reject with the error err.
func causeOf(err error) Cause {
	var f fault
	switch {
	case errors.As(err, &f):
		return f.cause
	case errors.Is(err, article.ErrNoText):
		return CauseNoText
	case errors.Is(err, article.ErrLongID):
		return CauseID
	case errors.Is(err, errPageSize), errors.Is(err, errPageParse):
		return CausePage
	}
	return CauseItem
}
