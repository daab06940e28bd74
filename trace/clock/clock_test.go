package clock

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
)

// noon is 1 May 2024, 12:00 UTC.
const noon = 1714564800

func at(unix int64) article.Time {
	return article.Time{Unix: unix, Precision: article.PrecisionSecond, Zone: true}
}

func local(unix int64) article.Time {
	return article.Time{Unix: unix, Precision: article.PrecisionSecond}
}

func date(unix int64) article.Time {
	return article.Time{Unix: unix - unix%day, Precision: article.PrecisionDay}
}

// fetched is an article fetched some seconds after it says it was published.
func fetched(published article.Time, after int64) *article.Article {
	return &article.Article{Published: published, Fetched: at(published.Unix + after)}
}

// add adds n articles with a named zone whose delays grow by step from first.
func add(l *Learner, outlet string, n int, first, step int64) {
	for i := range int64(n) {
		l.Add(outlet, fetched(at(noon+i*hour), first+i*step))
	}
}

// withPeers returns a learner that knows some outlets whose clocks are right.
func withPeers(n int) *Learner {
	l := new(Learner)
	for i := range n {
		add(l, "peer "+strconv.Itoa(i), 12, 2*minute, minute)
	}
	return l
}

func TestLearn(t *testing.T) {
	none := offset{}
	for _, c := range []struct {
		name        string
		peers, n    int
		first, step int64
		want        offset
	}{
		{"right", 3, 12, 2 * minute, minute, offset{0, true}},
		{"right, alone", 0, 12, 2 * minute, minute, offset{0, true}},
		{"too few", 3, 7, -3 * hour, minute, none},
		{"ahead by 3 hours", 3, 8, -3*hour + 5*minute, minute, offset{-3 * hour, true}},
		{"ahead by 3 hours, alone", 0, 8, -3*hour + 5*minute, minute, offset{-3 * hour, true}},
		{"ahead by 3 hours, fetched late", 3, 8, -3*hour + 30*minute, minute, offset{-3 * hour, true}},
		{"ahead by 5:30, few", 3, 12, -5*hour - 30*minute + 2*minute, minute, offset{-6 * hour, true}},
		{"ahead by 5:30, many", 3, 40, -5*hour - 30*minute + 2*minute, 30, offset{-5*hour - 30*minute, true}},
		{"ahead by 14 hours", 3, 12, -14 * hour, minute, offset{-14 * hour, true}},
		{"ahead by a day", 3, 12, -day, minute, none},
		{"ahead by 10 minutes", 3, 12, -10 * minute, 10, none},
		{"less than half in the future", 3, 12, -2 * hour, 30 * minute, none},
		{"behind by 5 hours", 3, 12, 5*hour + 2*minute, minute, offset{5 * hour, true}},
		{"behind by 3:30, few", 3, 12, 3*hour + 32*minute, minute, none},
		{"behind by 3:30, many", 3, 40, 3*hour + 32*minute, 30, offset{3*hour + 30*minute, true}},
		{"behind by 12 hours", 3, 12, 12*hour + 2*minute, minute, offset{12 * hour, true}},
		{"behind by 13 hours", 3, 12, 13*hour + 2*minute, minute, none},
		{"behind, with too few peers", 2, 12, 5*hour + 2*minute, minute, none},
		{"behind, alone", 0, 12, 5*hour + 2*minute, minute, none},
		{"fetched late, at any time", 3, 12, 5 * hour, hour, none},
		{"fetched after 40 minutes", 3, 12, 40 * minute, minute, none},
	} {
		l := withPeers(c.peers)
		add(l, "a", c.n, c.first, c.step)
		if got := l.Learn().outlets["a"].zoned; got != c.want {
			t.Errorf("%s: learnt %+v, want %+v", c.name, got, c.want)
		}
	}
}

