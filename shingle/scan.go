package shingle

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// slack is how far the scanner may read behind a text: a block and a word.
const slack = 64 + 16

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// wordMasks cut the 16 bytes loaded at a word to its length.
var wordMasks = func() (m [17][2]uint64) {
	for n := range m {
		m[n][0] = ^uint64(0)
		if n < 8 {
			m[n][0] = 1<<(8*n) - 1
		} else if n > 8 {
			m[n][1] = ^uint64(0) >> (8 * (16 - n))
		}
	}
	return m
}()

// wordBits returns, for eight bytes of text, a bit for each that can be part
// of a word: ASCII letters and digits, and all bytes from 0x80 on.
func wordBits(x uint64) uint64 {
	y := x &^ highBits // 7-bit values, so that sums never carry
	l := y | 0x20*lowBits
	t := ((l + (0x80-'a')*lowBits) &^ (l + (0x80-'z'-1)*lowBits)) |
		((y + (0x80-'0')*lowBits) &^ (y + (0x80-'9'-1)*lowBits)) | x
	return gather(t)
}

// gather packs the top bits of eight bytes into eight bits.
func gather(t uint64) uint64 { return (t & highBits >> 7) * 0x0102040810204080 >> 56 }

// scan appends the word hashes of one region to s.words. It reads 64 bytes at a
// time, finds the edges of words as bits of a mask, and hashes ASCII words
// from two loads; the rest goes to mixed.
func (s *Shingler) scan(region string) {
	n := len(region)
	if cap(s.buf) < n+slack {
		s.buf = make([]byte, n+n/4+slack)
	}
	buf := s.buf[:n+slack]
	copy(buf, region)
	clear(buf[n:])
	start, dirty, prev := -1, false, uint64(0) // of the word that is open
	for base := 0; base < n; base += 64 {
		m, na := masks(buf[base : base+64 : base+64])
		edges := m ^ (m<<1 | prev)
		prev = m >> 63
		for e := edges; e != 0; e &= e - 1 {
			at := bits.TrailingZeros64(e)
			if m>>at&1 == 1 {
				start, dirty = base+at, false
				continue
			}
			end := base + at
			from := max(start-base, 0)
			if dirty || na != 0 && na<<(63-(at-1))>>(63-(at-1)+from) != 0 {
				s.mixed(buf, start, end)
			} else if h, plain := asciiHash(buf, start, end); plain {
				s.words = append(s.words, h)
			} else {
				s.asciiWithDigits(buf, start, end)
			}
			start = -1
		}
		if start >= 0 && na != 0 {
			dirty = dirty || na>>max(start-base, 0) != 0
		}
	}
	if start >= 0 { // a word that ends with the region, at the end of a block
		if dirty {
			s.mixed(buf, start, n)
		} else {
			s.asciiWithDigits(buf, start, n)
		}
	}
}

// masks returns the word bits and the non-ASCII bits of a block.
func masks(b []byte) (m, na uint64) {
	for i := range 8 {
		x := binary.LittleEndian.Uint64(b[8*i:])
		m |= wordBits(x) << (8 * i)
		na |= gather(x) << (8 * i)
	}
	return m, na
}

// asciiHash hashes the ASCII word at [start, end) of buf in lower case. plain is
// false if the word is long or has both letters and digits: asciiWithDigits.
func asciiHash(buf []byte, start, end int) (h uint64, plain bool) {
	n := end - start
	if n > 16 {
		return 0, false
	}
	w := buf[start : start+16 : start+16]
	k := &wordMasks[n]
	x := (binary.LittleEndian.Uint64(w) | 0x20*lowBits) & k[0]
	y := (binary.LittleEndian.Uint64(w[8:]) | 0x20*lowBits) & k[1]
	// Letters have the bit 0x40, digits lack it.
	return mum(x^k2, y^k3), (k[0]&^x|k[1]&^y)&(0x40*lowBits) == 0 || (x|y)&(0x40*lowBits) == 0
}

