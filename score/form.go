package score

import (
	"math/bits"
	"slices"
	"unicode"

	"github.com/wiretrace/wiretrace/shingle"
)

// slotWords is the length of the longest slot, in words. A slot is the part of both texts
// between two runs, before the first run or behind the last one. A longer part is not a slot:
// it is sentences of its own.
const slotWords = 25

// A Filling is what two texts have in their slots. Two texts that fill in one form differ there. Two
// prints of one text hardly do.
type Filling struct {
	Figures  float64 // figures in the slots that the other text does not have there; the lesser of both texts
	Same     float64 // figures in the runs
	Subjects float64 // words of the headline in the slots that the other text does not have; the lesser of both texts
}

// A slot is one side of a slot.
type slot struct {
	text     *Text
	used     []bool // by word: it is in a run; nil if the side is a run itself
	from, to int
}

// short reports whether s is a slot of at most n words, or empty.
func (s *slot) short(n int) bool { return s.from <= s.to && s.to-s.from <= n }

// fill sets Filling of e.
func (c *Comparer) fill(e *Evidence, a, b *Text) {
	if len(e.Runs) == 0 {
		return
	}
	f, per := &e.Filling, max(a.perWord, b.perWord)
	c.subjectsA, c.subjectsB = c.subjectsA[:0], c.subjectsB[:0]
	last := Run{}
	for i := range len(e.Runs) + 1 {
		next := Run{A: len(a.words), B: len(b.words)}
		if i < len(e.Runs) {
			next = e.Runs[i]
			run := slot{a, nil, next.A, next.A + next.Len}
			c.figuresA = run.figures(c.figuresA[:0])
			f.Same += float64(len(c.figuresA))
		}
		x, y := slot{a, c.usedA, last.A + last.Len, next.A}, slot{b, c.usedB, last.B + last.Len, next.B}
		if n := int(slotWords * per); x.short(n) && y.short(n) {
			c.figuresA, c.figuresB = x.figures(c.figuresA[:0]), y.figures(c.figuresB[:0])
			f.Figures += min(lacking(c.figuresA, c.figuresB), lacking(c.figuresB, c.figuresA))
			c.subjectsA, c.subjectsB = x.subjects(c.subjectsA, &y), y.subjects(c.subjectsB, &x)
		}
		last = next
	}
	f.Subjects = float64(min(len(c.subjectsA), len(c.subjectsB))) / per
}

// figures appends the figures of a slot. Numbers that follow each other are one figure, because
// there are many ways to group digits. The first may begin in the run before, if all of its digits
// fit in a figure: in a long row of numbers, those far before the slot are not part of it.
func (s *slot) figures(dst []figure) []figure {
	numeric := func(i int) bool { return s.text.flags[i]&flagNumber != 0 }
	at := s.from
	if len(s.used) > 0 && s.from < s.to && numeric(s.from) {
		n := s.digits(at)
		for at > 0 && numeric(at-1) && s.used[at-1] && n+s.digits(at-1) <= maxDigits {
			at--
			n += s.digits(at)
		}
	}
	open := false
	for i := at; i < s.to; i++ {
		if !numeric(i) || i >= s.from && len(s.used) > 0 && s.used[i] {
			open = false
			continue
		}
		if !open {
			open = true
			dst = append(dst, noDigits)
		}
		dst[len(dst)-1] = dst[len(dst)-1].append(symbols(s.text.stream, i))
	}
	return dst
}

// digits returns the number of digits of a number, at least 1.
func (s *slot) digits(word int) int {
	return max(1, noDigits.append(symbols(s.text.stream, word)).digits())
}

// A figure holds the first digits of a number, four bits each, behind a bit that is set.
type figure uint64

const (
	noDigits  = figure(1)
	maxDigits = 15
)

func (f figure) digits() int { return (bits.Len64(uint64(f)) - 1) / 4 }

// append adds the digits that a word begins with. In most scripts the last four bits of a digit are its value.
func (f figure) append(word []uint16) figure {
	for _, x := range word {
		if !unicode.IsDigit(rune(x)) || f.digits() == maxDigits {
			break
		}
		f = f<<4 | figure(x&15)
	}
	return f
}

