package report

import (
	"fmt"
	"strings"
)

// Article writes what became of the texts that an article is from, whose its own is, and
// what could not be decided.
func (t *Text) Article(v *ArticleView) error {
	id := clean(v.Article.ID)
	t.printf("\n%s  %s\n", t.bold(id), cut(clean(v.Article.Source), maxSource))
	if name := headline(&v.Article); name != "" {
		t.printf("%s%s\n", cut(name, t.width()), mark(name))
	}
	switch {
	case v.Cluster == "":
		t.printf("  it is in no cluster\n")
		if v.Traced != nil && len(v.Traced.Also) > 0 {
			t.printf("  %s\n", cut("has text of "+clean(strings.Join(v.Traced.Also, ", ")), t.width()-2))
		}
		if v.Agency != "" {
			t.printf("  %s\n", cut(fmt.Sprintf("text of %s (%s)", words(v.Agency), percent(v.AgencyP)), t.width()-2))
		}
	case !v.IsTraced:
		t.printf("  not traced: run \"wiretrace dedup\" without --near\n")
	default:
		t.made("from its parent", v.Traced.FromParent)
		if d := v.Traced.FromOrigin; v.Origin != v.Parent {
			t.made("from the origin", d)
		}
	}
	if s := owners(v.Passages); s != "" {
		t.printf("  %s\n", cut(s, t.width()-2))
	}
	for _, d := range v.Undecided {
		t.printf("  %s\n", cut("open: "+words(d.Text), t.width()-2))
	}
	return t.err
}

// made says what an article made of another's text.
func (t *Text) made(what string, d *Delta) {
	if d == nil {
		return
	}
	parts := []string{count(d.Kept.Words, "word") + " kept", number(d.Cut.Words) + " cut", number(d.Added.Words) + " added"}
	if d.Moved.Words > 0 {
		parts = append(parts, number(d.Moved.Words)+" moved")
	}
	if d.Headline != "" {
		parts = append(parts, "headline "+d.Headline)
	}
	if d.Credit != "" {
		parts = append(parts, "credit "+d.Credit)
	}
	t.printf("  %s\n", cut(fmt.Sprintf("%s, %s: %s", what, clean(d.Of), strings.Join(parts, ", ")), t.width()-2))
}

// owners says whose the words of an article are; "" if that is not known.
func owners(list []PassageView) string {
	own, cluster, furniture := 0, 0, 0
	for i := range list {
		switch list[i].Owner {
		case "cluster":
			cluster += list[i].Words
		case "furniture":
			furniture++
		default:
			own += list[i].Words
		}
	}
	if own+cluster == 0 {
		return ""
	}
	s := fmt.Sprintf("of its %s, %s stand elsewhere too", count(own+cluster, "word"), number(cluster))
	if furniture > 0 {
		s += "; " + count(furniture, "piece") + " of furniture left out"
	}
	return s
}
