package dedup

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// ErrUntraced is returned by [Checker.Trace] where the last run traced nothing.
var ErrUntraced = errors.New("sources are not traced: run \"wiretrace dedup\" without --near")

const (
	// checkMembers is the number of members of its cluster that a checked article is traced with:
	// the most similar ones. Most clusters have fewer. Reading and tracing them takes about 5 ms.
	checkMembers = 24
	// outsideMembers is the same for other clusters, for which only passages are needed.
	outsideMembers = 6
)

// A checkTracer traces checked articles.
type checkTracer struct {
	traces   *record.Reader
	tracer   *trace.Tracer
	reader   trace.Reader
	profiles *trace.Profiles
	// unlisted are the agencies that the list lacks.
	unlisted []string
	earlier  map[store.Doc][]store.Doc // by member: earlier revisions of its article that count
}

// checkTracing starts to make the tracer of a checker and returns a function that waits for it. The
// tracer is nil if the last run traced nothing. Reading the registry of agencies takes a third of
// the time of a check, so it happens in a goroutine.
func checkTracing(v *store.View, c *generation.Conclusions) func() (*checkTracer, error) {
	if v.Blocks() == 0 {
		return func() (*checkTracer, error) { return nil, nil }
	}
	n := &c.Newsroom
	load := sync.OnceValues(func() (*checkTracer, error) {
		t := &checkTracer{reader: trace.Reader{Feeds: n.Feeds, Owners: n.Owners}, earlier: c.EarlierOf()}
		var err error
		if t.reader.Registry, err = credit.LoadWith(n.Agencies); err != nil {
			return nil, fmt.Errorf("agencies of the settings: %w", err)
		}
		t.tracer, err = trace.NewTracer()
		return t, err
	})
	go func() { _, _ = load() }() // the next call of load returns the error
	return sync.OnceValues(func() (*checkTracer, error) {
		traces, err := generation.OpenTraces(v, c.Number)
		if err != nil {
			return nil, err
		}
		known, err := decodeOutletFacts(traces.Learnt())
		if err != nil {
			return nil, fmt.Errorf("%w: %w", generation.ErrConclusions, err)
		}
		t, err := load()
		if err != nil {
			return nil, err
		}
		t.traces, t.reader.Clocks, t.profiles, t.unlisted = traces, known.clocks, known.profiles, known.unlisted
		t.reader.Registry, err = t.reader.Registry.Learn(known.unlisted)
		return t, err
	})
}

// Trace finds the source of a checked article as if it were added to its cluster. It changes
// nothing. res is the result of [Checker.Check]. Trace returns [ErrUntraced] if the last run traced
// nothing.
func (c *Checker) Trace(a *article.Article, res *CheckResult) (*report.CheckSource, error) {
	t, err := c.tracer()
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, ErrUntraced
	}
	x := &checked{c: c, t: t, res: res, article: a, me: t.reader.Read(a)}
	x.me.Skip = mask(c.collection.mask, a.Source, a.Text, a.Furniture)
	x.rec = record.Article{Parent: record.Unseen, Second: record.Unseen, Report: -1}
	setCredits(&x.rec, x.me)
	setAgencies(&x.rec, t.tracer.Agencies(x.me))
	setOdd(&x.rec, x.me, nil, false, t.unlisted)
	if !res.Unusable && len(res.Matches) > 0 {
		if err := x.place(); err != nil {
			return nil, err
		}
	}
	return x.view(), nil
}

// checked is an article on its way through [Checker.Trace].
type checked struct {
	c       *Checker
	t       *checkTracer
	res     *CheckResult
	article *article.Article
	me      *trace.Member
	rec     record.Article
	cluster *record.Cluster   // its cluster without the article itself; nil: it would be in none
	stored  *record.Article   // the record of exactly its text from the last run; nil: it was not in that run
	from    store.Doc         // the parent that the last run found
	near    []*record.Article // the records of the articles that it was traced with, from the last run
	home    *traced           // the article and those that it was traced with; nil: there are none
	at      int               // its index in home
}

// gone reports whether a member does not count: it was deleted, or is the article itself.
func (x *checked) gone(a *record.Article) bool {
	return x.res.Known != nil && x.res.Known.Doc == a.Doc || generation.Gone(x.c.idx.View)(a)
}

