package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/report"
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
it), part (a fifth and more of it), related (less), none. Matches are aligned with
the article: --json lists the passages, with their places in both.

It tells whom the article is most likely from, as if it were in its cluster, which
agency's text it is, and whether the store has the article itself, which does not
count against it. --json adds the evidence, and whose each passage is.

` + exitHelp,
		Example: `  wiretrace check page.html && echo "not a copy"
  curl -s https://paper.example/story | wiretrace check --json -`,
		Args: args(1, 1),
		RunE: func(_ *cobra.Command, arg []string) error {
			span, err := parseSpan(window)
			if err != nil {
				return usagef("--window %s: %w", window, err)
			}
			out, err := a.answerIn(format, all)
			if err != nil {
				return err
			}
			return a.check(arg[0], span, out)
		},
	}
	cmd.Flags().StringVar(&window, "window", "0", "only matches at most so far apart in time, as 36h or 30d; 0: no limit")
	cmd.Flags().StringVar(&format, "format", "", answerHelp)
	cmd.Flags().BoolVar(&all, "all", false, "list every match")
	return cmd
}

// check compares the article in a file with the store.
func (a *app) check(name string, window time.Duration, out answerer) error {
	defer collectAt(checkGC)()
	art, err := a.readArticle(name)
	if err != nil {
		return err
	}
	return a.readStore(func(st *store.Store) error {
		return st.View(func(v *store.View) error {
			c, err := generation.LoadOutline(st)
			if err != nil {
				return err
			}
			checker, err := dedup.NewChecker(v, c, window)
			if err != nil {
				return err
			}
			res, err := checker.Check(&art)
			if err != nil {
				return err
			}
			source, err := checker.Trace(&art, &res)
			if err != nil && !errors.Is(err, dedup.ErrUntraced) {
				return err
			}
			return a.printCheck(v, c, &art, &res, source, out)
		})
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

func (a *app) printCheck(v *store.View, c *generation.Conclusions, art *article.Article, res *dedup.CheckResult, source *report.CheckSource, out answerer) error {
	view := report.CheckView{
		Verdict: string(res.Verdict), Copied: res.Copied, Cluster: res.Cluster,
		Stored: res.Stored, Unusable: res.Unusable, Traced: source,
	}
	if res.Known != nil {
		view.Known, view.SameText = res.Known.ID, res.Known.SameText
	}
	for _, m := range res.Matches {
		match := report.MatchView{
			Article: m.Article, Jaccard: m.Pair.Jaccard(), Containment: m.Coverage, P: m.P, Kind: m.Kind.String(), Cluster: m.Cluster,
		}
		for _, p := range m.Passages {
			match.Passages = append(match.Passages, report.Passage{
				ID: art.ID, Start: p.Start, End: p.End,
				From: &report.Place{ID: m.Article.ID, Start: p.FromStart, End: p.FromEnd},
			})
		}
		view.Matches = append(view.Matches, match)
	}
	var err error
	if out == nil {
		err = a.printJSON(view.Record())
	} else {
		if view.Size, view.Outlets, err = c.Reach(v, res.Cluster); err != nil {
			return err
		}
		err = out.Check(&view)
	}
	if err == nil && res.Verdict == dedup.VerdictCopy {
		return errCopyFound
	}
	return err
}

// errNeedTwo is what compare says of anything but two articles.
var errNeedTwo = errors.New("give two articles, or --pairs FILE.tsv")
