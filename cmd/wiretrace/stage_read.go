package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/stage"
)

// stageRead writes a line for each article of the input.
func (a *app) stageRead(ctx context.Context, plan *stage.Plan, conf config, f *stageFlags, paths []string) error {
	reading, err := f.input.options(conf)
	if err != nil {
		return err
	}
	rw, err := newRejectWriter(f.input.rejects)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	src := ingest.Open(paths, a.in, reading)
	r := &stageReader{app: a, writer: plan.NewWriter(a.out), rejects: rw, strict: f.input.strict}
	err = r.all(ctx, src)
	if err = errors.Join(err, rw.close(), src.Close()); err != nil {
		return err
	}
	if err := r.writer.Flush(); err != nil {
		return err
	}
	a.sumUp(&r.added, f.input.rejects)
	if n := r.added.Incomplete(); n > 0 {
		return fmt.Errorf("%w: %s", errIncomplete, counted(n, "input is missing or cut", "inputs are missing or cut"))
	}
	return nil
}

// A stageReader reads articles and writes them as records.
type stageReader struct {
	app     *app
	writer  *stage.Writer
	rejects *rejectWriter
	strict  bool
	added   dedup.Added
}

func (r *stageReader) all(ctx context.Context, src *ingest.Source) error {
	r.added.Causes = map[ingest.Cause]int64{}
	var c ingest.Chunk
	var dec ingest.Decoder
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			r.added.Fields.Add(dec.Fields())
			return nil
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if err := r.chunk(&c, &dec); err != nil {
			return err
		}
	}
}

func (r *stageReader) chunk(c *ingest.Chunk, dec *ingest.Decoder) error {
	for i := range c.Rejects {
		if err := r.reject(c.Rejects[i]); err != nil {
			return err
		}
	}
	for _, s := range c.Skips {
		if r.strict && s.File {
			return fmt.Errorf("%w: a file in a folder is of no format that is read: %s", dedup.ErrStrict, s.What)
		}
	}
	r.added.Skip(c.Skips)
	var failed error
	err := dec.Decode(c, func(art *article.Article) error {
		r.added.Read++
		return errors.Join(failed, r.writer.Add(art))
	}, func(rej ingest.Reject) { failed = errors.Join(failed, r.reject(rej)) })
	return errors.Join(err, failed)
}

// reject counts a rejected record and writes it to the rejects.
func (r *stageReader) reject(rej ingest.Reject) error {
	r.added.Rejected++
	r.added.Causes[rej.Cause]++
	r.app.showReject(&rej, r.rejects)
	if r.strict {
		return fmt.Errorf("%w: %w (without --strict it is listed and the stage goes on)", dedup.ErrStrict, rej)
	}
	if r.rejects.path != "" {
		return r.rejects.write(rej)
	}
	r.rejects.n++
	line, err := json.Marshal(rej)
	if err != nil {
		return err
	}
	return r.writer.Reject(rej.File, rej.Line, line)
}
