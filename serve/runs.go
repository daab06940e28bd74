package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// The states of a run.
const (
	runRunning = "running"
	runDone    = "done"
	runFailed  = "failed"
)

// keptRuns is how many runs are remembered.
const keptRuns = 64

// runs starts runs, one at a time, and remembers their results.
type runs struct {
	st   *store.Store
	opts *Options
	ctx  context.Context //nolint:containedctx // cancelled when the server stops; runs outlive their requests
	wg   sync.WaitGroup

	mu      sync.Mutex
	list    []*run // the last runs, oldest first
	next    int
	current *run
	closed  bool
}

// A run is one run of dedup. Its fields are guarded by runs.mu.
type run struct {
	of      *runs
	id      int
	state   string
	began   time.Time
	ended   time.Time
	stage   string
	done    int64
	total   int64
	problem string
	record  *report.Run
	near    bool
	over    chan struct{} // closed at the end of the run
}

// newRuns returns the runs of a store. They end with ctx.
func newRuns(ctx context.Context, st *store.Store, o *Options) *runs {
	return &runs{st: st, opts: o, ctx: ctx, next: 1}
}

// close waits for the run in progress, whose context is cancelled. The next run will continue it.
func (r *runs) close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.wg.Wait()
}

// errRunning is returned if a run is in progress.
var errRunning = errors.New("a run is under way")

// begin starts a run. With errRunning it returns the run in progress.
func (r *runs) begin(near bool) (*run, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	x, err := r.enter(near)
	if err == nil {
		r.wg.Go(func() { x.run(r.ctx) })
	}
	return x, err
}

// await waits until no run is in progress, and then registers a run for a command. The command must end
// it.
func (r *runs) await(ctx context.Context) (*run, error) {
	for {
		r.mu.Lock()
		x, err := r.enter(false)
		r.mu.Unlock()
		if !errors.Is(err, errRunning) {
			return x, err
		}
		select {
		case <-x.over:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// enter registers a new run as the one in progress. r.mu is held.
func (r *runs) enter(near bool) (*run, error) {
	if r.current != nil {
		return r.current, errRunning
	}
	if r.closed {
		return nil, store.ErrClosed
	}
	x := &run{of: r, id: r.next, state: runRunning, began: time.Now(), near: near, over: make(chan struct{})}
	r.next++
	r.current = x
	r.list = append(r.list, x)
	if len(r.list) > keptRuns {
		r.list = r.list[1:]
	}
	return x, nil
}

// run runs.
func (x *run) run(ctx context.Context) {
	o := x.of.opts.Dedup
	o.Progress = x
	o.Near = x.near
	if x.near {
		o.Calibration = nil
	}
	linked, err := safely(func() (dedup.Linked, error) { return dedup.Link(ctx, x.of.st, o) })
	if err == nil {
		if settleErr := x.of.st.Settle(); settleErr != nil && !errors.Is(settleErr, store.ErrBusy) {
			err = settleErr
		}
	}
	if err != nil {
		if x.of.opts.Logf != nil {
			x.of.opts.Logf("run %d: %v", x.id, err)
		}
		x.end(err, nil)
		return
	}
	done := dedup.Run{Version: x.of.opts.Version, Linked: linked}
	done.Timings = []dedup.Timing{{Stage: "link", Seconds: time.Since(x.began).Seconds()}}
	rec := done.Record(o)
	x.end(nil, &rec)
}

// end records the result of a run, and lets the next one start.
func (x *run) end(err error, rec *report.Run) {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	x.of.current, x.ended, x.stage = nil, time.Now(), ""
	x.state, x.record = runDone, rec
	if err != nil {
		x.state, x.problem = runFailed, err.Error()
	}
	if errors.Is(err, errPanic) {
		x.problem = internalError // the message of a panic goes to the log
	}
	close(x.over)
}

// errPanic marks an error that was a panic.
var errPanic = errors.New("internal error")

// safely turns a panic into an error.
func safely(do func() (dedup.Linked, error)) (out dedup.Linked, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, v, debug.Stack())
		}
	}()
	err = store.Fault(func() error { out, err = do(); return err })
	return out, err
}

// Stage starts a stage.
func (x *run) Stage(name string, total int64) {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	x.stage, x.total, x.done = name, total, 0
}

// Add adds n finished units to the stage.
func (x *run) Add(n int64) {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	x.done += n
}

// A runBody is a run in the API.
type runBody struct {
	ID    int         `json:"id"`
	State string      `json:"state"` // running, done or failed
	Near  bool        `json:"near"`
	Began string      `json:"began"`
	Ended *string     `json:"ended"`
	Stage *string     `json:"stage"` // null: the run is over
	Done  int64       `json:"done"`  // finished units of the stage
	Total int64       `json:"total"` // 0: unknown
	Error *string     `json:"error"`
	Run   *report.Run `json:"run"` // as in run.json; null while it runs and for runs started by commands
}

func (x *run) body() runBody {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	b := runBody{ID: x.id, State: x.state, Near: x.near, Began: x.began.UTC().Format(time.RFC3339), Done: x.done, Total: x.total, Run: x.record}
	if x.state == runRunning {
		stage := x.stage // a copy, since the run changes it
		b.Stage = &stage
		return b
	}
	ended := x.ended.UTC().Format(time.RFC3339)
	b.Ended = &ended
	if x.problem != "" {
		b.Error = &x.problem
	}
	return b
}

// find returns a run by its number.
func (r *runs) find(id string) *run {
	n, err := strconv.Atoi(id)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.list {
		if err == nil && x.id == n {
			return x
		}
	}
	return nil
}

// readRun reads the options of a run from a request.
func readRun(r io.Reader) (near bool, err error) {
	ask := map[string]any{}
	dec := json.NewDecoder(r)
	if err = dec.Decode(&ask); errors.Is(err, io.EOF) {
		return false, nil
	}
	ok := err == nil && ask != nil && !dec.More()
	for name, v := range ask {
		var is bool
		near, is = v.(bool)
		ok = ok && is && name == "near"
	}
	if !ok {
		return false, fmt.Errorf("%w: send nothing, or {\"near\": true}", errInput)
	}
	return near, nil
}

// postDedup starts a run.
func (s *Server) postDedup(w http.ResponseWriter, r *http.Request) {
	near, err := readRun(http.MaxBytesReader(w, r.Body, 4<<10))
	if err != nil {
		s.fail(w, err)
		return
	}
	x, err := s.runs.begin(near)
	if err != nil && !errors.Is(err, errRunning) {
		s.fail(w, err)
		return
	}
	w.Header().Set("Location", fmt.Sprintf("/v1/runs/%d", x.id))
	status := http.StatusAccepted
	if err != nil {
		status = http.StatusConflict
	}
	s.json(w, status, x.body())
}

// getRun answers with the progress of a run.
func (s *Server) getRun(w http.ResponseWriter, r *http.Request) {
	x := s.runs.find(r.PathValue("id"))
	if x == nil {
		problem(w, http.StatusNotFound, "no run has this number; the last %d since the server began are remembered", keptRuns)
		return
	}
	s.json(w, http.StatusOK, x.body())
}
