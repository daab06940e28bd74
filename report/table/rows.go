package table

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// An Article is a row of the table of articles. Nil means unknown or not applicable: outside clusters
// there is no parent, and without tracing no source.
type Article struct {
	ID        string   `parquet:"id"`
	Source    string   `parquet:"source,dict"`
	Cluster   *string  `parquet:"cluster,optional,dict"`
	Title     string   `parquet:"title"`
	URL       string   `parquet:"url"`
	Byline    string   `parquet:"byline"`
	Lang      string   `parquet:"lang,dict"`
	Published *string  `parquet:"published_text,optional"` // RFC 3339 at its precision
	Updated   *string  `parquet:"updated_text,optional"`
	Fetched   *string  `parquet:"fetched_text,optional"`
	Keep      bool     `parquet:"keep"` // it is the member to keep, or in no cluster
	Class     *string  `parquet:"class,optional,dict"`
	Copied    *float64 `parquet:"copied,optional"`
	Also      []string `parquet:"also,list"`
	Parent    *string  `parquet:"parent,optional"` // nil: its source is not in the store, or it is not traced
	Unseen    *bool    `parquet:"unseen,optional"` // its source is not in the store
	ParentP   *float64 `parquet:"parent_p,optional"`
	Root      *bool    `parquet:"root,optional"`
	RootP     *float64 `parquet:"root_p,optional"`
	Report    *int32   `parquet:"report,optional"`
	Agency    *string  `parquet:"agency,optional,dict"`
	AgencyP   *float64 `parquet:"agency_p,optional"`
	Credits   []string `parquet:"credits,list"`
	// Similarity is the Jaccard similarity to the member to keep.
	Similarity *float64 `parquet:"similarity,optional"`
	// The following fields count the words of the parent's text that were kept, added, cut and moved.
	Kept     *int64  `parquet:"kept_words,optional"`
	Added    *int64  `parquet:"added_words,optional"`
	Cut      *int64  `parquet:"cut_words,optional"`
	Moved    *int64  `parquet:"moved_words,optional"`
	Headline *string `parquet:"headline,optional,dict"`
	Credit   *string `parquet:"credit,optional,dict"`
	// Status is withheld, cancelled or corrected; nil: usable.
	Status *string `parquet:"status,optional,dict"`
	// The starts of the times, in milliseconds since 1970 UTC. Not in CSV.
	PublishedTime *int64 `parquet:"published,optional,timestamp(millisecond)"`
	UpdatedTime   *int64 `parquet:"updated,optional,timestamp(millisecond)"`
	FetchedTime   *int64 `parquet:"fetched,optional,timestamp(millisecond)"`
}

// articleRow returns the row of an article. cluster is empty if it is in no cluster.
func articleRow(m *report.MemberView, cluster string, keep bool) Article {
	a := &m.Article
	row := Article{
		ID: valid(a.ID), Source: valid(a.Source), Cluster: optional(cluster), Title: valid(a.Title), URL: valid(a.URL),
		Byline: valid(a.Byline), Lang: valid(a.Lang), Keep: keep, Agency: optional(m.Agency),
	}
	row.Published, row.PublishedTime = clock(a.Published)
	row.Updated, row.UpdatedTime = clock(a.Updated)
	row.Fetched, row.FetchedTime = clock(a.Fetched)
	if m.Agency != "" {
		row.AgencyP = share(m.AgencyP)
	}
	if m.Similarity > 0 {
		row.Similarity = share(m.Similarity)
	}
	if m.Status != article.StatusUsable {
		row.Status = optional(m.Status.String())
	}
	if m.Source != nil {
		unseen := m.Source.Parent == report.Unseen
		row.Unseen, row.ParentP = &unseen, share(m.Source.P)
		if !unseen {
			row.Parent = optional(m.Source.Parent)
		}
	}
	if m.Traced != nil {
		row.trace(m.Traced, cluster != "")
	}
	return row
}

// trace sets the fields that tracing found.
func (row *Article) trace(s *report.SourceView, clustered bool) {
	row.Class, row.Copied, row.Also = optional(s.Class), share(s.Copied), validAll(s.Also)
	for _, c := range s.Credits {
		if c.Role == "photo" || c.Role == "citation" {
			continue // credit of a picture or a statement
		}
		row.Credits = append(row.Credits, valid(c.Text))
	}
	if clustered {
		root := s.Root
		row.Root, row.RootP = &root, share(s.RootP)
	}
	if s.Report >= 0 && clustered {
		n := int32(s.Report)
		row.Report = &n
	}
	if d := s.FromParent; d != nil {
		row.Kept, row.Added, row.Cut, row.Moved = words(d.Kept), words(d.Added), words(d.Cut), words(d.Moved)
		row.Headline, row.Credit = optional(d.Headline), optional(d.Credit)
	}
}

func words(e report.Extent) *int64 {
	n := int64(e.Words)
	return &n
}

// A Cluster is a row of the table of clusters.
type Cluster struct {
	ID             string   `parquet:"id"`
	Title          string   `parquet:"title"` // of the member to keep
	Size           int64    `parquet:"size"`
	Outlets        int64    `parquet:"outlets"`
	Independent    *int64   `parquet:"independent,optional"`
	OriginArticle  *string  `parquet:"origin_article,optional"`
	OriginUnseen   *bool    `parquet:"origin_unseen,optional"`
	OriginP        *float64 `parquet:"origin_p,optional"`
	OriginAgency   *string  `parquet:"origin_agency,optional,dict"`
	OriginAgencyP  *float64 `parquet:"origin_agency_p,optional"`
	First          *string  `parquet:"first_text,optional"` // RFC 3339 at its precision
	Last           *string  `parquet:"last_text,optional"`
	Keep           string   `parquet:"keep"`
	SimilarityMin  float64  `parquet:"similarity_min"`
	SimilarityMean float64  `parquet:"similarity_mean"`
	FirstTime      *int64   `parquet:"first,optional,timestamp(millisecond)"`
	LastTime       *int64   `parquet:"last,optional,timestamp(millisecond)"`
}

