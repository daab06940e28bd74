package cluster_test

import (
	"fmt"

	"github.com/wiretrace/wiretrace/cluster"
)

// Two wires of two copies each, and an article merged from both: it joins the
// side it resembles more and does not bring the wires together.
func ExampleAverageLink() {
	labels := cluster.AverageLink(5, []cluster.Edge{
		{A: 0, B: 1, Sim: .9},
		{A: 2, B: 3, Sim: .9},
		{A: 0, B: 4, Sim: .55},
		{A: 1, B: 4, Sim: .55},
		{A: 2, B: 4, Sim: .5},
		{A: 3, B: 4, Sim: .5},
	}, cluster.LinkOptions{})
	fmt.Println(labels)
	// Output: [0 0 2 2 0]
}

func ExampleModel_P() {
	m := cluster.NearModel()
	p := m.P(cluster.Pair{A: 1, B: 2, Common: 300, SizeA: 400, SizeB: 500})
	fmt.Printf("%s: %.2f\n", m.Version, p)
	// Output: near-1: 0.98
}
