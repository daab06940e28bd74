package stage

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/view"
)

// A story is the articles of connected texts, numbered in the order of their ids, and the pairs
// between the texts. No pair leads out of it.
type story struct {
	entries []generation.Entry
	packed  [][]byte
	texts   map[textID]cluster.Doc // by text: its first article
	pairs   []cluster.Pair
}

func (s *story) addMember(m *member) error {
	text, a, row, err := m.entry()
	if err != nil {
		return err
	}
	if n := len(s.entries); n > 0 && s.entries[n-1].Article.ID >= a.ID {
		return fmt.Errorf("article %.80q is there twice, or not in order", a.ID)
	}
	if _, ok := s.texts[text]; !ok {
		s.texts[text] = cluster.Doc(len(s.entries))
	}
	s.entries, s.packed = append(s.entries, generation.Entry{Article: a, Row: row}), append(s.packed, m.Packed)
	return nil
}

// addPair adds a pair whose texts came before.
func (s *story) addPair(rec Record) error {
	a, b, err := parsePair(rec.Order[1:])
	if err != nil {
		return err
	}
	common, err := strconv.ParseUint(string(rec.Value), 10, 32)
	if err != nil {
		return errEncoding
	}
	x, ok := s.texts[a]
	y, also := s.texts[b]
	if !ok || !also {
		return fmt.Errorf("a text of pair %s: %w", rec.Order[1:], ErrLost)
	}
	p := cluster.Pair{A: x, B: y, Common: uint32(common), SizeA: a.shingles(), SizeB: b.shingles()}
	if x > y {
		p.A, p.B, p.SizeA, p.SizeB = y, x, p.SizeB, p.SizeA
	}
	s.pairs = append(s.pairs, p)
	return nil
}

// write clusters the story as a near run does, and writes the results.
func (s *story) write(p *Plan, emit Emit) error {
	pairs := cluster.MergePairs(s.pairs)
	parts := cluster.Partition(s, pairs, 0)
	found, _ := cluster.Assign(nil, parts, cluster.Identity{
		Key:    func(d cluster.Doc) string { return s.entries[d].Article.ID },
		Minute: func(d cluster.Doc) int32 { return s.entries[d].Row.Minute },
	})
	c := &generation.Conclusions{Parameters: p.parameters, Pairs: pairs, Clusters: found}
	var line []byte
	put := func(to string, key, order []byte) error {
		return emit(Record{To: to, Key: key, Order: order, Value: line})
	}
	return view.Untraced(generation.NewClustering(generation.NewCatalog(s.entries), c), view.RecordWriter{
		Article: func(r *report.Article) error {
			line = r.AppendJSON(line[:0])
			return put(Articles, hexID(r.ID), []byte("0"))
		},
		Cluster: func(r *report.Cluster) error {
			line = r.AppendJSON(line[:0])
			return put(Clusters, []byte(r.ID), []byte("0"))
		},
		Pair: func(r *report.Pair) error {
			line = r.AppendJSON(line[:0])
			return put(Pairs, hexID(r.A), hexID(r.B))
		},
	})
}

// Row implements [cluster.Collection].
func (s *story) Row(d cluster.Doc) (content uint64, shingles uint32, minute int32) {
	r := s.entries[d].Row
	return r.Content, r.Shingles, r.Minute
}

// Packed implements [cluster.Collection].
func (s *story) Packed(d cluster.Doc) []byte { return s.packed[d] }

// EachRun implements [cluster.Collection] for the one band that clustering reads, that of contents.
func (s *story) EachRun(band int, fn func(hash uint32, docs []cluster.Doc) bool) {
	if band != cluster.ContentBand {
		return
	}
	runs := map[uint32][]cluster.Doc{}
	var order []uint32
	for d := range s.entries {
		hash := uint32(s.entries[d].Row.Content)
		if len(runs[hash]) == 0 {
			order = append(order, hash)
		}
		runs[hash] = append(runs[hash], cluster.Doc(d))
	}
	slices.Sort(order)
	for _, hash := range order {
		if docs := runs[hash]; len(docs) > 1 && !fn(hash, docs) {
			return
		}
	}
}
