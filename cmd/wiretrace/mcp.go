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
starts it can check a text, compare two, read a story with its evidence, and count
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
	if a.shared == nil { // fail now if there is no store, not at the first question
		if err := a.readStore(func(*store.Store) error { return nil }); err != nil {
			return err
		}
	}
	s := mcp.New(version(), a.readStore)
	x := &exchange{ctx: ctx, in: a.in, out: a.out}
	err := s.Run(ctx, &sdk.IOTransport{Reader: x, Writer: nopCloser{x}})
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil // the assistant closed the conversation
	}
	return err
}

// A nopCloser is a writer whose Close does nothing.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// An exchange is the standard input and output of a conversation. At the end of the input it waits until
// all questions are answered, so that questions can be piped in.
type exchange struct {
	ctx     context.Context //nolint:containedctx // a reader has no other way
	in      io.Reader
	out     io.Writer
	asked   lineCounter
	answers lineCounter
	waiting atomic.Int64
}

// answerTime is how long an exchange waits for answers after the end of the input.
const answerTime = 30 * time.Second

// Read reads standard input and counts questions.
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

// Close does nothing: standard input stays open.
func (*exchange) Close() error { return nil }

// Write writes to standard output and counts answers.
func (x *exchange) Write(b []byte) (int, error) {
	n, err := x.out.Write(b)
	answered, long := x.answers.count(b[:n], func(m message) bool { return m.ID != nil && m.Method == "" })
	x.waiting.Add(-answered)
	return n, errors.Join(err, long)
}

// A message holds the fields that show whether a line is a question or an answer.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

// maxLine is the most bytes of a question or an answer. It has room for two texts of a megabyte in which
// every letter is escaped.
const maxLine = 8 << 20

// A lineCounter counts complete lines. rest is the line that is not yet complete.
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
