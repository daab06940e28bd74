package main

import (
	"bytes"
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
	"github.com/wiretrace/wiretrace/view"
)

// maxPage is the most bytes that check and compare read of a file. It is also the largest page that ingest
// extracts, and far more than any article.
const maxPage = 64 << 20

func newCheckCommand(a *app) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check FILE|-",
		Short: "Compare one article with the store",
		Long: `Check compares one article, an HTML page or a JSON record, with everything in
the store and changes nothing. Verdicts: copy (the same text, or four fifths of
it), part (a fifth or more of it), related (less, or only a quotation or a form that
recurs on other days), none, can't tell (no article in the page). Matches are
aligned with the article: --json lists the passages, with their places in both. p is the
probability that one has reporting of the other, or both of a third.

It names the most likely source, as if the article were in its cluster, and the agency
whose text it is. It says whether the store has the article itself, which does not
count as a match. --json adds the evidence, and the owner of each passage.

With --jsonl the input is JSON Lines, one record for each article. Each record gets one
line of answer, in the order of the input: that of --json with the line number and the
id. A record that cannot be read gets a line with "error", and the exit status is 1.

` + exitHelp,
		Example: `  wiretrace check page.html && echo "not a copy"
  curl -s https://paper.example/story | wiretrace check --json -
  wiretrace check --jsonl --near tonight.jsonl > answers.jsonl`,
		Args: args(1, 1),
		RunE: func(cmd *cobra.Command, arg []string) error {
			span, err := article.ParseSpan(f.window)
			if err != nil {
				return usagef("--window %s: %w", f.window, err)
			}
			if f.lines {
				return a.checkLines(cmd, arg[0], span, &f)
			}
			out, err := a.answerIn(f.format, f.all)
			if err != nil {
				return err
			}
			return a.check(cmd, arg[0], span, f.near, out)
		},
	}
	cmd.Flags().StringVar(&f.window, "window", "0", "only matches at most so far apart in time, as 36h or 30d; 0: no limit")
	cmd.Flags().StringVar(&f.format, "format", "", answerHelp)
	cmd.Flags().BoolVar(&f.near, "near", false, "compare by sketches alone: whole copies, neither passages nor sources")
	cmd.Flags().BoolVar(&f.lines, "jsonl", false, "check every record of JSON Lines, a line of answer each")
	completesWith(cmd, "format", "text", "json", "md")
	cmd.Flags().BoolVar(&f.all, "all", false, "list every match")
	cmd.MarkFlagsMutuallyExclusive("jsonl", "format")
	cmd.MarkFlagsMutuallyExclusive("jsonl", "all")
	return cmd
}

// checkFlags are the flags of check.
type checkFlags struct {
	window, format   string
	all, near, lines bool
}

// check compares the article in a file with the store and prints the answer.
func (a *app) check(cmd *cobra.Command, name string, window time.Duration, near bool, out answerer) error {
	if a.shared == nil {
		defer collectAt(checkGC)()
	}
	art, err := a.readArticle(name)
	if err != nil {
		return err
	}
	if r := a.served(); r != nil {
		return r.run(cmd.Context(), a, append(arguments(cmd), "-"), bytes.NewReader(ingest.AppendRecord(nil, &art)), a.out)
	}
	return a.readStore(func(st *store.Store) error {
		c := check.Open(st).Within(window)
		do := c.Check
		if near {
			do = c.Near
		}
		answer, err := do(cmd.Context(), &art)
		if err != nil {
			return err
		}
		return a.printCheck(st, &art, &answer, out)
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

func (a *app) printCheck(st *store.Store, art *article.Article, answer *check.Answer, out answerer) error {
	found := answer.View(art.ID)
	var err error
	if out == nil {
		err = a.printJSON(found.Record())
	} else if found.As, err = view.Checked(st, art, &found); err == nil {
		err = out.Check(&found)
	}
	switch {
	case err == nil && answer.Verdict == check.Copy:
		return errCopyFound
	case err == nil && answer.Verdict == check.Unknown:
		return errCantTell
	}
	return err
}

// errNeedTwo is returned by compare unless two articles are given.
var errNeedTwo = errors.New("give two articles, or --pairs FILE.tsv")
