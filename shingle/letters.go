package shingle

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The alphabets whose letters look alike, as bits of a set.
const (
	scriptLatin = 1 << iota
	scriptGreek
	scriptCyrillic
)

func scriptOf(r rune) uint8 {
	switch {
	case r < utf8.RuneSelf:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return scriptLatin
		}
	case !unicode.IsLetter(r):
	case unicode.Is(unicode.Latin, r):
		return scriptLatin
	case unicode.Is(unicode.Cyrillic, r):
		return scriptCyrillic
	case unicode.Is(unicode.Greek, r):
		return scriptGreek
	}
	return 0
}

// looksLatin returns the Latin letter that a Cyrillic or Greek letter looks
// like, or 0. Case counts: В looks like B, в like no Latin letter.
func looksLatin(r rune) rune {
	const (
		foreign = "аеорсухіјѕԁһԛԝкмтАВЕКМНОРСТУХІЈЅ" + "αονρυικτχγηωϲΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
		latin   = "aeopcyxijsdhqwkmtABEKMHOPCTYXIJS" + "aovpuiktxynwcABEZHIKMNOPTYX"
	)
	if r < 0x0370 || r > 0x052F {
		return 0
	}
	for i, c := range []rune(foreign) {
		if c == r {
			return rune(latin[i])
		}
	}
	return 0
}

// looksForeign returns the letter of a script that a Latin letter looks like,
// or 0.
func looksForeign(r rune, script uint8) rune {
	first, last := rune(0x0400), rune(0x052F)
	if script == scriptGreek {
		first, last = 0x0370, 0x03FF
	}
	for c := first; c <= last; c++ {
		if looksLatin(c) == r {
			return c
		}
	}
	return 0
}

// unmask undoes what is done to a word so that it looks the same and is
// another: letters of other alphabets become those of the word's own, and the
// digits 0 and 1 between letters become o and l. word is in NFKC, its case is
// as it was written.
func unmask(word string) string {
	scripts, digits := uint8(0), false
	for _, r := range word {
		scripts |= scriptOf(r)
		digits = digits || r == '0' || r == '1'
	}
	if scripts&(scripts-1) != 0 {
		main := mainScript(word)
		word = strings.Map(func(r rune) rune { return toScript(r, main) }, word)
	}
	if digits && scripts != 0 {
		word = undigit(word)
	}
	return word
}

// mainScript returns the script that most letters of a word belong to that
// look like no letter of another one; at a tie that of most letters, then
// Latin.
func mainScript(word string) uint8 {
	own, all := map[uint8]int{}, map[uint8]int{}
	for _, r := range word {
		s := scriptOf(r)
		if s == 0 {
			continue
		}
		all[s]++
		if s == scriptLatin && looksForeign(r, scriptCyrillic) == 0 || s != scriptLatin && looksLatin(r) == 0 {
			own[s]++
		}
	}
	main := uint8(scriptLatin)
	for _, s := range []uint8{scriptCyrillic, scriptGreek} {
		if own[s] > own[main] || own[s] == own[main] && all[s] > all[main] {
			main = s
		}
	}
	return main
}

// toScript returns the letter of a script that r looks like, or r.
func toScript(r rune, main uint8) rune {
	s := scriptOf(r)
	if s == 0 || s == main {
		return r
	}
	latin := r
	if s != scriptLatin {
		if latin = looksLatin(r); latin == 0 {
			return r
		}
	}
	if main == scriptLatin {
		return latin
	}
	if to := looksForeign(latin, main); to != 0 {
		return to
	}
	return r
}

// undigit writes the digits 0 and 1 as o and l where they are between letters.
func undigit(word string) string {
	runes := []rune(word)
	for i := 0; i < len(runes); {
		if runes[i] != '0' && runes[i] != '1' {
			i++
			continue
		}
		end := i
		for end < len(runes) && (runes[end] == '0' || runes[end] == '1') {
			end++
		}
		if i > 0 && end < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[end]) {
			for k := i; k < end; k++ {
				runes[k] = map[rune]rune{'0': 'o', '1': 'l'}[runes[k]]
			}
		}
		i = end
	}
	return string(runes)
}

