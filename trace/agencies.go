package trace

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/wiretrace/wiretrace/trace/credit"
)

// The features of an article and an agency that it may have text of.
const (
	aStrong    = iota // 1: the article credits it in a dateline, a byline or the page's metadata
	aTail             // 1: it credits it in a list or a sentence at an end of the text
	aWeak             // 1: it credits it in a bracket, or cites a statement of it
	aVia              // 1: it credits it as the agency that delivered the text
	aFeed             // 1: the outlet is the agency's own, and nobody else is credited
	aArm              // 1: the outlet runs it
	aOthers           // ln(1 + other agencies that the article credits)
	aUnnamed          // 1: the article credits agencies without naming one
	aParents          // probability that a parent, or a parent's parent, has it
	aRoot             // probability that no member is the article's source
	aAkin             // the greatest share of the article's text that a member with the agency has
	aStory            // of the other members that name an agency, the share that name this one
	aOne              // 1: no other agency is named in the story
	aSize             // ln of the number of members
	aProfile          // profiles of outlets: of the outlet's articles with a credit, the share that credit it; less 1/3
	aArmAlone         // 1: the outlet runs it, and there is no other evidence for it in the story
	aArmOthers        // 1: the outlet runs it, and the article credits only others
	aKnown            // profiles of outlets: ln(1 + articles of the outlet in other clusters)

	numAgency
)

// AgencyNames returns the names of the features of an agency in model files, in order.
func AgencyNames() []string {
	return []string{
		"strong", "tail", "weak", "via", "feed", "arm", "others", "unnamed", "parents", "root", "akin", "story", "one", "size", "profile",
		"arm_alone", "arm_others", "known",
	}
}

// An AgencyP is an agency with the probability that an article has text of it.
type AgencyP struct {
	Agency string
	P      float64
}

// named holds how a member credits one agency.
type named struct{ strong, tail, weak, via bool }

// namings returns how a member credits each agency.
func (m *Member) namings() map[string]named {
	out := map[string]named{}
	for _, c := range m.Credits {
		if c.Agency == "" {
			continue
		}
		n := out[c.Agency]
		switch x := creditWeight(c); {
		case x >= strongCredit:
			n.strong = true
		case x >= tailCredit:
			n.tail = true
		case x > 0 || c.Role == credit.RoleCitation:
			n.weak = true
		default:
			continue
		}
		n.via = n.via || c.Role == credit.RoleVia
		out[c.Agency] = n
	}
	return out
}

// The least weight of a strong credit, and of one in a place where credits are printed.
const (
	strongCredit = .93
	tailCredit   = .7
)

// agencies sets the agencies of each member: those that it credits itself, and those of the
// texts that it may have been taken from.
func (s *story) agencies(t *Trace, m *Model) {
	for v, list := range s.agencyFeatures(t) {
		e := &t.Edges[v]
		e.Agencies = m.likely(list)
		if len(e.Agencies) > 0 && e.Agencies[0].P >= .5 {
			e.Agency, e.AgencyP = e.Agencies[0].Agency, e.Agencies[0].P
		}
	}
}

// likely returns the agencies with a probability of at least minAgency, the most likely first.
func (m *Model) likely(list []candidate) (out []AgencyP) {
	for i := range list {
		if p := list[i].p(m); p >= minAgency {
			out = append(out, AgencyP{list[i].agency, p})
		}
	}
	slices.SortStableFunc(out, func(a, b AgencyP) int { return cmp.Compare(b.P, a.P) })
	return out
}

// Agencies returns the agencies that an article outside of clusters has text of, the most likely
// first. Only the article's own credits are used.
func (t *Tracer) Agencies(m *Member) []AgencyP {
	s := &story{revisions: revisions{articles: 1}, members: []*Member{m}, credited: [][]string{agenciesOf(m)}}
	n := s.namings()
	var list []candidate
	for _, a := range n.of(0, m) {
		c := candidate{agency: a}
		n.own(&c.f, 0, m, a)
		c.f[aRoot] = 1
		c.arm()
		list = append(list, c)
	}
	return t.model.likely(list)
}

// minAgency is the probability below which an agency is not returned.
const minAgency = .1

// Bounds of the probability of an agency that the outlet itself runs. armAlone is for articles
// with no evidence for the agency but the outlet's name, and no other credit: an outlet seldom
// sells its own report. armOthers is for articles that credit only others. armJoint is for
// articles that credit both, as in "OWN/other": the outlet edits the text of the other agency.
// They were set by hand. Of 22 pages of a newspaper with a syndicate that credit another agency,
// none was the syndicate's text. Of 1,237 such pages of a network's site, 1,208 print the other
// agency behind the network.
const (
	armAlone  = .3
	armOthers = .05
	armJoint  = .45
)

// candidate is an agency that a member may have text of.
type candidate struct {
	agency string
	f      [numAgency]float64
}

