// Package clock tells what the clocks of an article are worth: between which
// instants it appeared, and when most likely.
//
// Outlets print local time as if it were UTC, name a wrong zone, give a date
// alone, or a time in the future. A [Learner] is shown the articles and learns
// from each outlet's delays between publication and crawl whether its clock is off
// by some fixed hours; [Clocks.Read] applies this to an article.
//
// The time of the crawl is trusted: what was fetched existed. An outlet that
// changes its offset in summer gets that of the season in which its clock is
// further ahead.
//
// The package is pure. Clocks are safe for concurrent use, a Learner is not.
package clock

import (
	"math"

	"github.com/wiretrace/wiretrace/article"
)

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

const (
	// slack is how far clocks go wrong by themselves, in seconds.
	slack = 5 * minute
	// ahead and behind are the greatest distances of local time from UTC.
	ahead  = 14 * hour
	behind = 12 * hour
	// old is how long before the crawl a text is odd to be dated by an outlet whose
	// texts are mostly fetched within usual.
	old   = 30 * day
	usual = 2 * day
)

// Unbounded is the Earliest of a reading that says only until when an article had
// appeared. It is early enough for any article, and differences to it do not overflow.
const Unbounded int64 = -1 << 40

// Flags are what is odd about a reading.
type Flags uint16

// The flags.
const (
	// DateOnly: a date, month or year and no time of day, or midnight of UTC to the
	// second: what programs print that know the date alone.
	DateOnly Flags = 1 << iota
	// AfterFetch: its stated time is after it was fetched. That is not trusted: Best
	// is as long before the crawl as the outlet's articles usually appear.
	AfterFetch
	// Backdated: dated more than 30 days before it was fetched, by an outlet whose
	// articles are mostly fetched within two days. Latest is when it was fetched.
	Backdated
	// UpdatedOnly: there is no time of publication, so that of the last change is used.
	UpdatedOnly
	// FetchedOnly: there is neither, so the time of the crawl is used.
	FetchedOnly
	// Zoneless: a time of day of which neither the article nor the outlet's history
	// says the zone; it was read as UTC, and the bounds are those of UTC.
	Zoneless
	// Wild: the outlet's times are so often after the crawl that none of them is trusted;
	// Best is as with AfterFetch.
	Wild
	// Redated: the article's address has a date more than a year away from the one that it
	// says. It appeared between the two.
	Redated
	// Unlikely: the year is of no newspaper, so of another calendar or wrong. The time is not
	// read.
	Unlikely
	// Collected: the outlet's articles are dated in bursts, as they were collected. The time
	// is read as that of a crawl.
	Collected
	flagsEnd
)

// Known reports whether f has no flags but those of this version.
func (f Flags) Known() bool { return f < flagsEnd }

// Has reports whether all flags of g are among f.
func (f Flags) Has(g Flags) bool { return f&g == g }

// A Reading is what an article's clocks say. Instants are in seconds since 1970
// UTC, and Earliest <= Best <= Latest. The zero value stands for "not known".
type Reading struct {
	Known bool
	// Earliest and Latest bound when the article appeared. A date lasts from
	// 14 hours before to 12 hours after its day in UTC, as its zone is not known.
	// Latest is not after the crawl. Earliest is Unbounded where the clocks give an
	// upper bound alone.
	Earliest, Latest int64
	// Best is the most likely instant: of a date that, as long before the crawl as is
	// usual.
	Best int64
	// Precise says that Best is a time the article gave, to the minute, corrected or
	// not; not a date, nor the time of the crawl.
	Precise bool
	// Corrected is what was added to the article's time, in seconds.
	Corrected int
	Flags     Flags
}

// Clocks holds what was learnt of each outlet's clock. The zero value has learnt nothing.
type Clocks struct {
	outlets map[string]outletClock
	others  outletClock // of outlets with too few articles to learn from
}

// An outletClock is what was learnt of the clock of one outlet.
type outletClock struct {
	zoned, local offset // of times with a named zone and of those without
	prompt       bool   // most articles are fetched within usual
	collected    bool   // its times are those of a collection
	wild         bool   // its times are not to be trusted
	delay        int64  // usual time between publication and crawl, 0 if not known
}

// An offset is what has to be added to an outlet's times.
type offset struct {
	seconds int64
	sure    bool // it was learnt, be it that it is 0
}

