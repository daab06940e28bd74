package shingle

import (
	"slices"
	"unicode/utf8"
)

// A Stream is a text as alignment sees it: its letters, digits and marks in
// normal form, without what is between words. Line ends, hyphens at them and
// spaces lost by a scanner make no difference to it.
//
// A symbol is a character, those beyond the basic plane folded to 16 bits.
type Stream struct {
	Symbols []uint16
	Words   []Word // in order; together they cover Symbols
}

// A Word is where a token lies: its first symbol, and the bytes of the text.
// Where words are not spaced, every character is one.
type Word struct {
	At         uint32
	Start, End uint32
}

// Clone returns a copy that takes no more memory than it needs.
func (s *Stream) Clone() Stream {
	return Stream{Symbols: slices.Clone(s.Symbols), Words: slices.Clone(s.Words)}
}

// Bytes returns the memory that s takes.
func (s *Stream) Bytes() int { return 2*len(s.Symbols) + 12*len(s.Words) }

// WordAt returns the index of the word that symbol i belongs to.
func (s *Stream) WordAt(i int) int {
	k, ok := slices.BinarySearchFunc(s.Words, uint32(i), func(w Word, at uint32) int {
		return int(int64(w.At) - int64(at))
	})
	if ok {
		return k
	}
	return k - 1
}

// Stream fills dst, whose memory it reuses, with the symbols of text outside
// skip (sorted, disjoint). Its words are the tokens of [Tokens].
func (s *Shingler) Stream(dst *Stream, text string, skip []Range) {
	dst.Symbols, dst.Words = dst.Symbols[:0], dst.Words[:0]
	_, spaced := s.prepare(text)
	for r := range regions(text, skip) {
		if spaced {
			s.streamWords(dst, text[:r.End], r.Start)
		} else {
			s.streamCharacters(dst, text[:r.End], r.Start)
		}
	}
}

// symbol folds a character to 16 bits.
func symbol(r rune) uint16 {
	if r > 0xFFFF {
		return uint16(r) ^ uint16(r>>16)<<11 | 0xD800 // surrogates are no characters
	}
	return uint16(r)
}

// asciiSymbols maps the letters and digits of ASCII to their symbol, other bytes to 0.
var asciiSymbols = func() (t [256]uint16) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z':
			t[c] = uint16(c)
		case c >= 'A' && c <= 'Z':
			t[c] = uint16(c | 0x20)
		}
	}
	return t
}()

// streamWords appends the words of text from byte i on.
func (s *Shingler) streamWords(dst *Stream, text string, i int) {
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf && asciiSymbols[c] == 0 {
			i++
			continue
		}
		i = s.streamWord(dst, text, i)
	}
}

// asciiRun appends the symbols of the ASCII letters and digits at the start of text, and
// returns how many there are and the bits that all of them have.
func (s *Stream) asciiRun(text string) (n int, all byte) {
	at := len(s.Symbols)
	if cap(s.Symbols)-at < len(text) {
		s.Symbols = slices.Grow(s.Symbols, len(text))
	}
	sym := s.Symbols[at : at+len(text)]
	for all = 0xFF; n < len(sym); n++ {
		c := asciiSymbols[text[n]]
		if c == 0 {
			break
		}
		sym[n] = c
		all &= byte(c)
	}
	s.Symbols = s.Symbols[:at+n]
	return n, all
}

// streamWord appends the word that begins at byte start, if one does, and
// returns where to go on.
func (s *Shingler) streamWord(dst *Stream, text string, start int) int {
	at := len(dst.Symbols)
	n, all := dst.asciiRun(text[start:])
	sym, i := dst.Symbols, start+n
	next := 0           // length of the character that ended the word
	scripts := uint8(0) // as in mixed
	if n > 0 && all&0x40 != 0 && (i == len(text) || text[i] < utf8.RuneSelf) {
		dst.Words = append(dst.Words, Word{uint32(at), uint32(start), uint32(i)}) // of ASCII letters alone
		return i + 1
	}
scan:
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if next = 1; asciiSymbols[c] == 0 {
				break
			}
			all &= c
			sym = append(sym, asciiSymbols[c])
			i++
			continue
		}
		f, size := foldAt(s.folds, text[i:])
		switch f.kind() {
		case foldTo:
			scripts |= f.script()
			sym = f.appendSymbols(sym)
		case foldSplit:
			next = size
			break scan
		case foldSlow:
			r, size := utf8.DecodeRuneInString(text[i:])
			if next = size; inWord(r) {
				i += wordLength(text[i:])
				sym, next = appendSymbols(sym[:at], normalise(text[start:i], s.form)), 0
				scripts, all = 0, 0xFF
			}
			break scan
		}
		i += size
	}
	if (all&0x40 == 0 || scripts > scriptLatin) && masked(text[start:i], scripts, all) {
		sym = appendSymbols(sym[:at], normalise(text[start:i], s.form))
	}
	dst.Symbols = sym
	if len(sym) > at {
		dst.Words = append(dst.Words, Word{uint32(at), uint32(start), uint32(i)})
	}
	return i + next
}

// wordLength returns how many bytes at the start of text are part of words.
func wordLength(text string) int {
	for i, r := range text {
		if !inWord(r) {
			return i
		}
	}
	return len(text)
}

// appendSymbols appends the symbols of what a rune of kind foldTo becomes.
func (f fold) appendSymbols(sym []uint16) []uint16 {
	if a, b := byte(f>>8), byte(f>>16); f>>2&3 == 2 && a >= 0xC0 && a < 0xE0 { // one rune of two bytes
		return append(sym, uint16(a&0x1F)<<6|uint16(b&0x3F))
	}
	var b [4]byte
	return appendSymbols(sym, string(f.appendTo(b[:0])))
}

func appendSymbols(sym []uint16, normal string) []uint16 {
	for _, r := range normal {
		sym = append(sym, symbol(r))
	}
	return sym
}

// streamCharacters appends the characters of text from byte at on, each as a
// word.
func (s *Shingler) streamCharacters(dst *Stream, text string, at int) {
	var tokens []Token
	han := simplified()
	for _, w := range runs(text[at:]) {
		tokens = tokens[:0]
		for start, end := at+w.Start, at+w.End; start < end; {
			if plainHan(text[start:end]) > 0 {
				dst.Words = append(dst.Words, Word{uint32(len(dst.Symbols)), uint32(start), uint32(start + 3)})
				r, _ := utf8.DecodeRuneInString(text[start:])
				if s.form != formPlain {
					r = rune(han[r-firstHan])
				}
				dst.Symbols = append(dst.Symbols, symbol(r))
				start += 3
				continue
			}
			n := boundary(text[start:end])
			for _, t := range appendCharacters(tokens[:0], text[start:start+n], start, s.form) {
				dst.Words = append(dst.Words, Word{uint32(len(dst.Symbols)), uint32(t.Start), uint32(t.End)})
				dst.Symbols = appendSymbols(dst.Symbols, t.Text)
			}
			start += n
		}
	}
}

// WordsIn returns the number of words that symbols [from, to) belong to.
func (s *Stream) WordsIn(from, to int) int {
	if to <= from {
		return 0
	}
	return s.WordAt(to-1) - s.WordAt(from) + 1
}
