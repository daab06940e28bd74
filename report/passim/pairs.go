package passim

import (
	"bytes"
	"io"

	"github.com/wiretrace/wiretrace/report"
)

// An alignment is a line of align.json: a passage that two articles share. The fields up to url2 are
// passim's. s1 and s2 are the unchanged passages; passim pads them to equal length.
type alignment struct {
	UID          int64   `json:"uid"`
	UID2         int64   `json:"uid2"`
	Begin        int     `json:"begin"`
	End          int     `json:"end"`
	Begin2       int     `json:"begin2"`
	End2         int     `json:"end2"`
	ID           string  `json:"id"`
	ID2          string  `json:"id2"`
	Series       string  `json:"series"`
	Series2      string  `json:"series2"`
	Date         *string `json:"date"`
	Date2        *string `json:"date2"`
	Title        string  `json:"title"`
	Title2       string  `json:"title2"`
	URL          string  `json:"url"`
	URL2         string  `json:"url2"`
	Text         string  `json:"text"`
	Text2        string  `json:"text2"`
	Words        int     `json:"words"`
	P            float64 `json:"p"`
	Jaccard      float64 `json:"jaccard"`
	Containment  float64 `json:"containment"`
	Containment2 float64 `json:"containment2"`
	Kind         string  `json:"kind"`
}

// Pairs writes the passages of pairs. It is a [report.Exporter] that needs pairs with places. It is not
// safe for concurrent use.
type Pairs struct {
	Out io.Writer
	b   bytes.Buffer
}

// Wants asks for pairs with places.
func (p *Pairs) Wants() report.Wants { return report.Wants{Pairs: true, Places: true} }

// Summary does nothing: the output has no head.
func (p *Pairs) Summary(report.Summary) error { return nil }

// Cluster does nothing.
func (p *Pairs) Cluster(*report.ClusterView) error { return nil }

// Article does nothing.
func (p *Pairs) Article(*report.ArticleView) error { return nil }

// Single does nothing.
func (p *Pairs) Single(*report.MemberView) error { return nil }

// Pair writes the passages of a pair.
func (p *Pairs) Pair(v *report.PairView) error {
	rec := alignment{
		UID: uid(v.Pair.A), UID2: uid(v.Pair.B), ID: v.Pair.A, ID2: v.Pair.B, Series: v.A.Source, Series2: v.B.Source,
		Date: date(&v.A), Date2: date(&v.B), Title: v.A.Title, Title2: v.B.Title, URL: v.A.URL, URL2: v.B.URL,
		P: report.Round(v.Pair.P), Jaccard: report.Round(v.Pair.Jaccard),
		Containment: report.Round(v.Pair.ContainmentA), Containment2: report.Round(v.Pair.ContainmentB), Kind: v.Pair.Kind,
	}
	a, b := []rune(v.A.Text), []rune(v.B.Text)
	for _, w := range v.Passages {
		rec.Begin, rec.End, rec.Begin2, rec.End2, rec.Words = w.Start, w.End, w.In, w.InEnd, w.Words
		rec.Text, rec.Text2 = slice(a, w.Start, w.End), slice(b, w.In, w.InEnd)
		if err := writeLine(p.Out, &p.b, &rec); err != nil {
			return err
		}
	}
	return nil
}

// End does nothing: every line is complete.
func (p *Pairs) End() error { return nil }
