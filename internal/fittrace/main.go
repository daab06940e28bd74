// Command fittrace fits the model of package trace and reports how often it
// names the right parent on simulations that it was not fitted on.
//
// It reads folders with articles.jsonl, gold_clusters.tsv, gold_copies.tsv (id,
// parents joined by semicolons, and as the fourth column agencies), agencies.tsv (name,
// short, aliases) and feeds.tsv (source, agency, flagged), and makes worlds of
// internal/newsroom. After a colon come the changes to a world: see parseWorld.
//
//	go run ./internal/fittrace -train web1,real1:nofeeds+nofetched,newsroom:web:5:200 -check web2 \
//	  -version trace-3 -fitted-on "..." -o trace/model.json
//
// With -skew 24 the articles that are checked are dated a day early or late, as their
// ids have it: the answers must become less sure.
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
	"strings"

	"github.com/wiretrace/wiretrace/trace"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fittrace:", err)
		os.Exit(1)
	}
}

type options struct {
	data         string
	from         string
	train, check []string
	version      string
	fittedOn     string
	out          string
	ridge        float64
	temperature  float64
	steps        int
	skew         int64
}

func parse(args []string) (options, error) {
	var o options
	var train, check string
	flags := flag.NewFlagSet("fittrace", flag.ContinueOnError)
	flags.StringVar(&o.data, "data", "", "folder that the simulations are in")
	flags.StringVar(&train, "train", "", "simulations to fit on, joined by commas")
	flags.StringVar(&check, "check", "", "simulations to check on, joined by commas")
	flags.StringVar(&o.version, "version", "trace-3", "version of the model")
	flags.StringVar(&o.fittedOn, "fitted-on", "", "what the training data is")
	flags.StringVar(&o.from, "from", "", "a model to keep, except for its agencies, which are fitted again")
	flags.StringVar(&o.out, "o", "", "file to write the model to")
	flags.Float64Var(&o.ridge, "ridge", 10, "penalty on the squares of weights")
	flags.Float64Var(&o.temperature, "temperature", 1, "what log-weights are divided by: above 1 where articles of one story are not independent")
	flags.Int64Var(&o.skew, "skew", 0, "hours by which the clocks of all that is checked are set wrong, one way or the other")
	flags.IntVar(&o.steps, "steps", 120, "steps of the fit")
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
	var model *trace.Model
	if len(o.train) > 0 {
		model, err = train(ctx, o, w)
	} else {
		model, err = trace.Load()
	}
	if err != nil {
		return err
	}
	for _, name := range o.check {
		all, err := readCorpora(ctx, o.data, name, o.skew)
		if err != nil {
			return err
		}
		var plain, without, with answers
		for _, c := range all {
			c.nearest(&plain)
			c.check(model, &without)
			c.learn(model)
			c.check(model, &with)
		}
		fmt.Fprintf(w, "%s, nearest earlier text: %s\n", name, plain.parents())
		fmt.Fprintf(w, "%s, without profiles: %s\n", name, &without)
		fmt.Fprintf(w, "%s: %s\n", name, &with)
	}
	return nil
}

// train fits on all training folders together.
func train(ctx context.Context, o options, w io.Writer) (*trace.Model, error) {
	var corpora []*corpus
	var all []example
	for _, name := range o.train {
		read, err := readCorpora(ctx, o.data, name, 0)
		if err != nil {
			return nil, err
		}
		articles, stories, children := 0, 0, len(all)
		for _, c := range read {
			c.mix()
			if o.from == "" {
				all = append(all, c.examples()...)
			}
			articles, stories = articles+len(c.articles), stories+len(c.stories)
		}
		corpora = append(corpora, read...)
		fmt.Fprintf(w, "%s: %d collections, %d articles, %d clusters, %d children\n", name, len(read), articles, stories, len(all)-children)
	}
	m, err := begun(o)
	if err != nil {
		return nil, err
	}
	if o.from == "" {
		fit(&m.First, all, o.ridge, o.steps)
	}
	all = nil
	for _, c := range corpora {
		c.learn(m)
		if o.from == "" {
			all = append(all, c.examples()...)
		}
	}
	if o.from == "" {
		fit(&m.Second, all, o.ridge, o.steps)
	}
	var rows []agencyRow
	for _, c := range corpora {
		rows = append(rows, c.agencyRows(m)...)
	}
	fitAgencies(&m.Agency, rows, o.ridge, o.steps)
	if o.out == "" {
		return m, nil
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	return m, os.WriteFile(o.out, append(data, '\n'), 0o666)
}

// begun returns a model without weights, or one whose agencies are to be fitted anew.
func begun(o options) (*trace.Model, error) {
	if o.from != "" {
		data, err := os.ReadFile(o.from)
		if err != nil {
			return nil, err
		}
		return trace.Parse(data)
	}
	m := &trace.Model{Version: o.version, FittedOn: o.fittedOn, Edges: trace.EdgeNames(), Roots: trace.RootNames(), Agencies: trace.AgencyNames()}
	m.Agency.Weights = make([]float64, trace.Terms(len(m.Agencies))) // nothing is known of them yet
	m.First.Temperature, m.Second.Temperature = o.temperature, o.temperature
	return m, nil
}
