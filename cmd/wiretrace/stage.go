package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/stage"
)

// The stages that read or write files instead of lines.
const (
	stageRead  = "read"
	stageWrite = "write"
)

func stageNames() []string {
	return slices.Concat([]string{stageRead}, stage.Names(), []string{stageWrite, stage.Search, stage.Align, stage.Conclude})
}

// stageFlags are the flags of stage.
type stageFlags struct {
	input inputFlags
	link  linkFlags
	out   string
	epoch string
	cal   string
}

const stageHelp = `Stage runs one step of "dedup", from standard input to standard output.
Other programs sort the lines and move them between the steps: sort(1) on one
machine, Apache Spark on many. The result files have the same bytes as those of
"dedup --out" for the same articles. doc/scale.md says how to run all steps;
contrib has scripts.

A line has four columns with a tab between: the step or the result file that it
is for, a key, an order, a value. A step reads the lines that are for it, sorted by
their bytes (LC_ALL=C sort). All lines with one key must go to one process. A step
can run as any number of processes.

These are the steps of a run with --near, in their order, with the source of their
lines. They need no store:
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

The steps of a run with alignment. Search and conclude are one process each and
work on the store of --store, which must be the same, and not change in between:
  search   adds articles from files or standard input to the store, writes what it
           learnt over all of them to --epoch FILE, and the pairs to align, in blocks
  align    search: the evidence of pairs; needs the file of --epoch and no store;
           as many processes as there are blocks
  conclude align, all its lines: clusters, sources and result files, into --out DIR

A first column such as meet.1.5e0c7a3b ends with the version of the lines and a
fingerprint of the settings. A step refuses lines of another version of the
program, and of a run with other settings. It fails if lines are cut, not sorted,
or incomplete. Use its output only if its exit status is 0.

Records that read rejects are lines for write, or go to the file of --rejects; those
that search rejects go to that file or nowhere.

` + inputForms + "\nwhat could be read of it is written. Search alone stores it.\n\n" + exitHelp

func newStageCommand(a *app) *cobra.Command {
	var f stageFlags
	cmd := &cobra.Command{
		Use:   "stage NAME [FILE|DIR|- ...]",
		Short: "Run one step of a run that is spread over machines",
		Long:  stageHelp,
		Example: `  wiretrace stage read articles.jsonl >read.lines
  grep '^settle\.' read.lines | LC_ALL=C sort | wiretrace stage settle >settle.lines
  sh contrib/near.sh out articles.jsonl
  sh contrib/full.sh out articles.jsonl`,
		Args:      args(1, -1),
		ValidArgs: stageNames(),
	}
	f.input.addFlags(cmd)
	f.link.addFlags(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "write, conclude: the folder of the result files is `DIR`")
	cmd.Flags().StringVar(&f.epoch, "epoch", "", "search, align: what is learnt over all articles is in `FILE`")
	cmd.Flags().StringVar(&f.cal, "calibration", "", "search, conclude: correct the odds by `FILE`, as evaluate --fit writes it")
	cmd.RunE = func(cmd *cobra.Command, given []string) error {
		err := a.runStage(cmd, &f, given[0], given[1:])
		if errors.Is(err, context.Canceled) {
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
	a.in = interruptible(cmd.Context(), a.in)
	switch name {
	case stage.Align:
		return a.stageAlign(cmd.Context(), f)
	case stage.Search, stage.Conclude:
		return a.stageFull(cmd, f, name, paths)
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
	switch name {
	case stageRead:
		return a.stageRead(cmd.Context(), plan, conf, f, paths)
	case stageWrite:
		return a.stageWrite(cmd.Context(), plan, f.out)
	}
	return plan.Filter(cmd.Context(), name, a.in, a.out)
}

// stagesWith returns the stages that have a flag; nil means all.
func stagesWith(flag string) []string {
	switch flag {
	case "rejects", "strict", "format", "map":
		return []string{stageRead, stage.Search}
	case "out":
		return []string{stageWrite, stage.Conclude}
	case "epoch":
		return []string{stage.Search, stage.Align}
	case "calibration", "workers":
		return []string{stage.Search, stage.Conclude}
	}
	return nil
}

// fit returns an error if a flag or a file is not for this stage, or if a needed one is missing.
func (f *stageFlags) fit(cmd *cobra.Command, name string, paths []string) error {
	for _, flag := range []string{"rejects", "strict", "format", "map", "out", "epoch", "calibration", "workers"} {
		with := stagesWith(flag)
		if cmd.Flags().Changed(flag) && !slices.Contains(with, name) {
			return usagef("--%s is for stage %s, not for stage %s", flag, strings.Join(with, " and stage "), name)
		}
	}
	if name == stage.Align && cmd.Flags().Changed("window") {
		return usagef("--window is not for stage align: the file of --epoch has the settings")
	}
	reads := name == stageRead || name == stage.Search
	switch {
	case !reads && len(paths) > 0:
		return usagef("stage %s reads standard input: give it as <%s", name, paths[0])
	case slices.Contains(stagesWith("out"), name) && f.out == "":
		return usagef("stage %s: say where the result files go: --out DIR", name)
	case slices.Contains(stagesWith("epoch"), name) && f.epoch == "":
		return usagef("stage %s: name the file of what is learnt over all articles: --epoch FILE", name)
	}
	return nil
}
