package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/store"
)

func newStatsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "stats",
		Short: "Say what is in the store",
		Long:  "Stats counts what is in the store and the bytes it takes on disk.\n\n" + exitHelp,
		Args:  args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return a.readStore(func(st *store.Store) error {
				s, err := st.Stats()
				if err != nil {
					return err
				}
				c, err := dedup.Load(st)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(struct {
						Schema string `json:"schema"`
						store.Stats
						Clusters int `json:"clusters"`
						Pairs    int `json:"pairs"`
					}{"wiretrace/stats/1", s, len(c.Clusters), len(c.Pairs)})
				}
				return a.printStats(s, c)
			})
		},
	}
}

func (a *app) printStats(s store.Stats, c *dedup.Conclusions) error {
	w := tabwriter.NewWriter(a.out, 0, 8, 2, ' ', 0)
	per := func(b int64) string {
		return fmt.Sprintf("%d bytes, %d an article", b, b/max(1, int64(s.Articles)))
	}
	fmt.Fprintf(w, "articles\t%d (%d revisions ever)\n", s.Articles, s.Revisions)
	fmt.Fprintf(w, "generation\t%d: %d clusters, %d pairs compared\n", s.Generation, len(c.Clusters), len(c.Pairs))
	fmt.Fprintf(w, "texts\t%s\n", per(s.TextBytes))
	fmt.Fprintf(w, "metadata\t%s\n", per(s.MetaBytes))
	fmt.Fprintf(w, "index\t%s, in %d segments\n", per(s.IndexBytes), s.Segments)
	fmt.Fprintf(w, "on disk\t%s\n", per(s.DiskBytes))
	fmt.Fprintf(w, "made with\tformat %d, %s\n", s.Format, s.Meaning)
	return w.Flush()
}
