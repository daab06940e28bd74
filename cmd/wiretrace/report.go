package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// reportFlags are the flags of report.
type reportFlags struct {
	cluster, article, with, since, format, out string
	top                                        int
	all, changes                               bool
	export                                     exportFlags
	owners                                     map[string]string // owner of each outlet, for pages
}

func newReportCommand(a *app) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Print the clusters",
		Long: `Report prints the clusters of the last generation, those in the most outlets
first. For each cluster it lists the outlets and the members in the order of time. For
each member it prints the similarity to the member to keep, and the most likely source
with its probability. The earliest copy in the store is not always the source of the
text: the report says which it is. It also counts the independent reports. With
--article it lists the evidence for that article's source.

With --format html the report is a page to read, in one file that needs no network.
Of a period it shows what spread, whose words each outlet printed, and which outlets
took text from which. With --cluster it shows the copy graph, the times of each
article, how each article changed the text, and how much of it survived. With --article
it shows a summary of four lines, the text with the owner of each passage, the changes
word by word, the evidence, and what is not certain. A page has at most 2,000 clusters
unless --top says how many. With -o DIR/ the pages are written as a site: an index, a
page for each story, article, day and outlet, linked both ways under names that stay
the same, and a feed of the newest stories (feed.xml). Old pages in DIR are removed.

With --changes it prints what the last run changed: which clusters merged, split, ended or
grew, which articles have another source now, and why. Forms are text, json and html.
The changes are recorded by "wiretrace nightly" and "wiretrace dedup --out".

Forms (--format):

` + formHelp() + `
The forms from cite on hold all clusters that are chosen, unless --top says how
many; doc/formats.md says what each has and what it leaves out.

` + exitHelp,
		Example: `  wiretrace report --since 24h
  wiretrace report --since 24h --format html -o day.html
  wiretrace report -o site/
  wiretrace report --article u-93f1 --all
  wiretrace report --article u-93f1 --format html -o u-93f1.html
  wiretrace report --article u-93f1 --with u-3c20
  wiretrace report --changes --format html -o changes.html
  wiretrace report --cluster c864c90d --format md
  wiretrace report --json --top 0 -o clusters.jsonl
  wiretrace report --since 7d --format parquet -o week/
  wiretrace report --cluster c864c90d --format dot | dot -Tsvg -o copies.svg`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runReport(cmd, &f) },
	}
	f.addChoice(cmd)
	fl := cmd.Flags()
	fl.IntVar(&f.top, "top", defaultTop, "at most so many clusters; 0: all")
	fl.BoolVar(&f.all, "all", false, "list every member of large clusters")
	fl.StringVar(&f.format, "format", "", "the `FORM` of the report, see above (default text, or json with --json)")
	fl.StringVarP(&f.out, "out", "o", "", "write to `FILE` instead of standard output; tables and HTML: to a folder, DIR/")
	f.export.add(cmd)
	completes(cmd, "article", a.completeArticle)
	completes(cmd, "with", a.completeArticle)
	completes(cmd, "cluster", a.completeCluster)
	completesWith(cmd, "format", formNames()...)
	return cmd
}

// remoteReport lets the server of the store make the report. The server writes folders; this process
// writes files.
func (a *app) remoteReport(cmd *cobra.Command, r *remote, f *reportFlags) error {
	args := arguments(cmd, "out")
	switch {
	case f.out == "" || f.out == "-":
		return r.run(cmd.Context(), a, args, nil, a.out)
	case isFolder(f.out):
		return r.run(cmd.Context(), a, append(args, "--out="+absolute(f.out)+"/"), nil, a.out)
	}
	return writeWhole(f.out, func(w io.Writer) error { return r.run(cmd.Context(), a, args, nil, w) })
}

// addChoice adds the flags that select what is reported.
func (f *reportFlags) addChoice(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.cluster, "cluster", "", "only the cluster with this `ID`, or the only one that begins so")
	fl.StringVar(&f.article, "article", "", "only the cluster of the article with this `ID`, or the only one that begins so")
	fl.StringVar(&f.with, "with", "", "with --article: compare it with the copy that has this `ID` too")
	fl.StringVar(&f.since, "since", "", "only clusters with an article since then: 24h, 7d, or a date as 2024-05-01")
	fl.BoolVar(&f.changes, "changes", false, "what merged, split, grew and was traced anew in the last run, and why")
	cmd.MarkFlagsMutuallyExclusive("cluster", "article", "since", "changes")
}

// query returns what to report.
func (f *reportFlags) query() (view.Query, error) {
	q := view.Query{Cluster: f.cluster, Article: f.article, With: f.with, Top: f.top}
	if f.with != "" && f.article == "" {
		return q, usagef("--with %s: name the article that is compared with it, by --article", f.with)
	}
	if f.since == "" {
		return q, nil
	}
	var err error
	if q.Since, err = parseSince(f.since, time.Now()); err != nil {
		return q, usagef("--since %s: %w", f.since, err)
	}
	return q, nil
}

func (a *app) runReport(cmd *cobra.Command, f *reportFlags) error {
	if r := a.served(); r != nil {
		return a.remoteReport(cmd, r, f)
	}
	q, err := f.query()
	if err != nil {
		return err
	}
	form, err := a.reportForm(f)
	if err != nil {
		return err
	}
	if err := f.export.check(a, cmd, f); err != nil {
		return err
	}
	if !cmd.Flags().Changed("top") {
		q.Top = form.top
	}
	if f.top < 0 {
		return usagef("--top %d: give a number of clusters, or 0 for all", f.top)
	}
	if f.changes {
		return a.reportChanges(f, q.Top)
	}
	if (f.format == formCSV || f.format == formParquet) && isFolder(f.out) {
		return a.exportTables(cmd, q, f)
	}
	if f.format == formHTML && isFolder(f.out) {
		if f.cluster != "" || f.article != "" {
			return usagef("-o %s: a site is of a period; name a file for the page of one cluster or article", f.out)
		}
		if !cmd.Flags().Changed("top") {
			q.Top = 0 // a site has all stories
		}
		return a.writeSite(cmd, q, f)
	}
	render := func(w io.Writer) error {
		return a.readStore(func(st *store.Store) error {
			q, err := view.Resolve(cmd.Context(), st, q)
			if err != nil {
				return err
			}
			r := form.renderer(a, w, f)
			return errors.Join(view.Report(cmd.Context(), st, q, f.since, r), r.End())
		})
	}
	if f.out != "" && f.out != "-" {
		return writeWhole(f.out, render)
	}
	var held spool
	if err := render(&held); err != nil {
		return errors.Join(err, held.close())
	}
	return held.sendTo(a.out)
}

// reportForm returns the form of a report. Without --format it is text, or a site if --out is a folder. It
// also sets the owners of outlets.
func (a *app) reportForm(f *reportFlags) (form, error) {
	if f.format == "" && !a.json && isFolder(f.out) {
		f.format = formHTML
	}
	out, err := a.formOf(f.format)
	if err != nil || out.name != formHTML {
		return out, err
	}
	conf, err := a.loadConfig()
	f.owners = conf.newsroom.Owners
	return out, err
}

// parseSince parses a date, or a length of time before now. It returns seconds since 1970.
func parseSince(s string, now time.Time) (int64, error) {
	if d, err := article.ParseSpan(s); err == nil {
		return now.Add(-d).Unix(), nil
	}
	if t := article.ParseTime(s, "flag"); t.Known() {
		return t.Unix, nil
	}
	return 0, fmt.Errorf("not a length of time as 24h or 7d, nor a date as 2024-05-01")
}
