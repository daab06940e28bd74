package report

import "github.com/wiretrace/wiretrace/article"

// An Exporter is a Renderer that takes more than clusters. After the clusters, the engine
// passes it what else it wants: first the articles in no cluster, in the order of their
// ids, then the pairs, by the ids of both.
type Exporter interface {
	Renderer
	// Wants says what the exporter takes; it is asked once, before Summary.
	Wants() Wants
	// Single takes an article in no cluster. The view is not kept.
	Single(*MemberView) error
	// Pair takes a pair. The view is not kept.
	Pair(*PairView) error
}

// Wants says what an [Exporter] takes in addition to clusters. What is not wanted is not worked
// out: texts and places cost the most.
type Wants struct {
	Members bool // Article is called for each member of each cluster
	Singles bool // articles in no cluster, if the report is about no one cluster or article
	Pairs   bool // pairs of articles that the report is about
	Places  bool // pairs with the place of each passage, and both texts
}

// A PairView is a pair with both of its articles, which have their texts, and where the
// passages are, if places were wanted.
type PairView struct {
	Pair     Pair
	A, B     article.Article
	Passages []Where
}

// AppendString appends s as a JSON string, as the records have theirs: invalid UTF-8 becomes
// U+FFFD, nothing is escaped for HTML.
func AppendString(dst []byte, s string) []byte { return appendString(dst, s) }

// UnseenSource reports whether the records say that member m of a cluster was taken from a
// source that is not here, and of which agency, if one is known. That an article was taken
// from no other member is not enough: it may be the origin, or a report of its own.
func (c *Cluster) UnseenSource(m *MemberView) (agency string, ok bool) {
	o := &c.Origin
	switch {
	case m.Source == nil || m.Source.Parent != Unseen || o.Article != nil && *o.Article == m.Article.ID:
	case m.Agency != "" && (m.Traced == nil || !m.Traced.Feed):
		return m.Agency, true
	case o.Unseen && len(c.Reports) == 1:
		if o.Agency != nil {
			agency = *o.Agency
		}
		return agency, true
	}
	return "", false
}

// Unseen is the parent, in records, of what was taken from no article here.
const Unseen = "unseen"

// An Order says what is known of which of two articles was first.
type Order uint8

// The orders of an article and its likeliest parent.
const (
	OrderUnknown Order = iota
	OrderLikely        // the evidence speaks for the parent
	OrderKnown         // the article appeared after the parent did
)

// OrderOf says whether m, which has a source, came after its parent; a nil parent is not
// known. Clocks that are apart decide. Without them, two texts that are word for word the
// same are in no order, and others are in that of a parent that is likelier than all else.
func OrderOf(m, parent *MemberView) Order {
	if m.Traced != nil && parent != nil && parent.Traced != nil {
		c, p := &m.Traced.Clock, &parent.Traced.Clock
		if c.Known && p.Known && c.Bounded && p.Latest < c.Earliest {
			return OrderKnown
		}
	}
	if m.Source.P < .5 {
		return OrderUnknown
	}
	if m.Traced != nil && m.Traced.FromParent != nil {
		d := m.Traced.FromParent
		if d.Kept.Words > 0 && d.Added.Words == 0 && d.Cut.Words == 0 && d.Moved.Words == 0 {
			return OrderUnknown
		}
	}
	return OrderLikely
}
