package jsonstream

import (
	"encoding/json"
	"errors"

	"github.com/wiretrace/wiretrace/ingest/item"
)

// Fault returns what an error of [Read] says of the document, or nil if it is
// an error of reading the file. end is the end of the last value that was read.
func Fault(err error, end int64) *item.Fault {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return &item.Fault{Cut: true, Offset: syntax.Offset, Reason: "not JSON: " + syntax.Error()}
	case errors.Is(err, ErrTruncated):
		return &item.Fault{Cut: true, Offset: end, Reason: err.Error()}
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrTooDeep):
		return &item.Fault{Cut: true, Offset: end, Reason: err.Error() + ": the rest of the file is not read"}
	}
	return nil
}
