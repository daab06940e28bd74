package shingle

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A fold says what the fast path does with a rune of two bytes in UTF-8: from the
// lowest bit on, two bits of kind, two of the number of bytes that it becomes,
// four of the letter's script (see scriptOf), and three such bytes. One number
// stays in a register where a struct does not.
//
// A word of letters of several scripts takes the slow path.
type fold uint32

func (f fold) kind() foldKind { return foldKind(f & 3) }
func (f fold) script() uint8  { return uint8(f >> 4 & 15) }

// appendTo appends what a rune of kind foldTo becomes.
func (f fold) appendTo(b []byte) []byte {
	n := len(b)
	return append(b, byte(f>>8), byte(f>>16), byte(f>>24))[:n+int(f>>2&3)]
}

type foldKind uint8

const (
	foldSlow  foldKind = iota // the word needs the slow path
	foldSplit                 // ends a word
	foldDrop                  // left out
	foldTo                    // becomes other bytes
)

// A foldTable holds the folds of U+0080 to U+07FF: Latin, Greek, Cyrillic,
// Armenian, Hebrew, Arabic.
type foldTable [0x800]fold

// folds returns the table; it is built from the slow path itself, once, in
// about a millisecond.
var folds = sync.OnceValue(func() *foldTable { return makeFolds(formPlain) })

// serbianFolds returns the table for Serbian texts.
var serbianFolds = sync.OnceValue(func() *foldTable { return makeFolds(formSerbian) })

func makeFolds(f form) *foldTable {
	t := new(foldTable)
	for r := rune(utf8.RuneSelf); r < 0x800; r++ {
		t[r] = foldOf(r, f)
	}
	return t
}

func foldOf(r rune, form form) fold {
	switch {
	case dropped(r):
		return fold(foldDrop)
	case !inWord(r):
		return fold(foldSplit)
	case unicode.IsMark(r), !norm.NFKC.PropertiesString(string(r)).BoundaryBefore():
		return fold(foldSlow) // may join the letter before it
	}
	s := normalise(string(r), form)
	if len(s) > 3 {
		return fold(foldSlow)
	}
	f := fold(foldTo) | fold(len(s))<<2 | fold(scriptOf(r))<<4
	for i := range len(s) {
		f |= fold(s[i]) << (8 + 8*i)
	}
	return f
}
