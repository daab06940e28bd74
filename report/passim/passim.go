// Package passim writes clusters and pairs with the field names of passim's JSON Lines
// (github.com/dasmiq/passim), so that programs that read passim's out.json and align.json can read them.
//
// [Clusters] writes a record for each reused passage, [Pairs] one for each passage that two articles
// share. Offsets are in characters (Unicode code points) of the article's stored text, from 0, with the
// end excluded. doc/formats.md lists the differences from passim. The package is pure.
package passim

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// A record is a line of out.json: a passage of an article with the text of a cluster. The
// fields up to text are passim's.
type record struct {
	UID     int64    `json:"uid"`
	Cluster string   `json:"cluster"`
	Size    int      `json:"size"`
	Begin   int      `json:"begin"`
	End     int      `json:"end"`
	Src     []source `json:"src"`
	PBoiler float64  `json:"pboiler"`
	ID      string   `json:"id"`
	Series  string   `json:"series"`
	Date    *string  `json:"date"`
	Title   string   `json:"title"`
	URL     string   `json:"url"`
	Text    string   `json:"text"`
	Class   *string  `json:"class"`
	Copied  *float64 `json:"copied"`
	Parent  *string  `json:"parent"`
	ParentP *float64 `json:"parent_p"`
	Agency  *string  `json:"agency"`
}

// A source is the place of a passage in the article that it was probably taken from.
type source struct {
	UID   int64  `json:"uid"`
	Begin int    `json:"begin"`
	End   int    `json:"end"`
	ID    string `json:"id"`
}

// Clusters writes the passages of clusters. It is a [report.Exporter] that needs the articles with their
// texts. It is not safe for concurrent use.
type Clusters struct {
	Out io.Writer

	size    int
	pboiler float64
	b       bytes.Buffer
}

// Wants asks for the members.
func (c *Clusters) Wants() report.Wants { return report.Wants{Members: true} }

// Summary does nothing: the output has no head.
func (c *Clusters) Summary(report.Summary) error { return nil }

// Cluster records a cluster; its passages come with its articles.
func (c *Clusters) Cluster(v *report.ClusterView) error {
	c.size, c.pboiler = len(v.Members), boiler(v)
	return nil
}

// boiler returns the share of a cluster's links that are within one outlet. The origin has no link.
func boiler(v *report.ClusterView) float64 {
	outlets := make(map[string]string, len(v.Members))
	for i := range v.Members {
		outlets[v.Members[i].Article.ID] = v.Members[i].Article.Source
	}
	within := 0
	for i := range v.Members {
		m := &v.Members[i]
		if m.Source == nil {
			continue
		}
		if outlet, ok := outlets[m.Source.Parent]; ok && outlet == m.Article.Source {
			within++
		}
	}
	return report.Round(float64(within) / float64(max(1, len(v.Members)-1)))
}

// Article writes the passages of an article that belong to its cluster. If nothing was traced, that is its
// whole text.
func (c *Clusters) Article(v *report.ArticleView) error {
	if v.Cluster == "" {
		return nil
	}
	rec := newRecord(v)
	rec.Size, rec.PBoiler = c.size, c.pboiler
	text := []rune(v.Article.Text)
	if !v.IsTraced {
		rec.End, rec.Src = len(text), []source{}
		return c.write(rec, text)
	}
	for _, p := range passages(v) {
		rec.Begin, rec.End, rec.Src = p.begin, p.end, p.src
		if err := c.write(rec, text); err != nil {
			return err
		}
	}
	return nil
}

func (c *Clusters) write(rec *record, text []rune) error {
	rec.Text = slice(text, rec.Begin, rec.End)
	return writeLine(c.Out, &c.b, rec)
}

// Single does nothing: the text of an article in no cluster is not reused.
func (c *Clusters) Single(*report.MemberView) error { return nil }

// Pair does nothing.
func (c *Clusters) Pair(*report.PairView) error { return nil }

// End does nothing: every line is complete.
func (c *Clusters) End() error { return nil }

// newRecord returns the fields that the records of all passages of an article share.
func newRecord(v *report.ArticleView) *record {
	a := &v.Article
	rec := &record{
		UID: uid(a.ID), Cluster: v.Cluster, ID: a.ID, Series: a.Source, Date: date(a),
		Title: a.Title, URL: a.URL, Agency: optional(v.Agency),
	}
	if v.Traced != nil {
		copied := report.Round(v.Traced.Copied)
		rec.Class, rec.Copied = optional(v.Traced.Class), &copied
	}
	if v.Source != nil {
		p := report.Round(v.Source.P)
		rec.Parent, rec.ParentP = optional(v.Source.Parent), &p
	}
	return rec
}

// A passage is a run of an article's text that belongs to its cluster.
type passage struct {
	begin, end int
	src        []source
}

// passages joins neighbouring passages of an article's own cluster if there is no other passage between
// them.
func passages(v *report.ArticleView) []passage {
	var out []passage
	joined := false
	for i := range v.Passages {
		p := &v.Passages[i]
		if p.Owner != "cluster" || p.Cluster != v.Cluster {
			joined = false
			continue
		}
		if !joined {
			out = append(out, passage{begin: p.Start, src: []source{}})
		}
		joined = true
		last := &out[len(out)-1]
		last.end = p.End
		if p.From != nil {
			last.from(p.From)
		}
	}
	return out
}

// from adds the position of a part of the passage in its source.
func (p *passage) from(at *report.Place) {
	if n := len(p.src); n > 0 && p.src[n-1].ID == at.ID && p.src[n-1].End <= at.Start {
		p.src[n-1].End = at.End
		return
	}
	p.src = append(p.src, source{UID: uid(at.ID), ID: at.ID, Begin: at.Start, End: at.End})
}

// uid returns passim's number for an id: XXH64 with Spark's seed, signed.
func uid(id string) int64 {
	const sparkSeed = 42
	d := xxhash.NewWithSeed(sparkSeed)
	if _, err := d.WriteString(id); err != nil { // a digest takes all
		return 0
	}
	return int64(d.Sum64())
}

// slice returns a run of a text. It ignores what is outside the text.
func slice(text []rune, from, to int) string {
	from, to = max(0, min(from, len(text))), max(0, min(to, len(text)))
	if from >= to {
		return ""
	}
	return string(text[from:to])
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// date returns the time of an article, or nil if it is unknown.
func date(a *article.Article) *string { return optional(a.Clock().String()) }

// writeLine writes v as a line of JSON.
func writeLine(out io.Writer, b *bytes.Buffer, v any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := b.WriteTo(out)
	return err
}
