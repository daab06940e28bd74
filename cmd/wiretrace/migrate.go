package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

type migrateFlags struct{ keep, dryRun bool }

func newMigrateCommand(a *app) *cobra.Command {
	var f migrateFlags
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring a store to the version of this program",
		Long: `Migrate makes a store of the current version from a store of an earlier version of the
program. A store has two versions: that of its bytes, and that of the sketches, by which
copies are found. Earlier stores work without migration, but with earlier sketches fewer
copies are found in some scripts.

All articles and earlier revisions are read from the old store, sketched anew and written to
a new one next to it, which then replaces the old one in one step. That takes as much
disk space as the store has live data. Settings, legal holds, blocks and the audit log
stay. Clusters are not kept: run "wiretrace dedup" afterwards.

Migrate can be killed at any instant: the store is then the old one or the new one. The
next migrate without --keep-old removes what is left, even if the store has the current
version by then. It refuses a damaged store. It does not change a store of the current version.

` + exitHelp,
		Example: `  wiretrace migrate --dry-run
  wiretrace migrate && wiretrace dedup`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.migrate(cmd, &f) },
	}
	cmd.Flags().BoolVar(&f.keep, "keep-old", false, "keep the old store next to the new one, as NAME.old-*, and say where; nothing removes it")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "only say what would be done")
	return cmd
}

// A migration is the result of migrate.
type migration struct {
	Schema   string   `json:"schema"`
	Done     bool     `json:"done"` // the store has the current version
	From     versions `json:"from"`
	To       versions `json:"to"`
	Articles int      `json:"articles"`
	Earlier  int      `json:"earlier_revisions"`
	Old      string   `json:"old_store,omitempty"`
}

type versions struct {
	Format  int    `json:"format"`
	Meaning string `json:"meaning"`
}

func (a *app) migrate(cmd *cobra.Command, f *migrateFlags) error {
	m := migration{Schema: "wiretrace/migrate/1", To: versions{store.Format, dedup.Meaning}}
	if err := a.beforeMigration(&m); err != nil {
		return err
	}
	if !f.dryRun && !f.keep {
		if err := store.RemoveReplaced(a.storePath(), store.Migrated, changes.Name); err != nil {
			return fmt.Errorf("migrate: an earlier store stays: %w", err)
		}
	}
	if m.From == m.To || f.dryRun {
		m.Done = m.From == m.To
		return a.printMigration(&m, f)
	}
	b := rebuild{role: store.Migrated, discard: true}
	if f.keep {
		b = rebuild{role: store.Kept}
	}
	var rec report.Repair
	b.accept = func() (bool, error) { return true, nothingLost(&m, &rec) }
	var err error
	if m.Old, err = a.rebuild(cmd, b, &rec); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	m.Done = true
	return a.printMigration(&m, f)
}

// beforeMigration reads the versions and the counts of the store. It returns an error if the store is
// damaged.
func (a *app) beforeMigration(m *migration) error {
	return a.readStore(func(st *store.Store) error {
		s, err := st.Stats()
		if err != nil {
			return err
		}
		m.From = versions{s.Format, s.Meaning}
		m.Articles = s.Articles
		if m.From != m.To {
			found, err := st.Verify(func(p string) { a.logf("%s", p) })
			if err != nil {
				return err
			}
			if found.Problems > 0 {
				return errProblems
			}
		}
		m.Earlier, err = earlierRevisions(st)
		return err
	})
}

// earlierRevisions counts the stored earlier revisions, without deleted ones.
func earlierRevisions(st *store.Store) (n int, err error) {
	err = st.View(func(v *store.View) error {
		all, err := allRevisions(v)
		n = len(all) - v.LiveDocs()
		return err
	})
	return n, err
}

// errShort is returned if a migration would lose articles.
var errShort = errors.New("not everything in the store could be read, and nothing was changed")

// nothingLost returns an error if the new store has other counts than the old one.
func nothingLost(m *migration, rec *report.Repair) error {
	if len(rec.Lost) > 0 || rec.Unnamed > 0 || rec.Uncertain || rec.Articles != int64(m.Articles) || rec.Revisions != int64(m.Earlier) {
		return fmt.Errorf("%w: %d of %d articles and %d of %d earlier revisions", errShort, rec.Articles, m.Articles, rec.Revisions, m.Earlier)
	}
	return nil
}

func (a *app) printMigration(m *migration, f *migrateFlags) error {
	switch {
	case a.json:
		return a.printJSON(m)
	case a.quiet:
		return nil
	}
	var err error
	switch {
	case m.From == m.To:
		_, err = fmt.Fprintf(a.out, "the store is of the current version: format %d, meaning %s\n", m.To.Format, m.To.Meaning)
	case f.dryRun:
		_, err = fmt.Fprintf(a.out, "would migrate %s from format %d, meaning %s to format %d, meaning %s\n",
			counted(int64(m.Articles), "article", "articles"), m.From.Format, m.From.Meaning, m.To.Format, m.To.Meaning)
	default:
		_, err = fmt.Fprintf(a.out, "migrated %s and %s to format %d, meaning %s; run \"wiretrace dedup\" to cluster them\n",
			counted(int64(m.Articles), "article", "articles"), counted(int64(m.Earlier), "earlier revision", "earlier revisions"), m.To.Format, m.To.Meaning)
		if m.Old != "" {
			a.logf("the old store is now %s: remove it when all is well", m.Old)
		}
	}
	return err
}
