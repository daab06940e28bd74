package dedup

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store"
)

const (
	// likeRevision is the least estimated Jaccard similarity of two revisions of an article of
	// which only the later one is compared: it finds the copies of both.
	likeRevision = .8
	// maxRevisions is the largest number of earlier revisions of an article that are compared:
	// the latest that differ. A live blog has hundreds.
	maxRevisions = 8
)

// revisions holds the articles with several stored revisions, and the earlier revisions that are
// compared. They are compared and clustered like articles of the same outlet. Afterwards each
// article is reduced to one member in a cluster.
type revisions struct {
	histories [][]store.Doc           // the current revision is the last
	compared  []store.Doc             // earlier revisions, ascending
	standIn   map[store.Doc]store.Doc // by earlier revision that is not compared: the one compared in its place
	history   map[store.Doc]int       // by revision that is compared: index in histories
	place     map[store.Doc]int       // by revision that is compared: its index in that history
	members   map[store.Doc]store.Doc // by earlier revision in a cluster: the member that it counts with
}

// findRevisions chooses the earlier revisions that are compared: usable texts that differ from all
// later ones.
func findRevisions(v *store.View) (*revisions, error) {
	r := &revisions{
		standIn: map[store.Doc]store.Doc{}, history: map[store.Doc]int{}, place: map[store.Doc]int{}, members: map[store.Doc]store.Doc{},
	}
	var err error
	if r.histories, err = v.Histories(); err != nil {
		return nil, err
	}
	for k, h := range r.histories {
		r.choose(v, k, h)
	}
	slices.Sort(r.compared)
	return r, nil
}

// choose goes through the revisions of an article from the current one back.
func (r *revisions) choose(v *store.View, k int, h []store.Doc) {
	var kept []store.Doc
	for i, d := range slices.Backward(h) {
		row := v.Row(d)
		if row.Shingles == 0 {
			continue // a teaser, a notice of withdrawal
		}
		like := slices.IndexFunc(kept, func(o store.Doc) bool {
			other := v.Row(o)
			return other.Content == row.Content && other.Shingles == row.Shingles ||
				minhash.EstimatePacked(v.Packed(d), v.Packed(o)) >= likeRevision
		})
		switch {
		case like >= 0:
			r.standIn[d] = kept[like]
			continue
		case i < len(h)-1 && len(kept) > maxRevisions:
			continue
		case i < len(h)-1:
			r.compared = append(r.compared, d)
		}
		kept = append(kept, d)
		r.history[d], r.place[d] = k, i
	}
}

// fold reduces the revisions of each article in a part to the latest one, and drops parts that then
// have a single article.
func (r *revisions) fold(parts [][]cluster.Doc) [][]cluster.Doc {
	if len(r.histories) == 0 {
		return parts
	}
	out := parts[:0]
	for _, part := range parts {
		latest := map[int]store.Doc{}
		for _, d := range part {
			if k, ok := r.history[d]; ok {
				if o, ok := latest[k]; !ok || r.place[d] > r.place[o] {
					latest[k] = d
				}
			}
		}
		kept := make([]cluster.Doc, 0, len(part))
		for _, d := range part {
			if k, ok := r.history[d]; ok {
				r.members[d] = latest[k]
				if latest[k] != d {
					continue
				}
			}
			kept = append(kept, d)
		}
		if len(kept) > 1 {
			out = append(out, kept)
			continue
		}
		for _, d := range part {
			delete(r.members, d)
		}
	}
	slices.SortFunc(out, func(x, y []cluster.Doc) int { return cmp.Compare(x[0], y[0]) })
	return out
}

// appendStandIns appends revisions of an article that belong to a cluster because another revision
// was compared in their place. It appends the latest ones, so that there are at most maxRevisions
// together with the compared ones.
func (r *revisions) appendStandIns(dst []generation.Revision, history []store.Doc) []generation.Revision {
	earlier := history[:len(history)-1]
	left := maxRevisions
	for _, d := range earlier {
		if _, ok := r.history[d]; ok {
			left--
		}
	}
	for _, d := range slices.Backward(earlier) {
		if left <= 0 {
			break
		}
		o, ok := r.standIn[d]
		if m, in := r.members[o]; ok && in {
			dst = append(dst, generation.Revision{Doc: d, Of: m})
			left--
		}
	}
	return dst
}

// list returns the earlier revisions as the conclusions hold them.
func (r *revisions) list() []generation.Revision {
	var out []generation.Revision
	member := func(d store.Doc) store.Doc {
		if m, ok := r.members[d]; ok {
			return m
		}
		return d
	}
	for _, d := range r.compared {
		out = append(out, generation.Revision{Doc: d, Of: member(d)})
	}
	for _, h := range r.histories {
		out = r.appendStandIns(out, h)
	}
	slices.SortFunc(out, func(x, y generation.Revision) int { return cmp.Compare(x.Doc, y.Doc) })
	return out
}
