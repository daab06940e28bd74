// Package clock finds when an article appeared: the earliest and latest possible
// instant, and the most likely one.
//
// Outlets print local time as if it were UTC, name a wrong zone, give only a date,
// or a time in the future. A [Learner] collects the delays between publication and
// crawl of each outlet's articles, and learns whether the outlet's clock is wrong by
// a fixed number of hours. [Clocks.Read] corrects the times of an article.
//
// The time of the crawl is trusted, because an article must exist to be fetched. If
// an outlet changes its offset in summer, the package uses the offset of the season
// in which its clock is further ahead.
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
	// slack is the error of a clock that is set correctly, in seconds.
	slack = 5 * minute
	// ahead and behind are the greatest distances of local time from UTC.
	ahead  = 14 * hour
	behind = 12 * hour
	// old is the least time between date and crawl of a backdated article. It applies to outlets
	// whose articles are mostly fetched within usual.
	old   = 30 * day
	usual = 2 * day
)

// Unbounded is the Earliest of a reading without a lower bound. It is before any article, and
// differences to it do not overflow.
const Unbounded int64 = -1 << 40

// Flags name the oddities of a reading.
type Flags uint16

// The flags.
const (
	// DateOnly: a date, month or year without a time of day. Exactly midnight UTC counts as a
	// date, since programs print it if they know only the date.
	DateOnly Flags = 1 << iota
	// AfterFetch: its stated time is after the crawl and is not trusted. Best is the time of the
	// crawl less the outlet's usual delay.
	AfterFetch
	// Backdated: dated more than 30 days before it was fetched, by an outlet whose
	// articles are mostly fetched within two days. Latest is when it was fetched.
	Backdated
	// UpdatedOnly: there is no time of publication. The time of the last change is used.
	UpdatedOnly
	// FetchedOnly: there is neither of the two. The time of the crawl is used.
	FetchedOnly
	// Zoneless: the zone of a time of day is not known, neither from the article nor from the
	// outlet's history. The time is read as UTC.
	Zoneless
	// Wild: the outlet's times are so often after the crawl that none of them is trusted;
	// Best is as with AfterFetch.
	Wild
	// Redated: the date in the article's address is more than a year away from the stated one.
	// The article appeared between the two.
	Redated
	// Unlikely: the year is not one in which newspapers appeared, so it is wrong or of another
	// calendar. The time is ignored.
	Unlikely
	// Collected: the outlet's articles are dated in bursts, when they were collected. The time
	// is treated as the time of a crawl.
	Collected
	flagsEnd
)

// Known reports whether this version knows all flags of f.
func (f Flags) Known() bool { return f < flagsEnd }

// Has reports whether all flags of g are among f.
func (f Flags) Has(g Flags) bool { return f&g == g }

// A Reading is the time at which an article appeared, with its bounds. Instants are in seconds
// since 1970 UTC, and Earliest <= Best <= Latest. The zero value means "not known".
type Reading struct {
	Known bool
	// Earliest and Latest bound when the article appeared. A date lasts from 14 hours before
	// to 12 hours after its day in UTC, as its zone is not known. Latest is not after the crawl.
	// Earliest is Unbounded if the clocks give only an upper bound.
	Earliest, Latest int64
	// Best is the most likely instant. For a date it is within the day, and as near as possible
	// to the time of the crawl less the usual delay.
	Best int64
	// Precise is true if Best is a time of day that the article states, corrected or not. It is
	// false for a date and for the time of the crawl.
	Precise bool
	// Corrected is what was added to the article's time, in seconds.
	Corrected int
	Flags     Flags
}

// Clocks holds what was learnt about each outlet's clock. The zero value has no outlets.
type Clocks struct {
	outlets map[string]outletClock
	others  outletClock // of outlets with too few articles to learn from
}

// An outletClock is what was learnt about the clock of one outlet.
type outletClock struct {
	zoned, local offset // of times with a named zone and of those without
	prompt       bool   // most articles are fetched within usual
	collected    bool   // its articles are dated when they were collected
	wild         bool   // its times are not trusted
	delay        int64  // usual time between publication and crawl in seconds, 0 if not known
}

// An offset is the correction that is added to an outlet's times.
type offset struct {
	seconds int64
	sure    bool // it was learnt; it may be 0
}

// Read returns when an article of an outlet appeared.
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

// byFetch returns a reading that uses only the time of the crawl.
func byFetch(a *article.Article, h outletClock, fetched int64, why Flags) Reading {
	return Reading{
		Known: true, Earliest: Unbounded, Latest: fetched, Best: min(fetched, middle(a.Fetched)) - h.delay, Flags: why,
	}
}

// of returns the offset for t, which depends on whether t has a named zone.
func (h outletClock) of(t article.Time) offset {
	if t.Zone {
		return h.zoned
	}
	return h.local
}

// correct applies an offset, unless it would move the time past the crawl.
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

// redate widens a reading to include the date in the article's address. If that date is
// earlier, it is also the most likely one: sites give old pages new dates more often than new
// pages old addresses.
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
		r.Earliest -= ahead // an unknown zone can explain up to this difference
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

// exact reports whether t is a time of day. Exactly midnight is not: nearly all articles with
// that time have it because the time of day is not known.
func exact(t article.Time) bool {
	return t.Precision >= article.PrecisionMinute && (t.Unix%day != 0 || t.Precision == article.PrecisionMinute)
}

// endOf returns the last instant of the interval that t denotes.
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

// middle returns the most likely instant of t.
func middle(t article.Time) int64 {
	if exact(t) {
		return t.Unix
	}
	return t.Unix + (endOf(t)-t.Unix)/2
}
