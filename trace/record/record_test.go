package record_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// ferry is a cluster of three: a wire's text, a copy of it, and one merged from it and
// another story.
func ferry() *record.Cluster {
	return &record.Cluster{
		ID: "c-1f0c", Keep: 1, Least: .5, Mean: .75,
		Origin:  record.Origin{Member: 1, P: .93, Agency: "TIDEWIRE", AgencyP: .99},
		Changes: []record.Change{{Kind: "merged", Others: []string{"c-8b"}, Before: 2, After: 3, Reason: "a bridge"}},
		Reports: []string{"", "what coast.example alone has counts once"},
		Members: []record.Article{
			{
				Doc: 7, Similarity: .9, Parent: 1, P: .82, RootP: .1, Runner: true, Second: record.Unseen, SecondP: .1, Text: 1, Report: 0,
				Evidence: []record.Evidence{{Kind: "time", Text: "published 14 min after it", Weight: 1.25}, {Kind: "title", Text: "has the same title", Weight: -.5}},
				Agency:   "TIDEWIRE", AgencyP: .97,
				Credits: []credit.Credit{{Agency: "TIDEWIRE", Role: credit.RoleCredit, Place: credit.PlaceDateline, Field: credit.FieldText, Start: 10, End: 18, Text: "Tidewire", Weight: .97}},
				Words:   120, Copied: .9667, Class: record.ClassWhole,
				Passages: []record.Passage{
					{Start: 0, End: 400, Owner: record.OwnerCluster, Words: 116, Cluster: "c-1f0c", Placed: true, From: 3, FromStart: 4, FromEnd: 404},
					{Start: 401, End: 420, Words: 4},
					{Start: 421, End: 431, Owner: record.OwnerFurniture, Kind: "share"},
				},
				Clock: clock.Reading{Known: true, Earliest: 1714543800, Latest: 1714543800, Best: 1714543800, Precise: true, Corrected: -7200},
			},
			{Doc: 3, Parent: record.Unseen, P: .93, RootP: .93, Second: record.Unseen, Text: 1, Root: true, Feed: true, Agency: "TIDEWIRE", AgencyP: .99, Words: 118},
			{
				Doc: 12, Parent: record.Unseen, P: .6, RootP: .6, Runner: true, Second: 0, SecondP: .25, Report: 1, Root: true, Also: []string{"c-2"}, Copied: .5, Class: record.ClassPart,
				Passages: []record.Passage{{Start: 3, End: 80, Owner: record.OwnerCluster, Words: 15, Cluster: "c-2"}},
				Clock:    clock.Reading{Known: true, Earliest: clock.Unbounded, Latest: 1714600000, Best: 1714600000, Flags: clock.FetchedOnly},
			},
		},
	}
}

func single() *record.Article {
	return &record.Article{
		Doc: 9, Parent: record.Unseen, Second: record.Unseen, Report: -1, Agency: "TIDEWIRE", AgencyP: .6, Words: 30,
		Passages: []record.Passage{{Start: 3, End: 9, Owner: record.OwnerFurniture, Kind: "repeated"}},
	}
}

