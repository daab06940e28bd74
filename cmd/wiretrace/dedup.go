package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/disk"
	"github.com/wiretrace/wiretrace/view"
)

// dedupFlags are the flags of dedup.
type dedupFlags struct {
	input inputFlags
	link  linkFlags
	out   string
	delta string // --out-changes: folder for the records that changed
	near  bool
	learn bool
	cal   string
	added string
	// changes tells the run to record its changes, for report --changes.
	changes bool
	conf    config // the settings file
}

func newDedupCommand(a *app) *cobra.Command {
	var f dedupFlags
	cmd := &cobra.Command{
		Use:   "dedup [FILE|DIR|- ...]",
		Short: "Ingest what is given, then cluster what is new",
		Long: `Dedup is the nightly job: it adds the given articles to the store, searches for
copies of new articles, rebuilds the affected clusters and commits them as one
generation. If it is interrupted, the next run continues. Running it again changes
nothing.

Copies are found even if they were cut, merged, scanned or given a new lead: rare
character grams find candidate pairs, alignment finds the passages they share, a
model gives the probability that they carry one text, and average linkage on the
log-odds makes clusters. Lines that an outlet prints under many articles do not count.

What is learnt over all articles (how rare a gram is, which lines and sentences
recur, what outlets do) is kept for an epoch. Within an epoch a run compares only
new articles. The first run begins an epoch. So does a run after the collection has
grown by a quarter, and a run with --learn; stats says when the next is due. In a
new epoch everything is compared again.

With --near only whole texts are compared, by word 5-shingles (character grams
where words are not spaced) and MinHash: several times as fast, and blind to
what was cut or merged.

With --out DIR it writes run.json, articles.jsonl, clusters.jsonl, pairs.jsonl,
passages.jsonl, copies.jsonl, outlets.jsonl and, if any record was rejected,
rejects.jsonl. They are written whole.

With --out-changes DIR it writes the records that the run changed, by the same
names, and two lists: changes.jsonl says how clusters changed and why,
touched.jsonl names the articles and clusters whose records are replaced. They
hold the changes since the last run that wrote to DIR. If that is not the last run
of the store, or DIR is new, all records are written, and changes.jsonl says so.
A run with nothing new does not change DIR.

` + inputHelp + "\n\n" + exitHelp,
		Example: `  wiretrace dedup --out out articles.jsonl.zst pages/
  wiretrace dedup --window 7d tonight.jsonl`,
		Args: args(0, -1),
	}
	f.input.addFlags(cmd)
	f.link.addFlags(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "also write the result files to `DIR`")
	cmd.Flags().StringVar(&f.delta, "out-changes", "", "also write the records that changed since the last run to `DIR`")
	cmd.Flags().BoolVar(&f.near, "near", false, "near-duplicates by MinHash alone, without alignment")
	cmd.Flags().BoolVar(&f.learn, "learn", false, "begin a new epoch: learn from all articles again")
	cmd.Flags().StringVar(&f.cal, "calibration", "", "correct the odds by `FILE`, as evaluate --fit writes it")
	cmd.Flags().StringVar(&f.added, "added", "", "what was stored through a server before, as JSON")
	_ = cmd.Flags().MarkHidden("added") // cannot fail: the flag was added above
	cmd.RunE = func(cmd *cobra.Command, paths []string) error { return a.runDedup(cmd, &f, paths) }
	return cmd
}

// remoteDedup reads the input in this process. The server of the store then stores the articles, clusters
// them and writes the result files.
func (a *app) remoteDedup(cmd *cobra.Command, r *remote, f *dedupFlags, paths []string) error {
	args := arguments(cmd, "out", "out-changes", "rejects", "strict", "format", "map", "calibration")
	if err := f.makeFolders(); err != nil {
		return err
	}
	for flag, dir := range map[string]string{"out": f.out, "out-changes": f.delta} {
		if dir != "" {
			args = append(args, "--"+flag+"="+absolute(dir))
		}
	}
	if f.cal != "" {
		args = append(args, "--calibration="+absolute(f.cal))
	}
	var added dedup.Added
	if len(paths) > 0 {
		var err error
		if added, err = a.sendIngest(cmd, r, f.conf, paths, &f.input); err != nil {
			return err
		}
		only := added
		only.Fields, only.Skips = ingest.FieldCounts{}, nil // the rest of the summary was printed already
		counts, err := json.Marshal(only)
		if err != nil {
			return err
		}
		args = append(args, "--added="+string(counts))
	}
	return errors.Join(r.run(cmd.Context(), a, args, nil, a.out), incomplete(&added))
}

