package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// maxRaw bounds the raw record that a [Reject] carries, in bytes: enough to
// find the record and to see what it is.
const maxRaw = 64 << 10

// A Reject is a record, or a whole file, that gave no article. It shares no
// memory with the chunk it came from. [Read] and [ReadOne] return it as error.
type Reject struct {
	File   string // as it was named or found; "-" for standard input
	Line   int    // from 1; of a page or a file as a whole: 1 or where the trouble is
	Reason string
	Raw    []byte // the record's first 64 KiB; may be empty
	Cut    bool   // Raw is not all of the record
}

// newReject copies what it keeps of raw.
func newReject(file string, line int, raw []byte, reason string) Reject {
	kept := cutRunes(raw, maxRaw)
	return Reject{File: file, Line: line, Reason: reason, Raw: bytes.Clone(kept), Cut: len(kept) < len(raw)}
}

// Error describes the reject in one line, without the raw record.
func (r Reject) Error() string {
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason)
}

// MarshalJSON writes the fields file, line, reason and raw, the last as a
// string whose invalid bytes are U+FFFD, and cut if it is true.
func (r Reject) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Reason string `json:"reason"`
		Raw    string `json:"raw"`
		Cut    bool   `json:"cut,omitempty"`
	}{r.File, r.Line, r.Reason, string(r.Raw), r.Cut})
}
