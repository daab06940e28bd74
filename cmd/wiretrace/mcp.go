package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/serve/mcp"
	"github.com/wiretrace/wiretrace/store"
)

func newMCPCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Answer assistants over standard input and output",
		Long: `Mcp speaks the Model Context Protocol over standard input and output. An assistant that
starts it can check a text, compare two, look at a story with its evidence, and count
the independent reports behind it. All tools only read; their answers are bounded,
name articles by id, and say probabilities in words and numbers.

The store is opened for each question, so that a night's run is not held up. Where
"wiretrace serve" holds the store, questions go through it.

` + exitHelp,
		Example: `  wiretrace mcp --store wiretrace-store`,
		Args:    args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if r := a.served(); r != nil {
				return r.run(cmd.Context(), a, arguments(cmd), a.in, a.out)
			}
			return a.runMCP(cmd.Context())
		},
	}
}

func (a *app) runMCP(ctx context.Context) error {
	if a.shared == nil { // fail now where there is no store, not at the first question
		if err := a.readStore(func(*store.Store) error { return nil }); err != nil {
			return err
		}
	}
	s := mcp.New(version(), a.readStore)
	x := &exchange{ctx: ctx, in: a.in, out: a.out}
	err := s.Run(ctx, &sdk.IOTransport{Reader: x, Writer: nopCloser{x}})
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil // the assistant has ended
	}
	return err
}

// A nopCloser is a writer that stays open.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// An exchange is standard input and output of a conversation. It reports the end of the input when
// all questions are answered, so that questions can be piped in.
type exchange struct {
	ctx     context.Context //nolint:containedctx // a reader has no other way
	in      io.Reader
	out     io.Writer
	asked   lineCounter
	answers lineCounter
	waiting atomic.Int64
}

// answerTime is how long the end of the input waits for answers.
const answerTime = 30 * time.Second

// Read reads on, and counts questions.
func (x *exchange) Read(b []byte) (int, error) {
	n, err := x.in.Read(b)
	asked, long := x.asked.count(b[:n], func(m message) bool { return m.ID != nil && m.Method != "" })
	x.waiting.Add(asked)
	if long != nil {
		return 0, fmt.Errorf("standard input: %w", long)
	}
	if errors.Is(err, io.EOF) && n == 0 {
		for end := time.Now().Add(answerTime); x.waiting.Load() > 0 && x.ctx.Err() == nil && time.Now().Before(end); {
			time.Sleep(2 * time.Millisecond)
		}
	}
	return n, err
}

// Close leaves standard input open.
func (*exchange) Close() error { return nil }

// Write writes on, and counts answers.
func (x *exchange) Write(b []byte) (int, error) {
	n, err := x.out.Write(b)
	answered, long := x.answers.count(b[:n], func(m message) bool { return m.ID != nil && m.Method == "" })
	x.waiting.Add(-answered)
	return n, errors.Join(err, long)
}

// A message is what tells questions and answers apart.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

// maxLine bounds a question or an answer, in bytes: two texts of a megabyte, with each letter written as an escape of six bytes.
const maxLine = 8 << 20

// A lineCounter counts lines as their ends come by.
type lineCounter struct{ rest []byte }

func (c *lineCounter) count(b []byte, counts func(message) bool) (n int64, err error) {
	c.rest = append(c.rest, b...)
	for {
		line, rest, ended := bytes.Cut(c.rest, []byte("\n"))
		if !ended {
			break
		}
		var m message
		if json.Unmarshal(line, &m) == nil && counts(m) {
			n++
		}
		c.rest = append(c.rest[:0], rest...)
	}
	if len(c.rest) > maxLine {
		err = fmt.Errorf("a line has more than %d MB", maxLine>>20)
	}
	return n, err
}
