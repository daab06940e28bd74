package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
)

// sendIngest reads the input in this process and sends the articles to the server, which stores them.
func (a *app) sendIngest(cmd *cobra.Command, r *remote, conf config, paths []string, f *inputFlags) (dedup.Added, error) {
	reading, err := f.options(conf)
	if err != nil {
		return dedup.Added{}, err
	}
	rw, err := newRejectWriter(f.rejects)
	if err != nil {
		return dedup.Added{}, err
	}
	u := &sender{app: a, rejects: rw, strict: f.strict, added: dedup.Added{Causes: map[ingest.Cause]int64{}}}
	src := ingest.Open(paths, a.in, reading)
	err = errors.Join(u.send(cmd.Context(), r, src), rw.close(), src.Close())
	if err == nil {
		a.sumUp(&u.added, f.rejects)
	}
	return u.added, err
}

// A sender reads articles and sends them to a server.
type sender struct {
	app     *app
	rejects *rejectWriter
	strict  bool
	added   dedup.Added
	sent    int64
	line    []byte
}

// send sends all articles of src and counts what the server did with them.
func (u *sender) send(ctx context.Context, r *remote, src *ingest.Source) error {
	in, out := io.Pipe()
	read := make(chan error, 1)
	go func() {
		w := bufio.NewWriterSize(out, 1<<16)
		err := u.read(ctx, src, w)
		err = errors.Join(err, w.Flush())
		_ = out.CloseWithError(err) // EOF if err is nil
		read <- err
	}()
	err := u.ask(ctx, r, in)
	_ = in.CloseWithError(err) // stop u.read: nothing takes its output any more
	if readErr := <-read; readErr != nil && !errors.Is(readErr, io.ErrClosedPipe) && (err == nil || !errors.Is(readErr, err)) {
		return readErr
	}
	if err == nil && u.added.Read != u.sent {
		err = fmt.Errorf("the process that serves the store has read %d of %d records: run again, which stores what is missing", u.added.Read, u.sent)
	}
	return err
}

// read writes the articles of src as JSON Lines.
func (u *sender) read(ctx context.Context, src *ingest.Source, w io.Writer) error {
	var c ingest.Chunk
	var dec ingest.Decoder
	var strict error
	reject := func(x ingest.Reject) {
		u.added.Rejected++
		u.added.Causes[x.Cause]++
		u.app.showReject(&x, u.rejects)
		if err := u.rejects.write(x); err != nil && strict == nil {
			strict = err
		}
		if u.strict && strict == nil {
			strict = fmt.Errorf("%w: %w (without --strict it is listed and the job goes on)", dedup.ErrStrict, x)
		}
	}
	for {
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			u.added.Fields.Add(dec.Fields())
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		for i := range c.Rejects {
			reject(c.Rejects[i])
		}
		u.added.Skips = append(u.added.Skips, c.Skips...)
		err = dec.Decode(&c, func(x *article.Article) error { return u.write(w, x) }, reject)
		if err := errors.Join(err, strict, ctx.Err()); err != nil {
			return err
		}
	}
}

// write writes one article and counts missing fields.
func (u *sender) write(w io.Writer, a *article.Article) error {
	u.sent++
	if a.Source == "" {
		u.added.NoSource++
	}
	if !a.Published.Known() && !a.Updated.Known() && !a.Fetched.Known() {
		u.added.NoDate++
	}
	u.line = ingest.AppendRecord(u.line[:0], a)
	_, err := w.Write(u.line)
	return err
}

// ask posts the records to the server and reads its answer.
func (u *sender) ask(ctx context.Context, r *remote, body io.Reader) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://store/v1/articles", body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-ndjson")
	res, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return refusal(res)
	}
	lines := bufio.NewReader(res.Body)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return errors.New("the process that serves the store ended in the middle of the input: run again, which stores what is missing")
		}
		if !bytes.HasPrefix(line, []byte(`{"done":`)) {
			continue
		}
		return u.count(line)
	}
}

// count adds the counts in the server's last line.
func (u *sender) count(line []byte) error {
	var end struct {
		Done                                   bool
		Read, Stored, Known, Revised, Rejected int64
		KeptOut                                int64 `json:"kept_out"`
		Error                                  string
	}
	if err := json.Unmarshal(line, &end); err != nil {
		return err
	}
	if !end.Done {
		return fmt.Errorf("the process that serves the store: %s", end.Error)
	}
	u.added.Read, u.added.Stored, u.added.Known, u.added.Revised, u.added.KeptOut = end.Read, end.Stored, end.Known, end.Revised, end.KeptOut
	if end.Rejected > 0 {
		return fmt.Errorf("the process that serves the store refused %d records that were read here", end.Rejected)
	}
	return nil
}
