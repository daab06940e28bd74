package trace

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// The features of an edge: parent u, child v. Counts are of word grams.
const (
	eStrange       = iota // ln(1 + strange grams), the grams of v that u lacks and a third text has
	eStrangeMore          // eStrange, less the least eStrange of all parents of v
	eStrangeBy            // strange grams as a share of v
	eCommon               // share of v that u has
	eRuns                 // ln(1 + runs of v that u lacks)
	eOwnLost              // ln(1 + grams that u alone has)
	eLost                 // ln(1 + grams of u before its cut end that v lacks and a third text has)
	eTail                 // share of u after the last common gram
	eHead                 // share of u before the first
	eOnly                 // ln(1 + grams that u and v alone have)
	eRareMore             // by how much the weight of rare common grams is below the highest of all parents of v
	eSame                 // 1: the same words
	eLonger               // ln(length of u / length of v)
	eTitle                // 1: the same title
	eTitleLike            // likeness of the titles
	eTitleRare            // 1: the same title, which less than half of the story has
	eOutlet               // 1: the same outlet or house
	eClock                // 1: both clocks have a time of day
	eNearest              // 1: u is the latest article before v
	eFeed                 // 1: u is an agency's own article
	eFeedCredit           // 1: u is the own article of an agency that v credits
	eFeedOther            // 1: u is an agency's own article, and v credits only others
	eChildFeed            // 1: v is an agency's own article
	eCredit               // 1: both credit the same agency
	eCreditLost           // 1: u credits an agency, and v credits none
	eCreditNew            // 1: v credits an agency that u does not
	eNamed                // 1: v names u's outlet
	eAddress              // if both are of one outlet: 1 if v's address is longer than u's, -1 if it is shorter
	eStrangeRare          // ln(1 + strange grams, weighted by how few texts have them)
	eOwnLostIn            // ln(1 + grams before u's cut end that only u has)
	eScraps               // ln(1 + grams of u's furniture that v has)
	eScarred              // ln(1 + last names that v has without a first name and u introduces with one)
	eScarredParent        // eScarred with u and v exchanged
	eHub                  // profile of u's outlet: hub
	eWire                 // profile of u's outlet: wire
	eSecond               // profile of v's outlet: second
	eKeeps                // profile of v's outlet: keeps
	eTitled               // profile of v's outlet: titled
	eNovel                // share of v that is not in u, less the mean of v's outlet
	eCut                  // share of u cut from its end, less the mean of v's outlet
	eStoreSecond          // profile of all outlets: second
	eLinkTo               // 1: v names u's address as its source
	eLinked               // 1: v names an address on u's site as its source
	eSourced              // 1: v prints u's outlet as its source
	eSourcedElse          // 1: v names another member as its source, by address or in print
	eArm                  // 1: u's outlet runs an agency that v credits
	eSole                 // profile of u's outlet: sole
	eSoleCredit           // of the articles of u's outlet with a credit, the share that credit an agency of v
	eSoleOwn              // 1: u credits that agency itself
	eKnown                // ln(1 + articles of u's outlet in other clusters)
	eChildKnown           // ln(1 + articles of v's outlet in other clusters)
	eStore                // ln(1 + articles in other clusters)

	numEdge
)

// A story is a cluster being traced.
type story struct {
	revisions
	members []*Member
	table   *gramTable
	titles  []string // folded
	// distances has the distances between titles that differ, by pair of members.
	distances       map[[2]int]int
	credited        [][]string
	squeezed        []string // for names of outlets
	parents         [][]int  // by child: the members that may be its parent
	up              [][]view
	down            [][]view             // by child and parent: the parent as seen from the child
	scraps          []map[string]float64 // by child and outlet: grams of the outlet's furniture that the child has
	known           []map[uint64]uint8   // by member and name: whether it has the name bare, given or both
	sourced         []map[int]int        // by child: the members that it names as its source, and how
	clusterProfiles *clusterProfiles     // nil: there are no profiles
}

// newStory reads the texts and chooses the possible parents of each member.
func newStory(members []*Member) *story {
	members, r := withRevisions(members)
	s := &story{revisions: r, members: members, table: newGramTable(members), distances: map[[2]int]int{}}
	for _, m := range members {
		s.titles = append(s.titles, foldTitle(m.Title))
		s.credited = append(s.credited, agenciesOf(m))
		s.squeezed = append(s.squeezed, squeeze(m.Text))
	}
	s.pick()
	s.restrict()
	s.views()
	s.scraps, s.known, s.sourced = scraps(members), s.names(), s.sources()
	return s
}

