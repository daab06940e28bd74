package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest/table"
	"github.com/wiretrace/wiretrace/store"
)

// formJSONL is the default form of export. Ingest reads it back without loss.
const formJSONL = "jsonl"

type storeExport struct {
	out, format string
	keep        bool
	revisions   bool
}

func newExportCommand(a *app) *cobra.Command {
	var f storeExport
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the stored articles as records",
		Long: `Export writes every stored article with all that was read of it: its fields, its
times with where they were found, credit, status, links, origin, the unknown
fields of the input, and where its furniture is. The articles are in the order
of their ids. Ingesting the JSON Lines again changes nothing.

With --keep it writes what a collection without duplicates needs, by the last
"wiretrace dedup": the articles that are in no cluster and the one to keep of
each cluster, as they are; and of each other article a line without its text:
id, url, source, duplicate_of (the id of the one to keep), similarity (Jaccard,
from 0 to 1), cluster, and why. Clusters also hold articles that share only a
part of their text: check the similarity before you remove anything.

With --revisions it writes the earlier texts of articles too, each as a record of the same
id. Ingesting all of them makes a store with the same articles and revisions.

In Parquet links, origin, clocks, furniture and the unknown fields are columns
of JSON.

` + exitHelp,
		Example: `  wiretrace export -o articles.jsonl
  wiretrace export --keep | jq -c 'select(.duplicate_of | not)'`,
		Args: args(0, 0),
	}
	fl := cmd.Flags()
	fl.StringVarP(&f.out, "out", "o", "", "write to `FILE` instead of standard output")
	fl.StringVar(&f.format, "format", formJSONL, "the `FORM`: "+formJSONL+" or "+formParquet)
	completesWith(cmd, "format", formJSONL, formParquet)
	fl.BoolVar(&f.keep, "keep", false, "leave out the text of articles that are copies of one to keep")
	fl.BoolVar(&f.revisions, "revisions", false, "write the earlier revisions of articles too")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.runExport(cmd.Context(), &f) }
	return cmd
}

func (a *app) runExport(ctx context.Context, f *storeExport) error {
	switch {
	case f.format != formJSONL && f.format != formParquet:
		return usagef("--format %s: the forms are %s and %s", f.format, formJSONL, formParquet)
	case f.keep && f.revisions:
		return usagef("--keep is for a collection without duplicates, --revisions for all there is: leave one out")
	case f.format == formParquet && f.out == "" && isTerminal(a.out):
		return usagef("Parquet is no text for a terminal: add -o FILE")
	}
	render := func(w io.Writer) error {
		return a.readStore(func(st *store.Store) error {
			return st.View(func(v *store.View) error { return f.write(ctx, v, w) })
		})
	}
	if f.out != "" {
		return writeWhole(f.out, render)
	}
	return render(a.out)
}

// A recordWriter takes one-line records.
type recordWriter interface {
	Write(line []byte) (int, error)
	Close() error
}

// lineWriter writes records as JSON Lines.
type lineWriter struct{ *bufio.Writer }

func (w lineWriter) Close() error { return w.Flush() }

// write writes the chosen articles.
func (f *storeExport) write(ctx context.Context, v *store.View, out io.Writer) error {
	docs, clusters, err := f.chosen(ctx, v)
	if err != nil {
		return err
	}
	var w recordWriter = lineWriter{bufio.NewWriterSize(out, 1<<20)}
	if f.format == formParquet {
		w = table.NewWriter(out)
	}
	var line []byte
	for _, d := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		art, err := v.Article(d)
		if err != nil {
			return fmt.Errorf("document %d: %w", d, err)
		}
		if line, err = exportLine(line[:0], clusters, d, &art); err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return w.Close()
}

// chosen returns the articles to write, in the order of the output. The clustering is nil without --keep.
func (f *storeExport) chosen(ctx context.Context, v *store.View) ([]store.Doc, *generation.Clustering, error) {
	if f.revisions {
		docs, err := allRevisions(v)
		return docs, nil, err
	}
	if !f.keep {
		t, err := generation.ReadCatalog(ctx, v, nil)
		if err != nil {
			return nil, nil, err
		}
		return t.Docs, nil, nil
	}
	c, err := generation.Load(v)
	if err != nil {
		return nil, nil, err
	}
	t, err := generation.ReadCatalog(ctx, v, c.EarlierDocs())
	if err != nil {
		return nil, nil, err
	}
	return t.Docs, generation.NewClustering(t, c), nil
}

// allRevisions returns all revisions, sorted by the ids of their articles. Those of one article are in the
// order in which they were stored.
func allRevisions(v *store.View) ([]store.Doc, error) {
	type revision struct {
		id  string
		doc store.Doc
	}
	var all []revision
	for d := range v.Docs() {
		a, err := v.Meta(d)
		if errors.Is(err, store.ErrNotFound) {
			continue // deleted
		}
		if err != nil {
			return nil, err
		}
		all = append(all, revision{strings.Clone(a.ID), d})
	}
	slices.SortFunc(all, func(x, y revision) int { return cmp.Or(strings.Compare(x.id, y.id), cmp.Compare(x.doc, y.doc)) })
	docs := make([]store.Doc, len(all))
	for i := range all {
		docs[i] = all[i].doc
	}
	return docs, nil
}
