package xmltree

import (
	"context"
	"errors"
	"io"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// Each gives the elements of r to fn, and what could not be read to yield,
// until one of them returns false.
func (r *Reader) Each(ctx context.Context, fn func(*Node) bool, yield func(*format.Item) bool) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Next()
		var fault *item.Fault
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &fault):
			if !yield(fault.Format()) {
				return nil
			}
		case err != nil:
			return err
		case !fn(n):
			return nil
		}
	}
}
