package changes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/store"
)

// The kinds of changes of clusters.
const (
	New      = "new"      // its articles were in no cluster
	Grown    = "grown"    // it gained articles and lost none
	Shrunk   = "shrunk"   // it lost articles, but not to another cluster
	Merged   = "merged"   // it took over articles of other clusters
	Split    = "split"    // some of its articles are in another cluster now
	Ended    = "ended"    // it does not exist any more
	Retraced = "retraced" // its articles are the same, but some have other sources or agencies
)

// maxListed is how many articles of one change are listed.
const maxListed = 50

// A Delta is the difference between two runs.
type Delta struct {
	Before, After uint64 // generations
	Clusters      []Cluster
}

// A Cluster is the change of one cluster.
type Cluster struct {
	Kind   string      `json:"kind"`
	ID     string      `json:"id"`
	Others []string    `json:"others,omitempty"`
	Before int         `json:"before"`
	After  int         `json:"after"`
	Reason string      `json:"reason"`
	Added  []store.Doc `json:"added,omitempty"`
	Gone   []store.Doc `json:"gone,omitempty"`
	Traced []Source    `json:"traced,omitempty"`
	// More is the number of articles of Added, Gone and Traced that are not listed.
	More int `json:"more,omitempty"`
}

// A Source is an article that has another source than before.
type Source struct {
	Doc    store.Doc `json:"doc"`
	From   int32     `json:"from"` // an article, or unseen
	To     int32     `json:"to"`
	Reason string    `json:"reason"`
}

// Compare returns the difference between two states. live reports which articles are in the store after
// the run.
func Compare(before, after *State, live func(store.Doc) bool) *Delta {
	c := comparison{before: before, after: after, live: live}
	d := &Delta{Before: before.generation, After: after.generation}
	for k := range after.ids {
		if x, changed := c.now(k); changed {
			d.Clusters = append(d.Clusters, x)
		}
	}
	kept := map[string]bool{}
	for _, id := range after.ids {
		kept[id] = true
	}
	for k, id := range before.ids {
		if !kept[id] {
			d.Clusters = append(d.Clusters, c.ended(k))
		}
	}
	slices.SortFunc(d.Clusters, func(x, y Cluster) int {
		return cmp.Or(cmp.Compare(rank(x.Kind), rank(y.Kind)), cmp.Compare(y.After, x.After), strings.Compare(x.ID, y.ID))
	})
	return d
}

// rank orders kinds by their importance to readers.
func rank(kind string) int {
	return slices.Index([]string{Merged, Split, Ended, Shrunk, Retraced, Grown, New}, kind)
}

type comparison struct {
	before, after *State
	live          func(store.Doc) bool
}

// was returns the index of the cluster that an article was in before, or -1.
func (c *comparison) was(d store.Doc) int32 {
	if d >= c.before.docs {
		return -1
	}
	return c.before.of[d]
}

// now returns the change of cluster k of the later state. It returns false if nothing changed.
func (c *comparison) now(k int) (Cluster, bool) {
	x := Cluster{ID: c.after.ids[k], After: len(c.after.members[k])}
	from := map[int32]int{}
	var added []store.Doc
	for _, d := range c.after.members[k] {
		if o := c.was(d); o >= 0 {
			from[o]++
		} else {
			added = append(added, d)
		}
	}
	own, most := int32(-1), 0
	for o, n := range from {
		if c.before.ids[o] == x.ID {
			own, most = o, len(c.after.members[k])+1
		} else if n > most || n == most && own >= 0 && c.before.ids[o] < c.before.ids[own] {
			own, most = o, n
		}
	}
	var gone []store.Doc
	if own >= 0 {
		x.Before = len(c.before.members[own])
		for _, d := range c.before.members[own] {
			if c.after.of[d] != int32(k) {
				gone = append(gone, d)
			}
		}
	}
	for o := range from {
		if o != own {
			x.Others = append(x.Others, c.before.ids[o])
		}
	}
	c.kind(&x, added, gone)
	c.traced(&x, c.after.members[k])
	if x.Kind == "" && len(x.Traced) > 0 {
		x.Kind, x.Reason = Retraced, "the same articles, other agencies"
		if slices.ContainsFunc(x.Traced, func(s Source) bool { return s.From != s.To }) {
			x.Reason = "the same articles, other sources"
		}
	}
	x.Added, x.Gone = cut(added, &x.More), cut(gone, &x.More)
	x.Traced = cut(x.Traced, &x.More)
	slices.Sort(x.Others)
	if r := c.reason(x.Kind, x.ID); r != "" && (x.Kind == Merged || x.Kind == Split) {
		x.Reason = r
	}
	return x, x.Kind != ""
}

