package report_test

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// The press of these tests. Outlets, people and events are made up.

func at(s string) article.Time { return article.ParseTime(s, "field") }

// ferry is a cluster with everything that a member can have: another headline,
// the same text, other clocks, no clock, several scripts.
func ferry() *report.ClusterView {
	return &report.ClusterView{
		Cluster: report.Cluster{
			ID: "c-1f0c9a77", Size: 7, Outlets: 6, First: new("2024-05-01T06:10:00Z"), Last: new("2024-05-02"), Keep: "tide-4411",
			SimilarityMin: .7143, SimilarityMean: .8962,
			Members: []string{"bay-77", "coast-9", "gazette-3", "minato-5", "sahel-12", "tide-4411", "u-93f1c2d40a7be85593f1c2d40a7be855"},
		},
		Members: []report.MemberView{
			{Article: article.Article{ID: "tide-4411", Source: "tidewire.example", Title: "Old ferry of Norhaven to be replaced by two smaller boats", Published: at("2024-05-01T06:10:00Z")}},
			{Article: article.Article{ID: "coast-9", Source: "coast.example", Title: "Old ferry of Norhaven to be replaced by two smaller boats", Published: at("2024-05-01T07:02")}, Similarity: 1, Same: true},
			{Article: article.Article{ID: "u-93f1c2d40a7be85593f1c2d40a7be855", Source: "fennick-observer.example", Title: "Two boats for one: Norhaven’s ferry retires", URL: "https://fennick-observer.example/ferry", Published: at("2024-05-01T09:30:00Z")}, Similarity: .9962},
			{Article: article.Article{ID: "minato-5", Source: "港日報", Title: "ノルヘブンの老朽フェリー、来春に小型船二隻へ更新　市議会は賛成多数", Fetched: at("2024-05-01T12:00:00Z")}, Similarity: .7143},
			{Article: article.Article{ID: "sahel-12", Source: "صحيفة الساحل", Title: "استبدال العبّارة القديمة في نورهافن بزورقين أصغر في الربيع المقبل", Published: at("2024-05-01")}, Similarity: .8},
			{Article: article.Article{ID: "bay-77", Source: "coast.example", Title: "Паром Норхейвена заменят двумя катерами", Published: at("2024-05-02")}, Similarity: .8, SameAs: "sahel-12"},
			{Article: article.Article{ID: "gazette-3", Source: "gazette.example", URL: "https://gazette.example/?p=3"}},
		},
		Changes: []report.Change{{Kind: "merged", ID: "c-1f0c9a77", Others: []string{"c-8b"}, Before: 4, After: 7, Reason: "took over 3 of 3 articles of c-8b: the mean similarity of both reaches the bound"}},
	}
}

// harvest is a cluster of one text in more outlets than a screen holds, whose
// member to keep is the last.
func harvest() *report.ClusterView {
	v := &report.ClusterView{Cluster: report.Cluster{
		ID: "c-20aa", Size: 15, Outlets: 15, First: new("2024-05-03"), Last: new("2024-05-03"), Keep: "h14", SimilarityMin: 1, SimilarityMean: 1,
	}, Keep: 14}
	for i := range 15 {
		id := fmt.Sprintf("h%02d", i)
		v.Cluster.Members = append(v.Cluster.Members, id)
		v.Members = append(v.Members, report.MemberView{
			Article: article.Article{ID: id, Source: fmt.Sprintf("paper%d.example", i), Title: "Best apple harvest for eleven years expected in the Tal valley", Published: at("2024-05-03")},
			Same:    true, Similarity: 1,
		})
	}
	return v
}

// hostile is a cluster whose articles try to take over the terminal.
func hostile() *report.ClusterView {
	bad := "\x1b[2J\x1b]0;owned\x07\u202egnp.exe\u2066\u200b\u00ad" + "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c" + "\r\nkeep \x00\x9b31m\u2028end\xff\U000e0041"
	return &report.ClusterView{
		Cluster: report.Cluster{ID: bad, Size: 2, Outlets: 1, First: &bad, Last: new("2024"), Keep: bad, Members: []string{bad, "x"}},
		Members: []report.MemberView{
			{Article: article.Article{ID: bad, Source: bad, Title: bad, URL: bad, Lang: bad}},
			{Article: article.Article{ID: "x", Source: bad, Title: bad + "!", Updated: at("2024-13-45")}, Similarity: .5, SameAs: bad},
		},
		Changes: []report.Change{{Kind: bad, ID: bad, Reason: bad}},
	}
}

