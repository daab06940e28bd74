package trace

import (
	"cmp"
	"slices"
)

// sampled is the share of word grams, one in so many, by which an article is matched
// with stories: those whose hash is a multiple of it.
const sampled = 8

// loose is the share of a story's texts below which a gram of an article may be another
// story's: a merged article's copies have both.
const loose = .5

// A Sample is a sorted selection of an article's word grams.
type Sample []uint32

// sample returns those of the grams that are selected.
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

// Samples looks at a cluster for the words of its members alone, and at nobody's habits: a third
// less work than [Tracer.Sketch].
func Samples(members []*Member) *Sketch {
	out := &Sketch{}
	out.samples(&story{members: members, table: newGramTable(members)})
	return out
}

// samples fills in what a story has and what its members have besides.
func (s *Sketch) samples(st *story) {
	t := st.table
	s.Loose = make([]Sample, len(st.members))
	var all []uint32
	for v := range st.members {
		hashes := st.members[v].read().grams
		share := st.supported(t.grams[v], v)
		if st.members[v].Feed == "" { // an agency's text is its own story's
			s.Loose[v] = sample(hashes, func(k int) bool { return share[k] < loose })
		}
		all = append(all, sample(hashes, func(k int) bool { return share[k] > 0 })...)
	}
	slices.Sort(all)
	s.story = slices.Compact(all)
}

// DropSamples gives the memory of the samples back, when no finder is to be made of
// them any more.
func (s *Sketch) DropSamples() { s.Loose, s.story = nil, nil }

// A Finder finds the stories that an article may have text of, by its own words. It is
// read-only and safe for concurrent use.
type Finder struct {
	grams   []uint32
	stories []int32
}

// NewFinder makes a finder of the stories' sketches.
func NewFinder(sketches []*Sketch) *Finder {
	type entry struct {
		gram  uint32
		story int32
	}
	var list []entry
	for k, s := range sketches {
		for _, g := range s.story {
			list = append(list, entry{g, int32(k)})
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(cmp.Compare(a.gram, b.gram), cmp.Compare(a.story, b.story)) })
	f := &Finder{}
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
	// maxShared is the number of stories above which a gram says nothing.
	maxShared = 8
	// minFound is how many grams of a sample a story must have to be told.
	minFound = 3
)

// A Found is a story that an article may have text of, and how many grams of its
// sample it has.
type Found struct{ Story, Grams int }

// Find returns the stories that have several of an article's grams, by number; not
// own, its own one, which is below 0 if it has none.
func (f *Finder) Find(grams Sample, own int) []Found {
	hits := map[int32]int{}
	for _, g := range grams {
		at, _ := slices.BinarySearch(f.grams, g)
		for ; at < len(f.grams) && f.grams[at] == g; at++ {
			if f.stories[at] != int32(own) {
				hits[f.stories[at]]++
			}
		}
	}
	var out []Found
	for k, n := range hits {
		if n >= minFound {
			out = append(out, Found{int(k), n})
		}
	}
	slices.SortFunc(out, func(a, b Found) int { return cmp.Compare(a.Story, b.Story) })
	return out
}