// cut shortens a list and adds the number of removed elements to more.
func cut[T any](list []T, more *int) []T {
	n := min(len(list), maxListed)
	*more += len(list) - n
	return list[:n]
}

// kind returns the kind of change of a cluster that gained and lost articles.
func (c *comparison) kind(x *Cluster, added, gone []store.Doc) {
	dead, moved := 0, 0
	for _, d := range gone {
		switch {
		case !c.live(d):
			dead++
		case c.after.of[d] >= 0:
			moved++
			if id := c.after.ids[c.after.of[d]]; !slices.Contains(x.Others, id) {
				x.Others = append(x.Others, id)
			}
		}
	}
	fresh := 0
	for _, d := range added {
		if d >= c.before.docs {
			fresh++
		}
	}
	switch {
	case x.Before == 0:
		x.Kind, x.Reason = New, arrivals(fresh, len(added)-fresh)
	case moved > 0:
		x.Kind, x.Reason = Split, fmt.Sprintf("%s in another cluster now", are(moved))
	case len(x.Others) > 0:
		x.Kind, x.Reason = Merged, "its articles have one story's text"
		if len(added) > 0 {
			x.Reason += ", as " + arrivals(fresh, len(added)-fresh) + " showed"
		}
	case len(gone) > 0:
		x.Kind, x.Reason = Shrunk, losses(dead, len(gone)-dead)
	case len(added) > 0:
		x.Kind, x.Reason = Grown, arrivals(fresh, len(added)-fresh)
	}
}

// arrivals describes how many articles are new in the store, and how many only in the cluster.
func arrivals(fresh, known int) string {
	var parts []string
	if fresh > 0 {
		parts = append(parts, count(fresh, "new article"))
	}
	if known > 0 {
		parts = append(parts, count(known, "article")+" that had been in no cluster")
	}
	return strings.Join(parts, " and ")
}

// losses describes how many articles are gone from the store, and how many only from the cluster.
func losses(dead, alone int) string {
	var parts []string
	if dead > 0 {
		parts = append(parts, are(dead)+" deleted or replaced by a later version")
	}
	if alone > 0 {
		parts = append(parts, are(alone)+" in no cluster any more")
	}
	return strings.Join(parts, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// are begins a sentence on n articles.
func are(n int) string {
	if n == 1 {
		return "1 article is"
	}
	return fmt.Sprintf("%d articles are", n)
}

// ended describes the end of a cluster of the earlier state.
func (c *comparison) ended(k int) Cluster {
	x := Cluster{Kind: Ended, ID: c.before.ids[k], Before: len(c.before.members[k])}
	dead := 0
	for _, d := range c.before.members[k] {
		if !c.live(d) {
			dead++
		} else if o := c.after.of[d]; o >= 0 && !slices.Contains(x.Others, c.after.ids[o]) {
			x.Others = append(x.Others, c.after.ids[o])
		}
	}
	slices.Sort(x.Others)
	switch {
	case len(x.Others) > 0:
		x.Reason = "its articles are in " + count(len(x.Others), "other cluster")
	case dead > 0 && len(c.before.members[k])-dead < 2:
		x.Reason = are(dead) + " deleted or replaced by a later version; fewer than two are left"
	default:
		x.Reason = "its articles are not taken for one story's text any more"
	}
	x.Gone = cut(c.before.members[k], &x.More)
	return x
}

// reason returns the run's own reason for a change, or "".
func (c *comparison) reason(kind, id string) string {
	return c.after.learned[learned{kind, id}]
}

// traced lists the articles of a cluster whose source or agency changed.
func (c *comparison) traced(x *Cluster, members []store.Doc) {
	for _, d := range members {
		if d >= c.before.docs {
			continue
		}
		from, to := c.before.parent[d], c.after.parent[d]
		was, is := c.before.agencyOf(d), c.after.agencyOf(d)
		if from == to && was == is || from == unknown || to == unknown {
			continue
		}
		s := Source{Doc: d, From: from, To: to}
		switch {
		case from == to:
			s.Reason = fmt.Sprintf("it has text of %s, before of %s", c.after.agencyName(is), c.after.agencyName(was))
		case to >= 0 && store.Doc(to) >= c.before.docs:
			s.Reason = "a new article is its source"
		case from >= 0 && !c.live(store.Doc(from)):
			s.Reason = "its former source was deleted or replaced by a later version"
		case c.before.means != c.after.means:
			s.Reason = "the model or what the settings say of agencies and outlets changed"
		case x.Kind != "":
			s.Reason = "other articles of the cluster came or went"
		default:
			s.Reason = "what is known of the outlets changed"
		}
		x.Traced = append(x.Traced, s)
	}
}
