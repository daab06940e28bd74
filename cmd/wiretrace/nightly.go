package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/dropfolder"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// nightlyPatience is how long nightly waits for a store in use. It can be long, since no user waits for
// nightly.
const nightlyPatience = 10 * time.Minute

func newNightlyCommand(a *app) *cobra.Command {
	var (
		c    nightlyConfig
		link linkFlags
	)
	cmd := &cobra.Command{
		Use:   "nightly",
		Short: "Do the work of a night: read a drop folder, cluster, expire, report, back up",
		Long: `Nightly is the job for a timer. These are its steps. A step with a setting is done only if the setting is given:

  read     add the files of the drop folder to the store (--drop)
  expire   delete articles that are too old (--expire)
  dedup    cluster what is new, always; write the result files (--out), or the
           records that changed alone (--out-changes)
  compact  give back disk space that nothing uses any more, always
  site     write the reports as linked pages (--site)
  backup   write a backup and remove old ones (--backups)

The settings are in the table [nightly] of wiretrace.toml ("wiretrace config --template"
lists them); flags override them. Paths are relative to the working directory.

A file of the drop folder is moved to done/DATE/ when its articles are stored. A file that
cannot be read to its end, or that holds no article, is moved to failed/ with a file NAME` + `.reason.txt.
Files that changed within the last minute (--min-age), hidden ones, *.tmp and *.part are
left to the next night. A program that writes into the folder should write to such a name and then rename the file.

Nightly can be stopped and killed at any instant. What was stored stays, each file is in
one of the three places, and the next run does the rest. It waits up to 10 minutes for a
store in use (--wait). While it writes, other commands find the store in use. While
it makes the site and the backup, they work.

It prints one line. The exit status is 1 if a step failed or a file could not be read; the other
steps are still done.

` + exitHelp,
		Example: `  wiretrace nightly --drop drop --site site --backups backups
  wiretrace nightly --config /etc/wiretrace.toml --json`,
		Args: args(0, 0),
	}
	c.addFlags(cmd)
	link.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.runNightly(cmd, &c, &link) }
	return cmd
}

// A night is one run of nightly.
type night struct {
	app  *app
	cmd  *cobra.Command
	conf config
	plan nightlyPlan
	opts dedup.Options
	now  time.Time
	rec  nightRecord
	errs []error // errors of failed steps
}

func (a *app) runNightly(cmd *cobra.Command, c *nightlyConfig, link *linkFlags) error {
	n := &night{app: a, cmd: cmd, now: time.Now(), rec: nightRecord{Schema: "wiretrace/nightly/1", Failed: []failedInput{}, Left: []string{}, Seconds: map[string]float64{}}}
	var err error
	if n.conf, err = a.loadConfig(); err != nil {
		return err
	}
	if n.plan, err = c.plan(cmd, n.conf.Nightly, n.now); err != nil {
		return err
	}
	if err := n.plan.apart(a.storePath()); err != nil {
		return err
	}
	if r := a.served(); r != nil {
		return r.run(cmd.Context(), a, n.plan.arguments(cmd), nil, a.out)
	}
	window, err := link.merge(cmd, n.conf)
	if err != nil {
		return err
	}
	n.opts = dedup.Options{Workers: link.workers, Window: window, Newsroom: n.conf.newsroom}
	if n.opts.Calibration, err = (&dedupFlags{}).calibration(n.conf); err != nil {
		return err
	}
	if a.wait < 0 {
		a.wait = nightlyPatience
	}
	if err := n.run(); err != nil {
		n.errs = append(n.errs, err)
	}
	if len(n.rec.Seconds) > 0 { // a step was done
		n.errs = append(n.errs, a.printNight(&n.rec, time.Since(n.now)))
	}
	return errors.Join(n.errs...)
}

