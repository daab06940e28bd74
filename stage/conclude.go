package stage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/kept"
)

// Evidence returns the evidence that the lines of in have. They are all that the stage [Align] wrote, sorted.
func (p *Plan) Evidence(in io.Reader) dedup.Evidence {
	r := newReader(in, p.Address(Conclude))
	r.once = true
	return &evidenceReader{in: r}
}

type evidenceReader struct{ in *reader }

// Pair implements [dedup.Evidence].
func (r *evidenceReader) Pair(a, b dedup.TextID) (p kept.Pair, err error) {
	rec, err := r.in.next()
	columnA, columnB := columnOf(a), columnOf(b)
	switch {
	case errors.Is(err, io.EOF):
		return p, fmt.Errorf("%w of pair %s %s and all after it", ErrLost, columnA, columnB)
	case err != nil:
		return p, err
	case !bytes.Equal(rec.Key, columnA) || !bytes.Equal(rec.Order, columnB):
		return p, fmt.Errorf("%w: line %d is of pair %.80s %.80s, not of %s %s", dedup.ErrEvidence, r.in.line, rec.Key, rec.Order, columnA, columnB)
	}
	var e evidence
	if err := json.Unmarshal(rec.Value, &e); err != nil {
		return p, fmt.Errorf("%w: line %d: %w", ErrLine, r.in.line, err)
	}
	if p, err = e.pair(); err != nil {
		return p, fmt.Errorf("%w: line %d: %w", ErrLine, r.in.line, err)
	}
	return p, nil
}

// End implements [dedup.Evidence].
func (r *evidenceReader) End() error {
	rec, err := r.in.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%w: line %d is of pair %.80s %.80s, which the search did not find", dedup.ErrEvidence, r.in.line, rec.Key, rec.Order)
}
