// Package baseline finds copies with the methods of other programs, to compare their results with wiretrace's
// on the same articles.
//
// Call [Run] with one of [Methods], and [Score] with its result. Each method is the algorithm of a published
// program, implemented with this repository's shingles and sketches. It is not that program: exact counts
// replace its samples, and its preprocessing is missing. All methods use the whole text with its furniture, and
// no times.
package baseline

import (
	"slices"

	"github.com/wiretrace/wiretrace/article"
)

// A Pair is two articles with the probability that they have one text. The probability is the method's
// score, mapped so that its threshold is .5.
type Pair struct {
	A, B string
	P    float64
}

// A Result is the result of a method.
type Result struct {
	// Clusters maps each article that is not alone to the name of its cluster.
	Clusters map[string]string
	Pairs    []Pair
}

// A Method is a method of finding copies.
type Method struct {
	Name string
	Of   string // the program with this algorithm, for people
	// link returns pairs of articles, by index, and whether they are linked.
	link func([]article.Article) []link
	// louvain is set for clustering by modularity; otherwise clusters are connected components.
	louvain bool
}

// A link is a pair of articles by index, a < b.
type link struct {
	a, b int32
	p    float64 // linked from .5 on
}

// Methods returns all methods in the order of the table.
func Methods() []Method {
	return []Method{
		{Name: "minhash-lsh .7", Of: "algorithm of text-dedup, threshold .7", link: func(a []article.Article) []link { return bands(a, .7) }},
		{Name: "minhash-lsh .5", Of: "algorithm of text-dedup, threshold .5", link: func(a []article.Article) []link { return bands(a, .5) }},
		{Name: "char15 jaccard .4, louvain", Of: "algorithm of the NEWS-COPY n-gram baseline", link: func(a []article.Article) []link { return similar(charGrams(a, 15), jaccard, .4) }, louvain: true},
		{Name: "char15 jaccard .2, louvain", Of: "the same with a lower threshold", link: func(a []article.Article) []link { return similar(charGrams(a, 15), jaccard, .2) }, louvain: true},
		{Name: "char15 jaccard .2, components", Of: "the same without Louvain", link: func(a []article.Article) []link { return similar(charGrams(a, 15), jaccard, .2) }},
		{Name: "word5 containment .3", Of: "algorithm of containment search (w-shingling), components", link: func(a []article.Article) []link { return similar(wordGrams(a), containment, .3) }},
		{Name: "unique char25 grams >= 5", Of: "algorithm of passim's pair search (n 25, df 2-100, 5 shared), components", link: unique25},
	}
}

// Run returns the result of a method for articles, whose ids must differ.
func Run(m Method, articles []article.Article) Result {
	links := m.link(articles)
	r := Result{Clusters: map[string]string{}}
	var edges [][2]int32
	for _, l := range links {
		a, b := articles[l.a].ID, articles[l.b].ID
		r.Pairs = append(r.Pairs, Pair{min(a, b), max(a, b), l.p})
		if l.p >= .5 {
			edges = append(edges, [2]int32{l.a, l.b})
		}
	}
	label := components(len(articles), edges)
	if m.louvain {
		label = louvain(len(articles), edges)
	}
	size := map[int32]int{}
	for _, c := range label {
		size[c]++
	}
	for i, c := range label {
		if size[c] > 1 {
			r.Clusters[articles[i].ID] = articles[c].ID
		}
	}
	return r
}

// stretch maps a score in [0,1] to a probability: threshold becomes .5, and 0 and 1 do not change. With
// threshold .4, .7 becomes .75.
func stretch(score, threshold float64) float64 {
	if score < threshold {
		return .5 * score / threshold
	}
	return .5 + .5*(score-threshold)/(1-threshold)
}

// components returns, for each of n positions, the lowest position in its connected component.
func components(n int, edges [][2]int32) []int32 {
	up := make([]int32, n)
	for i := range up {
		up[i] = int32(i)
	}
	find := func(i int32) int32 {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	for _, e := range edges {
		a, b := find(e[0]), find(e[1])
		up[max(a, b)] = min(a, b)
	}
	for i := range up {
		up[i] = find(int32(i))
	}
	return up
}

// sorted sorts links by their articles.
func sorted(links []link) []link {
	slices.SortFunc(links, func(x, y link) int {
		if x.a != y.a {
			return int(x.a) - int(y.a)
		}
		return int(x.b) - int(y.b)
	})
	return links
}