func clusterRow(v *report.ClusterView) Cluster {
	c := &v.Cluster
	row := Cluster{
		ID: valid(c.ID), Size: int64(c.Size), Outlets: int64(c.Outlets), Keep: valid(c.Keep),
		SimilarityMin: report.Round(c.SimilarityMin), SimilarityMean: report.Round(c.SimilarityMean),
	}
	if v.Keep >= 0 && v.Keep < len(v.Members) {
		row.Title = valid(v.Members[v.Keep].Article.Title)
	}
	row.First, row.FirstTime = instant(c.First)
	row.Last, row.LastTime = instant(c.Last)
	if c.Independent == nil {
		return row
	}
	n, unseen := int64(*c.Independent), c.Origin.Unseen
	row.Independent, row.OriginUnseen, row.OriginP = &n, &unseen, share(c.Origin.P)
	if c.Origin.Article != nil {
		row.OriginArticle = optional(*c.Origin.Article)
	}
	if c.Origin.Agency != nil {
		row.OriginAgency, row.OriginAgencyP = optional(*c.Origin.Agency), share(c.Origin.AgencyP)
	}
	return row
}

// instant parses a time of a record.
func instant(s *string) (text *string, ms *int64) {
	if s == nil {
		return nil, nil
	}
	return clock(article.ParseTime(*s, "field"))
}

// A Pair is a row of the table of pairs: the record of pairs.jsonl.
type Pair struct {
	A            string  `parquet:"a"`
	B            string  `parquet:"b"`
	P            float64 `parquet:"p"`
	PSame        float64 `parquet:"p_same"`
	Jaccard      float64 `parquet:"jaccard"`
	ContainmentA float64 `parquet:"containment_a"`
	ContainmentB float64 `parquet:"containment_b"`
	MatchedWords int64   `parquet:"matched_words"`
	Passages     int64   `parquet:"passages"`
	Kind         string  `parquet:"kind,dict"`
}

func pairRow(p *report.Pair) Pair {
	return Pair{
		A: valid(p.A), B: valid(p.B), P: report.Round(p.P), PSame: report.Round(p.PSame), Jaccard: report.Round(p.Jaccard),
		ContainmentA: report.Round(p.ContainmentA), ContainmentB: report.Round(p.ContainmentB),
		MatchedWords: int64(p.MatchedWords), Passages: int64(p.Passages), Kind: valid(p.Kind),
	}
}

// A Copy is a row of the table of copies: the source of an article of a cluster.
type Copy struct {
	Child        string     `parquet:"child"`
	ChildSource  string     `parquet:"child_source,dict"`
	Parent       *string    `parquet:"parent,optional"`             // nil: unseen
	ParentSource *string    `parquet:"parent_source,optional,dict"` // nil: unseen
	Unseen       bool       `parquet:"unseen"`                      // its source is not in the store
	Cluster      string     `parquet:"cluster,dict"`
	P            float64    `parquet:"p"`
	RunnerUp     *string    `parquet:"runner_up,optional"` // nil: none, or an unseen source
	RunnerUnseen bool       `parquet:"runner_up_unseen"`
	RunnerUpP    *float64   `parquet:"runner_up_p,optional"`
	Delay        *int64     `parquet:"delay_seconds,optional"` // after the parent, by the best estimates of both times
	Evidence     []Evidence `parquet:"evidence,list"`
}

// Evidence is one reason for a parent.
type Evidence struct {
	Kind   string  `parquet:"kind,dict" json:"kind"`
	Text   string  `parquet:"text" json:"text"`
	Weight float64 `parquet:"weight" json:"weight"` // natural-log odds
}

// copyRow returns the row of member i, which must have a source. at maps ids to members.
func copyRow(v *report.ClusterView, i int, at map[string]int) Copy {
	m := &v.Members[i]
	s := m.Source
	row := Copy{
		Child: valid(s.Child), ChildSource: valid(m.Article.Source), Cluster: valid(v.Cluster.ID), P: report.Round(s.P),
		Unseen: s.Parent == report.Unseen,
	}
	if !row.Unseen {
		row.Parent = optional(s.Parent)
	}
	if r := s.RunnerUp; r != nil {
		row.RunnerUnseen, row.RunnerUpP = r.Parent == report.Unseen, share(r.P)
		if !row.RunnerUnseen {
			row.RunnerUp = optional(r.Parent)
		}
	}
	for _, e := range s.Evidence {
		row.Evidence = append(row.Evidence, Evidence{valid(e.Kind), valid(e.Text), report.Round(e.Weight)})
	}
	k, ok := at[s.Parent]
	if !ok || k == i {
		return row
	}
	p := &v.Members[k]
	outlet := valid(p.Article.Source)
	row.ParentSource = &outlet
	if m.Traced != nil && p.Traced != nil && m.Traced.Clock.Known && p.Traced.Clock.Known {
		delay := m.Traced.Clock.Best - p.Traced.Clock.Best
		row.Delay = &delay
	}
	return row
}
