package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
)

// maxRaw bounds the raw record that a [Reject] carries, in bytes: enough to
// find the record and to see what it is.
const maxRaw = 64 << 10

// A Cause says in a few words why something was rejected, so that rejects can
// be counted by kind.
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

// Incomplete reports whether a whole input, or the rest of one, is missing
// because of c. Otherwise c concerns one record.
func (c Cause) Incomplete() bool {
	return c == CauseUnreadable || c == CauseCut || c == CauseFormat
}

// A Reject is a record, or a whole file, that gave no article. It shares no
// memory with the chunk it came from. [Read] and [ReadOne] return it as error.
type Reject struct {
	File   string // as it was named or found; "-" for standard input
	Line   int    // from 1; of a page or a file as a whole: 1 or where the trouble is
	Offset int64  // where the item begins in the file, for formats without lines
	Record string // id of the item in the file, if it has one
	Cause  Cause
	Reason string
	Raw    []byte // the record's first 64 KiB; may be empty
	Cut    bool   // Raw is not all of the record
}

// newReject returns the reject of a record with what is wrong with it. It
// copies what it keeps of raw.
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

// MarshalJSON writes the fields file, line, reason, cause and raw, the last as a
// string whose invalid bytes are U+FFFD, and cut if it is true. Items of other
// formats than JSON and HTML have their offset; those without lines have no line.
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

// causeOf returns the cause of the reject that err explains.
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
