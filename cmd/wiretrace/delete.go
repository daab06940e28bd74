package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
)

func newDeleteCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "delete ID ...",
		Short: "Delete articles from the store",
		Long: `Delete removes articles by their ids, with their texts, all their revisions and
their sketches. Nothing of them is left in the files when it ends with status 0. With
status 1 and a message the articles are deleted, but their bytes could not be removed
yet: the next command that writes does it, and so does delete of the same ids.
Clusters change with the next
"wiretrace dedup"; until then reports leave deleted articles out.

` + exitHelp,
		Args: args(1, -1),
		RunE: func(_ *cobra.Command, ids []string) error {
			return a.openStore(store.Options{}, func(st *store.Store) error {
				n, missing, err := st.Delete(ids)
				owed := errors.Is(err, store.ErrOwed)
				if err != nil && !owed {
					return fmt.Errorf("delete: %w", err)
				}
				for _, id := range missing {
					a.logf("not in the store: %q", id)
				}
				if a.json {
					if err := a.printJSON(map[string]any{"schema": "wiretrace/delete/1", "deleted": n, "missing": orEmpty(missing), "owed": owed}); err != nil {
						return err
					}
				} else {
					fmt.Fprintf(a.out, "%d deleted\n", n)
				}
				if owed {
					return fmt.Errorf("delete: %w; the next command that writes removes them, also \"wiretrace delete\" of the same ids", err)
				}
				if len(missing) > 0 {
					return fmt.Errorf("%d of %d ids are not in the store", len(missing), len(ids))
				}
				return nil
			})
		},
	}
}

// orEmpty makes a nil list an empty one, for JSON.
func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
