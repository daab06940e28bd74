package baseline

import "slices"

// A weighted graph has for each node its neighbours with weights; a node's own
// weight counts twice its inner edges.
type graph struct {
	next   [][]arc
	inner  []float64
	degree []float64
	total  float64 // sum of degrees
}

type arc struct {
	to     int32
	weight float64
}

// louvain clusters by modularity of resolution 1 (Blondel et al. 2008), edges
// unweighted. Nodes are visited in order and of equal gains the lowest cluster
// wins, so that the same edges give the same clusters. It returns for each
// position the lowest position of its cluster.
func louvain(n int, edges [][2]int32) []int32 {
	g := &graph{next: make([][]arc, n), inner: make([]float64, n)}
	for _, e := range edges {
		g.next[e[0]] = append(g.next[e[0]], arc{e[1], 1})
		g.next[e[1]] = append(g.next[e[1]], arc{e[0], 1})
	}
	label := make([]int32, n)
	for i := range label {
		label[i] = int32(i)
	}
	for {
		g.weigh()
		home, moved := g.settle()
		if !moved {
			return lowest(label)
		}
		var number []int32
		g, number = g.folded(home)
		for i := range label {
			label[i] = number[home[label[i]]]
		}
	}
}

func (g *graph) weigh() {
	g.degree, g.total = make([]float64, len(g.next)), 0
	for i, list := range g.next {
		g.degree[i] = g.inner[i]
		for _, a := range list {
			g.degree[i] += a.weight
		}
		g.total += g.degree[i]
	}
}

// settle moves nodes to the neighbouring cluster of the highest gain until
// none moves.
func (g *graph) settle() (home []int32, moved bool) {
	home = make([]int32, len(g.next))
	sum := slices.Clone(g.degree)
	for i := range home {
		home[i] = int32(i)
	}
	links := make([]float64, len(g.next))
	for again := true; again; {
		again = false
		for i := range g.next {
			old := home[i]
			sum[old] -= g.degree[i]
			best := g.best(int32(i), home, sum, links)
			sum[best] += g.degree[i]
			if home[i] = best; best != old {
				again, moved = true, true
			}
		}
	}
	return home, moved
}

// best returns the cluster that node i, taken out of its own, gains most by. The
// gain of a cluster is the weight of the edges to it less what is expected by
// the degrees. links is scratch and all zero.
func (g *graph) best(i int32, home []int32, sum, links []float64) int32 {
	for _, a := range g.next[i] {
		links[home[a.to]] += a.weight
	}
	gain := func(c int32) float64 { return links[c] - sum[c]*g.degree[i]/g.total }
	best := home[i]
	top := gain(best)
	for _, a := range g.next[i] {
		c := home[a.to]
		if x := gain(c); x > top+1e-12 || x > top-1e-12 && c < best && best != home[i] {
			best, top = c, x
		}
	}
	for _, a := range g.next[i] {
		links[home[a.to]] = 0
	}
	return best
}

// folded makes a node of each cluster, and returns the number of each.
func (g *graph) folded(home []int32) (*graph, []int32) {
	number := make([]int32, len(home))
	n := int32(0)
	for i := range number {
		number[i] = -1
	}
	for _, c := range home {
		if number[c] < 0 {
			number[c] = n
			n++
		}
	}
	out := &graph{next: make([][]arc, n), inner: make([]float64, n)}
	weights := make([]map[int32]float64, n)
	for i, list := range g.next {
		from := number[home[i]]
		out.inner[from] += g.inner[i]
		for _, a := range list {
			to := number[home[a.to]]
			if to == from {
				out.inner[from] += a.weight
				continue
			}
			if weights[from] == nil {
				weights[from] = map[int32]float64{}
			}
			weights[from][to] += a.weight
		}
	}
	for i, m := range weights {
		for to, w := range m {
			out.next[i] = append(out.next[i], arc{to, w})
		}
		slices.SortFunc(out.next[i], func(x, y arc) int { return int(x.to) - int(y.to) })
	}
	return out, number
}

// lowest renames clusters to their lowest positions.
func lowest(label []int32) []int32 {
	first := map[int32]int32{}
	out := make([]int32, len(label))
	for i, c := range label {
		if _, ok := first[c]; !ok {
			first[c] = int32(i)
		}
		out[i] = first[c]
	}
	return out
}
