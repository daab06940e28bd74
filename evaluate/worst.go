package evaluate

import (
	"cmp"
	"fmt"
	"slices"
)

// Worst lists the worst errors among pairs.
type Worst struct {
	False  []Miss `json:"false"`  // called a copy, labelled apart: highest p first
	Missed []Miss `json:"missed"` // labelled a copy, p below .5
}

// A Miss is a pair that predictions and labels disagree on.
type Miss struct {
	A            Side    `json:"a"`
	B            Side    `json:"b"`
	P            Num     `json:"p"`
	Listed       bool    `json:"listed"` // in the predictions
	Jaccard      *Num    `json:"jaccard"`
	ContainmentA *Num    `json:"containment_a"`
	ContainmentB *Num    `json:"containment_b"`
	MatchedWords *int    `json:"matched_words"`
	Kind         *string `json:"kind"`
	Reason       string  `json:"reason"`
}

// A Side is one article of a pair that was missed.
type Side struct {
	ID      string   `json:"id"`
	Source  string   `json:"source"`
	Title   string   `json:"title"`
	Cluster *string  `json:"cluster"` // predicted
	Labels  []string `json:"labels"`  // labelled clusters
}

// A judge has what is needed to explain errors.
type judge struct {
	g        *gold
	p        *Predictions
	describe func(id string) (source, title string) // nil: nothing more is known
}

// worst returns at most n errors of each kind. The list is ranked.
func (j *judge) worst(list []obs, n int) Worst {
	w := Worst{False: []Miss{}, Missed: []Miss{}}
	for _, o := range list {
		if o.p < cutoff || len(w.False) == n {
			break
		}
		if !o.same {
			w.False = append(w.False, j.miss(o.a, o.b, "labelled apart"))
		}
	}
	for _, m := range j.missed(list, n) {
		w.Missed = append(w.Missed, j.miss(m[0], m[1], ""))
	}
	return w
}

// missed returns at most n true pairs below the cutoff: labelled pairs with
// the lowest p first, else pairs from one cluster after the other, those with
// most missed first, so that not all are of one story.
func (j *judge) missed(list []obs, n int) [][2]int32 {
	if j.g.clusters != nil {
		return j.missedInTurn(j.missedByCluster(list, n), n)
	}
	var out [][2]int32
	for i := len(list) - 1; i >= 0 && len(out) < n && list[i].p < cutoff; i-- {
		if list[i].same {
			out = append(out, [2]int32{list[i].a, list[i].b})
		}
	}
	return out
}

// missedByCluster lists clusters by how many of their pairs are missed.
func (j *judge) missedByCluster(list []obs, n int) []int32 {
	g := j.g
	missed := make([]int, len(g.members))
	var some []int32
	for c, m := range g.members {
		missed[c] = len(m) * (len(m) - 1) / 2
	}
	for _, o := range list {
		for _, c := range g.clusters[o.a] {
			if o.p >= cutoff && slices.Contains(g.clusters[o.b], c) {
				missed[c]--
			}
		}
	}
	for c, k := range missed {
		if k > 0 {
			some = append(some, int32(c))
		}
	}
	slices.SortFunc(some, func(x, y int32) int { return cmp.Or(cmp.Compare(missed[y], missed[x]), cmp.Compare(x, y)) })
	return some[:min(n, len(some))]
}

// missedInTurn takes a pair of each cluster in turn until there are n.
func (j *judge) missedInTurn(clusters []int32, n int) (out [][2]int32) {
	queues := make([][][2]int32, len(clusters))
	for i, c := range clusters {
		queues[i] = j.lowest(j.g.members[c], n)
	}
	seen := map[[2]int32]bool{}
	for k := range n {
		for _, q := range queues {
			if k < len(q) && !seen[q[k]] && len(out) < n {
				seen[q[k]] = true
				out = append(out, q[k])
			}
		}
	}
	return out
}

// lookups bounds the pairs of a large cluster that are looked through.
const lookups = 200_000

// lowest returns at most n missed pairs of a cluster's members: the first that
// are not listed, else those with the lowest p.
func (j *judge) lowest(members []int32, n int) [][2]int32 {
	var below []obs
	absent, looked := 0, 0
	for i, a := range members {
		for _, b := range members[i+1:] {
			q, ok := j.p.find(j.g.ids[a], j.g.ids[b])
			if q.p < cutoff {
				below = append(below, obs{p: q.p, a: a, b: b, listed: ok})
			}
			if looked++; !ok {
				absent++
			}
			if absent == n || looked == lookups {
				return firstPairs(below, n)
			}
		}
	}
	return firstPairs(below, n)
}

func firstPairs(list []obs, n int) [][2]int32 {
	slices.SortStableFunc(list, func(x, y obs) int { return cmp.Compare(x.p, y.p) })
	var out [][2]int32
	for _, o := range list[:min(n, len(list))] {
		out = append(out, [2]int32{o.a, o.b})
	}
	return out
}

// miss describes a pair. Why says what is known of the reason.
func (j *judge) miss(a, b int32, why string) Miss {
	m := Miss{A: j.side(a), B: j.side(b)}
	q, ok := j.p.find(m.A.ID, m.B.ID)
	m.P, m.Listed = Num(q.p), ok
	if q.detailed {
		words := int(q.words)
		m.Jaccard, m.ContainmentA, m.ContainmentB = new(Num(q.jaccard)), new(Num(q.inB)), new(Num(q.inA))
		m.MatchedWords, m.Kind = &words, &q.kind
	}
	m.Reason = why
	if why == "" {
		m.Reason = j.reason(&m)
	}
	if j.p.together(m.A.ID, m.B.ID) {
		m.Reason += "; in one cluster"
	}
	return m
}

// reason says why a pair was missed.
func (j *judge) reason(m *Miss) string {
	for _, s := range []*Side{&m.A, &m.B} {
		if !j.p.has(s.ID) {
			return fmt.Sprintf("%s is not among the predictions", printable(s.ID))
		}
	}
	if !m.Listed {
		return "no candidate: the pair is not listed"
	}
	if m.Kind != nil && *m.Kind != "" && *m.Kind != "same" {
		return "compared, p below .5: " + printable(*m.Kind)
	}
	return "compared, p below .5"
}

func (j *judge) side(i int32) Side {
	s := Side{ID: j.g.ids[i], Labels: []string{}}
	art := j.p.articles[s.ID]
	s.Source = art.Source
	if art.Cluster != "" {
		s.Cluster = &art.Cluster
	}
	if j.describe != nil {
		if source, title := j.describe(s.ID); source != "" || title != "" {
			s.Source, s.Title = source, title
		}
	}
	if j.g.clusters != nil {
		for _, c := range j.g.clusters[i] {
			if name := j.g.names[c]; name != "" {
				s.Labels = append(s.Labels, name)
			}
		}
	}
	return s
}
