package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// split divides articles into folds so that as many pairs as possible lie within one fold. Articles of a
// labelled cluster or a positive pair stay together. Articles of other pairs stay together as long as the
// group fits a fold. In a crawl almost everything is connected through some false candidate. Pairs between
// groups are called loose, and are tested if both groups happen to be in one fold.
func split(g *gold, list []obs) *parted {
	up := make([]int32, len(g.ids))
	weight := make([]int, len(g.ids))
	for i := range up {
		up[i] = int32(i)
	}
	for _, o := range list {
		weight[o.a]++
	}
	join := func(a, b int32) {
		a, b = rootOf(up, a), rootOf(up, b)
		if a != b {
			sum := weight[a] + weight[b]
			joinRoots(up, a, b)
			weight[min(a, b)] = sum
		}
	}
	for _, o := range list {
		if o.same {
			join(o.a, o.b)
		}
	}
	if g.clusters != nil { // else groups come only from listed pairs
		for _, m := range g.members {
			for i := 1; i < len(m); i++ {
				join(m[0], m[i])
			}
		}
	}
	most := len(list) / folds
	for _, o := range list {
		if a, b := rootOf(up, o.a), rootOf(up, o.b); weight[a]+weight[b] <= most {
			join(a, b)
		}
	}
	return &parted{fill(up, weight), up}
}

// A parted list of pairs has the fold and the group of each article.
type parted struct {
	fold []int
	up   []int32
}

// loose reports whether a pair is between two groups.
func (d *parted) loose(o *obs) bool { return rootOf(d.up, o.a) != rootOf(d.up, o.b) }

// fill puts groups into folds, the largest first, each into the emptiest fold.
func fill(up []int32, weight []int) []int {
	var roots []int32
	for i := range up {
		if rootOf(up, int32(i)) == int32(i) {
			roots = append(roots, int32(i))
		}
	}
	slices.SortFunc(roots, func(x, y int32) int { return cmp.Or(cmp.Compare(weight[y], weight[x]), cmp.Compare(x, y)) })
	var load [folds]int
	of := make([]int, len(up))
	for _, r := range roots {
		least := 0
		for k := range load {
			if load[k] < load[least] {
				least = k
			}
		}
		of[r] = least
		load[least] += 1 + weight[r]
	}
	for i := range up {
		of[i] = of[rootOf(up, int32(i))]
	}
	return of
}

// crossValidate fits on all folds but one and predicts that one, for each fold. It returns the quality and
// the number of predicted pairs. No article of a predicted pair is in a fitted pair. Loose pairs are
// weighted to represent those that could not be fitted or tested.
func crossValidate(list []obs, d *parted, method string) (Quality, int) {
	all, kept := 0.0, 0.0
	for i := range list {
		if d.loose(&list[i]) {
			all++
			if d.fold[list[i].a] == d.fold[list[i].b] {
				kept++
			}
		}
	}
	var tested []obs
	var weight []float64
	for k := range folds {
		train, trainWeight, test := d.part(list, k)
		c := solveFor(samples(train, trainWeight), method)
		for _, o := range test {
			w := 1.0
			if d.loose(&o) {
				w = all / kept
			}
			o.p = c.Apply(min(max(o.p, clip), 1-clip))
			tested, weight = append(tested, o), append(weight, w)
		}
	}
	return quality(tested, weight), len(tested)
}

// part returns the pairs on which fold k is fitted, with weights, and those on which it is tested. Of
// pairs across two folds a share of (folds-2)/folds is fitted, of others (folds-1)/folds.
func (d *parted) part(list []obs, k int) (train []obs, weight []float64, test []obs) {
	for _, o := range list {
		a, b := d.fold[o.a], d.fold[o.b]
		switch {
		case a == k && b == k:
			test = append(test, o)
		case a != k && b != k:
			w := 1.0
			if a != b {
				w = (folds - 1.0) / (folds - 2.0)
			}
			train, weight = append(train, o), append(weight, w)
		}
	}
	return train, weight, test
}

// quality computes the quality of weighted predicted pairs.
func quality(list []obs, weight []float64) Quality {
	loss, total := 0.0, 0.0
	var gap [bins]float64
	for i, o := range list {
		p := min(max(o.p, clip), 1-clip)
		loss -= weight[i] * (o.y()*math.Log(p) + (1-o.y())*math.Log1p(-p))
		gap[min(bins-1, int(o.p*bins))] += weight[i] * (o.p - o.y())
		total += weight[i]
	}
	sum := 0.0
	for _, x := range gap {
		sum += math.Abs(x)
	}
	return Quality{Num(ratio(loss, total)), Num(ratio(sum, total))}
}
