// Package changes compares two runs: how clusters and sources changed, and why.
//
// [Take] the state before a run, and use [State.Next] for the state after it. [Compare] them, keep the
// result with [Delta.Encode] and show it with [Delta.Report]. A Delta names articles by their numbers, so
// that nothing of a deleted article is left in it.
//
// The package reads stores and changes nothing in them. It does not know how anything was found.
package changes

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// Values of a source that are not articles.
const (
	unseen  = -1 // not in the store
	unknown = -2 // not traced
)

// A State holds the conclusions of one run, as far as they are compared.
type State struct {
	generation uint64
	docs       store.Doc          // the number of documents
	means      string             // the settings of tracing
	learned    map[learned]string // why clusters were merged and split, according to the run

	ids     []string // of clusters
	members [][]store.Doc
	of      []int32 // by article: index of its cluster, -1: none
	parent  []int32 // by article: its source, or unseen or unknown

	agency []int32          // by article: the number of the agency whose text it has; 0: none
	names  map[string]int32 // numbers of agencies, from 1 on; shared by a state and its next one

	marks  map[string]uint64 // by cluster id: hash of its trace record
	alone  []mark            // hashes of the trace records of articles in no cluster, sorted
	traced bool

	records bool
	payload store.Generation // only with records
}

// A mark is a hash of the trace record of an article in no cluster.
type mark struct {
	doc store.Doc
	sum uint64
}

// A learned identifies a change: its kind and the id of its cluster.
type learned struct{ kind, id string }

// Take returns the state that a view sees. With records set it can also tell which records of result files
// a run changes, see [State.Touched]; for that it keeps the encoded conclusions.
func Take(v *store.View, records bool) (*State, error) { return take(v, records, nil) }

// Next returns the state that a view sees after a run. s is the state before the run. It reads only the
// trace records that are not in s.
func (s *State) Next(v *store.View) (*State, error) { return take(v, s.records, s) }

func take(v *store.View, records bool, before *State) (*State, error) {
	s := &State{
		records: records, of: make([]int32, v.Docs()), parent: make([]int32, v.Docs()), learned: map[learned]string{}, marks: map[string]uint64{},
	}
	for d := range s.of {
		s.of[d], s.parent[d] = -1, unknown
	}
	c, err := generation.LoadClusters(v)
	if generation.Unreadable(err) {
		return s, nil // it is dropped, and everything is computed anew
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
	if records {
		if s.payload, err = v.Conclusions(); err != nil && !generation.Unreadable(err) {
			return nil, err
		}
	}
	s.agency, s.names = make([]int32, v.Docs()), map[string]int32{}
	if before != nil && before.names != nil {
		s.names = before.names
	}
	err = s.takeTraces(v, before)
	if generation.Unreadable(err) {
		s.traced = false
		return s, nil
	}
	return s, err
}

// takeTraces reads the sources of articles.
func (s *State) takeTraces(v *store.View, before *State) error {
	traces, err := generation.OpenTraces(v, s.generation)
	if traces == nil || err != nil {
		return err
	}
	s.traced = true
	var failed error
	err = traces.Entries(func(id string, e record.Entry) {
		sum := e.Mark()
		s.marks[id] = sum
		if before != nil && before.marks[id] == sum {
			s.takeParents(before, id)
			return
		}
		x, err := e.Cluster()
		if err != nil {
			failed = err
			return
		}
		for i := range x.Members {
			m := &x.Members[i]
			if int(m.Doc) >= len(s.parent) {
				continue
			}
			s.parent[m.Doc] = unseen
			if m.Parent != record.Unseen {
				s.parent[m.Doc] = int32(x.Members[m.Parent].Doc)
			}
			s.agency[m.Doc] = s.number(m.Agency)
		}
	}, func(d store.Doc, e record.Entry) { s.alone = append(s.alone, mark{d, e.Mark()}) })
	return errors.Join(err, failed)
}

// takeParents copies the sources of a cluster's members if its record is unchanged.
func (s *State) takeParents(before *State, id string) {
	k, ok := slices.BinarySearch(s.ids, id)
	if !ok {
		return
	}
	for _, d := range s.members[k] {
		if int(d) < len(s.parent) && int(d) < len(before.parent) {
			s.parent[d] = before.parent[d]
			s.agency[d] = before.agencyOf(d)
		}
	}
}

// number returns the number of an agency.
func (s *State) number(name string) int32 {
	if name == "" {
		return 0
	}
	n, ok := s.names[name]
	if !ok {
		n = int32(len(s.names) + 1)
		s.names[name] = n
	}
	return n
}

// agencyOf returns the number of the agency whose text an article has.
func (s *State) agencyOf(d store.Doc) int32 {
	if int(d) >= len(s.agency) {
		return 0
	}
	return s.agency[d]
}

// agencyName returns the name of an agency for readers.
func (s *State) agencyName(n int32) string {
	for name, k := range s.names {
		if k == n {
			return name
		}
	}
	return "no agency"
}

// sum returns a hash of the conclusions of the run, or 0 without records.
func (s *State) sum() uint64 {
	if s.payload.Number == 0 {
		return 0
	}
	h := xxhash.New()
	for _, b := range [][]byte{s.payload.Params, s.payload.Pairs, s.payload.Clusters} {
		_, _ = h.Write(b) // never fails
	}
	return h.Sum64()
}

// Generation returns the number of the run, or 0 if there was none.
func (s *State) Generation() uint64 { return s.generation }
