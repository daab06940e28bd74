// Command gencorpus writes a benchmark corpus of made-up articles as JSON
// Lines, the same for the same seed; see package corpus for what it resembles.
//
//	gencorpus -n 1000000 -seed 1 -o corpus.jsonl -gold gold.jsonl
//	gencorpus -flood -n 50000 -o flood.jsonl
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/wiretrace/wiretrace/internal/corpus"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gencorpus", flag.ContinueOnError)
	flags.SetOutput(stderr)
	n := flags.Int("n", 1000, "number of articles")
	seed := flags.Uint64("seed", 1, "seed; the same seed gives the same articles")
	out := flags.String("o", "-", "`file` for the articles; - is standard output")
	gold := flags.String("gold", "", "`file` for the labels; empty: none")
	flood := flags.Bool("flood", false, "make all articles from one template: none is a copy")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || *n < 0 {
		fmt.Fprintln(stderr, "gencorpus: takes flags alone and no negative number; see gencorpus -h")
		return 2
	}
	articles := corpus.Articles(*seed, *n)
	if *flood {
		articles = corpus.Flood(*seed, *n)
	}
	if err := write(articles, *out, *gold, stdout); err != nil {
		fmt.Fprintf(stderr, "gencorpus: %v\n", err)
		return 1
	}
	return 0
}

// write makes the corpus and, if gold is not empty, its labels.
func write(docs iter.Seq[corpus.Doc], out, gold string, stdout io.Writer) (err error) {
	articles, closeArticles, err := create(out, stdout)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeArticles()) }()
	labels, closeLabels := bufio.NewWriter(io.Discard), func() error { return nil }
	if gold != "" {
		if labels, closeLabels, err = create(gold, stdout); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, closeLabels()) }()
	var line []byte
	for d := range docs {
		line = corpus.AppendLine(line[:0], &d)
		if _, err := articles.Write(line); err != nil {
			return err
		}
		line = corpus.AppendGold(line[:0], &d)
		if _, err := labels.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// create opens a file for writing, or stdout for "-". The function it returns
// flushes and closes it.
func create(name string, stdout io.Writer) (*bufio.Writer, func() error, error) {
	if name == "-" {
		w := bufio.NewWriterSize(stdout, 1<<20)
		return w, w.Flush, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, nil, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return w, func() error { return errors.Join(w.Flush(), f.Close()) }, nil
}
