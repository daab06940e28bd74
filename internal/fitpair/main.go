// Command fitpair fits the model of package cluster/pair and reports what it
// does on simulations that it was not fitted on.
//
// It reads folders with articles.jsonl and gold_clusters.tsv (id, then its
// clusters joined by semicolons). A pair of articles is positive if it shares a
// cluster. The pairs are those that a dedup run would compare.
//
//	go run ./internal/fitpair -train web1,ocr1 -check web2,ocr2 -version pair-1 -fitted-on "..." -o cluster/pair/model.json
//
// Without -train the model of this version is checked as it is. With -leave the model
// is also fitted without each profile in turn (the name of a folder without its digits)
// and checked on the folders of that profile. The program
// is for developers; it is no part of wiretrace.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fitpair:", err)
		os.Exit(1)
	}
}

type options struct {
	train, check []string
	version      string
	fittedOn     string
	out          string
	ridge        float64
	folds        int
	keep         bool
	leave        bool
}

func parse(args []string) (options, error) {
	var o options
	var train, check string
	flags := flag.NewFlagSet("fitpair", flag.ContinueOnError)
	flags.StringVar(&train, "train", "", "simulations to fit on, joined by commas")
	flags.StringVar(&check, "check", "", "simulations to check on, joined by commas")
	flags.StringVar(&o.version, "version", "pair-1", "version of the model")
	flags.StringVar(&o.fittedOn, "fitted-on", "", "what the training data is")
	flags.StringVar(&o.out, "o", "", "file to write the model to")
	flags.Float64Var(&o.ridge, "ridge", 10, "penalty on the squares of weights")
	flags.IntVar(&o.folds, "folds", 4, "shares of the training data, each seen in the second pass through a first pass fitted on the others")
	flags.BoolVar(&o.leave, "leave", false, "also fit without each profile and check on it")
	flags.BoolVar(&o.keep, "keep", false, "keep the first pass of this version, which must not have been fitted on the same folders, and fit the further ones")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	split := func(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == ',' }) }
	o.train, o.check = split(train), split(check)
	if len(o.train)+len(o.check) == 0 {
		return o, errors.New("nothing to do: name folders with -train or -check")
	}
	if o.keep && o.leave {
		return o, errors.New("-leave fits first passes anew: give it without -keep")
	}
	return o, nil
}

func run(ctx context.Context, args []string, w io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	corpora, err := readAll(ctx, o.train, w)
	if err != nil {
		return err
	}
	model, err := modelOf(corpora, o)
	if err != nil {
		return err
	}
	left := map[string]*pair.Model{}
	if o.leave {
		for _, p := range profiles(corpora) {
			rest := slices.DeleteFunc(slices.Clone(corpora), func(c *corpus) bool { return c.profile() == p })
			if left[p], err = modelOf(rest, o); err != nil {
				return fmt.Errorf("without %s: %w", p, err)
			}
		}
	}
	for _, dir := range o.check {
		c, err := readCorpus(ctx, dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %s\n", dir, c.check(model))
		if m := left[c.profile()]; m != nil {
			fmt.Fprintf(w, "%s, fitted without %s: %s\n", dir, c.profile(), c.check(m))
		}
	}
	if o.out == "" {
		return nil
	}
	return write(o.out, model)
}

// modelOf fits a model; without corpora it is the one of this version.
func modelOf(corpora []*corpus, o options) (*pair.Model, error) {
	if len(corpora) == 0 {
		return pair.Load()
	}
	return train(corpora, o)
}

func readAll(ctx context.Context, dirs []string, w io.Writer) ([]*corpus, error) {
	var corpora []*corpus
	for _, dir := range dirs {
		c, err := readCorpus(ctx, dir)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(w, "%s: %d articles, %d pairs, of %d true pairs %d\n", dir, c.n, len(c.samples), c.truePairs, c.found)
		corpora = append(corpora, c)
	}
	return corpora, nil
}

// profiles returns the names of the corpora's profiles, sorted.
func profiles(corpora []*corpus) []string {
	var out []string
	for _, c := range corpora {
		out = append(out, c.profile())
	}
	slices.Sort(out)
	return slices.Compact(out)
}
