// Command wiretrace tells whether a news article is a copy, and of what.
//
// It keeps articles in a store directory, groups the copies of one text into clusters, and checks single
// articles against the store. "wiretrace help" lists the commands. The README has a first session.
package main

import (
	"context"
	"io"
	"os"

	"github.com/wiretrace/wiretrace/store"
)

func main() {
	os.Exit(run(untilSignal(os.Stderr), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs one command line and returns the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	out = shown(out)
	return (&app{in: in, out: out, err: errOut}).execute(ctx, args)
}

// execute runs one command line with the streams of the app.
func (a *app) execute(ctx context.Context, args []string) int {
	root := newRootCommand(a)
	strict(root)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	return a.exit(store.Fault(func() error { return root.ExecuteContext(ctx) }))
}