// asciiWithDigits appends the hash of an ASCII word that may be long and may
// have letters and digits.
func (s *Shingler) asciiWithDigits(buf []byte, start, end int) {
	s.word = s.word[:0]
	digits := false
	for _, c := range buf[start:end] {
		if c-'A' < 26 {
			c |= 0x20
		}
		digits = digits || c == '0' || c == '1'
		s.word = append(s.word, c)
	}
	if digits {
		undigitASCII(s.word)
	}
	s.closeWord()
}

// undigitASCII is undigit for an ASCII word in lower case, in place.
func undigitASCII(b []byte) {
	for i := 1; i < len(b); i++ {
		end := i
		for end < len(b) && (b[end] == '0' || b[end] == '1') {
			end++
		}
		if end > i && end < len(b) && b[i-1] >= 'a' && b[end] >= 'a' {
			for k := i; k < end; k++ {
				b[k] = "ol"[b[k]-'0']
			}
		}
		i = max(i, end-1)
	}
}

// hashNormal hashes a word by way of normalise.
func (s *Shingler) hashNormal(word []byte) {
	s.word = append(s.word[:0], normalise(string(word), s.form)...)
	s.closeWord()
}

// wordHash hashes a normalised word; word[:n] must have 16 bytes of capacity
// behind it. Equal words hash equally whatever path they took.
func wordHash(word []byte) uint64 {
	n := len(word)
	if n <= 16 {
		w := word[:16]
		k := &wordMasks[n]
		return mum(binary.LittleEndian.Uint64(w)&k[0]^k2, binary.LittleEndian.Uint64(w[8:])&k[1]^k3)
	}
	return longHash(word, 0)
}

// longHash hashes a word of more than 16 bytes, eight at a time, the last
// eight overlapping; fold is or-ed into each eight.
func longHash(w []byte, fold uint64) uint64 {
	h := uint64(len(w)) * k0
	for i := 0; i+8 < len(w); i += 8 {
		h = mum(h^(binary.LittleEndian.Uint64(w[i:])|fold), k2)
	}
	return mum(h^(binary.LittleEndian.Uint64(w[len(w)-8:])|fold), k3)
}

// mixed hashes the words in a run of buf that holds bytes from 0x80 on, most
// of which are quotes and dashes between words. A word with a rune that the
// fold table can't decide goes to the slow path whole.
func (s *Shingler) mixed(buf []byte, start, end int) {
	s.word = s.word[:0]
	first := start                       // of the word at hand
	scripts, all := uint8(0), byte(0xFF) // of its letters outside ASCII; the bits that all ASCII bytes have
	for i := start; i < end; {
		c := buf[i]
		if c < utf8.RuneSelf {
			if all &= c; c-'A' < 26 {
				c |= 0x20
			}
			s.word = append(s.word, c)
			i++
			continue
		}
		f, size := foldAt(s.folds, buf[i:end])
		switch f.kind() {
		case foldTo:
			scripts |= f.script()
			s.word = f.appendTo(s.word)
		case foldSplit:
			s.closeMixed(buf[first:i], scripts, all)
			first, scripts, all = i+size, 0, 0xFF
		case foldSlow:
			i = s.slow(buf, first, i, end)
			s.word, first, scripts, all = s.word[:0], i, 0, 0xFF
			continue
		}
		i += size
	}
	s.closeMixed(buf[first:end], scripts, all)
}

// closeMixed hashes the word at hand, which is the normal form of word unless
// unmask may change that.
func (s *Shingler) closeMixed(word []byte, scripts, all uint8) {
	if masked(word, scripts, all) {
		s.hashNormal(word)
		return
	}
	s.closeWord()
}

// masked reports whether unmask may change a word. scripts are those of its
// letters outside of ASCII, all the bits that all its ASCII bytes have: letters have
// the bit 0x40, digits lack it.
func masked[T string | []byte](word T, scripts, all uint8) bool {
	return all&0x40 == 0 && hasDigit(word) || scripts > scriptLatin && severalScripts(word, scripts)
}