// run does the steps that write to the store, and then those that only read it.
func (n *night) run() error {
	defer collectAt(fullGC)()
	create := store.Options{Create: n.plan.Drop != ""}
	if err := n.app.openStore(create, n.write); err != nil {
		return err
	}
	if n.plan.Site != "" {
		if err := n.step("site", n.site); err != nil {
			return err
		}
	}
	if n.plan.Backups != "" {
		return n.step("backup", n.backup)
	}
	return nil
}

// write does the steps that change the store.
func (n *night) write(st *store.Store) error {
	if n.plan.Drop != "" {
		if err := n.step("read", func() error { return n.read(st) }); err != nil {
			return err
		}
	}
	if n.plan.Expire != "" {
		if err := n.step("expire", func() error { return n.expire(st) }); err != nil {
			return err
		}
	}
	if err := n.step("dedup", func() error { return n.dedup(st) }); err != nil {
		return err
	}
	return n.step("compact", n.compact(st))
}

// step runs a step and records its time. If it fails, step returns the error only if no further step can
// work; other errors are kept in n.errs.
func (n *night) step(name string, fn func() error) error {
	start := time.Now()
	err := fn()
	n.rec.Seconds[name] = seconds(time.Since(start))
	if err == nil {
		return nil
	}
	n.rec.Steps = append(n.rec.Steps, name)
	err = fmt.Errorf("%s: %w", name, err)
	if n.cmd.Context().Err() != nil || errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrInUse) || errors.Is(err, store.ErrFull) {
		return err
	}
	n.errs = append(n.errs, err)
	return nil
}

// read adds the files of the drop folder to the store, and then moves them.
func (n *night) read(st *store.Store) error {
	folder := &dropfolder.Folder{Dir: n.plan.Drop, MinAge: n.plan.minAge}
	entries, recent, err := folder.Waiting(n.now)
	if err != nil {
		return err
	}
	n.rec.Left = append(n.rec.Left, recent...)
	in := newIntake(entries)
	opts := n.opts
	opts.Took, opts.Reject = in.took, in.reject
	if paths := in.paths(); len(paths) > 0 {
		added, err := n.app.ingest(n.cmd, st, n.conf, paths, &inputFlags{rejects: n.rejects()}, opts)
		n.rec.count(&added)
		if err != nil {
			return err // the files stay: when they are read again, stored articles are recognised
		}
	}
	done, failed, err := in.settle(folder, n.now)
	n.rec.Files, n.rec.Failed = done, append(n.rec.Failed, failed...)
	if err == nil && n.plan.KeepDone != "" {
		_, err = folder.Clean(n.now, n.plan.keepDone)
	}
	if len(failed) > 0 {
		err = errors.Join(err, fmt.Errorf("%w: %s moved to %s", errIncomplete,
			counted(int64(len(failed)), "file was", "files were"), filepath.Join(n.plan.Drop, "failed")))
	}
	return err
}

// rejects returns the path of the file of rejected records. It is next to the result files, as for dedup.
func (n *night) rejects() string {
	if n.plan.Out == "" {
		return ""
	}
	return filepath.Join(n.plan.Out, "rejects.jsonl")
}

// expire deletes articles that are too old.
func (n *night) expire(st *store.Store) error {
	ids, err := appearedBefore(n.cmd.Context(), st, n.plan.expire)
	if err != nil || len(ids) == 0 {
		return err
	}
	done, err := st.Remove(ids, store.Removal{Deed: (&deedFlags{reason: "nightly --expire " + n.plan.Expire}).deed(), Expired: true})
	n.rec.Expired, n.rec.Held = done.Deleted, len(done.Held)
	return err
}

// dedup clusters the new articles.
func (n *night) dedup(st *store.Store) error {
	run, err := n.app.dedup(n.cmd, st, &dedupFlags{out: n.plan.Out, delta: n.plan.OutChanges, conf: n.conf, changes: true}, nil, n.opts)
	l := &run.Linked
	n.rec.Generation, n.rec.Clusters, n.rec.New, n.rec.Grown, n.rec.Changed = l.Generation, l.Clusters, l.New, l.Grown, len(l.Changes)
	return err
}

