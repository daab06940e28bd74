package check

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// A Pool checks articles for many callers. Its workers keep a view of the store and other state ready,
// because preparing them takes longer than a check. It is safe for concurrent use.
type Pool struct {
	st   *store.Store
	jobs chan *job
	quit chan struct{}
	once sync.Once
	wg   sync.WaitGroup

	mu       sync.Mutex
	outline  *generation.Conclusions // of the last generation read
	prepared bool
}

// A job is one article to be checked by a worker.
type job struct {
	ctx    context.Context //nolint:containedctx // the caller's context
	art    *article.Article
	window time.Duration
	near   bool
	answer Answer
	err    error
	done   chan struct{}
}

// ErrPoolClosed is returned by [Pool.Check] after Close.
var ErrPoolClosed = errors.New("no more checks are done: the process is ending")

const (
	// viewAge is how long a worker keeps a view. It is also the longest time until checks see a new
	// article, and the longest wait of an operation that needs exclusive access to the store's files.
	viewAge = 500 * time.Millisecond
	// viewIdle is how long a worker without jobs keeps a view.
	viewIdle = 100 * time.Millisecond
)

// NewPool returns a pool with a number of workers. Close it before the store.
func NewPool(st *store.Store, workers int) *Pool {
	p := &Pool{st: st, jobs: make(chan *job), quit: make(chan struct{})}
	for range workers {
		p.wg.Go(p.work)
	}
	return p
}

// Close ends the workers when their checks are done.
func (p *Pool) Close() {
	p.once.Do(func() { close(p.quit) })
	p.wg.Wait()
}

// Check compares an article with the stored ones. Matches are within window from it in time; 0 means no
// limit. It waits for a worker until ctx ends.
func (p *Pool) Check(ctx context.Context, a *article.Article, window time.Duration) (Answer, error) {
	return p.do(&job{ctx: ctx, art: a, window: window})
}

// Near is like Check, but uses only sketches: it finds whole copies, but neither passages nor sources, and
// takes about 100 us.
func (p *Pool) Near(ctx context.Context, a *article.Article, window time.Duration) (Answer, error) {
	return p.do(&job{ctx: ctx, art: a, window: window, near: true})
}

func (p *Pool) do(j *job) (Answer, error) {
	j.done = make(chan struct{})
	select {
	case p.jobs <- j:
	case <-p.quit:
		return Answer{}, ErrPoolClosed
	case <-j.ctx.Done():
		return Answer{}, j.ctx.Err()
	}
	<-j.done // a job that was accepted is always answered
	if j.err != nil {
		return Answer{}, fmt.Errorf("check: %w", j.err)
	}
	return j.answer, nil
}

// work answers jobs. It renews its view when that is too old.
func (p *Pool) work() {
	for {
		select {
		case <-p.quit:
			return
		case j := <-p.jobs:
			if err := p.st.View(func(v *store.View) error { return p.session(v, j) }); err != nil && j != nil {
				p.refuse(j, err)
			}
		}
	}
}

// refuse answers a job with an error if no session answered it.
func (p *Pool) refuse(j *job, err error) {
	select {
	case <-j.done:
	default:
		j.err = err
		close(j.done)
	}
}

// session answers the first job and further ones until the view is too old. It ends with an error if the
// first job fails or the store is damaged.
func (p *Pool) session(v *store.View, j *job) error {
	conclusions, err := p.conclusions(v)
	if err != nil {
		return err
	}
	checker, err := dedup.NewChecker(v, conclusions, 0)
	if err != nil {
		return err
	}
	old, idle := time.NewTimer(viewAge), time.NewTimer(viewIdle)
	defer old.Stop()
	defer idle.Stop()
	for {
		if !j.run(v, checker, conclusions) {
			return nil
		}
		idle.Reset(viewIdle)
		select {
		case <-p.quit:
			return nil
		case <-old.C:
			return nil
		case <-idle.C:
			return nil
		case j = <-p.jobs:
		}
	}
}

// conclusions returns the outline of the generation that v sees. All workers share it.
func (p *Pool) conclusions(v *store.View) (*generation.Conclusions, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.prepared && p.outline.Number == v.Generation() {
		return p.outline, nil
	}
	c, err := generation.LoadIndexed(v)
	if err == nil {
		p.outline, p.prepared = c, true
	}
	return c, err
}

// run answers a job. It returns false if the checker must not be used again.
func (j *job) run(v *store.View, checker *dedup.Checker, c *generation.Conclusions) (usable bool) {
	defer close(j.done)
	defer func() {
		if r := recover(); r != nil { // one hostile article must not end the process
			j.err, usable = fmt.Errorf("internal error: %v\n%s", r, debug.Stack()), false
		}
	}()
	if j.err = j.ctx.Err(); j.err != nil {
		return true
	}
	checker.Within(j.window)
	j.err = store.Fault(func() (err error) {
		if j.near {
			j.answer, err = nearAnswer(checker, j.art)
		} else {
			j.answer, err = answer(checker, j.art)
		}
		if err == nil {
			err = j.answer.reach(v, c)
		}
		return errors.Join(err, v.Err())
	})
	return j.err == nil
}
