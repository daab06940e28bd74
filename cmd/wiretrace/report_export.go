package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/graph"
	"github.com/wiretrace/wiretrace/report/ninjs"
	"github.com/wiretrace/wiretrace/report/passim"
	"github.com/wiretrace/wiretrace/report/prov"
	"github.com/wiretrace/wiretrace/report/table"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// exportFlags are the flags of report that only some forms have.
type exportFlags struct {
	table, graph string
	bom          bool
	runnersUp    bool
}

// The forms that are tables.
const (
	formHTML    = "html"
	formCSV     = "csv"
	formParquet = "parquet"
)

func (f *exportFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.table, "table", "", "the `TABLE` of csv and parquet: "+strings.Join(table.Names(), ", ")+"; all of them with -o DIR/")
	fl.StringVar(&f.graph, "graph", graph.Copies, "the `GRAPH` of graphml, gexf and dot: "+strings.Join(graph.Graphs(), " or "))
	completesWith(cmd, "table", table.Names()...)
	completesWith(cmd, "graph", graph.Graphs()...)
	fl.BoolVar(&f.runnersUp, "runners-up", false, "add the second likeliest parents to the graph of copies, as edges of kind runner-up")
	fl.BoolVar(&f.bom, "bom", false, "begin CSV with a byte order mark, which Excel needs to read it as UTF-8")
}

// exportForms returns the forms for machines. They contain all selected clusters unless --top is given.
func exportForms() []form {
	drawn := func(a *app, w io.Writer, f *reportFlags) report.Renderer {
		r, err := graph.New(w, f.format, f.export.graph, f.export.runnersUp)
		if err != nil { // cannot happen: check has validated the flags
			return &failed{err: err}
		}
		return r
	}
	tables := func(_ *app, w io.Writer, f *reportFlags) report.Renderer {
		return tableWriter(f, map[string]io.Writer{f.export.table: w})
	}
	return []form{
		{"cite", "plain citations: where a text was first seen", 0, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &report.Cite{Out: w}
		}},
		{formCSV, "a table for spreadsheets: see --table", 0, tables},
		{formParquet, "the same for data frames, typed and compressed", 0, tables},
		{"prov", "W3C PROV as PROV-JSON", 0, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &prov.JSON{Out: w, Version: version()}
		}},
		{"prov-jsonld", "W3C PROV as PROV-JSONLD, which is RDF", 0, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &prov.JSONLD{Out: w, Version: version()}
		}},
		{graph.GraphML, "a graph for yEd, Gephi, networkx, igraph: see --graph", 0, drawn},
		{graph.GEXF, "the same for Gephi, with times", 0, drawn},
		{graph.DOT, "the same for Graphviz", 0, drawn},
		{"passim", "reused passages, as passim's out.json", 0, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &passim.Clusters{Out: w}
		}},
		{"passim-pairs", "aligned passages of pairs, as its align.json", 0, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &passim.Pairs{Out: w}
		}},
		{"ninjs", "IPTC ninjs " + ninjs.Version + ", a package a cluster", 0, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &ninjs.Writer{Out: w}
		}},
	}
}

// failed is the renderer of a form that cannot be made. It returns err.
type failed struct {
	report.Renderer
	err error
}

func (f *failed) Summary(report.Summary) error { return f.err }
func (f *failed) End() error                   { return f.err }

// tableWriter returns a writer of the tables in out, each to its own writer.
func tableWriter(f *reportFlags, out map[string]io.Writer) report.Renderer {
	if f.format == formCSV {
		return table.NewCSV(out, f.export.bom)
	}
	return table.NewParquet(out)
}

// check returns an error if a flag has no meaning for the selected form.
func (f *exportFlags) check(a *app, cmd *cobra.Command, r *reportFlags) error {
	isTable := r.format == formCSV || r.format == formParquet
	isGraph := slices.Contains(graph.Formats(), r.format)
	switch changed := cmd.Flags().Changed; {
	case r.with != "" && !slices.Contains([]string{"", "text", "json", "md", formHTML}, r.format):
		return usagef("--with goes with --format text, json, md or html")
	case changed("table") && !isTable:
		return usagef("--table goes with --format csv or --format parquet")
	case changed("graph") && !isGraph:
		return usagef("--graph goes with --format %s", strings.Join(graph.Formats(), ", "))
	case f.runnersUp && (!isGraph || f.graph != graph.Copies):
		return usagef("--runners-up goes with the graph of copies: --format %s", strings.Join(graph.Formats(), ", "))
	case f.bom && r.format != formCSV:
		return usagef("--bom goes with --format csv")
	case isGraph && !slices.Contains(graph.Graphs(), f.graph):
		return usagef("--graph %s: give %s", f.graph, strings.Join(graph.Graphs(), " or "))
	case f.table != "" && !slices.Contains(table.Names(), f.table):
		return usagef("--table %s: give one of %s", f.table, strings.Join(table.Names(), ", "))
	case isTable && f.table == "" && !isFolder(r.out):
		return usagef("--format %s: give --table with one of %s, or all of them a folder with -o DIR/", r.format, strings.Join(table.Names(), ", "))
	case r.format == formParquet && (r.out == "" || r.out == "-") && isTerminal(a.out):
		return usagef("--format parquet is not for a terminal: give -o FILE.parquet, or hand it to another program")
	}
	return nil
}

// isFolder reports whether the value of -o is a folder: it ends with a slash, or a folder has this name.
func isFolder(out string) bool {
	if strings.HasSuffix(out, "/") || strings.HasSuffix(out, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(out)
	return out != "" && err == nil && info.IsDir()
}

// exportTables writes the table that --table names, or all tables, to files in a folder.
func (a *app) exportTables(cmd *cobra.Command, q view.Query, f *reportFlags) error {
	names := table.Names()
	if f.export.table != "" {
		names = []string{f.export.table}
	}
	if err := os.MkdirAll(f.out, 0o777); err != nil {
		return err
	}
	var paths []string
	for _, name := range names {
		paths = append(paths, filepath.Join(f.out, name+"."+f.format))
	}
	return writeAll(paths, func(files []io.Writer) error {
		out := map[string]io.Writer{}
		for i, w := range files {
			out[names[i]] = w
		}
		return a.readStore(func(st *store.Store) error {
			r := tableWriter(f, out)
			return errors.Join(view.Report(cmd.Context(), st, q, f.since, r), r.End())
		})
	})
}

// writeAll is like writeWhole for several files. If write fails, no file is written.
func writeAll(paths []string, write func([]io.Writer) error) error {
	if len(paths) == 0 {
		return write(nil)
	}
	return writeWhole(paths[0], func(w io.Writer) error {
		return writeAll(paths[1:], func(rest []io.Writer) error {
			return write(append([]io.Writer{w}, rest...))
		})
	})
}
