package generation

import (
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// Traces holds the results of tracing of one run.
type Traces struct {
	Clusters []*record.Cluster // those with at least two live members, as in Clustering.Live
	Singles  map[store.Doc]*record.Article
}

var errMeanwhile = errors.New("another run ended while the store was read: try again")

// OpenTraces opens the trace records of a generation. It returns nil if nothing was traced.
func OpenTraces(v *store.View, generation uint64) (*record.Reader, error) {
	if v.Blocks() == 0 {
		return nil, nil
	}
	if v.Generation() != generation {
		return nil, errMeanwhile
	}
	b, err := record.Open(v.Blocks(), v.Block)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConclusions, err)
	}
	return b, nil
}

// KeptBlocks returns the blocks that the run of a generation kept for the next run. They are valid until
// the view ends.
func KeptBlocks(v *store.View, generation uint64) (blocks [][]byte, err error) {
	b, err := OpenTraces(v, generation)
	if b == nil || err != nil {
		return nil, err
	}
	for i := b.Blocks(); i < v.Blocks(); i++ {
		block, err := v.Block(i)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// TracesReadable reports whether all trace records can be decoded.
func TracesReadable(v *store.View) bool {
	b, err := OpenTraces(v, v.Generation())
	if err != nil || b == nil {
		return err == nil
	}
	return b.Each(func(*record.Cluster) error { return nil }, func(*record.Article) error { return nil }) == nil
}

// LoadTraces reads all trace records of articles that are still live. It returns nil if nothing
// was traced.
func LoadTraces(v *store.View, c *Conclusions) (*Traces, error) {
	b, err := OpenTraces(v, c.Number)
	if b == nil || err != nil {
		return nil, err
	}
	s := &Traces{Singles: map[store.Doc]*record.Article{}}
	err = b.Each(func(x *record.Cluster) error {
		if x, _ = x.Without(Gone(v)); len(x.Members) > 1 {
			s.Clusters = append(s.Clusters, x)
		}
		return nil
	}, func(a *record.Article) error {
		s.Singles[a.Doc] = a
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConclusions, err)
	}
	return s, nil
}

// Gone returns a function that reports whether a member is no longer there: it was deleted, or revised
// since the run. An earlier revision is there as long as it is stored.
func Gone(v *store.View) func(*record.Article) bool {
	return func(a *record.Article) bool {
		if v.Live(a.Doc) {
			return false
		}
		_, err := v.Meta(a.Doc)
		return !a.Old || err != nil
	}
}

// Verify decodes the conclusions and all trace records. It calls fn with the problems, at most 100, and
// changes nothing.
func Verify(v *store.View, fn func(problem string)) error {
	if _, err := Load(v); Unreadable(err) {
		fn(err.Error())
	} else if err != nil {
		return err
	}
	b, err := OpenTraces(v, v.Generation())
	if err != nil {
		fn(err.Error())
		return nil
	}
	if b == nil {
		return nil
	}
	left := maxProblems
	check := func(a *record.Article) {
		if a.Doc >= v.Docs() && left > 0 {
			left--
			fn(fmt.Sprintf("traces: there is no article %d", a.Doc))
		}
		for i := range a.Passages {
			if p := &a.Passages[i]; p.Placed && p.From >= v.Docs() && left > 0 {
				left--
				fn(fmt.Sprintf("traces: a passage of article %d is from article %d, which there is not", a.Doc, p.From))
			}
		}
	}
	err = b.Each(func(c *record.Cluster) error {
		for i := range c.Members {
			check(&c.Members[i])
		}
		return nil
	}, func(a *record.Article) error {
		check(a)
		return nil
	})
	if err != nil {
		fn("traces: " + err.Error())
	}
	return verifyKept(v, fn)
}

// verifyKept decodes what the run kept for the next run.
func verifyKept(v *store.View, fn func(problem string)) error {
	blocks, err := KeptBlocks(v, v.Generation())
	if len(blocks) == 0 && err == nil {
		return nil
	}
	var r *kept.Reader
	if err == nil {
		r, err = kept.Open(blocks)
	}
	if err == nil {
		err = r.Check()
	}
	if err != nil {
		fn("kept evidence: " + err.Error())
	}
	return nil
}

// maxProblems is how many problems are reported.
const maxProblems = 100
