package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

func newVerifyCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Check every checksum and reference of the store",
		Long: `Verify reads the whole store. It checks every checksum, every reference in both
directions, and that all conclusions can be decoded. It changes nothing. Each problem
is a line. A damaged store ends with status 5: run "wiretrace repair", which keeps
everything that is whole, or restore a backup.

` + exitHelp,
		Args: args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return a.readStore(func(st *store.Store) error {
				a.tellLeft()
				found, problems, err := verifyAll(st)
				if err != nil {
					return err
				}
				rec := report.Verify{
					Schema: report.SchemaVerify, OK: found.Problems == 0, Problems: problems,
					Checked: report.Checked{Articles: found.Articles, Revisions: found.Revisions, Values: found.Values, Bytes: found.Bytes, Owed: found.Owed, Problems: found.Problems},
				}
				if a.json {
					err = a.printJSON(rec)
				} else {
					err = a.text().Verify(&rec)
				}
				if err != nil {
					return err
				}
				if len(problems) > 0 {
					return fmt.Errorf("%w: %s", errProblems, counted(int64(found.Problems), "problem", "problems"))
				}
				return nil
			})
		},
	}
}

// verifyAll checks the articles and the conclusions of the store.
func verifyAll(st *store.Store) (found store.VerifyReport, problems []string, err error) {
	problems = []string{}
	found, err = st.Verify(func(p string) { problems = append(problems, p) })
	if err == nil {
		err = st.View(func(v *store.View) error {
			return generation.Verify(v, func(p string) {
				found.Problems++
				problems = append(problems, p)
			})
		})
	}
	return found, problems, err
}

// tellLeft prints which old stores are next to the store, left by repairs, migrations and killed
// processes.
func (a *app) tellLeft() {
	for _, l := range store.Left(a.storePath()) {
		switch l.Role {
		case store.Damaged:
			a.infof("%s is a damaged store that a repair has replaced: remove it when all is well", l.Path)
		case store.Discarded:
			a.infof("%s was left by a repair that was killed: the next one removes it, if none is at work", l.Path)
		case store.Kept:
			a.infof("%s is a store of an earlier version that a migrate has replaced: remove it when all is well", l.Path)
		case store.Migrated:
			a.infof("%s was left by a migrate that was killed: the next one removes it, if none is at work", l.Path)
		default:
			a.infof("%s was left by a restore, repair or migrate that was killed: the next one removes it, if none is at work", l.Path)
		}
	}
}
