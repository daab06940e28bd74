// Package score computes what two articles share, and how likely it is that one has
// reporting of the other or that both have reporting of a third article.
//
// Make a [Text] of each article with [Preparer.Prepare]. [Comparer.Compare] finds
// the words that two texts have in common and gives the [Evidence]; [Model.LogOdds]
// turns it into log-odds. Every command uses this one function, so all of them give a
// pair the same probability.
//
// The number of shared words decides, not their share of the text. A word counts if it
// is in a run of six or more words that both texts have, if it is not quoted speech in
// either text, and if the run does not recur on other days. The number of such words is
// called NET. Quotations, statements, posts and form texts do not count, because
// unrelated reports share them too.
//
// [Context] holds what was counted over a whole collection. With the zero Context the
// package does not know which runs recur.
//
// The package is pure: it has no access to storage and does not choose the pairs.
package score

import (
	"cmp"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/shingle"
)

// A Source is what a text is made from.
type Source struct {
	Text   string
	Stream *shingle.Stream // of Text, without page furniture
	Title  string
	Lang   string // BCP 47 tag; "": found from the text
	Second int64  // publication time, in seconds since 1970
	Timed  bool   // whether there is a publication time
}

// A Text is an article made ready for comparison. It is read-only once prepared and
// then safe for concurrent use. It keeps the stream of its source.
type Text struct {
	words   []uint32 // hashes, in order
	flags   []flag   // by word
	runs    []uint64 // hash and place of each run of [minRun] words, sorted
	grams   []gram   // sampled runs for the table of recurring runs
	title   []uint32 // distinct words of the headline, without frequent ones
	numbers []uint32 // distinct numbers, sorted
	set     []uint32 // distinct words, sorted
	perWord float64  // tokens per word: 1 in scripts with spaces between words
	own     int      // tokens that are not speech
	day     int32    // of publication, since 1970; [NoDay]: not known
	second  int64    // of publication, since 1970
	stream  *shingle.Stream
}

// flag marks a word.
type flag uint8

const (
	flagSpeech   flag = 1 << iota // it is somebody's speech
	flagNumber                    // it begins with a digit
	flagName                      // it is a name or a number
	flagCaseless                  // its script has no capitals
)

// minRun is the length of the shortest run that counts, in words. On 704 labelled
// pairs of twelve collections, minimum lengths of 4, 5, 6, 8 and 10 words rank the pairs
// about equally well (area under the curve .939, .946, .948, .947, .944).
const minRun = 6

// NoDay is the day of an article without a publication time.
const NoDay = int32(math.MinInt32)

// Day returns the day of a time in seconds since 1970, or [NoDay] if it is not timed.
func Day(second int64, timed bool) int32 {
	if !timed {
		return NoDay
	}
	return int32(math.Floor(float64(second) / 86400))
}

// IsName reports whether a word of the text's stream is a name: it has a capital within a
// sentence.
func (t *Text) IsName(word int) bool { return t.flags[word]&(flagName|flagNumber) == flagName }

// IsCaseless reports whether a word of the text's stream is in a script without capitals, such
// as Arabic, and so may be a name.
func (t *Text) IsCaseless(word int) bool { return t.flags[word]&flagCaseless != 0 }

// Day returns the day of publication, or [NoDay].
func (t *Text) Day() int32 { return t.day }

// Words returns the number of words of t that count.
func (t *Text) Words() int { return int(float64(len(t.words)) / t.perWord) }

// A Preparer makes texts and reuses its buffers. The zero value is ready to use. A
// Preparer is not safe for concurrent use.
type Preparer struct {
	shingler shingle.Shingler
	stream   shingle.Stream
	keep     []int    // words without a digit
	sampled  []uint64 // grams as hash and place in keep
}

