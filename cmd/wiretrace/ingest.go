package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/store"
)

func newIngestCommand(a *app) *cobra.Command {
	var (
		input inputFlags
		link  linkFlags
		dry   bool
	)
	cmd := &cobra.Command{
		Use:   "ingest FILE|DIR|- ...",
		Short: "Add articles to the store",
		Long: `Ingest adds articles to the store, which is made if it is not there. The same
input twice changes nothing; a known id with another text is a new revision.
Run "wiretrace dedup" to cluster what was added.

` + inputHelp + "\n\n" + exitHelp,
		Example: `  wiretrace ingest crawl/2024-05-01.jsonl.zst
  zstdcat crawl.jsonl.zst | wiretrace ingest -
  wiretrace ingest --dry-run --map text=article_txt,source=paper table.csv`,
		Args: args(1, -1),
	}
	input.addFlags(cmd)
	cmd.Flags().IntVar(&link.workers, "workers", 0, "goroutines that work at a time (default one a core)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show what would be read, with three articles, and store nothing")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		conf, err := a.loadConfig()
		if err != nil {
			return err
		}
		opts := dedup.Options{Workers: link.workers, Strict: input.strict}
		if dry {
			return a.preview(cmd, conf, paths, &input, opts)
		}
		if r := a.served(); r != nil {
			if cmd.Flags().Changed("workers") {
				return usagef("--workers: \"wiretrace serve\" holds the store and stores the articles; leave it out")
			}
			added, err := a.sendIngest(cmd, r, conf, paths, &input)
			if err != nil {
				return err
			}
			return errors.Join(a.printAdded(added), incomplete(&added))
		}
		return a.openStore(store.Options{Create: true}, func(st *store.Store) error {
			added, err := a.ingest(cmd, st, conf, paths, &input, opts)
			if err != nil {
				return err
			}
			return errors.Join(a.printAdded(added), incomplete(&added))
		})
	}
	return cmd
}
