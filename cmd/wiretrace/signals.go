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

// grace is how long a command has to end after a signal: the store survives a kill at any
// instant, so that a command that waits for something else is ended.
const grace = 1500 * time.Millisecond

// untilSignal returns a context that ends with the first SIGINT or SIGTERM. If the command has not ended within grace, or
// at a second signal, the process ends. The signals are heard until the process ends: one that comes after the work, when
// only the exit is left, does not change the status.
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

// graceKey is the key of the grace in the context of untilSignal.
type graceKey struct{}

// setGrace sets how long the command of a context has to end after a signal.
func setGrace(ctx context.Context, d time.Duration) {
	if at, ok := ctx.Value(graceKey{}).(*atomic.Int64); ok {
		at.Store(int64(d))
	}
}

// interruptible returns a reader that ends when ctx does, also while it waits for bytes that do not come.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	return &patientReader{ctx: ctx, r: r, done: make(chan int, 1)}
}

type patientReader struct {
	ctx  context.Context //nolint:containedctx // a reader has no other way
	r    io.Reader
	buf  []byte
	done chan int // the bytes that a read has got
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
	case <-p.ctx.Done(): // the goroutine ends with the process, or when the bytes come
		p.buf = nil
		return 0, p.ctx.Err()
	case n := <-p.done:
		copy(b, into[:n])
		return n, p.err
	}
}

// stoppable returns a writer that fails when ctx has ended.
func stoppable(ctx context.Context, w io.Writer) io.Writer { return &stoppableWriter{ctx, w} }

type stoppableWriter struct {
	ctx context.Context //nolint:containedctx // a writer has no other way
	w   io.Writer
}

func (s *stoppableWriter) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(b)
}
