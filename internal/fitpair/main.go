// Command fitpair fits the model of package cluster/pair and reports what it
// does on simulations that it was not fitted on.
//
// It reads folders with articles.jsonl and gold_clusters.tsv (id, then its
// clusters joined by semicolons). A pair of articles is positive if it shares a
// cluster. The pairs are those that a dedup run would compare.
//
//	go run ./internal/fitpair -train web1,ocr1 -check web2,ocr2 -version pair-1 -fitted-on "..." -o cluster/pair/model.json
//
// Without -train the model of this version is checked as it is. The program
// is for developers; it is no part of wiretrace.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

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
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	split := func(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == ',' }) }
	o.train, o.check = split(train), split(check)
	if len(o.train)+len(o.check) == 0 {
		return o, errors.New("nothing to do: name folders with -train or -check")
	}
	return o, nil
}

func run(ctx context.Context, args []string, w io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	var model *pair.Model
	if len(o.train) > 0 {
		model, err = train(ctx, o, w)
	} else {
		model, err = pair.Load()
	}
	if err != nil {
		return err
	}
	for _, dir := range o.check {
		c, err := readCorpus(ctx, dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %s\n", dir, c.check(model))
	}
	return nil
}

// train fits the model on all training folders together: first the pairs by
// themselves, then among their neighbours.
func train(ctx context.Context, o options, w io.Writer) (*pair.Model, error) {
	var corpora []*corpus
	for _, dir := range o.train {
		c, err := readCorpus(ctx, dir)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(w, "%s: %d articles, %d pairs, of %d true pairs %d\n", dir, len(c.articles), len(c.samples), c.truePairs, c.found)
		corpora = append(corpora, c)
	}
	m := &pair.Model{Version: o.version, FittedOn: o.fittedOn, Features: pair.FeatureNames()}
	all := examples(corpora, nil, pair.NumFeatures)
	for _, e := range all {
		if e.same {
			m.Prior += 1 / float64(len(all))
		}
	}
	m.Full, m.Bare = fit(all, o.ridge), fit(examples(corpora, nil, pair.NumBare), o.ridge)
	contexts(m, corpora, o.ridge)
	if o.out == "" {
		return m, nil
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	return m, os.WriteFile(o.out, append(data, '\n'), 0o666)
}

// examples returns the pairs of all corpora but one, with their first n features.
func examples(corpora []*corpus, but *corpus, n int) (out []example) {
	for _, c := range corpora {
		if c == but {
			continue
		}
		for i := range c.samples {
			if s := &c.samples[i]; !s.hopeless {
				out = append(out, example{s.evidence.Features[:n], s.same})
			}
		}
	}
	return out
}

// contexts fits the second look. The first look was fitted on the same pairs,
// so each corpus is seen through a first look that was fitted on the others,
// if there are any.
func contexts(m *pair.Model, corpora []*corpus, ridge float64) {
	found := make([][]example, len(corpora))
	var wg sync.WaitGroup
	for i, c := range corpora {
		wg.Go(func() {
			first := *m
			if len(corpora) > 1 {
				first.Full = fit(examples(corpora, c, pair.NumFeatures), ridge)
			}
			found[i] = c.contexts(&first)
		})
	}
	wg.Wait()
	m.Context = fit(slices.Concat(found...), ridge)
}
