package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// ErrCalibration is returned for calibrations that must not be applied.
var ErrCalibration = errors.New("calibration")

// Bounds of the parameters of a [Calibration]. A greater change would replace the model
// instead of correcting it.
const (
	minSlope, maxSlope = .05, 20
	maxShift           = 20
)

// A Calibration corrects the probabilities of a model so that they fit labels. It
// keeps the order of the probabilities:
//
//	logit q = A ln p - B ln(1-p) + C
//
// This is beta calibration. With A = B it is Platt's calibration of the logit. With
// A = B = 1 and C = 0 it changes nothing. With A = B = 2 and C = 0, p = .75 becomes .9.
// The zero value is not valid: see [IdentityCalibration]. It is read-only and
// safe for concurrent use.
type Calibration struct {
	// Version names the calibration in results. [Calibration.Stamp] makes it from the
	// other fields.
	Version string `json:"version"`
	// Model is the version of the model whose probabilities it was fitted on. It applies
	// only to that model. It is "" if the model was not known.
	Model string `json:"model"`
	// Method is how the parameters were found: identity, platt or beta.
	Method string  `json:"method"`
	A      float64 `json:"a"`
	B      float64 `json:"b"`
	C      float64 `json:"c"`
	// Positives and Negatives count the labelled pairs that it was fitted on.
	Positives int `json:"positives"`
	Negatives int `json:"negatives"`
}

// IdentityCalibration returns the calibration that changes nothing.
func IdentityCalibration() Calibration {
	return Calibration{Method: "identity", A: 1, B: 1}.Stamp()
}

// Identity reports whether Apply returns its argument.
func (c *Calibration) Identity() bool { return c.A == 1 && c.B == 1 && c.C == 0 }

// Apply returns the corrected probability of p. It never falls as p rises. It keeps 0 and 1,
// and values between them stay between them. A p below 0 or NaN counts as 0, a p above 1 as 1.
func (c *Calibration) Apply(p float64) float64 {
	switch {
	case !(p > 0):
		return 0
	case p >= 1:
		return 1
	case c.Identity():
		return p
	}
	z := c.A*math.Log(p) - c.B*math.Log1p(-p) + c.C
	q := 1 / (1 + math.Exp(-z))
	return min(max(q, math.SmallestNonzeroFloat64), math.Nextafter(1, 0))
}

// Stamp returns the calibration with its version set: "cal-" and the first 12 digits of a
// hash of its parameters, model and labels.
func (c Calibration) Stamp() Calibration {
	text := fmt.Sprintf("%q %q %x %x %x %d %d", c.Model, c.Method, c.A, c.B, c.C, c.Positives, c.Negatives)
	sum := sha256.Sum256([]byte(text))
	c.Version = "cal-" + hex.EncodeToString(sum[:6])
	return c
}

// Validate returns an error that wraps [ErrCalibration] if the calibration would not keep the
// order of probabilities, or if its version does not match its parameters.
func (c *Calibration) Validate() error {
	for _, slope := range []float64{c.A, c.B} {
		if !(slope >= minSlope && slope <= maxSlope) {
			return fmt.Errorf("%w %q: a and b are from %v to %v, one is %v", ErrCalibration, c.Version, minSlope, maxSlope, slope)
		}
	}
	if !(math.Abs(c.C) <= maxShift) {
		return fmt.Errorf("%w %q: c is from -%d to %d, it is %v", ErrCalibration, c.Version, maxShift, maxShift, c.C)
	}
	if c.Positives < 0 || c.Negatives < 0 {
		return fmt.Errorf("%w %q: counts of labels can't be negative", ErrCalibration, c.Version)
	}
	if want := c.Stamp().Version; c.Version != want {
		return fmt.Errorf("%w %q: its parameters are those of %s: it was changed by hand; fit it again", ErrCalibration, c.Version, want)
	}
	return nil
}

// ParseCalibration reads a calibration from its JSON form and validates it.
func ParseCalibration(data []byte) (Calibration, error) {
	var c Calibration
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("%w: %w", ErrCalibration, err)
	}
	err := c.Validate()
	return c, err
}
