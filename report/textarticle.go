package report

import (
	"fmt"
	"strings"
)

// Article writes how the article differs from its sources, the owners of its text, and what could not be
// decided.
func (t *Text) Article(v *ArticleView) error {
	id := clean(v.Article.ID)
	t.printf("\n%s  %s\n", t.bold(id), cut(clean(v.Article.Source), maxSource))
	if name := headline(&v.Article); name != "" {
		t.printf("%s%s\n", cut(name, t.width()), mark(name))
	}
	if v.Cluster == "" || !v.IsTraced || v.Traced == nil {
		t.wrapped("  ", "    ", articleVerdict(v, clean), false)
	}
	for _, l := range v.Lines(Speller{Quote: clean}) {
		t.wrapped(fmt.Sprintf("  %-11s ", l.Label), "              ", l.Text, false)
	}
	switch {
	case v.Cluster == "" && v.Traced != nil && len(v.Traced.Also) > 0:
		t.wrapped("  ", "    ", "has text of "+clean(strings.Join(v.Traced.Also, ", ")), false)
	case v.Traced != nil && v.Parent != nil && v.Origin != v.Parent:
		t.made("against the original", v.Traced.FromOrigin)
	}
	if s := owners(v.Passages); s != "" {
		t.printf("  %s\n", cut(s, t.width()-2))
	}
	for _, d := range v.Undecided {
		t.wrapped("  ", "    ", "open: "+words(d.Sentence()), false)
	}
	return t.err
}

// made describes how an article differs from another text.
func (t *Text) made(what string, d *Delta) {
	if d == nil {
		return
	}
	t.wrapped("  ", "    ", fmt.Sprintf("%s, %s: %s", what, clean(d.Of), deltaWords(d)), false)
}

// deltaWords lists what was kept, cut, added and moved.
func deltaWords(d *Delta) string {
	parts := []string{count(d.Kept.Words, "word") + " kept", Number(d.Cut.Words) + " cut", Number(d.Added.Words) + " added"}
	if d.Kept.Words > 0 && d.Cut.Words+d.Added.Words+d.Moved.Words == 0 {
		parts = []string{"the same words (" + Number(d.Kept.Words) + ")"}
	}
	if d.Moved.Words > 0 {
		parts = append(parts, Number(d.Moved.Words)+" moved")
	}
	if d.Headline != "" {
		parts = append(parts, "headline "+d.Headline)
	}
	if d.Credit != "" {
		parts = append(parts, "credit "+d.Credit)
	}
	return strings.Join(parts, ", ")
}

// owners describes the owners of an article's words, or returns "" if they are unknown.
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
	s := fmt.Sprintf("of its %s, %s also appear elsewhere", count(own+cluster, "word"), Number(cluster))
	if furniture > 0 {
		s += "; " + count(furniture, "piece") + " of page furniture left out"
	}
	return s
}
