package trace

import (
	"cmp"
	"slices"
)

// sampled sets the sample of word grams by which an article is matched with stories: the grams
// whose hash is a multiple of it.
const sampled = 8

// loose is a share of a story's texts. A gram that fewer of them have may be text of another
// story: copies of a merged article have text of both.
const loose = .5

// A Sample is a sorted selection of an article's word grams.
type Sample []uint32

// sample returns the sampled grams for which keep returns true.
func sample(hashes []uint64, keep func(k int) bool) Sample {
	var out Sample
	for k, h := range hashes {
		if h%sampled == 0 && (keep == nil || keep(k)) {
			out = append(out, uint32(h>>32))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SampleOf returns the sample of an article that is in no story.
func SampleOf(m *Member) Sample {
	return sample(m.read().grams, nil)
}

// Samples returns an observation of a cluster with samples of its words but no counts for
// profiles. It takes a third less work than [Tracer.Observe].
func Samples(members []*Member) *Observation {
	members, r := withRevisions(members)
	out := &Observation{}
	out.samples(&story{revisions: r, members: members, table: newGramTable(members)})
	return out
}

// samples sets the sample of the story, and for each member the sample of the words that the
// other members lack.
func (s *Observation) samples(st *story) {
	t := st.table
	s.Loose = make([]Sample, st.articles)
	var all []uint32
	for v := range st.members {
		hashes := st.members[v].read().grams
		share := st.supported(t.grams[v], v)
		if st.members[v].Feed == "" && v < st.articles { // an agency's own article has no text of another story
			s.Loose[v] = sample(hashes, func(k int) bool { return share[k] < loose })
		}
		all = append(all, sample(hashes, func(k int) bool { return share[k] > 0 })...)
	}
	slices.Sort(all)
	s.Story = slices.Compact(all)
}

// A StoryIndex finds the clusters whose text an article may have, by the article's words. It is
// read-only and safe for concurrent use.
type StoryIndex struct {
	grams   []uint32
	stories []int32
}

// NewStoryIndex returns an index of the samples in the observations of all clusters.
func NewStoryIndex(sketches []*Observation) *StoryIndex {
	type entry struct {
		gram  uint32
		story int32
	}
	var list []entry
	for k, s := range sketches {
		for _, g := range s.Story {
			list = append(list, entry{g, int32(k)})
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(cmp.Compare(a.gram, b.gram), cmp.Compare(a.story, b.story)) })
	f := &StoryIndex{}
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].gram == list[from].gram {
			to++
		}
		if to-from <= maxShared {
			for _, e := range list[from:to] {
				f.grams, f.stories = append(f.grams, e.gram), append(f.stories, e.story)
			}
		}
		from = to
	}
	return f
}

const (
	// maxShared is the largest number of stories in which a gram counts as evidence.
	maxShared = 8
	// minFound is the least number of grams of a sample that a story must have to be returned.
	minFound = 3
)

// A StoryMatch is a story whose text an article may have. Grams is the number of grams of the
// article's sample that the story has.
type StoryMatch struct{ Story, Grams int }

// Find returns the stories that have at least minFound of an article's grams, sorted by story.
// It leaves out own, the article's own story; own is negative if there is none.
func (f *StoryIndex) Find(grams Sample, own int) []StoryMatch {
	hits := map[int32]int{}
	for _, g := range grams {
		at, _ := slices.BinarySearch(f.grams, g)
		for ; at < len(f.grams) && f.grams[at] == g; at++ {
			if f.stories[at] != int32(own) {
				hits[f.stories[at]]++
			}
		}
	}
	var out []StoryMatch
	for k, n := range hits {
		if n >= minFound {
			out = append(out, StoryMatch{int(k), n})
		}
	}
	slices.SortFunc(out, func(a, b StoryMatch) int { return cmp.Compare(a.Story, b.Story) })
	return out
}
