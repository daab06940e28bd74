package main

import (
	"bufio"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/habit"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// root is the parent in the gold of what was taken from no article.
const root = "ROOT"

// An example is an article to be traced, and which of its parents are right.
type example struct {
	trace.Example
	right []bool // by parent, the unseen source last
}

// A corpus is a simulation made ready.
type corpus struct {
	articles []article.Article
	at       map[string]int
	main     map[string]string // by id: its main cluster
	parents  map[string][]string
	stories  [][]int // the articles of each cluster, by id
	names    []string
	members  []*trace.Member
	habits   *trace.Habits   // nil: not learnt yet
	sketches []*trace.Sketch // by story
}

// readCorpus reads a simulation. Its clocks are set wrong by so many hours, one way or
// the other.
func readCorpus(ctx context.Context, dir string, skew int64) (*corpus, error) {
	c := &corpus{at: map[string]int{}, main: map[string]string{}, parents: map[string][]string{}}
	for a, err := range ingest.Read(ctx, []string{filepath.Join(dir, "articles.jsonl")}, nil, ingest.Options{}) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		c.at[a.ID] = len(c.articles)
		x := a.Clone()
		x.Published.Unix += skewed(x.ID, skew)
		c.articles = append(c.articles, x)
	}
	clusters := map[string][]int{}
	err := table(filepath.Join(dir, "gold_clusters.tsv"), func(row []string) {
		for k, name := range strings.Split(row[1], ";") {
			if k == 0 {
				c.main[row[0]] = name
			}
			clusters[name] = append(clusters[name], c.at[row[0]])
		}
	})
	if err != nil {
		return nil, err
	}
	for name, docs := range clusters {
		if len(docs) > 1 {
			c.names = append(c.names, name)
		}
		slices.SortFunc(docs, func(x, y int) int { return strings.Compare(c.articles[x].ID, c.articles[y].ID) })
	}
	slices.Sort(c.names)
	for _, name := range c.names {
		c.stories = append(c.stories, clusters[name])
	}
	err = table(filepath.Join(dir, "gold_copies.tsv"), func(row []string) { c.parents[row[0]] = strings.Split(row[1], ";") })
	if err != nil {
		return nil, err
	}
	if err := c.prepare(dir); err != nil {
		return nil, err
	}
	return c, nil
}

// skewed returns the seconds by which an article's clock is set wrong.
func skewed(id string, hours int64) int64 {
	h := fnv.New32a()
	h.Write([]byte(id)) // never fails
	if h.Sum32()>>16&1 == 0 {
		hours = -hours
	}
	return hours * 3600
}

// prepare makes members of the articles.
func (c *corpus) prepare(dir string) error {
	registry, feeds, err := agencies(dir)
	if err != nil {
		return err
	}
	habits, clocks := habit.NewCounter(len(c.articles)), &clock.Learner{}
	for i := range c.articles {
		habits.Add(c.articles[i].Source, c.articles[i].Text)
		clocks.Add(c.articles[i].Source, &c.articles[i])
	}
	reader := trace.Reader{Registry: registry, Clocks: clocks.Learn(), Feeds: feeds}
	for i := range c.articles {
		a := &c.articles[i]
		skip := make([]shingle.Range, 0, len(a.Furniture))
		for _, f := range a.Furniture {
			skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
		}
		m := reader.Read(a)
		m.Skip = habit.Join(skip, habits.Mask(nil, a.Source, a.Text, nil))
		c.members = append(c.members, m)
	}
	return nil
}

