// Package table writes reports as tables, CSV for spreadsheets and Parquet for data frames, with a row for
// each article, cluster, pair or copy.
//
// Make a [Writer] for the wanted tables with [NewCSV] or [NewParquet]. It is a [report.Exporter] and
// streams. doc/formats.md has every column. The package is pure: it writes to io.Writers and knows no
// files.
package table

import (
	"errors"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// The tables.
const (
	Articles = "articles"
	Clusters = "clusters"
	Pairs    = "pairs"
	Copies   = "copies"
)

// Names returns the names of the tables.
func Names() []string { return []string{Articles, Clusters, Pairs, Copies} }

// A sink takes the rows of one table.
type sink[T any] interface {
	put(*T) error
	end() error
}

// A Writer writes tables. Its errors are those of the io.Writers. It is not safe for concurrent use.
type Writer struct {
	articles sink[Article]
	clusters sink[Cluster]
	pairs    sink[Pair]
	copies   sink[Copy]
}

// NewCSV returns a writer of CSV (RFC 4180, UTF-8) for the tables in out. With bom, each begins with a
// byte order mark, without which Excel assumes another encoding.
func NewCSV(out map[string]io.Writer, bom bool) *Writer {
	w := &Writer{}
	if o := out[Articles]; o != nil {
		w.articles = newCSV(o, bom, articleColumns())
	}
	if o := out[Clusters]; o != nil {
		w.clusters = newCSV(o, bom, clusterColumns())
	}
	if o := out[Pairs]; o != nil {
		w.pairs = newCSV(o, bom, pairColumns())
	}
	if o := out[Copies]; o != nil {
		w.copies = newCSV(o, bom, copyColumns())
	}
	return w
}

// NewParquet returns a writer of Parquet for the tables in out. The files are complete after End.
func NewParquet(out map[string]io.Writer) *Writer {
	w := &Writer{}
	if o := out[Articles]; o != nil {
		w.articles = newParquet[Article](o)
	}
	if o := out[Clusters]; o != nil {
		w.clusters = newParquet[Cluster](o)
	}
	if o := out[Pairs]; o != nil {
		w.pairs = newParquet[Pair](o)
	}
	if o := out[Copies]; o != nil {
		w.copies = newParquet[Copy](o)
	}
	return w
}

// Wants asks for everything the tables need.
func (w *Writer) Wants() report.Wants {
	return report.Wants{Singles: w.articles != nil, Pairs: w.pairs != nil}
}

// Summary does nothing.
func (w *Writer) Summary(report.Summary) error { return nil }

// Cluster writes the rows of a cluster, of its articles and of their sources.
func (w *Writer) Cluster(v *report.ClusterView) error {
	if w.clusters != nil {
		row := clusterRow(v)
		if err := w.clusters.put(&row); err != nil {
			return err
		}
	}
	at := map[string]int{}
	if w.copies != nil {
		for i := range v.Members {
			at[v.Members[i].Article.ID] = i
		}
	}
	for i := range v.Members {
		if w.articles != nil {
			row := articleRow(&v.Members[i], v.Cluster.ID, i == v.Keep)
			if err := w.articles.put(&row); err != nil {
				return err
			}
		}
		if w.copies != nil && v.Members[i].Source != nil {
			row := copyRow(v, i, at)
			if err := w.copies.put(&row); err != nil {
				return err
			}
		}
	}
	return nil
}

// Article writes the row of an article in no cluster, if the report is about it alone.
func (w *Writer) Article(v *report.ArticleView) error {
	if v.Cluster != "" {
		return nil
	}
	return w.Single(&v.MemberView)
}

// Single writes the row of an article in no cluster. It counts as one to keep.
func (w *Writer) Single(m *report.MemberView) error {
	if w.articles == nil {
		return nil
	}
	row := articleRow(m, "", true)
	return w.articles.put(&row)
}

// Pair writes the row of a pair.
func (w *Writer) Pair(v *report.PairView) error {
	if w.pairs == nil {
		return nil
	}
	row := pairRow(&v.Pair)
	return w.pairs.put(&row)
}

// End writes the remaining rows.
func (w *Writer) End() error {
	var err error
	if w.articles != nil {
		err = w.articles.end()
	}
	if w.clusters != nil {
		err = errors.Join(err, w.clusters.end())
	}
	if w.pairs != nil {
		err = errors.Join(err, w.pairs.end())
	}
	if w.copies != nil {
		err = errors.Join(err, w.copies.end())
	}
	return err
}

// valid returns s as valid UTF-8 without NUL, as both formats require.
func valid(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

func validAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = valid(s)
	}
	return out
}

// optional returns nil for an empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	s = valid(s)
	return &s
}

// share returns a number rounded like in records.
func share(x float64) *float64 {
	x = report.Round(x)
	return &x
}

// clock returns a time as in records, and its start in milliseconds since 1970 UTC. Both are nil if it is
// unknown.
func clock(t article.Time) (text *string, ms *int64) {
	if !t.Known() {
		return nil, nil
	}
	n := t.Unix * 1000
	return optional(t.String()), &n
}