func TestCodec(t *testing.T) {
	want := ferry()
	b := record.AppendCluster(nil, want)
	got, err := record.DecodeCluster(b)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for n := range b {
		if _, err := record.DecodeCluster(b[:n]); !errors.Is(err, record.ErrCodec) {
			t.Errorf("%d of %d bytes: %v", n, len(b), err)
		}
	}
	a, err := record.DecodeArticle(record.AppendArticle(nil, single(), ""))
	if diff := cmp.Diff(single(), a); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestRefused sees that records which would lead readers astray are not decoded.
func TestRefused(t *testing.T) {
	for name, change := range map[string]func(*record.Cluster){
		"a circle":               func(c *record.Cluster) { c.Members[1].Parent = 2; c.Members[2].Parent = 0 },
		"its own parent":         func(c *record.Cluster) { c.Members[0].Parent = 0 },
		"a parent that is not":   func(c *record.Cluster) { c.Members[0].Parent = 3 },
		"a report that is not":   func(c *record.Cluster) { c.Members[0].Report = 2 },
		"no report":              func(c *record.Cluster) { c.Members[0].Report = -1 },
		"an origin that is not":  func(c *record.Cluster) { c.Origin.Member = 3 },
		"a member to keep that":  func(c *record.Cluster) { c.Keep = 3 },
		"a class that is not":    func(c *record.Cluster) { c.Members[0].Class = 3 },
		"an owner that is not":   func(c *record.Cluster) { c.Members[0].Passages[0].Owner = 3 },
		"a runner-up that isn't": func(c *record.Cluster) { c.Members[0].Second = 4 },
	} {
		c := ferry()
		change(c)
		if _, err := record.DecodeCluster(record.AppendCluster(nil, c)); !errors.Is(err, record.ErrCodec) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// makeBlocks makes the blocks of n clusters and as many single articles.
func makeBlocks(t testing.TB, n int) (blocks [][]byte, clusters []*record.Cluster) {
	t.Helper()
	b := record.NewBuilder(record.Doc(20*n+1), "model 1", []byte("clocks"))
	for i := range n {
		c := ferry()
		c.ID = fmt.Sprintf("c%06d", i)
		for k := range c.Members {
			c.Members[k].Doc += record.Doc(20 * i)
			for p := range c.Members[k].Passages {
				if c.Members[k].Passages[p].Cluster == "c-1f0c" {
					c.Members[k].Passages[p].Cluster = c.ID
				}
			}
		}
		clusters = append(clusters, c)
		b.Cluster(c)
	}
	for i := range n {
		a := single()
		a.Doc += record.Doc(20 * i)
		b.Single(a)
	}
	blocks, err := b.Blocks()
	if err != nil {
		t.Fatal(err)
	}
	return blocks, clusters
}

func open(t testing.TB, blocks [][]byte) *record.Reader {
	t.Helper()
	b, err := record.Open(len(blocks), func(i int) ([]byte, error) { return blocks[i], nil })
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBlocks(t *testing.T) {
	for _, n := range []int{0, 1, 2000} {
		blocks, clusters := makeBlocks(t, n)
		b := open(t, blocks)
		if b.Clusters() != n || b.Made() != "model 1" || string(b.Learnt()) != "clocks" {
			t.Errorf("%d clusters by %q with %q", b.Clusters(), b.Made(), b.Learnt())
		}
		for i := 0; i < n; i += max(1, n/7) {
			c, member, _, err := b.ByDoc(record.Doc(20*i + 12))
			if diff := cmp.Diff(clusters[i], c); err != nil || diff != "" || member != 2 {
				t.Errorf("member %d, %v (-want +got):\n%s", member, err, diff)
			}
			if c, err = b.ByID(clusters[i].ID); err != nil || !cmp.Equal(c, clusters[i]) {
				t.Errorf("%s: %v", clusters[i].ID, err)
			}
			_, _, a, err := b.ByDoc(record.Doc(20*i + 9))
			if err != nil || a == nil || a.Doc != record.Doc(20*i+9) {
				t.Errorf("article %d: %+v, %v", 20*i+9, a, err)
			}
		}
		for _, d := range []record.Doc{0, record.Doc(20 * n), 1 << 30} {
			if c, _, a, err := b.ByDoc(d); c != nil || a != nil || err != nil {
				t.Errorf("article %d, of which nothing is known: %v, %v, %v", d, c, a, err)
			}
		}
		for _, id := range []string{"", "c", "c0000005", "d"} {
			if c, err := b.ByID(id); c != nil || err != nil {
				t.Errorf("cluster %q: %v, %v", id, c, err)
			}
		}
		seen, alone := 0, 0
		err := b.Each(func(c *record.Cluster) error {
			if c.ID != clusters[seen].ID {
				t.Errorf("cluster %d is %s", seen, c.ID)
			}
			seen++
			return nil
		}, func(*record.Article) error { alone++; return nil })
		if err != nil || seen != n || alone != n {
			t.Errorf("%d clusters and %d articles of %d: %v", seen, alone, n, err)
		}
	}
}

func TestBuilderRefuses(t *testing.T) {
	for name, add := range map[string]func(*record.Builder){
		"clusters out of order": func(b *record.Builder) { b.Cluster(&record.Cluster{ID: "b"}); b.Cluster(&record.Cluster{ID: "a"}) },
		"an article twice":      func(b *record.Builder) { b.Single(single()); b.Single(single()) },
		"an article too high":   func(b *record.Builder) { b.Single(&record.Article{Doc: 100}) },
		"a cluster too late":    func(b *record.Builder) { b.Single(single()); b.Cluster(&record.Cluster{ID: "a"}) },
	} {
		b := record.NewBuilder(100, "", nil)
		add(b)
		if _, err := b.Blocks(); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestWithout(t *testing.T) {
	c := ferry()
	if same, n := c.Without(func(*record.Article) bool { return false }); same != c || n != 0 {
		t.Errorf("nothing gone: %d", n)
	}
	got, n := c.Without(func(a *record.Article) bool { return a.Doc == 3 })
	if n != 1 || len(got.Members) != 2 || got.Origin.Member != record.Unseen || got.Keep != record.Unseen {
		t.Fatalf("%d gone: %+v", n, got)
	}
	first, second := got.Members[0], got.Members[1]
	if first.Parent != record.Unseen || first.P < .919 || first.P > .921 || !first.Root || first.Runner || first.Evidence[0].Kind != "gone" {
		t.Errorf("the child of what is gone: %+v", first)
	}
	if second.Second != 0 || !second.Runner || second.Report != 1 {
		t.Errorf("the other: %+v", second)
	}
	got, _ = c.Without(func(a *record.Article) bool { return a.Doc == 12 })
	if len(got.Reports) != 1 || got.Members[0].Parent != 1 || got.Keep != 1 {
		t.Errorf("without the second report: %+v", got)
	}
	if diff := cmp.Diff(ferry(), c); diff != "" {
		t.Errorf("it was changed:\n%s", diff)
	}
}

// TestWithoutAnything drops members of random trees: what is left can be stored.
func TestWithoutAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &record.Cluster{ID: "c", Reports: []string{"", "", ""}}
		n := rapid.IntRange(1, 9).Draw(t, "n")
		for i := range n {
			m := record.Article{Doc: record.Doc(i), Parent: rapid.IntRange(-1, i-1).Draw(t, "parent"), Second: rapid.IntRange(-1, n-1).Draw(t, "second"), Runner: rapid.Bool().Draw(t, "runner")}
			m.Report, m.P, m.RootP = rapid.IntRange(0, 2).Draw(t, "report"), .5, .25
			c.Members = append(c.Members, m)
		}
		gone := map[record.Doc]bool{}
		for i := range n {
			gone[record.Doc(i)] = rapid.Bool().Draw(t, "gone")
		}
		out, dropped := c.Without(func(a *record.Article) bool { return gone[a.Doc] })
		if len(out.Members)+dropped != n {
			t.Fatalf("%d of %d left, %d dropped", len(out.Members), n, dropped)
		}
		if len(out.Members) == 0 {
			return
		}
		out.Keep = max(out.Keep, 0)
		if _, err := record.DecodeCluster(record.AppendCluster(nil, out)); err != nil {
			t.Fatalf("%+v: %v", out, err)
		}
	})
}

func FuzzCluster(f *testing.F) {
	f.Add(record.AppendCluster(nil, ferry()))
	f.Add(record.AppendArticle(nil, single(), ""))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, err := record.DecodeArticle(b); err == nil {
			if _, err := record.DecodeArticle(record.AppendArticle(nil, a, "")); err != nil {
				t.Errorf("an article is not the same again: %v", err)
			}
		}
		c, err := record.DecodeCluster(b)
		if err != nil {
			if !errors.Is(err, record.ErrCodec) {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := record.DecodeCluster(record.AppendCluster(nil, c))
		if diff := cmp.Diff(c, again); err != nil || diff != "" {
			t.Errorf("not the same again: %v\n%s", err, diff)
		}
		for i := range c.Members {
			c.Twins(i)
		}
		c.Without(func(a *record.Article) bool { return a.Doc%2 == 0 })
	})
}

// FuzzBlocks reads blocks of any bytes.
func FuzzBlocks(f *testing.F) {
	blocks, _ := makeBlocks(f, 3)
	f.Add(blocks[0], blocks[1], blocks[2])
	f.Fuzz(func(t *testing.T, head, page, entries []byte) {
		blocks := [][]byte{head, page, entries}
		b, err := record.Open(len(blocks), func(i int) ([]byte, error) { return blocks[i], nil })
		if err != nil {
			return
		}
		for d := range record.Doc(40) {
			_, _, _, _ = b.ByDoc(d)
		}
		_, _ = b.ByID("c000001")
		_ = b.Each(func(*record.Cluster) error { return nil }, func(*record.Article) error { return nil })
	})
}

// BenchmarkBlocks reads one article's cluster of 50,000, each time in another block.
func BenchmarkBlocks(b *testing.B) {
	blocks, _ := makeBlocks(b, 50_000)
	size := 0
	for _, x := range blocks {
		size += len(x)
	}
	x := open(b, blocks)
	i := 0
	b.ReportMetric(float64(size)/150_000, "B/article")
	for b.Loop() {
		i = (i + 7919) % 50_000
		if _, _, _, err := x.ByDoc(record.Doc(20*i + 12)); err != nil {
			b.Fatal(err)
		}
	}
}
