package dedup

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// WriteResults writes the result files of the last generation to dir, each
// whole or not at all: articles, clusters, pairs, passages and copies. They
// are sorted by id and depend on the stored articles and parameters alone.
func WriteResults(ctx context.Context, st *store.Store, dir string, o Options) error {
	c, err := Load(st)
	if err != nil {
		return err
	}
	o.stage("results", int64(len(c.Clusters)))
	return st.View(func(v *store.View) error {
		t, err := loadTable(ctx, v)
		if err != nil {
			return err
		}
		r := newResults(t, c)
		if r.sources, err = loadSources(v, c); err != nil {
			return err
		}
		return r.write(ctx, v, dir, o.workers())
	})
}

// write writes the files, several at a time; they only read what they are made of.
func (r *results) write(ctx context.Context, v *store.View, dir string, workers int) error {
	files := []struct {
		name  string
		write func(w *bufio.Writer) error
	}{ // the longest first
		{"passages.jsonl", func(w *bufio.Writer) error { return r.writePassages(ctx, v, w) }},
		{"copies.jsonl", r.writeCopies},
		{"articles.jsonl", func(w *bufio.Writer) error { return r.articles(ctx, w) }},
		{"pairs.jsonl", r.writePairs},
		{"clusters.jsonl", r.writeClusters},
		{"outlets.jsonl", r.writeOutlets},
	}
	errs := make([]error, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(files)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				if errs[i] = ctx.Err(); errs[i] == nil {
					errs[i] = writeFile(filepath.Join(dir, files[i].name), files[i].write)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file under a temporary name and then renames it.
func writeFile(path string, write func(w *bufio.Writer) error) error {
	f, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<18)
	err = errors.Join(write(w), w.Flush(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(path+".tmp"))
	}
	return os.Rename(path+".tmp", path)
}

// results holds what the result files are written from.
type results struct {
	t       *table
	c       *Conclusions
	live    []cluster.Cluster             // clusters with their live members, sorted by id
	of      []int32                       // by doc: index in live, -1: none
	copied  []float32                     // by doc: largest share found in another article
	groups  map[cluster.Doc][]cluster.Doc // identical texts, by representative
	rep     map[cluster.Doc]cluster.Doc   // by member of such a group
	least   []float64                     // by cluster: least and mean similarity of its pairs
	mean    []float64
	linked  []cluster.Scored // pairs of texts
	also    map[store.Doc][]string
	near    []float64 // by doc: similarity to the member to keep
	habits  masker
	sources *sources // nil if nothing was traced
}

func newResults(t *table, c *Conclusions) *results {
	r := &results{
		t: t, c: c, of: make([]int32, len(t.rank)), copied: make([]float32, len(t.rank)),
		groups: map[cluster.Doc][]cluster.Doc{}, rep: map[cluster.Doc]cluster.Doc{}, linked: c.linked(),
		also: map[store.Doc][]string{},
	}
	if c.Lines != nil {
		r.habits = func(outlet, text string) []shingle.Range { return c.Lines.Mask(nil, outlet, text) }
	}
	for _, m := range c.Also {
		r.also[m.Doc] = append(r.also[m.Doc], m.Cluster)
	}
	for i := range r.of {
		r.of[i] = -1
	}
	for _, k := range c.Clusters {
		members := slices.DeleteFunc(slices.Clone(k.Members), func(d cluster.Doc) bool { return !t.live[d] })
		if len(members) < 2 {
			continue
		}
		for _, d := range members {
			r.of[d] = int32(len(r.live))
		}
		r.live = append(r.live, cluster.Cluster{ID: k.ID, Members: members})
	}
	r.identical()
	r.measure()
	r.likeKept()
	return r
}

// identical finds the groups of identical texts within clusters, by their
// representatives: those are always members of one cluster.
func (r *results) identical() {
	type key struct {
		content uint64
		size    uint32
	}
	for _, k := range r.live {
		first := map[key]cluster.Doc{}
		for _, d := range k.Members {
			id := key{r.t.content[d], r.t.size[d]}
			rep, ok := first[id]
			if !ok {
				rep, first[id] = d, d
			}
			r.groups[rep] = append(r.groups[rep], d)
		}
	}
	for rep, members := range r.groups {
		if len(members) == 1 {
			delete(r.groups, rep)
			continue
		}
		slices.SortFunc(members, func(x, y cluster.Doc) int { return cmp.Compare(r.t.rank[x], r.t.rank[y]) })
		for _, d := range members {
			r.copied[d], r.rep[d] = 1, rep
		}
	}
}

// group returns the live articles with the text of d, in the order of their
// ids, d among them.
func (r *results) group(d cluster.Doc) []cluster.Doc {
	if rep, ok := r.rep[d]; ok {
		return r.groups[rep]
	}
	return []cluster.Doc{d}
}

// measure finds the copied share of each article and how alike the members
// of each cluster are.
func (r *results) measure() {
	n := make([]int, len(r.live))
	r.least, r.mean = make([]float64, len(r.live)), make([]float64, len(r.live))
	add := func(k int32, jaccard float64) {
		if n[k] == 0 || jaccard < r.least[k] {
			r.least[k] = jaccard
		}
		n[k]++
		r.mean[k] += jaccard
	}
	for i := range r.linked {
		p := &r.linked[i]
		k := r.of[p.A]
		if k < 0 || k != r.of[p.B] {
			continue
		}
		add(k, p.Jaccard())
		a, b := p.ContainmentA(), p.ContainmentB()
		if !r.c.Parameters.Near {
			a, b = p.CoverageA(), p.CoverageB()
		}
		for _, d := range r.group(p.A) {
			r.copied[d] = max(r.copied[d], float32(a))
		}
		for _, d := range r.group(p.B) {
			r.copied[d] = max(r.copied[d], float32(b))
		}
	}
	for _, g := range r.groups {
		for range g[1:] {
			add(r.of[g[0]], 1)
		}
	}
	for k := range r.mean {
		r.mean[k] /= float64(max(1, n[k]))
	}
}

// likeKept finds how alike articles are to the member to keep of their cluster, as far as
// they were compared.
func (r *results) likeKept() {
	r.near = make([]float64, len(r.of))
	kept := map[cluster.Doc]bool{} // those with its text stand for it
	for k := range r.live {
		for _, d := range r.group(r.t.keep(r.live[k].Members)) {
			kept[d] = true
		}
	}
	for i := range r.linked {
		p := &r.linked[i]
		if k := r.of[p.A]; k < 0 || k != r.of[p.B] || kept[p.A] == kept[p.B] {
			continue
		}
		other := p.A
		if kept[p.A] {
			other = p.B
		}
		for _, d := range r.group(other) {
			r.near[d] = p.Jaccard()
		}
	}
}

func (r *results) writeClusters(w *bufio.Writer) error {
	var line []byte
	for k := range r.live {
		rec := r.record(k)
		line = append(rec.AppendJSON(line[:0]), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// record returns the record of the cluster with index k.
func (r *results) record(k int) report.Cluster {
	c := &r.live[k]
	rec := report.Cluster{
		ID: c.ID, Size: len(c.Members), Keep: r.t.id(r.t.keep(c.Members)),
		SimilarityMin: r.least[k], SimilarityMean: r.mean[k],
	}
	outlets := map[uint32]struct{}{}
	byID := slices.SortedFunc(slices.Values(c.Members), func(x, y cluster.Doc) int { return cmp.Compare(r.t.rank[x], r.t.rank[y]) })
	for _, d := range byID {
		outlets[r.t.source[d]] = struct{}{}
		rec.Members = append(rec.Members, r.t.id(d))
	}
	rec.Outlets = len(outlets)
	if o, reports, ok := r.origin(k); ok {
		rec.SetSources(o, reports)
	}
	order := r.t.byTime(c.Members)
	if first := order[0]; r.t.known[first] {
		s := r.t.time(first)
		rec.First = &s
	}
	for _, d := range slices.Backward(order) {
		if r.t.known[d] {
			s := r.t.time(d)
			rec.Last = &s
			break
		}
	}
	return rec
}

// writePairs lists the pairs, as eachPair tells them.
func (r *results) writePairs(w *bufio.Writer) error {
	var line []byte
	return r.eachPair(nil, func(_, _ store.Doc, p report.Pair) error {
		line = append(p.AppendJSON(line[:0]), '\n')
		_, err := w.Write(line)
		return err
	})
}

// linked returns the pairs that linked articles; those of a near run have no
// passages.
func (c *Conclusions) linked() []cluster.Scored {
	if !c.Parameters.Near {
		return c.Scored
	}
	var out []cluster.Scored
	for _, p := range linkable(c.Pairs) {
		out = append(out, cluster.Scored{Pair: p, Kind: pair.KindSame})
	}
	return out
}

// WriteRun writes run.json to dir: what was done, with which parameters, and
// how long each stage took. It is the one file that differs between runs.
func WriteRun(dir string, run *Run, o Options) error {
	rec := run.record(o)
	return writeFile(filepath.Join(dir, "run.json"), func(w *bufio.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(rec)
	})
}

func (r *Run) record(o Options) report.Run {
	rec := report.Run{
		Schema: report.SchemaRun, Version: r.Version, Generation: r.Linked.Generation,
		Parameters: parameters(o), Changes: []report.Change{}, Timings: map[string]float64{},
		Counts: map[string]int64{
			"read": r.Added.Read, "stored": r.Added.Stored, "known": r.Added.Known, "revised": r.Added.Revised,
			"rejected": r.Added.Rejected, "fresh": int64(r.Linked.Fresh), "candidates": int64(r.Linked.Candidates),
			"compared": int64(r.Linked.Counted), "pairs": int64(r.Linked.Pairs), "clusters": int64(r.Linked.Clusters),
			"clusters_new": int64(r.Linked.New), "clusters_grown": int64(r.Linked.Grown),
		},
	}
	for _, c := range r.Linked.Changes {
		rec.Changes = append(rec.Changes, changeRecord(&c))
	}
	for _, t := range r.Timings {
		rec.Timings[t.Stage] = report.Round(t.Seconds)
	}
	return rec
}

func changeRecord(c *cluster.Change) report.Change {
	return report.Change{Kind: string(c.Kind), ID: c.ID, Others: c.Others, Before: c.Before, After: c.After, Reason: c.Reason}
}

// JSON returns the run as one line, as run.json has it.
func (r *Run) JSON(o Options) ([]byte, error) { return json.Marshal(r.record(o)) }
