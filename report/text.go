package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// defaultWidth is the width in columns if the terminal's is unknown.
	defaultWidth = 100
	// foldAbove is how many members of a cluster are listed; the rest are only counted.
	foldAbove = 12
	// titleWidth is the space for a headline in a line. With less space it gets its own line. Most
	// headlines are shorter, and longer ones differ within it.
	titleWidth = 60
	// clockWidth is the width of a time with its zone: Wed 15 May 2024, 10:00 UTC.
	clockWidth = 26
	// maxSource is the widest column of outlets at a width of 100 columns. Narrower terminals give it
	// less.
	maxSource = 28
)

// A Text writes reports for people in Width columns. Headlines and outlets are cut to fit. Ids are never
// cut, because they are there to be copied. Text of articles is printed without control characters. It is
// not safe for concurrent use.
type Text struct {
	Out   io.Writer
	Width int  // columns; 0 means 100
	Color bool // for terminals
	All   bool // list all members of a cluster
	err   error
}

// Summary writes the head of a report.
func (t *Text) Summary(s Summary) error {
	if s.Generation == 0 {
		t.printf("nothing clustered yet: run \"wiretrace dedup\"\n")
		return t.err
	}
	t.wrapped("", "  ", s.chosen(), false)
	if !s.Traced && !s.Near && s.Clusters > 0 {
		t.printf("not traced: run \"wiretrace dedup\" to find the sources of articles\n")
	}
	if s.Store != "" {
		t.printf("%s\n", cut(fmt.Sprintf("generation %d of %s", s.Generation, clean(s.Store)), t.width()))
	}
	return t.err
}

// chosen says how many clusters exist, how many were selected and how many are shown.
func (s *Summary) chosen() string {
	all := fmt.Sprintf("%s in %s", count(s.Clusters, "cluster"), count(s.Articles, "article"))
	switch {
	case s.Since == "":
		return fmt.Sprintf("%s; %s shown", all, Number(s.Shown))
	case s.Chosen == 0 && s.Newest != "":
		return fmt.Sprintf("%s; none has an article since %s: the newest article of a cluster is of %s", all, clean(s.Since), s.Newest)
	case s.Chosen == 0:
		return fmt.Sprintf("%s; none has an article since %s", all, clean(s.Since))
	}
	return fmt.Sprintf("%s; %s with an article since %s, %s shown", all, Number(s.Chosen), clean(s.Since), Number(s.Shown))
}

// Cluster writes one cluster: its head, then a line for each member.
func (t *Text) Cluster(v *ClusterView) error {
	t.printf("\n")
	t.clusterHead(v)
	name := headline(v.keep())
	if name != "" {
		t.printf("%s%s\n", t.bold(cut(name, t.width())), mark(name))
	}
	for i := range v.Changes {
		t.printf("  %s\n", cut(changed(&v.Changes[i]), t.width()-2))
	}
	t.sources(v)
	shown := len(v.Members)
	if !t.All && shown > foldAbove {
		shown = foldAbove
	}
	width := 8
	for i := range v.Members[:shown] {
		width = t.sourceWidth(width, &v.Members[i].Article)
	}
	for i := range v.Members[:shown] {
		t.member(v, i, width, name)
	}
	if rest := len(v.Members) - shown; rest > 0 {
		t.printf("  … and %s more (--all lists them)\n", Number(rest))
		if v.Keep >= shown && v.keep() != nil {
			t.member(v, v.Keep, width, name)
		}
	}
	return t.err
}

// End does nothing: a text ends with its last cluster.
func (t *Text) End() error { return t.err }

// clusterHead writes id, reach, period and similarity of a cluster, on two lines if needed.
func (t *Text) clusterHead(v *ClusterView) {
	c := &v.Cluster
	first := fmt.Sprintf("%s in %s", count(c.Size, "article"), count(c.Outlets, "outlet"))
	var rest []string
	if first, last := v.span(); first != "" {
		if first != last {
			first += " to " + last
		}
		rest = append(rest, first)
	}
	if like := alike(c); like != "" {
		rest = append(rest, like)
	}
	id := clean(c.ID)
	at := columns(id) + 2 + columns(first)
	parts := []string{t.bold(id) + "  " + first}
	for _, part := range rest {
		if at += 2 + columns(part); at > t.width() {
			parts = append(parts, "\n  "+part)
			at = 2 + columns(part)
			continue
		}
		parts = append(parts, " "+part)
	}
	t.printf("%s\n", strings.Join(parts, ","))
}

// alike describes the similarity of the linked pairs of a cluster. Not every two members are linked.
func alike(c *Cluster) string {
	switch {
	case c.SimilarityMin <= 0:
		return ""
	case c.SimilarityMin >= 1:
		return "all the same text"
	}
	return fmt.Sprintf("linked pairs at least %s alike, %s on average", percent(c.SimilarityMin), percent(max(c.SimilarityMin, c.SimilarityMean)))
}

// changed describes how a cluster changed.
func changed(c *Change) string {
	s := fmt.Sprintf("%s: from %d to %s", words(c.Kind), c.Before, count(c.After, "article"))
	if c.Before == 0 {
		s = fmt.Sprintf("%s: %s", words(c.Kind), count(c.After, "article"))
	}
	if c.Reason != "" {
		s += "; " + words(c.Reason)
	}
	return s
}

