package view

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// ErrAmbiguous is returned by [Resolve] if several ids begin with the given prefix.
var ErrAmbiguous = errors.New("several ids begin so")

// ErrNotLinked is returned by [Report] for an article that was stored after the last run.
var ErrNotLinked = errors.New("stored, but not compared with others yet")

// ErrDeleted is returned by [Report] for an article that was stored and deleted.
var ErrDeleted = fmt.Errorf("%w: it was deleted", store.ErrNotFound)

// unknown returns the error for an article that is not in a store. It says when and by whom the article
// was deleted, if it was.
func unknown(st *store.Store, id string) error {
	e, deleted, err := st.Deleted(id)
	switch {
	case err != nil:
		return err
	case !deleted:
		return fmt.Errorf("article %q: %w", id, ErrUnknown)
	}
	at := report.When(article.Time{Unix: e.At.Unix(), Precision: article.PrecisionMinute, Zone: true})
	if e.Why != "" {
		at += " (" + e.Why + ")"
	}
	return fmt.Errorf("article %q: %w by %s, %s", id, ErrDeleted, e.Who, at)
}

// namedIDs is how many ids an error names.
const namedIDs = 5

// Resolve completes the ids of a query. A prefix that only one id has, in the last generation or else in
// the store, means that id, like commit ids in git. A complete id is unchanged. All ids are read only if
// an id is not complete.
func Resolve(ctx context.Context, st *store.Store, q Query) (Query, error) {
	var err error
	if q.Article != "" {
		q.Article, err = resolveArticle(ctx, st, q.Article)
	}
	if q.With != "" && err == nil {
		q.With, err = resolveArticle(ctx, st, q.With)
	}
	if q.Cluster != "" && err == nil {
		q.Cluster, err = resolveCluster(st, q.Cluster)
	}
	return q, err
}

func resolveArticle(ctx context.Context, st *store.Store, id string) (string, error) {
	known := false
	err := st.View(func(v *store.View) error {
		_, known = v.Lookup(id)
		return nil
	})
	if err != nil || known {
		return id, err
	}
	found, err := ArticleIDs(ctx, st, id)
	if err != nil {
		return "", err
	}
	return unique("article", id, found)
}

// ArticleIDs returns the ids of stored articles that begin with prefix, in the order in which they were
// stored. It reads the metadata of the whole store.
func ArticleIDs(ctx context.Context, st *store.Store, prefix string) ([]string, error) {
	var found []string
	err := st.View(func(v *store.View) error {
		return v.EachMeta(0, func(d store.Doc, a *article.Article) error {
			if d%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if strings.HasPrefix(a.ID, prefix) {
				found = append(found, strings.Clone(a.ID))
			}
			return nil
		})
	})
	return found, err
}

func resolveCluster(st *store.Store, id string) (string, error) {
	found, err := ClusterIDs(st, id)
	if err != nil {
		return "", err
	}
	if slices.Contains(found, id) {
		return id, nil
	}
	return unique("cluster", id, found)
}

// ClusterIDs returns the ids of the clusters of the last generation that begin with prefix, in
// the order of the generation.
func ClusterIDs(st *store.Store, prefix string) ([]string, error) {
	var c *generation.Conclusions
	err := st.View(func(v *store.View) (err error) {
		c, err = generation.LoadClusters(v)
		return err
	})
	if err != nil {
		return nil, err
	}
	var found []string
	for i := range c.Clusters {
		if strings.HasPrefix(c.Clusters[i].ID, prefix) {
			found = append(found, c.Clusters[i].ID)
		}
	}
	return found, nil
}

// unique returns the only id that was found. It returns an error if there are several; if there is none,
// the caller reports it.
func unique(what, id string, found []string) (string, error) {
	switch {
	case len(found) == 0:
		return id, nil
	case len(found) == 1:
		return found[0], nil
	}
	slices.Sort(found)
	more := ""
	if n := len(found) - namedIDs; n > 0 {
		found, more = found[:namedIDs], fmt.Sprintf(" and %d more", n)
	}
	return "", fmt.Errorf("%s %q: %w: %s%s", what, id, ErrAmbiguous, strings.Join(found, ", "), more)
}
