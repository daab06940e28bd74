package main

import (
	"context"
	"errors"
	"io"

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
	err := s.Run(ctx, &sdk.IOTransport{Reader: io.NopCloser(a.in), Writer: nopCloser{a.out}})
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil // the assistant has ended
	}
	return err
}

// A nopCloser is a writer that stays open.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
