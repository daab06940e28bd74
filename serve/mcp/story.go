package mcp

import (
	"context"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// compared compares two articles. The collection shows how rare their words are.
func compared(v *store.View, a, b *article.Article) (report.Comparison, error) {
	c, err := generation.LoadOutline(v)
	if err != nil {
		return report.Comparison{}, err
	}
	comparer, err := dedup.NewComparer(dedup.Stored(v, c))
	if err != nil {
		return report.Comparison{}, err
	}
	res := comparer.Compare(a, b)
	return res.Record(a.ID, b.ID), nil
}

// A StoryIn names a story.
type StoryIn struct {
	Story   string `json:"story,omitempty" jsonschema:"id of a story"`
	Article string `json:"article,omitempty" jsonschema:"id of one of its articles, instead"`
}

// A Member is an article of a story.
type Member struct {
	Article
	Source   string       `json:"source,omitempty" jsonschema:"id of the article that it was most likely taken from"`
	Unseen   bool         `json:"unseen" jsonschema:"its most likely source is not in the collection"`
	SourceP  *Probability `json:"source_p,omitempty"`
	Copied   float64      `json:"copied" jsonschema:"share of its words that other articles have too"`
	Agency   string       `json:"agency,omitempty"`
	AgencyP  *Probability `json:"agency_p,omitempty"`
	Evidence []string     `json:"evidence" jsonschema:"what spoke for this source, the strongest first"`
}

// A StoryOut is a story.
type StoryOut struct {
	Story       string       `json:"story" jsonschema:"cite the story by it"`
	Articles    int          `json:"articles"`
	Outlets     int          `json:"outlets"`
	Independent *int         `json:"independent,omitempty" jsonschema:"independent reports; missing: sources were not traced"`
	Original    string       `json:"original,omitempty" jsonschema:"id of the original; missing: it is not in the collection"`
	OriginalP   *Probability `json:"original_p,omitempty"`
	Agency      string       `json:"agency,omitempty"`
	AgencyP     *Probability `json:"agency_p,omitempty"`
	Members     []Member     `json:"members" jsonschema:"in the order of time, the first 40"`
	More        int          `json:"more" jsonschema:"members that are not listed"`
}

func (t *tools) story(ctx context.Context, _ *sdk.CallToolRequest, in StoryIn) (*sdk.CallToolResult, StoryOut, error) {
	out := StoryOut{Members: []Member{}}
	c, err := t.cluster(ctx, in)
	if err != nil || c == nil {
		return nil, out, err
	}
	out.fill(c)
	return nil, out, nil
}

// cluster returns the story that a call names.
func (t *tools) cluster(ctx context.Context, in StoryIn) (*report.ClusterView, error) {
	q, err := query(in.Story, in.Article)
	if err != nil {
		return nil, err
	}
	var keep keeper
	err = t.with(func(st *store.Store) error { return view.Report(ctx, st, q, "", &keep) })
	if err == nil && keep.cluster == nil {
		err = errNoStory
	}
	return keep.cluster, err
}

// A keeper stores the cluster of a report.
type keeper struct{ cluster *report.ClusterView }

// Brief returns true: texts need not be compared.
func (*keeper) Brief() bool { return true }

// Summary does nothing.
func (*keeper) Summary(report.Summary) error { return nil }

// Article does nothing.
func (*keeper) Article(*report.ArticleView) error { return nil }

// End does nothing.
func (*keeper) End() error { return nil }

// Cluster stores the cluster.
func (k *keeper) Cluster(v *report.ClusterView) error {
	c := *v
	k.cluster = &c
	return nil
}

func (o *StoryOut) fill(c *report.ClusterView) {
	o.Story, o.Articles, o.Outlets, o.Independent = c.Cluster.ID, c.Cluster.Size, c.Cluster.Outlets, c.Cluster.Independent
	if c.Traced {
		origin := &c.Cluster.Origin
		o.OriginalP = probability(origin.P)
		if origin.Article != nil {
			o.Original = *origin.Article
		}
		if origin.Agency != nil {
			o.Agency, o.AgencyP = *origin.Agency, probability(origin.AgencyP)
			if origin.AgencyName != "" {
				o.Agency = origin.AgencyName
			}
		}
	}
	n := min(len(c.Members), maxMembers)
	for i := range c.Members[:n] {
		o.Members = append(o.Members, newMember(&c.Members[i]))
	}
	o.More = len(c.Members) - n
}

func newMember(m *report.MemberView) Member {
	out := Member{Article: newArticle(&m.Article), Evidence: []string{}}
	if m.Source != nil {
		out.SourceP, out.Unseen = probability(m.Source.P), m.Source.Parent == report.Unseen
		if !out.Unseen {
			out.Source = m.Source.Parent
		}
		for _, e := range m.Source.Evidence[:min(len(m.Source.Evidence), maxQuotes)] {
			out.Evidence = append(out.Evidence, quote(e.Text))
		}
	}
	if m.Agency != "" {
		out.Agency, out.AgencyP = m.Agency, probability(m.AgencyP)
		if m.AgencyName != "" {
			out.Agency = m.AgencyName
		}
	}
	if m.Traced != nil {
		out.Copied = report.Round(m.Traced.Copied)
	}
	return out
}

// A Report is an independent report of a story.
type Report struct {
	Begins   []string `json:"begins" jsonschema:"ids of the articles that it begins with, at most 10"`
	Articles int      `json:"articles" jsonschema:"articles that go back to it"`
	Why      string   `json:"why,omitempty" jsonschema:"why several beginnings count as one"`
}

// A ReportsOut is the number of independent reports of a story.
type ReportsOut struct {
	Story       string   `json:"story"`
	Articles    int      `json:"articles"`
	Outlets     int      `json:"outlets"`
	Traced      bool     `json:"traced" jsonschema:"false: sources were not traced, so nothing is known of reports"`
	Independent int      `json:"independent"`
	Reports     []Report `json:"reports" jsonschema:"the first 40"`
}

func (t *tools) reports(ctx context.Context, _ *sdk.CallToolRequest, in StoryIn) (*sdk.CallToolResult, ReportsOut, error) {
	out := ReportsOut{Reports: []Report{}}
	c, err := t.cluster(ctx, in)
	if err != nil {
		return nil, out, err
	}
	out.Story, out.Articles, out.Outlets, out.Traced = c.Cluster.ID, c.Cluster.Size, c.Cluster.Outlets, c.Traced
	if c.Cluster.Independent != nil {
		out.Independent = *c.Cluster.Independent
	}
	for _, r := range c.Cluster.Reports[:min(len(c.Cluster.Reports), maxMembers)] {
		out.Reports = append(out.Reports, Report{Begins: append([]string{}, r.Roots[:min(len(r.Roots), maxMatches)]...), Articles: r.Articles, Why: quote(r.Why)})
	}
	return nil, out, nil
}
