// Command baselines prints how good the other families of methods are on a
// corpus with labels: a folder with articles.jsonl and gold_clusters.tsv.
// Results of wiretrace, or of any program that writes such files, make rows of
// their own.
//
//	mknewsroom -profile web build/web
//	wiretrace dedup --store build/store --out build/out build/web/articles.jsonl
//	baselines -results build/out build/web
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/evaluate"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/baseline"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("baselines", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var results []string
	flags.Func("results", "`folder` of \"dedup --out\" to score next to them; may be given several times", func(dir string) error {
		results = append(results, dir)
		return nil
	})
	only := flags.Bool("only", false, "score the results alone")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 {
		fmt.Fprintln(stderr, "baselines: name one folder with articles.jsonl and gold_clusters.tsv")
		return 2
	}
	rows, err := rows(flags.Arg(0), results, *only)
	if err != nil {
		fmt.Fprintf(stderr, "baselines: %v\n", err)
		return 1
	}
	fmt.Fprint(stdout, baseline.Table(rows))
	return 0
}

// rows scores the methods and then the folders of results.
func rows(dir string, results []string, only bool) ([]baseline.Row, error) {
	var out []baseline.Row
	if !only {
		articles, err := read(dir)
		if err != nil {
			return nil, err
		}
		for _, m := range baseline.Methods() {
			row, err := score(dir, func(l *evaluate.Labels) (baseline.Row, error) {
				return baseline.Score(m.Name, l, baseline.Run(m, articles))
			})
			if err != nil {
				return nil, err
			}
			out = append(out, row)
		}
	}
	for _, folder := range results {
		p, err := baseline.ReadResults(func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(folder, name)) })
		if err != nil {
			return nil, err
		}
		row, err := score(dir, func(l *evaluate.Labels) (baseline.Row, error) {
			return baseline.ScorePredictions(filepath.Base(folder), l, p)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// score reads the labels anew for each method, since scoring may rename them.
func score(dir string, fn func(*evaluate.Labels) (baseline.Row, error)) (row baseline.Row, err error) {
	name := filepath.Join(dir, "gold_clusters.tsv")
	f, err := os.Open(name)
	if err != nil {
		return row, err
	}
	l, err := evaluate.ReadLabels(f, name, evaluate.Clusters, nil)
	if err = errors.Join(err, f.Close()); err != nil {
		return row, err
	}
	return fn(l)
}

func read(dir string) ([]article.Article, error) {
	var out []article.Article
	for a, err := range ingest.Read(context.Background(), []string{filepath.Join(dir, "articles.jsonl")}, nil, ingest.Options{}) {
		if err != nil {
			return nil, err
		}
		out = append(out, a.Clone())
	}
	return out, nil
}
