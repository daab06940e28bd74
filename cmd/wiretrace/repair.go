package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/audit"
)

// repairFlags are the flags of repair.
type repairFlags struct {
	discard, dryRun bool
}

func newRepairCommand(a *app) *cobra.Command {
	var f repairFlags
	cmd := &cobra.Command{
		Use:   "repair",
		Short: "Keep everything of a damaged store that is whole",
		Long: `Repair makes a new store of every article of a damaged store that can still be read.
The new store replaces the damaged one. Lost articles are listed with their ids and
addresses. The next "wiretrace dedup" makes the clusters anew.

The damaged store is kept next to the new one, as NAME.damaged-*, unless --discard is
given. Remove it when all is well: it holds the texts, even deleted ones that could
not be removed from damaged files. A store without damage is not changed. If a repair
with --discard was killed, the next repair removes what it left (NAME.discard-*).

` + exitHelp,
		Example: `  wiretrace repair --dry-run
  wiretrace repair && wiretrace dedup`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.repair(cmd, &f) },
	}
	cmd.Flags().BoolVar(&f.discard, "discard", false, "remove the damaged store when the new one is in its place")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "only say what would be kept and what is lost")
	return cmd
}

func (a *app) repair(cmd *cobra.Command, f *repairFlags) error {
	if f.discard && f.dryRun {
		return usagef("--dry-run changes nothing, so that there is nothing to --discard: leave one of the two out")
	}
	rec := report.Repair{Schema: report.SchemaRepair, Lost: []report.LostArticle{}, Problems: []string{}}
	if !f.dryRun {
		if err := store.RemoveReplaced(a.storePath(), store.Discarded, changes.Name); err != nil {
			return fmt.Errorf("repair: an earlier store stays: %w", err)
		}
	}
	whole, audited := false, false // whole: except for the audit log
	err := a.readStore(func(st *store.Store) error {
		audited = true
		if err := a.mendAudit(f.dryRun, &rec); err != nil {
			return err
		}
		found, _, err := verifyAll(st)
		if f.dryRun {
			found.Problems -= len(rec.Problems) // the audit log is still damaged
		}
		if err != nil || found.Problems > 0 {
			return err
		}
		n, err := earlierRevisions(st)
		whole = err == nil
		rec.Articles, rec.Revisions = int64(found.Articles), int64(n)
		return err
	})
	if err != nil && !errors.Is(err, store.ErrDamaged) {
		return err
	}
	if !audited { // the store is too damaged to be opened
		if err := a.mendAudit(f.dryRun, &rec); err != nil {
			return err
		}
	}
	if rec.OK = whole && len(rec.Problems) == 0; whole {
		return a.printRepaired(&rec, whole)
	}
	b := rebuild{role: store.Damaged, accept: func() (bool, error) { return !f.dryRun, nil }}
	if f.discard {
		b.role, b.discard = store.Discarded, true
	}
	if rec.Damaged, err = a.rebuild(cmd, b, &rec); err != nil {
		return fmt.Errorf("repair: %w", err)
	}
	return a.printRepaired(&rec, whole)
}

// mendAudit replaces a damaged audit log with a new one of the lines that can be read. A dry run only notes the damage.
// It is called when no other process writes to the store.
func (a *app) mendAudit(dryRun bool, rec *report.Repair) error {
	_, err := audit.Open(a.storePath())
	if !errors.Is(err, audit.ErrDamaged) {
		return err
	}
	rec.Problems = append(rec.Problems, err.Error())
	if dryRun {
		return nil
	}
	lost, kept, err := audit.Mend(a.storePath())
	switch {
	case err != nil:
		return err
	case lost < 0:
		a.logf("audit log: what had its name was no file and is now %s; the holds and blocks are missing: put the audit log back if there is a copy, or set them again", kept)
	default:
		a.logf("audit log: %d of its lines could not be read and are left out, so that holds and blocks may be missing; the damaged log is %s", lost, kept)
	}
	return nil
}

// A rebuild says how a new store replaces an old one (see app.rebuild).
type rebuild struct {
	role    store.Role           // part of the name that the old store gets
	discard bool                 // remove the old store afterwards
	accept  func() (bool, error) // called when the new store is complete: whether to use it
}

// rebuild makes a new store of everything readable in the old one. If accept returns true, the new store
// replaces the old one, and rebuild returns the path of the old one. The recorded changes of the last run
// are not kept, since the new store has no clusters.
func (a *app) rebuild(cmd *cobra.Command, b rebuild, rec *report.Repair) (old string, err error) {
	from, err := store.OpenSalvage(a.storePath())
	if err != nil {
		return "", err
	}
	dir, err := from.MakeSibling()
	if err == nil {
		err = a.fillRepaired(cmd, from, dir, rec)
		take := false
		if err == nil {
			take, err = b.accept()
		}
		if take && err == nil {
			old, err = from.Replace(dir, b.role, changes.Name)
		} else {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}
	if err = errors.Join(err, from.Close()); err != nil || old == "" || !b.discard {
		return old, err
	}
	if err := store.RemoveStore(old); err != nil {
		return old, fmt.Errorf("the new store is in its place, and the old one stays: %w", err)
	}
	return "", nil
}

// fillRepaired makes a store in dir of everything that can be read in from.
func (a *app) fillRepaired(cmd *cobra.Command, from *store.Salvage, dir string, rec *report.Repair) error {
	st, err := store.Open(dir, store.Options{Create: true, Meaning: dedup.Meaning, Lineage: from.Lineage})
	if err != nil {
		return err
	}
	progress, end := a.newProgress()
	added, err := dedup.Repair(cmd.Context(), from, st, dedup.Options{Progress: progress})
	end()
	if err == nil {
		err = st.Settle()
	}
	if err = errors.Join(err, st.Close()); err != nil {
		return err
	}
	rec.Articles, rec.Revisions = added.Stored, added.Revised
	rec.Unnamed = from.Unnamed
	rec.Uncertain, rec.Problems = from.Uncertain, append(rec.Problems, from.Problems...)
	for _, l := range from.Lost {
		rec.Lost = append(rec.Lost, report.LostArticle(l))
	}
	return nil
}

func (a *app) printRepaired(rec *report.Repair, whole bool) error {
	if a.json {
		return a.printJSON(rec)
	}
	for _, p := range rec.Problems {
		a.infof("damaged: %s", p)
	}
	if whole {
		found := "no problem found: nothing to repair"
		if len(rec.Problems) > 0 {
			found = "no other problem found"
		}
		_, err := fmt.Fprintf(a.out, "%s, %d articles\n", found, rec.Articles)
		return err
	}
	for _, l := range rec.Lost {
		name := fmt.Sprintf("a text that begins %q", l.Begins)
		if l.Begins == "" {
			name = cmp.Or(fmt.Sprintf("%q %q", l.ID, l.URL), "an article")
		}
		fmt.Fprintf(a.out, "lost: %s: %s\n", name, escaped(l.Why))
	}
	if rec.Unnamed > 0 {
		fmt.Fprintf(a.out, "lost: %d more articles whose ids and texts cannot be read\n", rec.Unnamed)
	}
	if rec.Uncertain {
		a.logf("the list of what is in the store was damaged: if articles are back that were deleted before this version of wiretrace, delete them again")
	}
	if rec.Damaged != "" {
		a.logf("the damaged store is now %s: remove it when all is well", rec.Damaged)
	}
	_, err := fmt.Fprintf(a.out, "%d articles and %d earlier revisions kept, %d lost; run \"wiretrace dedup\" to cluster them\n",
		rec.Articles, rec.Revisions, len(rec.Lost)+rec.Unnamed)
	return err
}
