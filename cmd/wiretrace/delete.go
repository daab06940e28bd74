package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// A deletion is what a run of delete or expire removes.
type deletion struct {
	before string // articles that appeared before this time; empty: those that are named
	dryRun bool
}

const deletedHelp = `Nothing of the articles is left in the files when the command ends with status 0. With
status 1 and a message the articles are deleted, but their bytes could not be removed
yet: the next command that writes does it, and so does delete of the same ids.
The file NAME.deleted next to the store keeps hashes of their ids, so that "wiretrace
restore" leaves them out when it reads an earlier backup.
Clusters change with the next "wiretrace dedup"; until then reports leave deleted
articles out.

`

func newDeleteCommand(a *app) *cobra.Command {
	var d deletion
	cmd := &cobra.Command{
		Use:   "delete {ID ... | - | --before TIME}",
		Short: "Delete articles from the store",
		Long: `Delete removes articles with their texts, all their revisions and their sketches: those
with the given ids, or with the ids on standard input, one a line (-), or all that
appeared before a time (--before). An article that has no time of its own counts by the
time when it was fetched; one with neither is kept.

` + deletedHelp + exitHelp,
		Example: `  wiretrace delete p008 p009
  wiretrace delete - < take-down.txt
  wiretrace delete --before 2024-01-01 --dry-run`,
		ValidArgsFunction: a.completeArticle,
		RunE:              func(cmd *cobra.Command, ids []string) error { return a.runDelete(cmd, ids, &d) },
	}
	cmd.Flags().StringVar(&d.before, "before", "", "delete all articles that appeared before this `TIME`: a date as 2024-05-01, or a length of time ago as 90d")
	cmd.Flags().BoolVar(&d.dryRun, "dry-run", false, "only say what would be deleted")
	return cmd
}

func newExpireCommand(a *app) *cobra.Command {
	var d deletion
	cmd := &cobra.Command{
		Use:   "expire --older-than DURATION",
		Short: "Delete articles that are older than a length of time",
		Long: `Expire removes all articles that appeared longer ago than a length of time, for a nightly
job. It is "wiretrace delete --before DURATION". An article that has no time of its own
counts by the time when it was fetched; one with neither is kept.

` + deletedHelp + exitHelp,
		Example: `  wiretrace expire --older-than 90d`,
		Args:    args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if d.before == "" {
				return usagef("give --older-than DURATION, as 90d")
			}
			if _, err := parseSpan(d.before); err != nil {
				return usagef("--older-than %s: %w", d.before, err)
			}
			return a.runDelete(cmd, nil, &d)
		},
	}
	cmd.Flags().StringVar(&d.before, "older-than", "", "the length of time, as 90d or 36h")
	cmd.Flags().BoolVar(&d.dryRun, "dry-run", false, "only say what would be deleted")
	return cmd
}

func (a *app) runDelete(cmd *cobra.Command, ids []string, d *deletion) error {
	if (len(ids) > 0) == (d.before != "") {
		return usagef("give ids, - for standard input, or --before TIME\nusage: %s", cmd.UseLine())
	}
	var before int64
	var err error
	if d.before != "" {
		if before, err = parseSince(d.before, time.Now()); err != nil {
			return usagef("--before %s: %w", d.before, err)
		}
	}
	if len(ids) == 1 && ids[0] == "-" {
		if ids, err = readIDs(a.in); err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
	}
	open := store.Options{ReadOnly: d.dryRun}
	return a.openStore(open, func(st *store.Store) error {
		chosen := ids
		if d.before != "" {
			if chosen, err = appearedBefore(cmd.Context(), st, before); err != nil {
				return err
			}
		}
		if d.dryRun {
			return a.wouldDelete(st, chosen)
		}
		return a.deleteIDs(st, chosen)
	})
}

// maxIDs bounds the ids that standard input may name at a time, in bytes: a million of the
// longest that are derived.
const maxIDs = 64 << 20

// readIDs reads ids, one a line; empty lines are passed over.
func readIDs(r io.Reader) ([]string, error) {
	var ids []string
	limited := &io.LimitedReader{R: r, N: maxIDs + 1}
	lines := bufio.NewScanner(limited)
	for lines.Scan() {
		if id := strings.TrimSpace(lines.Text()); id != "" {
			ids = append(ids, id)
		}
	}
	if lines.Err() == nil && limited.N == 0 {
		return nil, fmt.Errorf("more than %d MB of ids: delete them in several goes", maxIDs>>20)
	}
	return ids, lines.Err()
}

// appearedBefore returns the ids of the articles whose clock ends before a second since 1970.
func appearedBefore(ctx context.Context, st *store.Store, before int64) ([]string, error) {
	var ids []string
	err := st.View(func(v *store.View) error {
		return v.EachMeta(0, func(d store.Doc, x *article.Article) error {
			if d%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if clock := x.Clock(); clock.Known() && clock.Latest() < before {
				ids = append(ids, strings.Clone(x.ID))
			}
			return nil
		})
	})
	return ids, err
}

// wouldDelete says what deleteIDs would do.
func (a *app) wouldDelete(st *store.Store, ids []string) error {
	var missing []string
	err := st.View(func(v *store.View) error {
		for _, id := range ids {
			if _, ok := v.Lookup(id); !ok {
				missing = append(missing, id)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"schema": "wiretrace/delete/1", "deleted": 0, "would_delete": len(ids) - len(missing), "missing": orEmpty(missing), "owed": false})
	}
	for _, id := range missing {
		a.logf("not in the store: %q", id)
	}
	_, err = fmt.Fprintf(a.out, "%d would be deleted\n", len(ids)-len(missing))
	return err
}

// deleteIDs deletes articles and says what was done.
func (a *app) deleteIDs(st *store.Store, ids []string) error {
	n, missing, err := st.Delete(ids)
	owed := errors.Is(err, store.ErrOwed)
	if err != nil && !owed {
		return fmt.Errorf("delete: %w", err)
	}
	for _, id := range missing {
		a.logf("not in the store: %q", id)
	}
	switch {
	case a.json:
		if err := a.printJSON(map[string]any{"schema": "wiretrace/delete/1", "deleted": n, "missing": orEmpty(missing), "owed": owed}); err != nil {
			return err
		}
	case !a.quiet:
		fmt.Fprintf(a.out, "%d deleted\n", n)
	}
	if owed {
		return fmt.Errorf("delete: %w; the next command that writes removes them, also \"wiretrace delete\" of the same ids", err)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d of %d ids are not in the store", len(missing), len(ids))
	}
	return nil
}

// orEmpty makes a nil list an empty one, for JSON.
func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
