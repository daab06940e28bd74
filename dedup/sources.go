package dedup

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A tracing traces clusters. Its results depend on the stored articles, the clusters and
// the user's settings for agencies. It is safe for concurrent use; each goroutine needs
// a view of its own.
type tracing struct {
	r         *generation.Clustering
	tracer    *trace.Tracer
	reader    trace.Reader
	outside   map[string][]store.Doc    // by cluster id: articles outside of it that may have its text
	isOutside map[store.Doc]bool        // the articles in outside
	index     map[string]int            // by cluster id: index of the cluster
	earlier   map[store.Doc][]store.Doc // by member: earlier revisions of its article that count
	// first has the place of each cluster's first member in the order of ids. Clusters are
	// ordered by it, since their own ids depend on earlier runs.
	first []uint32
	// The profiles of the outlets, nil before learn, and what each cluster added to them.
	profiles     *trace.Profiles
	observations []*trace.Observation
	byText       map[outsideArticle]bool // outside articles that no pair connects with the cluster
	// elsewhere has, by article, the probability that its source is in another cluster.
	elsewhere map[store.Doc]float64
	// unlisted has the agencies that the list lacks, learnt from credits.
	unlisted []string
	// credits has, by document, the credits of articles; nil if they were not read yet.
	credits [][]credit.Credit
	// printed has, by document, the printed sources of articles; nil if they were not read yet.
	printed [][]credit.Source
	// found guards both: clusters that share an outside article are read at the same time.
	found sync.Mutex
	// singles has the records of articles that are in no cluster and have no text of any.
	singles map[store.Doc]record.Entry
	memory  traceMemory
	stories map[uint64]kept.Story // of this run, by the articles
	cores   []uint64              // by cluster: its articles, see [tracing.core]
}

// newTracing learns the outlets' clocks, and the agencies that the list lacks, from all
// articles, unless the epoch has them.
func newTracing(ctx context.Context, v *store.View, r *generation.Clustering, m traceMemory) (*tracing, error) {
	t := &tracing{
		r: r, outside: map[string][]store.Doc{}, index: map[string]int{}, isOutside: map[store.Doc]bool{},
		credits: make([][]credit.Credit, v.Docs()), printed: make([][]credit.Source, v.Docs()), singles: map[store.Doc]record.Entry{},
		earlier: r.Conclusions.EarlierOf(), memory: m, stories: map[uint64]kept.Story{},
	}
	for k := range r.Live {
		t.index[r.Live[k].ID] = k
		first := r.Catalog.Rank[r.Live[k].Members[0]]
		for _, d := range r.Live[k].Members {
			first = min(first, r.Catalog.Rank[d])
		}
		t.first = append(t.first, first)
	}
	n := &r.Conclusions.Newsroom
	registry, err := credit.LoadWith(n.Agencies)
	if err != nil {
		return nil, fmt.Errorf("agencies of the settings: %w", err)
	}
	if t.tracer, err = trace.NewTracer(); err != nil {
		return nil, err
	}
	clocks, err := t.outlets(ctx, v, registry)
	if err != nil {
		return nil, err
	}
	if registry, err = registry.Learn(t.unlisted); err != nil {
		return nil, fmt.Errorf("agencies that were learnt: %w", err)
	}
	t.reader = trace.Reader{Registry: registry, Clocks: clocks, Feeds: n.Feeds, Owners: n.Owners}
	t.findOutside()
	t.findElsewhere()
	return t, nil
}

// outlets returns the outlets' clocks and sets the agencies that the list lacks.
func (t *tracing) outlets(ctx context.Context, v *store.View, registry *credit.Registry) (*clock.Clocks, error) {
	if known := t.memory.facts; known != nil {
		t.unlisted = known.unlisted
		return known.clocks, nil
	}
	r := t.r
	var clocks clock.Learner
	var unlisted credit.Learner
	err := v.EachMeta(0, func(d store.Doc, a *article.Article) (err error) {
		if d%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		outlet := r.Catalog.Outlet(d)
		clocks.Add(outlet, a)
		if a.Text, a.Furniture, err = v.Body(d); err != nil {
			return fmt.Errorf("article %d: %w", d, err)
		}
		unlisted.Add(outlet, r.Catalog.Clock[d]/(24*3600), registry.Unlisted(a))
		return nil
	})
	t.unlisted = unlisted.Names()
	return clocks.Learn(), err
}

// maxOutside is the number of other clusters that an article is compared with: those of its
// most likely pairs. A review of the week may have text of a dozen.
const maxOutside = 4

// outsideOdds is the least log-odds of a pair that makes an article an outside one. On a simulated web
// (seed 1), -1 was best for the words of all articles, among -3 to .5. Competing reports of one
// event have lower odds.
const outsideOdds = -1

