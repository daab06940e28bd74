package cluster

import (
	"cmp"
	"slices"
)

// Members appends the live articles with the same set of shingles as d, with d itself,
// ascending. The first is the representative of the group.
func Members(dst []Doc, idx Index, d Doc) []Doc {
	content, shingles, _ := idx.Row(d)
	if shingles == 0 {
		return append(dst, d)
	}
	start := len(dst)
	dst = idx.Run(dst, ContentBand, uint32(content))
	same := dst[start:start]
	for _, m := range dst[start:] {
		if c, n, _ := idx.Row(m); c == content && n == shingles {
			same = append(same, m)
		}
	}
	return dst[:start+len(same)]
}

// Representative returns the representative of d's group: the live article with the lowest
// number that has the same set of shingles.
func Representative(idx Index, d Doc) Doc {
	var buf [8]Doc
	return Members(buf[:0], idx, d)[0]
}

// Groups calls fn for each group of two or more, until it returns false. The
// order of groups does not matter; members are ascending and valid until fn
// returns.
func Groups(idx Collection, fn func(members []Doc) bool) {
	type member struct {
		content  uint64
		shingles uint32
		doc      Doc
	}
	var run []member
	var group []Doc
	idx.EachRun(ContentBand, func(_ uint32, docs []Doc) bool {
		run = run[:0]
		for _, d := range docs {
			if content, shingles, _ := idx.Row(d); shingles > 0 {
				run = append(run, member{content, shingles, d})
			}
		}
		slices.SortFunc(run, func(x, y member) int {
			return cmp.Or(cmp.Compare(x.content, y.content), cmp.Compare(x.shingles, y.shingles), cmp.Compare(x.doc, y.doc))
		})
		for i := 0; i < len(run); {
			group = append(group[:0], run[i].doc)
			j := i + 1
			for ; j < len(run) && run[j].content == run[i].content && run[j].shingles == run[i].shingles; j++ {
				group = append(group, run[j].doc)
			}
			if len(group) > 1 && !fn(group) {
				return false
			}
			i = j
		}
		return true
	})
}