// p returns the probability that the member has text of the agency.
func (c *candidate) p(m *Model) float64 {
	p := 1 / (1 + math.Exp(-m.Agency.Score(c.f[:])))
	f := &c.f
	printed, story := f[aStrong]+f[aTail]+f[aWeak] > 0, f[aParents]+f[aAkin]+f[aStory] > 0
	switch {
	case f[aArm] == 0:
		return p
	case f[aOthers] > 0 && (printed || story):
		return min(p, armJoint)
	case f[aOthers] > 0:
		return min(p, armOthers)
	case printed || story:
		return p
	}
	return min(p, armAlone)
}

// A naming holds which agencies the members of a story name.
type naming struct {
	claims []map[string]named
	mine   [][]string     // by member: its agencies
	count  map[string]int // number of articles of each agency
	any    int            // number of articles with an agency
	size   int            // number of articles
}

func (s *story) namings() *naming {
	n := &naming{count: map[string]int{}, size: s.articles}
	for v, m := range s.members {
		mine := s.credited[v]
		if m.Feed != "" {
			mine = []string{m.Feed}
		}
		if v < s.articles { // earlier revisions do not count
			for _, a := range mine {
				n.count[a]++
			}
			n.any += int(flag(len(mine) > 0))
		}
		n.claims, n.mine = append(n.claims, m.namings()), append(n.mine, mine)
	}
	return n
}

// of returns the agencies that member v may have text of, sorted.
func (n *naming) of(v int, m *Member) []string {
	names := slices.Collect(maps.Keys(n.count))
	for a := range n.claims[v] {
		names = append(names, a)
	}
	if m.Arm != "" {
		names = append(names, m.Arm)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// agencyFeatures returns, by member, the agencies that the story names, with their features.
func (s *story) agencyFeatures(t *Trace) [][]candidate {
	n := s.namings()
	passed := s.passed(t, n.mine)
	out := make([][]candidate, len(s.members))
	for v, m := range s.members {
		for _, a := range n.of(v, m) {
			c := candidate{agency: a}
			f := &c.f
			n.own(f, v, m, a)
			f[aParents], f[aRoot] = min(1, passed[v][a]), t.Edges[v].RootP
			if s.clusterProfiles != nil {
				f[aProfile], f[aKnown] = s.clusterProfiles.of[v].share(a), s.clusterProfiles.of[v].known
			}
			for k, u := range s.parents[v] {
				if slices.Contains(n.mine[u], a) {
					f[aAkin] = max(f[aAkin], s.up[v][k].common/max(1, s.up[v][k].n))
				}
			}
			c.arm()
			out[v] = append(out[v], c)
		}
	}
	return out
}

// arm sets the features of an agency that the outlet runs. A newspaper's own report is seldom
// text of the agency that it runs, and neither is text that it credits to another agency.
func (c *candidate) arm() {
	f := &c.f
	if f[aArm] == 0 || f[aStrong]+f[aTail] > 0 {
		return
	}
	f[aArmOthers] = flag(f[aOthers] > 0)
	f[aArmAlone] = flag(f[aOthers] == 0 && f[aParents]+f[aAkin] == 0)
}

// own sets the features of agency a that come from member v itself and from the whole story.
func (n *naming) own(f *[numAgency]float64, v int, m *Member, a string) {
	x := n.claims[v][a]
	f[aStrong], f[aTail], f[aWeak], f[aVia] = flag(x.strong), flag(x.tail), flag(x.weak), flag(x.via)
	f[aFeed], f[aArm], f[aUnnamed] = flag(m.Feed == a), flag(m.Arm == a), flag(m.Unnamed)
	mine, self := flag(slices.Contains(n.mine[v], a)), flag(len(n.mine[v]) > 0)
	f[aOthers] = math.Log1p(float64(len(n.mine[v])) - mine)
	if v >= n.size {
		mine, self = 0, 0 // an earlier revision was not counted
	}
	f[aStory] = (float64(n.count[a]) - mine) / max(1, float64(n.any)-self)
	f[aOne] = flag(len(n.count) == 1)
	f[aSize] = math.Log(float64(n.size))
}

// maxSteps is the number of copy steps over which an agency is passed from parent to child.
const maxSteps = 3

// passed returns, by member and agency, the probability that the member's parent has the
// agency, named by the parent itself or passed to it by its own parents.
func (s *story) passed(t *Trace, mine [][]string) []map[string]float64 {
	out := make([]map[string]float64, len(s.members))
	for range maxSteps {
		next := make([]map[string]float64, len(s.members))
		for v := range s.members {
			next[v] = map[string]float64{}
			for _, u := range s.parents[v] {
				p := t.parents[v][u]
				if p < 1e-4 {
					continue
				}
				for _, a := range mine[u] {
					next[v][a] += p
				}
				if len(mine[u]) == 0 && out[u] != nil {
					for a, q := range out[u] {
						next[v][a] += p * q
					}
				}
			}
		}
		out = next
	}
	return out
}
