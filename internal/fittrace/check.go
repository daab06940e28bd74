package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/wiretrace/wiretrace/trace"
)

// An agencyRow is an agency that an article may have text of, and whether it has.
type agencyRow struct {
	x     []float64
	right bool
}

// agencyRows returns the agencies that the stories name, by article.
func (c *corpus) agencyRows(m *trace.Model) (out []agencyRow) {
	t := trace.WithModel(m)
	c.each(func(k int, docs []int, members []*trace.Member) {
		for v, list := range t.AgencyExamples(members, c.profiles, c.observation(k)) {
			id := c.articles[docs[v]].ID
			if len(docs) > maxStory && chance(id, "child")%uint64(len(docs)) >= maxStory {
				continue
			}
			for _, x := range list {
				// What a paper reports itself is no text of the agency that it runs. What an agency's
				// own outlet reports is.
				gold := c.senders[id]
				own := gold[0] != nobody || members[v].Feed == x.Agency
				out = append(out, agencyRow{x.Features, own && slices.Contains(gold, x.Agency)})
			}
		}
	})
	return out
}

// answers counts right and wrong answers for parents and agencies.
type answers struct {
	all, right, stored, storedRight, unseen, unseenRight float64
	sure, sureWrong, sureUnseen, sureUnseenWrong         float64
	given, true, both                                    float64
	bins                                                 [10][3]float64
}

// check counts the answers on the true clusters.
func (c *corpus) check(m *trace.Model, n *answers) {
	t := trace.WithModel(m)
	c.each(func(k int, docs []int, members []*trace.Member) {
		for v, e := range t.TraceWith(members, c.profiles, c.observation(k)).Edges {
			id := c.articles[docs[v]].ID
			if c.main[id] != c.names[k] {
				continue
			}
			answer := root
			if e.Parent != trace.Unseen {
				answer = c.articles[docs[e.Parent]].ID
			}
			n.parent(c.parents[id], answer, e.P)
			n.agency(c.senders[id], e.Agency)
		}
	})
}

func (n *answers) parent(gold []string, answer string, p float64) {
	ok := 0.0
	if slices.Contains(gold, answer) {
		ok = 1
	}
	n.all, n.right = n.all+1, n.right+ok
	if slices.Contains(gold, root) {
		n.unseen, n.unseenRight = n.unseen+1, n.unseenRight+ok
	} else {
		n.stored, n.storedRight = n.stored+1, n.storedRight+ok
	}
	if p >= .9 && answer == root {
		n.sureUnseen, n.sureUnseenWrong = n.sureUnseen+1, n.sureUnseenWrong+1-ok
	} else if p >= .9 {
		n.sure, n.sureWrong = n.sure+1, n.sureWrong+1-ok
	}
	b := &n.bins[min(9, int(p*10))]
	b[0]++
	b[1] += p
	b[2] += ok
}

func (n *answers) agency(gold []string, answer string) {
	right := slices.Contains(gold, answer) || answer == "" && slices.Contains(gold, nobody)
	truth := gold[0]
	if right {
		truth = answer
	}
	if answer != "" {
		n.given++
	}
	if truth != "" && truth != nobody {
		n.true++
	}
	if answer != "" && right {
		n.both++
	}
}

func (n *answers) String() string {
	gap := 0.0
	for _, b := range n.bins {
		gap += math.Abs(b[1]-b[2]) / max(1, n.all)
	}
	return fmt.Sprintf("%.0f articles: %s, calibration error %.3f, wrong at p >= .9: edges %.3f of %.0f, unseen %.3f of %.0f; agencies F1 %.3f",
		n.all, n.parents(), gap,
		n.sureWrong/max(1, n.sure), n.sure, n.sureUnseenWrong/max(1, n.sureUnseen), n.sureUnseen, 2*n.both/max(1, n.given+n.true))
}

// nearest counts the answers of a plain rule: the parent is the earlier article that has most
// of the text; where there is none that has a fifth of it, the source is unseen.
func (c *corpus) nearest(n *answers) {
	common := slices.Index(trace.EdgeNames(), "common")
	c.each(func(k int, docs []int, members []*trace.Member) {
		for v, x := range trace.Examples(members, nil, nil) {
			id := c.articles[docs[v]].ID
			if c.main[id] != c.names[k] {
				continue
			}
			answer, most := root, .2
			for i, u := range x.Parents {
				a, b := members[u].Clock, members[v].Clock
				if share := x.Edges[i][common]; a.Known && b.Known && a.Best < b.Best && share > most {
					answer, most = c.articles[docs[u]].ID, share
				}
			}
			n.parent(c.parents[id], answer, .5)
		}
	})
}

// parents returns the shares of right parents.
func (n *answers) parents() string {
	return fmt.Sprintf("right %.3f, parent stored %.3f, source unseen %.3f", n.right/n.all, n.storedRight/n.stored, n.unseenRight/n.unseen)
}
