package trace

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// kinds returns the kind of evidence of each feature of an edge.
func kinds() [numEdge]string {
	var k [numEdge]string
	for i := range k {
		switch {
		case i <= eLonger:
			k[i] = "text"
		case i <= eTitleRare:
			k[i] = "title"
		case i == eStrangeRare || i == eOwnLostIn || i == eScarred || i == eScarredParent:
			k[i] = "text"
		case i >= eLinkTo && i <= eSourcedElse:
			k[i] = "source"
		case i == eArm || i == eSoleCredit || i == eSoleOwn:
			k[i] = "credit"
		case i == eOutlet || i == eNamed || i >= eAddress:
			k[i] = "outlet"
		case i <= eNearest:
			k[i] = "time"
		case i <= eChildFeed:
			k[i] = "feed"
		default:
			k[i] = "credit"
		}
	}
	return k
}

// minWeight is the least log-odds of evidence that is reported. Weaker evidence changes no
// answer.
const minWeight = .15

// evidence returns the evidence for a parent of v. The weight of one kind of evidence is how
// much the parent's log-weight would fall, compared with the other parents, if the features of
// that kind had the mean values of the other parents.
func (s *story) evidence(m *EdgeModel, w *weighed, v, parent int) []Evidence {
	if parent == Unseen {
		return s.rootEvidence(m, w, v)
	}
	k, _ := slices.BinarySearch(s.parents[v], parent)
	var mean [numEdge]float64
	for _, x := range w.x[v] {
		for i := range mean {
			mean[i] += x[i] / float64(len(w.x[v]))
		}
	}
	whole := m.Edge.Score(w.x[v][k][:])
	names := kinds()
	var out []Evidence
	for _, kind := range []string{"text", "title", "time", "source", "feed", "credit", "outlet"} {
		x := w.x[v][k]
		for i := range x {
			if names[i] == kind {
				x[i] = mean[i]
			}
		}
		weight := (whole - m.Edge.Score(x[:])) / m.Temperature
		switch {
		case kind == "time": // compared with no clocks at all: below 0 if the clocks contradict the edge
			weight = w.clocks[v][k]
		case len(w.x[v]) == 1 && kind == "text":
			weight = max(weight, minWeight)
		}
		text := s.words(kind, parent, v, &w.x[v][k], &s.up[v][k])
		if text != "" && math.Abs(weight) >= minWeight {
			out = append(out, Evidence{kind, text, weight})
		}
	}
	slices.SortStableFunc(out, func(a, b Evidence) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out
}

// words describes one kind of evidence in words. It returns "" if there is none.
func (s *story) words(kind string, u, v int, x *[numEdge]float64, up *view) string {
	a, b := s.members[u], s.members[v]
	switch kind {
	case "text":
		if x[eSame] == 1 {
			return "has the very same words"
		}
		text := fmt.Sprintf("%.0f %% of its word triples are there, %.0f are not that others have", 100*x[eCommon], up.strange)
		if up.only > 0 {
			text += fmt.Sprintf("; %.0f are in no third text, as “%s”", up.only, s.shared(u, v))
		}
		return text
	case "title":
		if x[eTitle] == 1 {
			return "has the same title"
		}
		if x[eTitleLike] >= .5 {
			return fmt.Sprintf("has a similar title (%.0f %%)", 100*x[eTitleLike])
		}
	case "time":
		if !a.Clock.Known || !b.Clock.Known {
			return "a clock is missing"
		}
		return after(b.Clock.Best-a.Clock.Best, x[eClock] == 1)
	case "source":
		switch {
		case x[eLinkTo] == 1:
			return "names its address as the source"
		case x[eLinked] == 1:
			return fmt.Sprintf("names an address on %s as the source", a.Outlet)
		case x[eSourced] == 1:
			return fmt.Sprintf("prints %s as the source", a.Outlet)
		case x[eSourcedElse] == 1:
			return "names another article here as the source"
		}
	case "feed":
		switch {
		case x[eFeedCredit] == 1:
			return fmt.Sprintf("credits %s, whose own this is", a.Feed)
		case x[eFeed] == 1:
			return "is of an agency's own outlet: " + a.Feed
		}
	case "credit":
		switch {
		case x[eCredit] == 1:
			return "both credit " + common(s.credited[u], s.credited[v])
		case x[eCreditNew] == 1:
			return fmt.Sprintf("credits %s, which that does not", s.credited[v][0])
		case x[eCreditLost] == 1:
			return fmt.Sprintf("does not credit %s, which that does", s.credited[u][0])
		}
	case "outlet":
		return s.outletWords(u, v, x)
	}
	return ""
}

// outletWords describes the evidence from outlets and their profiles.
func (s *story) outletWords(u, v int, x *[numEdge]float64) string {
	a, b := s.members[u], s.members[v]
	var claims []string
	switch {
	case x[eAddress] != 0:
		claims = append(claims, "is the same outlet's, at another address")
	case x[eOutlet] == 1:
		claims = append(claims, "is of the same house")
	}
	if x[eNamed] == 1 {
		claims = append(claims, "names "+a.Outlet)
	}
	if x[eScraps] >= math.Log1p(minScraps) {
		claims = append(claims, fmt.Sprintf("carries lines of %s's page along", a.Outlet))
	}
	if s.clusterProfiles != nil && x[eOutlet] == 0 {
		claims = append(claims, fmt.Sprintf("%s is copied %.1f times as often as usual, and %.0f %% of the copies of %s are second-hand",
			a.Outlet, math.Exp(x[eHub]), 100/(1+math.Exp(-x[eSecond])), b.Outlet))
	}
	return strings.Join(claims, "; ")
}

// minScraps is the least number of word grams of another page's furniture that count as
// evidence. Fewer may be chance.
const minScraps = 3

func common(a, b []string) string {
	for _, x := range a {
		if slices.Contains(b, x) {
			return x
		}
	}
	return ""
}

// after describes in words how much later an article is.
func after(seconds int64, precise bool) string {
	d := time.Duration(seconds) * time.Second
	word := "published %s after it"
	if seconds < 0 {
		d, word = -d, "published %s before it"
	}
	if seconds == 0 {
		word = "published at the same time%s"
	}
	text := span(d)
	if !precise {
		word += ", by clocks that are no better than a date or a crawl"
	}
	return fmt.Sprintf(word, text)
}

func span(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < time.Hour:
		return fmt.Sprintf("%d min", max(1, int(d.Minutes())))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}

// maxShown bounds the words that are quoted as evidence.
const maxShown = 12

// shared returns the longest run of words that only u and v have.
func (s *story) shared(u, v int) string {
	t := s.table
	t.set(u)
	from, length := 0, 0
	run := 0
	for k, g := range t.grams[v] {
		if t.stamp[g] != int32(u)+1 || t.df[g] > 2 {
			run = 0
			continue
		}
		if run++; run > length {
			from, length = k-run+1, run
		}
	}
	if length == 0 {
		return ""
	}
	words := s.members[v].read().spans
	last := min(from+length+gramWords-2, from+maxShown-1, len(words)-1)
	return s.members[v].Text[words[from].Start:words[last].End]
}

// rootKind returns the kind of evidence of a feature of the unseen source.
func rootKind(i int) string {
	switch i {
	case rFeed, rFeedIn, rFeedsKnown:
		return "feed"
	case rCredit, rFeedCredit, rUnnamed:
		return "credit"
	case rSourced, rSourcedElse:
		return "source"
	case rFirst, rEarlier, rClock:
		return "time"
	case rArm, rSole, rSoleIn, rWire, rSecond, rKeeps, rNovel, rStoreSecond, rStoreRoots, rKnown, rStore:
		return "outlet"
	}
	return "text"
}

// rootEvidence returns the evidence that v's source is none of the members. The weight of one
// kind is how much the log-weight would fall if the features of that kind had their means.
func (s *story) rootEvidence(m *EdgeModel, w *weighed, v int) []Evidence {
	whole := m.Root.Score(w.root[v][:])
	var out []Evidence
	for _, kind := range []string{"text", "time", "source", "feed", "credit", "outlet"} {
		x := w.root[v]
		for i := range x {
			if rootKind(i) == kind {
				x[i] = m.Root.Mean[i]
			}
		}
		weight := (whole - m.Root.Score(x[:])) / m.Temperature
		if text := s.rootWords(kind, v, &w.root[v]); text != "" {
			out = append(out, Evidence{kind, text, weight})
		}
	}
	slices.SortStableFunc(out, func(a, b Evidence) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out
}

func (s *story) rootWords(kind string, v int, f *[numRoot]float64) string {
	m := s.members[v]
	switch kind {
	case "feed":
		if m.Feed != "" {
			return "is of an agency's own outlet: " + m.Feed
		}
	case "credit":
		if f[rCredit] == 1 && f[rFeedCredit] == 0 && m.Feed == "" {
			return fmt.Sprintf("credits %s, whose own copy is not here", s.credited[v][0])
		}
	case "text":
		if n := math.Expm1(f[rStrange]); n >= 1 {
			return fmt.Sprintf("%.0f of its word triples that others have are not in the article nearest to it", n)
		}
	case "source":
		if f[rSourcedElse] == 1 {
			return "names a source that is not here"
		}
	case "time":
		if f[rFirst] == 1 && m.Clock.Known {
			return "nothing here is older"
		}
	case "outlet":
		if s.clusterProfiles != nil {
			return fmt.Sprintf("%.0f %% of the articles of %s are taken from none here", 100/(1+math.Exp(-f[rWire])), m.Outlet)
		}
	}
	return ""
}
