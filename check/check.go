// Package check compares one article with a store. It says whether it is a copy, of which article, and
// through which others. It changes nothing.
//
// Call [Open] with a store, then [Checker.Check] for each article. A [Pool] is for many callers at the
// same time. A stored article gets the probabilities, cluster and source that the last run gave it.
//
// The package knows neither flags nor how an answer is printed.
package check

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// A Verdict is the result of a check: copy, part, related, none or unknown.
type Verdict = dedup.Verdict

// The verdicts, from most to least.
const (
	Copy    = dedup.VerdictCopy    // the same text as another article, or four fifths of it
	Part    = dedup.VerdictPart    // a fifth or more of it is in another article
	Related = dedup.VerdictRelated // less is shared, or only a quotation or a form text
	None    = dedup.VerdictNone    // nothing was found
	Unknown = dedup.VerdictUnknown // there is no article text to compare
)

// An Answer is what a check found.
type Answer struct {
	Verdict  Verdict
	Copied   float64 // share of the article that is in the matches, in [0,1]
	Cluster  string  // its cluster, or the cluster it would be in; empty: none
	Size     int     // number of articles in that cluster
	Outlets  int     // number of their outlets
	Stored   int     // number of stored articles
	Known    *dedup.Known
	Matches  []dedup.Match        // best first
	Source   *report.CheckSource  // its likely source; nil: the last run did not trace sources
	Passages []report.PassageView // the owner of each part of it, in the order of the text
}

// A Checker checks articles against a store. It is safe for concurrent use.
type Checker struct {
	st     *store.Store
	window time.Duration
}

// Open returns a checker for a store.
func Open(st *store.Store) *Checker { return &Checker{st: st} }

// Within returns a checker that only reports matches within a time from the article; 0 means no limit.
func (c *Checker) Within(window time.Duration) *Checker { return &Checker{c.st, window} }

// Check compares an article with the stored ones.
func (c *Checker) Check(ctx context.Context, a *article.Article) (Answer, error) {
	return c.do(ctx, a, answer)
}

// Near is like Check, but uses only sketches: it finds whole copies, but neither passages nor sources.
func (c *Checker) Near(ctx context.Context, a *article.Article) (Answer, error) {
	return c.do(ctx, a, nearAnswer)
}

func (c *Checker) do(ctx context.Context, a *article.Article, find func(*dedup.Checker, *article.Article) (Answer, error)) (out Answer, err error) {
	if err := ctx.Err(); err != nil {
		return out, err
	}
	err = c.st.View(func(v *store.View) error {
		conclusions, err := generation.LoadOutline(v)
		if err != nil {
			return err
		}
		checker, err := dedup.NewChecker(v, conclusions, c.window)
		if err != nil {
			return err
		}
		if out, err = find(checker, a); err != nil {
			return err
		}
		return out.reach(v, conclusions)
	})
	if err != nil {
		return Answer{}, fmt.Errorf("check: %w", err)
	}
	return out, nil
}

// reach sets the numbers of members and outlets of the cluster.
func (x *Answer) reach(v *store.View, c *generation.Conclusions) (err error) {
	if x.Cluster != "" {
		x.Size, x.Outlets, err = c.Reach(v, x.Cluster)
	}
	return err
}

func nearAnswer(c *dedup.Checker, a *article.Article) (Answer, error) {
	r, err := c.Near(a)
	return newAnswer(&r), err
}

func answer(c *dedup.Checker, a *article.Article) (Answer, error) {
	r, err := c.Check(a)
	if err != nil {
		return Answer{}, err
	}
	source, err := c.Trace(a, &r)
	if err != nil && !errors.Is(err, dedup.ErrUntraced) {
		return Answer{}, err
	}
	out := newAnswer(&r)
	if source != nil {
		out.Source, out.Passages = source, source.Passages
	}
	return out, nil
}

func newAnswer(r *dedup.CheckResult) Answer {
	return Answer{
		Verdict: r.Verdict, Copied: r.Copied, Cluster: r.Cluster, Stored: r.Stored, Known: r.Known, Matches: r.Matches,
	}
}

// View returns the answer for renderers. id is the id of the article.
func (x *Answer) View(id string) report.CheckView {
	out := report.CheckView{
		Verdict: string(x.Verdict), Copied: x.Copied, Cluster: x.Cluster, Size: x.Size, Outlets: x.Outlets,
		Stored: x.Stored, Unusable: x.Verdict == Unknown, Traced: x.Source,
	}
	if x.Known != nil {
		out.Known, out.SameText = x.Known.ID, x.Known.SameText
	}
	for i := range x.Matches {
		m := &x.Matches[i]
		match := report.MatchView{
			Article: m.Article, Jaccard: m.Pair.Jaccard(), Containment: m.Coverage, P: m.P, Kind: m.Kind.String(), Cluster: m.Cluster,
			Revision: m.Revision, Status: m.Status,
		}
		for _, p := range m.Passages {
			match.Passages = append(match.Passages, report.Passage{
				ID: id, Start: p.Start, End: p.End,
				From: &report.Place{ID: m.Article.ID, Start: p.FromStart, End: p.FromEnd},
			})
		}
		out.Matches = append(out.Matches, match)
	}
	return out
}
