package report_test

import (
	"fmt"
	"os"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

func ExampleArticle_AppendJSON() {
	cluster := "c-1f0c"
	a := report.Article{ID: "coast-9", Source: "coast.example", Cluster: &cluster, Copied: .97312}
	a.Class = report.ClassOf(a.Copied)
	fmt.Println(string(a.AppendJSON(nil)))
	// Output:
	// {"id":"coast-9","source":"coast.example","cluster":"c-1f0c","keep":null,"similarity":0,"also":[],"class":"whole","copied":0.9731,"parent":null,"unseen":false,"parent_p":0,"delay_seconds":null,"agency":null,"agency_p":0,"agencies":[],"credits":[],"odd":[],"page":null}
}

func ExampleText() {
	var r report.Renderer = &report.Text{Out: os.Stdout}
	title := "Ferry of Norhaven retires"
	first := article.ParseTime("2024-05-01T06:10Z", "field")
	day := article.ParseTime("2024-05-02", "field")
	view := report.ClusterView{
		Cluster: report.Cluster{ID: "c-1f0c", Size: 2, Outlets: 2, SimilarityMin: .91, SimilarityMean: .91},
		Members: []report.MemberView{
			{Article: article.Article{ID: "tide-4411", Source: "tidewire.example", Title: title, Published: first}},
			{Article: article.Article{ID: "coast-9", Source: "coast.example", Title: title, Published: day}, Similarity: .91},
		},
	}
	if err := r.Summary(report.Summary{Generation: 1, Articles: 2, Clusters: 1, Shown: 1, Traced: true}); err != nil {
		fmt.Println(err)
	}
	if err := r.Cluster(&view); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 cluster in 2 articles; 1 shown
	//
	// c-1f0c  2 articles in 2 outlets, Wed 1 May 2024, 06:10 UTC to Thu 2 May 2024,
	//   linked pairs at least 91% alike, 91% on average
	// Ferry of Norhaven retires
	//   Wed 1 May 2024, 06:10 UTC   tidewire.example   keep  tide-4411
	//   Thu 2 May 2024              coast.example       91%  coast-9
}