// serbianLatin returns the Latin form of a lower-case letter of the Serbian
// Cyrillic alphabet, or "". The two alphabets of Serbian correspond exactly;
// the other letters of Cyrillic stay.
func serbianLatin(r rune) string {
	const cyrillic = "абвгдђежзијклљмнњопрстћуфхцчџш"
	latin := [...]string{
		"a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n", "nj", "o", "p", "r", "s", "t", "ć",
		"u", "f", "h", "c", "č", "dž", "š",
	}
	if r < 0x0430 || r > 0x045F {
		return ""
	}
	i := 0
	for _, c := range cyrillic {
		if c == r {
			return latin[i]
		}
		i++
	}
	return ""
}

// A form says in which of two alphabets, or sets of characters, the words of a
// text are written after normalisation. It is the same for a whole text, so that
// Russian and Japanese stay as they are.
type form uint8

const (
	formPlain      form = iota
	formSerbian         // Serbian Cyrillic in Latin
	formSimplified      // traditional Chinese characters simplified
)

// formOf returns the form of a text, whose words are spaced or not.
func formOf(text string, spaced bool) form {
	switch {
	case spaced && isSerbian(text):
		return formSerbian
	case !spaced && strings.IndexFunc(text, isKana) < 0:
		return formSimplified
	}
	return formPlain
}

// serbianVotes says of the lower-case letters of Cyrillic, from firstVote on: 1 for those
// that only the Serbian alphabet has, -1 for those that it lacks.
var serbianVotes = func() (t [0x0460 - firstVote]int8) {
	for i := range t {
		switch r := rune(firstVote + i); {
		case strings.ContainsRune("ђјљњћџ", r):
			t[i] = 1
		case serbianLatin(r) == "":
			t[i] = -1
		}
	}
	return t
}()

const firstVote = 0x0430

// isSerbian reports whether a text is of the Serbian Cyrillic alphabet: it has
// letters that only that has, and more of them than of those that it lacks.
func isSerbian(text string) bool {
	if strings.IndexByte(text, 0xD1) < 0 { // the first byte of all letters that tell
		return false
	}
	votes := 0
	for _, r := range text {
		if r >= firstVote && r < firstVote+rune(len(serbianVotes)) {
			votes += int(serbianVotes[r-firstVote])
		}
	}
	return votes > 0
}

func isKana(r rune) bool { return r >= 0x3041 && r <= 0x30FF }

// in writes a word in a form.
func (f form) in(word string) string {
	switch f {
	case formSimplified:
		return strings.Map(simplify, word)
	case formSerbian:
		var b strings.Builder
		for _, r := range word {
			if s := serbianLatin(r); s != "" {
				b.WriteString(s)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	return word
}

//go:embed simplified.txt
var simplifiedPairs string

// The ideographs that have an entry in the table of simplified characters.
const (
	firstHan = 0x4E00
	lastHan  = 0x9FBF
)

func isIdeograph(r rune) bool { return r >= firstHan && r <= lastHan }

// simplified holds the simplified form of each ideograph, itself if it has
// none.
var simplified = sync.OnceValue(func() *[lastHan - firstHan + 1]uint16 {
	t := new([lastHan - firstHan + 1]uint16)
	for i := range t {
		t[i] = uint16(firstHan + i)
	}
	for line := range strings.Lines(simplifiedPairs) {
		if line[0] == '#' {
			continue
		}
		runes := []rune(strings.TrimSpace(line))
		for i := 0; i+1 < len(runes); i += 2 {
			t[runes[i]-firstHan] = uint16(runes[i+1])
		}
	}
	return t
})

func simplify(r rune) rune {
	if !isIdeograph(r) {
		return r
	}
	return rune(simplified()[r-firstHan])
}
