package changes

import (
	"cmp"
	"errors"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// A Touched names the articles and clusters whose records in result files a run may have changed.
type Touched struct {
	// Docs are articles in ascending order: those added or removed by the run, and all that are or were in
	// a cluster with a change. They have their numbers from before and after the run.
	Docs []store.Doc
	// Clusters are the clusters of these articles before and after the run, sorted.
	Clusters []string
	// Paired are further articles in ascending order. Each has a changed pair with an article that is not
	// in Docs.
	Paired []store.Doc
}

// Touched compares the conclusions before and after a run. v shows the later ones. s must have been taken
// with records. It returns nil if anything may have changed: there was no run before, it cannot be read,
// or more than the articles changed.
func (s *State) Touched(v *store.View, after *State) (*Touched, error) {
	if s.payload.Number == 0 {
		return nil, nil
	}
	old, err := generation.Decode(&s.payload)
	if generation.Unreadable(err) {
		return nil, nil // the run dropped it
	}
	if err != nil {
		return nil, err
	}
	now, err := generation.Load(v)
	if err != nil {
		return nil, err
	}
	if old.Parameters.Clusterwise() != now.Parameters.Clusterwise() || old.Epoch != now.Epoch || s.traced != after.traced {
		return nil, nil
	}
	t := &toucher{
		before: s, after: after, docs: map[store.Doc]struct{}{}, paired: map[store.Doc]struct{}{},
		clusters: [2][]bool{make([]bool, len(s.ids)), make([]bool, len(after.ids))},
	}
	t.arrivals(old, now)
	if err := t.revisions(v, old.Horizon); err != nil {
		return nil, err
	}
	t.lists(old, now)
	t.members()
	t.traces()
	t.pairs(old, now)
	t.revised = len(old.Revisions)+len(now.Revisions) > 0
	if err := t.close(v); err != nil {
		return nil, err
	}
	return t.result(v)
}

// A toucher collects what a run changed.
type toucher struct {
	before, after *State
	docs, paired  map[store.Doc]struct{}
	open          []store.Doc // articles in docs whose clusters are not yet touched
	clusters      [2][]bool   // by cluster, before and after the run
	revised       bool        // some earlier revisions count
}

func (t *toucher) touch(d store.Doc) {
	if _, ok := t.docs[d]; !ok {
		t.docs[d] = struct{}{}
		t.open = append(t.open, d)
	}
}

// arrivals touches the articles that exist only before or only after the run.
func (t *toucher) arrivals(old, now *generation.Conclusions) {
	was, is := livesOf(old), livesOf(now)
	for d := range max(old.Horizon, now.Horizon) {
		if was(d) != is(d) {
			t.touch(d)
		}
	}
}

// livesOf returns a function that reports whether a document was live. Call it with ascending documents.
func livesOf(c *generation.Conclusions) func(d store.Doc) bool {
	dead := c.Dead
	return func(d store.Doc) bool {
		if len(dead) > 0 && dead[0] == d {
			dead = dead[1:]
			return false
		}
		return d < c.Horizon
	}
}

// revisions touches all revisions of added and removed articles, and of articles that got an earlier
// revision, which changes the numbers of the others.
func (t *toucher) revisions(v *store.View, horizon store.Doc) error {
	docs := slices.Clone(t.open)
	for d := horizon; d < v.Docs(); d++ {
		docs = append(docs, d)
	}
	for _, d := range docs {
		if err := eachRevision(v, d, t.touch); err != nil {
			return err
		}
	}
	return nil
}

// eachRevision calls fn with all stored revisions of an article.
func eachRevision(v *store.View, d store.Doc, fn func(store.Doc)) error {
	a, err := v.Meta(d)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	history, err := v.History(a.ID)
	for _, h := range history {
		fn(h)
	}
	return err
}

// lists touches the articles whose further clusters, kind of page or revisions changed.
func (t *toucher) lists(old, now *generation.Conclusions) {
	differences(old.Also, now.Also, func(m generation.Membership) { t.touch(m.Doc) })
	differences(old.Pages, now.Pages, func(p generation.Page) { t.touch(p.Doc) })
	differences(old.Revisions, now.Revisions, func(r generation.Revision) {
		t.touch(r.Doc)
		t.touch(r.Of)
	})
}

// differences calls fn with each element that is in only one of the lists.
func differences[T comparable](old, now []T, fn func(T)) {
	if slices.Equal(old, now) {
		return
	}
	in := make(map[T]bool, len(old))
	for _, x := range old {
		in[x] = true
	}
	for _, x := range now {
		if !in[x] {
			fn(x)
		}
		delete(in, x)
	}
	for x := range in {
		fn(x)
	}
}

// members touches the clusters whose members changed.
func (t *toucher) members() {
	at := make(map[string]int, len(t.before.ids))
	for k, id := range t.before.ids {
		at[id] = k
	}
	for k, id := range t.after.ids {
		o, ok := at[id]
		delete(at, id)
		if ok && slices.Equal(t.before.members[o], t.after.members[k]) {
			continue
		}
		t.cluster(1, k)
		if ok {
			t.cluster(0, o)
		}
	}
	for _, k := range at {
		t.cluster(0, k)
	}
}

// cluster touches a cluster before (side 0) or after the run.
func (t *toucher) cluster(side, k int) {
	if t.clusters[side][k] {
		return
	}
	t.clusters[side][k] = true
	s := t.before
	if side == 1 {
		s = t.after
	}
	for _, d := range s.members[k] {
		t.touch(d)
	}
}

// traces touches the articles and clusters whose trace record changed.
func (t *toucher) traces() {
	for k, id := range t.after.ids {
		if t.after.marks[id] != t.before.marks[id] {
			t.cluster(1, k)
		}
	}
	differences(t.before.alone, t.after.alone, func(m mark) { t.touch(m.doc) })
}

// pairs touches both texts of each changed pair in a cluster, and one text of other changed pairs.
func (t *toucher) pairs(old, now *generation.Conclusions) {
	was, is := old.Linked(), now.Linked()
	for len(was) > 0 || len(is) > 0 {
		order := 0
		switch {
		case len(was) == 0:
			order = 1
		case len(is) == 0:
			order = -1
		default:
			order = cmp.Or(cmp.Compare(was[0].A, is[0].A), cmp.Compare(was[0].B, is[0].B))
		}
		if order < 0 || order == 0 && was[0] != is[0] {
			t.pair(t.before, old, was[0].Pair)
		}
		if order > 0 || order == 0 && was[0] != is[0] {
			t.pair(t.after, now, is[0].Pair)
		}
		if order <= 0 {
			was = was[1:]
		}
		if order >= 0 {
			is = is[1:]
		}
	}
}

func (t *toucher) pair(s *State, c *generation.Conclusions, p cluster.Pair) {
	a, b := c.Member(p.A), c.Member(p.B)
	t.paired[a] = struct{}{}
	if k := s.clusterOf(a); k >= 0 && k == s.clusterOf(b) {
		t.touch(a)
		t.touch(b)
	}
}

// clusterOf returns the index of the cluster of an article, or -1.
func (s *State) clusterOf(d store.Doc) int32 {
	if int(d) >= len(s.of) {
		return -1
	}
	return s.of[d]
}

// close touches the clusters and the other revisions of all touched articles.
func (t *toucher) close(v *store.View) error {
	for len(t.open) > 0 {
		d := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		for side, s := range [2]*State{t.before, t.after} {
			if k := s.clusterOf(d); k >= 0 {
				t.cluster(side, int(k))
			}
		}
		if t.revised {
			if err := eachRevision(v, d, t.touch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *toucher) result(v *store.View) (*Touched, error) {
	out := &Touched{Docs: sorted(t.docs)}
	paired, err := t.named(v)
	if err != nil {
		return nil, err
	}
	out.Paired = sorted(paired)
	for side, s := range [2]*State{t.before, t.after} {
		for k, id := range s.ids {
			if t.clusters[side][k] {
				out.Clusters = append(out.Clusters, id)
			}
		}
	}
	slices.Sort(out.Clusters)
	out.Clusters = slices.Compact(out.Clusters)
	return out, nil
}

// named returns the articles that name texts of pairs and are not touched. A text is named by one of the
// articles that have it, which are all in one cluster.
func (t *toucher) named(v *store.View) (map[store.Doc]struct{}, error) {
	out := map[store.Doc]struct{}{}
	var open []store.Doc
	add := func(d store.Doc) {
		_, touched := t.docs[d]
		if _, ok := out[d]; !ok && !touched {
			out[d] = struct{}{}
			open = append(open, d)
		}
	}
	for d := range t.paired {
		add(d)
	}
	for len(open) > 0 {
		d := open[len(open)-1]
		open = open[:len(open)-1]
		if k := t.after.clusterOf(d); k >= 0 {
			for _, m := range t.after.members[k] {
				add(m)
			}
		}
		if t.revised {
			if err := eachRevision(v, d, add); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func sorted(set map[store.Doc]struct{}) []store.Doc {
	out := make([]store.Doc, 0, len(set))
	for d := range set {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}
