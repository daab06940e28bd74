package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// A checkedLine is the answer to one record of check --jsonl.
type checkedLine struct {
	Line  int     `json:"line"`
	ID    *string `json:"id"` // null if the record could not be read
	Error string  `json:"error,omitempty"`
	*report.Check
}

// checkLines checks every record of a file or of standard input, and prints a line for each.
func (a *app) checkLines(cmd *cobra.Command, name string, window time.Duration, f *checkFlags) error {
	in := a.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	if r := a.served(); r != nil {
		return r.run(cmd.Context(), a, append(arguments(cmd), "-"), in, a.out)
	}
	return a.readStore(func(st *store.Store) error {
		workers := runtime.GOMAXPROCS(0)
		pool := check.NewPool(st, workers)
		defer pool.Close()
		c := &lineChecker{do: pool.Check, window: window, out: bufio.NewWriter(a.out)}
		if f.near {
			c.do = pool.Near
		}
		return errors.Join(c.run(cmd.Context(), in, workers), c.out.Flush(), c.failed())
	})
}

// A lineChecker answers lines with several workers and writes the answers in order.
type lineChecker struct {
	do     func(context.Context, *article.Article, time.Duration) (check.Answer, error)
	window time.Duration
	out    *bufio.Writer
	wrong  int // records that could not be checked
	lines  int
}

// A lineJob is one record that is read, checked and answered.
type lineJob struct {
	n      int
	text   []byte
	answer []byte
	err    error // if not nil, the command ends with it
	wrong  bool
	done   chan struct{}
}

func (c *lineChecker) failed() error {
	if c.wrong == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d records could not be checked: their lines have \"error\"", c.wrong, c.lines)
}

// run reads the lines of in, checks them with workers goroutines and writes the answers.
func (c *lineChecker) run(parent context.Context, in io.Reader, workers int) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	work, order := make(chan *lineJob), make(chan *lineJob, 4*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() { c.work(ctx, work) })
	}
	var readErr error
	wg.Go(func() {
		defer close(order)
		defer close(work)
		readErr = readLines(ctx, interruptible(ctx, in), work, order)
	})
	var err error
	for j := range order {
		<-j.done
		if err == nil {
			err = c.write(j, len(order) == 0)
		}
		if err != nil {
			cancel() // stop the checks that are running, and start no others
		}
	}
	wg.Wait()
	if err != nil && parent.Err() == nil {
		return err // the reader stopped only because of err
	}
	return errors.Join(err, readErr, parent.Err())
}

// write writes the answer to a record. It flushes if last, because no other answer is waiting.
func (c *lineChecker) write(j *lineJob, last bool) error {
	c.lines++
	if j.wrong {
		c.wrong++
	}
	if j.err != nil {
		return j.err
	}
	_, err := c.out.Write(j.answer)
	if err == nil && last {
		err = c.out.Flush()
	}
	return err
}

// readLines sends the lines of in that are not blank to work and order.
func readLines(ctx context.Context, in io.Reader, work, order chan<- *lineJob) error {
	r := bufio.NewReaderSize(in, 1<<20)
	for n := 1; ; n++ {
		text, err := readLine(r)
		if text = bytes.TrimSpace(text); len(text) > 0 {
			j := &lineJob{n: n, text: text, done: make(chan struct{})}
			order <- j
			work <- j
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return err
		}
	}
}

// readLine reads a line. A line longer than any article is cut: its first part is returned, which is not a
// valid record.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line) <= maxPage {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// work checks the records of jobs until there are no more.
func (c *lineChecker) work(ctx context.Context, work <-chan *lineJob) {
	var dec ingest.Decoder
	for j := range work {
		if j.err = ctx.Err(); j.err == nil {
			c.answer(ctx, &dec, j)
		}
		close(j.done)
	}
}

// answer checks the record of a job.
func (c *lineChecker) answer(ctx context.Context, dec *ingest.Decoder, j *lineJob) {
	line := checkedLine{Line: j.n, Error: "no record"}
	chunk := ingest.Chunk{File: "-", Line: j.n, Data: append(j.text, '\n'), Kind: ingest.KindLines}
	err := dec.Decode(&chunk, func(art *article.Article) error {
		answer, err := c.do(ctx, art, c.window)
		if err != nil {
			return err
		}
		id := string([]byte(art.ID))
		view := answer.View(id)
		rec := view.Record()
		line = checkedLine{Line: j.n, ID: &id, Check: &rec}
		return nil
	}, func(r ingest.Reject) { line.Error = r.Reason })
	if err != nil {
		j.err = err
		return
	}
	j.wrong = line.Error != ""
	j.answer, j.err = json.Marshal(line)
	j.answer = append(j.answer, '\n')
}
