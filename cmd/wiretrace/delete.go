package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
)

func newDeleteCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "delete ID ...",
		Short: "Delete articles from the store",
		Long: `Delete removes articles by their ids, with their texts, all their revisions and
their sketches, and gives the space back. Clusters change with the next
"wiretrace dedup"; until then reports leave deleted articles out.

` + exitHelp,
		Args: args(1, -1),
		RunE: func(_ *cobra.Command, ids []string) error {
			return a.openStore(store.Options{}, func(st *store.Store) error {
				n, missing, err := st.Delete(ids)
				if err != nil {
					return fmt.Errorf("delete: %w", err)
				}
				for _, id := range missing {
					a.logf("not in the store: %q", id)
				}
				if a.json {
					if err := a.printJSON(map[string]any{"schema": "wiretrace/delete/1", "deleted": n, "missing": orEmpty(missing)}); err != nil {
						return err
					}
				} else {
					fmt.Fprintf(a.out, "%d deleted\n", n)
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
