package dedup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
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
	Revised  int64 // stored articles that were read with another text
	KeptOut  int64 // articles that are blocked because they were deleted
	Rejected int64 // records that are not usable articles, and inputs that cannot be read
	// Causes counts the rejected records by cause.
	Causes map[ingest.Cause]int64
	// Skips counts the parts of the input that are not articles, by kind.
	Skips []ingest.Skip
	// NoSource and NoDate count the articles without an outlet and without any time.
	NoSource, NoDate int64
	// Fields counts the names of the fields of records.
	Fields ingest.FieldCounts
}

// Incomplete returns the number of inputs that were not read to their end.
func (a *Added) Incomplete() (n int64) {
	for cause, count := range a.Causes {
		if cause.Incomplete() {
			n += count
		}
	}
	return n
}

// Skip adds to the counts of parts that are not articles.
func (a *Added) Skip(skips []ingest.Skip) {
	for _, s := range skips {
		i := slices.IndexFunc(a.Skips, func(t ingest.Skip) bool { return t.What == s.What && t.File == s.File })
		if i < 0 {
			i = len(a.Skips)
			a.Skips = append(a.Skips, ingest.Skip{What: s.What, File: s.File})
		}
		a.Skips[i].N += s.N
	}
}

// Ingest reads src to its end and adds its articles to st. Reading the same input again
// changes nothing. When ctx ends, Ingest stores the articles that it has read and returns
// ctx's error. The next run continues from there.
//
// Several workers make the sketches of chunks, and one goroutine stores them in input
// order. The number of chunks in work bounds the memory.
func Ingest(ctx context.Context, st *store.Store, src *ingest.Source, o Options) (Added, error) {
	w, err := st.NewWriter()
	if err != nil {
		return Added{}, fmt.Errorf("ingest: %w", err)
	}
	p := &pipeline{opts: o, writer: w, source: src, added: Added{Causes: map[ingest.Cause]int64{}}}
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
	noClock int64 // articles without a time
	noHome  int64 // articles without an outlet
	rejects []ingest.Reject
	err     error
	done    chan struct{} // receives when a worker is finished with it
}

type pipeline struct {
	opts   Options
	writer *store.Writer
	source *ingest.Source
	mu     sync.Mutex // guards added.Fields until the workers have ended
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
		wg.Go(func() { p.sketchParcels(work) })
	}
	err := p.drain(ctx, free, order)
	cancel(err)
	for pc := range order { // so that the reader is not blocked
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

// begin makes pc ready for the articles of its chunk.
func (pc *parcel) begin() {
	pc.read, pc.noClock, pc.noHome = 0, 0, 0
	pc.rejects = append(pc.rejects[:0], pc.chunk.Rejects...)
}

// count counts an article, and whether it has no outlet or no time.
func (pc *parcel) count(a *article.Article) {
	pc.read++
	if a.Source == "" {
		pc.noHome++
	}
	if !a.Published.Known() && !a.Updated.Known() && !a.Fetched.Known() {
		pc.noClock++
	}
}

func (pc *parcel) reject(r ingest.Reject) { pc.rejects = append(pc.rejects, r) }

// sketchParcels is one worker: it decodes, sketches and packs whole chunks.
func (p *pipeline) sketchParcels(work <-chan *parcel) {
	var (
		dec ingest.Decoder
		sk  sketcher
		s   store.Sketch
	)
	for pc := range work {
		pc.block.Reset()
		pc.begin()
		add := func(a *article.Article) error {
			sk.observation(&s, a)
			pc.block.Add(a, &s)
			pc.count(a)
			return nil
		}
		pc.err = dec.Decode(&pc.chunk, add, pc.reject)
		if pc.err == nil {
			pc.err = pc.block.Seal()
		}
		pc.done <- struct{}{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.added.Fields.Add(dec.Fields())
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
	if err := p.finish(pc); err != nil {
		return err
	}
	got, err := p.writer.Append(pc.block)
	if err != nil {
		return fmt.Errorf("store %s: %w", pc.chunk.File, err)
	}
	p.added.Stored += int64(got.Stored)
	p.added.Known += int64(got.Known)
	p.added.Revised += int64(got.Revised)
	p.added.KeptOut += int64(got.KeptOut)
	return nil
}

// finish adds the counts of a parcel and reports its rejected records.
func (p *pipeline) finish(pc *parcel) error {
	p.added.Skip(pc.chunk.Skips)
	p.added.Read += pc.read
	p.added.NoSource += pc.noHome
	p.added.NoDate += pc.noClock
	if n := pc.read + int64(len(pc.chunk.Skips)); p.opts.Took != nil && n > 0 {
		p.opts.Took(pc.chunk.File, n)
	}
	for _, r := range pc.rejects {
		p.added.Rejected++
		p.added.Causes[r.Cause]++
		if p.opts.Reject != nil {
			if err := p.opts.Reject(r); err != nil {
				return fmt.Errorf("write reject: %w", err)
			}
		}
		if p.opts.Strict {
			return fmt.Errorf("%w: %w (without --strict it is listed and the job goes on)", ErrStrict, r)
		}
	}
	for _, s := range pc.chunk.Skips {
		if p.opts.Strict && s.File {
			return fmt.Errorf("%w: a file in a folder is of no format that is read: %s (without --strict it is counted and the job goes on)", ErrStrict, s.What)
		}
	}
	return nil
}
