package view

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A part names the articles whose records are written.
type part struct {
	docs   map[store.Doc]bool // with all their revisions that count
	paired map[store.Doc]bool // further articles, only their pairs are written
}

// wants reports whether the records of an article are written.
func (r *results) wants(d store.Doc) bool { return r.only == nil || r.only.docs[d] }

func (r *results) wantsPair(a, b store.Doc) bool {
	return r.only == nil || r.only.pairs(a) || r.only.pairs(b)
}

func (p *part) pairs(d store.Doc) bool { return p.docs[d] || p.paired[d] }

// WriteTouched writes result files like [WriteResults], but only some records: those of docs and of their
// clusters, and all pairs of docs and paired. docs must have all revisions of an article and all members
// of a cluster, or none. outlets.jsonl is written completely.
func WriteTouched(ctx context.Context, v *store.View, dir string, workers int, docs, paired []store.Doc) error {
	c, err := generation.Load(v)
	if err != nil {
		return err
	}
	traces, err := generation.OpenTraces(v, c.Number)
	if err != nil {
		return err
	}
	s := &selection{v: v, conclusions: c, part: &part{docs: setOf(docs), paired: setOf(paired)}, need: map[store.Doc]bool{}}
	found, outlets, err := s.traces(ctx, traces)
	if err != nil {
		return err
	}
	s.pairs()
	r, err := s.results(ctx, found)
	if err != nil {
		return err
	}
	return writeFiles(ctx, dir, workers, append(r.files(ctx, v), resultFile{outletsName, func(w *bufio.Writer) error {
		return writeLinks(w, outlets.links.list(outlets.names))
	}}))
}

func setOf(docs []store.Doc) map[store.Doc]bool {
	out := make(map[store.Doc]bool, len(docs))
	for _, d := range docs {
		out[d] = true
	}
	return out
}

// A selection is the part of the conclusions that is needed for the records of some articles.
type selection struct {
	v           *store.View
	conclusions *generation.Conclusions
	part        *part
	need        map[store.Doc]bool // documents whose metadata is needed
	linked      []cluster.Scored
	near        []cluster.Pair
}

// A foundTraces holds the wanted trace records.
type foundTraces struct {
	clusters map[string]*record.Cluster
	singles  map[store.Doc]*record.Article
}

// traces reads the wanted trace records, and counts the links of outlets in all records.
func (s *selection) traces(ctx context.Context, traces *record.Reader) (*foundTraces, *linkCounter, error) {
	if traces == nil {
		return nil, &linkCounter{}, nil
	}
	outlets, err := newLinkCounter(ctx, s.v, s.conclusions.EarlierDocs())
	if err != nil {
		return nil, nil, err
	}
	out := &foundTraces{clusters: map[string]*record.Cluster{}, singles: map[store.Doc]*record.Article{}}
	err = traces.Each(func(c *record.Cluster) error {
		outlets.add(c)
		if len(c.Members) == 0 || !s.part.docs[c.Members[0].Doc] {
			return nil
		}
		out.clusters[c.ID] = c
		for i := range c.Members {
			s.refer(&c.Members[i])
		}
		return ctx.Err()
	}, func(a *record.Article) error {
		if s.part.docs[a.Doc] {
			out.singles[a.Doc] = a
			s.refer(a)
		}
		return ctx.Err()
	})
	return out, outlets, err
}

// refer records the articles that a record names.
func (s *selection) refer(a *record.Article) {
	if a.Earlier {
		s.need[a.Of] = true
	}
	for i := range a.Passages {
		if p := &a.Passages[i]; p.Placed {
			s.need[p.From] = true
		}
	}
}

// pairs selects the wanted pairs, and records the articles that they name.
func (s *selection) pairs() {
	wanted := func(p *cluster.Pair) bool {
		if !s.part.pairs(p.A) && !s.part.pairs(p.B) {
			return false
		}
		for _, d := range [2]store.Doc{p.A, p.B} {
			s.need[d], s.need[s.conclusions.Member(d)] = true, true
		}
		return true
	}
	for i := range s.conclusions.Scored {
		if p := &s.conclusions.Scored[i]; wanted(&p.Pair) {
			s.linked = append(s.linked, *p)
		}
	}
	if s.conclusions.Parameters.Near {
		for _, p := range generation.Linkable(s.conclusions.Pairs) {
			if wanted(&p) {
				s.near = append(s.near, p)
			}
		}
	}
	for _, set := range [2]map[store.Doc]bool{s.part.docs, s.part.paired} {
		maps.Copy(s.need, set)
	}
}

// results joins the selected parts. Clusters of selected pairs are complete.
func (s *selection) results(ctx context.Context, found *foundTraces) (*results, error) {
	c := *s.conclusions
	c.Scored, c.Pairs, c.Clusters, c.Revisions = s.linked, s.near, nil, nil
	for _, k := range s.conclusions.Clusters {
		if slices.ContainsFunc(k.Members, func(d store.Doc) bool { return s.need[d] }) {
			c.Clusters = append(c.Clusters, k)
		}
	}
	for _, k := range c.Clusters {
		for _, d := range k.Members {
			s.need[d] = true
		}
	}
	for _, x := range s.conclusions.Revisions {
		if s.need[x.Doc] || s.need[x.Of] {
			c.Revisions = append(c.Revisions, x)
		}
	}
	t, err := generation.ReadPart(ctx, s.v, slices.Sorted(maps.Keys(s.need)), c.EarlierDocs())
	if err != nil {
		return nil, err
	}
	r := &results{Clustering: generation.NewClustering(t, &c), only: s.part}
	if r.numbers, err = revisionNumbers(s.v, &c); err != nil {
		return nil, err
	}
	if found != nil {
		r.traces = &generation.Traces{Singles: found.singles}
		for k := range r.Live {
			r.traces.Clusters = append(r.traces.Clusters, found.clusters[r.Live[k].ID])
		}
	}
	return r, nil
}

// A linkCounter counts how many articles each outlet copied from each other one.
type linkCounter struct {
	of    []uint32 // by document: its outlet
	names []string
	links outletLinks
}

// newLinkCounter reads the outlets of all articles and of the earlier revisions that count.
func newLinkCounter(ctx context.Context, v *store.View, earlier []store.Doc) (*linkCounter, error) {
	o := &linkCounter{of: make([]uint32, v.Docs())}
	at := map[string]uint32{}
	add := func(d store.Doc, a *article.Article) error {
		k, ok := at[a.Source]
		if !ok {
			k = uint32(len(o.names))
			o.names = append(o.names, strings.Clone(a.Source))
			at[o.names[k]] = k
		}
		o.of[d] = k
		return ctx.Err()
	}
	if err := v.EachMeta(0, add); err != nil {
		return nil, err
	}
	for _, d := range earlier {
		a, err := v.Meta(d)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := add(d, &a); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *linkCounter) add(c *record.Cluster) {
	for i := range c.Members {
		m := &c.Members[i]
		if m.Parent == record.Unseen {
			continue
		}
		p := &c.Members[m.Parent]
		if int(m.Doc) < len(o.of) && int(p.Doc) < len(o.of) {
			o.links.add(o.of[p.Doc], o.of[m.Doc], m.Agency != "", p.Clock, m.Clock)
		}
	}
}
