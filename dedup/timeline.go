package dedup

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// A span is the minutes from the first to the last clock of a text's articles.
type span struct{ first, last int32 }

// always is the span of an article without a clock. It is near every other span.
var always = span{math.MinInt32, math.MaxInt32}

// with returns the span that covers both.
func (s span) with(t span) span { return span{min(s.first, t.first), max(s.last, t.last)} }

// near reports whether two spans are at most window minutes apart; 0: no limit.
func (s span) near(t span, window int32) bool {
	return window <= 0 || max(int64(s.first)-int64(t.last), int64(t.first)-int64(s.last)) <= int64(window)
}

// spanOf returns the span of an article: the minute of its clock. If only the time of the crawl is
// known, the article may be much older, so the span has no beginning.
func spanOf(t *generation.Catalog, v *store.View, d store.Doc) span {
	minute := v.Row(d).Minute
	switch {
	case minute == store.NoMinute:
		return always
	case t.Fetched[d]:
		return span{math.MinInt32, minute}
	}
	return span{minute, minute}
}

// longLife is the length of a span in minutes above which a text is not sorted by time. Most texts
// are printed once, or a few times within a day.
const longLife = 24 * 60

func (s span) long() bool { return int64(s.last)-int64(s.first) > longLife }

// A timeline numbers texts by time, so that a search reads only the numbers within its window. The
// texts with long spans come before all others.
type timeline struct {
	numbers []anchor.Doc // by place in the order of arrival
	texts   []int32      // positions by number
	spans   []span       // by number
	long    int          // number of texts with long spans, which come first
	window  int32
}

// timeline numbers the texts; order has their positions by arrival.
func (f *full) timeline(order []int32) *timeline {
	t := &timeline{window: windowMinutes(f.opts.Window), numbers: make([]anchor.Doc, len(order))}
	places := make([]int32, len(order))
	for i, p := range order {
		places[i] = int32(i)
		if f.texts[p].span.long() {
			t.long++
		}
	}
	class := func(s span) int {
		if s.long() {
			return 0
		}
		return 1
	}
	slices.SortFunc(places, func(x, y int32) int {
		a, b := f.texts[order[x]].span, f.texts[order[y]].span
		return cmp.Or(cmp.Compare(class(a), class(b)), cmp.Compare(a.first, b.first), cmp.Compare(x, y))
	})
	for n, i := range places {
		t.numbers[i] = anchor.Doc(n)
		t.texts = append(t.texts, order[i])
		t.spans = append(t.spans, f.texts[order[i]].span)
	}
	return t
}

// reach returns the texts within the window of the text with number n.
func (t *timeline) reach(n anchor.Doc) anchor.Reach {
	if t.window <= 0 {
		return anchor.Reach{To: anchor.Doc(len(t.spans))}
	}
	s := t.spans[n]
	from := int64(s.first) - int64(t.window) - longLife
	to := int64(s.last) + int64(t.window)
	short := t.spans[t.long:]
	// From sure on, all texts begin and end in the window, so they need no test.
	sure := anchor.Doc(t.long + sort.Search(len(short), func(i int) bool { return int64(short[i].first) >= from+longLife }))
	return anchor.Reach{
		Always: anchor.Doc(t.long),
		From:   anchor.Doc(t.long + sort.Search(len(short), func(i int) bool { return int64(short[i].first) >= from })),
		To:     anchor.Doc(t.long + sort.Search(len(short), func(i int) bool { return int64(short[i].first) > to })),
		Keep:   func(m anchor.Doc) bool { return m >= sure || s.near(t.spans[m], t.window) },
	}
}

// days returns the day of the first clock of each text, by number.
func (t *timeline) days() []int32 {
	out := make([]int32, len(t.spans))
	for n, s := range t.spans {
		switch {
		case s == always:
			out[n] = anchor.NoDay
		case s.first == math.MinInt32:
			out[n] = s.last / (24 * 60)
		default:
			out[n] = s.first / (24 * 60)
		}
	}
	return out
}