// place traces the article with the nearest members of its cluster, or with the matches that have
// its text if it would be in no cluster. Then it sets the passages.
func (x *checked) place() (err error) {
	if x.res.Cluster != "" {
		if x.cluster, err = x.t.traces.ByID(x.res.Cluster); err != nil {
			return fmt.Errorf("%w: %w", generation.ErrConclusions, err)
		}
	}
	var near []*record.Article
	if x.cluster != nil {
		x.remember()
		x.me.Elsewhere = x.elsewhere()
		x.cluster, _ = x.cluster.Without(x.gone)
		near = x.nearest()
	} else if near, err = x.found("", checkMembers); err != nil {
		return err
	}
	if len(near) == 0 {
		return nil
	}
	x.near = near
	if x.home, err = x.traced(near); err != nil {
		return err
	}
	x.decide()
	return x.setPassages()
}

// remember reads the results of the last run for the article, if its text is stored.
func (x *checked) remember() {
	if x.res.Known == nil || !x.res.Known.SameText {
		return
	}
	for i := range x.cluster.Members {
		if m := &x.cluster.Members[i]; m.Doc == x.res.Known.Doc {
			x.stored = m
			if m.Parent != record.Unseen {
				x.from = x.cluster.Members[m.Parent].Doc
			}
		}
	}
}

// nearest returns the members of the cluster that the article is traced with: first the matches,
// the origin and their parents, then others in the order of their ids.
func (x *checked) nearest() []*record.Article {
	c := x.cluster
	taken := make([]bool, len(c.Members))
	var out []*record.Article
	take := func(i int) {
		if i >= 0 && !taken[i] && len(out) < checkMembers {
			taken[i] = true
			out = append(out, &c.Members[i])
		}
	}
	at := map[store.Doc]int{}
	for i := range c.Members {
		at[c.Members[i].Doc] = i
	}
	if i, ok := at[x.from]; ok && x.stored != nil && x.stored.Parent != record.Unseen {
		take(i)
	}
	member := x.c.conclusions.Member
	for _, m := range x.res.Matches[:min(len(x.res.Matches), checkMembers/2)] {
		if i, ok := at[member(m.Doc)]; ok {
			take(i)
		}
	}
	take(c.Origin.Member)
	for k := 0; k < len(out); k++ {
		take(out[k].Parent)
	}
	for _, m := range x.res.Matches {
		if i, ok := at[member(m.Doc)]; ok {
			take(i)
		}
	}
	for i := range c.Members {
		take(i)
	}
	return out
}

// found returns the matches in a cluster that share more than a quotation with the article. If
// cluster is "", it returns those in no cluster.
func (x *checked) found(cluster string, most int) ([]*record.Article, error) {
	var out []*record.Article
	for i := range x.res.Matches {
		m := &x.res.Matches[i]
		if m.Cluster != cluster || !tied(m) || len(out) == most {
			continue
		}
		doc := x.c.conclusions.Member(m.Doc)
		c, member, single, err := x.t.traces.ByDoc(doc)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: %w", generation.ErrConclusions, err)
		case c != nil:
			single = &c.Members[member]
		case single == nil:
			single = &record.Article{Doc: doc, Old: !x.c.idx.Live(doc)}
		}
		out = append(out, single)
	}
	return out, nil
}

// tied reports whether a match is likely to have text of the article, by the same bound as for
// outside articles in a run.
func tied(m *Match) bool { return m.Kind.Reporting() && m.Same >= pair.P(outsideOdds) }

// noDoc is the number of the checked article among others. No document has it.
const noDoc = math.MaxUint32

// traced traces the article together with others.
func (x *checked) traced(others []*record.Article) (*traced, error) {
	type entry struct {
		doc    store.Doc
		member *trace.Member
	}
	list := []entry{{noDoc, x.me}}
	for _, o := range others {
		a, ok := x.c.read[o.Doc]
		if !ok {
			var err error
			if a, err = x.c.idx.Article(o.Doc); err != nil {
				return nil, fmt.Errorf("article %d: %w", o.Doc, err)
			}
		}
		credits := o.Credits // from the run
		if o.Words == 0 {    // it was added after the run
			credits = x.t.reader.Registry.Find(nil, &a)
		}
		m := x.t.reader.ReadWith(&a, credits, x.t.reader.Registry.Sources(&a))
		m.Skip = record.FurnitureRanges(a.Text, o.Passages)
		list = append(list, entry{o.Doc, m})
	}
	slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(a.member.ID, b.member.ID) })
	out := &traced{id: x.res.Cluster}
	for _, e := range list {
		out.docs, out.members = append(out.docs, e.doc), append(out.members, e.member)
		if e.member == x.me {
			out.earlier, out.status = append(out.earlier, nil), append(out.status, x.article.Status)
			continue
		}
		if err := out.addRevisions(x.c.idx.View, e.doc, e.member, x.t.earlier[e.doc], x.revision); err != nil {
			return nil, err
		}
	}
	out.trace = x.t.tracer.TraceWith(out.members, x.t.profiles, x.observation(out.members))
	return out, nil
}

