package page

import (
	"bufio"
	"cmp"
	_ "embed" // the templates are part of the program
	"fmt"
	"html/template"
	"io"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

//go:embed cluster.html
var clusterTemplates string

// A Cluster renders one cluster as a page: the copy graph, the clocks, what each
// member made of the text, and which lines of it everybody ran. It is not safe for
// concurrent use.
type Cluster struct {
	Out   io.Writer
	Links Linker // nil: the page has no links to others

	w   *bufio.Writer
	t   *template.Template
	sum report.Summary
	any bool
	err error
}

// Summary prepares the page.
func (c *Cluster) Summary(s report.Summary) error {
	c.w, c.sum = bufio.NewWriterSize(c.Out, 1<<16), s
	if c.t == nil {
		c.t, c.err = parse(sharedTemplates+clusterTemplates, c.Links)
	}
	return c.err
}

// Cluster writes the page of a cluster. Only one is written.
func (c *Cluster) Cluster(v *report.ClusterView) error {
	if c.err != nil || c.t == nil || c.any {
		return c.err
	}
	c.any = true
	p := newClusterPage(v, &c.sum)
	if c.err = open(c.w, c.t, p.head); c.err == nil {
		c.err = c.t.ExecuteTemplate(c.w, "cluster", p)
	}
	return c.err
}

// Article writes nothing: the page is of a cluster.
func (c *Cluster) Article(*report.ArticleView) error { return c.err }

// End closes the page. A report without a cluster is an empty page that says so.
func (c *Cluster) End() error {
	if c.err != nil || c.t == nil {
		return c.err
	}
	if !c.any {
		if c.err = open(c.w, c.t, head{Title: "No cluster"}); c.err == nil {
			c.err = c.t.ExecuteTemplate(c.w, "cluster-none", nil)
		}
	}
	if c.err == nil {
		c.err = c.t.ExecuteTemplate(c.w, "close", nil)
	}
	if c.err == nil {
		c.err = c.w.Flush()
	}
	return c.err
}

// A clusterPage is all that the page of a cluster shows.
type clusterPage struct {
	head
	ID          string
	Sum         *report.Summary
	Traced      bool
	Verdict     []string
	Facts       []fact
	Changes     []string
	Gone        int
	Graph       *graph
	Timeline    *timeline // where no graph has the times
	Members     []memberRow
	MoreMembers []memberRow
	Heat        *heat
	Reports     []reportRow
	Command     string
	Likelihoods []likelihoodRow
}

// A fact is a figure with its name. Day is the day that it names and that has a page; mostly empty.
type fact struct{ Name, Value, More, Day string }

// openMembers is how many members are in the table before the rest is folded.
const openMembers = 200

func newClusterPage(v *report.ClusterView, s *report.Summary) *clusterPage {
	p := &clusterPage{
		head: head{Title: titleOf(v, v.Keep)}, ID: v.Cluster.ID, Sum: s, Traced: v.Traced, Gone: v.Gone,
		Verdict: verdict(v), Facts: facts(v), Command: jsonCommand(s.Store, v.Cluster.ID), Likelihoods: likelihoodTable(),
		Members: memberRows(v),
	}
	for i := range v.Changes {
		p.Changes = append(p.Changes, changeWords(&v.Changes[i]))
	}
	if v.Traced {
		p.Graph, p.Heat, p.Reports = newGraph(v), newHeat(v.Survival), reportRows(v)
	} else {
		p.Timeline = newTimeline(v)
	}
	if len(p.Members) > openMembers {
		p.Members, p.MoreMembers = p.Members[:openMembers], p.Members[openMembers:]
	}
	return p
}

// verdict says in sentences what is known of a cluster.
func verdict(v *report.ClusterView) []string {
	c := &v.Cluster
	if c.Independent == nil {
		return []string{fmt.Sprintf("%s in %s carry this text or a part of it.", plural(c.Size, "article"), plural(c.Outlets, "outlet"))}
	}
	out := []string{spreadWords(v)}
	oldest, earlier := "", false
	order, at := byTime(v)
	if len(order) > 0 {
		a := &v.Members[order[0]].Article
		oldest = namedArticle(a.Source, a.ID)
	}
	for _, i := range order {
		earlier = earlier || isOrigin(v, i) && at[i].Best > at[order[0]].Best
	}
	if o := &c.Origin; o.Article == nil {
		out = append(out, "The source "+isOrMay(o.P, "is not", "may not be")+" in our collection: "+likely(o.P)+".")
		if oldest != "" {
			out = append(out, "The oldest copy we hold is that of "+oldest+", which need not be the source.")
		}
	} else {
		out = append(out, "The original "+isOrMay(o.P, "is", "may be")+" that of "+originAt(v, *o.Article)+": "+likely(o.P)+".")
		if earlier {
			out = append(out, "The copy of "+oldest+" carries an earlier time, but is not the original.")
		}
	}
	if o := &c.Origin; o.Agency != nil {
		out = append(out, "It "+isOrMay(o.AgencyP, "is", "may be")+" the text of "+isolated(cmp.Or(o.AgencyName, *o.Agency))+": "+likely(o.AgencyP)+".")
	}
	return out
}

// isOrMay chooses the words for a finding: is if it is likely, else may.
func isOrMay(p float64, is, may string) string {
	if p > likelyParent {
		return is
	}
	return may
}

func originAt(v *report.ClusterView, id string) string {
	for i := range v.Members {
		if v.Members[i].Article.ID == id {
			return namedArticle(v.Members[i].Article.Source, id)
		}
	}
	return isolated(id)
}

// facts are the figures below the verdict.
func facts(v *report.ClusterView) []fact {
	c := &v.Cluster
	out := []fact{{Name: "outlets", Value: report.Number(c.Outlets)}, {Name: "articles", Value: report.Number(c.Size)}}
	if c.Independent != nil && *c.Independent > 1 {
		out = append(out, fact{Name: "independent reports", Value: report.Number(*c.Independent)})
	}
	if order, at := byTime(v); len(order) > 0 {
		m := at[order[0]]
		out = append(out, fact{Name: "earliest here", Value: m.Text, More: m.Note})
		if len(order) > 1 {
			m = at[order[len(order)-1]]
			out = append(out, fact{Name: "latest", Value: m.Text, More: m.Note, Day: lastDay(v)})
		}
	}
	if p := paceOf(v); p.N > 0 {
		f := fact{Name: "fastest copy", Value: p.Least, More: isolated(p.Outlet)}
		if p.N > 1 {
			f.More += fmt.Sprintf("; median of %d: %s", p.N, p.Median)
		}
		if p.Local {
			f.More += "; by times without a zone"
		}
		out = append(out, f)
	}
	if c.SimilarityMin > 0 {
		f := fact{Name: "how alike", Value: percent(max(c.SimilarityMin, c.SimilarityMean))}
		if least := percent(c.SimilarityMin); least != f.Value {
			f.More = "on average of linked pairs; the least " + least
		}
		out = append(out, f)
	}
	return out
}

// lastDay returns the day of the latest member; empty: it is not known to the day.
func lastDay(v *report.ClusterView) string {
	var last article.Time
	for i := range v.Members {
		if t := v.Members[i].Article.Clock(); t.Known() && (!last.Known() || t.Compare(last) > 0) {
			last = t
		}
	}
	return dayOf(last)
}

func changeWords(c *report.Change) string {
	s := fmt.Sprintf("In the last run: %s, from %s to %s", legible(c.Kind), report.Number(c.Before), plural(c.After, "article"))
	if c.Before == 0 {
		s = fmt.Sprintf("In the last run: %s, %s", legible(c.Kind), plural(c.After, "article"))
	}
	if c.Reason != "" {
		s += "; " + legible(c.Reason)
	}
	return s + "."
}

// jsonCommand returns the command that gives the figures of a cluster to a machine.
func jsonCommand(store, id string) string {
	at := ""
	if store != "" {
		at = " --store " + argument(store)
	}
	return "wiretrace report" + at + " --cluster " + argument(id) + " --json"
}
