package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/evaluate"
	"github.com/wiretrace/wiretrace/store"
)

// evaluateFlags are the flags of evaluate.
type evaluateFlags struct {
	gold, format, positive   string
	results, clusters, pairs string
	precision                float64
	worst                    int
	plot, curve, fit         string
}

func newEvaluateCommand(a *app) *cobra.Command {
	var f evaluateFlags
	cmd := &cobra.Command{
		Use:   "evaluate --gold FILE|DIR",
		Short: "Compare the conclusions with labels",
		Long: `Evaluate measures how good clusters and probabilities are, with labels that you give:
precision, recall and F1, ARI and B-cubed, the calibration of the probabilities,
the threshold that the labels suggest, and the worst errors. It judges the
last generation of the store, the files of "dedup --out" (--results), or any JSON
Lines with id and cluster (--clusters) or a, b and p (--pairs).

Labels are a table with a head line, of clusters (id, cluster; several clusters
with ";" between) or of pairs (a, b, label), with tabs or commas between; the
edges or clusters of NEWS-COPY in JSON; or a folder with gold_clusters.tsv, or
with a PAN text alignment corpus (pairs and XML files).

` + exitHelp,
		Example: `  wiretrace evaluate --gold labels.tsv
  wiretrace evaluate --gold labels.csv --results out --plot reliability.svg
  wiretrace evaluate --gold pairs.tsv --positive copy,part --fit calibration.json`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runEvaluate(cmd.Context(), &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.gold, "gold", "", "labels: a `FILE` or a folder")
	fl.StringVar(&f.format, "gold-format", "auto", "format of the labels: auto, clusters, pairs, news-copy or pan")
	completesWith(cmd, "gold-format", "auto", "clusters", "pairs", "news-copy", "pan")
	fl.StringVar(&f.positive, "positive", "", "labels of pairs that mean the same text, as `LABEL,LABEL`; all others then mean another")
	fl.StringVar(&f.results, "results", "", "judge the files that \"dedup --out\" wrote to `DIR` instead of the store")
	fl.StringVar(&f.clusters, "clusters", "", "judge the clusters in `FILE`, JSON Lines with id and cluster")
	fl.StringVar(&f.pairs, "pairs", "", "judge the pairs in `FILE`, JSON Lines with a, b and p")
	fl.Float64Var(&f.precision, "precision", .99, "suggest the lowest threshold that has this precision")
	fl.IntVar(&f.worst, "worst", 10, "list so many of the worst errors of each kind")
	fl.StringVar(&f.plot, "plot", "", "draw predicted against observed probability to `FILE.svg`")
	fl.StringVar(&f.curve, "curve", "", "write precision, recall and F1 by threshold to `FILE.tsv`")
	fl.StringVar(&f.fit, "fit", "", "fit a calibration of the probabilities to the labels and write it to `FILE.json`")
	return cmd
}

func (a *app) runEvaluate(ctx context.Context, f *evaluateFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	labels, err := a.readGold(f)
	if err != nil {
		return err
	}
	switch {
	case f.results != "":
		p, err := readResults(f.results)
		if err != nil {
			return err
		}
		return a.evaluate(labels, p, f, nil)
	case f.clusters != "" || f.pairs != "":
		p, err := readPredictions(f)
		if err != nil {
			return err
		}
		return a.evaluate(labels, p, f, nil)
	}
	return a.readStore(func(st *store.Store) error { return a.evaluateStore(ctx, st, labels, f) })
}

// check returns an error if flags contradict each other.
func (f *evaluateFlags) check() error {
	switch {
	case f.gold == "":
		return usagef("--gold is needed: a file or folder of labels; doc/evaluate.md says how to make one")
	case f.results != "" && (f.clusters != "" || f.pairs != ""):
		return usagef("--results names all files of a run: give it, or --clusters and --pairs")
	case !slices.Contains(evaluate.Formats(), evaluate.Format(f.format)):
		return usagef("--gold-format %s: give auto, clusters, pairs, news-copy or pan", f.format)
	case !(f.precision > 0 && f.precision <= 1):
		return usagef("--precision %v: give a share from 0 to 1, as .99", f.precision)
	case f.worst < 0:
		return usagef("--worst %d: give a number of errors, or 0 for none", f.worst)
	}
	return nil
}

// labelList splits the value of --positive.
func labelList(s string) []string {
	return slices.DeleteFunc(strings.Split(s, ","), func(l string) bool { return strings.TrimSpace(l) == "" })
}
