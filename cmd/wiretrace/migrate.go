package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

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
		Long: `Migrate makes a store of the current version out of one that an earlier version of the
program made. Two versions count: that of the bytes, and the meaning of the sketches, by
which copies are found. Earlier stores work as they are; sketches of another meaning find
fewer copies in some scripts until they are made anew.

All articles and earlier revisions are read from the old store, sketched anew and written to
a new one next to it, which then takes the old one's place in one step. That takes as much
room as the store has live data. Settings, legal holds, blocks and the audit log stay. What
was concluded is not taken over: run "wiretrace dedup".

Migrate can be killed at any instant: the store is the old one or the new one, and the
next run removes what is left. It refuses a damaged store. A store of the current version is
left as it is.

` + exitHelp,
		Example: `  wiretrace migrate --dry-run
  wiretrace migrate && wiretrace dedup`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.migrate(cmd, &f) },
	}
	cmd.Flags().BoolVar(&f.keep, "keep-old", false, "keep the old store beside the new one, and say where")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "only say what would be done")
	return cmd
}

// A migration says what migrate did.
type migration struct {
	Schema   string   `json:"schema"`
	Done     bool     `json:"done"` // the store is of the current version
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
	found, err := a.beforeMigration(&m)
	if err != nil {
		return err
	}
	if m.From == m.To || f.dryRun {
		m.Done = m.From == m.To
		return a.printMigration(&m, f)
	}
	from, err := store.OpenSalvage(a.storePath())
	if err != nil {
		return err
	}
	err = a.migrateFrom(cmd, from, found, &m)
	if err = errors.Join(err, from.Close()); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if !f.keep {
		if err := os.RemoveAll(m.Old); err != nil {
			return fmt.Errorf("migrate: the store is migrated, and the old one stays: %w", err)
		}
		m.Old = ""
	}
	m.Done = true
	return a.printMigration(&m, f)
}

// beforeMigration reads the versions of the store, and refuses a damaged one.
func (a *app) beforeMigration(m *migration) (found store.VerifyReport, err error) {
	err = a.readStore(func(st *store.Store) error {
		s, err := st.Stats()
		if err != nil {
			return err
		}
		m.From = versions{s.Format, s.Meaning}
		m.Articles, m.Earlier = s.Articles, 0
		if m.From == m.To {
			return nil
		}
		found, err = st.Verify(func(p string) { a.logf("%s", p) })
		if err == nil && found.Problems > 0 {
			err = errProblems
		}
		return err
	})
	return found, err
}

// errShort says that a migration would lose something.
var errShort = errors.New("not everything in the store could be read, and nothing was changed")

// migrateFrom makes the new store and puts it into the place of the old one.
func (a *app) migrateFrom(cmd *cobra.Command, from *store.Salvage, found store.VerifyReport, m *migration) error {
	dir, err := from.MakeSibling()
	if err != nil {
		return err
	}
	var rec report.Repair
	err = a.fillRepaired(cmd, from, dir, &rec)
	if err == nil && (len(rec.Lost) > 0 || rec.Uncertain || rec.Articles != int64(found.Articles)) {
		err = fmt.Errorf("%w: %d of %d articles", errShort, rec.Articles, found.Articles)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	m.Articles, m.Earlier = int(rec.Articles), int(rec.Revisions)
	m.Old, err = from.Replace(dir)
	return err
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
