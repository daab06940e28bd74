package cluster

import "slices"

// Components with more than maxDense distinct texts are clustered in three steps that
// bound the work and depend on the positions and edges alone:
//
//  1. Cut: edges below a level are left out, so that the component falls into
//     connected pieces. The level rises from cutFirst to cutLast by cutStep as
//     long as a piece is too large. A piece that is small enough is clustered by
//     average link with all its edges, the low ones too.
//  2. A piece that is too large at cutLast is a flood of nearly the same text. Its
//     first maxDense positions are clustered by average link.
//  3. Each later position joins the cluster with the highest mean similarity to it,
//     over the cluster's first sampleSize members, if that mean reaches Link. Step
//     2 is repeated with the positions that joined no cluster.
//
// A flood of 100,000 texts that are one cluster takes one round, with 64
// similarities for each text.
const (
	// Edges a little over the bound join stories that quote the same text. Above .7 a cut
	// would separate texts that average link joins: at .95, 3,000 reprints of one template
	// that differ in one place each fell into 58 pieces.
	cutFirst = one * 55 / 100
	cutLast  = one * 70 / 100
	cutStep  = one * 5 / 100

	// sampleSize is the number of members that represent a cluster. The standard error of a
	// mean over 64 is an eighth of their standard deviation.
	sampleSize = 64
)

// cut clusters positions (ascending) that are too many for one matrix.
func (l *linker) cut(at []int32) {
	type work struct {
		at    []int32
		level uint64
	}
	queue := []work{{at, cutFirst}}
	for len(queue) > 0 {
		w := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		switch {
		case len(w.at) <= maxDense:
			l.dense(w.at)
		case w.level > cutLast:
			l.flood(w.at)
		default:
			for _, piece := range l.pieces(w.at, w.level) {
				queue = append(queue, work{piece, w.level + cutStep})
			}
		}
	}
}

// pieces divides positions (ascending) into connected pieces, by edges of at least level. Each
// piece is ascending.
func (l *linker) pieces(at []int32, level uint64) [][]int32 {
	place := make(map[int32]int, len(at))
	for i, p := range at {
		place[p] = i
	}
	number := make([]int, len(at)) // piece+1
	count := 0
	var stack []int32
	for i, p := range at {
		if number[i] > 0 {
			continue
		}
		count++
		number[i] = count
		for stack = append(stack, p); len(stack) > 0; {
			q := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, e := range l.rows[q] {
				if j, ok := place[e.to]; ok && number[j] == 0 && e.sim >= level {
					number[j] = count
					stack = append(stack, e.to)
				}
			}
		}
	}
	parts := make([][]int32, count)
	for i, p := range at {
		parts[number[i]-1] = append(parts[number[i]-1], p)
	}
	return parts
}

// flood clusters the positions (ascending) of a piece that cannot be cut.
func (l *linker) flood(at []int32) {
	for len(at) > maxDense {
		l.dense(at[:maxDense])
		at = l.join(at[:maxDense], at[maxDense:])
	}
	l.dense(at)
}

// join labels those of rest that belong to a cluster of done, and returns the
// others.
func (l *linker) join(done, rest []int32) (left []int32) {
	samples := map[int32][]int32{} // by label: first members
	var labels []int32
	for _, p := range done {
		label := l.label[p]
		if len(samples[label]) == 0 {
			labels = append(labels, label)
		}
		if len(samples[label]) < sampleSize {
			samples[label] = append(samples[label], p)
		}
	}
	slices.Sort(labels)
	for _, p := range rest {
		if label, ok := l.nearest(p, labels, samples); ok {
			l.label[p] = label
		} else {
			left = append(left, p)
		}
	}
	return left
}

// nearest returns the label with the highest mean similarity to p, and the lowest of several.
// ok is false if the mean does not reach the linker's bound.
func (l *linker) nearest(p int32, labels []int32, samples map[int32][]int32) (int32, bool) {
	best, bound := int32(-1), ratio{0, 1}
	for _, label := range labels {
		r := ratio{}
		for _, q := range samples[label] {
			r.sum += l.weight[q] * l.sim(p, q)
			r.over += l.weight[q]
		}
		if r.above(bound) {
			best, bound = label, r
		}
	}
	return best, best >= 0 && bound.sum >= l.link*bound.over
}