func (a *app) runDedup(cmd *cobra.Command, f *dedupFlags, paths []string) error {
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	f.conf = conf
	if err := f.checkFolders(); err != nil {
		return err
	}
	if f.out != "" && f.input.rejects == "" {
		f.input.rejects = filepath.Join(f.out, "rejects.jsonl")
	}
	if r := a.served(); r != nil {
		return a.remoteDedup(cmd, r, f, paths)
	}
	window, err := f.link.merge(cmd, conf)
	if err != nil {
		return err
	}
	if f.near && f.learn {
		return usagef("--learn: a --near run learns nothing; leave one of the two out")
	}
	opts := dedup.Options{
		Workers: f.link.workers, Window: window, Strict: f.input.strict, Near: f.near, Learn: f.learn, Newsroom: conf.newsroom,
	}
	if opts.Calibration, err = f.calibration(conf); err != nil {
		return err
	}
	if !f.near {
		defer collectAt(fullGC)()
	}
	return a.openStore(store.Options{Create: len(paths) > 0}, func(st *store.Store) error {
		run, err := a.dedup(cmd, st, f, paths, opts)
		if err != nil {
			return err
		}
		return errors.Join(a.printRun(&run, opts, f.out), incomplete(&run.Added))
	})
}

// makeFolders makes the folders of the result files.
func (f *dedupFlags) makeFolders() error {
	for _, dir := range []string{f.out, f.delta} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return fmt.Errorf("results folder: %w", err)
		}
	}
	return nil
}

// checkFolders refuses --out and --out-changes with the same folder: their files have the same names.
func (f *dedupFlags) checkFolders() error {
	if f.delta != "" && f.out != "" && resolved(f.delta) == resolved(f.out) {
		return usagef("--out-changes %s: it is the folder of --out too, and the files have the same names; give it a folder of its own", f.delta)
	}
	if f.delta == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(f.delta, "run.json")); err == nil { // only --out writes run.json
		return usagef("--out-changes %s: results of --out are there, and the files have the same names; name another folder", f.delta)
	}
	return nil
}

// calibration reads the calibration of --calibration, else of the settings file. It returns nil if neither
// names one.
func (f *dedupFlags) calibration(c config) (*cluster.Calibration, error) {
	path, read := f.cal, os.ReadFile
	switch {
	case f.near && path != "":
		return nil, usagef("--calibration %s: a --near run has a model of its own; leave one of the two out", path)
	case f.near:
		return nil, nil
	case path == "":
		path, read = c.Link.Calibration, disk.ReadFile // a pipe that --calibration names is wanted
	}
	if path == "" {
		return nil, nil
	}
	data, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("calibration: %w", err)
	}
	cal, err := cluster.ParseCalibration(data)
	if err == nil {
		err = dedup.CheckCalibration(&cal)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &cal, nil
}

// dedup ingests, clusters and writes the results, and measures how long each stage takes.
func (a *app) dedup(cmd *cobra.Command, st *store.Store, f *dedupFlags, paths []string, opts dedup.Options) (run dedup.Run, err error) {
	watch := stopwatch{last: time.Now()}
	if err := f.makeFolders(); err != nil {
		return run, err
	}
	if len(paths) > 0 {
		if run.Added, err = a.ingest(cmd, st, f.conf, paths, &f.input, opts); err != nil {
			return run, err
		}
		run.Timings = append(run.Timings, watch.lap("ingest"))
	}
	if f.added != "" {
		if err := json.Unmarshal([]byte(f.added), &run.Added); err != nil {
			return run, usagef("--added: %w", err)
		}
	}
	progress, end := a.newProgress()
	opts.Progress = progress
	if !f.near {
		opts.Progress = pacedProgress{progress}
	}
	defer end()
	link := func() error {
		run.Linked, err = dedup.Link(cmd.Context(), st, opts)
		return err
	}
	if f.changes || f.out != "" || f.delta != "" {
		files := &changes.Files{Dir: f.delta, Workers: opts.Workers}
		var w changes.Written
		if w, err = a.withChanges(cmd.Context(), st, files, link); err == nil && f.delta != "" {
			a.infof("%s", changesSummary(w, f.delta))
		}
	} else {
		err = link()
	}
	if err != nil {
		return run, fmt.Errorf("link: %w", err)
	}
	run.Timings = append(run.Timings, watch.lap("link"))
	if f.out != "" {
		run.Version = version()
		if opts.Progress != nil {
			opts.Progress.Stage("results", 0)
		}
		if err := view.WriteResults(cmd.Context(), st, f.out, opts.Workers); err != nil {
			return run, fmt.Errorf("results: %w", err)
		}
		run.Timings = append(run.Timings, watch.lap("results"))
		if err := view.WriteRun(f.out, run.Record(opts)); err != nil {
			return run, fmt.Errorf("results: %w", err)
		}
	}
	return run, errors.Join(st.Settle())
}

// A stopwatch measures the stages of a job one after the other.
type stopwatch struct{ last time.Time }

func (w *stopwatch) lap(stage string) dedup.Timing {
	now := time.Now()
	d := now.Sub(w.last)
	w.last = now
	return dedup.Timing{Stage: stage, Seconds: d.Seconds()}
}
