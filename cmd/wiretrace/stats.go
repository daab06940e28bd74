package main

import (
	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

func newStatsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "stats",
		Short: "Say what is in the store",
		Long:  "Stats counts what is in the store and the bytes it takes on disk.\n\n" + exitHelp,
		Args:  args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if r := a.served(); r != nil {
				return r.run(cmd.Context(), a, arguments(cmd), nil, a.out)
			}
			return a.readStore(func(st *store.Store) error {
				s, err := st.Stats()
				if err != nil {
					return err
				}
				var c *generation.Conclusions
				err = st.View(func(v *store.View) (err error) {
					c, err = generation.Load(v)
					return err
				})
				if err != nil {
					return err
				}
				rec := statsRecord(&s, c)
				if a.json {
					return a.printJSON(rec)
				}
				return a.text().Stats(&rec)
			})
		},
	}
}

func statsRecord(s *store.Stats, c *generation.Conclusions) report.Stats {
	notices := 0
	for _, p := range c.Pages {
		if p.Kind == generation.PageNotice {
			notices++
		}
	}
	return report.Stats{
		Schema: report.SchemaStats, Articles: s.Articles, Revisions: s.Revisions, Deaths: s.Deaths, Commits: s.Commits,
		Segments: s.Segments, Values: s.Values, Generation: s.Generation, TextBytes: s.TextBytes, MetaBytes: s.MetaBytes,
		IndexBytes: s.IndexBytes, GenerationBytes: s.GenerationBytes, Anchored: s.Anchored, AnchorBytes: s.AnchorBytes, DiskBytes: s.DiskBytes, FreeableBytes: s.Freeable, OverheadBytes: s.OverheadBytes, Files: s.Files, Owed: s.Owed, Format: s.Format,
		Meaning: s.Meaning, Clusters: len(c.Clusters), Pairs: c.Count(),
		Notices: notices, Several: len(c.Pages) - notices,
		Epoch: c.Epoch.Number, EpochArticles: c.Epoch.Articles, EpochNext: c.Epoch.Left(store.Doc(s.Revisions)),
	}
}
