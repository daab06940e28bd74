package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

const inputHelp = `Inputs are JSON Lines (.jsonl, .ndjson, .json, each also .gz or .zst), HTML pages
(.html, .htm), folders of these, or "-" for standard input. A JSON record has
id, url, source, title, byline, credit, published, updated, fetched, lang and
text (or html, a whole page); further fields are kept. Records that are no
usable article never stop a job: they are listed with file, line and reason.`

// inputFlags are shared by the commands that read articles.
type inputFlags struct {
	rejects string
	strict  bool
}

func (f *inputFlags) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.rejects, "rejects", "", "write rejected records to `FILE` as JSON Lines")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "stop at the first rejected record")
}

func newIngestCommand(a *app) *cobra.Command {
	var (
		input inputFlags
		link  linkFlags
	)
	cmd := &cobra.Command{
		Use:   "ingest FILE|DIR|- ...",
		Short: "Add articles to the store",
		Long: `Ingest adds articles to the store, which is made if it is not there. The same
input twice changes nothing; a known id with another text is a new revision.
Run "wiretrace dedup" to cluster what was added.

` + inputHelp + "\n\n" + exitHelp,
		Example: `  wiretrace ingest crawl/2024-05-01.jsonl.zst
  zstdcat crawl.jsonl.zst | wiretrace ingest -`,
		Args: args(1, -1),
	}
	input.addFlags(cmd)
	cmd.Flags().IntVar(&link.workers, "workers", 0, "goroutines that work at a time (default one a core)")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		opts := dedup.Options{Workers: link.workers, Strict: input.strict}
		return a.openStore(store.Options{Create: true}, func(st *store.Store) error {
			added, err := a.ingest(cmd, st, paths, input.rejects, opts)
			if err != nil {
				return err
			}
			return a.printAdded(added)
		})
	}
	return cmd
}

// ingest runs the reading half of ingest and dedup, with progress and the
// file of rejects.
func (a *app) ingest(cmd *cobra.Command, st *store.Store, paths []string, rejects string, opts dedup.Options) (dedup.Added, error) {
	rw, err := newRejectWriter(rejects)
	if err != nil {
		return dedup.Added{}, err
	}
	opts.Reject = func(r ingest.Reject) error {
		if rw.n == 0 {
			a.infof("rejected: %s:%d: %s", r.File, r.Line, r.Reason)
		}
		return rw.write(r)
	}
	progress, end := a.newProgress()
	opts.Progress = progress
	src := ingest.Open(paths, a.in, ingest.Options{})
	added, err := dedup.Ingest(cmd.Context(), st, src, opts)
	end()
	if err = errors.Join(err, rw.close(), src.Close()); err != nil {
		return added, err
	}
	if rw.n > 0 {
		where := "add --rejects FILE to list them"
		if rejects != "" {
			where = "listed in " + rejects
		}
		a.infof("%d records rejected: %s", rw.n, where)
	}
	return added, nil
}