// hasDigit reports whether undigit may change a word: it has 0 or 1 and more.
func hasDigit[T string | []byte](word T) bool {
	digit, other := false, false
	for i := range len(word) {
		switch c := word[i]; {
		case c == '0' || c == '1':
			digit = true
		case c < '0' || c > '9':
			other = true
		}
	}
	return digit && other
}

// severalScripts reports whether a word has letters of several scripts. Those
// of its letters outside ASCII are given.
func severalScripts[T string | []byte](word T, scripts uint8) bool {
	if scripts&(scripts-1) != 0 {
		return true
	}
	for i := range len(word) {
		if c := word[i] | 0x20; c >= 'a' && c <= 'z' {
			return scripts != scriptLatin
		}
	}
	return false
}

// foldAt returns what becomes of the rune at the start of b, and its length.
func foldAt[T string | []byte](folds *foldTable, b T) (fold, int) {
	switch {
	case len(b) >= 2 && b[0] >= 0xC2 && b[0] < 0xE0 && b[1]&0xC0 == 0x80:
		return folds[int(b[0]&0x1F)<<6|int(b[1]&0x3F)], 2
	case len(b) >= 3 && b[0] == 0xE2 && (b[1] == 0x80 || b[1] == 0x81) && b[2]&0xC0 == 0x80:
		r := 0x2000 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F)
		switch {
		case dropped(r):
			return fold(foldDrop), 3
		case !inWord(r):
			return fold(foldSplit), 3
		}
	}
	return fold(foldSlow), 0
}

// closeWord hashes the word at hand, if there is one.
func (s *Shingler) closeWord() {
	if len(s.word) == 0 {
		return
	}
	n := len(s.word)
	s.word = append(s.word, make([]byte, 16)...)[:n]
	s.words = append(s.words, wordHash(s.word))
	s.word = s.word[:0]
}

// slow hashes the words of the rest of the run that the word begun at first
// belongs to, up to the next rune that ends a word, by way of normalise. It
// returns where it stopped.
func (s *Shingler) slow(buf []byte, first, at, end int) int {
	i := at
	for i < end {
		r, size := utf8.DecodeRune(buf[i:end])
		if !inWord(r) {
			if i == at { // the undecided rune itself is no part of a word
				if first < at {
					s.hashNormal(buf[first:at])
				}
				return i + size
			}
			break
		}
		i += size
	}
	s.word = append(s.word[:0], normalise(string(buf[first:i]), s.form)...)
	s.closeWord()
	return i
}

// characters appends the hashes of a region's characters to s.words.
func (s *Shingler) characters(region string) {
	var tokens []Token
	han := simplified()
	for _, w := range runs(region) {
		run := region[w.Start:w.End]
		for len(run) > 0 {
			if n := plainHan(run); n > 0 {
				if s.form == formPlain {
					s.word = append(s.word[:0], run[:n]...)
				} else {
					r, _ := utf8.DecodeRuneInString(run)
					s.word = utf8.AppendRune(s.word[:0], rune(han[r-firstHan]))
				}
				s.closeWord()
				run = run[n:]
				continue
			}
			n := boundary(run)
			tokens = appendCharacters(tokens[:0], run[:n], 0, s.form)
			for _, t := range tokens {
				s.word = append(s.word[:0], t.Text...)
				s.closeWord()
			}
			run = run[n:]
		}
	}
}

// plainHan returns the length of the first character of run if it stays
// unchanged: a unified ideograph that no mark follows.
func plainHan(run string) int {
	if len(run) < 3 || !isHan(run[0], run[1]) {
		return 0
	}
	if len(run) > 3 && (len(run) < 6 || !isHan(run[3], run[4])) {
		return 0
	}
	return 3
}

// isHan reports whether the bytes begin a character from U+4E00 to U+9FBF.
func isHan(b0, b1 byte) bool {
	return b0 > 0xE4 && b0 < 0xE9 || b0 == 0xE4 && b1 >= 0xB8 || b0 == 0xE9 && b1 < 0xBF
}
