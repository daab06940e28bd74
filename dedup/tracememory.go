package dedup

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A traceMemory is what tracing learnt in this epoch and what the last run kept. With the zero
// value everything is learnt and traced again.
type traceMemory struct {
	last     [][]byte // blocks that the last run kept
	facts    *outletFacts
	observed map[store.Doc]bool      // articles that the profiles were counted from
	stories  map[uint64]kept.Story   // by the articles
	records  map[uint64]struct{}     // signatures
	clusters map[string]record.Entry // by id
	singles  map[store.Doc]record.Entry
}

// remember reads the memory of the last run. If afresh is set, it reads only what was learnt.
func remember(v *store.View, number uint64, last *lastKept, afresh bool) (m traceMemory, err error) {
	b, err := generation.OpenTraces(v, number)
	if b == nil || err != nil {
		return m, err
	}
	facts, err := decodeOutletFacts(b.Learnt())
	if err != nil {
		return m, err
	}
	if err := last.read(v, number); err != nil {
		return m, err
	}
	r, err := kept.Open(last.blocks)
	if err != nil {
		return m, err
	}
	docs, err := r.Observed()
	if err != nil {
		return m, err
	}
	m.last, m.observed = last.blocks, map[store.Doc]bool{}
	for _, d := range docs {
		m.observed[d] = true
	}
	if m.facts = &facts; afresh {
		return m, nil
	}
	var errs [3]error
	m.stories, errs[0] = r.Stories()
	m.records, errs[1] = r.Records()
	m.clusters, m.singles = map[string]record.Entry{}, map[store.Doc]record.Entry{}
	errs[2] = b.Entries(func(id string, e record.Entry) { m.clusters[id] = e }, func(d store.Doc, e record.Entry) { m.singles[d] = e })
	return m, errors.Join(errs[:]...)
}

// A signing computes a hash of the data that a record depends on.
type signing struct{ b []byte }

func sign(kind string) *signing { return &signing{[]byte(kind)} }

func (s *signing) number(x uint64) { s.b = binary.LittleEndian.AppendUint64(s.b, x) }
func (s *signing) text(x string)   { s.number(uint64(len(x))); s.b = append(s.b, x...) }
func (s *signing) sum() uint64     { return xxhash.Sum64(s.b) }

func (s *signing) docs(list []store.Doc) {
	s.number(uint64(len(list)))
	for _, d := range list {
		s.b = binary.LittleEndian.AppendUint32(s.b, d)
	}
}

// storyKey identifies the words of an article in no cluster.
func storyKey(d store.Doc) uint64 {
	s := sign("story")
	s.docs([]store.Doc{d})
	return s.sum()
}

// core returns a hash of the articles of a cluster: its members in the order of their ids, their
// earlier revisions that count, and their current revisions.
func (t *tracing) core(v *store.View, docs []store.Doc) (uint64, error) {
	s := sign("stories")
	s.docs(docs)
	for _, d := range docs {
		s.docs(t.earlier[d])
		if t.r.Catalog.Live[d] {
			continue
		}
		history, err := v.History(t.r.Catalog.ID(d))
		if err != nil {
			return 0, err
		}
		s.docs(history)
	}
	return s.sum(), nil
}

// A tracePlan lists the clusters and articles to be traced: those whose records may change, and the
// clusters that have text of articles in them.
type tracePlan struct {
	signatures []uint64             // by cluster
	singles    map[store.Doc]uint64 // signatures of outside articles in no cluster
	covering   map[store.Doc][]int  // by outside article: the clusters that may have its text
	open       []bool               // by cluster: its record is made
	merged     map[store.Doc]bool   // outside articles whose passages are made
	traced     []int                // clusters that are traced, ascending
}

