// Package changes tells what became of clusters and sources between two runs, and why.
//
// [Take] the state before a run and after it, [Compare] them, keep the result with
// [Delta.Encode] and show it with [Delta.Report]. A Delta names articles by their numbers, so
// that nothing of an article is left in it when the article is deleted.
//
// The package reads stores and changes nothing in them. It does not know how anything was found.
package changes

import (
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// Values of a source that are no article.
const (
	unseen  = -1 // not in the store
	unknown = -2 // nothing was traced
)

// A State is what one run concluded, as far as it is compared.
type State struct {
	generation uint64
	docs       store.Doc          // articles that there were
	means      string             // what sources were traced with
	learned    map[learned]string // why clusters were merged and split, as the run says

	ids     []string // of clusters
	members [][]store.Doc
	of      []int32 // by article: index of its cluster, -1: in none
	parent  []int32 // by article: its source, or unseen or unknown
}

// A learned reason is of a change of one kind of one cluster.
type learned struct{ kind, id string }

// Take returns the state that a view sees.
func Take(v *store.View) (*State, error) {
	s := &State{of: make([]int32, v.Docs()), parent: make([]int32, v.Docs()), learned: map[learned]string{}}
	for d := range s.of {
		s.of[d], s.parent[d] = -1, unknown
	}
	c, err := generation.LoadClusters(v)
	if generation.Unreadable(err) {
		return s, nil // it is dropped, and everything is concluded anew
	}
	if err != nil {
		return nil, err
	}
	s.generation, s.docs = c.Number, c.Horizon
	s.means = fmt.Sprint(c.Parameters.Trace, c.Parameters.Newsroom)
	for _, x := range c.Changes {
		s.learned[learned{string(x.Kind), x.ID}] = x.Reason
	}
	for _, x := range c.Clusters {
		s.ids = append(s.ids, x.ID)
		s.members = append(s.members, slices.Clone(x.Members))
		for _, d := range x.Members {
			if int(d) < len(s.of) {
				s.of[d] = int32(len(s.ids) - 1)
			}
		}
	}
	traces, err := generation.OpenTraces(v, c.Number)
	if traces == nil || generation.Unreadable(err) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	err = traces.Each(func(x *record.Cluster) error {
		for i := range x.Members {
			m := &x.Members[i]
			if int(m.Doc) >= len(s.parent) {
				continue
			}
			s.parent[m.Doc] = unseen
			if m.Parent != record.Unseen {
				s.parent[m.Doc] = int32(x.Members[m.Parent].Doc)
			}
		}
		return nil
	}, func(*record.Article) error { return nil })
	if generation.Unreadable(err) {
		return s, nil
	}
	return s, err
}

// Generation returns the number of the run; 0: there was none.
func (s *State) Generation() uint64 { return s.generation }
