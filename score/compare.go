package score

import (
	"cmp"
	"math"
	"slices"
)

// A Context holds what was counted over a collection. In the zero value nothing is known.
type Context struct {
	Recurring *Recurring // nil: not known
}

// Evidence is what two texts share.
type Evidence struct {
	Runs      []Run   // by place in A; no word of either is in two
	Matched   float64 // words in them
	Net       float64 // of these, what is nobody's speech and does not recur
	Speech    float64 // of these, what is somebody's speech in either text
	Recurring float64 // of the others, what recurs
	Longest   float64 // longest run of words that count
	Shorter   float64 // words of the shorter text
	Longer    float64 // words of the longer text
	Known     bool    // the recurring runs are known from a collection
	Undated   bool    // an article has no clock
	Retelling Retelling
	Features  [NumFeatures]float64
}

// The features of a pair, in the order of Evidence.Features.
const (
	fNet   = iota // NET²/(NET²+netHalf²)
	fWords        // ln(1+NET/netHalf), as a share of that of mostWords
	fOwn          // square root of the share of NET in what the text says itself
	fHead         // share of the first headWords words that are shared, of the text where it is less
	fTitle        // share of one headline's words in the other text, the larger one
	// NumFeatures is the number of features.
	NumFeatures
)

// Constants of the features: where NET counts half, from where on more words say no more, what is
// the head of an article, and the least length that shares are of. All in words. mostWords was chosen, not measured.
const (
	netHalf   = 30
	mostWords = 1000
	headWords = 50
	leastOwn  = 20
)

// A Comparer compares texts and reuses its buffers. The zero value is ready; it is not
// safe for concurrent use.
type Comparer struct {
	found    []Run
	usedA    []bool
	usedB    []bool
	takenA   []bool // words of runs that count for nothing
	takenB   []bool
	kept     []Run
	form     []bool // by kept run: it is of a form that both texts fill in
	recurs   []int8
	overlaps OverlapScorer
	rest     Content
}

// Compare fills e with what a and b share. It is the same for both orders, but for
// the sides of runs, which are valid until the next call.
func (c *Comparer) Compare(e *Evidence, a, b *Text, ctx Context) {
	if !a.before(b) {
		c.Compare(e, b, a, ctx)
		for i, r := range e.Runs {
			e.Runs[i].A, e.Runs[i].B = r.B, r.A
		}
		slices.SortFunc(e.Runs, func(x, y Run) int { return cmp.Compare(x.A, y.A) })
		return
	}
	*e = Evidence{
		Shorter: min(float64(len(a.words))/a.perWord, float64(len(b.words))/b.perWord),
		Longer:  max(float64(len(a.words))/a.perWord, float64(len(b.words))/b.perWord),
		Known:   ctx.Recurring != nil, Undated: a.day == NoDay || b.day == NoDay,
	}
	c.tile(a, b)
	e.Runs = c.kept
	c.count(e, a, b, ctx)
	c.features(e, a, b)
}

// Whole reports whether nearly all of either text is in the other, in whatever order.
func (e *Evidence) Whole() bool { return e.Matched >= wholeShare*e.Longer }

