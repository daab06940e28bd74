package stage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/score"
)

// ErrEpoch is returned for bytes that are no epoch file of this version.
var ErrEpoch = errors.New("no epoch file of this version")

// An Epoch is what a run learnt over all articles that the evidence of a pair depends on: a file that all tasks of
// the stage [Align] read.
type Epoch struct {
	learnt dedup.Learnt
	print  string // of the run
	digest string // of the file
}

// An epochFile is an epoch as JSON.
type epochFile struct {
	Version     int                  `json:"version"`
	Run         string               `json:"run"`
	Lines       []byte               `json:"lines"`
	Recurring   []byte               `json:"recurring"`
	Calibration *cluster.Calibration `json:"calibration,omitempty"`
}

// WriteEpoch writes what a run learnt.
func (p *Plan) WriteEpoch(out io.Writer, l *dedup.Learnt) (*Epoch, error) {
	f := epochFile{Version: Version, Run: p.print, Lines: l.Lines.Encode(nil), Calibration: l.Calibration}
	if l.Recurring != nil {
		f.Recurring = l.Recurring.Encode(nil)
	}
	data, err := json.Marshal(&f)
	if err != nil {
		return nil, err
	}
	data = append(data, '\n')
	_, err = out.Write(data)
	return &Epoch{*l, p.print, digestOf(data)}, err
}

// digestOf identifies an epoch file.
func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// ParseEpoch reads what [Plan.WriteEpoch] wrote.
func ParseEpoch(data []byte) (*Epoch, error) {
	var f epochFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEpoch, err)
	}
	if f.Version != Version {
		return nil, fmt.Errorf("%w: its version is %d, that of this program %d", ErrEpoch, f.Version, Version)
	}
	e := &Epoch{print: f.Run, digest: digestOf(data)}
	var rest []byte
	var err error
	if e.learnt.Lines, rest, err = furniture.DecodeLines(f.Lines); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: furniture lines: %w", ErrEpoch, errors.Join(errEncoding, err))
	}
	if len(f.Recurring) > 0 {
		if e.learnt.Recurring, rest, err = score.DecodeRecurring(f.Recurring); err != nil || len(rest) > 0 {
			return nil, fmt.Errorf("%w: recurring runs: %w", ErrEpoch, errors.Join(errEncoding, err))
		}
	}
	if e.learnt.Calibration = f.Calibration; f.Calibration != nil {
		if err := dedup.CheckCalibration(f.Calibration); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrEpoch, err)
		}
	}
	return e, nil
}

// Plan returns the run of the epoch, for the stage [Align].
func (e *Epoch) Plan() *Plan { return &Plan{print: e.print, epoch: e} }
