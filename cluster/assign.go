package cluster

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// A Cluster is the articles of one story's text: two or more.
type Cluster struct {
	ID      string
	Members []Doc // ascending
}

// A Kind is how a cluster changed.
type Kind string

// The kinds of change.
const (
	KindNew    Kind = "new"    // its articles were in no cluster before
	KindGrown  Kind = "grown"  // it gained articles and lost none
	KindShrunk Kind = "shrunk" // it lost articles, but not to another cluster
	KindMerged Kind = "merged" // it got articles of another cluster, which ended
	KindSplit  Kind = "split"  // articles of it are in another cluster now
	KindEnded  Kind = "ended"  // it does not exist any more
)

// A Change is a line of the log of clusters. A cluster may have several.
type Change struct {
	Kind   Kind
	ID     string   // the cluster's id; its old id if it ended
	Others []string // ids of the clusters that it got articles from or lost articles to; sorted
	Before int      // members at the last run
	After  int      // members now
	Reason string
}

// An Identity returns the data that ids are made from. Both functions are called for live
// articles only.
type Identity struct {
	Key    func(Doc) string // the article's id
	Minute func(Doc) int32  // its clock in minutes, [NoClock] if unknown
}

// founder returns the member that gives a new cluster its id: the earliest by clock, and of
// several the one with the smallest id. Members without a clock come last.
func (id Identity) founder(members []Doc) string {
	best, first := "", int64(0)
	for i, d := range members {
		minute := int64(id.Minute(d))
		if minute == NoClock {
			minute = 1 << 40
		}
		if i > 0 && minute > first {
			continue
		}
		if key := id.Key(d); i == 0 || minute < first || key < best {
			best, first = key, minute
		}
	}
	return best
}

// Assign gives stable ids to the parts. Each part has two or more articles, ascending, and no
// article is in two parts. A part inherits the id of the old cluster with which it shares most
// members. The largest overlap goes first; of equal overlaps the smaller id, then the part with
// the smaller founder. Each old id is used once. Any other part gets "c" and 16 hex digits of a
// hash of its founder's id. The clusters are sorted by id, the changes by id and kind.
func Assign(old []Cluster, parts [][]Doc, id Identity) ([]Cluster, []Change) {
	a := &assigner{old: old, parts: parts, id: id}
	a.overlaps()
	a.inherit()
	a.found()
	clusters := make([]Cluster, len(parts))
	for i, p := range parts {
		clusters[i] = Cluster{ID: a.ids[i], Members: p}
	}
	slices.SortFunc(clusters, func(x, y Cluster) int { return cmp.Compare(x.ID, y.ID) })
	return clusters, a.changes()
}

// An overlap is how many articles an old cluster and a part have in common.
type overlap struct{ old, part, count int }

type assigner struct {
	old      []Cluster
	parts    [][]Doc
	id       Identity
	shared   []overlap // by part, then old
	ids      []string  // by part
	from     []int     // by part: the old cluster whose id it has, or -1
	heir     []int     // by old cluster: the part that has its id, or -1
	founders map[int]string
}

func (a *assigner) overlaps() {
	was := map[Doc]int{}
	for i, c := range a.old {
		for _, d := range c.Members {
			was[d] = i
		}
	}
	for p, members := range a.parts {
		count := map[int]int{}
		for _, d := range members {
			if o, ok := was[d]; ok {
				count[o]++
			}
		}
		start := len(a.shared)
		for o, n := range count {
			a.shared = append(a.shared, overlap{o, p, n})
		}
		slices.SortFunc(a.shared[start:], func(x, y overlap) int { return cmp.Compare(a.old[x.old].ID, a.old[y.old].ID) })
	}
}

func (a *assigner) founder(part int) string {
	f, ok := a.founders[part]
	if !ok {
		f = a.id.founder(a.parts[part])
		a.founders[part] = f
	}
	return f
}

func (a *assigner) inherit() {
	a.founders = map[int]string{}
	a.ids = make([]string, len(a.parts))
	a.from, a.heir = filled(len(a.parts), -1), filled(len(a.old), -1)
	order := slices.Clone(a.shared)
	slices.SortFunc(order, func(x, y overlap) int {
		if c := cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(a.old[x.old].ID, a.old[y.old].ID)); c != 0 || x.part == y.part {
			return c
		}
		return cmp.Compare(a.founder(x.part), a.founder(y.part))
	})
	for _, v := range order {
		if a.from[v.part] < 0 && a.heir[v.old] < 0 {
			a.from[v.part], a.heir[v.old] = v.old, v.part
			a.ids[v.part] = a.old[v.old].ID
		}
	}
}