// findOutside finds the outside articles: those that are known to have text of another cluster, and
// those in a pair with a member of another cluster, if they share more than a quotation. Later their
// passages decide whether they have text of it.
func (t *tracing) findOutside() {
	best := map[store.Doc]map[int32]int16{}
	tie := func(d store.Doc, k int32, z int16) {
		if k < 0 || k == t.r.Of[d] || !t.r.Catalog.Live[d] {
			return
		}
		if best[d] == nil {
			best[d] = map[int32]int16{}
		}
		if old, ok := best[d][k]; !ok || z > old {
			best[d][k] = z
		}
	}
	for i := range t.r.Linked {
		p := &t.r.Linked[i]
		if p.LogOdds() < outsideOdds || !p.Kind.Reporting() || t.r.ClusterOf(p.A) == t.r.ClusterOf(p.B) {
			continue
		}
		for _, d := range t.r.Holders(p.A) {
			tie(d, t.r.ClusterOf(p.B), p.Z)
		}
		for _, d := range t.r.Holders(p.B) {
			tie(d, t.r.ClusterOf(p.A), p.Z)
		}
	}
	for d, ids := range t.r.Also {
		for _, id := range ids {
			if k, ok := t.index[id]; ok {
				tie(d, int32(k), cluster.FixOdds(pair.MaxLogOdds))
			}
		}
	}
	for d, by := range best {
		ks := slices.SortedFunc(maps.Keys(by), func(x, y int32) int { return cmp.Or(cmp.Compare(by[y], by[x]), cmp.Compare(t.first[x], t.first[y])) })
		for _, k := range ks[:min(len(ks), maxOutside)] {
			id := t.r.Live[k].ID
			t.outside[id] = append(t.outside[id], d)
			t.isOutside[d] = true
		}
	}
	for _, docs := range t.outside {
		slices.Sort(docs)
	}
}

// member reads an article, and returns all its furniture by kind.
func (t *tracing) member(v *store.View, d store.Doc) (*trace.Member, []record.Passage, error) {
	a, err := v.Article(d)
	if err != nil {
		return nil, nil, fmt.Errorf("article %d: %w", d, err)
	}
	a = a.Clone()
	t.found.Lock()
	credits, printed := t.credits[d], t.printed[d]
	t.found.Unlock()
	if credits == nil {
		credits = creditsOf(t.reader.Registry, &a)
	}
	if printed == nil {
		printed = printedBy(t.reader.Registry, &a)
	}
	t.found.Lock()
	t.credits[d], t.printed[d] = credits, printed
	t.found.Unlock()
	m := t.reader.ReadWith(&a, credits, printed)
	m.Skip = t.r.Conclusions.Skip(&a)
	return m, record.Furniture(&a, m.Skip), nil
}

// creditsOf returns the credits of an article. They are not nil and do not refer to its text.
func creditsOf(r *credit.Registry, a *article.Article) []credit.Credit {
	found := r.Find(nil, a)
	out := make([]credit.Credit, len(found))
	for i, c := range found {
		c.Text = strings.Clone(c.Text)
		out[i] = c
	}
	return out
}

// printedBy returns the printed sources of an article. They are not nil and do not refer to its text.
func printedBy(r *credit.Registry, a *article.Article) []credit.Source {
	found := r.Sources(a)
	out := make([]credit.Source, len(found))
	for i, s := range found {
		out[i] = credit.Source{Text: strings.Clone(s.Text), Plain: s.Plain}
	}
	return out
}

// A traced is a cluster with its sources.
type traced struct {
	id        string
	docs      []store.Doc // members in the order of their ids
	members   []*trace.Member
	furniture [][]record.Passage
	earlier   [][]store.Doc    // by member: its earlier revisions that count, the oldest first
	status    []article.Status // by member: status of the current revision
	trace     *trace.Trace
}

// cluster traces the cluster with index k.
func (t *tracing) cluster(v *store.View, k int) (*traced, error) {
	c, err := t.read(v, k)
	if err != nil {
		return nil, err
	}
	c.trace = t.tracer.TraceWith(c.members, t.profiles, t.observation(k, c))
	return c, nil
}

// read reads the members of the cluster with index k.
func (t *tracing) read(v *store.View, k int) (*traced, error) {
	c := &traced{id: t.r.Live[k].ID, docs: t.r.InOrder(k)}
	for _, d := range c.docs {
		m, f, err := t.member(v, d)
		if err != nil {
			return nil, err
		}
		m.Elsewhere = t.elsewhere[d]
		if err := c.addRevisions(v, d, m, t.earlier[d], func(d store.Doc) (*trace.Member, error) {
			e, _, err := t.member(v, d)
			return e, err
		}); err != nil {
			return nil, err
		}
		c.members, c.furniture = append(c.members, m), append(c.furniture, f)
	}
	return c, nil
}

// A cover is the part of an article's text that a cluster has.
type cover struct {
	doc      store.Doc
	cluster  int    // index of the cluster
	id       string // id of the cluster; empty: only the source is known
	source   store.Doc
	found    bool // there is a source
	byText   bool // the words alone connect it with the cluster, no pair does
	coverage *trace.Coverage
	text     string // of the source
}

// cover compares an article with a cluster.
func (c *traced) cover(d store.Doc, k int, m *trace.Member) cover {
	x := cover{doc: d, cluster: k, id: c.id, coverage: c.trace.Cover(m)}
	if u := x.coverage.Source; u != trace.Unseen {
		x.source, x.found, x.text = c.docs[u], true, c.members[u].Text
	}
	return x
}
