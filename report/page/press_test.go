package page_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// pressDay is the page of all of testdata/press.
func pressDay(t *testing.T, st *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	d := &page.Day{Out: &b}
	if err := errors.Join(view.Report(t.Context(), st, view.Query{}, "", d), d.End()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pressCluster is the page of the cluster of an article.
func pressCluster(t *testing.T, st *store.Store, id string) []byte {
	t.Helper()
	var b bytes.Buffer
	c := &page.Cluster{Out: &b}
	if err := errors.Join(view.Report(t.Context(), st, view.Query{Article: id}, "", c), c.End()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rendered is the page of a period of the clusters that are given.
func renderedDay(t testing.TB, s report.Summary, list ...*report.ClusterView) []byte {
	t.Helper()
	var b bytes.Buffer
	d := &page.Day{Out: &b}
	err := d.Summary(s)
	for _, v := range list {
		err = errors.Join(err, d.Cluster(v))
	}
	if err := errors.Join(err, d.End()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// renderedCluster is the page of a cluster.
func renderedCluster(t testing.TB, v *report.ClusterView) []byte {
	t.Helper()
	var b bytes.Buffer
	c := &page.Cluster{Out: &b}
	if err := errors.Join(c.Summary(report.Summary{Generation: 1, Shown: 1, Traced: v.Traced}), c.Cluster(v), c.End()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// views collects the clusters of a report.
type views struct {
	sum  report.Summary
	list []*report.ClusterView
}

func (v *views) Summary(s report.Summary) error { v.sum = s; return nil }
func (v *views) Cluster(c *report.ClusterView) error {
	v.list = append(v.list, c)
	return nil
}
func (v *views) Article(*report.ArticleView) error { return nil }
func (v *views) End() error                        { return nil }

// many repeats the clusters of testdata/press until there are n, under other ids.
func many(v *views, n int) (report.Summary, []*report.ClusterView) {
	sum := v.sum
	sum.Shown, sum.Chosen, sum.Clusters = n, n, n
	out := make([]*report.ClusterView, 0, n)
	for i := range n {
		c := *v.list[i%len(v.list)]
		c.Cluster.ID += "-" + string(rune('a'+i/len(v.list)%26)) + string(rune('a'+i/len(v.list)/26%26))
		out = append(out, &c)
	}
	return sum, slices.Clip(out)
}