// Read tells when an article of an outlet appeared.
func (c *Clocks) Read(outlet string, a *article.Article) Reading {
	h, ok := c.outlets[outlet]
	if !ok {
		h = c.others
	}
	t, r := believed(a.Published), Reading{Known: true}
	if a.Published.Known() && !t.Known() {
		r.Flags |= Unlikely
	}
	fetched := int64(math.MaxInt64)
	if a.Fetched.Known() {
		_, fetched = span(a.Fetched)
	}
	switch {
	case h.wild && a.Fetched.Known():
		return byFetch(a, h, fetched, Wild)
	case h.collected && t.Known() && exact(t):
		latest := min(fetched, t.Latest())
		return Reading{Known: true, Earliest: Unbounded, Latest: latest, Best: latest, Flags: Collected}
	case t.Known():
	case believed(a.Updated).Known():
		t, r.Flags = a.Updated, r.Flags|UpdatedOnly
	case a.Fetched.Known():
		return byFetch(a, h, fetched, r.Flags|FetchedOnly)
	default:
		return Reading{Flags: r.Flags}
	}
	r.Earliest, r.Latest = span(t)
	r.Best = middle(t)
	r.Precise = exact(t)
	if r.Precise {
		r.correct(h.of(t), t.Zone, fetched)
	} else {
		r.Flags |= DateOnly
	}
	if h.prompt && a.Fetched.Known() && fetched-r.Latest > old && !r.Flags.Has(UpdatedOnly) {
		r.Flags |= Backdated
		r.Latest = fetched
	}
	if date, contradicts := a.AddressContradicts(); contradicts {
		r.redate(date)
	}
	r.bound(fetched)
	if best := fetched - h.delay; !r.Precise && a.Fetched.Known() && h.delay > 0 && best <= r.Latest {
		r.Best = max(r.Earliest, best)
	}
	return r
}

// byFetch reads an article by its crawl alone.
func byFetch(a *article.Article, h outletClock, fetched int64, why Flags) Reading {
	return Reading{
		Known: true, Earliest: Unbounded, Latest: fetched, Best: min(fetched, middle(a.Fetched)) - h.delay, Flags: why,
	}
}

// of returns the offset of times such as t.
func (h outletClock) of(t article.Time) offset {
	if t.Zone {
		return h.zoned
	}
	return h.local
}

// correct applies an offset. One that would put into the future what is not there does
// not hold for this article.
func (r *Reading) correct(o offset, zoned bool, fetched int64) {
	if !o.sure && !zoned {
		r.Flags |= Zoneless
	}
	if o.seconds > 0 && r.Earliest+o.seconds-slack > fetched {
		return
	}
	r.Corrected = int(o.seconds)
	r.Earliest += o.seconds
	r.Latest += o.seconds
	r.Best += o.seconds
}

// redate widens a reading to the date in the article's address. Sites give old pages
// new dates more often than they give new pages old addresses, so an earlier date is
// also the most likely one.
func (r *Reading) redate(date article.Time) {
	r.Flags |= Redated
	r.Precise = false
	first, last := span(date)
	if first < r.Earliest {
		r.Best = middle(date)
	}
	r.Earliest, r.Latest = min(r.Earliest, first), max(r.Latest, last)
}

// bound cuts a reading at the time of the crawl.
func (r *Reading) bound(fetched int64) {
	if r.Earliest-slack > fetched {
		r.Flags |= AfterFetch
		r.Precise = false
		r.Best = fetched
		r.Earliest -= ahead // a zone that was not learnt explains as much
		if r.Earliest > fetched {
			r.Earliest = Unbounded
		}
	}
	if r.Flags.Has(UpdatedOnly) {
		r.Earliest = Unbounded
	}
	r.Latest = min(r.Latest, fetched)
	r.Earliest = min(r.Earliest, r.Latest)
	r.Best = max(r.Earliest, min(r.Best, r.Latest))
}

// exact reports whether t is a time of day. Midnight to the second is none: of the
// articles that carry it, next to all have it for want of a time.
func exact(t article.Time) bool {
	return t.Precision >= article.PrecisionMinute && (t.Unix%day != 0 || t.Precision == article.PrecisionMinute)
}

// endOf returns the last instant of the interval that t names.
func endOf(t article.Time) int64 {
	if t.Precision >= article.PrecisionMinute && !exact(t) {
		return t.Unix + day - 1
	}
	return t.Latest()
}

// span returns the first and the last instant that t can mean.
func span(t article.Time) (first, last int64) {
	if exact(t) {
		return t.Unix, t.Latest()
	}
	return t.Unix - ahead, endOf(t) + behind
}

// middle returns the likeliest instant of t.
func middle(t article.Time) int64 {
	if exact(t) {
		return t.Unix
	}
	return t.Unix + (endOf(t)-t.Unix)/2
}