// sameDigits is the number of first digits that two figures of different lengths have in
// common if one is the other, rounded.
const sameDigits = 2

func (f figure) same(o figure) bool {
	n, m := f.digits(), o.digits()
	return f == o || n != m && min(n, m) >= sameDigits && f>>(4*(n-sameDigits)) == o>>(4*(m-sameDigits))
}

// lacking returns the number of figures in x that y does not have.
func lacking(x, y []figure) (n float64) {
	for _, f := range x {
		if !slices.ContainsFunc(y, f.same) {
			n++
		}
	}
	return n
}

// subjects appends the different words of a slot that are in the headline but not in the other text. A
// word does not count if the other side of the slot has one like it.
func (s *slot) subjects(dst []uint32, o *slot) []uint32 {
	t := s.text
	for i := s.from; i < s.to; i++ {
		h := t.words[i]
		if _, ok := slices.BinarySearch(t.title, h); !ok || s.used[i] || slices.Contains(dst, h) {
			continue
		}
		if _, ok := slices.BinarySearch(o.text.set, h); !ok && !o.alike(symbols(t.stream, i)) {
			dst = append(dst, h)
		}
	}
	return dst
}

// alike reports whether a slot has another spelling or form of a word.
func (s *slot) alike(word []uint16) bool {
	for i := s.from; i < s.to; i++ {
		if alike(word, symbols(s.text.stream, i)) {
			return true
		}
	}
	return false
}

const (
	likeLetters = .7 // share of the longer word that two spellings of a word have in the same order
	maxLetters  = 16 // further letters of a word are not compared
)

// alike reports whether two words have most letters in the same order.
func alike(x, y []uint16) bool {
	x, y = x[:min(len(x), maxLetters)], y[:min(len(y), maxLetters)]
	var common [maxLetters + 1]int // lengths of the longest common subsequences, by length of y
	for _, p := range x {
		before := 0
		for k, q := range y {
			above := common[k+1]
			if p == q {
				common[k+1] = before + 1
			} else {
				common[k+1] = max(above, common[k])
			}
			before = above
		}
	}
	return float64(common[len(y)]) >= likeLetters*float64(max(len(x), len(y)))
}

// symbols returns those of a word of a stream.
func symbols(s *shingle.Stream, word int) []uint16 {
	end := len(s.Symbols)
	if word+1 < len(s.Words) {
		end = int(s.Words[word+1].At)
	}
	return s.Symbols[s.Words[word].At:end]
}

// Two texts of different days are filled from one form if most of what they share is around names or figures that
// differ: between two runs at most shortSlot words on both sides, leastSlots times or more, and no less often than
// the runs have figures. Where a text has no publication time, one may correct the other: then twice as many.
// Both numbers were chosen, not measured.
const (
	shortSlot  = 8
	leastSlots = 3
)

// forms marks the runs on both sides of slots that are filled in with something else, if
// these make a form.
func (c *Comparer) forms(e *Evidence, a, b *Text) {
	if !e.Undated && !far(a.day, b.day) {
		return
	}
	most := int(shortSlot * max(a.perWord, b.perWord))
	differ, agree := 0, 0
	for i, r := range e.Runs {
		for k := range r.Len {
			if a.flags[r.A+k]&flagNumber != 0 {
				agree++
			}
		}
		if i == 0 {
			continue
		}
		from := e.Runs[i-1]
		x, y := slot{a, nil, from.A + from.Len, r.A}, slot{b, nil, from.B + from.Len, r.B}
		if x.short(most) && y.short(most) && x.alien(b) && y.alien(a) {
			differ++
			c.form[i-1], c.form[i] = true, true
		}
	}
	least := leastSlots
	if e.Undated {
		least, agree = 2*least, 2*agree
	}
	if differ < least || differ < agree {
		clear(c.form)
	}
}

// alien reports whether a slot has a name or a figure that o has nowhere.
func (s *slot) alien(o *Text) bool {
	for i := s.from; i < s.to; i++ {
		if s.text.flags[i]&flagName == 0 {
			continue
		}
		if _, ok := slices.BinarySearch(o.set, s.text.words[i]); !ok {
			return true
		}
	}
	return false
}
