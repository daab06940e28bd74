package dedup

import (
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/record"
)

// addRevisions adds the given earlier revisions of the next member, and the status of its current
// revision.
func (c *traced) addRevisions(v *store.View, d store.Doc, m *trace.Member, earlier []store.Doc, read func(store.Doc) (*trace.Member, error)) error {
	var history []store.Doc
	if len(earlier) > 0 || !v.Live(d) {
		var err error
		if history, err = v.History(m.ID); err != nil {
			return err
		}
	}
	current := d
	if n := len(history); n > 0 {
		current = history[n-1]
	}
	a, err := v.Meta(current)
	if err != nil {
		return err
	}
	var docs []store.Doc
	for _, e := range history[:max(0, slices.Index(history, d))] {
		if !slices.Contains(earlier, e) {
			continue
		}
		r, err := read(e)
		if err != nil {
			return err
		}
		docs, m.Earlier = append(docs, e), append(m.Earlier, r)
	}
	c.earlier, c.status = append(c.earlier, docs), append(c.status, a.Status)
	return nil
}

// revision returns the earlier revision of the parent that an edge comes from. It returns false if the
// edge comes from the member itself.
func (c *traced) revision(e *trace.Edge) (bool, store.Doc) {
	if e.Parent == trace.Unseen || e.Earlier == trace.Unseen {
		return false, 0
	}
	return true, c.earlier[e.Parent][e.Earlier]
}

// outdated lists later changes of the sources of member i: of its parent, the parent of that, and so
// on.
func (c *traced) outdated(members []record.Article, i int) []string {
	var found []string
	for v := i; members[v].Parent != record.Unseen; v = members[v].Parent {
		found = append(found, sinceThen(&members[v], &members[members[v].Parent], c.status[members[v].Parent])...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// sinceThen lists the changes of an article's source since the article was taken from it. status is
// the status of the source's current revision.
func sinceThen(m, source *record.Article, status article.Status) (out []string) {
	old := m.Earlier || source.Old
	if old {
		out = append(out, record.OddRevised)
	}
	switch {
	case status == article.StatusCorrected && old:
		out = append(out, record.OddCorrected)
	case status == article.StatusCancelled:
		out = append(out, record.OddWithdrawn)
	case status == article.StatusWithheld:
		out = append(out, record.OddWithheld)
	}
	return out
}

// distinctArticles keeps only the revision of each article that matches best.
func distinctArticles(list []Match) []Match {
	seen := make(map[string]struct{}, len(list))
	return slices.DeleteFunc(list, func(m Match) bool {
		_, again := seen[m.Article.ID]
		seen[m.Article.ID] = struct{}{}
		return again
	})
}