// tile takes the longest runs first; a word of either text is in one run at most.
func (c *Comparer) tile(a, b *Text) {
	n := max(a.minTokens(), b.minTokens())
	c.found = matches(c.found[:0], a, b, n)
	slices.SortFunc(c.found, func(x, y Run) int {
		return cmp.Or(cmp.Compare(y.Len, x.Len), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	c.usedA, c.usedB = cleared(c.usedA, len(a.words)), cleared(c.usedB, len(b.words))
	c.kept = c.kept[:0]
	for _, r := range c.found {
		c.take(r, n)
	}
	slices.SortFunc(c.kept, func(x, y Run) int { return cmp.Compare(x.A, y.A) })
}

// take keeps the parts of a run that no longer one has taken.
func (c *Comparer) take(r Run, n int) {
	for i := 0; i < r.Len; {
		k := i
		for k < r.Len && !c.usedA[r.A+k] && !c.usedB[r.B+k] {
			k++
		}
		if k-i >= n {
			c.kept = append(c.kept, Run{r.A + i, r.B + i, k - i})
			for x := i; x < k; x++ {
				c.usedA[r.A+x], c.usedB[r.B+x] = true, true
			}
		}
		i = k + 1
	}
}

func cleared(list []bool, n int) []bool {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// count counts the words of the runs.
func (c *Comparer) count(e *Evidence, a, b *Text, ctx Context) {
	matched := 0
	for _, r := range e.Runs {
		matched += r.Len
	}
	per := max(a.perWord, b.perWord)
	e.Matched = float64(matched) / per
	unsure := 0.0
	c.recurs = c.recurs[:0]
	c.takenA, c.takenB = cleared(c.takenA, len(a.words)), cleared(c.takenB, len(b.words))
	c.form = cleared(c.form, len(e.Runs))
	switch {
	case matched == 0 || exempt(e, a, b):
		e.Known = true
	case ctx.Recurring != nil:
		unsure = c.recurring(e, a, b, ctx.Recurring)
		fallthrough
	default:
		c.forms(e, a, b)
	}
	for i, r := range e.Runs {
		net := 0.0
		for k := range r.Len {
			switch {
			case (a.flags[r.A+k]|b.flags[r.B+k])&flagSpeech != 0:
				e.Speech++
				c.takenA[r.A+k], c.takenB[r.B+k] = true, true
			case c.form[i] || len(c.recurs) > 0 && c.recurs[r.A+k] > 0:
				e.Recurring++
				c.takenA[r.A+k], c.takenB[r.B+k] = true, true
			case len(c.recurs) == 0 || c.recurs[r.A+k] < 0:
				net++
			default:
				net += 1 - unsure
				e.Recurring += unsure
			}
		}
		e.Net += net
		e.Longest = max(e.Longest, net/per)
	}
	e.Net, e.Speech, e.Recurring = e.Net/per, e.Speech/per, e.Recurring/per
}

// A pair is exempt from recurrence where a text is printed again: wholeShare of the
// shorter one is shared, or both are of one day. A form that was filled in anew is no
// print: of fewNumbers and more numbers of one text sameNumbers must stand in the other.
const (
	wholeShare  = .8
	fewNumbers  = 3
	sameNumbers = .5
)

func exempt(e *Evidence, a, b *Text) bool {
	whole := e.Matched >= wholeShare*e.Shorter
	day := a.day == b.day && a.day != NoDay
	return (whole || day) && agree(a.numbers, b.numbers)
}

// agree reports whether two texts have as many numbers in common as two prints.
func agree(a, b []uint32) bool {
	n, fewer := 0, min(len(a), len(b))
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); ok {
			n++
		}
	}
	return fewer < fewNumbers || float64(n) >= sameNumbers*float64(fewer)
}

// recurring fills c.recurs by the words of a: 1 recurs, -1 does not, 0 not known. It
// returns the share of the words that recur among those that are known.
func (c *Comparer) recurring(e *Evidence, a, b *Text, r *Recurring) float64 {
	c.recurs = slices.Grow(c.recurs, len(a.words))[:len(a.words)]
	clear(c.recurs)
	for i, j := 0, 0; i < len(a.grams) && j < len(b.grams); {
		switch g, h := a.grams[i], b.grams[j]; {
		case g.hash < h.hash:
			i++
		case g.hash > h.hash:
			j++
		default:
			if r.knows(g.hash) {
				c.set(g, r.recurs(g.hash, a.day, b.day))
			}
			i++ // the next one may be the same run at another place
		}
	}
	yes, no := 0, 0
	for _, run := range e.Runs {
		c.spread(run)
		for _, x := range c.recurs[run.A : run.A+run.Len] {
			switch {
			case x > 0:
				yes++
			case x < 0:
				no++
			}
		}
	}
	return float64(yes) / math.Max(1, float64(yes+no))
}

// set marks the words of a gram. One that recurs is stronger: of one that does not,
// some words may.
func (c *Comparer) set(g gram, recurs bool) {
	for i := g.at; i < g.end; i++ {
		switch {
		case recurs:
			c.recurs[i] = 1
		case c.recurs[i] == 0:
			c.recurs[i] = -1
		}
	}
}

// spread gives the words of a run that no gram covers the mark of the nearest that has
// one.
func (c *Comparer) spread(run Run) {
	marks := c.recurs[run.A : run.A+run.Len]
	last := -1
	for i, x := range marks {
		if x == 0 {
			continue
		}
		from := 0
		if last >= 0 {
			from = (last + i + 1) / 2
			for k := last + 1; k < from; k++ {
				marks[k] = marks[last]
			}
		}
		for k := from; k < i; k++ {
			marks[k] = x
		}
		last = i
	}
	if last >= 0 {
		for k := last + 1; k < len(marks); k++ {
			marks[k] = marks[last]
		}
	}
}

// features fills in what the model weighs.
func (c *Comparer) features(e *Evidence, a, b *Text) {
	f := &e.Features
	f[fNet] = e.Net * e.Net / (e.Net*e.Net + netHalf*netHalf)
	f[fWords] = math.Log1p(min(e.Net, mostWords)/netHalf) / math.Log1p(mostWords/netHalf)
	own := min(float64(a.own)/a.perWord, float64(b.own)/b.perWord)
	f[fOwn] = math.Sqrt(min(1, e.Net/max(leastOwn, own)))
	f[fHead] = min(head(c.usedA, a.perWord), head(c.usedB, b.perWord))
	f[fTitle] = max(titleIn(a, b), titleIn(b, a))
}

// head returns the share of the first words that are shared.
func head(used []bool, perWord float64) float64 {
	n := min(len(used), int(headWords*perWord))
	shared := 0
	for _, x := range used[:n] {
		if x {
			shared++
		}
	}
	return float64(shared) / math.Max(1, float64(n))
}

// titleIn returns the share of the words of a's headline that b has.
func titleIn(a, b *Text) float64 {
	n := 0
	for _, w := range a.title {
		if _, ok := slices.BinarySearch(b.set, w); ok {
			n++
		}
	}
	return float64(n) / math.Max(4, float64(len(a.title)))
}
