package credit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A kind is the meaning of words of the lexicon.
type kind uint8

const (
	kindName    kind = iota // a name that only the agency has
	kindStrict              // a name that counts only in the forms of a credit
	kindPhrase              // a phrase that is a credit of an agency
	kindPhoto               // "photo", "Bild": credit of a picture
	kindSays                // "reported": the name before it is cited
	kindTold                // "told", "laut": the name after it is cited
	kindLead                // "with files from", "Quelle": a credit follows
	kindNoun                // "agency", "Korrespondent"
	kindBy                  // "by", "von"
	kindJoin                // "and", "und"
	kindArt                 // "the", "der"
	kindOrigin              // "originally published by": the original publisher follows
	kindContrib             // "contributed to this report": the name before it is credited
	kindRole                // "staff writer", next to a name in a byline
	kindHonor               // "Mr": the name after it is a person's
	kindMonth
	kindWired         // 电, at the end of a Chinese dateline
	kindCopy          // "copyright"
	kindInitials      // "D. N. B."
	kindNone     kind = 255
)

// An entry is one sequence of words with its kind.
type entry struct {
	rest   []string // folded words after the first
	then   []string // of a phrase in two parts: the folded words of the second
	kind   kind
	agency int32    // index of the registry's agencies, for the first three kinds
	forms  []string // spellings of a strict name, see spelling; "" is any
	user   bool     // given by the user, and stronger than the registry
}

// An item is an entry found in a text: the tokens [first, last).
type item struct {
	first, last int32
	agency      int32
	kind        kind
	fuzzy       bool // one letter is misread
	cited       bool // "لرويترز": to Reuters
}

// A lexicon finds names and cues in one pass over the words.
type lexicon struct {
	entries  map[string][]entry // by first word, longest first
	initials map[string]entry   // "dnb" for "D. N. B."
	joined   map[int][]fuzzyName
	suffixes []string
}

// A fuzzyName is a name that is long enough to be recognised with one letter misread.
type fuzzyName struct {
	word   string // folded, without spaces
	agency int32
}

func cueKinds() map[string]kind {
	return map[string]kind{
		"photo": kindPhoto, "says": kindSays, "told": kindTold, "lead": kindLead, "noun": kindNoun,
		"by": kindBy, "join": kindJoin, "art": kindArt, "origin": kindOrigin, "contrib": kindContrib,
		"role": kindRole, "honor": kindHonor, "month": kindMonth, "wired": kindWired, "copy": kindCopy,
	}
}

// words returns the folded words of a name.
func words(name string) []string {
	ts := tokens{text: name}
	ts.add(0, len(name), inBody)
	out := make([]string, len(ts.list))
	for i := range out {
		out[i] = string(ts.key(i))
	}
	return out
}

func newLexicon() *lexicon {
	return &lexicon{
		entries:  make(map[string][]entry),
		initials: make(map[string]entry),
		joined:   make(map[int][]fuzzyName),
	}
}

// readCues adds the embedded words that are not names.
func (l *lexicon) readCues(table string) error {
	kinds := cueKinds()
	for n, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		name, list, _ := strings.Cut(line, "\t")
		if name == "suffix" {
			for s := range strings.SplitSeq(list, ";") {
				l.suffixes = append(l.suffixes, strings.Join(words(s), ""))
			}
			continue
		}
		k, ok := kinds[name]
		if !ok {
			return fmt.Errorf("cues, line %d: unknown kind %q", n+1, name)
		}
		for cue := range strings.SplitSeq(list, ";") {
			if err := l.add(cue, entry{kind: k}); err != nil {
				return fmt.Errorf("cues, line %d: %w", n+1, err)
			}
		}
	}
	return nil
}

// add enters words. If they were entered before, the stronger entry is kept; names are strongest.
func (l *lexicon) add(text string, e entry) error {
	w := words(text)
	if len(w) == 0 {
		return fmt.Errorf("no letter or digit in %q", text)
	}
	if len(w) > maxWords {
		return fmt.Errorf("%q has %d words, the limit is %d", text, len(w), maxWords)
	}
	e.rest = w[1:]
	list := l.entries[w[0]]
	for i := range list {
		if slices.Equal(list[i].rest, e.rest) && slices.Equal(list[i].then, e.then) {
			list[i] = stronger(list[i], e)
			return nil
		}
	}
	list = append(list, e)
	slices.SortStableFunc(list, func(a, b entry) int {
		return cmp.Or(len(b.rest)-len(a.rest), len(b.then)-len(a.then))
	})
	l.entries[w[0]] = list
	return nil
}

// stronger joins two entries of the same words.
func stronger(a, b entry) entry {
	switch {
	case a.user && !b.user:
		return a
	case a.kind == kindStrict && b.kind == kindStrict && a.agency == b.agency:
		a.forms = append(a.forms, b.forms...)
		return a
	case b.kind < a.kind:
		return b
	}
	return a
}

// addName enters a name of an agency in all its spellings.
func (l *lexicon) addName(name string, e entry) error {
	if err := l.add(name, e); err != nil {
		return err
	}
	w := words(name)
	joined := strings.Join(w, "")
	size := len([]rune(joined))
	if ascii(joined) && len(w) == 1 && size >= 2 && size <= 5 && e.kind != kindPhrase {
		if _, taken := l.initials[joined]; !taken {
			l.initials[joined] = entry{kind: kindInitials, agency: e.agency}
		}
	}
	if size >= minFuzzy && e.kind != kindPhrase {
		l.joined[size] = append(l.joined[size], fuzzyName{word: joined, agency: e.agency})
	}
	return nil
}

// addPhrase enters a phrase that is a credit of an agency. It may contain "…" once, for a few
// words of any kind.
func (l *lexicon) addPhrase(phrase string, agency int32) error {
	begin, end, _ := strings.Cut(phrase, "…")
	return l.addName(begin, entry{kind: kindPhrase, agency: agency, then: words(end)})
}

// spelling returns the letters of a name with their case, or "" if its script
// has none.
func spelling(name string) string {
	cased := false
	out := strings.Map(func(r rune) rune {
		cased = cased || unicode.IsUpper(r) || unicode.IsLower(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKC.String(name))
	if !cased {
		return ""
	}
	return out
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
