package generation

import (
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/store"
)

// An index finds clusters by article and by id.
type index struct {
	of []int32 // by document: index of its cluster, -1: none
	at map[string]int32
}

// LoadIndexed is like LoadClusters, for callers that look up many clusters. The index takes 4 bytes an
// article and about 40 a cluster.
func LoadIndexed(v *store.View) (*Conclusions, error) {
	c, err := LoadClusters(v)
	if err != nil {
		return nil, err
	}
	x := &index{of: make([]int32, c.Horizon), at: make(map[string]int32, len(c.Clusters))}
	for d := range x.of {
		x.of[d] = -1
	}
	for k := range c.Clusters {
		x.at[c.Clusters[k].ID] = int32(k)
		for _, d := range c.Clusters[k].Members {
			if d < store.Doc(len(x.of)) {
				x.of[d] = int32(k)
			}
		}
	}
	c.index = x
	return c, nil
}

// clustersOf returns the ids of the clusters of documents.
func (x *index) clustersOf(clusters []cluster.Cluster, docs []store.Doc) map[store.Doc]string {
	out := make(map[store.Doc]string, len(docs))
	for _, d := range docs {
		if d < store.Doc(len(x.of)) && x.of[d] >= 0 {
			out[d] = clusters[x.of[d]].ID
		}
	}
	return out
}
