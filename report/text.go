package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// defaultWidth is what is written where no terminal gives a width.
	defaultWidth = 100
	// foldAbove is how many members of a cluster are listed before the rest is
	// only counted: what fits a screen.
	foldAbove = 12
	// titleWidth is the room in which a headline is cut rather than put on a
	// line of its own: most headlines have fewer columns, and the first of the
	// others differ within so many.
	titleWidth = 60
	// clockWidth is that of a time with its zone: Wed 15 May 2024, 10:00 UTC.
	clockWidth = 26
	// maxSource is the widest column of outlets at a width of 100; narrower
	// screens give them less.
	maxSource = 28
)

// A Text renders for people, laid out for Width columns: headlines and outlets
// are cut to fit, ids never, since they are there to be copied. What comes from
// articles is printed without control characters, whatever it holds. It is not
// safe for concurrent use.
type Text struct {
	Out   io.Writer
	Width int  // columns; 0: 100
	Color bool // for terminals
	All   bool // list every member of a cluster
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
		t.printf("not traced: run \"wiretrace dedup\" to know whom articles are from\n")
	}
	if s.Store != "" {
		t.printf("%s\n", cut(fmt.Sprintf("generation %d of %s", s.Generation, clean(s.Store)), t.width()))
	}
	return t.err
}

// chosen says how many clusters there are, how many were asked for and how many are shown.
func (s *Summary) chosen() string {
	all := fmt.Sprintf("%s in %s", count(s.Clusters, "cluster"), count(s.Articles, "article"))
	switch {
	case s.Since == "":
		return fmt.Sprintf("%s; %s shown", all, number(s.Shown))
	case s.Chosen == 0 && s.Newest != "":
		return fmt.Sprintf("%s; none has an article since %s: the newest article of a cluster is of %s", all, clean(s.Since), s.Newest)
	case s.Chosen == 0:
		return fmt.Sprintf("%s; none has an article since %s", all, clean(s.Since))
	}
	return fmt.Sprintf("%s; %s with an article since %s, %s shown", all, number(s.Chosen), clean(s.Since), number(s.Shown))
}

// Cluster writes one cluster: its head, then a line a member.
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
		t.printf("  … and %s more (--all lists them)\n", number(rest))
		if v.Keep >= shown && v.keep() != nil {
			t.member(v, v.Keep, width, name)
		}
	}
	return t.err
}

// End writes nothing: a text ends with its last cluster.
func (t *Text) End() error { return t.err }

// clusterHead writes id, reach, period and similarity of a cluster, on a
// second line what the width has no room for.
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

// alike says how similar the pairs are that link a cluster. Not every two
// members are such a pair, so the cluster gets no line of its own.
func alike(c *Cluster) string {
	switch {
	case c.SimilarityMin <= 0:
		return ""
	case c.SimilarityMin >= 1:
		return "all the same text"
	}
	return fmt.Sprintf("linked pairs at least %s alike, %s on average", percent(c.SimilarityMin), percent(max(c.SimilarityMin, c.SimilarityMean)))
}

// changed says what became of a cluster.
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

// member writes the line of a member: time, outlet, how like the member to
// keep, id, remarks; and its headline if it is another one than name.
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

// remarks returns notes that apply to few members.
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

// entry writes a line and a headline behind it, or below it where there is no
// room.
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

// row writes a line of columns. One that is too long goes on below with its last column, the id, and is
// wrapped if that is not enough.
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

// span returns when the first and the last member appeared, in words; "": no member has a time.
func (v *ClusterView) span() (first, last string) {
	for i := range v.Members { // in the order of time
		if t := v.Members[i].Article.Clock(); t.Known() {
			last = When(t)
			first = cmp.Or(first, last)
		}
	}
	return first, last
}

// keep returns the member to keep, or nil if the view names none.
func (v *ClusterView) keep() *article.Article {
	if v.Keep < 0 || v.Keep >= len(v.Members) {
		return nil
	}
	return &v.Members[v.Keep].Article
}

// Clock writes the best known time of an article for readers, see [When].
func Clock(a *article.Article) string { return When(a.Clock()) }

func clockColumn(a *article.Article) string { return column(clean(Clock(a)), clockWidth) }

// clockName says which clock an article was placed by, unless by the usual
// one: that it was fetched at noon means it was there at noon, and no more.
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

// headline returns what to call an article, ready to print: its title or its
// address; "" for none.
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

// sourceWidth widens a column of outlets, as far as it may, so that that of a
// fits.
func (t *Text) sourceWidth(width int, a *article.Article) int {
	return max(width, min(columns(clean(a.Source)), maxSource, maxSource*t.width()/defaultWidth))
}

func (t *Text) width() int {
	if t.Width > 0 {
		return t.Width
	}
	return defaultWidth
}

// wrapped writes a sentence in as many lines as it takes: first before the first
// line, rest before the others. Words that are wider than a line are not broken: they are
// ids and addresses, to be copied.
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
