package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// root is the parent in the gold of what was taken from no article, nobody the agency of
// what no agency sent.
const (
	root   = "ROOT"
	nobody = "-"
)

// An example is an article to be traced, and which of its parents are right.
type example struct {
	trace.Example
	right []bool // by parent, the unseen source last
}

// A corpus is a simulation made ready.
type corpus struct {
	articles     []article.Article
	at           map[string]int
	main         map[string]string // by id: its main cluster
	parents      map[string][]string
	senders      map[string][]string // by id: agencies; any of them counts as the right one
	clusters     map[string][]int
	agencies     []credit.Agency
	feeds        map[string]string // outlets that the input declares to be an agency's own
	stories      [][]int           // the articles of each cluster, by id
	names        []string
	members      []*trace.Member
	profiles     *trace.Profiles      // nil: not learnt yet
	observations []*trace.Observation // by story
}

// newCorpus returns a corpus without articles.
func newCorpus() *corpus {
	return &corpus{
		at: map[string]int{}, main: map[string]string{}, parents: map[string][]string{}, senders: map[string][]string{}, clusters: map[string][]int{},
	}
}

// readCorpora makes a world ready: as one corpus, or as many small ones.
func readCorpora(ctx context.Context, data, name string, skew int64) ([]*corpus, error) {
	w, err := parseWorld(name)
	if err != nil {
		return nil, err
	}
	w.skew = skew
	c := newCorpus()
	if w.dir == "" {
		err = c.make(&w)
	} else {
		err = c.read(ctx, filepath.Join(data, w.dir), w.known)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	w.change(c.articles)
	all := []*corpus{c}
	if w.small {
		all = c.split()
	}
	for _, c := range all {
		if err := c.ready(&w); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ready collects the stories and makes members of the articles.
func (c *corpus) ready(w *world) error {
	for name, docs := range c.clusters {
		if len(docs) > 1 {
			c.names = append(c.names, name)
		}
		slices.SortFunc(docs, func(x, y int) int { return strings.Compare(c.articles[x].ID, c.articles[y].ID) })
	}
	slices.Sort(c.names)
	for _, name := range c.names {
		c.stories = append(c.stories, c.clusters[name])
	}
	if w.linked {
		c.link()
	}
	return c.prepare(w)
}

// The articles of small collections: from 20 to 320, each factor of two as often.
const (
	smallest  = 20
	doublings = 4
)

// split parts a corpus into small ones, story by story, as a store of one evening or of a few
// outlets has them.
func (c *corpus) split() (out []*corpus) {
	names := slices.Collect(maps.Keys(c.clusters))
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Or(cmp.Compare(chance(x, "piece"), chance(y, "piece")), cmp.Compare(x, y))
	})
	var piece *corpus
	room := 0
	for _, name := range names {
		if piece == nil || len(piece.articles) >= room {
			room = int(smallest * math.Exp2(doublings*float64(chance(name, "size"))/(1<<32)))
			piece = newCorpus()
			piece.parents, piece.senders, piece.agencies, piece.feeds = c.parents, c.senders, c.agencies, c.feeds
			out = append(out, piece)
		}
		for _, d := range c.clusters[name] {
			id := c.articles[d].ID
			if c.main[id] != name {
				continue
			}
			piece.at[id] = len(piece.articles)
			piece.articles = append(piece.articles, c.articles[d])
			piece.belongs(id, []string{name})
		}
	}
	return out
}

// read reads a simulation's folder. With known set, every agency's own outlet is known.
func (c *corpus) read(ctx context.Context, dir string, known bool) error {
	for a, err := range ingest.Read(ctx, []string{filepath.Join(dir, "articles.jsonl")}, nil, ingest.Options{}) {
		if err != nil {
			return err
		}
		if i, revised := c.at[a.ID]; revised {
			c.articles[i] = a.Clone()
			continue
		}
		c.at[a.ID] = len(c.articles)
		c.articles = append(c.articles, a.Clone())
	}
	giants := map[string]bool{}
	if err := optional(table(filepath.Join(dir, "gold_kinds.tsv"), func(row []string) { giants[row[0]] = row[1] == "giant" })); err != nil {
		return err
	}
	err := table(filepath.Join(dir, "gold_clusters.tsv"), func(row []string) {
		if !giants[row[0]] { // thousands of prints of one text would be most of the world
			c.belongs(row[0], strings.Split(row[1], ";"))
		}
	})
	if err != nil {
		return err
	}
	err = table(filepath.Join(dir, "gold_copies.tsv"), func(row []string) {
		c.parents[row[0]] = strings.Split(row[1], ";")
		c.senders[row[0]] = strings.Split(row[3], ";")
	})
	if err != nil {
		return err
	}
	err = table(filepath.Join(dir, "agencies.tsv"), func(row []string) {
		a := credit.Agency{Name: row[0]}
		for _, alias := range append([]string{row[1]}, strings.Split(row[2], ";")...) {
			if alias != "" && alias != row[0] {
				a.Aliases = append(a.Aliases, alias)
			}
		}
		c.agencies = append(c.agencies, a)
	})
	if err != nil {
		return err
	}
	c.feeds = map[string]string{}
	return table(filepath.Join(dir, "feeds.tsv"), func(row []string) {
		if row[2] == "1" || known {
			c.feeds[row[0]] = row[1]
		}
	})
}

// optional forgives that a file is not there.
func optional(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// belongs says in which clusters an article is, the main one first.
func (c *corpus) belongs(id string, clusters []string) {
	c.main[id] = clusters[0]
	for _, name := range clusters {
		c.clusters[name] = append(c.clusters[name], c.at[id])
	}
}

// make makes a press of internal/newsroom. Of its agencies the sites of the first of each
// language are known.
func (c *corpus) make(w *world) error {
	items, err := newsroom.Make(newsroom.Options{Seed: w.seed, Profile: w.profile, Stories: w.stories})
	if err != nil {
		return err
	}
	c.feeds = map[string]string{}
	for i := range items {
		it := &items[i]
		id := it.Article.ID
		c.at[id] = len(c.articles)
		c.articles = append(c.articles, it.Article)
		c.belongs(id, it.Clusters)
		c.parents[id], c.senders[id] = []string{it.Parent}, []string{cmp.Or(it.Agency, nobody)}
	}
	for _, a := range newsroom.Agencies() {
		c.agencies = append(c.agencies, credit.Agency{Name: a.Name, Aliases: []string{a.Short}})
		if len(c.agencies)%2 == 1 || w.known {
			c.feeds[a.Domain] = a.Name
		}
	}
	return nil
}

// prepare makes members of the articles. What a user would not tell is not known: no
// agency's domain is given, and no feed but those that are flagged, if any.
func (c *corpus) prepare(w *world) error {
	registry, err := credit.LoadWith(c.agencies)
	if err != nil {
		return err
	}
	counter, clocks := furniture.NewCounter(len(c.articles)), &clock.Learner{}
	for i := range c.articles {
		counter.Add(c.articles[i].Source, c.articles[i].Text)
		clocks.Add(c.articles[i].Source, &c.articles[i])
	}
	papers := c.papers()
	reader := trace.Reader{Registry: registry, Clocks: clocks.Learn()}
	if !w.withoutFeeds {
		reader.Feeds = c.feeds
	}
	for i := range c.articles {
		a := &c.articles[i]
		skip := make([]shingle.Range, 0, len(a.Furniture))
		for _, f := range a.Furniture {
			skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
		}
		m := reader.Read(a)
		if papers[a.Source] && m.Feed != "" {
			m.Feed, m.Arm = "", m.Feed
		}
		if m.Feed != "" && chance(a.ID, "bare")%3 == 0 {
			m.Credits = nil // not every agency's own page credits it
		}
		m.Skip = furniture.Join(skip, counter.Mask(nil, a.Source, a.Text, nil))
		c.members = append(c.members, m)
	}
	return nil
}

// maxStory is how many articles of one story are fitted on.
const maxStory = 60

// papers returns half of the feeds that print other agencies' text as much as their own: as
// newspapers' hosts that the list has, which are weak signs.
func (c *corpus) papers() map[string]bool {
	own, all := map[string]int{}, map[string]int{}
	for i := range c.articles {
		a := &c.articles[i]
		if agency := c.feeds[a.Source]; agency != "" && len(c.senders[a.ID]) > 0 {
			all[a.Source]++
			if c.senders[a.ID][0] == agency {
				own[a.Source]++
			}
		}
	}
	out := map[string]bool{}
	for outlet, n := range all {
		out[outlet] = own[outlet]*5 < n*3 && chance(outlet, "paper")%2 == 0
	}
	return out
}

// mix puts articles of the next story into some of the stories, as clusters that were found
// have them.
func (c *corpus) mix() {
	true := slices.Clone(c.stories)
	for k, docs := range true {
		x := chance(c.names[k], "mix")
		if x%6 != 0 || k+1 == len(true) {
			continue
		}
		next := true[k+1]
		list := slices.Clone(docs)
		for _, d := range next[:min(len(next), 1+int(x>>8%3))] {
			if !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
		slices.SortFunc(list, func(x, y int) int { return strings.Compare(c.articles[x].ID, c.articles[y].ID) })
		c.stories[k] = list
	}
}

// examples returns the articles of all main clusters with what is right.
func (c *corpus) examples() (out []example) {
	c.each(func(k int, docs []int, members []*trace.Member) {
		name := c.names[k]
		for v, x := range trace.Examples(members, c.profiles, c.observation(k)) {
			id := c.articles[docs[v]].ID
			if c.main[id] != name {
				continue
			}
			if len(docs) > maxStory && chance(id, "child")%uint64(len(docs)) >= maxStory {
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

// learn counts the profiles of the outlets over all stories.
func (c *corpus) learn(m *trace.Model) {
	t := trace.WithModel(m)
	c.profiles, c.observations = &trace.Profiles{}, nil
	c.each(func(_ int, _ []int, members []*trace.Member) {
		s := t.Observe(members)
		c.profiles.Add(s)
		c.observations = append(c.observations, s)
	})
}

// observation returns what story k added to the profiles, nil if they were not learnt.
func (c *corpus) observation(k int) *trace.Observation {
	if c.profiles == nil {
		return nil
	}
	return c.observations[k]
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
