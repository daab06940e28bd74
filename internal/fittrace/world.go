package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A world is a simulation and what is changed of it, so that the model sees stores of all
// kinds: "DIR", "DIR:nofeeds+dates", "newsroom:web:5:200" (of internal/newsroom, by profile,
// seed and stories) or that with changes behind a further colon.
type world struct {
	dir             string // empty: of internal/newsroom
	profile         string
	seed            uint64
	stories         int
	skew            int64 // hours by which clocks are wrong
	withoutFeeds    bool
	withoutFetched  bool
	datesAlone      bool
	collectedAtOnce bool
	linked          bool
	known           bool // every agency's own outlet is known, not only those that are flagged
	small           bool // many collections of 20 to 320 articles
}

// parseWorld reads the name of a world.
func parseWorld(name string) (w world, err error) {
	var rest string
	if tail, ok := strings.CutPrefix(name, "newsroom:"); ok {
		f := strings.SplitN(tail, ":", 4)
		if len(f) < 3 {
			return w, fmt.Errorf("world %q: give newsroom:PROFILE:SEED:STORIES", name)
		}
		w.profile = f[0]
		if w.seed, err = strconv.ParseUint(f[1], 10, 64); err != nil {
			return w, fmt.Errorf("world %q: %w", name, err)
		}
		if w.stories, err = strconv.Atoi(f[2]); err != nil {
			return w, fmt.Errorf("world %q: %w", name, err)
		}
		if len(f) == 4 {
			rest = f[3]
		}
	} else {
		w.dir, rest, _ = strings.Cut(name, ":")
	}
	if rest == "" {
		return w, nil
	}
	for change := range strings.SplitSeq(rest, "+") {
		switch change {
		case "nofeeds":
			w.withoutFeeds = true
		case "nofetched":
			w.withoutFetched = true
		case "dates":
			w.datesAlone = true
		case "collected":
			w.collectedAtOnce = true
		case "told":
			w.known = true
		case "small":
			w.small = true
		case "links":
			w.linked = true
		default:
			return w, fmt.Errorf("world %q: no change is called %q", name, change)
		}
	}
	return w, nil
}

// change changes the clocks of the articles. It follows from their ids alone.
func (w *world) change(list []article.Article) {
	last := int64(math.MinInt64)
	for i := range list {
		if list[i].Fetched.Known() {
			last = max(last, list[i].Fetched.Unix)
		}
		if list[i].Published.Known() {
			last = max(last, list[i].Published.Unix)
		}
	}
	for i := range list {
		a := &list[i]
		a.Published.Unix += skewed(a.ID, w.skew)
		switch {
		case w.withoutFetched:
			a.Fetched = article.Time{}
		case w.collectedAtOnce:
			a.Fetched = article.Time{Unix: last + 9*86400, Precision: article.PrecisionSecond, Zone: true}
		}
		if w.datesAlone && a.Published.Known() && a.Published.Precision > article.PrecisionDay {
			a.Published.Precision = article.PrecisionDay
			a.Published.Unix -= a.Published.Unix % 86400
			a.Published.Zone = false
		}
	}
}

// link gives some articles an address that they name as their source: mostly the true
// one's, seldom that of another article of the story.
func (c *corpus) link() {
	const one = 1 << 32
	for _, docs := range c.stories {
		for _, d := range docs {
			a := &c.articles[d]
			x := chance(a.ID, "link")
			ps := c.parents[a.ID]
			if x > one/12 || len(ps) == 0 {
				continue
			}
			p, ok := c.at[ps[0]]
			if !ok || x > one/13 {
				p = docs[chance(a.ID, "other")%uint64(len(docs))]
			}
			rel := []string{article.RelCanonical, article.RelSyndication, article.RelBasedOn}[chance(a.ID, "rel")%3]
			url := c.articles[p].URL
			if chance(a.ID, "site")%4 == 0 {
				url = "https://" + c.articles[p].Source + "/"
			}
			if p != d && !slices.Contains(a.Links, article.Link{Rel: rel, URL: url}) {
				a.AddLink(rel, url)
			}
		}
	}
}

// chance returns 32 bits that follow from an id and a purpose.
func chance(id, purpose string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(purpose)) // never fails
	h.Write([]byte(id))
	return h.Sum64() >> 32 * 0x9e3779b1 & (1<<32 - 1)
}

// skewed returns the seconds by which an article's clock is set wrong.
func skewed(id string, hours int64) int64 {
	h := fnv.New32a()
	h.Write([]byte(id)) // never fails
	if h.Sum32()>>16&1 == 0 {
		hours = -hours
	}
	return hours * 3600
}
