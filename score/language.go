package score

import (
	_ "embed" // speech.tsv is part of the program
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed speech.tsv
var speechTable string

// A tongue holds the words and signs of one language by which speech is recognised without
// quotation marks.
type tongue struct {
	lang    string
	common  map[string]bool
	first   map[string]bool
	longest int                 // bytes of the longest word of first
	starts  [utf8.RuneSelf]bool // ASCII characters, of either case, that a word of first begins with
	note    wordList            // words for a statement
	full    wordList            // words that announce a statement in full
	dash    bool                // lines that begin with a dash are speech
	within  bool                // there are no spaces between words
}

// tongues returns all languages, in the order of the table.
var tongues = sync.OnceValue(func() []*tongue { return readTongues(speechTable) })

// commonWords returns the frequent words of all languages. Bit i of a word is set if language
// i of the table has it.
var commonWords = sync.OnceValue(func() map[string]uint64 {
	out := map[string]uint64{}
	for i, t := range tongues() {
		for w := range t.common {
			out[w] |= 1 << i
		}
	}
	return out
})

func readTongues(table string) (list []*tongue) {
	for line := range strings.Lines(table) {
		lang, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if len(list) == 0 || list[len(list)-1].lang != lang {
			list = append(list, &tongue{lang: lang, within: lang == "zh" || lang == "ja"})
		}
		t := list[len(list)-1]
		kind, words, _ := strings.Cut(rest, "\t")
		set := map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			set[w] = true
		}
		switch kind {
		case "common":
			t.common = set
		case "first":
			t.first = set
			for w := range set {
				t.longest = max(t.longest, len(w))
				if c := w[0]; c < utf8.RuneSelf {
					t.starts[c], t.starts[upper(c)] = true, true
				}
			}
		case "note":
			t.note = newWordList(words)
		case "full":
			t.full = newWordList(words)
		case "dash":
			t.dash = true
		}
	}
	return list
}

const (
	sampleBytes = 1500 // bytes of a text that are read to find its language
	leastCommon = 8    // least percentage of words that are frequent words of the language
)

// language returns the language of a text, or nil if it is not in the table. The words of
// the text decide. The declared language is used only if they do not, because many pages
// declare the language of their template.
func language(text, declared string) *tongue {
	sample := text[:min(len(text), sampleBytes)]
	for len(sample) > 0 && len(sample) < len(text) && !utf8.RuneStart(text[len(sample)]) {
		sample = sample[:len(sample)-1]
	}
	if t := unspaced(sample); t != "" {
		return named(t)
	}
	words := 0
	var counts [64]int // by place in the table
	common := commonWords()
	var buf []byte
	for start, end := nextWord(sample, 0); start < end; start, end = nextWord(sample, end) {
		words++
		buf = appendLower(buf[:0], sample[start:end])
		for m := common[string(buf)]; m != 0; m &= m - 1 {
			counts[bits.TrailingZeros64(m)]++
		}
	}
	var best *tongue
	most := max(3, words*leastCommon/100)
	for i, t := range tongues() {
		if counts[i] > most {
			best, most = t, counts[i]
		}
	}
	if best == nil {
		base, _, _ := strings.Cut(strings.ToLower(declared), "-")
		return named(base)
	}
	return best
}

// unspaced returns "zh" or "ja" for a text in Chinese or Japanese characters, and "" for others.
func unspaced(sample string) string {
	han, kana, letters := 0, 0, 0
	for _, r := range sample {
		switch {
		case r < utf8.RuneSelf:
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				letters++
			}
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.IsLetter(r):
			letters++
		}
	}
	switch {
	case 2*(han+kana) < letters || han+kana == 0:
		return ""
	case 10*kana > han:
		return "ja"
	}
	return "zh"
}

func named(lang string) *tongue {
	list := tongues()
	i := slices.IndexFunc(list, func(t *tongue) bool { return t.lang == lang })
	if i < 0 {
		return nil
	}
	return list[i]
}

// nextWord returns the place of the first word of a text from byte i on. The place is empty if
// there is no word.
func nextWord(text string, i int) (start, end int) {
	for i < len(text) {
		if n := within(text, i); n > 0 {
			break
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
	for start = i; i < len(text); {
		n := within(text, i)
		if n == 0 {
			break
		}
		i += n
	}
	return start, i
}

// within returns the length of the character at byte i if it is part of a word, and 0 if it is not.
func within(text string, i int) int {
	if c := text[i]; c < utf8.RuneSelf {
		return int(asciiWithin[c])
	}
	if r, n := utf8.DecodeRuneInString(text[i:]); !apart(r) {
		return n
	}
	return 0
}

// asciiWithin has 1 for the ASCII characters that are part of words.
var asciiWithin = func() (t [utf8.RuneSelf]uint8) {
	for c := range rune(utf8.RuneSelf) {
		if !apart(c) {
			t[c] = 1
		}
	}
	return t
}()

// appendLower appends a word in lower case.
func appendLower(dst []byte, word string) []byte {
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return append(dst[:len(dst)-i], strings.ToLower(word)...)
		}
		if c-'A' < 26 {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// upper returns an ASCII letter in upper case, and other characters as they are.
func upper(c byte) byte {
	if c-'a' < 26 {
		return c &^ 0x20
	}
	return c
}

// apart reports whether r separates words.
func apart(r rune) bool {
	if r < utf8.RuneSelf {
		return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') && r != '\'' && r != '-'
	}
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '’'
}

// firstPerson reports whether a word of the first person is in a sentence.
func (t *tongue) firstPerson(sentence string) bool {
	if t.within {
		for w := range t.first {
			if strings.Contains(sentence, w) {
				return true
			}
		}
		return false
	}
	for start, end := nextWord(sentence, 0); start < end; start, end = nextWord(sentence, end) {
		if c := sentence[start]; c < utf8.RuneSelf && !t.starts[c] {
			continue
		}
		w := sentence[start:end]
		if len(w) > t.longest && len(w) > t.longest+strings.Count(w, "’")*(len("’")-1) {
			continue
		}
		if t.first[strings.ReplaceAll(strings.ToLower(w), "’", "'")] {
			return true
		}
	}
	return false
}

// A wordList holds words, and beginnings of words.
type wordList struct{ words, beginnings []string }

func newWordList(list string) (out wordList) {
	for w := range strings.FieldsSeq(list) {
		if stem, ok := strings.CutSuffix(w, "*"); ok {
			out.beginnings = append(out.beginnings, stem)
		} else {
			out.words = append(out.words, w)
		}
	}
	return out
}

func (l *wordList) has(word string) bool {
	return slices.Contains(l.words, word) || slices.ContainsFunc(l.beginnings, func(s string) bool { return strings.HasPrefix(word, s) })
}

// names reports whether a clause has a word for a statement, and whether it announces the
// statement in full.
func (t *tongue) names(clause string) (note, full bool) {
	switch {
	case t == nil:
	case t.within:
		has := func(w string) bool { return strings.Contains(clause, w) }
		note, full = slices.ContainsFunc(t.note.words, has), slices.ContainsFunc(t.full.words, has)
	default:
		for start, end := nextWord(clause, 0); start < end && (!note || !full); start, end = nextWord(clause, end) {
			w := strings.ToLower(clause[start:end])
			note, full = note || t.note.has(w), full || t.full.has(w)
		}
	}
	return note, full
}
