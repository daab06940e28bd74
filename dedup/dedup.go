// Package dedup has the nightly job and the check of one article.
//
// Call [Ingest] to add articles to a store, and [Link] to find copies, clusters and
// sources of the new articles and commit them as a generation. [NewChecker] returns a
// checker of one article against the store, and [NewComparer] a comparer of two
// articles. Package view shows the conclusions of the last generation.
//
// Every function is deterministic. Results depend on the stored articles, on what the
// epoch learnt and on the options. They do not depend on the number of workers, the
// order of input or the clock. The package has no access to flags or standard streams.
package dedup

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/score"
)

// ErrStrict is returned by [Ingest] under Options.Strict for the first record
// that is rejected.
var ErrStrict = errors.New("record rejected")

// DefaultWindow is the greatest distance in time of two articles that are linked. Some outlets
// date a page by its last change, four to five weeks after its text. Of 78 labelled copies of a
// German collection, 30 days lose 6 and 60 days none. On a simulated press (real 3) the pair F1 is
// .933 with 30 days and .935 with 60. 90 and 120 days find no more labelled copies.
const DefaultWindow = 60 * 24 * time.Hour

// A Progress receives the progress of a job. Its methods are called from one
// goroutine at a time.
type Progress interface {
	// Stage begins a stage with a total number of units; 0: not known.
	Stage(name string, total int64)
	// Add reports units done in the current stage.
	Add(n int64)
}

// Options are the settings of a job. The zero value is usable.
type Options struct {
	Workers int           // number of goroutines; 0: one for each core
	Window  time.Duration // greatest distance in time of articles that are linked; 0: no limit
	Near    bool          // link by the similarity of whole texts, without alignment
	Learn   bool          // begin a new epoch, even if none is due
	// Calibration corrects the odds that pairs share reporting; nil: none. It must belong to the
	// model of this program, see [CheckCalibration].
	Calibration *cluster.Calibration
	// Newsroom has the user's settings for agencies and outlets. They are not used with Near.
	Newsroom generation.Newsroom
	// Evidence has the evidence of all pairs that [Candidates] finds in the same store; nil: Link
	// aligns them.
	Evidence  Evidence
	Strict    bool     // stop at the first rejected record
	Progress  Progress // may be nil
	groupSize int      // texts that make a near-identical group, for tests; 0: groupTexts
	afresh    bool     // make all evidence of the epoch again, for tests
	// Reject receives each rejected record, in input order. If it is nil, rejected records are
	// only counted.
	Reject func(ingest.Reject) error
	// Took receives the name of a file and the number of articles and of kinds of other items that were recognised,
	// for each part of the file in input order. It may be nil.
	Took func(file string, n int64)
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (o *Options) stage(name string, total int64) {
	if o.Progress != nil {
		o.Progress.Stage(name, total)
	}
}

func (o *Options) add(n int64) {
	if o.Progress != nil {
		o.Progress.Add(n)
	}
}

// CheckCalibration returns an error that wraps [cluster.ErrCalibration] if c was
// fitted on the probabilities of another model than that of this program.
func CheckCalibration(c *cluster.Calibration) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if want := score.Version(); c.Model != want {
		return fmt.Errorf("%w %q: it corrects the model %q, this program has %q: fit it on results of this version",
			cluster.ErrCalibration, c.Version, c.Model, want)
	}
	return nil
}

// NearParameters returns the parameters of the conclusions of a near run with the given window, and the settings of
// its search for candidates.
func NearParameters(window time.Duration) (generation.Parameters, cluster.Options) {
	return parameters(Options{Near: true, Window: window}), cluster.Options{Window: windowMinutes(window)}
}

func parameters(o Options) generation.Parameters {
	p := generation.Parameters{
		Near:          o.Near,
		WindowMinutes: int64(o.Window / time.Minute),
		MinJaccard:    cluster.MinJaccard,
		Link:          cluster.DefaultLink,
		Model:         cluster.NearModel().Version,
		Meaning:       Meaning,
	}
	if !o.Near {
		p.Revisions = true
		p.Model, p.Reuse, p.Newsroom, p.Trace = pair.Version(), score.Version(), o.Newsroom.Digest(), traceVersion()
		if o.Calibration != nil {
			p.Calibration = o.Calibration.Version
		}
	}
	return p
}

// calibrated returns log-odds corrected by the user's calibration.
func calibrated(c *cluster.Calibration, z float64) float64 {
	if c == nil {
		return z
	}
	q := c.Apply(pair.P(z))
	return max(-pair.MaxLogOdds, min(pair.MaxLogOdds, math.Log(q)-math.Log1p(-q)))
}
