package trace

import (
	"math"
	"slices"
)

// A Coverage holds which words of an article are in a story, and where these words are in the
// member that the article took them from.
type Coverage struct {
	// Source is the index of the member that places refer to. It is the article's parent, or
	// the member that has most of the article if the article is not a member. It is [Unseen]
	// if the parent is, or if no member has any of the article.
	Source int
	share  []float32 // by word gram: share of the story's other texts that have it; 0: not text of the story
	at, to []int32   // by word gram: its byte range in the source's text, -1 if it is not there
}

// has reports whether the story has word gram k.
func (c *Coverage) has(k int) bool { return c.share[k] > 0 }

// supportShare is the share of a story's other texts that must have a gram for it to be text
// of the story. Words that only one of twenty copies has, such as the title of a related link,
// were added by that copy. The value is from notes on merged articles.
const supportShare = .15

// Cover compares an article with a traced story. If the article is a member, its own text does
// not count as text of the story.
func (t *Trace) Cover(m *Member) *Coverage {
	table := t.story.table
	self := -1
	for i, x := range t.story.members {
		if x == m {
			self = i
		}
	}
	ids := table.numbers(m, self)
	c := &Coverage{Source: Unseen, share: t.story.supported(ids, self)}
	if self >= 0 {
		c.Source = t.Edges[self].Parent
	} else {
		c.Source = t.mostOf(ids)
	}
	c.locate(t.story, ids)
	return c
}

// numbers returns the numbers of a text's grams, -1 for grams that no member has. self is the
// index of the text's member, or -1 if it is not a member.
func (t *gramTable) numbers(m *Member, self int) []int32 {
	if self >= 0 {
		return t.grams[self]
	}
	hashes := m.read().grams
	ids := make([]int32, len(hashes))
	for k, h := range hashes {
		id, ok := t.ids[h]
		if !ok {
			id = -1
		}
		ids[k] = id
	}
	return ids
}

// supported returns for each gram the share of the story's texts that have it, or 0 if the gram
// is not text of the story. The texts of member self and of its other revisions are left out;
// self is -1 for an article that is not a member.
func (s *story) supported(ids []int32, self int) []float32 {
	table, own := s.table, s.own(self)
	others := table.texts - own.texts
	need := int32(max(1, math.Ceil(supportShare*float64(others))))
	out := make([]float32, len(ids))
	for k, id := range ids {
		if id < 0 {
			continue
		}
		df := table.df[id] - own.df - own.more[id]
		switch {
		case len(table.wire) > 0 && table.wire[id] > own.wire+own.moreWire[id]:
			out[k] = 1 // another member that is an agency's own has it
		case df >= need:
			out[k] = float32(df) / float32(others)
		}
	}
	return out
}

// ownTexts counts the texts that only the revisions of one article have.
type ownTexts struct {
	texts          int             // number of distinct texts
	df, wire       int32           // for each gram of the revision itself: distinct texts, and agencies' own members
	more, moreWire map[int32]int32 // by gram: the same for the other revisions
}

// own counts the texts of the article that member self is a revision of.
func (s *story) own(self int) (o ownTexts) {
	if self < 0 {
		return o
	}
	if s.members[self].Feed != "" {
		o.wire = 1
	}
	if !s.twin(self) {
		o.texts, o.df = 1, 1
	}
	if s.article == nil {
		return o
	}
	o.more, o.moreWire = map[int32]int32{}, map[int32]int32{}
	counted := map[int32]bool{s.table.same[self]: true}
	for i, m := range s.members {
		if i == self || s.of(i) != s.of(self) {
			continue
		}
		alone := !counted[s.table.same[i]] && !s.twin(i)
		if counted[s.table.same[i]] = true; alone {
			o.texts++
		}
		seen := map[int32]bool{}
		for _, g := range s.table.grams[i] {
			if seen[g] {
				continue
			}
			if seen[g] = true; alone {
				o.more[g]++
			}
			if m.Feed != "" {
				o.moreWire[g]++
			}
		}
	}
	return o
}

// twin reports whether another article has exactly the words of v.
func (s *story) twin(v int) bool {
	table := s.table
	for i := range table.same {
		if s.of(i) != s.of(v) && table.same[i] == table.same[v] {
			return true
		}
	}
	return false
}

// mostOf returns the member that has most of the grams, and the first one of several.
func (t *Trace) mostOf(ids []int32) int {
	in := map[int32]bool{}
	for _, id := range ids {
		if id >= 0 {
			in[id] = true
		}
	}
	best, most := Unseen, 0
	for i := range t.story.members {
		n := 0
		for _, g := range t.story.table.grams[i] {
			if in[g] {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	return t.story.of(best)
}

// locate sets the places of the grams in the source.
func (c *Coverage) locate(s *story, ids []int32) {
	c.at, c.to = make([]int32, len(ids)), make([]int32, len(ids))
	for k := range ids {
		c.at[k], c.to[k] = -1, -1
	}
	if c.Source == Unseen {
		return
	}
	grams, words := s.table.grams[c.Source], s.members[c.Source].read().spans
	first := make([]int32, len(s.table.df)) // by gram: its first place, and one more
	for k, g := range slices.Backward(grams) {
		first[g] = int32(k) + 1
	}
	next := -1
	for k, id := range ids {
		if id < 0 || first[id] == 0 {
			next = -1
			continue
		}
		p := int(first[id]) - 1
		if next >= 0 && next < len(grams) && grams[next] == id {
			p = next // a repeated gram continues the passage before it
		}
		next = p + 1
		c.at[k], c.to[k] = int32(words[p].Start), int32(words[p+gramWords-1].End)
	}
}

// maxJump bounds the distance in the source between neighbouring grams of one passage, in
// bytes. It allows for a paragraph that was left out, but not for one that was moved.
const maxJump = 1500

// Place returns the place of a passage in the text of [Coverage.Source], in bytes. It is the
// place of the longest part of the passage that is in the same order there. ok is false if the
// source has none of it.
func (c *Coverage) Place(p Passage) (start, end int, ok bool) {
	best, n := -1, 0
	from, last := -1, -1
	for k := p.from; k < min(p.to, len(c.at)); k++ {
		if c.at[k] < 0 {
			continue
		}
		x := int(c.at[k])
		if last < 0 || x < last || x > last+maxJump {
			from, n = x, 0
		}
		n++
		last = x
		if n > best {
			best, start, end = n, from, int(c.to[k])
		}
	}
	return start, end, best > 0
}