// Prepare fills t, whose memory it reuses, from s.
func (p *Preparer) Prepare(t *Text, s *Source) {
	t.perWord = shingle.TokensPerWord(s.Text)
	t.day, t.second = Day(s.Second, s.Timed), s.Second
	t.read(s.Stream, s.Text)
	mark(t, s)
	t.own = 0
	for _, f := range t.flags {
		if f&flagSpeech == 0 {
			t.own++
		}
	}
	t.runs = runHashes(t.runs[:0], t.words, t.minTokens())
	p.sample(t)
	p.headline(t, s.Title)
	t.set = distinct(append(t.set[:0], t.words...))
	t.stream = s.Stream
}

// Grams fills t with the sampled runs that a [Builder] counts, and with nothing else.
func (p *Preparer) Grams(t *Text, s *Source) {
	t.perWord = shingle.TokensPerWord(s.Text)
	t.day = Day(s.Second, s.Timed)
	t.read(s.Stream, s.Text)
	p.sample(t)
}

// minTokens returns the length of the shortest run that counts, in tokens.
func (t *Text) minTokens() int { return int(math.Ceil(minRun * t.perWord)) }

// read sets the words and flags of t from a stream.
func (t *Text) read(s *shingle.Stream, text string) {
	t.words, t.flags, t.numbers = t.words[:0], t.flags[:0], t.numbers[:0]
	fresh := true // a sentence begins: a capital says nothing
	for i, w := range s.Words {
		end := len(s.Symbols)
		if i+1 < len(s.Words) {
			end = int(s.Words[i+1].At)
		}
		h := hashWord(s.Symbols[w.At:end], text[w.Start:w.End])
		var f flag
		if r, _ := utf8.DecodeRuneInString(text[w.Start:]); unicode.IsDigit(r) {
			f = flagNumber | flagName
			t.numbers = append(t.numbers, h)
		} else if !fresh && startsUpper(text[w.Start:]) {
			f = flagName
		} else if unicode.Is(unicode.Lo, r) && end-int(w.At) >= 3 && t.perWord == 1 {
			f = flagCaseless
		}
		t.words, t.flags = append(t.words, h), append(t.flags, f)
		// Words that are written as one character, such as a ligature, have the same place.
		fresh = i+1 < len(s.Words) && endsSentence(text[min(w.End, s.Words[i+1].Start):s.Words[i+1].Start])
	}
	t.numbers = distinct(t.numbers)
}

// headline sets the words of the headline.
func (p *Preparer) headline(t *Text, title string) {
	t.title = t.title[:0]
	p.shingler.Stream(&p.stream, title[:min(len(title), maxTitle)], nil)
	for i, w := range p.stream.Words {
		end := len(p.stream.Symbols)
		if i+1 < len(p.stream.Words) {
			end = int(p.stream.Words[i+1].At)
		}
		t.title = append(t.title, hashSymbols(p.stream.Symbols[w.At:end]))
	}
	t.title = distinct(t.title)
}

// maxTitle bounds what is read of a headline, in bytes.
const maxTitle = 400

func distinct(xs []uint32) []uint32 {
	slices.Sort(xs)
	return slices.Compact(xs)
}

// Clone returns a copy that takes no more memory than it needs. stream is a copy of the
// stream that t was made from.
func (t *Text) Clone(stream *shingle.Stream) Text {
	c := *t
	c.words, c.flags, c.runs, c.grams = slices.Clone(t.words), slices.Clone(t.flags), slices.Clone(t.runs), slices.Clone(t.grams)
	c.title, c.numbers, c.set = slices.Clone(t.title), slices.Clone(t.numbers), slices.Clone(t.set)
	c.stream = stream
	return c
}

// Bytes returns the memory that t takes, without its stream.
func (t *Text) Bytes() int {
	return 4*(len(t.words)+len(t.title)+len(t.numbers)+len(t.set)) + len(t.flags) + 8*len(t.runs) + 12*len(t.grams)
}

// before orders two texts so that a comparison does not depend on which comes first.
func (t *Text) before(o *Text) bool {
	return cmp.Or(cmp.Compare(len(t.words), len(o.words)), slices.Compare(t.words, o.words)) <= 0
}
