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
	// likeRevision is the estimated Jaccard similarity from which on two revisions of an article
	// are found by the same copies: the later one is compared for both.
	likeRevision = .8
	// maxRevisions is how many earlier revisions of an article are compared at most: the latest
	// that differ. A live blog has hundreds.
	maxRevisions = 8
)

// revisions are the articles with several stored revisions, and which of the earlier ones are
// compared. Conclusions are drawn from them as from articles of the same outlet; then each
// article is a member of a cluster once.
type revisions struct {
	histories [][]store.Doc           // the current revision is the last
	compared  []store.Doc             // earlier revisions, ascending
	standIn   map[store.Doc]store.Doc // by earlier revision that is not compared: the one compared for it
	history   map[store.Doc]int       // by revision that is compared: index in histories
	place     map[store.Doc]int       // and its place there
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

// fold leaves of each article one revision in every part, the latest, and drops parts of a single
// article.
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

// appendStandIns appends the latest of an article's revisions that another one is compared for and
// that belong to a cluster, so many that with those compared they are no more than maxRevisions.
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
