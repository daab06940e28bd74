package dedup

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// An Intake adds articles of many callers to a store. One commit serves all callers that are
// waiting. It is safe for concurrent use.
type Intake struct {
	st      *store.Store
	batches chan *Batch
	quit    chan struct{} // closed by Close
	once    sync.Once
	ended   chan struct{} // closed when the committing goroutine has ended
}

// ErrIntakeClosed is returned by [Intake.Add] after Close.
var ErrIntakeClosed = errors.New("no more articles are taken: the process is ending")

// intakeBatches is the largest number of batches in one commit. A batch has at most about 1 MiB.
const intakeBatches = 32

// NewIntake returns an intake for st and starts its goroutine. Close ends it.
func NewIntake(st *store.Store) *Intake {
	in := &Intake{st: st, batches: make(chan *Batch), quit: make(chan struct{}), ended: make(chan struct{})}
	go in.run()
	return in
}

// Close waits for the current commit. Add returns [ErrIntakeClosed] for batches that are not in it.
func (in *Intake) Close() {
	in.once.Do(func() { close(in.quit) })
	<-in.ended
}

// A Batch holds the decoded articles of one piece of input. It reuses its memory and is
// not safe for concurrent use.
type Batch struct {
	// Results has one entry for each record of the input, in order. The outcomes are known
	// when Add has returned.
	Results []Result

	dec      ingest.Decoder
	sketcher sketcher
	block    *store.Block
	err      error
	done     chan struct{}
}

// A Result is the outcome of one record.
type Result struct {
	ID      string
	Outcome string // stored, known, revised, kept_out or rejected
	Reason  string // why the record was rejected
}

// outcomeRejected is the outcome of a record that is not a usable article.
const outcomeRejected = "rejected"

// NewBatch returns an empty batch.
func NewBatch() *Batch { return &Batch{block: store.NewBlock(), done: make(chan struct{}, 1)} }

// Fill replaces the batch by the records of a chunk.
func (b *Batch) Fill(c *ingest.Chunk) error {
	b.block.Reset()
	b.Results = b.Results[:0]
	for i := range c.Rejects {
		b.reject(c.Rejects[i])
	}
	var sk store.Sketch
	err := b.dec.Decode(c, func(a *article.Article) error {
		b.sketcher.observation(&sk, a)
		b.block.Add(a, &sk)
		b.Results = append(b.Results, Result{ID: string([]byte(a.ID))})
		return nil
	}, b.reject)
	if err != nil {
		return err
	}
	return b.block.Seal()
}

// Empty reports whether no record of the batch is an article.
func (b *Batch) Empty() bool { return b.block.Len() == 0 }

func (b *Batch) reject(r ingest.Reject) {
	b.Results = append(b.Results, Result{ID: r.Record, Outcome: outcomeRejected, Reason: r.Reason})
}

// Add stores a batch. When it returns nil, the articles are on disk and survive a crash. After an
// error they may or may not be stored. The caller can send them again, which changes nothing if
// they were stored. The batch must not be used while Add runs.
func (in *Intake) Add(ctx context.Context, b *Batch) error {
	if b.block.Len() == 0 {
		return nil
	}
	select {
	case in.batches <- b:
		<-b.done // a batch that was taken is always answered
		return b.err
	case <-in.quit:
		return ErrIntakeClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run commits waiting batches until the intake is closed.
func (in *Intake) run() {
	defer close(in.ended)
	for {
		select {
		case <-in.quit:
			return
		case b := <-in.batches:
			in.commit(in.gather(b))
		}
	}
}

// gather returns the first batch and all that are waiting.
func (in *Intake) gather(first *Batch) []*Batch {
	list := []*Batch{first}
	for len(list) < intakeBatches {
		select {
		case b := <-in.batches:
			list = append(list, b)
		default:
			return list
		}
	}
	return list
}

func (in *Intake) commit(list []*Batch) {
	err := in.write(list)
	for _, b := range list {
		b.err = err
		b.done <- struct{}{}
	}
}

func (in *Intake) write(list []*Batch) error {
	w, err := in.st.NewWriter()
	if err != nil {
		return fmt.Errorf("store articles: %w", err)
	}
	for _, b := range list {
		if _, err := w.Append(b.block); err != nil {
			w.Abort()
			return fmt.Errorf("store articles: %w", err)
		}
		b.settle(w.Outcomes())
	}
	if err := w.Commit(); err != nil {
		return fmt.Errorf("store articles: %w", err)
	}
	return nil
}

// settle sets the outcomes of the articles of the batch.
func (b *Batch) settle(outcomes []store.Outcome) {
	at := 0
	for i := range b.Results {
		if r := &b.Results[i]; r.Outcome != outcomeRejected {
			r.Outcome = outcomes[at].String()
			at++
		}
	}
}
