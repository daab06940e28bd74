package cluster

import "fmt"

// NewCandidates returns the candidates of fresh articles, sorted and without repeats. Together
// with the candidates of the last run they are the result of [AllCandidates], if hotTouched is
// false. Some may be known from the last run, because an identical fresh copy widens the span
// of its group.
//
// If hotTouched is true, a fresh article may have removed a candidate: it is in a run of more
// than Options.Hot texts, in which only some texts are paired. The caller must then call
// AllCandidates, and can give its counts to [VerifyPairs]. The same holds if articles died since
// the last run, because a death can end a group, a span or a hot run.
//
// fresh has the live articles that were added since the last run, in any order. Their numbers
// are above those of earlier articles. NewCandidates examines the given share of them; the
// union over all shares is the full result.
func NewCandidates(idx Index, fresh []Doc, share Share, o Options) (found []uint64, hotTouched bool, err error) {
	s := &freshSearch{
		search: newSearch(idx, o),
		fresh:  make(map[Doc]struct{}, len(fresh)),
		hot:    map[runKey]*hotRun{},
	}
	for _, d := range fresh {
		s.fresh[d] = struct{}{}
	}
	done := make(map[groupKey]struct{}, len(fresh))
	for _, d := range share.of(fresh) {
		content, shingles, _ := idx.Row(d)
		key := groupKey{content, shingles}
		if _, ok := done[key]; ok || shingles == 0 {
			continue
		}
		done[key] = struct{}{}
		if err := s.group(d, key); err != nil {
			return nil, false, err
		}
	}
	return s.result(), s.touched, nil
}

// A Share is one of several equal parts of a list, from 0 on.
type Share struct{ Number, Of int }

// Whole returns the share that is the whole list.
func Whole() Share { return Share{0, 1} }

func (s Share) of(docs []Doc) []Doc {
	return docs[len(docs)*s.Number/s.Of : len(docs)*(s.Number+1)/s.Of]
}

type runKey struct {
	band int
	hash uint32
}

type groupKey struct {
	content  uint64
	shingles uint32
}

// A hotRun is a run with more than Options.Hot texts. It is computed once.
type hotRun struct {
	texts  []text
	chosen []int // indexes of the chosen texts
	place  map[groupKey]int
}

func newHotRun(texts []text) *hotRun {
	r := &hotRun{texts: append([]text(nil), texts...), place: make(map[groupKey]int, len(texts))}
	for i := range r.texts {
		t := &r.texts[i]
		r.place[groupKey{t.content, t.shingles}] = i
		if t.chosen {
			r.chosen = append(r.chosen, i)
		}
	}
	return r
}

// A freshSearch finds the partners of fresh articles only.
type freshSearch struct {
	*search
	fresh   map[Doc]struct{}
	hot     map[runKey]*hotRun // hot runs found so far
	docs    []Doc
	touched bool
}

func (s *freshSearch) isFresh(d Doc) bool {
	_, ok := s.fresh[d]
	return ok
}

// group searches for the group of fresh article d in all its bands.
func (s *freshSearch) group(d Doc, key groupKey) error {
	bands, err := s.idx.Bands(d)
	if err != nil {
		return fmt.Errorf("bands of article %d: %w", d, err)
	}
	for i, hash := range bands {
		s.partners(runKey{min(i, PrefixBand), hash}, key)
	}
	return nil
}

// partners adds the candidates of the group key in one run.
func (s *freshSearch) partners(run runKey, key groupKey) {
	if r, ok := s.hot[run]; ok {
		s.hotPartners(r, key)
		return
	}
	s.docs = s.idx.Run(s.docs[:0], run.band, run.hash)
	if len(s.docs) < 2 {
		return
	}
	s.texts = collapse(s.texts[:0], s.idx, s.docs, s.isFresh)
	if choose(s.texts, s.opts.hot()) {
		s.touched = s.touched || loses(s.texts, s.opts.hot())
		r := newHotRun(s.texts)
		s.hot[run] = r
		s.hotPartners(r, key)
		return
	}
	own := indexOf(s.texts, key)
	for i := range s.texts {
		if own >= 0 && i != own {
			s.pair(&s.texts[own], &s.texts[i])
		}
	}
}

// hotPartners pairs the group with the chosen texts of a hot run, or with all
// of them if it is chosen itself.
func (s *freshSearch) hotPartners(r *hotRun, key groupKey) {
	own, ok := r.place[key]
	if !ok {
		return
	}
	t := &r.texts[own]
	if !t.chosen {
		for _, i := range r.chosen {
			s.pair(t, &r.texts[i])
		}
		return
	}
	for i := range r.texts {
		if i != own {
			s.pair(t, &r.texts[i])
		}
	}
}

// indexOf returns the index of the group in texts, or -1.
func indexOf(texts []text, key groupKey) int {
	for i := range texts {
		if texts[i].content == key.content && texts[i].shingles == key.shingles {
			return i
		}
	}
	return -1
}
