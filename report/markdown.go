package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article"
)

// A Markdown writes GitHub's Markdown, to paste into a note or a ticket: first a verdict, then the
// evidence, then tables of members and matches. Text of articles is escaped, so that it makes no link,
// image, mark-up, mention or table cell. It is not safe for concurrent use.
type Markdown struct {
	Out io.Writer
	All bool // list all members of a cluster and all matches of a check
	err error
}

// Summary writes the head of a report.
func (m *Markdown) Summary(s Summary) error {
	if s.Generation == 0 {
		m.printf("Nothing is clustered yet: run `wiretrace dedup`.\n")
		return m.err
	}
	since := ""
	if s.Since != "" {
		since = " since " + escape(s.Since)
	}
	m.printf("## %s%s\n\n%s in the store, generation %d; %s shown.\n", count(s.Clusters, "cluster"), since,
		count(s.Articles, "article"), s.Generation, Number(s.Shown))
	return m.err
}

// Cluster writes one cluster: its verdict, its independent reports, its members.
func (m *Markdown) Cluster(v *ClusterView) error {
	c := &v.Cluster
	m.printf("\n### %s\n\n", m.headline(v.keep()))
	m.printf("**%s in %s", count(c.Size, "article"), count(c.Outlets, "outlet"))
	if c.Independent != nil {
		m.printf(", %s", originLine(v, escape))
	}
	m.printf(".** Cluster %s", code(c.ID))
	if first, last := v.span(); first != "" {
		m.printf(", %s to %s", escape(first), escape(last))
	}
	m.printf(".\n")
	m.reports(v)
	m.members(v)
	return m.err
}

// reports lists the independent reports, if there are several or one needs an explanation.
func (m *Markdown) reports(v *ClusterView) {
	list := v.Cluster.Reports
	if len(list) < 2 && (len(list) == 0 || list[0].Why == "") {
		return
	}
	m.printf("\n")
	for i := range list {
		r := &list[i]
		m.printf("- report %d: %s, from %s", i+1, count(r.Articles, "article"), codes(r.Roots))
		if r.Why != "" {
			m.printf("; one report, since %s", escape(r.Why))
		}
		m.printf("\n")
	}
}

// members writes the table of members.
func (m *Markdown) members(v *ClusterView) {
	shown := len(v.Members)
	if !m.All && shown > foldAbove {
		shown = foldAbove
	}
	m.printf("\n| appeared | outlet | article | source | copied |\n|---|---|---|---|---|\n")
	for i := range v.Members[:shown] {
		x := &v.Members[i]
		from, copied := "", ""
		if x.Source != nil {
			from = fmt.Sprintf("%s (%s)", sourceName(&v.Cluster, x, code), Chance(x.Source.P))
		}
		if x.Traced != nil {
			copied = percent(x.Traced.Copied)
		}
		m.printf("| %s | %s | %s %s | %s | %s |\n", escape(Clock(&x.Article)), escape(x.Article.Source), code(x.Article.ID),
			m.linked(&x.Article), from, copied)
	}
	if rest := len(v.Members) - shown; rest > 0 {
		m.printf("\n… and %s more (`--all` lists them).\n", Number(rest))
	}
}

// Article writes the report on one article, with the evidence.
func (m *Markdown) Article(v *ArticleView) error {
	m.printf("\n### %s\n\n", m.headline(&v.Article))
	if v.Cluster == "" || !v.IsTraced || v.Traced == nil {
		m.printf("**%s.**\n\n", articleVerdict(v, escape))
	}
	for _, l := range v.Lines(Speller{Quote: escape}) {
		m.printf("- **%s** %s\n", l.Label, l.Text)
	}
	m.printf("- %s of %s, %s\n", code(v.Article.ID), escape(v.Article.Source), escape(Clock(&v.Article)))
	if v.Source != nil {
		m.evidence(v.Source, v.Parent != nil)
	}
	if v.Traced != nil && v.Parent != nil && v.Origin != v.Parent {
		m.made("against the original", v.Traced.FromOrigin)
	}
	for i := range v.Undecided {
		m.printf("- open: %s\n", escape(v.Undecided[i].Sentence()))
	}
	return m.err
}

// evidence lists the evidence for a parent, and the runner-up.
func (m *Markdown) evidence(c *Copy, seen bool) {
	for i := range c.Evidence {
		m.printf("- %s (%+.1f)\n", escape(c.Evidence[i].Sentence(seen)), c.Evidence[i].Weight)
	}
	if r := c.RunnerUp; r != nil && r.P >= leastRunnerUp {
		m.printf("- next most likely: %s (%s)\n", parentName(r.Parent, code), Chance(r.P))
	}
}

func (m *Markdown) made(what string, d *Delta) {
	if d != nil {
		m.printf("- %s, %s: %s\n", what, code(d.Of), deltaWords(d))
	}
}

// End does nothing: a report ends with its last cluster.
func (m *Markdown) End() error { return m.err }

