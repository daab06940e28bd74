// Command fit fits the near-duplicate model of package cluster and reports how
// well it is calibrated, and which clusters average link makes at which bound.
//
// It reads simulations: folders with articles.jsonl and gold_clusters.tsv (id,
// then its clusters joined by semicolons). A pair of articles is positive if
// it shares a cluster. All pairs that share a shingle are used.
//
//	go run ./internal/fit -train sim1,sim2 -check sim3,sim4 -fitted-on "..." -o cluster/near.json
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

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/internal/fit/pairs"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

type options struct {
	train, check []string
	version      string
	fittedOn     string
	out          string
	links        bool
}

func parse(args []string) (options, error) {
	var o options
	var train, check string
	flags := flag.NewFlagSet("fit", flag.ContinueOnError)
	flags.StringVar(&train, "train", "", "simulations to fit on, joined by commas")
	flags.StringVar(&check, "check", "", "simulations to check on, joined by commas")
	flags.StringVar(&o.version, "version", "near-1", "version of the model")
	flags.StringVar(&o.fittedOn, "fitted-on", "", "what the training data is")
	flags.StringVar(&o.out, "o", "", "file to write the model to")
	flags.BoolVar(&o.links, "links", false, "also cluster the check data with a range of bounds")
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
	if len(args) > 0 && args[0] == "pairs" {
		return pairs.Run(ctx, args[1:], w)
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	model := cluster.NearModel()
	if len(o.train) > 0 {
		if model, err = train(ctx, o, w); err != nil {
			return err
		}
	}
	for _, dir := range o.check {
		if err := check(ctx, o, dir, model, w); err != nil {
			return err
		}
	}
	return nil
}

// train fits the model on all training folders together.
func train(ctx context.Context, o options, w io.Writer) (*cluster.Model, error) {
	var samples []sample
	for _, dir := range o.train {
		c, err := readCorpus(ctx, dir)
		if err != nil {
			return nil, err
		}
		samples = append(samples, c.samples()...)
	}
	m := cluster.NearModel()
	m.Version, m.FittedOn = o.version, o.fittedOn
	m.Weights = fitLogistic(samples)
	fmt.Fprintf(w, "fitted on %d pairs: %s\n", len(samples), calibration(m, samples))
	if o.out == "" {
		return m, nil
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return m, os.WriteFile(o.out, append(data, '\n'), 0o644)
}

// check reports on one folder.
func check(ctx context.Context, o options, dir string, m *cluster.Model, w io.Writer) error {
	c, err := readCorpus(ctx, dir)
	if err != nil {
		return err
	}
	samples := c.samples()
	fmt.Fprintf(w, "%s: %d articles\n", dir, len(c.articles))
	fmt.Fprintf(w, "  all pairs that share a shingle: %s\n", calibration(m, samples))
	var near []sample
	for _, s := range samples {
		if s.pair.Jaccard() >= cluster.MinJaccard {
			near = append(near, s)
		}
	}
	fmt.Fprintf(w, "  pairs that are kept:            %s\n", calibration(m, near))
	fmt.Fprint(w, reliability(m, samples))
	if o.links {
		return links(c, w)
	}
	return nil
}
