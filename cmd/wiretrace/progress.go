package main

import (
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/wiretrace/wiretrace/dedup"
)

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	switch f := w.(type) {
	case *os.File:
		return term.IsTerminal(int(f.Fd()))
	case *terminalWriter:
		return true
	}
	return false
}

// newProgress returns progress bars on a terminal, or a line a minute elsewhere. With --quiet it returns
// nil. Call the function when the job is over.
func (a *app) newProgress() (dedup.Progress, func()) {
	switch {
	case a.quiet:
		return nil, func() {}
	case a.verbose:
		t := &stageTimes{app: a}
		return t, t.end
	case isTerminal(a.err):
		b := &bars{pool: mpb.New(mpb.WithOutput(a.err), mpb.WithWidth(48), mpb.WithRefreshRate(200*time.Millisecond))}
		return b, b.end
	default:
		return &lines{app: a, last: time.Now()}, func() {}
	}
}

// bars shows a progress bar for each stage.
type bars struct {
	pool *mpb.Progress
	bar  *mpb.Bar
}

func (b *bars) Stage(name string, total int64) {
	b.finish()
	if total <= 0 { // total unknown: no bar
		b.bar = b.pool.AddSpinner(0,
			mpb.PrependDecorators(decor.Name(name, decor.WCSyncSpaceR), decor.CurrentNoUnit("%d", decor.WCSyncSpace)),
			mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)),
		)
		return
	}
	b.bar = b.pool.AddBar(total,
		mpb.PrependDecorators(decor.Name(name, decor.WCSyncSpaceR), decor.CountersNoUnit("%d of %d", decor.WCSyncSpace)),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Name(" "), decor.Elapsed(decor.ET_STYLE_GO)),
	)
}

func (b *bars) Add(n int64) { b.bar.IncrInt64(n) }

func (b *bars) finish() {
	if b.bar != nil {
		b.bar.SetTotal(-1, true)
	}
}

func (b *bars) end() {
	b.finish()
	b.pool.Wait()
}

// stageTimes prints the count and the time of each stage when it ends.
type stageTimes struct {
	app   *app
	name  string
	done  int64
	start time.Time
}

func (s *stageTimes) Stage(name string, _ int64) {
	s.end()
	s.name, s.done, s.start = name, 0, time.Now()
}

func (s *stageTimes) Add(n int64) { s.done += n }

func (s *stageTimes) end() {
	if s.name != "" {
		s.app.logf("%s: %d in %s", s.name, s.done, time.Since(s.start).Round(time.Millisecond))
	}
	s.name = ""
}

// lines prints a line of progress once a minute.
type lines struct {
	app   *app
	name  string
	total int64
	done  int64
	last  time.Time
}

func (l *lines) Stage(name string, total int64) { l.name, l.total, l.done = name, total, 0 }

func (l *lines) Add(n int64) {
	l.done += n
	if time.Since(l.last) < time.Minute {
		return
	}
	l.last = time.Now()
	if l.total > 0 {
		l.app.logf("%s: %d of %d", l.name, l.done, l.total)
		return
	}
	l.app.logf("%s: %d", l.name, l.done)
}
