package cluster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// plain is an identity in which article d is called "a<d>" and has minute d.
func plain() Identity {
	return Identity{
		Key:    func(d Doc) string { return fmt.Sprintf("a%03d", d) },
		Minute: func(d Doc) int32 { return int32(d) },
	}
}

func summary(clusters []Cluster, changes []Change) string {
	var b strings.Builder
	for _, c := range clusters {
		fmt.Fprintln(&b, c.ID, c.Members)
	}
	for _, c := range changes {
		fmt.Fprintln(&b, c.Kind, c.ID, c.Others, c.Before, c.After, c.Reason)
	}
	return b.String()
}

func TestAssign(t *testing.T) {
	id := func(d Doc) string { return newID(plain().Key(d), 0) }
	tests := []struct {
		name  string
		old   []Cluster
		parts [][]Doc
		want  string
	}{
		{"nothing", nil, nil, ""},
		{
			"new", nil,
			[][]Doc{{1, 2}},
			id(1) + " [1 2]\nnew " + id(1) + " [] 0 2 its articles were in no cluster\n",
		},
		{"same", []Cluster{{"x", []Doc{1, 2}}}, [][]Doc{{1, 2}}, "x [1 2]\n"},
		{
			"grown",
			[]Cluster{{"x", []Doc{1, 2}}},
			[][]Doc{{0, 1, 2}},
			"x [0 1 2]\ngrown x [] 2 3 1 new articles\n",
		},
		{
			"shrunk",
			[]Cluster{{"x", []Doc{1, 2, 3}}},
			[][]Doc{{1, 2}},
			"x [1 2]\nshrunk x [] 3 2 1 articles are gone or stand alone\n",
		},
		{"ended", []Cluster{{"x", []Doc{1, 2}}}, nil, "ended x [] 2 0 its articles are gone or stand alone\n"},
		{
			"merged: the larger share names it",
			[]Cluster{{"x", []Doc{1, 2}}, {"y", []Doc{3, 4, 5}}},
			[][]Doc{{1, 2, 3, 4, 5}},
			"y [1 2 3 4 5]\nended x [y] 2 0 its articles are in other clusters\n" +
				"merged y [x] 3 5 took over 2 of 2 articles of x: the mean similarity of both reaches the bound\n",
		},
		{
			"merged: the smaller id of equals",
			[]Cluster{{"x", []Doc{3, 4}}, {"y", []Doc{1, 2}}},
			[][]Doc{{1, 2, 3, 4}},
			"x [1 2 3 4]\nmerged x [y] 2 4 took over 2 of 2 articles of y: the mean similarity of both reaches the bound\n" +
				"ended y [x] 2 0 its articles are in other clusters\n",
		},
		{
			"split: the founder leaves",
			[]Cluster{{id(1), []Doc{1, 2, 3, 4, 5}}},
			[][]Doc{{1, 2}, {3, 4, 5}},
			sortLines(id(1)+" [3 4 5]\n"+newID("a001", 1)+" [1 2]\n") +
				"split " + id(1) + " [" + newID("a001", 1) + "] 5 3 3 of 5 articles stay: the mean similarity to the others is below the bound\n",
		},
		{
			"split evenly: the smaller founder keeps the id",
			[]Cluster{{"x", []Doc{1, 2, 3, 4}}},
			[][]Doc{{2, 3}, {1, 4}},
			sortLines("x [1 4]\n"+id(2)+" [2 3]\n") + "split x [" + id(2) + "] 4 2 2 of 4 articles stay: the mean similarity to the others is below the bound\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, summary(Assign(tt.old, tt.parts, plain()))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func sortLines(s string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(s, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func TestFounder(t *testing.T) {
	id := plain()
	id.Minute = func(d Doc) int32 { return []int32{NoClock, 9, 5, 5, NoClock}[d] }
	tests := []struct {
		name    string
		members []Doc
		want    string
	}{
		{"earliest", []Doc{0, 1, 2}, "a002"},
		{"of equals the smallest id", []Doc{0, 3, 2}, "a002"},
		{"no clock comes last", []Doc{0, 1}, "a001"},
		{"no clocks", []Doc{4, 0}, "a000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := id.founder(tt.members); got != tt.want {
				t.Errorf("founder of %v is %s, want %s", tt.members, got, tt.want)
			}
		})
	}
}

// randomParts parts the articles below n into clusters; some stand alone.
func randomParts(r *rand.Rand, n int) [][]Doc {
	parts := make([][]Doc, 1+r.IntN(5))
	for d := range Doc(n) {
		i := r.IntN(len(parts))
		parts[i] = append(parts[i], d)
	}
	return slices.DeleteFunc(parts, func(p []Doc) bool { return len(p) < 2 })
}

// TestAssignProperties: ids are unique, each old id has one heir, which shares
// articles with it, and the order of what is given does not matter.
func TestAssignProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 11))
		old, _ := Assign(nil, randomParts(r, 12), plain())
		for range 3 {
			parts := randomParts(r, 14)
			got, changes := Assign(old, parts, plain())
			again, changesAgain := Assign(shuffled(r, old), shuffled(r, parts), plain())
			if diff := cmp.Diff(summary(got, changes), summary(again, changesAgain)); diff != "" {
				t.Fatalf("depends on order:\n%s", diff)
			}
			seen := map[string]bool{}
			for _, c := range got {
				if seen[c.ID] {
					t.Fatalf("id %s twice", c.ID)
				}
				seen[c.ID] = true
			}
			if len(got) != len(parts) {
				t.Fatalf("%d clusters from %d parts", len(got), len(parts))
			}
			old = got
		}
	})
}