// revision reads an earlier revision of a stored article.
func (x *checked) revision(d store.Doc) (*trace.Member, error) {
	a, err := x.c.idx.Article(d)
	if err != nil {
		return nil, fmt.Errorf("article %d: %w", d, err)
	}
	a = a.Clone()
	m := x.t.reader.Read(&a)
	m.Skip = x.c.conclusions.Skip(&a)
	return m, nil
}

// outdated lists later changes of the article's sources, such as a correction.
func (x *checked) outdated() []string {
	if x.rec.Parent == record.Unseen {
		return nil
	}
	doc := x.home.docs[x.rec.Parent]
	source := &record.Article{Doc: doc}
	if i := slices.IndexFunc(x.near, func(a *record.Article) bool { return a.Doc == doc }); i >= 0 {
		source = x.near[i]
	}
	out := sinceThen(&x.rec, source, x.home.status[x.rec.Parent])
	for _, name := range source.Odd {
		if record.Outdated(name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// observation returns what the stored cluster of the article added to the profiles.
func (x *checked) observation(members []*trace.Member) *trace.Observation {
	if x.res.Known == nil {
		members = slices.DeleteFunc(slices.Clone(members), func(m *trace.Member) bool { return m == x.me })
	}
	return x.t.tracer.Observe(members)
}

// decide sets the record of the article from its trace.
func (x *checked) decide() {
	x.at = slices.Index(x.home.members, x.me)
	e := &x.home.trace.Edges[x.at]
	x.rec.Parent, x.rec.P, x.rec.RootP = e.Parent, e.P, e.RootP
	x.rec.Earlier, x.rec.Of = x.home.revision(e)
	x.rec.Runner, x.rec.Second, x.rec.SecondP = e.SecondP > 0, e.Second, e.SecondP
	x.rec.Agency, x.rec.AgencyP, x.rec.Others = "", 0, nil
	setAgencies(&x.rec, e.Agencies)
	var parent *clock.Reading
	if e.Parent != trace.Unseen {
		parent = &x.home.members[e.Parent].Clock
	}
	setOdd(&x.rec, x.me, parent, x.home.trace.NamesAnother(x.at), x.t.unlisted)
	x.rec.Odd = append(x.rec.Odd, x.outdated()...)
	if x.takeStored() {
		return
	}
	for _, ev := range e.Evidence {
		x.rec.Evidence = append(x.rec.Evidence, record.Evidence{Kind: ev.Kind, Text: ev.Text, Weight: ev.Weight})
	}
}

// takeStored sets the parent that the last run found, if the article was traced with it or if the
// source is unseen. If the trace found another parent, that one becomes the second.
func (x *checked) takeStored() bool {
	s := x.stored
	if s == nil {
		return false
	}
	parent := record.Unseen
	if s.Parent != record.Unseen {
		if parent = slices.Index(x.home.docs, x.from); parent < 0 {
			return false
		}
	}
	if x.rec.Second == parent {
		x.rec.Runner, x.rec.Second, x.rec.SecondP = false, record.Unseen, 0
	}
	if s.Runner && x.rec.Runner && s.Second == record.Unseen && x.rec.Second == record.Unseen {
		x.rec.SecondP = s.SecondP
	}
	x.rec.Parent, x.rec.P, x.rec.RootP, x.rec.Earlier, x.rec.Of = parent, s.P, s.RootP, s.Earlier, s.Of
	x.rec.Agency, x.rec.AgencyP, x.rec.Others, x.rec.Odd, x.rec.Evidence = s.Agency, s.AgencyP, s.Others, s.Odd, s.Evidence
	return true
}

// setPassages divides the article into passages: of its cluster, and of other clusters that match.
func (x *checked) setPassages() error {
	covers := []cover{x.home.cover(0, 0, x.me)}
	done := map[string]bool{x.res.Cluster: true}
	for i := range x.res.Matches {
		m := &x.res.Matches[i]
		if done[m.Cluster] || !tied(m) || len(covers) > maxOutside {
			continue
		}
		done[m.Cluster] = true
		others, err := x.found(m.Cluster, outsideMembers)
		if err != nil {
			return err
		}
		t, err := x.traced(others)
		if err != nil {
			return err
		}
		t.id = m.Cluster
		covers = append(covers, t.cover(0, len(covers), x.me))
	}
	setPassages(&x.rec, x.me, record.Furniture(x.article, x.me.Skip), covers, nil, false)
	return nil
}
