package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A Cite writes plain citations: for each cluster where its text was first seen and what its source is,
// and for a single article its source. It claims no more than the records: the oldest copy in a store need
// not be the origin. It is not safe for concurrent use.
type Cite struct {
	Out        io.Writer
	generation uint64
	err        error
}

// Summary keeps the generation that is cited.
func (c *Cite) Summary(s Summary) error {
	c.generation = s.Generation
	return nil
}

// Cluster writes the citation of a cluster.
func (c *Cite) Cluster(v *ClusterView) error {
	if len(v.Members) == 0 {
		return nil
	}
	first := &v.Members[0].Article
	if first.Clock().Known() {
		c.printf("%s. First seen at %s, %s.%s\n", citeTitle(first), citeOutlet(first), citeWhen(first), citeAddress(first))
		c.printf("    %s\n", citeOldest(v))
	} else {
		c.printf("%s. Seen at %s; no copy in this store has a date.%s\n", citeTitle(first), citeOutlet(first), citeAddress(first))
	}
	c.printf("    %s\n", citeOrigin(v))
	k := &v.Cluster
	s := fmt.Sprintf("%s in %s", count(k.Size, "copy"), count(k.Outlets, "outlet"))
	if k.Size != 1 {
		s = fmt.Sprintf("%s copies in %s", Number(k.Size), count(k.Outlets, "outlet"))
	}
	if k.Independent != nil {
		s += ", " + count(*k.Independent, "independent report")
	}
	c.printf("    %s. wiretrace cluster %s, generation %d.\n", s, clean(k.ID), c.generation)
	return c.err
}

// citeOldest describes the first member of a cluster.
func citeOldest(v *ClusterView) string {
	s := "The oldest copy in this store"
	if n := citeAsOld(v); n > 0 {
		s += fmt.Sprintf(", as far as clocks tell: %s may be as old", count(n, "other"))
		if n > 1 {
			s = fmt.Sprintf("The oldest copy in this store, as far as clocks tell: %s others may be as old", Number(n))
		}
	}
	if o := v.Cluster.Origin.Article; o != nil && *o == v.Members[0].Article.ID {
		return s + ", and " + Likelihood(v.Cluster.Origin.P) + " its origin (" + Chance(v.Cluster.Origin.P) + ")."
	}
	return s + "; that does not make it the origin."
}

// citeAsOld counts the other members that may be as old as the first.
func citeAsOld(v *ClusterView) int {
	latest := func(m *MemberView) int64 {
		if m.Traced != nil && m.Traced.Clock.Known {
			return m.Traced.Clock.Latest
		}
		return m.Article.Clock().Latest()
	}
	n := 0
	for i := 1; i < len(v.Members); i++ {
		m := &v.Members[i]
		earliest, known := m.Article.Clock().Unix, m.Article.Published.Known()
		if m.Traced != nil && m.Traced.Clock.Known {
			earliest, known = m.Traced.Clock.Earliest, m.Traced.Clock.Bounded
		}
		if !known || earliest <= latest(&v.Members[0]) {
			n++
		}
	}
	return n
}

// citeOrigin describes the source of a cluster's text.
func citeOrigin(v *ClusterView) string {
	k := &v.Cluster
	if k.Independent == nil {
		return "Where the text is from was not traced."
	}
	o := &k.Origin
	text := ""
	if o.Agency != nil {
		text = fmt.Sprintf("text of %s, %s (%s)", words(o.agencyName()), Likelihood(o.AgencyP), Chance(o.AgencyP))
	}
	if o.Article == nil {
		s := fmt.Sprintf("The origin is not in this store: %s (%s)", Likelihood(o.P), Chance(o.P))
		if text != "" {
			s += "; " + text
		}
		return s + "."
	}
	for i := range v.Members {
		a := &v.Members[i].Article
		if a.ID != *o.Article {
			continue
		}
		s := "Origin: "
		if i > 0 {
			s = fmt.Sprintf("The origin is, %s (%s), ", Likelihood(o.P), Chance(o.P))
		}
		s += fmt.Sprintf("%s at %s, %s", clean(a.ID), citeOutlet(a), citeWhen(a))
		if text != "" {
			s += "; " + text
		}
		return s + "."
	}
	return "The origin was deleted or revised since."
}

// Article writes the citation of an article.
func (c *Cite) Article(v *ArticleView) error {
	a := &v.Article
	c.printf("%s. %s, %s.%s\n", citeTitle(a), citeOutlet(a), citeWhen(a), citeAddress(a))
	switch {
	case v.Cluster == "":
		c.printf("    No copy of it is in this store.\n")
	case v.Source == nil:
		c.printf("    Where its text is from was not traced.\n")
	case v.Source.Parent != Unseen:
		from := clean(v.Source.Parent)
		if v.Parent != nil {
			from += " at " + citeOutlet(&v.Parent.Article)
		}
		if v.Traced != nil {
			some := 1 - v.Traced.RootP
			c.printf("    Its text is from another article in this store: %s (%s).\n", Likelihood(some), Chance(some))
		}
		c.printf("    The likeliest is %s: %s (%s).\n", from, Likelihood(v.Source.P), Chance(v.Source.P))
	default:
		c.printf("    It was taken from no other article in this store: %s (%s).\n", Likelihood(v.Source.P), Chance(v.Source.P))
	}
	if v.Agency != "" {
		c.printf("    Text of %s: %s (%s).\n", words(v.agencyName()), Likelihood(v.AgencyP), Chance(v.AgencyP))
	}
	return c.err
}

// End does nothing.
func (c *Cite) End() error { return c.err }

func (c *Cite) printf(format string, args ...any) {
	if c.err == nil {
		_, c.err = fmt.Fprintf(c.Out, format, args...)
	}
}

// citeTitle returns the headline of an article, or its id if it has none.
func citeTitle(a *article.Article) string {
	if strings.TrimSpace(a.Title) == "" {
		return "Article " + clean(a.ID)
	}
	return "“" + words(a.Title) + "”" + mark(a.Title) + " (" + clean(a.ID) + ")"
}

func citeOutlet(a *article.Article) string {
	if a.Source == "" {
		return "an outlet without a name"
	}
	return words(a.Source) + mark(a.Source)
}

// citeWhen returns when an article appeared. It names the kind of time, unless it is the day of
// publication.
func citeWhen(a *article.Article) string {
	switch t := a.Clock(); {
	case !t.Known():
		return "without a date"
	case a.Published.Known():
		return When(t)
	case a.Fetched.Known() && t == a.Fetched:
		return "fetched " + When(t)
	default:
		return "changed " + When(t)
	}
}

// citeAddress returns a space and the address of an article, or "" if it has no safe address.
func citeAddress(a *article.Article) string {
	if link := Link(a.URL); link != "" {
		return " " + clean(link)
	}
	return ""
}
