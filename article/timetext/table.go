package timetext

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed words.txt
var generatedWords string

//go:embed extra.txt
var extraWords string

// A kind is what a phrase means.
type kind uint8

const (
	kindMonth    kind = iota + 1 // of the common calendar; value is its number
	kindPersian                  // month of the Persian calendar
	kindIslamic                  // month of the lunar Islamic calendar
	kindEthiopic                 // month of the Ethiopian calendar
	kindWeekday                  // name of a weekday
	kindDay                      // today or yesterday: value is 0, -1, -2
	kindHalf                     // am (1), pm (2) or night (3): pm from six to eleven
	kindEra                      // the next number is a year counted from value
	kindFiller                   // a word without meaning
	kindHour                     // a word before or after an hour
	kindMonthIs                  // the next number is the month
)

func kinds() map[string]kind {
	return map[string]kind{
		"month": kindMonth, "persian": kindPersian, "islamic": kindIslamic, "ethiopic": kindEthiopic, "weekday": kindWeekday, "day": kindDay, "half": kindHalf,
		"era": kindEra, "filler": kindFiller, "hour": kindHour, "monthis": kindMonthIs,
	}
}

// A meaning is the meaning of a phrase in some languages.
type meaning struct {
	kind  kind
	value int
	lang  string // the first language in the table that has it
}

// An ago is a unit of time, and the number that the phrase itself implies.
type ago struct {
	unit  string
	count int // 0: the phrase has a number
}

// A table holds all phrases.
type table struct {
	words    map[string][]meaning // phrases of up to maxPhrase words
	ago      map[string]ago       // folded, without spaces, with # for the number
	starts   map[string]bool      // first words of longer phrases
	maxBytes int                  // bytes of the longest phrase
}

// maxPhrase is the most words of a phrase.
const maxPhrase = 4

// words returns the table. It is made at the first call, since most times are in numbers. The generated
// file holds keys, the other one phrases.
var words = sync.OnceValue(func() *table {
	t := &table{
		words: make(map[string][]meaning, 4000), ago: make(map[string]ago, 2000), starts: make(map[string]bool, 500),
	}
	t.read(extraWords, wordKey, func(phrase string) string { return agoKey(fold(strings.ReplaceAll(phrase, "{0}", " # "))) })
	as := func(key string) string { return key }
	t.read(generatedWords, as, as)
	return t
})

// read adds the lines of a file.
func (t *table) read(file string, word, ago func(string) string) {
	kinds := kinds()
	for line := range strings.Lines(file) {
		kind, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		value, rest, _ := strings.Cut(rest, "\t")
		phrase, lang, ok := strings.Cut(rest, "\t")
		switch {
		case !ok || line[0] == '#':
		case kind == "ago":
			t.addAgo(value, ago(phrase))
		default:
			if n, err := strconv.Atoi(value); err == nil {
				t.add(word(phrase), meaning{kind: kinds[kind], value: n, lang: lang})
			}
		}
	}
}

// wordKey returns the key of a phrase in the table.
func wordKey(phrase string) string {
	return strings.Join(strings.FieldsFunc(fold(phrase), separates), " ")
}

// add adds a meaning of a phrase.
func (t *table) add(key string, m meaning) {
	t.words[key] = append(t.words[key], m)
	if first, _, more := strings.Cut(key, " "); more {
		t.starts[first] = true
	}
	t.maxBytes = max(t.maxBytes, len(key))
}

// addAgo adds a phrase such as "# hours ago". A value ends in *2 if the phrase implies two.
func (t *table) addAgo(value, key string) {
	unit, _, two := strings.Cut(value, "*2")
	a := ago{unit: unit}
	switch {
	case strings.Contains(key, "#"):
	case two:
		a.count = 2
	default:
		a.count = 1
	}
	if _, have := t.ago[key]; !have {
		t.ago[key] = a
	}
}

// agoKey removes what may be between the words of such a phrase.
func agoKey(folded string) string {
	return strings.Join(strings.FieldsFunc(folded, func(c rune) bool { return c != '#' && separates(c) }), "")
}

// separates reports whether c separates words. Combining marks are parts of words.
func separates(c rune) bool {
	return !isWord(c) && (c < '0' || c > '9')
}

func isNumber(s string) bool { return s[0] >= '0' && s[0] <= '9' }

// find returns the meaning of a phrase, in lang or else in the most spoken language. ok is false if it is
// unknown.
func (t *table) find(phrase, lang string, want func(kind) bool) (m meaning, ok bool) {
	for _, got := range t.words[phrase] {
		if want != nil && !want(got.kind) {
			continue
		}
		if !ok || lang != "" && got.lang == lang {
			m, ok = got, true
		}
	}
	return m, ok
}
