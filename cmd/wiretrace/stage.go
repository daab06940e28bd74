package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/stage"
)

// The stages that are not filters.
const (
	stageRead  = "read"
	stageWrite = "write"
)

func stageNames() []string {
	return slices.Concat([]string{stageRead}, stage.Names(), []string{stageWrite})
}

// stageFlags are the settings of one stage of a run that is spread over machines.
type stageFlags struct {
	input inputFlags
	link  linkFlags
	out   string
}

func newStageCommand(a *app) *cobra.Command {
	var f stageFlags
	cmd := &cobra.Command{
		Use:   "stage NAME [FILE|DIR|- ...]",
		Short: "Run one step of a near-duplicate run that is spread over machines",
		Long: `Stage runs one step of what "dedup --near" does, from standard input to standard
output, without a store. Other programs sort the lines and move them between the
steps: sort(1) on one machine, Apache Spark on many. The result files have the
same bytes as those of "dedup --near --out" for the same articles. doc/scale.md
says how to run all steps; contrib has a script for either way.

A line has four columns with a tab between: the step or the result file that it
is for, a key, an order, a value. A step reads the lines that are for it, sorted by
their bytes (LC_ALL=C sort). All lines with one key must go to one process; other
than that, a step can run as any number of processes.

The steps in their order, and from where their lines come:
  read     articles from files or standard input
  settle   read: current revisions, sketched
  texts    settle: bands of distinct texts
  meet     texts: candidates
  attach   settle, meet: shingles of candidates
  weigh    attach: what pairs have in common
  connect  weigh: connected texts; one process reads all pairs
  gather   settle, weigh, connect: articles and pairs of connected texts
  cluster  settle, gather: clusters and records of result files
  write    read, settle, cluster: result files, into --out DIR; one process

A first column such as meet.1.5e0c7a3b ends with the version of the lines and a
fingerprint of the settings. A step refuses lines of another version of the
program, and of a run with another --window. It fails if lines are cut, not sorted,
or miss others that belong to them. What it wrote counts only if its exit status is 0.

Rejected records are lines for write, or go to the file of --rejects.

` + inputForms + "\nwhat could be read of it is written. Nothing is stored.\n\n" + exitHelp,
		Example: `  wiretrace stage read articles.jsonl >read.lines
  grep '^settle\.' read.lines | LC_ALL=C sort | wiretrace stage settle >settle.lines
  sh contrib/near.sh out articles.jsonl`,
		Args:      args(1, -1),
		ValidArgs: stageNames(),
	}
	f.input.addFlags(cmd)
	f.link.addWindow(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "write: the folder of the result files is `DIR`")
	cmd.RunE = func(cmd *cobra.Command, given []string) error {
		err := a.runStage(cmd, &f, given[0], given[1:])
		if errors.Is(err, context.Canceled) { // nothing is stored, as other commands say then
			return fmt.Errorf("stage %s was interrupted: what it wrote is not whole", given[0])
		}
		return err
	}
	return cmd
}

func (a *app) runStage(cmd *cobra.Command, f *stageFlags, name string, paths []string) error {
	if !slices.Contains(stageNames(), name) {
		return usagef("no stage is called %q: there are %s", name, strings.Join(stageNames(), ", "))
	}
	if err := f.fit(cmd, name, paths); err != nil {
		return err
	}
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	window, err := f.link.merge(cmd, conf)
	if err != nil {
		return err
	}
	plan, err := stage.NewPlan(window, version())
	if err != nil {
		return err
	}
	a.in = interruptible(cmd.Context(), a.in)
	switch name {
	case stageRead:
		return a.stageRead(cmd.Context(), plan, conf, f, paths)
	case stageWrite:
		return a.stageWrite(cmd.Context(), plan, f.out)
	}
	return plan.Filter(cmd.Context(), name, a.in, a.out)
}

// fit refuses flags and files that a stage makes nothing of.
func (f *stageFlags) fit(cmd *cobra.Command, name string, paths []string) error {
	if name != stageRead {
		for _, flag := range []string{"rejects", "strict", "format", "map"} {
			if cmd.Flags().Changed(flag) {
				return usagef("--%s is for stage read, not for stage %s", flag, name)
			}
		}
		if len(paths) > 0 {
			return usagef("stage %s reads standard input: give it as <%s", name, paths[0])
		}
	}
	switch {
	case name == stageWrite && f.out == "":
		return usagef("stage write: say where the result files go: --out DIR")
	case name != stageWrite && f.out != "":
		return usagef("--out is for stage write, not for stage %s", name)
	}
	return nil
}

// stageRead writes the records of all articles of the input.
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

// reject counts a record that is rejected, and writes it down.
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