// found gives ids to the parts that inherit none, in the order of their founders.
func (a *assigner) found() {
	taken := map[string]bool{}
	var fresh []int
	for p, id := range a.ids {
		if id == "" {
			fresh = append(fresh, p)
		} else {
			taken[id] = true
		}
	}
	slices.SortFunc(fresh, func(x, y int) int { return cmp.Compare(a.founder(x), a.founder(y)) })
	for _, p := range fresh {
		id := newID(a.founder(p), 0)
		for n := 1; taken[id]; n++ { // its founder left a cluster that kept the id
			id = newID(a.founder(p), n)
		}
		taken[id] = true
		a.ids[p] = id
	}
}

func newID(founder string, n int) string {
	if n > 0 {
		founder += "\x00" + strconv.Itoa(n)
	}
	sum := sha256.Sum256([]byte(founder))
	return "c" + hex.EncodeToString(sum[:8])
}

func filled(n, value int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = value
	}
	return s
}

// changes compares before and after.
func (a *assigner) changes() []Change {
	var log []Change
	goneTo := make([][]overlap, len(a.old))
	met := make([]bool, len(a.parts))
	for rest := a.shared; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].part == rest[0].part {
			n++
		}
		met[rest[0].part] = true
		log = a.gained(log, rest[:n])
		for _, v := range rest[:n] {
			goneTo[v.old] = append(goneTo[v.old], v)
		}
		rest = rest[n:]
	}
	for p, known := range met {
		if !known {
			log = append(log, Change{Kind: KindNew, ID: a.ids[p], After: len(a.parts[p]), Reason: "its articles were in no cluster"})
		}
	}
	for o := range a.old {
		log = a.lost(log, o, goneTo[o])
	}
	slices.SortFunc(log, func(x, y Change) int { return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Kind, y.Kind)) })
	return log
}

// gained logs the articles that a part got; from has its overlaps.
func (a *assigner) gained(log []Change, from []overlap) []Change {
	p := from[0].part
	c := Change{Kind: KindMerged, ID: a.ids[p], After: len(a.parts[p])}
	own, known := 0, 0
	var reason string
	for _, v := range from {
		known += v.count
		if v.old == a.from[p] {
			own, c.Before = v.count, len(a.old[v.old].Members)
			continue
		}
		if a.heir[v.old] < 0 {
			c.Others = append(c.Others, a.old[v.old].ID)
			reason = fmt.Sprintf("%d of %d articles of %s", v.count, len(a.old[v.old].Members), a.old[v.old].ID)
		}
	}
	switch {
	case len(c.Others) > 1:
		c.Reason = fmt.Sprintf("the mean similarity of %d clusters reaches the bound", len(c.Others)+1)
		return append(log, c)
	case len(c.Others) == 1:
		c.Reason = "took over " + reason + ": the mean similarity of both reaches the bound"
		return append(log, c)
	case a.from[p] >= 0 && own == c.Before && c.After > c.Before && known == own:
		c.Kind, c.Reason = KindGrown, fmt.Sprintf("%d new articles", c.After-c.Before)
		return append(log, c)
	}
	return log
}

// lost logs how an old cluster changed; to has its overlaps.
func (a *assigner) lost(log []Change, o int, to []overlap) []Change {
	c := Change{ID: a.old[o].ID, Before: len(a.old[o].Members)}
	kept := 0
	for _, v := range to {
		if v.part == a.heir[o] {
			kept, c.After = v.count, len(a.parts[v.part])
			continue
		}
		c.Others = append(c.Others, a.ids[v.part])
	}
	slices.Sort(c.Others)
	switch {
	case a.heir[o] < 0 && len(c.Others) == 0:
		c.Kind, c.Reason = KindEnded, "its articles are gone or stand alone"
	case a.heir[o] < 0:
		c.Kind, c.Reason = KindEnded, "its articles are in other clusters"
	case len(c.Others) > 0:
		c.Kind = KindSplit
		c.Reason = fmt.Sprintf("%d of %d articles stay: the mean similarity to the others is below the bound", kept, c.Before)
	case kept < c.Before:
		c.Kind, c.Reason = KindShrunk, fmt.Sprintf("%d articles are gone or stand alone", c.Before-kept)
	default:
		return log
	}
	return append(log, c)
}