// One article from the future is no habit, nor does it hide one.
func TestLearnOutlier(t *testing.T) {
	l := withPeers(3)
	l.Add("peer 0", fetched(at(noon), -400*day))
	add(l, "a", 12, -2*hour+minute, minute)
	l.Add("a", fetched(at(noon), -400*day))
	c := l.Learn()
	want := map[string]offset{"peer 0": {0, true}, "a": {-2 * hour, true}}
	for outlet, o := range want {
		if got := c.outlets[outlet].zoned; got != o {
			t.Errorf("%s: learnt %+v, want %+v", outlet, got, o)
		}
	}
}

// In an archive that was crawled late nothing is odd about long delays.
func TestLearnArchive(t *testing.T) {
	l := withPeers(3)
	for i := range int64(4) {
		add(l, "late "+strconv.FormatInt(i, 10), 12, (4+i)*hour+2*minute, minute)
	}
	c := l.Learn()
	if got := c.outlets["late 1"]; got.zoned.sure || got.zoned.seconds != 0 {
		t.Errorf("learnt %+v, want nothing", got)
	}
}

// Times without a zone have an offset of their own, and dates and articles that
// were never fetched have none.
func TestLearnApart(t *testing.T) {
	l := withPeers(3)
	for i := range int64(8) {
		l.Add("a", fetched(local(noon+i*hour), -2*hour+minute))
		l.Add("a", fetched(at(noon+i*hour), 5*minute))
		l.Add("dates", fetched(date(noon), -3*hour))
		l.Add("unfetched", &article.Article{Published: at(noon)})
	}
	c := l.Learn()
	want := map[string]outletClock{
		"a":         {zoned: offset{0, true}, local: offset{-2 * hour, true}, prompt: true, delay: 5 * minute},
		"dates":     {prompt: true, delay: 5 * minute},
		"unfetched": {},
	}
	for outlet, h := range want {
		if diff := cmp.Diff(h, c.outlets[outlet], cmp.AllowUnexported(outletClock{}, offset{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", outlet, diff)
		}
	}
}

// clocks has learnt of a right outlet, one ahead by 3 hours, one behind by 5, and one
// that is fetched late.
func clocks() *Clocks {
	l := withPeers(3)
	add(l, "right", 12, 2*minute, minute)
	add(l, "ahead", 12, -3*hour+2*minute, minute)
	add(l, "behind", 12, 5*hour+2*minute, minute)
	add(l, "archive", 12, 20*day, day)
	add(l, "wild", 4, -day+2*minute, minute)
	add(l, "wild", 8, day+2*minute, minute)
	return l.Learn()
}

func TestRead(t *testing.T) {
	const midnight = noon - 12*hour
	from := func(published, fetched article.Time) article.Article {
		return article.Article{Published: published, Fetched: fetched}
	}
	exactly := func(unix int64) Reading {
		return Reading{Known: true, Earliest: unix, Latest: unix, Best: unix, Precise: true}
	}
	corrected := func(unix int64, by int) Reading {
		r := exactly(unix)
		r.Corrected = by
		return r
	}
	flagged := func(earliest, best, latest int64, precise bool, f Flags) Reading {
		return Reading{Known: true, Earliest: earliest, Best: best, Latest: latest, Precise: precise, Flags: f}
	}
	const usually = noon - 8*minute // what was fetched at noon has appeared by then
	minutes := at(noon)
	minutes.Precision = article.PrecisionMinute
	year := article.Time{Unix: 1704067200, Precision: article.PrecisionYear}
	never := article.Time{}
	for _, c := range []struct {
		name, outlet string
		a            article.Article
		want         Reading
	}{
		{"nothing", "right", article.Article{}, Reading{}},
		{"an instant", "right", from(at(noon), at(noon+hour)), exactly(noon)},
		{"an instant, never fetched", "right", from(at(noon), never), exactly(noon)},
		{"an unknown outlet", "new", from(at(noon), at(noon+hour)), exactly(noon)},
		{"a minute", "right", from(minutes, at(noon+hour)), flagged(noon, noon, noon+59, true, 0)},
		{"fetched within the minute", "right", from(minutes, at(noon+9)), flagged(noon, noon, noon+9, true, 0)},
		{"no zone", "right", from(local(noon), at(noon+hour)), flagged(noon, noon, noon, true, Zoneless)},
		{"ahead", "ahead", from(at(noon), at(noon+hour)), corrected(noon-3*hour, -3*hour)},
		{"behind", "behind", from(at(noon), at(noon+6*hour)), corrected(noon+5*hour, 5*hour)},
		{"behind, fetched too early for that", "behind", from(at(noon), at(noon+hour)), exactly(noon)},
		{"clocks that differ a little", "right", from(at(noon+minute), at(noon)), exactly(noon)},
		{
			"a date", "right", from(date(noon), at(noon+9*day)),
			flagged(midnight-14*hour, noon-1, midnight+36*hour-1, false, DateOnly),
		},
		{
			"a date, fetched that day", "ahead", from(date(noon), at(midnight+hour)),
			flagged(midnight-14*hour, midnight+52*minute, midnight+hour, false, DateOnly),
		},
		{
			"midnight is a date", "right", from(at(midnight), at(noon+9*day)),
			flagged(midnight-14*hour, noon-1, midnight+36*hour-1, false, DateOnly),
		},
		{"times of an outlet that are mostly wrong", "wild", from(at(noon-day), at(noon)), flagged(Unbounded, usually, noon, false, Wild)},
		{
			"a year", "right", from(year, never),
			flagged(year.Unix-14*hour, year.Unix+183*day-1, year.Unix+366*day+12*hour-1, false, DateOnly),
		},
		{"the future", "right", from(at(noon+hour), at(noon)), flagged(noon-13*hour, usually, noon, false, AfterFetch)},
		{"the far future", "right", from(at(noon+9*day), at(noon)), flagged(Unbounded, usually, noon, false, AfterFetch)},
		{"a future date", "right", from(date(noon+2*day), at(noon)), flagged(Unbounded, usually, noon, false, DateOnly|AfterFetch)},
		{"backdated", "right", from(at(noon-31*day), at(noon)), flagged(noon-31*day, noon-31*day, noon, true, Backdated)},
		{"old, in an archive", "archive", from(at(noon-31*day), at(noon)), exactly(noon - 31*day)},
		{
			"updated", "ahead",
			article.Article{Updated: at(noon), Fetched: at(noon + hour)},
			Reading{
				Known: true, Earliest: Unbounded, Latest: noon - 3*hour, Best: noon - 3*hour,
				Precise: true, Corrected: -3 * hour, Flags: UpdatedOnly,
			},
		},
		{"fetched", "right", article.Article{Fetched: at(noon)}, flagged(Unbounded, usually, noon, false, FetchedOnly)},
	} {
		if diff := cmp.Diff(c.want, clocks().Read(c.outlet, &c.a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func drawTime(t *rapid.T, name string) article.Time {
	unix := noon + rapid.Int64Range(-40*day, 40*day).Draw(t, name)
	if rapid.Bool().Draw(t, name+" close") {
		unix = noon + rapid.Int64Range(-15*hour, 15*hour).Draw(t, name+" by")
	}
	p := rapid.Uint8Range(0, uint8(article.PrecisionSecond)).Draw(t, name+" precision")
	return article.Time{Unix: unix, Precision: article.Precision(p), Zone: rapid.Bool().Draw(t, name+" zone")}
}

func drawArticle(t *rapid.T) *article.Article {
	return &article.Article{
		Published: drawTime(t, "published"), Updated: drawTime(t, "updated"), Fetched: drawTime(t, "fetched"),
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type added struct {
			outlet string
			a      *article.Article
		}
		var all []added
		for _, outlet := range []string{"a", "b", "c", "d"} {
			base := rapid.Int64Range(-4*hour, 6*hour).Draw(t, "base")
			for range rapid.IntRange(0, 12).Draw(t, "n") {
				delay := base + rapid.Int64Range(0, hour).Draw(t, "delay")
				all = append(all, added{outlet, fetched(at(noon), delay)})
			}
		}
		learn := func(all []added) *Clocks {
			var l Learner
			for _, x := range all {
				l.Add(x.outlet, x.a)
			}
			l.Learn() // concluding changes nothing
			return l.Learn()
		}
		got := learn(rapid.Permutation(all).Draw(t, "order"))
		if diff := cmp.Diff(learn(all), got, cmp.AllowUnexported(Clocks{}, outletClock{}, offset{})); diff != "" {
			t.Fatalf("in another order (-want +got):\n%s", diff)
		}
	})
}

func TestReadBounds(t *testing.T) {
	c := clocks()
	rapid.Check(t, func(t *rapid.T) {
		a := drawArticle(t)
		r := c.Read(rapid.SampledFrom([]string{"new", "right", "ahead", "behind", "archive"}).Draw(t, "outlet"), a)
		latest := int64(math.MaxInt64)
		if a.Fetched.Known() {
			latest = a.Fetched.Latest()
			if a.Fetched.Precision < article.PrecisionMinute {
				latest += behind // a day of any zone
			}
		}
		switch {
		case r.Known != (a.Published.Known() || a.Updated.Known() || a.Fetched.Known()):
			t.Fatalf("known: %v", r.Known)
		case r.Earliest > r.Best || r.Best > r.Latest:
			t.Fatalf("out of order: %+v", r)
		case r.Latest > latest:
			t.Fatalf("%+v, but fetched by %d", r, latest)
		case r.Precise && r.Flags&(DateOnly|AfterFetch|FetchedOnly) != 0:
			t.Fatalf("precise, with flags: %+v", r)
		}
	})
}

func TestZeroClocks(t *testing.T) {
	a := fetched(at(noon), hour)
	var none Clocks
	want := Reading{Known: true, Earliest: noon, Latest: noon, Best: noon, Precise: true}
	for _, c := range []*Clocks{&none, new(Learner).Learn()} {
		if diff := cmp.Diff(want, c.Read("a", a)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// Years of other calendars are not believed.
func TestUnlikelyYears(t *testing.T) {
	var c Clocks
	for _, unix := range []int64{-17806000000, 18916000000} { // 1405 and 2569
		a := article.Article{Published: article.Time{Unix: unix, Precision: article.PrecisionDay}}
		if r := c.Read("a.example", &a); r.Known || !r.Flags.Has(Unlikely) {
			t.Errorf("%d is read as %+v", unix, r)
		}
		a.Fetched = article.Time{Unix: 1795860000, Precision: article.PrecisionSecond, Zone: true}
		if r := c.Read("a.example", &a); !r.Known || !r.Flags.Has(Unlikely|FetchedOnly) || r.Earliest != Unbounded {
			t.Errorf("%d with a crawl is read as %+v", unix, r)
		}
	}
}

// Times of a collection come in bursts, and say no more than when it ended.
func TestCollected(t *testing.T) {
	var l Learner
	for i := range int64(60) {
		night := i / 20
		at := 1_700_000_000 + night*day
		l.Add("robot.example", &article.Article{Published: article.Time{Unix: at + i%20*9, Precision: article.PrecisionSecond, Zone: true}})
		l.Add("desk.example", &article.Article{Published: article.Time{Unix: at + i%20*40*minute, Precision: article.PrecisionSecond, Zone: true}})
	}
	c := l.Learn()
	a := article.Article{Published: article.Time{Unix: 1_700_000_100, Precision: article.PrecisionSecond, Zone: true}}
	if r := c.Read("robot.example", &a); !r.Flags.Has(Collected) || r.Earliest != Unbounded || r.Precise {
		t.Errorf("a collection is read as %+v", r)
	}
	if r := c.Read("desk.example", &a); r.Flags != 0 || !r.Precise {
		t.Errorf("a desk is read as %+v", r)
	}
}