func summary() report.Summary {
	return report.Summary{Generation: 7, Articles: 12345, Clusters: 210, Shown: 2, Since: "24h", Store: "wiretrace-store", Traced: true}
}

// day is a period of three outlets.
func day() *report.DayView {
	return &report.DayView{
		From: "2024-05-01T06:10:00Z", To: "2024-05-02", Articles: 3, Words: 400,
		Outlets: []report.OutletView{
			{Source: "coast.example", Articles: 2, Copies: 1, Words: 300, Own: .25, Agency: .5, Outlets: .25, Agencies: []report.AgencyShare{{Agency: "TIDEWIRE", Articles: 1, Share: .5}}},
			{Source: "tidewire.example", Articles: 1, Words: 100, Own: 1},
		},
		Links: []report.OutletLink{{From: "tidewire.example", To: "coast.example", Articles: 1, Share: 1, Agency: 1, MedianDelay: new(int64(3120))}},
	}
}

// traced is the ferry's cluster with sources: the wire's text, a copy that was cut, one
// that is of a source not here, and one that was deleted meanwhile.
func traced() *report.ClusterView {
	v := ferry()
	v.Traced, v.Gone = true, 1
	v.Cluster.SetSources(report.Origin{Article: new("tide-4411"), P: .93, Agency: new("TIDEWIRE"), AgencyP: .99}, []report.IndependentReport{
		{Roots: []string{"tide-4411"}, Articles: 6}, {Roots: []string{"gazette-3"}, Articles: 1},
	})
	for i := range v.Members {
		m := &v.Members[i]
		m.Source = &report.Copy{Child: m.Article.ID, Parent: "tide-4411", P: .82, Evidence: []report.Evidence{{Kind: "time", Text: "published 14 min after it", Weight: 1.25}}}
		m.Traced = &report.SourceView{Class: report.ClassWhole, Copied: .97, FromParent: cutDelta(), FromOrigin: cutDelta()}
	}
	first, last := &v.Members[0], &v.Members[len(v.Members)-1]
	first.Source.Parent, first.Source.P, first.Agency, first.AgencyP = "unseen", .93, "TIDEWIRE", .99
	first.Traced = &report.SourceView{
		RootP: .93, Root: true, Class: report.ClassNone, Feed: true,
		Clock: report.ClockView{Known: true, Clock: "published", Precision: "second", Zone: true, Earliest: 1714543800, Latest: 1714543800, Bounded: true, Best: 1714543800, Precise: true},
	}
	last.Source = &report.Copy{Child: last.Article.ID, Parent: "unseen", P: .6, RunnerUp: &report.RunnerUp{Parent: "tide-4411", P: .3}, Evidence: []report.Evidence{}}
	last.Traced = &report.SourceView{RootP: .6, Root: true, Report: 1, Class: report.ClassPart, Copied: .31, Also: []string{"c-20aa"}}
	v.Members[1].Traced.Twins, v.Members[1].Traced.TwinCount = []string{"bay-77"}, 1
	v.Members[1].Traced.Credits = []report.CreditView{{Agency: "TIDEWIRE", Role: "credit", Place: "dateline", Field: "text", Start: 10, End: 18, Text: "Tidewire", Weight: .97}}
	v.Survival = &report.Survival{
		Base: "tide-4411", Origin: true, Text: "The ferry Gudrun goes. The museum wants her bell.", Members: 6, Outlets: 5,
		Runs: []report.SurvivalRun{{Start: 0, End: 21, Members: 6, Outlets: 5}, {Start: 23, End: 48, Members: 2, Outlets: 2}},
	}
	return v
}

func cutDelta() *report.Delta {
	return &report.Delta{
		Of: "tide-4411", Kept: report.Extent{Words: 80, Runes: 400}, Added: report.Extent{Words: 4, Runes: 20},
		Cut: report.Extent{Words: 33, Runes: 170}, Moved: report.Extent{Words: 12, Runes: 60}, Headline: "changed", Credit: "dropped",
	}
}

// printed is a member of the traced cluster with its text.
func printed() *report.ArticleView {
	v := traced()
	a := &report.ArticleView{MemberView: v.Members[2], Cluster: v.Cluster.ID, IsTraced: true}
	a.Article.Text = "The ferry goes. We say farewell.\nShare this"
	a.Passages = []report.PassageView{
		{End: 15, Words: 3, Owner: "cluster", Cluster: v.Cluster.ID, From: &report.Place{ID: "tide-4411", End: 21}, Outlet: "tidewire.example", P: .82},
		{Start: 16, End: 32, Words: 3, Owner: "outlet"},
		{Start: 33, End: 43, Owner: "furniture", Furniture: "share"},
	}
	a.Parent = &report.TextView{Article: v.Members[0].Article, Shared: []report.Where{{End: 15, InEnd: 21, Words: 3}}}
	a.Parent.Article.Text = v.Survival.Text
	a.Origin = a.Parent
	a.Undecided = []report.Doubt{{Kind: "twins", Text: "others with the very text of the parent, which text can't tell apart: 1"}}
	return a
}

