package trace

import (
	"math"
	"slices"
)

// The features of the edge from the unseen source to v.
const (
	rFeed       = iota // 1: v is an agency's own article
	rFeedIn            // 1: an agency's own article is in the story
	rFeedCredit        // 1: the own article of an agency that v credits is in the story
	rCredit            // 1: v credits an agency
	rStrange           // ln(1 + strange grams of v, compared with its best parent)
	rStrangeBy         // these grams as a share of v
	rCommon            // share of v that its best parent has
	rOwn               // share of v that no other member has
	rFirst             // 1: no member is earlier
	rEarlier           // ln(1 + members that are earlier)
	rLongest           // ln(length of v / length of the longest member)
	rSize              // ln of the number of members
	rSame              // 1: a member has the same words
	rTitle             // 1: a member has the same title
	rClock             // 1: the clock has a time of day
	rOutlet            // share of v that another member of its outlet has
	rAddress           // 1: the address of such a member is shorter
	rSimilar           // share of the other members whose strange grams to v are few
	rWire              // profile of v's outlet: wire
	rSecond
	rKeeps
	rNovel // share of v that its best parent lacks, less the mean of v's outlet
	rStoreSecond
	rStoreRoots  // profile of all outlets: wire
	rSourced     // 1: v names a member as its source
	rSourcedElse // 1: v names a source that is not a member
	rArm         // 1: v's outlet runs an agency
	rSole        // profile of v's outlet: sole
	rSoleIn      // the greatest share that v's agency has of another member's outlet
	rFeedsKnown  // 1: the settings name outlets that are agencies' own
	rUnnamed     // 1: v credits agencies without naming one
	rKnown       // ln(1 + articles of v's outlet in other clusters)
	rStore       // ln(1 + articles in other clusters)

	numRoot
)

// rootFeatures returns the features of the unseen source as the source of v.
func (s *story) rootFeatures(v int) (f [numRoot]float64) {
	m := s.members[v]
	f[rFeed], f[rCredit] = flag(m.Feed != ""), flag(len(s.credited[v]) > 0)
	f[rClock], f[rFirst] = flag(m.Clock.Known && m.Clock.Precise), 1
	f[rSourced] = flag(len(s.sourced[v]) > 0)
	f[rSourcedElse] = flag(len(s.sourced[v]) == 0 && m.saysSource())
	f[rFeedsKnown] = flag(m.FeedsKnown)
	f[rArm], f[rUnnamed] = flag(m.Arm != ""), flag(m.Unnamed)
	longest, earlier, prints := 0.0, 0.0, 0.0
	least := math.Inf(1)
	for k, u := range s.parents[v] {
		o, up := s.members[u], &s.up[v][k]
		if o.Feed != "" {
			f[rFeedIn] = 1
			if slices.Contains(s.credited[v], o.Feed) {
				f[rFeedCredit] = 1
			}
		}
		least = min(least, up.strange)
		f[rCommon] = max(f[rCommon], up.common/max(1, up.n))
		longest = max(longest, s.down[v][k].n)
		if o.Clock.Known && m.Clock.Known && o.Clock.Best < m.Clock.Best {
			earlier++
		}
		if d := &s.down[v][k]; d.strange < .05*d.n && d.common > 0 {
			prints++
		}
		f[rOwn] = up.own / max(1, up.n)
		f[rSame] = max(f[rSame], flag(s.table.same[u] == s.table.same[v]))
		if o.Outlet == m.Outlet {
			f[rOutlet] = max(f[rOutlet], up.common/max(1, up.n))
			f[rAddress] = max(f[rAddress], s.address(u, v))
		}
		f[rTitle] = max(f[rTitle], flag(s.titles[u] == s.titles[v]))
	}
	n := float64(len(s.table.grams[v]))
	if len(s.parents[v]) > 0 {
		f[rStrange], f[rStrangeBy] = math.Log1p(least), least/max(1, n)
		f[rSimilar] = prints / float64(len(s.parents[v]))
	}
	s.rootProfileFeatures(&f, v)
	if earlier > 0 {
		f[rFirst] = 0
	}
	f[rEarlier], f[rSize] = math.Log1p(earlier), math.Log(float64(len(s.members)))
	f[rLongest] = math.Log((1 + n) / (1 + max(n, longest)))
	return f
}

// rootProfileFeatures sets the features of the profile of v's outlet. They are 0 without
// profiles.
func (s *story) rootProfileFeatures(f *[numRoot]float64, v int) {
	if s.clusterProfiles == nil {
		return
	}
	b := &s.clusterProfiles.of[v]
	f[rWire], f[rSecond], f[rKeeps] = b.wire, b.second, b.keeps
	f[rNovel] = f[rStrangeBy] + f[rOwn] - b.novel
	f[rStoreSecond], f[rStoreRoots] = s.clusterProfiles.all.second, s.clusterProfiles.all.wire
	f[rSole] = b.sole
	f[rKnown], f[rStore] = b.known, s.clusterProfiles.articles
	for _, u := range s.parents[v] {
		if a := &s.clusterProfiles.of[u]; a.top != "" && slices.Contains(s.credited[v], a.top) {
			f[rSoleIn] = max(f[rSoleIn], a.topShare)
		}
	}
}