// plan compares the signatures of records with those of the last run.
func (t *tracing) plan() *tracePlan {
	n := len(t.r.Live)
	p := &tracePlan{
		signatures: make([]uint64, n), singles: map[store.Doc]uint64{}, covering: map[store.Doc][]int{},
		open: make([]bool, n), merged: map[store.Doc]bool{},
	}
	for k := range t.r.Live {
		for _, d := range t.outside[t.r.Live[k].ID] {
			p.covering[d] = append(p.covering[d], k)
		}
	}
	needed := make([]bool, n)
	for k := range t.r.Live {
		docs := t.r.InOrder(k)
		p.signatures[k] = t.signature(k, docs, p)
		_, same := t.memory.records[p.signatures[k]]
		_, has := t.memory.clusters[t.r.Live[k].ID]
		if same && has {
			continue
		}
		p.open[k], needed[k] = true, true
		for _, d := range docs {
			t.need(p, d, needed)
		}
	}
	for d := range p.covering {
		if t.r.Of[d] >= 0 {
			continue
		}
		s := sign("outside")
		s.docs([]store.Doc{d})
		t.signCovers(s, d, p)
		p.singles[d] = s.sum()
		_, same := t.memory.records[p.singles[d]]
		if _, has := t.memory.singles[d]; !same || !has {
			t.need(p, d, needed)
		}
	}
	for k, x := range needed {
		if x {
			p.traced = append(p.traced, k)
		}
	}
	return p
}

// need marks an article for which passages are made, if it is an outside article.
func (t *tracing) need(p *tracePlan, d store.Doc, needed []bool) {
	if len(p.covering[d]) == 0 {
		return
	}
	p.merged[d] = true
	for _, k := range p.covering[d] {
		needed[k] = true
	}
}

// signature returns a hash of the data that the record of cluster k depends on within an epoch.
func (t *tracing) signature(k int, docs []store.Doc, p *tracePlan) uint64 {
	s := sign("cluster")
	s.text(t.r.Live[k].ID)
	s.number(t.cores[k])
	head := t.r.NewRecord(k, docs)
	s.number(uint64(head.Keep))
	s.number(math.Float64bits(head.Least))
	s.number(math.Float64bits(head.Mean))
	s.text(fmt.Sprintf("%+v", head.Changes))
	for _, d := range docs {
		s.number(math.Float64bits(t.r.Similarity[d]))
		s.number(math.Float64bits(t.elsewhere[d]))
		s.text(fmt.Sprintf("%q", t.r.Also[d]))
		t.signCovers(s, d, p)
	}
	return s.sum()
}

// signCovers adds the clusters that may have text of an article.
func (t *tracing) signCovers(s *signing, d store.Doc, p *tracePlan) {
	covering := p.covering[d]
	s.number(uint64(len(covering)))
	for _, k := range covering {
		s.text(t.r.Live[k].ID)
		s.number(t.cores[k])
		if t.byText[outsideArticle{d, k}] {
			s.number(1)
		}
	}
}

// plainSingle returns the signature of an article in no cluster that has no text of a cluster.
func plainSingle(d store.Doc) uint64 {
	s := sign("alone")
	s.docs([]store.Doc{d})
	return s.sum()
}

// keepTraces keeps data that the next run can use again.
func (t *tracing) keepTraces(w *kept.Writer, p *tracePlan) {
	w.Observed(slices.Sorted(maps.Keys(t.memory.observed)))
	for _, key := range slices.Sorted(maps.Keys(t.stories)) {
		s := t.stories[key]
		w.Story(&s)
	}
	signatures := slices.Clone(p.signatures)
	for _, d := range t.r.Catalog.Docs {
		if t.r.Of[d] >= 0 {
			continue
		}
		if s, ok := p.singles[d]; ok {
			signatures = append(signatures, s)
		} else {
			signatures = append(signatures, plainSingle(d))
		}
	}
	slices.Sort(signatures)
	for _, s := range signatures {
		w.Record(s)
	}
}

// storyOf returns the samples of a story in the form that is kept.
func storyOf(key uint64, o *trace.Observation) kept.Story {
	s := kept.Story{Key: key, Words: o.Story}
	for _, list := range o.Loose {
		s.Loose = append(s.Loose, list)
	}
	return s
}

// observationOf returns the samples of a story.
func observationOf(s *kept.Story) *trace.Observation {
	o := &trace.Observation{Story: s.Words}
	for _, list := range s.Loose {
		o.Loose = append(o.Loose, list)
	}
	return o
}
