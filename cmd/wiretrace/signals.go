package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// grace is how long a command may run after a signal. Then the process exits, even if the command waits
// for something: a kill cannot damage the store.
const grace = 1500 * time.Millisecond

// untilSignal returns a context that is cancelled by the first SIGINT or SIGTERM. The process exits at a
// second signal, or if the command is still running after grace. Signals stay caught until the process
// exits, so that a signal after the work is done does not change the status.
func untilSignal(errOut io.Writer) context.Context {
	var patience atomic.Int64
	patience.Store(int64(grace))
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), graceKey{}, &patience))
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel()
		select {
		case <-signals:
		case <-time.After(time.Duration(patience.Load())):
		}
		fmt.Fprintln(errOut, "wiretrace: interrupted: what was committed is stored, the next run goes on from there")
		os.Exit(exitFailed)
	}()
	return ctx
}

// graceKey is the key of the grace period in the context of untilSignal.
type graceKey struct{}

// setGrace sets how long the command may run after a signal. ctx is a context of untilSignal.
func setGrace(ctx context.Context, d time.Duration) {
	if at, ok := ctx.Value(graceKey{}).(*atomic.Int64); ok {
		at.Store(int64(d))
	}
}

// interruptible returns a reader that fails when ctx is cancelled, even while it waits for input.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	return &patientReader{ctx: ctx, r: r, done: make(chan int, 1)}
}

type patientReader struct {
	ctx  context.Context //nolint:containedctx // Read has no context parameter
	r    io.Reader
	buf  []byte
	done chan int // number of bytes that the last read got
	err  error
}

func (p *patientReader) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	if len(p.buf) < len(b) {
		p.buf = make([]byte, len(b))
	}
	into := p.buf[:len(b)]
	go func() {
		n, err := p.r.Read(into)
		p.err = err
		p.done <- n
	}()
	select {
	case <-p.ctx.Done(): // the goroutine stays until bytes come or the process exits
		p.buf = nil
		return 0, p.ctx.Err()
	case n := <-p.done:
		copy(b, into[:n])
		return n, p.err
	}
}

// stoppable returns a writer that fails when ctx is cancelled.
func stoppable(ctx context.Context, w io.Writer) io.Writer { return &stoppableWriter{ctx, w} }

type stoppableWriter struct {
	ctx context.Context //nolint:containedctx // Write has no context parameter
	w   io.Writer
}

func (s *stoppableWriter) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(b)
}
