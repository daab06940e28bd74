package pair

import (
	"cmp"
	"math"
	"slices"

	"github.com/agnivade/levenshtein"

	"github.com/wiretrace/wiretrace/align"
)

// The features of a pair, in the order of Evidence.Features. Lengths are in
// characters of the stream.
const (
	fShorter   = iota // matched share of the shorter text
	fLonger           // matched share of the longer text
	fMatched          // ln(1 + matched)
	fLongest          // ln(1 + longest passage)
	fIdentity         // matched share of the passages
	fPassages         // ln(1 + number of passages)
	fAlone            // share of matched in passages with different text on both sides
	fHalfAlone        // the same, on one side only
	fMoved            // share of passages out of order
	fDigits           // share of the numbers in passages that differ
	fTitle            // similarity of the titles by edit distance
	fTitleIn          // share of the shorter title's words in the other
	fOutlet           // 1: the same outlet
	fApart            // ln(1 + hours apart)
	fNoClock          // 1: a clock is missing
	fShort            // ln(1 + length of the shorter text)
	fLengths          // shorter length over longer
	fLeadBoth         // 1: a passage begins near the beginning of both
	fLeadOne          // 1: a passage begins near the beginning of one
	fDense            // matched share of the shorter extent of all passages
	fRare             // weight of shared anchors / weight of all anchors of the lighter text
	fRareLong         // weight of shared anchors / weight of all anchors of the heavier text
	fRareSum          // ln(1 + weight of shared anchors)
	fDiagonal         // shared anchors on one diagonal / anchors of the text with fewer

	// NumFeatures is the number of features.
	NumFeatures
)

// NumBare is the number of features that need no collection: those before fRare.
const NumBare = fRare

// FeatureNames returns the names of the features in model files, in order.
func FeatureNames() []string {
	return []string{
		"shorter", "longer", "matched", "longest", "identity", "passages", "alone", "half_alone", "moved", "digits",
		"title", "title_in", "outlet", "apart", "no_clock", "short", "lengths", "lead_both", "lead_one", "dense",
		"rare", "rare_long", "rare_sum", "diagonal",
	}
}

// flank is a length of text next to a passage, in characters: half a sentence. If both texts
// have at least that much before or after the passage and do not agree there, the passage is
// alone on that side.
const flank = 60

// lead is the greatest distance from the beginning of a text, in characters, at which a passage
// counts as the beginning. A dateline or half a new sentence may be before it.
const lead = 2 * flank

// A Comparer compares pairs and reuses its buffers. The zero value is ready to use. It is
// not safe for concurrent use.
type Comparer struct {
	aligner align.Aligner
	order   []int // passages by place in B
	rank    []int // by passage: its place in order
	numbers map[string]int
	word    []byte
}

// Compare aligns a and b. The evidence's passages are valid until the next call. The features of
// (a, b) and (b, a) may differ if several alignments are equally good, so callers must always
// use the same order for a pair.
func (c *Comparer) Compare(e *Evidence, a, b *Text, r Rarity) {
	ps := c.aligner.Align(&a.Text, &b.Text)
	*e = Evidence{Passages: ps, LenA: a.Len(), LenB: b.Len(), Rare: r.Known}
	e.InA, e.InB = mask(ps, e.LenA, sideA), mask(ps, e.LenB, sideB)
	c.sort(ps)
	c.lengths(e)
	c.flanks(e)
	e.Features[fDigits] = c.digits(a, b, ps)
	titles(e, a, b)
	clocks(e, a, b)
	rarity(e, r)
}

// sort orders the passages by their place in B.
func (c *Comparer) sort(ps []align.Passage) {
	c.order, c.rank = c.order[:0], c.rank[:0]
	for i := range ps {
		c.order = append(c.order, i)
		c.rank = append(c.rank, 0)
	}
	slices.SortFunc(c.order, func(i, j int) int { return cmp.Compare(ps[i].B.Start, ps[j].B.Start) })
	for k, i := range c.order {
		c.rank[i] = k
	}
}

// lengths sets the features of the length of the shared text.
func (c *Comparer) lengths(e *Evidence) {
	longest, covered, moved := 0, 0, 0
	for i, p := range e.Passages {
		e.Matched += p.Matched
		longest = max(longest, p.Matched)
		covered += max(p.A.Len(), p.B.Len())
		if i > 0 && c.rank[i] != c.rank[i-1]+1 {
			moved++
		}
	}
	f := &e.Features
	shorter, longer := max(1, min(e.LenA, e.LenB)), max(1, e.LenA, e.LenB)
	f[fShorter], f[fLonger] = ratio(e.Matched, shorter), ratio(e.Matched, longer)
	f[fMatched], f[fLongest] = math.Log1p(float64(e.Matched)), math.Log1p(float64(longest))
	f[fShort], f[fLengths] = math.Log1p(float64(shorter)), float64(min(e.LenA, e.LenB))/float64(longer)
	n := len(e.Passages)
	if n == 0 {
		return
	}
	f[fIdentity] = ratio(e.Matched, covered)
	f[fPassages] = math.Log1p(float64(n))
	f[fMoved] = float64(moved) / float64(n)
	extentA := e.Passages[n-1].A.End - e.Passages[0].A.Start
	extentB := e.Passages[c.order[n-1]].B.End - e.Passages[c.order[0]].B.Start
	f[fDense] = ratio(e.Matched, max(1, min(extentA, extentB)))
	for _, p := range e.Passages {
		nearA, nearB := p.A.Start < lead, p.B.Start < lead
		if nearA && nearB {
			f[fLeadBoth] = 1
		}
		if nearA || nearB {
			f[fLeadOne] = 1
		}
	}
}

