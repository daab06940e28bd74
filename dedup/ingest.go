package dedup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// Added counts what one ingest did.
type Added struct {
	Read     int64 // articles read
	Stored   int64 // new articles
	Known    int64 // articles that were stored already, with the same text
	Revised  int64 // stored articles that came with another text
	Rejected int64 // records that are no usable article
}

// Ingest reads src to its end and adds its articles to st. The same input
// twice changes nothing. When ctx ends, what was read so far is stored and
// ctx's error returned: the next run goes on from there.
//
// Chunks are sketched by several workers and stored in input order by one
// goroutine; memory is bounded by the number of chunks in flight.
func Ingest(ctx context.Context, st *store.Store, src *ingest.Source, o Options) (Added, error) {
	w, err := st.NewWriter()
	if err != nil {
		return Added{}, fmt.Errorf("ingest: %w", err)
	}
	p := &pipeline{opts: o, writer: w, source: src}
	o.stage("ingest", 0)
	runErr := p.run(ctx)
	if runErr != nil && !errors.Is(runErr, context.Canceled) && !errors.Is(runErr, context.DeadlineExceeded) {
		w.Abort()
		return Added{}, runErr
	}
	if err := w.Commit(); err != nil {
		return Added{}, fmt.Errorf("ingest: %w", err)
	}
	return p.added, runErr
}

// A parcel is one chunk on its way through the pipeline.
type parcel struct {
	chunk   ingest.Chunk
	block   *store.Block
	read    int64
	rejects []ingest.Reject
	err     error
	done    chan struct{} // receives when a worker is finished with it
}

type pipeline struct {
	opts   Options
	writer *store.Writer
	source *ingest.Source
	added  Added
}

// run moves parcels from the reader through the workers to the writer. The
// order channel holds them in input order; free bounds how many there are.
func (p *pipeline) run(parent context.Context) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	n := 6*p.opts.workers() + 2
	free := make(chan *parcel, n)
	for range n {
		free <- &parcel{block: store.NewBlock(), done: make(chan struct{}, 1)}
	}
	work, order := make(chan *parcel, n), make(chan *parcel, n)
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(order)
		defer close(work)
		if err := p.read(ctx, free, work, order); err != nil {
			cancel(err)
		}
	})
	for range p.opts.workers() {
		wg.Go(func() { sketchParcels(work) })
	}
	err := p.drain(ctx, free, order)
	cancel(err)
	for pc := range order { // the reader must never be left blocked
		<-pc.done
	}
	wg.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	if errors.Is(err, context.Canceled) {
		return parent.Err()
	}
	return err
}

// read fills parcels until the source or the context ends.
func (p *pipeline) read(ctx context.Context, free <-chan *parcel, work, order chan<- *parcel) error {
	for {
		var pc *parcel
		select {
		case <-ctx.Done():
			return nil
		case pc = <-free:
		}
		err := p.source.Next(&pc.chunk)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		order <- pc
		work <- pc
	}
}

// sketchParcels is one worker: it decodes, sketches and packs whole chunks.
func sketchParcels(work <-chan *parcel) {
	var (
		dec ingest.Decoder
		sk  sketcher
		s   store.Sketch
	)
	for pc := range work {
		pc.block.Reset()
		pc.read = 0
		pc.rejects = append(pc.rejects[:0], pc.chunk.Rejects...)
		add := func(a *article.Article) error {
			sk.sketch(&s, a)
			pc.block.Add(a, &s)
			pc.read++
			return nil
		}
		pc.err = dec.Decode(&pc.chunk, add, func(r ingest.Reject) { pc.rejects = append(pc.rejects, r) })
		if pc.err == nil {
			pc.err = pc.block.Seal()
		}
		pc.done <- struct{}{}
	}
}

// drain appends finished parcels to the store in input order.
func (p *pipeline) drain(ctx context.Context, free chan<- *parcel, order <-chan *parcel) error {
	for pc := range order {
		<-pc.done
		if ctx.Err() != nil {
			free <- pc
			return context.Cause(ctx)
		}
		if err := p.append(pc); err != nil {
			free <- pc
			return err
		}
		p.opts.add(pc.read)
		free <- pc
	}
	return nil
}

func (p *pipeline) append(pc *parcel) error {
	if pc.err != nil {
		return fmt.Errorf("%s: %w", pc.chunk.File, pc.err)
	}
	for _, r := range pc.rejects {
		p.added.Rejected++
		if p.opts.Reject != nil {
			if err := p.opts.Reject(r); err != nil {
				return fmt.Errorf("write reject: %w", err)
			}
		}
		if p.opts.Strict {
			return fmt.Errorf("%w: %s:%d: %s (without --strict it is listed and the job goes on)", ErrStrict, r.File, r.Line, r.Reason)
		}
	}
	got, err := p.writer.Append(pc.block)
	if err != nil {
		return fmt.Errorf("store %s: %w", pc.chunk.File, err)
	}
	p.added.Read += pc.read
	p.added.Stored += int64(got.Stored)
	p.added.Known += int64(got.Known)
	p.added.Revised += int64(got.Revised)
	return nil
}
