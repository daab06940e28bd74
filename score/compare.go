package score

import (
	"cmp"
	"math"
	"slices"
)

// A Context holds what was counted over a collection. The zero value is a context in which
// nothing is known.
type Context struct {
	Recurring *Recurring // nil: not known
}

// Evidence is what two texts share.
type Evidence struct {
	Runs      []Run   // sorted by place in A; they do not overlap
	Matched   float64 // words in Runs: the sum of Net, Speech and Recurring
	Net       float64 // words that are not speech and do not recur
	Speech    float64 // words that are speech in either text
	Recurring float64 // words that recur on other days and are not speech
	Longest   float64 // the most words of Net in one run
	Shorter   float64 // words of the shorter text
	Longer    float64 // words of the longer text
	Known     bool    // the recurring runs are known from a collection
	Undated   bool    // an article has no publication time
	Retelling Retelling
	Filling   Filling
	Features  [NumFeatures]float64
}

// The features of a pair, in the order of Evidence.Features.
const (
	fNet   = iota // NET²/(NET²+netHalf²)
	fWords        // ln(1+NET/netHalf), divided by its value at mostWords
	fOwn          // square root of NET divided by the words of the text that are not speech
	fHead         // share of the first headWords words that is shared; the lesser of both texts
	fTitle        // share of a headline's words that the other text has; the greater of both
	// Of forms; their weights are negative.
	fFigures // square root of the share of Filling.Figures in all figures and in the words of the runs; the first one does not count
	fSubject // (Filling.Subjects-1)/(Filling.Subjects+1)
	// NumFeatures is the number of features.
	NumFeatures
	// FormFeatures is the place of the first feature of forms.
	FormFeatures = fFigures
)

// Constants of the features, in words.
const (
	netHalf   = 30   // NET at which fNet is one half
	mostWords = 1000 // more words do not raise fWords; chosen, not measured
	headWords = 50   // length of the head of an article
	leastOwn  = 20   // least divisor of fOwn
	// figureWords shared words speak for one text as a shared figure does, in fFigures.
	figureWords = 20
)

// A Comparer compares texts and reuses its buffers. The zero value is ready to use. A
// Comparer is not safe for concurrent use.
type Comparer struct {
	found    []Run
	usedA    []bool
	usedB    []bool
	takenA   []bool // by word of A: it is in a run but does not count
	takenB   []bool
	kept     []Run
	form     []bool // by kept run: it belongs to a form that both texts fill in
	figuresA []figure
	figuresB []figure
	// Words of the headlines in slots.
	subjectsA []uint32
	subjectsB []uint32
	recurs    []int8
	overlaps  OverlapScorer
	rest      Content
}

// Compare fills e with what a and b share. The order of a and b changes nothing but the
// sides of the runs. The runs are valid until the next call.
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
	c.fill(e, a, b)
	c.features(e, a, b)
}

// Whole reports whether nearly all words of each text are in the other, in any order.
func (e *Evidence) Whole() bool { return e.Matched >= wholeShare*e.Longer }

// tile selects runs, the longest first, so that no two of them overlap.
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

// take keeps the parts of a run that do not overlap with runs kept before.
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

// count sets Matched, Net, Speech, Recurring and Longest of e.
func (c *Comparer) count(e *Evidence, a, b *Text, ctx Context) {
	matched := 0
	for _, r := range e.Runs {
		matched += r.Len
	}
	per := max(a.perWord, b.perWord)
	e.Matched = float64(matched) / per
	unsure := 0.0
	c.recurs = c.recurs[:0]
	c.form = cleared(c.form, len(e.Runs))
	c.takenA, c.takenB = cleared(c.takenA, len(a.words)), cleared(c.takenB, len(b.words))
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

// Recurring runs count in a pair whose articles print the same text: they share wholeShare of
// the shorter text or are of the same day, and their numbers agree. A form that was filled in
// with other numbers is not the same text.
const (
	wholeShare  = .8
	fewNumbers  = 3  // a text with fewer numbers agrees with every text
	sameNumbers = .5 // share of the numbers of one text that the other must have
)

func exempt(e *Evidence, a, b *Text) bool {
	whole := e.Matched >= wholeShare*e.Shorter
	day := a.day == b.day && a.day != NoDay
	return (whole || day) && agree(a.numbers, b.numbers)
}

// agree reports whether two texts have enough numbers in common to be the same text.
func agree(a, b []uint32) bool {
	n, fewer := 0, min(len(a), len(b))
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); ok {
			n++
		}
	}
	return fewer < fewNumbers || float64(n) >= sameNumbers*float64(fewer)
}

// recurring fills c.recurs for each word of a: 1 if it recurs, -1 if it does not, 0 if that is
// not known. It returns the share of recurring words among the known ones.
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
			i++ // the next entry may be the same run at another place
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

// set marks the words of a gram. A recurring gram overrides others: a gram that does not recur
// may still have words of one that does.
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

// spread gives each unmarked word of a run the mark of the nearest marked word.
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

// features sets e.Features.
func (c *Comparer) features(e *Evidence, a, b *Text) {
	f := &e.Features
	f[fNet] = e.Net * e.Net / (e.Net*e.Net + netHalf*netHalf)
	f[fWords] = math.Log1p(min(e.Net, mostWords)/netHalf) / math.Log1p(mostWords/netHalf)
	own := min(float64(a.own)/a.perWord, float64(b.own)/b.perWord)
	f[fOwn] = math.Sqrt(min(1, e.Net/max(leastOwn, own)))
	f[fHead] = min(head(c.usedA, a.perWord), head(c.usedB, b.perWord))
	f[fTitle] = max(titleIn(a, b), titleIn(b, a))
	g := &e.Filling
	f[fFigures] = math.Sqrt(max(0, g.Figures-1) / (g.Figures + g.Same + 1 + e.Matched/figureWords))
	f[fSubject] = max(0, g.Subjects-1) / (g.Subjects + 1)
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
