// Command fitchosen fits what the model of chosen pairs (cluster/pair/chosen.json)
// makes of a text that was retold: what two texts share outside their passages.
//
//	go run ./internal/fitchosen make -base base.jsonl -seed 3 DIR
//	go run ./internal/fitchosen events -base articles.jsonl -but judged_pairs.tsv DIR
//	go run ./internal/fitchosen fit -version chosen-1 -fitted-on "..." -o cluster/pair/chosen.json DIR ...
//
// make writes reports of base, some also retold with other words and sentences of
// like reports, and pairs of them. events writes pairs of reports of one event,
// for which articles have a field "event", by two outlets. fit reads folders with articles.jsonl and
// pairs.tsv (two ids and a label: copy; none; event: two reports of one event,
// taken for none unless their passages hold a twelfth of the shorter). Copies and
// others have equal weight in all: a chosen pair is as likely as not.
//
// The program is for developers; it is no part of wiretrace.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fitchosen:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New(`say "make -base FILE DIR", "events -base FILE DIR" or "fit -o FILE DIR ..."`)

func run(ctx context.Context, args []string, w io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("fitchosen "+args[0], flag.ContinueOnError)
	base := flags.String("base", "", "file of reports to make pairs of")
	but := flags.String("but", "", "table of pairs that events leaves out")
	seed := flags.Uint64("seed", 1, "the same seed makes the same files")
	pairs := flags.Int("pairs", 1600, "number of pairs to make")
	version := flags.String("version", "chosen-1", "version of the model")
	fittedOn := flags.String("fitted-on", "", "what the training data is")
	out := flags.String("o", "", "file to write the model to")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	dirs := flags.Args()
	switch {
	case args[0] == "make" && len(dirs) == 1 && *base != "":
		return makeRetold(ctx, *base, dirs[0], *seed, *pairs)
	case args[0] == "events" && len(dirs) == 1 && *base != "":
		return makeEvents(ctx, *base, *but, dirs[0])
	case args[0] == "fit" && len(dirs) > 0:
		m, err := fit(ctx, dirs, w)
		if err != nil {
			return err
		}
		m.Version, m.FittedOn = *version, *fittedOn
		return write(m, *out)
	}
	return errUsage
}

// fit returns the model of this version with the weights of what was retold fitted
// to the pairs of dirs.
func fit(ctx context.Context, dirs []string, w io.Writer) (*pair.Chosen, error) {
	var all []example
	for _, dir := range dirs {
		list, err := readExamples(ctx, dir)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(w, "%s: %d pairs\n", dir, len(list))
		all = append(all, list...)
	}
	m, err := pair.LoadChosen()
	if err != nil {
		return nil, err
	}
	balance(all)
	weights := logistic(all)
	m.Retold.Bias, m.Retold.Rest, m.Retold.RestLeast = round(weights[0]), round(weights[1]), round(weights[2])
	m.Means.StandsOut, m.Means.Quoted = mean(all, func(b *pair.Beside) float64 { return b.StandsOut }), mean(all, func(b *pair.Beside) float64 { return b.Quoted })
	m.Means.Rest, m.Means.RestLeast = mean(all, func(b *pair.Beside) float64 { return b.Rest }), mean(all, func(b *pair.Beside) float64 { return b.RestLeast })
	fmt.Fprintf(w, "bias %.3f, rest %.3f, rest_least %.3f\n", m.Retold.Bias, m.Retold.Rest, m.Retold.RestLeast)
	return m, nil
}

func write(m *pair.Chosen, path string) error {
	if path == "" {
		return nil
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o666)
}
