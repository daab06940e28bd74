// Package diff compares two texts word by word: what both have, what was cut and what was added, and which
// runs were moved. In scripts without spaces (Chinese, Japanese, Thai and others) it compares characters.
//
// Every position is in runes of the two texts, so that callers can find it there. The package is pure: its
// results depend only on its arguments. Its work is bounded: see [MaxTokens] and [Result.Coarse].
package diff

// A Span is a part of a text in runes, half-open.
type Span struct{ Start, End int }

// Len returns the length of s in runes.
func (s Span) Len() int { return s.End - s.Start }

// A Text is a text to be compared.
type Text struct {
	Runes []rune
	Skip  []Span // parts to ignore; sorted, not overlapping
}

// A Match is a part that the two texts are known to share, edited or not.
type Match struct {
	New, Old Span
	Words    int // how much of a match it is
}

// A Kind is the kind of a difference.
type Kind int

// The kinds of [Op] and [Block].
const (
	Same  Kind = iota // in both texts, except for spacing and the form of quotation marks and dashes
	Added             // only the new text has it
	Cut               // only the old text has it
	// Edited is a paragraph with several kinds of Op. No Op has this kind.
	Edited
	// MovedHere is a run that is at another place in the old text. Its Ops are the differences within it.
	MovedHere
	// MovedAway is the place in the old text from which a run was moved. It has no Ops: they are in the
	// MovedHere block with the same Move.
	MovedAway
)

// An Op is a run of one kind. New is empty for cut text, Old for added text.
type Op struct {
	Kind     Kind
	New, Old Span
}

// A Block is a paragraph of the new text, or of the old text if the paragraph was cut.
type Block struct {
	Kind  Kind
	Ops   []Op // in reading order
	Words int  // words, or characters where words are not spaced, of what is shown
	Move  int  // number of the move, from 1; 0: none
	New   Span // from its first Op to its last; empty for Cut and MovedAway
	Old   Span // likewise; empty for Added

	words [Cut + 1]int // by the kind of Op
}

// A Result is a comparison. The New spans of all Ops ascend and cover the new text without gaps, except
// for skipped parts. The Old spans cover the old text in some order.
type Result struct {
	Blocks []Block
	// Coarse is set if a part of the texts was too long and too different to be compared by word. It was
	// compared by paragraph.
	Coarse bool
	// TooLong is set if a text has more than [MaxTokens] tokens. Then nothing was compared.
	TooLong bool

	Same, Added, Cut, Moved int // words, or characters in scripts without spaces
}

const (
	// MaxTokens is the most words and punctuation marks of a text: forty times a long report. The slowest
	// pair of such texts that was found takes 0.3 s.
	MaxTokens = 40_000
	// maxTogether is the most tokens, of both texts together, that are compared by word at once. Two
	// halves of few words in random order take 70 ms, and the time grows with the square.
	maxTogether = 3_000
	// minMoved is the least number of words of a moved run. Shorter runs are easier to read as cut and
	// added.
	minMoved = 8
	// maxMatches is how many matches are searched for moves, the longest first.
	maxMatches = 1_000
)

// Compare compares a new text with an old one. shared are runs that both are known to have. They are used
// to find moves and may be empty. Errors in them only affect which runs count as moved.
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

// A move is a run of tokens that was moved.
type move struct{ now, old span }

// A span is a run of tokens, half-open.
type span struct{ from, to int }

// reduce returns the tokens of one text with a placeholder for each moved run. A placeholder is equal to
// nothing else.
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
