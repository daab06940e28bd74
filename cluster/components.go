package cluster

import "slices"

// A forest is a union-find structure over articles or texts, numbered in the order in which
// they are added. The root of a set identifies it and has no other meaning.
type forest[K comparable] struct {
	docs   []K // by index
	place  map[K]int32
	parent []int32
}

func newForest(size int) *forest[Doc] {
	return &forest[Doc]{place: make(map[Doc]int32, size)}
}

// index returns the index of d, which is added if it is new.
func (s *forest[K]) index(d K) int32 {
	if i, ok := s.place[d]; ok {
		return i
	}
	i := int32(len(s.docs))
	s.place[d] = i
	s.docs = append(s.docs, d)
	s.parent = append(s.parent, i)
	return i
}

// find returns the root of i's set, halving the path to it.
func (s *forest[K]) find(i int32) int32 {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

// union joins the sets of i and j under the smaller root.
func (s *forest[K]) union(i, j int32) {
	i, j = s.find(i), s.find(j)
	if i > j {
		i, j = j, i
	}
	s.parent[j] = i
}

// Components divides pairs into connected components. Pairs of a component keep their order,
// and components are in the order of their first pair. Each component can be clustered by
// itself; it is not a cluster.
func Components(pairs []Pair) [][]Pair {
	s := newForest(len(pairs))
	ends := make([]int32, len(pairs))
	for i, p := range pairs {
		ends[i] = s.index(p.A)
		s.union(ends[i], s.index(p.B))
	}
	number := make([]int32, len(s.docs)) // by root: component+1
	var sizes []int
	for i := range ends {
		root := s.find(ends[i])
		if number[root] == 0 {
			sizes = append(sizes, 0)
			number[root] = int32(len(sizes))
		}
		ends[i] = number[root] - 1
		sizes[ends[i]]++
	}
	all := make([]Pair, len(pairs))
	parts := make([][]Pair, len(sizes))
	from := 0
	for i, n := range sizes {
		parts[i] = all[from : from : from+n]
		from += n
	}
	for i, p := range pairs {
		parts[ends[i]] = append(parts[ends[i]], p)
	}
	return slices.Clip(parts)
}
