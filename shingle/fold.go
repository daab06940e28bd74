package shingle

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A fold says what the fast path does with a rune of two bytes in UTF-8.
type fold struct {
	kind foldKind
	n    uint8
	out  [2]byte
}

type foldKind uint8

const (
	foldSlow  foldKind = iota // the word needs the slow path
	foldSplit                 // ends a word
	foldDrop                  // left out
	foldTo                    // becomes out[:n]
)

// A foldTable holds the folds of U+0080 to U+07FF: Latin, Greek, Cyrillic,
// Armenian, Hebrew, Arabic.
type foldTable [0x800]fold

// folds returns the table; it is built from the slow path itself, once, in
// about a millisecond.
var folds = sync.OnceValue(func() *foldTable {
	t := new(foldTable)
	for r := rune(utf8.RuneSelf); r < 0x800; r++ {
		t[r] = foldOf(r)
	}
	return t
})

func foldOf(r rune) fold {
	switch {
	case dropped(r):
		return fold{kind: foldDrop}
	case !inWord(r):
		return fold{kind: foldSplit}
	case unicode.IsMark(r), !norm.NFKC.PropertiesString(string(r)).BoundaryBefore():
		return fold{} // may join the letter before it
	}
	s := normalise(string(r))
	if len(s) > 2 {
		return fold{}
	}
	f := fold{kind: foldTo, n: uint8(len(s))}
	copy(f.out[:], s)
	return f
}