// flanks sets fAlone and fHalfAlone: how much of the shared text is in passages before and after
// which the texts differ.
func (c *Comparer) flanks(e *Evidence) {
	ps := e.Passages
	var alone [3]int // matched characters, by number of sides with different text
	for i, p := range ps {
		beforeA, afterA := p.A.Start, e.LenA-p.A.End
		if i > 0 {
			beforeA = p.A.Start - ps[i-1].A.End
		}
		if i+1 < len(ps) {
			afterA = ps[i+1].A.Start - p.A.End
		}
		k := c.rank[i]
		beforeB, afterB := p.B.Start, e.LenB-p.B.End
		if k > 0 {
			beforeB = p.B.Start - ps[c.order[k-1]].B.End
		}
		if k+1 < len(ps) {
			afterB = ps[c.order[k+1]].B.Start - p.B.End
		}
		sides := 0
		if beforeA > flank && beforeB > flank {
			sides++
		}
		if afterA > flank && afterB > flank {
			sides++
		}
		alone[sides] += p.Matched
	}
	if e.Matched > 0 {
		e.Features[fAlone] = float64(alone[2]) / float64(e.Matched)
		e.Features[fHalfAlone] = float64(alone[1]) / float64(e.Matched)
	}
}

// digits returns the share of the numbers inside passages that the other side does not have.
// Daily reports from one template differ in them.
func (c *Comparer) digits(a, b *Text, ps []align.Passage) float64 {
	all, differ := 0, 0
	if c.numbers == nil {
		c.numbers = map[string]int{}
	}
	for _, p := range ps {
		clear(c.numbers)
		all += c.count(a, p.A, 1) + c.count(b, p.B, -1)
		for _, n := range c.numbers {
			differ += max(n, -n)
		}
	}
	return ratio(differ, all)
}

// count adds the numbers in a span of a text to the comparer's, by times each.
func (c *Comparer) count(t *Text, s align.Span, by int) (n int) {
	if s.Len() == 0 {
		return 0
	}
	words, symbols := t.Stream.Words, t.Stream.Symbols
	for i := t.Stream.WordAt(s.Start); i < len(words) && int(words[i].At) < s.End; i++ {
		end := len(symbols)
		if i+1 < len(words) {
			end = int(words[i+1].At)
		}
		w := symbols[words[i].At:end]
		if len(w) == 0 || w[0] < '0' || w[0] > '9' {
			continue
		}
		c.word = c.word[:0]
		for _, x := range w {
			c.word = append(c.word, byte(x), byte(x>>8))
		}
		c.numbers[string(c.word)] += by
		n++
	}
	return n
}

// titles sets the features of the headlines. Outlets write headlines of their own, so similar ones
// are strong evidence, and different ones weak evidence.
func titles(e *Evidence, a, b *Text) {
	n := min(len(a.title), len(b.title))
	if n == 0 {
		return
	}
	shorter, longer := a.title, b.title
	if len(shorter) > len(longer) {
		shorter, longer = longer, shorter
	}
	common := 0
	for _, w := range shorter {
		if slices.Contains(longer, w) {
			common++
		}
	}
	if common == 0 {
		return
	}
	e.Features[fTitleIn] = ratio(common, n)
	e.Features[fTitle] = 1
	if a.joined != b.joined {
		d := levenshtein.ComputeDistance(a.joined, b.joined)
		e.Features[fTitle] = max(0, 1-float64(d)/float64(max(len([]rune(a.joined)), len([]rune(b.joined)))))
	}
}

// unknownApart is the value of fApart if one article has no clock: ln(1 + 6.4 hours).
const unknownApart = 2

func clocks(e *Evidence, a, b *Text) {
	f := &e.Features
	if a.outlet == b.outlet {
		f[fOutlet] = 1
	}
	if !a.timed || !b.timed {
		f[fApart], f[fNoClock] = unknownApart, 1
		return
	}
	f[fApart] = math.Log1p(math.Abs(float64(a.second-b.second)) / 3600)
}

// rarity sets the features that need a collection.
func rarity(e *Evidence, r Rarity) {
	if !r.Known {
		return
	}
	f := &e.Features
	share := func(whole float64) float64 { return min(1, r.Sum/max(1, whole)) }
	f[fRare] = share(min(r.TotalA, r.TotalB))
	f[fRareLong] = share(max(r.TotalA, r.TotalB))
	f[fRareSum] = math.Log1p(r.Sum)
	f[fDiagonal] = ratio(r.Shared, max(1, min(r.AnchorsA, r.AnchorsB)))
}