// compact frees unused disk space. It does nothing if other processes read the store; the next night will
// do it.
func (n *night) compact(st *store.Store) func() error {
	return func() error {
		if err := st.Compact(); !errors.Is(err, store.ErrBusy) {
			return err
		}
		return nil
	}
}

// site writes the reports as pages.
func (n *night) site() error {
	return n.app.writeSite(n.cmd, view.Query{Since: n.plan.since}, &reportFlags{out: n.plan.Site, since: n.plan.SiteSince})
}

// A nightRecord is the JSON result of one night.
type nightRecord struct {
	Schema     string             `json:"schema"`
	Files      int                `json:"files"`    // drop folder entries moved to done/
	Failed     []failedInput      `json:"failed"`   // entries moved to failed/
	Left       []string           `json:"left"`     // entries that changed too recently
	Read       int64              `json:"read"`     // articles in the input
	Stored     int64              `json:"stored"`   // new articles
	Revised    int64              `json:"revised"`  // new revisions
	Known      int64              `json:"known"`    // articles stored before
	Rejected   int64              `json:"rejected"` // rejected records
	KeptOut    int64              `json:"kept_out"` // blocked articles
	Expired    int                `json:"expired"`
	Held       int                `json:"held"` // articles to expire that are under a legal hold
	Generation uint64             `json:"generation"`
	Clusters   int                `json:"clusters"`
	New        int                `json:"clusters_new"`
	Grown      int                `json:"clusters_grown"`
	Changed    int                `json:"clusters_changed"`
	Backup     string             `json:"backup,omitempty"`
	BackupSize int64              `json:"backup_bytes,omitempty"`
	Removed    []string           `json:"removed_backups,omitempty"`
	Steps      []string           `json:"failed_steps,omitempty"`
	Seconds    map[string]float64 `json:"seconds"`
}

func (r *nightRecord) count(added *dedup.Added) {
	r.Read, r.Stored, r.Revised, r.Known, r.KeptOut, r.Rejected = added.Read, added.Stored, added.Revised, added.Known, added.KeptOut, added.Rejected
}

// printNight prints the summary line of a night.
func (a *app) printNight(r *nightRecord, took time.Duration) error {
	r.Seconds["all"] = seconds(took)
	if a.json {
		return a.printJSON(r)
	}
	if a.quiet {
		return nil
	}
	parts := []string{
		counted(int64(r.Files), "file", "files") + " read",
		fmt.Sprintf("%s new, %s revised, %s known", grouped(r.Stored), grouped(r.Revised), grouped(r.Known)),
		fmt.Sprintf("%s (%s new, %s grown, %s changed)", counted(int64(r.Clusters), "cluster", "clusters"), grouped(int64(r.New)), grouped(int64(r.Grown)), grouped(int64(r.Changed))),
	}
	add := func(there bool, part string) {
		if there {
			parts = append(parts, part)
		}
	}
	add(len(r.Failed) > 0, counted(int64(len(r.Failed)), "file", "files")+" failed")
	add(len(r.Left) > 0, counted(int64(len(r.Left)), "file", "files")+" left to the next night")
	add(r.Rejected > 0, grouped(r.Rejected)+" rejected")
	add(r.KeptOut > 0, grouped(r.KeptOut)+" blocked and kept out")
	add(r.Held > 0, grouped(int64(r.Held))+" old and held")
	add(r.Expired > 0, grouped(int64(r.Expired))+" expired")
	add(r.Backup != "", fmt.Sprintf("backup of %s", size(r.BackupSize)))
	add(len(r.Steps) > 0, "failed: "+strings.Join(r.Steps, ", "))
	_, err := fmt.Fprintf(a.out, "nightly: %s; %s\n", strings.Join(parts, "; "), took.Round(100*time.Millisecond))
	return err
}

// seconds returns d in seconds, rounded to milliseconds.
func seconds(d time.Duration) float64 { return d.Round(time.Millisecond).Seconds() }