// agencies reads what a user would give: agencies, and feeds that are known.
func agencies(dir string) (*credit.Registry, map[string]string, error) {
	var list []credit.Agency
	err := table(filepath.Join(dir, "agencies.tsv"), func(row []string) {
		a := credit.Agency{Name: row[0], Domains: []string{row[3]}}
		for _, alias := range append([]string{row[1]}, strings.Split(row[2], ";")...) {
			if alias != "" && alias != row[0] {
				a.Aliases = append(a.Aliases, alias)
			}
		}
		list = append(list, a)
	})
	if err != nil {
		return nil, nil, err
	}
	feeds := map[string]string{}
	err = table(filepath.Join(dir, "feeds.tsv"), func(row []string) {
		if row[2] == "1" {
			feeds[row[0]] = row[1]
		}
	})
	if err != nil {
		return nil, nil, err
	}
	r, err := credit.Load()
	if err != nil {
		return nil, nil, err
	}
	r, err = r.With(list)
	return r, feeds, err
}

// examples returns the articles of all main clusters with what is right.
func (c *corpus) examples() (out []example) {
	c.each(func(k int, docs []int, members []*trace.Member) {
		name := c.names[k]
		for v, x := range trace.Examples(members, c.habits, c.sketch(k)) {
			id := c.articles[docs[v]].ID
			if c.main[id] != name {
				continue
			}
			e := example{Example: x, right: make([]bool, len(x.Parents)+1)}
			for k, u := range x.Parents {
				e.right[k] = slices.Contains(c.parents[id], c.articles[docs[u]].ID)
			}
			e.right[len(x.Parents)] = slices.Contains(c.parents[id], root)
			if slices.Contains(e.right, true) {
				out = append(out, e)
			}
		}
	})
	return out
}

// learn looks at all stories for the habits of the outlets.
func (c *corpus) learn(m *trace.Model) {
	t := trace.WithModel(m)
	c.habits, c.sketches = &trace.Habits{}, nil
	c.each(func(_ int, _ []int, members []*trace.Member) {
		s := t.Sketch(members)
		c.habits.Add(s)
		c.sketches = append(c.sketches, s)
	})
}

// sketch returns what story k told of habits, nil if they were not learnt.
func (c *corpus) sketch(k int) *trace.Sketch {
	if c.habits == nil {
		return nil
	}
	return c.sketches[k]
}

func (c *corpus) each(f func(k int, docs []int, members []*trace.Member)) {
	for k, docs := range c.stories {
		members := make([]*trace.Member, len(docs))
		for i, d := range docs {
			members[i] = c.members[d]
		}
		f(k, docs, members)
	}
}

// check counts the answers on the true clusters.
func (c *corpus) check(m *trace.Model) string {
	t := trace.WithModel(m)
	var all, right, stored, storedRight, unseen, unseenRight, gap float64
	var bins [10][3]float64
	c.each(func(k int, docs []int, members []*trace.Member) {
		name := c.names[k]
		for v, e := range t.TraceWith(members, c.habits, c.sketch(k)).Edges {
			id := c.articles[docs[v]].ID
			if c.main[id] != name {
				continue
			}
			said := root
			if e.Parent != trace.Unseen {
				said = c.articles[docs[e.Parent]].ID
			}
			ok := 0.0
			if slices.Contains(c.parents[id], said) {
				ok = 1
			}
			all, right = all+1, right+ok
			if slices.Contains(c.parents[id], root) {
				unseen, unseenRight = unseen+1, unseenRight+ok
			} else {
				stored, storedRight = stored+1, storedRight+ok
			}
			b := &bins[min(9, int(e.P*10))]
			b[0]++
			b[1] += e.P
			b[2] += ok
		}
	})
	for _, b := range bins {
		gap += math.Abs(b[1]-b[2]) / max(1, all)
	}
	return fmt.Sprintf("%.0f articles: right %.3f, parent stored %.3f, source unseen %.3f, calibration error %.3f",
		all, right/all, storedRight/stored, unseenRight/unseen, gap)
}

// table reads a file of tab-separated values with a heading.
func table(name string, row func([]string)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 0; lines.Scan(); n++ {
		if n > 0 {
			row(strings.Split(lines.Text(), "\t"))
		}
	}
	return lines.Err()
}
