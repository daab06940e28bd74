package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// PassageScores measure passages as PAN does: macro-averaged over cases and detections, in characters of
// both texts, with plagdet = F1 / log2(1+granularity).
type PassageScores struct {
	Plagdet     Num `json:"plagdet"`
	Precision   Num `json:"precision"`
	Recall      Num `json:"recall"`
	Granularity Num `json:"granularity"` // detections for each detected case
	Cases       int `json:"cases"`
	Detections  int `json:"detections"`
	Outside     int `json:"outside"` // detections in unlabelled pairs: not judged
}

// scorePassages compares detections with labelled cases. The labels say which of two texts is the
// suspicious one; predictions may have the other order.
func scorePassages(l *Labels, found []Passage) *PassageScores {
	pairs := map[[2]string]bool{}
	suspicious := map[[2]string]bool{}
	for _, p := range l.Pairs {
		pairs[[2]string{p.A, p.B}] = true
	}
	for _, c := range l.Cases {
		suspicious[[2]string{c.ID, c.From}] = true
	}
	s := &PassageScores{Cases: len(l.Cases)}
	seen := map[Passage]bool{}
	var detections []Passage
	for _, d := range found {
		key := newLabel(d.ID, d.From, true)
		if !pairs[[2]string{key.A, key.B}] {
			s.Outside++
			continue
		}
		if suspicious[[2]string{d.From, d.ID}] {
			d = Passage{d.From, d.FromStart, d.FromEnd, d.ID, d.Start, d.End}
		}
		if !seen[d] {
			seen[d] = true
			detections = append(detections, d)
		}
	}
	s.Detections = len(detections)
	r, p := macro(l.Cases, detections), macro(detections, l.Cases)
	gran := granularity(l.Cases, detections)
	s.Recall, s.Precision, s.Granularity = Num(r), Num(p), Num(gran)
	s.Plagdet = Num(harmonic(p, r) / math.Log2(1+gran))
	return s
}

// byPair groups passages by their pair.
func byPair(list []Passage) map[[2]string][]Passage {
	out := map[[2]string][]Passage{}
	for _, p := range list {
		key := [2]string{p.ID, p.From}
		out[key] = append(out[key], p)
	}
	return out
}

// macro returns the mean over passages of the share of their characters, in both texts, that is covered by
// others. Only others that overlap a passage in both texts count. If only one list is empty, the result is
// 0; if both are, it is 1.
func macro(passages, others []Passage) float64 {
	switch {
	case len(passages) == 0 && len(others) == 0:
		return 1
	case len(passages) == 0 || len(others) == 0:
		return 0
	}
	index := byPair(others)
	sum := 0.0
	for _, c := range passages {
		var this, source [][2]int
		for _, d := range index[[2]string{c.ID, c.From}] {
			if overlap(c, d) {
				this = append(this, [2]int{max(c.Start, d.Start), min(c.End, d.End)})
				source = append(source, [2]int{max(c.FromStart, d.FromStart), min(c.FromEnd, d.FromEnd)})
			}
		}
		sum += ratio(float64(covered(this)+covered(source)), float64(c.End-c.Start+c.FromEnd-c.FromStart))
	}
	return sum / float64(len(passages))
}

// granularity returns the mean number of detections of detected cases.
func granularity(cases, detections []Passage) float64 {
	index := byPair(detections)
	hits, detected := 0, 0
	for _, c := range cases {
		n := 0
		for _, d := range index[[2]string{c.ID, c.From}] {
			if overlap(c, d) {
				n++
			}
		}
		hits += n
		if n > 0 {
			detected++
		}
	}
	if detected == 0 {
		return 1
	}
	return float64(hits) / float64(detected)
}

// overlap reports whether two passages of one pair overlap in both texts.
func overlap(c, d Passage) bool {
	return d.End > c.Start && d.Start < c.End && d.FromEnd > c.FromStart && d.FromStart < c.FromEnd
}

// covered counts the characters in a union of half-open ranges.
func covered(list [][2]int) int {
	slices.SortFunc(list, func(x, y [2]int) int { return cmp.Compare(x[0], y[0]) })
	n, end := 0, 0
	for _, r := range list {
		from := max(r[0], end)
		if r[1] > from {
			n += r[1] - from
			end = r[1]
		}
	}
	return n
}