// foldTitle returns the words of a title without case and marks.
func foldTitle(title string) string {
	var b strings.Builder
	for i, w := range shingle.Tokens(title, nil) {
		if i == maxTitle {
			break
		}
		b.WriteString(w.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// maxTitle bounds the part of a title that is compared, in words.
const maxTitle = 40

// sourceFeatures sets the features that depend on what v names as its source.
func (s *story) sourceFeatures(f *[numEdge]float64, u, v int) {
	how := s.sourced[v][u]
	f[eLinkTo] = flag(how >= sourcedAddress)
	f[eLinked] = flag(how >= sourcedSite)
	f[eSourced] = flag(how >= sourcedPrinted)
	f[eSourcedElse] = flag(how == sourcedNot && len(s.sourced[v]) > 0)
}

// agenciesOf returns the agencies that a member credits with its text, sorted. If it credits
// others, the agency that the outlet runs is left out: a page of RND that ends with "RND/dpa"
// is text of dpa that RND edited.
func agenciesOf(m *Member) []string {
	var out []string
	for _, c := range m.Credits {
		if c.Agency != "" && creditWeight(c) >= minCredit {
			out = append(out, c.Agency)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 1 && m.Arm != "" {
		out = slices.DeleteFunc(out, func(a string) bool { return a == m.Arm })
	}
	return out
}

// minCredit is the least weight of a credit that names the source of a text.
const minCredit = .5

func creditWeight(c credit.Credit) float64 {
	if c.Role == credit.RolePhoto || c.Role == credit.RoleCitation || c.Role == credit.RoleUnnamed {
		return 0
	}
	return c.Weight
}

// pick chooses the possible parents of each member. They are all members of other articles, or
// in a large story those with the nearest texts.
func (s *story) pick() {
	n := len(s.members)
	s.parents = make([][]int, n)
	if n <= maxDense {
		for v := range n {
			for u := range n {
				if s.of(u) != s.of(v) {
					s.parents[v] = append(s.parents[v], u)
				}
			}
		}
		return
	}
	type near struct{ u, strange, common int }
	best := make([][]near, n)
	less := func(a, b near) int {
		if d := (a.strange - a.common) - (b.strange - b.common); d != 0 {
			return d
		}
		return a.u - b.u
	}
	for u := range n {
		s.table.set(u)
		for v := range n {
			if s.of(u) == s.of(v) {
				continue
			}
			strange, common := s.table.missing(v, u)
			x := near{u, strange, common}
			at, _ := slices.BinarySearchFunc(best[v], x, less)
			if at < nearest {
				best[v] = slices.Insert(best[v], at, x)[:min(nearest, len(best[v])+1)]
			}
		}
	}
	for v := range best {
		for _, x := range best[v] {
			s.parents[v] = append(s.parents[v], x.u)
		}
		slices.Sort(s.parents[v])
	}
}

// views compares the texts of the pairs that were picked, in both directions.
func (s *story) views() {
	n := len(s.members)
	s.up, s.down = make([][]view, n), make([][]view, n)
	children := make([][][2]int, n) // by parent: child, and the parent's index in the child's list
	for v, ps := range s.parents {
		s.up[v], s.down[v] = make([]view, len(ps)), make([]view, len(ps))
		for k, u := range ps {
			children[u] = append(children[u], [2]int{v, k})
		}
	}
	for x := range n {
		s.table.set(x)
		seen := map[int]*view{} // from x
		for k, u := range s.parents[x] {
			s.down[x][k] = s.table.viewOf(u, x)
			seen[u] = &s.down[x][k]
		}
		for _, c := range children[x] {
			if v := seen[c[0]]; v != nil {
				s.up[c[0]][c[1]] = *v
			} else {
				s.up[c[0]][c[1]] = s.table.viewOf(c[0], x)
			}
		}
	}
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// edges returns the features of all edges into v, by parent, and those of the
// unseen source.
func (s *story) edges(v int) (edges [][numEdge]float64, root [numRoot]float64) {
	least, rarest := math.Inf(1), 0.0
	for k := range s.parents[v] {
		least, rarest = min(least, s.up[v][k].strange), max(rarest, s.up[v][k].rare)
	}
	last := s.latestBefore(v)
	edges = make([][numEdge]float64, len(s.parents[v]))
	for k, u := range s.parents[v] {
		f := &edges[k]
		s.textFeatures(f, v, k, least, rarest)
		s.titleFeatures(f, u, v)
		f[eClock] = flag(s.members[u].Clock.Precise && s.members[v].Clock.Precise)
		f[eNearest] = flag(u == last)
		s.creditFeatures(f, u, v)
		m := s.members[u]
		f[eOutlet] = flag(m.Outlet == s.members[v].Outlet || m.House != "" && m.House == s.members[v].House)
		f[eNamed] = flag(s.mentions(v, m.Outlet))
		s.sourceFeatures(f, u, v)
		f[eAddress] = s.address(u, v)
		f[eScraps] = math.Log1p(s.scraps[v][m.Outlet])
		f[eScarred], f[eScarredParent] = math.Log1p(scars(s.known[v], s.known[u])), math.Log1p(scars(s.known[u], s.known[v]))
		s.profileFeatures(f, v, k)
	}
	return edges, s.rootFeatures(v)
}

// address compares the addresses of two articles of one outlet. AMP pages, print pages and
// second copies have longer addresses than the first copy.
func (s *story) address(u, v int) float64 {
	a, b := s.members[u], s.members[v]
	if a.Outlet != b.Outlet || a.URL == "" || b.URL == "" {
		return 0
	}
	return float64(cmp.Compare(len(b.URL), len(a.URL)))
}

func (s *story) textFeatures(f *[numEdge]float64, v, k int, least, rarest float64) {
	u := s.parents[v][k]
	up, down := &s.up[v][k], &s.down[v][k]
	f[eStrange] = math.Log1p(up.strange)
	f[eStrangeMore] = math.Log1p(up.strange - least)
	f[eStrangeBy] = up.strange / max(1, up.n)
	f[eCommon] = up.common / max(1, up.n)
	f[eRuns] = math.Log1p(up.runs)
	f[eOwnLost] = math.Log1p(down.own)
	f[eLost] = math.Log1p(max(0, down.interior+down.head-down.own))
	f[eTail] = down.tail / max(1, down.n)
	f[eHead] = down.head / max(1, down.n)
	f[eOnly] = math.Log1p(up.only)
	f[eRareMore] = math.Log1p(rarest - up.rare)
	f[eSame] = flag(s.table.same[u] == s.table.same[v])
	f[eLonger] = math.Log((1 + down.n) / (1 + up.n))
	f[eStrangeRare] = math.Log1p(up.strangeRare)
	f[eOwnLostIn] = math.Log1p(down.ownIn)
}

func (s *story) titleFeatures(f *[numEdge]float64, u, v int) {
	a, b := s.titles[u], s.titles[v]
	if a == "" || b == "" {
		return
	}
	if a == b {
		f[eTitle], f[eTitleLike] = 1, 1
		n := 0
		for _, t := range s.titles {
			if t == a {
				n++
			}
		}
		f[eTitleRare] = flag(2*n < len(s.titles))
		return
	}
	if longest := max(len(a), len(b)); min(len(a), len(b))*3 > longest {
		f[eTitleLike] = max(0, 1-float64(s.titleDistance(u, v))/float64(longest))
	}
}

// titleDistance returns the Levenshtein distance of two members' titles. The order of u and v
// makes no difference.
func (s *story) titleDistance(u, v int) int {
	key := [2]int{min(u, v), max(u, v)}
	d, ok := s.distances[key]
	if !ok {
		d = levenshtein.ComputeDistance(s.titles[u], s.titles[v])
		s.distances[key] = d
	}
	return d
}

// latestBefore returns the member that appeared last before v, or Unseen if there is none.
func (s *story) latestBefore(v int) int {
	best := Unseen
	for _, u := range s.parents[v] {
		a, b := s.members[u].Clock, s.members[v].Clock
		if !a.Known || !b.Known || a.Best >= b.Best {
			continue
		}
		if best < 0 || a.Best > s.members[best].Clock.Best {
			best = u
		}
	}
	return best
}

func (s *story) creditFeatures(f *[numEdge]float64, u, v int) {
	feed, mine, theirs := s.members[u].Feed, s.credited[v], s.credited[u]
	if feed != "" {
		f[eFeed] = 1
		f[eFeedCredit] = flag(slices.Contains(mine, feed))
		f[eFeedOther] = flag(len(mine) > 0 && !slices.Contains(mine, feed))
	}
	f[eChildFeed] = flag(s.members[v].Feed != "")
	both := slices.ContainsFunc(mine, func(a string) bool { return slices.Contains(theirs, a) })
	f[eCredit] = flag(both)
	f[eCreditLost] = flag(len(theirs) > 0 && len(mine) == 0)
	f[eCreditNew] = flag(len(mine) > 0 && !both && !slices.Contains(mine, feed))
	f[eArm] = flag(s.members[u].Arm != "" && slices.Contains(mine, s.members[u].Arm))
}

// profileFeatures sets the features of the outlets' profiles. They are 0 without profiles.
func (s *story) profileFeatures(f *[numEdge]float64, v, k int) {
	if s.clusterProfiles == nil {
		return
	}
	u := s.parents[v][k]
	a, b := &s.clusterProfiles.of[u], &s.clusterProfiles.of[v]
	up, down := &s.up[v][k], &s.down[v][k]
	f[eHub], f[eWire] = a.hub, a.wire
	f[eSecond], f[eKeeps], f[eTitled] = b.second, b.keeps, b.titled
	f[eNovel] = (up.strange+up.own)/max(1, up.n) - b.novel
	f[eCut] = down.tail/max(1, down.n) - b.cut
	f[eStoreSecond] = s.clusterProfiles.all.second
	f[eSole] = a.sole
	f[eKnown], f[eChildKnown], f[eStore] = a.known, b.known, s.clusterProfiles.articles
	if a.top != "" && slices.Contains(s.credited[v], a.top) {
		f[eSoleCredit] = a.topShare
		f[eSoleOwn] = flag(slices.Contains(s.credited[u], a.top))
	}
}
