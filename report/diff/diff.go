// Package diff tells what became of one text in another, word by word: what both
// have, what was cut and what was added, and which runs are in another order.
// Where words are not spaced (Chinese, Japanese, Thai and the like) it goes by
// character.
//
// Every place is in runes of the two texts, so that a difference can be looked
// up in them. The package is pure, its results depend on its arguments alone, and
// what it does is bounded: see [MaxTokens] and [Result.Coarse].
package diff

// A Span is a run of a text in runes, half-open.
type Span struct{ Start, End int }

// Len returns the length of s in runes.
func (s Span) Len() int { return s.End - s.Start }

// A Text is what is compared.
type Text struct {
	Runes []rune
	Skip  []Span // what is left out, as if it were not there; sorted, disjoint
}

// A Match is a run that the two texts are known to share, edited or not.
type Match struct {
	New, Old Span
	Words    int // how much of a match it is
}

// A Kind says what became of a run.
type Kind int

// The kinds of [Op] and of [Block].
const (
	Same  Kind = iota // both have it; spacing and the form of quotation marks and dashes apart
	Added             // only the new text has it
	Cut               // only the old text has it
	// Edited is a paragraph with several kinds of Op; no Op is edited.
	Edited
	// MovedHere is a run that is at another place in the old text; its Ops tell the
	// two apart.
	MovedHere
	// MovedAway marks where such a run stood in the old text. It has no Ops: those of the
	// MovedHere with the same Move have them.
	MovedAway
)

// An Op is a run with one fate. New is empty for what was cut, Old for what was
// added.
type Op struct {
	Kind     Kind
	New, Old Span
}

// A Block is about a paragraph of the new text, or of the old one where that was
// cut.
type Block struct {
	Kind  Kind
	Ops   []Op // in reading order
	Words int  // words, or characters where words are not spaced, of what is shown
	Move  int  // from 1: which move; 0: none
	New   Span // from its first Op to its last; empty for Cut and MovedAway
	Old   Span // likewise; empty for Added

	words [Cut + 1]int // by the kind of Op
}

// A Result is a comparison. The New spans of all Ops ascend and are, but for what is
// skipped, the new text without a gap; the Old spans are, in some order, the old one.
type Result struct {
	Blocks []Block
	// Coarse says that a part of the texts was too long and too different to be compared by
	// word: it was compared by paragraph.
	Coarse bool
	// TooLong says that a text has more than [MaxTokens]: nothing was compared.
	TooLong bool

	Same, Added, Cut, Moved int // words, or characters where words are not spaced
}

const (
	// MaxTokens bounds the words and punctuation marks of one text: forty times the length
	// of a long report. The worst pair of such texts that was found takes 0.3 s.
	MaxTokens = 40_000
	// maxTogether bounds what is compared by word in one go, of both texts together: two
	// such halves of few words in chance order take 70 ms, and the time grows with the
	// square.
	maxTogether = 3_000
	// minMoved is the least number of words that are called moved: shorter runs of a
	// sentence that was turned round read better as cut and added.
	minMoved = 8
	// maxMatches bounds the matches that are searched for moves, the longest first.
	maxMatches = 1_000
)

// Compare compares a new text with an old one. shared are runs that they are known to
// have in common: they say what was moved, and may be empty; what they get wrong does
// no harm but to that.
func Compare(now, old Text, shared []Match) *Result {
	c := &comparer{ids: map[string]int{}}
	c.now, c.old = c.tokens(now), c.tokens(old)
	if max(len(c.now), len(c.old)) > MaxTokens {
		return &Result{TooLong: true}
	}
	c.findMoves(shared)
	a, b := c.reduce(true), c.reduce(false)
	out := &Result{}
	w := writer{c: c, out: out}
	w.steps(c.steps(a, b))
	out.Coarse = c.coarse
	return out
}

// A comparer compares two texts.
type comparer struct {
	ids      map[string]int // of words
	now, old []token
	moves    []move // by place in now
	coarse   bool
}

// A move is a run of tokens that is in another order.
type move struct{ now, old span }

// A span is a run of tokens, half-open.
type span struct{ from, to int }

// reduce returns the tokens of one text with one placeholder for each run that was
// moved, which is like nothing else.
func (c *comparer) reduce(now bool) []token {
	all, by := c.now, c.order(now)
	if !now {
		all = c.old
	}
	var out []token
	at := 0
	for _, k := range by {
		s := c.moves[k].side(now)
		out = append(out, all[at:s.from]...)
		id := -1 - 2*k
		if now {
			id--
		}
		last := all[s.to-1]
		out = append(out, token{id: id, move: k + 1, index: s.from, breaks: last.breaks})
		at = s.to
	}
	return append(out, all[at:]...)
}

func (m move) side(now bool) span {
	if now {
		return m.now
	}
	return m.old
}
