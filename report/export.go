package report

import "github.com/wiretrace/wiretrace/article"

// An Exporter is a Renderer that takes more than clusters. After the clusters, the report engine calls
// Single for the articles in no cluster, in the order of their ids, and then Pair, in the order of both
// ids, as far as Wants asks for them.
type Exporter interface {
	Renderer
	// Wants returns what the exporter takes. It is called once, before Summary.
	Wants() Wants
	// Single takes an article in no cluster. The view must not be kept.
	Single(*MemberView) error
	// Pair takes a pair. The view must not be kept.
	Pair(*PairView) error
}

// Wants says what an [Exporter] takes in addition to clusters. What is not wanted is not computed: texts
// and places cost most.
type Wants struct {
	Members bool // call Article for each member of each cluster
	Singles bool // articles in no cluster, unless the report is about one cluster or article
	Pairs   bool // pairs of the report's articles
	Places  bool // pairs with the position of each passage, and both texts
}

// A PairView is a pair with both articles and their texts and, if places are wanted, the positions of the
// passages.
type PairView struct {
	Pair     Pair
	A, B     article.Article
	Passages []Where
}

// AppendString appends s as a JSON string like the records do: invalid UTF-8 becomes U+FFFD, and nothing
// is escaped for HTML.
func AppendString(dst []byte, s string) []byte { return appendString(dst, s) }

// UnseenSource reports whether, according to the records, the source of member m is not in the collection.
// agency is the agency of that source, if known. A member without a parent is not enough: it may be the
// origin, or an independent report.
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

// Unseen is the parent, in records, of an article whose source is not in the collection.
const Unseen = "unseen"

// An Order says which of two articles was first.
type Order uint8

// The orders of an article and its most likely parent.
const (
	OrderUnknown Order = iota
	OrderLikely        // the evidence says that the parent was first
	OrderKnown         // the times say that the parent was first
)

// OrderOf returns the order of m and its parent. A nil parent gives an unknown order. If the times are
// different, they decide. Otherwise the order is that of the parent if it is likelier than all
// alternatives, but unknown if both texts are the same.
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
