package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// compareFlags are the flags of compare.
type compareFlags struct{ pairs, articles, format string }

func newCompareCommand(a *app) *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare A B | --pairs FILE.tsv",
		Short: "Compare two articles",
		Long: `Compare aligns two articles. It prints the passages they share, the evidence for and
against a common text, and p: the probability that one has reporting of the other, or
both of a third. p is the same as in a dedup run and in check, with one exception:
compare also recognises a text that was retold without a run of words in common, and
then p may be higher. Compare also works on pairs that a search would not find.

Each is a file (JSON record or HTML page) or the id of an article in the store.
--pairs names a file of pairs, two names a line with a tab between. With --articles the
ids are those of a file of articles, and no store is needed.

The collection, which is the store or the file of --articles, says how rare the shared
text is, what is furniture, and what other articles on the subject share. Two files
alone, and articles of a collection of fewer than 20, are compared without this: a text
that was retold without a run of words in common is then not recognised.

` + exitHelp,
		Example: `  wiretrace compare a.html b.html
  wiretrace compare --json --articles crawl.jsonl.zst --pairs labels.tsv > p.jsonl
  wiretrace evaluate --gold labels.tsv --pairs p.jsonl`,
		Args: args(0, 2),
		RunE: func(cmd *cobra.Command, arg []string) error {
			if (len(arg) == 2) == (f.pairs != "") {
				return usageError{errNeedTwo}
			}
			return a.compare(cmd.Context(), &f, arg)
		},
	}
	cmd.Flags().StringVar(&f.pairs, "pairs", "", "compare the pairs in `FILE`, two ids or files a line with a tab between")
	cmd.Flags().StringVar(&f.articles, "articles", "", "take ids from the articles in `FILE` instead of the store")
	cmd.Flags().StringVar(&f.format, "format", "", answerHelp)
	completesWith(cmd, "format", "text", "json", "md")
	return cmd
}

// A finder returns the article with a name: an id or a path.
type finder func(name string) (article.Article, error)

func (a *app) compare(ctx context.Context, f *compareFlags, arg []string) error {
	out, err := a.answerIn(f.format, false)
	if err != nil {
		return err
	}
	each := func(fn func(x, y string) error) error { return fn(arg[0], arg[1]) }
	if f.pairs != "" {
		each = func(fn func(x, y string) error) error { return a.eachPair(f.pairs, fn) }
	}
	run := func(c *dedup.Collection, find finder) error {
		comparer, err := dedup.NewComparer(c)
		if err != nil {
			return err
		}
		return each(func(x, y string) error { return a.compareTwo(comparer, out, find, x, y) })
	}
	if f.articles != "" {
		all, err := a.readAll(ctx, f.articles)
		if err != nil {
			return err
		}
		byID := map[string]*article.Article{}
		for i := range all {
			byID[all[i].ID] = &all[i]
		}
		return run(dedup.Collect(all), a.fromFiles(func(id string) (article.Article, error) {
			art, ok := byID[id]
			if !ok {
				return article.Article{}, fmt.Errorf("%q is no file and no id in %s", id, f.articles)
			}
			return *art, nil
		}))
	}
	if f.pairs == "" && isFile(arg[0]) && isFile(arg[1]) {
		return run(nil, a.fromFiles(nil))
	}
	return a.readStore(func(st *store.Store) error {
		return st.View(func(v *store.View) error {
			c, err := generation.LoadOutline(v)
			if err != nil {
				return err
			}
			return run(dedup.Stored(v, c), a.fromFiles(fromStore(v)))
		})
	})
}

// fromStore returns a finder of articles in a store, by id.
func fromStore(v *store.View) finder {
	return func(id string) (article.Article, error) {
		d, ok := v.Lookup(id)
		if !ok {
			return article.Article{}, fmt.Errorf("%q is no file and no id in the store", id)
		}
		return v.Article(d)
	}
}

// fromFiles returns a finder that reads articles from files. If no file has the name, it calls other.
func (a *app) fromFiles(other finder) finder {
	return func(name string) (article.Article, error) {
		if other == nil || isFile(name) {
			return a.readArticle(name)
		}
		return other(name)
	}
}

func isFile(name string) bool {
	if name == "-" {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// readAll reads the articles of a file into memory. If several have one id, the last is returned.
func (a *app) readAll(ctx context.Context, path string) ([]article.Article, error) {
	var all []article.Article
	at := map[string]int{}
	for art, err := range ingest.Read(ctx, []string{path}, a.in, ingest.Options{}) {
		var reject ingest.Reject
		switch {
		case errors.As(err, &reject):
			a.infof("rejected: %s:%d: %s", reject.File, reject.Line, reject.Reason)
		case err != nil:
			return nil, err
		default:
			i, ok := at[art.ID]
			if !ok {
				i = len(all)
				at[art.ID] = i
				all = append(all, article.Article{})
			}
			all[i] = art
		}
	}
	return all, nil
}

// eachPair calls fn for each line of a file of pairs with the two names in it. Empty lines, further
// columns and a header line are ignored.
func (a *app) eachPair(path string, fn func(x, y string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r")
		if line == "" || n == 1 && isHead(line) {
			continue
		}
		col := strings.Split(line, "\t")
		if len(col) < 2 {
			return fmt.Errorf("%s:%d: two ids or files with a tab between are needed", path, n)
		}
		if err := fn(col[0], col[1]); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

func isHead(line string) bool {
	col := strings.Split(line, "\t")
	return len(col) > 1 && (col[0] == "a" || col[0] == "id_a" || col[0] == "source_id")
}

func (a *app) compareTwo(c *dedup.Comparer, out answerer, find finder, x, y string) error {
	left, err := find(x)
	if err != nil {
		return err
	}
	left = left.Clone()
	right, err := find(y)
	if err != nil {
		return err
	}
	res := c.Compare(&left, &right)
	rec := res.Record(x, y)
	if out == nil {
		return a.printJSON(rec)
	}
	return out.Compare(&left, &right, &rec)
}
