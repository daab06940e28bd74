package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
)

// htmlTop is how many clusters a page has unless told otherwise: a browser opens so many in
// less than a second (BenchmarkDay, TestDayOpens).
const htmlTop = 2000

// reportFlags are the settings of report.
type reportFlags struct {
	cluster, article, since, format, out string
	top                                  int
	all                                  bool
}

func newReportCommand(a *app) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Print the clusters",
		Long: `Report prints the clusters of the last generation, those in the most outlets
first: each with its members in the order of time, the outlets, the similarity of
each to the member to keep, and that member; and whom each is from, with the odds.
The earliest member that the store holds need not be where the text comes from:
that is told apart, with the number of independent reports. With --article the
evidence for that article's source is listed.

` + exitHelp,
		Example: `  wiretrace report --since 24h
  wiretrace report --article u-93f1 --all
  wiretrace report --json --top 0 -o clusters.jsonl`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runReport(cmd, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.cluster, "cluster", "", "only the cluster with this `ID`")
	fl.StringVar(&f.article, "article", "", "only the cluster of the article with this `ID`")
	fl.StringVar(&f.since, "since", "", "only clusters with an article since then: 24h, 7d, or a date as 2024-05-01")
	fl.IntVar(&f.top, "top", 20, "at most so many clusters; 0: all")
	fl.BoolVar(&f.all, "all", false, "list every member of large clusters")
	fl.StringVar(&f.format, "format", "", "text or json (default text, or json with --json)")
	fl.StringVarP(&f.out, "out", "o", "", "write to `FILE` instead of standard output")
	cmd.MarkFlagsMutuallyExclusive("cluster", "article", "since")
	return cmd
}

func (a *app) runReport(cmd *cobra.Command, f *reportFlags) error {
	q := dedup.Query{Cluster: f.cluster, Article: f.article, Top: f.top}
	var err error
	if f.since != "" {
		if q.Since, err = parseSince(f.since, time.Now()); err != nil {
			return usagef("--since %s: %w", f.since, err)
		}
	}
	asJSON := a.json || f.format == "json"
	if f.format != "" && f.format != "text" && f.format != "json" && f.format != "html" || a.json && f.format != "" && f.format != "json" {
		return usagef("--format %s: give text, json or html", f.format)
	}
	if f.format == "html" && !cmd.Flags().Changed("top") {
		q.Top = htmlTop
	}
	if f.top < 0 {
		return usagef("--top %d: give a number of clusters, or 0 for all", f.top)
	}
	render := func(w io.Writer) error {
		return a.readStore(func(st *store.Store) error {
			r := a.renderer(w, asJSON, f)
			return errors.Join(dedup.Report(cmd.Context(), st, q, f.since, r), r.End())
		})
	}
	if f.out != "" && f.out != "-" {
		return writeWhole(f.out, render)
	}
	w := bufio.NewWriter(a.out)
	return errors.Join(render(w), w.Flush())
}

// renderer returns what writes the report in the form asked for.
func (a *app) renderer(w io.Writer, asJSON bool, f *reportFlags) report.Renderer {
	switch {
	case asJSON:
		return &report.JSON{Out: w}
	case f.format == "html" && f.cluster != "":
		return &page.Cluster{Out: w}
	case f.format == "html":
		return &page.Day{Out: w}
	}
	t := a.text()
	t.Out, t.All = w, f.all
	t.Color = t.Color && f.out == ""
	return t
}

// parseSince reads a length of time before now, or a date.
func parseSince(s string, now time.Time) (int64, error) {
	if d, err := parseSpan(s); err == nil {
		return now.Add(-d).Unix(), nil
	}
	if t := article.ParseTime(s, "flag"); t.Known() {
		return t.Unix, nil
	}
	return 0, fmt.Errorf("not a length of time as 24h or 7d, nor a date as 2024-05-01")
}
