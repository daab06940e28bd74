package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/stage"
	"github.com/wiretrace/wiretrace/store"
)

// stageFull runs the stages of a run with alignment that need a store.
func (a *app) stageFull(cmd *cobra.Command, f *stageFlags, name string, paths []string) error {
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	job := dedupFlags{input: f.input, link: f.link, out: f.out, cal: f.cal, conf: conf}
	opts := dedup.Options{Workers: f.link.workers, Strict: f.input.strict, Newsroom: conf.newsroom}
	if opts.Window, err = f.link.merge(cmd, conf); err != nil {
		return err
	}
	if opts.Calibration, err = job.calibration(conf); err != nil {
		return err
	}
	plan, err := stage.NewFullPlan(&opts, version())
	if err != nil {
		return err
	}
	defer collectAt(fullGC)()
	if name == stage.Search {
		if len(paths) == 0 {
			paths = []string{"-"}
		}
		return a.openStore(store.Options{Create: true}, func(st *store.Store) error { return a.stageSearch(cmd, st, plan, &job, f.epoch, paths, opts) })
	}
	return a.openStore(store.Options{}, func(st *store.Store) error { return a.stageConclude(cmd, st, plan, &job, opts) })
}

// stageSearch stores the articles and writes the pairs to align. The epoch file is complete before it gets
// its name.
func (a *app) stageSearch(cmd *cobra.Command, st *store.Store, plan *stage.Plan, job *dedupFlags, path string, paths []string, opts dedup.Options) (err error) {
	added, err := a.ingest(cmd, st, job.conf, paths, &job.input, opts)
	if err != nil {
		return err
	}
	file, err := os.Create(path + ".tmp")
	if err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeOld(path+".tmp"))
		}
	}()
	var blocks *stage.Blocks
	pairs := int64(0)
	progress, end := a.newProgress()
	opts.Progress = pacedProgress{progress}
	err = dedup.Candidates(cmd.Context(), st, opts, func(l *dedup.Learnt) error {
		e, err := plan.WriteEpoch(file, l)
		blocks = plan.NewBlocks(a.out, e)
		return err
	}, func(c *dedup.Candidate, text func(dedup.TextID) (article.Article, error)) error {
		pairs++
		return blocks.Add(c, text)
	})
	end()
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	if err := errors.Join(blocks.Flush(), os.Rename(path+".tmp", path)); err != nil {
		return err
	}
	a.infof("%s to align", counted(pairs, "pair", "pairs"))
	return incomplete(&added)
}

// stageAlign aligns blocks of pairs.
func (a *app) stageAlign(ctx context.Context, f *stageFlags) error {
	data, err := os.ReadFile(f.epoch)
	if err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	e, err := stage.ParseEpoch(data)
	if err != nil {
		return fmt.Errorf("%s: %w: give the file that stage search of this program wrote", f.epoch, err)
	}
	return e.Plan().Filter(ctx, stage.Align, a.in, a.out)
}

// stageConclude makes clusters and sources from the evidence of all pairs, and writes the result files.
func (a *app) stageConclude(cmd *cobra.Command, st *store.Store, plan *stage.Plan, job *dedupFlags, opts dedup.Options) error {
	evidence := plan.Evidence(a.in)
	opts.Evidence = evidence
	run, err := a.dedup(cmd, st, job, nil, opts)
	if errors.Is(err, dedup.ErrEvidence) || errors.Is(err, stage.ErrLost) {
		return fmt.Errorf("%w: run stage search and stage align again, and hand all lines of align to stage conclude, sorted", err)
	}
	if err != nil {
		return err
	}
	return errors.Join(evidence.End(), a.printRun(&run, opts, job.out))
}
