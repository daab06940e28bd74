package extraction

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// words returns the words of s in lower case: runs of letters, digits and
// marks, single characters in scripts without spaces.
func words(s string) []string {
	var out []string
	s = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\ufeff", "").Replace(s) // hyphens and spaces of no width
	for w := range strings.FieldsFuncSeq(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		start := -1
		for i, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				if start >= 0 {
					out = append(out, w[start:i])
					start = -1
				}
				out = append(out, string(r))
			} else if start < 0 {
				start = i
			}
		}
		if start >= 0 {
			out = append(out, w[start:])
		}
	}
	return out
}

// key returns the words of s as one string, for comparison.
func key(s string) string { return strings.Join(words(s), " ") }

// holds reports whether text contains the words of part, both as [key] returns.
func holds(text, part string) bool {
	return part != "" && strings.Contains(" "+text+" ", " "+part+" ")
}

// hasPiece reports whether text contains a piece, a [key]. Pieces may
// begin and end within words.
func hasPiece(text, piece string) bool {
	k := key(piece)
	return k != "" && strings.Contains(text, k)
}

// common counts the words of a that b has as well, each as often as in b.
func common(a, b []string) int {
	count := make(map[string]int, len(b))
	for _, w := range b {
		count[w]++
	}
	n := 0
	for _, w := range a {
		if count[w] > 0 {
			count[w]--
			n++
		}
	}
	return n
}

// lostParagraphs counts the paragraphs of gold with eight words or more, and
// those of them whose word triples are for the most part not in text.
func lostParagraphs(gold string, text []string) (lost, all int) {
	triples := make(map[[3]string]bool, len(text))
	for i := range max(0, len(text)-2) {
		triples[[3]string(text[i:i+3])] = true
	}
	for p := range strings.SplitSeq(gold, "\n") {
		w := words(p)
		if len(w) < 8 {
			continue
		}
		found := 0
		for i := range len(w) - 2 {
			if triples[[3]string(w[i:i+3])] {
				found++
			}
		}
		all++
		if found*2 < len(w)-2 {
			lost++
		}
	}
	return lost, all
}

// sameTitle reports whether two titles are the same, the outlet's name and
// kickers apart: equal, or one within the other and at least 60 % as long, or
// equal in their longest part between bars, dashes and colons.
func sameTitle(got, want string) bool {
	g, w := key(got), key(want)
	if g == "" || w == "" {
		return false
	}
	if g == w {
		return true
	}
	if short, long := min(len(g), len(w)), max(len(g), len(w)); short*10 >= long*6 && (holds(g, w) || holds(w, g)) {
		return true
	}
	return longestPart(got) == longestPart(want)
}

func longestPart(title string) string {
	best := ""
	for _, sep := range [...]string{" - ", " – ", " — ", ": ", " · ", " • ", " :: "} {
		title = strings.ReplaceAll(title, sep, "|")
	}
	for part := range strings.SplitSeq(title, "|") {
		if k := key(part); len(k) > len(best) {
			best = k
		}
	}
	return best
}

// sameAuthors reports whether got has at least 60 % of the words of the names.
func sameAuthors(got string, want []string) bool {
	w := words(strings.Join(want, " "))
	return len(w) > 0 && common(w, words(got))*10 >= len(w)*6
}