// page is a check that found the ferry.
func page() *report.CheckView {
	v := &report.CheckView{Verdict: "copy", Copied: .9731, Cluster: "c-1f0c9a77", Size: 7, Outlets: 6, Stored: 12345}
	for i, m := range ferry().Members[:4] {
		v.Matches = append(v.Matches, report.MatchView{Article: m.Article, Jaccard: .93 - float64(i)*.05, Containment: .9731 - float64(i)*.1, P: .99, Kind: "same", Cluster: "c-1f0c9a77"})
	}
	v.Matches[0], v.Matches[2] = v.Matches[2], v.Matches[0]
	v.Matches[0].Jaccard, v.Matches[2].Jaccard = v.Matches[2].Jaccard, v.Matches[0].Jaccard
	return v
}

// sourced is the same page, traced: a copy of the wire's text that keeps its credit.
func sourced() *report.CheckView {
	v := page()
	wire := ferry().Members[0].Article
	v.Traced = &report.CheckSource{
		Source: &report.Copy{
			Child: "page", Parent: "tide-4411", P: .82, RunnerUp: &report.RunnerUp{Parent: "unseen", P: .11},
			Evidence: []report.Evidence{{Kind: "time", Text: "published 14 min after it", Weight: 1.25}},
		},
		Parent: &wire, Delay: new(int64(14 * 60)), Origin: &report.Origin{Article: new("tide-4411"), P: .93},
		Agency: "AFP", AgencyP: .97, Twins: []string{"coast-9"}, TwinCount: 1,
		Credits: []report.CreditView{{Agency: "AFP", Role: "credit", Place: "head", Field: "text", End: 3, Text: "AFP", Weight: .9}},
		Passages: []report.PassageView{
			{End: 15, Words: 3, Owner: "cluster", Cluster: "c-1f0c9a77", From: &report.Place{ID: "tide-4411", End: 21}, Outlet: "tidewire.example", P: .82},
			{Start: 16, End: 32, Words: 3, Owner: "outlet"},
		},
	}
	return v
}

func comparison() (a, b *article.Article, c *report.Comparison) {
	m := ferry().Members
	m[0].Article.Text = "The ferry of Norhaven will be replaced by two smaller boats in spring, the harbour office said on Wednesday."
	return &m[0].Article, &m[4].Article, &report.Comparison{
		Schema: report.SchemaCompare, A: "tide-4411", B: "sahel-12", Verdict: "part", P: .4123, Jaccard: .25, ContainmentA: .3333,
		ContainmentB: .5, MatchedWords: 60, Passages: 2, Kind: "same", Common: 60, SizeA: 180, SizeB: 120, Rarity: true,
		Where: []report.Where{{Start: 4, End: 21, In: 9, InEnd: 26, Words: 3}, {Start: 27, End: 66, In: 70, InEnd: 109, Words: 7}},
		Reasons: []report.Reason{
			{Feature: "own", Value: .7071, Effect: 2.1},
			{Feature: "head", Value: .05, Mean: .2, Effect: -1.4},
			{Feature: "net", Value: .75, Mean: .6, Effect: .3},
			{Feature: "words", Value: .3, Effect: .9},
		},
	}
}

func stats() *report.Stats {
	return &report.Stats{
		Schema: report.SchemaStats, Articles: 12345, Revisions: 12400, Deaths: 55, Commits: 31, Segments: 3, Values: 90, Generation: 7,
		TextBytes: 20_345_678, MetaBytes: 1_234_567, IndexBytes: 2_469_000, GenerationBytes: 99_000, Anchored: 12_000, AnchorBytes: 10_260_000, OverheadBytes: 1_060_000, DiskBytes: 36_000_000,
		Format: 1, Meaning: "shingles 1, signatures 1", Clusters: 210, Pairs: 1500,
	}
}

func verified() *report.Verify {
	return &report.Verify{Schema: report.SchemaVerify, OK: true, Checked: report.Checked{Articles: 12345, Revisions: 12400, Values: 90, Bytes: 26_000_000}, Problems: []string{}}
}