// Check writes the verdict on one article, the evidence, and the matches.
func (m *Markdown) Check(v *CheckView) error {
	m.printf("**%s.**\n", checkVerdict(v, escape))
	if v.As != nil && !v.Unusable {
		m.printf("\n")
		for _, l := range v.Lines(v.As, Speller{Quote: escape}) {
			m.printf("- **%s** %s\n", l.Label, l.Text)
		}
	}
	if v.Cluster != "" || v.Known != "" || v.Traced != nil && v.Traced.Source != nil {
		m.printf("\n")
	}
	if v.Known != "" {
		m.printf("- the store has it as %s\n", code(v.Known))
	}
	if v.Cluster != "" {
		m.printf("- cluster %s, %s in %s\n", code(v.Cluster), count(v.Size, "article"), count(v.Outlets, "outlet"))
	}
	if s := v.Traced; s != nil && s.Source != nil {
		m.evidence(s.Source, s.Parent != nil)
		if s.TwinCount > 0 {
			m.printf("- %s; its text is no reason to choose\n", twinLine(s))
		}
	}
	if len(v.Matches) == 0 {
		return m.err
	}
	shown := len(v.Matches)
	if !m.All && shown > foldAbove {
		shown = foldAbove
	}
	m.printf("\n| appeared | outlet | article | reuse | alike | of it |\n|---|---|---|---|---|---|\n")
	for i := range v.Matches[:shown] {
		x := &v.Matches[i]
		m.printf("| %s | %s | %s %s | %s | %s | %s |\n", escape(Clock(&x.Article)), escape(x.Article.Source), code(x.Article.ID),
			m.linked(&x.Article), Chance(x.P), percent(x.Jaccard), percent(x.Containment))
	}
	if rest := len(v.Matches) - shown; rest > 0 {
		m.printf("\n… and %s more (`--all` lists them).\n", Number(rest))
	}
	return m.err
}

// Compare writes what two articles share.
func (m *Markdown) Compare(a, b *article.Article, c *Comparison) error {
	m.printf("**%s.**\n\n", compareVerdict(c))
	for _, side := range []*article.Article{a, b} {
		m.printf("- %s, %s, %s %s\n", escape(Clock(side)), escape(side.Source), code(side.ID), m.linked(side))
	}
	m.printf("- %s alike; %s of the first is in the second, %s of the second in the first\n",
		percent(c.Jaccard), percent(c.ContainmentA), percent(c.ContainmentB))
	for _, side := range sides(c.Reasons) {
		if len(side.lines) > 0 {
			m.printf("- %s: %s\n", side.name, escape(strings.Join(side.lines, "; ")))
		}
	}
	for _, q := range longest(a.Text, c.Where) {
		m.printf("\n%s in common:\n\n> %s\n", count(q.words, "word"), escape(cut(q.text, maxQuote)))
	}
	return m.err
}

// maxQuote is the most columns of a quoted passage.
const maxQuote = 400

// headline returns the name of an article, as a link if it has a safe address.
func (m *Markdown) headline(a *article.Article) string {
	if a == nil {
		return "A cluster without articles"
	}
	if s := m.linked(a); s != "" {
		return s
	}
	if a.ID == "" {
		return "An article without a name"
	}
	return escape(a.ID)
}

// linked returns the headline as a link, or as text if its address is not safe.
func (m *Markdown) linked(a *article.Article) string {
	text := escape(cut(words(a.Title), maxQuote/2))
	link := Link(a.URL)
	switch {
	case link == "":
		return text
	case text == "":
		text = "page"
	}
	return fmt.Sprintf("[%s](<%s>)", text, link)
}

func (m *Markdown) printf(format string, args ...any) {
	if m.err == nil {
		_, m.err = fmt.Fprintf(m.Out, format, args...)
	}
}

// codes formats as many ids as fit on a line.
func codes(ids []string) string {
	const most = 4
	var list []string
	for _, id := range ids[:min(len(ids), most)] {
		list = append(list, code(id))
	}
	s := strings.Join(list, ", ")
	if rest := len(ids) - most; rest > 0 {
		s += fmt.Sprintf(" and %s more", Number(rest))
	}
	return s
}

// code formats an id as code. If the id has a character that cannot be escaped there, it is formatted as
// text.
func code(id string) string {
	id = clean(id)
	if id == "" || strings.ContainsAny(id, "`|\\") || strings.TrimSpace(id) != id {
		return escape(id)
	}
	return "`" + id + "`"
}

// escape escapes a line for Markdown. Characters with a meaning at their place get a backslash
// (CommonMark). A word joiner after @ and # prevents mentions and references on GitHub.
func escape(s string) string {
	s = words(s)
	var b strings.Builder
	last := ' '
	for i, r := range s {
		if i == 0 && strings.ContainsRune("-+=", r) || strings.ContainsRune("#$&*<>@[\\]_`|~", r) ||
			r == '.' && addressBefore(last) || r == ')' && unicode.IsDigit(last) || r == ':' && unicode.IsLetter(last) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if r == '@' || r == '#' {
			b.WriteRune('\u2060')
		}
		last = r
	}
	return b.String()
}

// addressBefore reports whether a dot after r could make a link (www.) or a list (1.).
func addressBefore(r rune) bool { return r == 'w' || r == 'W' || unicode.IsDigit(r) }
