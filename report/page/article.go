package page

import (
	"bufio"
	_ "embed" // the templates are part of the program
	"html/template"
	"io"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

//go:embed article.html
var articleTemplates string

// An Article renders one article as a page: whose each passage of it is, what it made
// of the texts that it is from, what speaks for that, and what is open. Of the cluster it
// holds what names the members. It is not safe for concurrent use.
type Article struct {
	Out io.Writer
	// Links tells where the pages of other things are; nil: the page is no part of a site.
	Links Linker
	// Choose says that the server of the page compares the article with the copy that the query names
	// as "with": the page has a form for it.
	Choose bool

	t       *template.Template // nil: not parsed yet
	sum     report.Summary
	cluster *articleCluster
	err     error
}

// An articleCluster is what a page needs to know of the cluster of its article.
type articleCluster struct {
	rec     report.Cluster
	members map[string]*articleName // by id
	list    []*articleName          // in the order of time
	oldest  *articleName            // nil: no member has a clock
	gone    int
}

// title returns what to call the story.
func (c *articleCluster) title() string {
	if c != nil {
		if n := c.members[c.rec.Keep]; n != nil {
			return n.Title
		}
	}
	return "its story"
}

// An articleName is what to call another article.
type articleName struct {
	ID, Outlet, Title, URL string // Title is legible, the others are as stored
	When                   moment
}

func newArticleName(m *report.MemberView) *articleName {
	a := &m.Article
	return &articleName{ID: a.ID, Outlet: a.Source, Title: articleTitle(a), URL: a.URL, When: momentOf(m)}
}

// articleTitle returns what to call an article.
func articleTitle(a *article.Article) string {
	for _, s := range []string{a.Title, a.URL, a.ID} {
		if s = short(legible(s), maxTitle); s != "" {
			return s
		}
	}
	return "without a headline"
}

// Summary keeps what the report is about.
func (r *Article) Summary(s report.Summary) error {
	r.sum = s
	return r.err
}

// Cluster keeps the names of the members of the article's cluster.
func (r *Article) Cluster(v *report.ClusterView) error {
	c := &articleCluster{rec: v.Cluster, members: map[string]*articleName{}, gone: v.Gone}
	for i := range v.Members {
		n := newArticleName(&v.Members[i])
		c.members[n.ID], c.list = n, append(c.list, n)
		if n.When.Known && (c.oldest == nil || n.When.Best < c.oldest.When.Best) {
			c.oldest = n
		}
	}
	r.cluster = c
	return r.err
}

// Article writes the page.
func (r *Article) Article(v *report.ArticleView) error {
	if r.err != nil {
		return r.err
	}
	if r.t == nil {
		a := usual()
		a.forms = r.Choose
		if r.t, r.err = parseWith(a, articleTemplates, r.Links); r.err != nil {
			return r.err
		}
	}
	t := r.t
	p := newArticlePage(r.sum, r.cluster, v)
	p.Copies = r.copies(v)
	w := bufio.NewWriter(r.Out)
	if r.err = open(w, t, head{Title: p.Title + " – wiretrace"}); r.err != nil {
		return r.err
	}
	if r.err = t.ExecuteTemplate(w, "article", p); r.err != nil {
		return r.err
	}
	if r.err = t.ExecuteTemplate(w, "close", nil); r.err != nil {
		return r.err
	}
	r.err = w.Flush()
	return r.err
}

// articleCopies are the other copies of an article, for a reader to choose one to compare it with.
type articleCopies struct {
	Form    string // where the choice is sent; empty: nowhere
	Command string // that makes such a page
	Chosen  string // the id of the one that was chosen
	List    []*articleName
	Linked  []*articleName // those of List that are linked; none: they have no pages
	More    int            // further ones
}

// linkedCopies is how many other copies the page of a site links to.
const linkedCopies = 12

// maxCopies bounds the copies that a form offers; the one that was chosen is not counted.
const maxCopies = 500

// copies returns the other copies, each once; nil: none, or one with which it is compared anyway.
func (r *Article) copies(v *report.ArticleView) *articleCopies {
	if r.cluster == nil || v.Article.Text == "" {
		return nil
	}
	c := &articleCopies{Command: articleCommand(r.sum.Store, v.Article.ID, "--with ID --format html -o "+fileName(v.Article.ID))}
	if v.Chosen != nil {
		c.Chosen = v.Chosen.Article.ID
	}
	if r.Choose && r.Links != nil {
		c.Form = r.Links("article", v.Article.ID)
	}
	listed := map[string]bool{v.Article.ID: true}
	for _, n := range r.cluster.list {
		if !listed[n.ID] && (len(c.List) < maxCopies || n.ID == c.Chosen) {
			listed[n.ID] = true
			c.List = append(c.List, n)
		}
	}
	if r.Links != nil && c.Form == "" {
		c.Linked = c.List[:min(len(c.List), linkedCopies)]
		c.More = len(c.List) - len(c.Linked)
	}
	compared := v.Parent != nil || v.Origin != nil || v.Nearest != nil
	if len(c.List) == 0 || len(c.List) == 1 && compared {
		return nil
	}
	return c
}

// End writes nothing: the page is whole.
func (r *Article) End() error { return r.err }

// An articlePage is what the templates draw.
type articlePage struct {
	Title       string
	Article     *article.Article
	When        moment
	Verdict     articleVerdict
	Text        *articleText
	Against     []*articleAgainst // the parent, then the origin if it is another
	Copies      *articleCopies    // nil: no other can be chosen
	Sources     []articleSource
	Evidence    []articleEvidence
	Seen        bool // the parent is in the store
	Twins       []*articleName
	MoreTwins   int
	Doubts      []report.Doubt
	Clock       *articleClock
	Credits     []articleCredit
	Cluster     string
	Story, Also string // its story, and further ones that it has text of, for the template "words"
	Near        bool
	Traced      bool
	Generation  uint64
	Command     string
	Likelihoods []likelihoodRow
	Lang        string // of the text, if it is a plain tag
}

func newArticlePage(sum report.Summary, c *articleCluster, v *report.ArticleView) *articlePage {
	p := &articlePage{
		Title: articleTitle(&v.Article), Article: &v.Article, When: momentOf(&v.MemberView), Cluster: v.Cluster,
		Near: sum.Near, Traced: v.IsTraced, Generation: sum.Generation, Doubts: v.Undecided, Likelihoods: likelihoodTable(),
		Command: articleCommand(sum.Store, v.Article.ID, "--json"), Lang: plainTag(v.Article.Lang),
	}
	if v.Cluster != "" {
		p.Story = named("story", c.title(), v.Cluster)
	}
	credits := articleCredits(v)
	p.Text = newArticleText(c, v, credits)
	p.Credits = credits
	p.Verdict = verdictOf(sum, c, v, p.Text)
	if v.Traced != nil {
		p.Also = otherStories(v.Traced.Also)
		p.Clock = newArticleClock(&v.Traced.Clock, &v.Article)
	}
	p.sources(c, v)
	p.compare(v)
	p.Verdict.answer(p, v)
	return p
}

// plainTag returns a language tag if a browser can use it: en, pt-BR, zh-Hant.
func plainTag(s string) string {
	language, _, _ := strings.Cut(s, "-")
	if len(language) < 2 || len(language) > 3 || len(s) > 35 {
		return ""
	}
	odd := func(r rune) bool {
		return r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}
	if strings.ContainsFunc(s, odd) || strings.ContainsFunc(language, unicode.IsDigit) {
		return ""
	}
	return s
}

// articleCommand returns the command that reports an article with these flags.
func articleCommand(store, id, flags string) string {
	at := ""
	if store != "" {
		at = " --store " + argument(store)
	}
	return "wiretrace report" + at + " --article " + argument(id) + " " + flags
}

// An articleClock says when an article appeared and what that is worth.
type articleClock struct {
	*report.ClockView
	Given    []articleGiven
	Best     string
	Earliest string
	Latest   string
	Offset   string // empty: none
	Flags    []string
}

// An articleGiven is one of the times of an article's record.
type articleGiven struct {
	Name, Text, Raw, From string
	Used                  bool
}

func newArticleClock(c *report.ClockView, a *article.Article) *articleClock {
	out := &articleClock{ClockView: c, Best: report.Instant(c.Best), Earliest: report.Instant(c.Earliest), Latest: report.Instant(c.Latest)}
	for _, t := range []struct {
		name string
		at   article.Time
	}{{"published", a.Published}, {"updated", a.Updated}, {"fetched", a.Fetched}} {
		if !t.at.Known() && t.at.Raw == "" {
			continue
		}
		g := articleGiven{Name: t.name, Text: timeText(t.at, c.Precise && c.Clock == t.name), Raw: t.at.Raw, From: t.at.From, Used: c.Known && c.Clock == t.name}
		if !t.at.Known() {
			g.Text = "not readable"
		}
		out.Given = append(out.Given, g)
	}
	if c.Offset != 0 {
		out.Offset = report.Duration(int64(c.Offset))
	}
	for _, f := range c.Flags {
		out.Flags = append(out.Flags, report.FlagSentence(f))
	}
	return out
}

// An articleCredit is an agency as an article names it.
type articleCredit struct {
	*report.CreditView
	N     int
	Shown bool // its place is marked in the text
}

func articleCredits(v *report.ArticleView) []articleCredit {
	if v.Traced == nil {
		return nil
	}
	var out []articleCredit
	for i := range v.Traced.Credits {
		out = append(out, articleCredit{CreditView: &v.Traced.Credits[i], N: i + 1})
	}
	return out
}

// Where names what the offsets of a credit are in.
func (c *articleCredit) Where() string {
	switch c.Field {
	case "text", "":
		return "of the text"
	case "canonical":
		return "of the canonical address"
	}
	return "of the " + c.Field + " field"
}

// Weighs writes its weight in whole per cent.
func (c *articleCredit) Weighs() string { return report.Chance(c.Weight) }