// member writes the line of a member: time, outlet, similarity to the member to keep, id, remarks. If its
// headline is not name, that follows.
func (t *Text) member(v *ClusterView, i, width int, name string) {
	m := &v.Members[i]
	note := percent(m.Similarity)
	switch {
	case i == v.Keep:
		note = "keep"
	case m.Same:
		note = "same"
	case m.Similarity == 0:
		note = "-"
	}
	line := fmt.Sprintf("  %s  %s  %5s  %s%s", clockColumn(&m.Article), column(clean(m.Article.Source), width), note,
		clean(m.Article.ID), remarks(&v.Cluster, m))
	own := headline(&m.Article)
	if own == name {
		own = ""
	}
	t.entry(line, own, i == v.Keep)
	if m.Source != nil && v.Focus != "" && v.Focus == m.Article.ID {
		t.evidence(m)
	}
}

// remarks returns notes that few members need.
func remarks(c *Cluster, m *MemberView) string {
	var list []string
	if state := m.State(); state != "" {
		list = append(list, state)
	}
	if m.SameAs != "" && !m.Same {
		list = append(list, "same text as "+clean(m.SameAs))
	}
	if m.Source != nil {
		list = append(list, sourceName(c, m, clean)+" "+Chance(m.Source.P))
	}
	if by := clockName(&m.Article); by != "" {
		list = append(list, by)
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, ", ") + ")"
}

// entry writes a line and a headline, side by side if there is room, else on two lines.
func (t *Text) entry(line, name string, strong bool) {
	below := ""
	if name != "" {
		if room := t.width() - columns(line) - 2; room >= min(columns(name), titleWidth) {
			line += "  " + cut(name, room) + mark(name)
		} else {
			indent := min(clockWidth+4, t.width()/3)
			below = strings.Repeat(" ", indent) + cut(name, t.width()-indent) + mark(name) + "\n"
		}
	}
	t.row(strings.TrimRight(line, " "), strong)
	t.printf("%s", below)
}

// row writes a line of columns. If it is too long, the last column, the id, goes to the next line and is
// wrapped if needed.
func (t *Text) row(line string, strong bool) {
	if columns(line) <= t.width() {
		t.line(line, strong)
		return
	}
	head, rest := line, ""
	if at := strings.LastIndex(line, "  "); at > 0 {
		head, rest = strings.TrimRight(line[:at], " "), line[at+2:]
	}
	if columns(head) <= t.width() {
		t.line(head, strong)
	} else {
		t.wrapped("  ", "      ", head, strong)
	}
	t.wrapped("      ", "      ", rest, strong)
}

// span returns when the first and the last member appeared, in words, or "" if no member has a time.
func (v *ClusterView) span() (first, last string) {
	for i := range v.Members { // sorted by time
		if t := v.Members[i].Article.Clock(); t.Known() {
			last = When(t)
			first = cmp.Or(first, last)
		}
	}
	return first, last
}

// keep returns the member to keep, or nil if there is none.
func (v *ClusterView) keep() *article.Article {
	if v.Keep < 0 || v.Keep >= len(v.Members) {
		return nil
	}
	return &v.Members[v.Keep].Article
}

// Clock formats the best known time of an article for readers, see [When].
func Clock(a *article.Article) string { return When(a.Clock()) }

func clockColumn(a *article.Article) string { return column(clean(Clock(a)), clockWidth) }

// clockName names the kind of time that places an article, unless it is the usual one. "Fetched at noon"
// only means that it existed at noon.
func clockName(a *article.Article) string {
	switch {
	case a.Published.Known():
		return ""
	case a.Fetched.Known():
		return "fetched then"
	case a.Updated.Known():
		return "updated then"
	}
	return ""
}

// headline returns the printable title or address of an article, or "" if it has neither.
func headline(a *article.Article) string {
	if a == nil {
		return ""
	}
	for _, s := range []string{a.Title, a.URL, a.ID} {
		if s = words(s); s != "" {
			return s
		}
	}
	return ""
}

// sourceWidth widens a column of outlets, within its limit, to fit the outlet of a.
func (t *Text) sourceWidth(width int, a *article.Article) int {
	return max(width, min(columns(clean(a.Source)), maxSource, maxSource*t.width()/defaultWidth))
}

func (t *Text) width() int {
	if t.Width > 0 {
		return t.Width
	}
	return defaultWidth
}

// wrapped writes a sentence on as many lines as it needs, the first line after first and the others after
// rest. It does not break words that are wider than a line: they are ids and addresses, to be copied.
func (t *Text) wrapped(first, rest, s string, strong bool) {
	line, room := first, 0
	at := columns(first)
	for i, w := range strings.Fields(s) {
		n := columns(w)
		switch {
		case i == 0:
		case at+1+n > t.width() && room > 0:
			t.line(line, strong)
			line, at, room = rest, columns(rest), 0
		default:
			line, at = line+" ", at+1
		}
		line, at, room = line+w, at+n, room+1
	}
	t.line(line, strong)
}

func (t *Text) line(s string, strong bool) {
	if strong {
		s = t.bold(s)
	}
	t.printf("%s\n", s)
}

func (t *Text) bold(s string) string {
	if !t.Color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (t *Text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.Out, format, args...)
	}
}
