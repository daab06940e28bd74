package changes

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/store"
)

// state makes a state of clusters by id. sources is by article; others have an unseen one.
func state(generation uint64, docs store.Doc, clusters map[string][]store.Doc, sources map[store.Doc]int32) *State {
	s := &State{generation: generation, docs: docs, of: make([]int32, docs), parent: make([]int32, docs), learned: map[learned]string{}}
	for d := range s.of {
		s.of[d], s.parent[d] = -1, unknown
	}
	for _, id := range []string{"a", "b", "c", "d"} {
		if clusters[id] == nil {
			continue
		}
		for _, d := range clusters[id] {
			s.of[d], s.parent[d] = int32(len(s.ids)), unseen
		}
		s.ids, s.members = append(s.ids, id), append(s.members, clusters[id])
	}
	for d, p := range sources {
		s.parent[d] = p
	}
	return s
}

func TestCompare(t *testing.T) {
	type clusters = map[string][]store.Doc
	for _, c := range []struct {
		name          string
		before, after clusters
		was, is       map[store.Doc]int32
		dead          []store.Doc
		want          []Cluster
	}{
		{"nothing", clusters{"a": {0, 1}}, clusters{"a": {0, 1}}, nil, nil, nil, nil},
		{"new", nil, clusters{"a": {0, 10}}, nil, nil, nil, []Cluster{
			{Kind: New, ID: "a", After: 2, Reason: "1 new article and 1 article that had been in no cluster", Added: []store.Doc{0, 10}},
		}},
		{"grown, and a new source", clusters{"a": {0, 1}}, clusters{"a": {0, 1, 10}}, map[store.Doc]int32{1: 0}, map[store.Doc]int32{1: 10}, nil, []Cluster{
			{Kind: Grown, ID: "a", Before: 2, After: 3, Reason: "1 new article", Added: []store.Doc{10}, Traced: []Source{{1, 0, 10, "a new article is its source"}}},
		}},
		{"merged", clusters{"a": {0, 1}, "b": {2, 3}}, clusters{"a": {0, 1, 2, 3, 10}}, nil, nil, nil, []Cluster{
			{Kind: Merged, ID: "a", Others: []string{"b"}, Before: 2, After: 5, Reason: "its articles have one story's text, as 1 new article showed", Added: []store.Doc{10}},
			{Kind: Ended, ID: "b", Others: []string{"a"}, Before: 2, Reason: "its articles are in 1 other cluster", Gone: []store.Doc{2, 3}},
		}},
		{"split", clusters{"a": {0, 1, 2, 3}}, clusters{"a": {0, 1}, "b": {2, 3}}, nil, nil, nil, []Cluster{
			{Kind: Split, ID: "a", Others: []string{"b"}, Before: 4, After: 2, Reason: "2 articles are in another cluster now", Gone: []store.Doc{2, 3}},
			{Kind: Split, ID: "b", Others: []string{"a"}, Before: 4, After: 2, Reason: "2 articles are in another cluster now", Gone: []store.Doc{0, 1}},
		}},
		{"shrunk", clusters{"a": {0, 1, 2, 3}}, clusters{"a": {0, 1}}, nil, nil, []store.Doc{3}, []Cluster{
			{Kind: Shrunk, ID: "a", Before: 4, After: 2, Reason: "1 article is deleted or replaced by a later version, 1 article is in no cluster any more", Gone: []store.Doc{2, 3}},
		}},
		{"ended", clusters{"a": {0, 1}, "b": {2, 3}}, nil, nil, nil, []store.Doc{0}, []Cluster{
			{Kind: Ended, ID: "a", Before: 2, Reason: "1 article is deleted or replaced by a later version; fewer than two are left", Gone: []store.Doc{0, 1}},
			{Kind: Ended, ID: "b", Before: 2, Reason: "its articles are not taken for one story's text any more", Gone: []store.Doc{2, 3}},
		}},
		{"ended, and enough are left", clusters{"a": {0, 1, 2, 3, 4}}, nil, nil, nil, []store.Doc{0}, []Cluster{
			{Kind: Ended, ID: "a", Before: 5, Reason: "its articles are not taken for one story's text any more", Gone: []store.Doc{0, 1, 2, 3, 4}},
		}},
		{"traced anew", clusters{"a": {0, 1}}, clusters{"a": {0, 1}}, map[store.Doc]int32{1: 0}, map[store.Doc]int32{0: 1}, nil, []Cluster{
			{Kind: Retraced, ID: "a", Before: 2, After: 2, Reason: "the same articles, other sources", Traced: []Source{
				{0, unseen, 1, "what is known of the outlets changed"}, {1, 0, unseen, "what is known of the outlets changed"},
			}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dead := map[store.Doc]bool{}
			for _, d := range c.dead {
				dead[d] = true
			}
			got := Compare(state(1, 10, c.before, c.was), state(2, 12, c.after, c.is), func(d store.Doc) bool { return !dead[d] })
			want := &Delta{Before: 1, After: 2, Clusters: c.want}
			if diff := cmp.Diff(want, got, cmp.Transformer("empty", func(l []store.Doc) []store.Doc { return append([]store.Doc{}, l...) })); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var b bytes.Buffer
			if err := got.Encode(&b); err != nil {
				t.Fatal(err)
			}
			again, err := Decode(b.Bytes())
			if err != nil || len(again.Clusters) != len(got.Clusters) {
				t.Errorf("decoded: %v, %v", again, err)
			}
			for n := range b.Len() - 1 {
				if _, err := Decode(b.Bytes()[:n]); len(got.Clusters) > 0 && !errors.Is(err, ErrUnreadable) {
					t.Fatalf("cut at %d: %v", n, err)
				}
			}
		})
	}
}

// TestAgency: another agency is a change, though the source is the same.
func TestAgency(t *testing.T) {
	clusters := map[string][]store.Doc{"a": {0, 1}}
	before, after := state(1, 10, clusters, nil), state(2, 10, clusters, nil)
	names := map[string]int32{"Tidewire": 1}
	before.names, before.agency = names, make([]int32, 10)
	after.names, after.agency = names, []int32{0, 1, 0, 0, 0, 0, 0, 0, 0, 0}
	got := Compare(before, after, func(store.Doc) bool { return true })
	want := []Cluster{{
		Kind: Retraced, ID: "a", Before: 2, After: 2, Reason: "the same articles, other agencies",
		Traced: []Source{{1, unseen, unseen, "it has text of Tidewire, before of no agency"}},
	}}
	if diff := cmp.Diff(want, got.Clusters); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMuch bounds what is listed of a cluster.
func TestMuch(t *testing.T) {
	var many []store.Doc
	for d := range store.Doc(maxListed + 30) {
		many = append(many, d)
	}
	got := Compare(state(0, 0, nil, nil), state(1, 100, map[string][]store.Doc{"a": many}, nil), func(store.Doc) bool { return true })
	if c := got.Clusters[0]; len(c.Added) != maxListed || c.More != 30 || c.After != len(many) {
		t.Errorf("%d listed, %d more, %d in all", len(c.Added), c.More, c.After)
	}
}

func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	d := &Delta{Before: 1, After: 2, Clusters: []Cluster{{Kind: Merged, ID: "a", Others: []string{"b"}, Added: []store.Doc{1}, Traced: []Source{{1, unseen, 2, "x"}}}}}
	if err := d.Encode(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Decode(b)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := d.Encode(&out); err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(out.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
}
