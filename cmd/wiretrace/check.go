package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// maxPage bounds what check and compare read: the largest page that is
// taken apart, and far more than any article.
const maxPage = 64 << 20

func newCheckCommand(a *app) *cobra.Command {
	var (
		window string
		format string
		all    bool
	)
	cmd := &cobra.Command{
		Use:   "check FILE|-",
		Short: "Compare one article with the store",
		Long: `Check compares one article, an HTML page or a JSON record, with everything in
the store and changes nothing. Verdicts: copy (the same text, or four fifths of
it), part (a fifth and more of it), related (less, or only what somebody said or a
form that recurs on other days), none, can't tell (no article in the page). Matches are
aligned with the article: --json lists the passages, with their places in both. p is the
probability that one has reporting of the other, or both of a third.

It tells whom the article is most likely from, as if it were in its cluster, which
agency's text it is, and whether the store has the article itself, which does not
count against it. --json adds the evidence, and whose each passage is.

` + exitHelp,
		Example: `  wiretrace check page.html && echo "not a copy"
  curl -s https://paper.example/story | wiretrace check --json -`,
		Args: args(1, 1),
		RunE: func(cmd *cobra.Command, arg []string) error {
			span, err := parseSpan(window)
			if err != nil {
				return usagef("--window %s: %w", window, err)
			}
			out, err := a.answerIn(format, all)
			if err != nil {
				return err
			}
			return a.check(cmd.Context(), arg[0], span, out)
		},
	}
	cmd.Flags().StringVar(&window, "window", "0", "only matches at most so far apart in time, as 36h or 30d; 0: no limit")
	cmd.Flags().StringVar(&format, "format", "", answerHelp)
	completesWith(cmd, "format", "text", "json", "md")
	cmd.Flags().BoolVar(&all, "all", false, "list every match")
	return cmd
}

// check compares the article in a file with the store.
func (a *app) check(ctx context.Context, name string, window time.Duration, out answerer) error {
	defer collectAt(checkGC)()
	art, err := a.readArticle(name)
	if err != nil {
		return err
	}
	return a.readStore(func(st *store.Store) error {
		answer, err := check.Open(st).Within(window).Check(ctx, &art)
		if err != nil {
			return err
		}
		return a.printCheck(&art, &answer, out)
	})
}

// readArticle reads one article from a file or standard input.
func (a *app) readArticle(name string) (article.Article, error) {
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return article.Article{}, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxPage+1))
	if err != nil {
		return article.Article{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > maxPage {
		return article.Article{}, fmt.Errorf("%s: larger than %d MiB: no article is; use \"wiretrace ingest\" for files of many", name, maxPage>>20)
	}
	art, err := ingest.ReadOne(name, data, ingest.Options{})
	if err != nil {
		return art, fmt.Errorf("%s: %w", name, err)
	}
	return art, nil
}

func (a *app) printCheck(art *article.Article, answer *check.Answer, out answerer) error {
	view := answer.View(art.ID)
	var err error
	if out == nil {
		err = a.printJSON(view.Record())
	} else {
		err = out.Check(&view)
	}
	switch {
	case err == nil && answer.Verdict == check.Copy:
		return errCopyFound
	case err == nil && answer.Verdict == check.Unknown:
		return errCantTell
	}
	return err
}

// errNeedTwo is what compare says of anything but two articles.
var errNeedTwo = errors.New("give two articles, or --pairs FILE.tsv")
